"""The market: what is assumed of it, and the classes of its customers and other records."""
