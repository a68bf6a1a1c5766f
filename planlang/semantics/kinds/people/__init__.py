"""Who does what and may do what: roles, and what people are held to."""
