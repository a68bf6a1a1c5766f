"""Kinds of declarations that say how a plan is kept alive."""
