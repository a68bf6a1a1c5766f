"""Figures that are not folded from rows: how many people hold a role, how long somebody has been there, breaches of rules."""
