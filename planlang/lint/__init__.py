"""Opinions on plans that are correct but could be better."""
