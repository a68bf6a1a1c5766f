"""What a plan says of money, of its changes, and to its readers."""
