"""One module for each command; each has its click command as ``command``."""
