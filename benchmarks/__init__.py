"""Measurements of Trilemma side by side with its peers."""
