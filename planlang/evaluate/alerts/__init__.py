"""Conditions over figures, and the life of the alerts they raise."""
