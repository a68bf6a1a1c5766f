"""JSON as it comes: what a document holds is written item by item, so that a long list is never there as a whole.

In: plain values, as `json.dumps` takes them; an iterator among the members of the document stands for a list. Out: the same
text as `json.dumps(..., ensure_ascii=False, indent=2, allow_nan=False)`, in pieces.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import islice
from json.encoder import encode_basestring
from typing import Any

from planlang.frozen import frozen

quoted = encode_basestring
"""A text as JSON has it."""
STEP = "  "
ITEM = "\n" + STEP + STEP
"""How the lines of an item begin that stands in a list of the document."""
_OPEN = "\0"
"""Stands for a hole; no text has it that is written."""
AT_ONCE = 256
"""Items of a list that make one piece."""


class Kept(dict[str, Any]):
    """An object that stands in many places of a document, and is written out once for each depth; not to be changed."""

    __slots__ = ("texts",)

    def __init__(self, members: Mapping[str, Any]) -> None:
        super().__init__(members)
        self.texts: dict[str, str] = {}


class Written(str):
    """A value that is written already, as it is to stand in its place."""

    __slots__ = ()


class Hole:
    """Where a value is put in later."""


HOLE = Hole()


@frozen
class Around(Hole):
    """A text of which the middle is put in later."""

    before: str
    after: str


def form(value: Any, start: str) -> str:
    """The text of a value with `%s` for each of its holes."""
    return written(value, start).replace("%", "%%").replace(_OPEN, "%s")


def pieces(document: Mapping[str, Any]) -> Iterator[str]:
    """The text of a document of at least one member; characters that UTF-8 cannot hold become question marks."""
    before = "{"
    for name, value in document.items():
        yield f"{before}\n{STEP}{_name(name)}"
        if isinstance(value, Iterator):
            yield from _list(value)
        else:
            yield _clean(written(value, "\n" + STEP))
        before = ","
    yield "\n}\n"


def _list(items: Iterable[Any]) -> Iterator[str]:
    """A list that is a member of the document."""
    end = "\n" + STEP
    start = end + STEP
    before = "[" + start
    rest = iter(items)
    while some := list(islice(rest, AT_ONCE)):
        yield before + _clean(("," + start).join([written(item, start) for item in some]))
        before = "," + start
    yield "[]" if before[0] == "[" else end + "]"


def _clean(text: str) -> str:
    """The text without characters that UTF-8 cannot hold."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _name(name: str) -> str:
    """The name of a member, up to its value."""
    return f"{quoted(name)}: "


def written(value: Any, start: str) -> str:
    """A value whose lines begin with `start`: a line break and the indent."""
    kind = type(value)
    if kind is str:
        return quoted(value)
    if value is None:
        return "null"
    if kind is bool:
        return "true" if value else "false"
    if kind is int:
        return str(value)
    if kind is Kept:
        kept: Kept = value
        if start not in kept.texts:
            kept.texts[start] = _object(kept, start)
        return kept.texts[start]
    if kind is Written:
        return str(value)
    if isinstance(value, dict):
        return _object(value, start)
    if isinstance(value, Hole):
        return quoted(value.before)[:-1] + _OPEN + quoted(value.after)[1:] if isinstance(value, Around) else _OPEN
    if isinstance(value, list | tuple):
        inner = start + STEP
        return f"[{inner}{f',{inner}'.join([written(item, inner) for item in value])}{start}]" if value else "[]"
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _object(value: Mapping[str, Any], start: str) -> str:
    """An object."""
    if not value:
        return "{}"
    inner = start + STEP
    texts = [
        quoted(item)
        if (kind := type(item)) is str
        else "null"
        if item is None
        else item.texts[inner]
        if kind is Kept and inner in item.texts
        else written(item, inner)
        for item in value.values()
    ]
    return _form(tuple(value), start) % tuple(texts)


@lru_cache(maxsize=4096)
def _form(names: tuple[str, ...], start: str) -> str:
    """An object with members of these names, `%s` for each value: objects of a kind are written alike."""
    inner = start + STEP
    members = f",{inner}".join(_name(name).replace("%", "%%") + "%s" for name in names)
    return f"{{{inner}{members}{start}}}"
