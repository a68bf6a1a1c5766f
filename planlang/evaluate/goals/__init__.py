"""Targets of goals, and how far they are reached."""
