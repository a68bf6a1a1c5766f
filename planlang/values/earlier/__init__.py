"""Earlier days that others are compared with."""
