"""Goals and how they are split."""
