"""People: what their roles are for, and what they may do."""
