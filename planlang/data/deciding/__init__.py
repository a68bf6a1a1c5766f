"""What the columns of a source are taken for."""
