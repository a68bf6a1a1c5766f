"""Figures beside others: among their like, and what is told of both."""
