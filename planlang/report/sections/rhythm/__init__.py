"""Sections about how a plan is kept alive."""
