"""Decisions: what was chosen, by whom, why, and what it was expected to do."""
