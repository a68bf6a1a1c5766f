"""Kinds of declarations that say what may be spent, and on what."""
