"""Pages of what was computed."""
