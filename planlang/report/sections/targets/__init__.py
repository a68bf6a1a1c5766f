"""Goals that come again, and which goals serve which."""
