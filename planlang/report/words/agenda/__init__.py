"""What is talked about at meetings."""
