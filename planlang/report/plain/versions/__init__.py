"""Two versions of a plan as plain values."""
