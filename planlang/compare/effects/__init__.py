"""What an edit does: whether it asks for less or for more, by kind of declaration."""
