"""Figures in bulk: exact numbers in arrays, entity × period."""
