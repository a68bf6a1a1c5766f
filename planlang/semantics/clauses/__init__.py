"""Clauses that declarations of several kinds share."""
