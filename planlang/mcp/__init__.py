"""Answers for agents: the model context protocol over standard input and output."""
