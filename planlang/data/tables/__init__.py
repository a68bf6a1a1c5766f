"""From bytes to tables of text cells."""
