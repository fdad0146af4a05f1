"""Schedules that respect links, people, calendars and budgets: generation, search, CP-SAT and the checker."""
