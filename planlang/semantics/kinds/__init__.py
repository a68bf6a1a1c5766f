"""The kinds of declarations, and what is checked of each."""
