"""Budgets held against what was spent of them."""
