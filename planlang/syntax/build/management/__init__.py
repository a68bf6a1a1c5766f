"""Builders of what people are measured by, and of changes."""
