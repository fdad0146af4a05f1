"""Trilemma: plan IT projects with time, cost and quality computed together."""
