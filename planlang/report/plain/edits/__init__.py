"""What an edit does, and what one would do, as plain values."""
