"""What is assumed of the market."""
