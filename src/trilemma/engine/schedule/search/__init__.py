"""Searches over activity lists: the heuristic half of the portfolio."""
