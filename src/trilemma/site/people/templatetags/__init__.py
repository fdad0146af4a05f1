"""Tags of the templates of people."""
