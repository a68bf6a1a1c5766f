"""Whether two parts of a model say the same, wherever they are written.

In: values of the model. Out: a truth value. Their own equality also asks where some of them stand.
"""

from __future__ import annotations

from attrs import fields, has

from planlang.source import Span


def alike(one: object, other: object) -> bool:
    """Whether two values say the same."""
    if isinstance(one, Span):
        return isinstance(other, Span)
    if isinstance(one, tuple):
        return isinstance(other, tuple) and len(one) == len(other) and all(map(alike, one, other))
    kind: type = type(one)
    if has(kind) and kind is type(other):
        parts = (part.name for part in fields(kind) if part.eq)
        return all(alike(getattr(one, part), getattr(other, part)) for part in parts)
    return one == other
