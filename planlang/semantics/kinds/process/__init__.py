"""Processes: their stages, their rules, and what is done about breaches."""
