"""Changes of a plan: what is decided, allowed, tried out and kept to compare with."""
