"""Conditions over figures: in periods, and since when."""
