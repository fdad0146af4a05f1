"""The embedded database, with writers that take turns."""
