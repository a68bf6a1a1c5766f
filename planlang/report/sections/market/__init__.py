"""What the market is like: classes of customers and other records."""
