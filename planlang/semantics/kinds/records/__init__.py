"""Columns that name the records of sources: what they may name, what is looked up through them."""
