"""What rows that were set aside could still change."""
