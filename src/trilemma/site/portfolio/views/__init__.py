"""Pages of all projects."""
