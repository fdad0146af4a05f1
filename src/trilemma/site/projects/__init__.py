"""Projects: what they are, for whom, and who has which role in them."""
