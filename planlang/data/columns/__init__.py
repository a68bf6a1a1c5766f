"""Which field of a file is which column of a source."""
