"""Classes of values: `frozen`, `define` and `field` as attrs has them, of which nothing is compiled before the first instance is made.

In: a class with annotated attributes. Out: the same class with slots, comparing by values, showing itself. A command starts with a
thousand such classes and makes instances of a third of them; attrs takes a quarter of a millisecond for each (docs/decisions/0001).
What is asked for more rarely (options other than `eq`, cached properties, exceptions) attrs makes. `attrs.fields`, `evolve`, `asdict`
and `has` know these classes as their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__all__ = ["define", "field", "frozen"]

if TYPE_CHECKING:
    from attrs import define, field, frozen
else:
    from functools import cached_property
    from operator import attrgetter

    import attrs

    NOTHING = attrs.NOTHING
    OF_ATTRS = type(attrs.field())
    BY_ATTRS = frozenset({"__init__", "__setattr__", "__getstate__", "__slots__"})
    """What a class may define that attrs has rules for."""
    OWN = "__fields_here__"
    """Where a class keeps its fields, inherited ones first."""

    def frozen(made=None, **options):
        """A class of values that do not change."""
        return _make(attrs.frozen, made, options, changes=False)

    def define(made=None, **options):
        """A class of things that change; they have no hash where they are compared by their values."""
        return _make(attrs.define, made, options, changes=True)

    class field:  # noqa: N801 (called like the function of attrs that it stands for)
        """What is said of an attribute beyond its type and a plain default."""

        __slots__ = ("default", "eq", "factory", "hash", "init", "kind", "kw_only", "name", "repr")

        def __init__(self, *, default=NOTHING, factory=None, init=True, kw_only=False, eq=True, repr=True, hash=None):
            self.name, self.kind = "", None
            self.default, self.factory, self.init, self.kw_only = default, factory, init, kw_only
            self.eq, self.repr, self.hash = eq, repr, eq if hash is None else hash

        @property
        def argument(self):
            """What it is called in calls: a leading underscore is left out."""
            return self.name.lstrip("_")

        def as_attrs(self):
            """The same for attrs."""
            told = {"factory": self.factory} if self.factory else {"default": self.default}
            return attrs.field(
                **told,
                init=self.init,
                kw_only=self.kw_only,
                eq=self.eq,
                repr=self.repr,
                hash=self.hash,
                type=self.kind,
            )

    def _make(by_attrs, given, options, *, changes):
        def make(given):
            if _is_special(given, options):
                for name, value in [*vars(given).items()]:
                    if isinstance(value, field):
                        setattr(given, name, value.as_attrs())
                return by_attrs(**options)(given)
            return _with_slots(given, compared=options.get("eq", True), changes=changes)

        return make if given is None else make(given)

    def _is_special(given, options):
        """Whether attrs has to make it."""
        own = vars(given)
        return (
            not options.keys() <= {"eq"}
            or bool(BY_ATTRS & own.keys())
            or issubclass(given, BaseException)
            or any(isinstance(value, OF_ATTRS | cached_property) for value in own.values())
            or any("__attrs_attrs__" in vars(base) and OWN not in vars(base) for base in given.__mro__)
        )

    def _with_slots(given, *, compared, changes):
        """The class made anew with a slot for each field of its own; methods that say `super()` mean the new one."""
        own = vars(given)
        kinds = own.get("__annotations__", {})
        here = [name for name, kind in kinds.items() if "ClassVar" not in str(kind)]
        fields = {field.name: field for base in reversed(given.__mro__) for field in vars(base).get(OWN, ())}
        for name in here:
            fields.pop(name, None)
        fields |= {name: _field(name, kinds[name], own.get(name, NOTHING)) for name in here}
        body = {
            name: value for name, value in own.items() if name not in here and name not in ("__dict__", "__weakref__")
        }
        taken = {slot for base in given.__mro__[1:] for slot in vars(base).get("__slots__", ())}
        weak = () if any("__weakref__" in vars(base) for base in given.__mro__[1:]) else ("__weakref__",)
        body |= {
            "__slots__": (*(name for name in here if name not in taken), *weak),
            "__qualname__": given.__qualname__,
            "__match_args__": tuple(name for name, field in fields.items() if field.init and not field.kw_only),
            OWN: tuple(fields.values()),
            "__attrs_attrs__": _Fields(),
            "__getstate__": _state,
            "__setstate__": _set_state,
        }
        if not changes:
            body |= {"__setattr__": _refuse, "__delattr__": _refuse}
        if "__repr__" not in own:
            body["__repr__"] = _repr
        if compared and "__eq__" not in own:
            body |= _comparing(given, fields.values(), hashed=not changes)
        made = type(given)(given.__name__, given.__bases__, body)
        made.__init__ = _first_init(made)
        _mean(made, given)
        return made

    def _field(name, kind, said):
        """The field of a name: as said, with a plain default, or required."""
        found = said if isinstance(said, field) else field(default=said)
        found.name, found.kind = name, kind
        return found

    def _comparing(given, fields, *, hashed):
        """Compares by class and values; what changes has no hash."""
        values = _getter([field.name for field in fields if field.eq])
        hash_of = _getter([field.name for field in fields if field.hash])
        salt = hash(given.__qualname__)

        def equal(self, other):
            if other.__class__ is not self.__class__:
                return NotImplemented
            return values(self) == values(other)

        def hashed_by_values(self):
            return hash((salt, hash_of(self)))

        if "__hash__" in vars(given):
            return {"__eq__": equal}
        return {"__eq__": equal, "__hash__": hashed_by_values if hashed else None}

    def _getter(names):
        return attrgetter(*names) if names else lambda _: ()

    def _first_init(made):
        """Stands for `__init__` until the first instance is made, and then writes it."""

        def first(self, *args, **named):
            made.__init__ = _init(made)
            made.__init__(self, *args, **named)

        return first

    def _init(made):
        """`__init__` as one would write it by hand; slots of what does not change are set past `__setattr__`."""
        positional, named, lines = [], [], []
        inside = {"NOTHING": NOTHING}
        is_fixed = made.__setattr__ is not object.__setattr__
        for number, each in enumerate(getattr(made, OWN)):
            value = each.argument
            if each.factory:
                inside[f"made_{number}"] = each.factory
                value = f"made_{number}() if {value} is NOTHING else {value}" if each.init else f"made_{number}()"
                default = "=NOTHING"
            elif each.default is not NOTHING:
                inside[f"given_{number}"] = each.default
                value = value if each.init else f"given_{number}"
                default = f"=given_{number}"
            else:
                default = ""
                if not each.init:
                    continue
            if each.init:
                (named if each.kw_only else positional).append(f"{each.argument}{default}")
            if is_fixed:
                inside[f"set_{number}"] = getattr(made, each.name).__set__
                lines.append(f"set_{number}(self, {value})")
            else:
                lines.append(f"self.{each.name} = {value}")
        if hasattr(made, "__attrs_post_init__"):
            lines.append("self.__attrs_post_init__()")
        head = ", ".join(["self", *positional, *(["*", *named] if named else ())])
        source = f"def __init__({head}):\n    " + ("\n    ".join(lines) or "pass")
        exec(compile(source, f"<fields of {made.__qualname__}>", "exec"), inside)
        inside["__init__"].__qualname__ = f"{made.__qualname__}.__init__"
        return inside["__init__"]

    class _Fields:
        """The fields as attrs tells them, made when they are first asked for."""

        __slots__ = ()

        def __get__(self, _, owner):
            made = next(base for base in owner.__mro__ if OWN in vars(base))
            told = attrs.make_class(made.__name__, {field.name: field.as_attrs() for field in getattr(made, OWN)})
            made.__attrs_attrs__ = attrs.fields(told)
            return made.__attrs_attrs__

    def _refuse(self, name, value=None):
        raise attrs.exceptions.FrozenInstanceError

    def _state(self):
        return {field.name: getattr(self, field.name) for field in getattr(self, OWN)}

    def _set_state(self, state):
        for name, value in state.items():
            object.__setattr__(self, name, value)

    def _repr(self):
        """`Name(text='visits')`."""
        parts = (f"{field.name}={getattr(self, field.name, NOTHING)!r}" for field in getattr(self, OWN) if field.repr)
        return f"{type(self).__qualname__.rsplit('>.', 1)[-1]}({', '.join(parts)})"

    def _mean(made, given):
        """Let methods that say `super()` mean the class made anew."""
        for value in vars(made).values():
            methods = (value.fget, value.fset) if isinstance(value, property) else (getattr(value, "__func__", value),)
            for method in methods:
                for cell in getattr(method, "__closure__", None) or ():
                    if _holds(cell, given):
                        cell.cell_contents = made

    def _holds(cell, given):
        try:
            return cell.cell_contents is given
        except ValueError:  # of a function that stands in itself and is not defined yet
            return False
