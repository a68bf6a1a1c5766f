"""Pictures: how they look, what is placed in them, and how that is painted."""
