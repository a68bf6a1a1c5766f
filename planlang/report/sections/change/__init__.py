"""Changes of the plan: what they make of it."""
