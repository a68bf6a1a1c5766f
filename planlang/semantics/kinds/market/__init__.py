"""The market: what is assumed of it, and segments of its customers and other records."""
