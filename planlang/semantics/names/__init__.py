"""Names: which declarations a file can see, and what each name means there."""
