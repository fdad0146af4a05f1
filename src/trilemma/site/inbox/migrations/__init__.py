"""Migrations of the queue."""
