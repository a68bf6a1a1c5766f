"""What the market is like: segments of customers and other records."""
