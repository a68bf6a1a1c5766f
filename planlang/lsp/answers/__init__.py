"""Answers to requests: what `editor/` says, as the protocol spells it."""
