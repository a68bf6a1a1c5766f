"""Expressions: resolved, typed, and checked for units."""
