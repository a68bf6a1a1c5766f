"""What may be written next: words of the language, names, values, as somebody types."""
