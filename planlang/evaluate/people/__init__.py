"""What people have reached, line by line."""
