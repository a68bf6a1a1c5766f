"""Comparisons and arithmetic, shared by row and figure expressions."""

from __future__ import annotations

from enum import Enum


class Comparison(Enum):
    """An order or equality between two values."""

    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="
    EQUAL = "is"
    UNEQUAL = "is not"


class Arithmetic(Enum):
    """A sum, difference, product or quotient."""

    ADD = "+"
    SUBTRACT = "-"
    MULTIPLY = "*"
    DIVIDE = "/"
