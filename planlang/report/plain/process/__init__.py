"""Plain values of what goes on in processes."""
