"""All projects side by side: what was agreed and what is forecast, and who is taken up by what."""
