"""Strategies: how far they are, what they cost, and how the goals that they serve have gone meanwhile."""
