"""What the market is like: which record is of which class of a segment, when."""
