"""Classes of values: `frozen` and `define` of attrs, of which comparing, hashing and showing are not compiled class by class.

In: a class with annotated attributes. Out: what attrs makes of it. A command starts with five hundred such classes, and a third
of the time that it took to start went into compiling methods most of which are never called.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__all__ = ["define", "frozen"]

if TYPE_CHECKING:
    from attrs import define, frozen
else:
    from operator import attrgetter

    import attrs

    SPECIAL = frozenset({"eq", "order", "hash", "unsafe_hash", "cache_hash"})
    """Options by which attrs is left to make how values are compared."""

    def frozen(made=None, **options):
        """A class of values that do not change."""
        return _lean(attrs.frozen, made, options, hashed=True)

    def define(made=None, **options):
        """A class of things that change."""
        return _lean(attrs.define, made, options, hashed=False)

    def _lean(maker, given, options, *, hashed):
        def make(given):
            own = vars(given)
            compared = not SPECIAL & options.keys() and "__eq__" not in own
            shown = "repr" not in options and "__repr__" not in own
            left_out = {"eq": False} if compared else {}
            left_out |= {"repr": False} if shown else {}
            made = maker(**options, **left_out)(given)
            if compared:
                _compare(made, hashed=hashed, own_hash="__hash__" in own)
            if shown:
                made.__repr__ = _repr
            return made

        return make if given is None else make(given)

    def _compare(made, *, hashed, own_hash):
        """Compares by class and values; what changes has no hash."""
        fields = attrs.fields(made)
        values = _getter([field.name for field in fields if field.eq])
        hash_of = _getter([field.name for field in fields if (field.eq if field.hash is None else field.hash)])
        salt = hash(made.__qualname__)

        def equal(self, other):
            if other.__class__ is not self.__class__:
                return NotImplemented
            return values(self) == values(other)

        def hashed_by_values(self):
            return hash((salt, hash_of(self)))

        made.__eq__ = equal
        if not own_hash:
            made.__hash__ = hashed_by_values if hashed else None

    def _getter(names):
        return attrgetter(*names) if names else lambda _: ()

    def _repr(self):
        """`Name(text='visits')`."""
        shown = ((field, getattr(self, field.name)) for field in attrs.fields(type(self)) if field.repr)
        parts = (f"{field.name}={repr(value) if field.repr is True else field.repr(value)}" for field, value in shown)
        return f"{type(self).__qualname__.rsplit('>.', 1)[-1]}({', '.join(parts)})"
