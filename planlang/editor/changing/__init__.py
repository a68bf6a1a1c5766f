"""What changes a plan: one style, other names, what is done about findings."""
