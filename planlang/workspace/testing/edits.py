"""Small changes of a plan: what a test of it should notice.

In: a declaration as written. Out: edits of its text, each of one place: a limit a step lower or higher or twice as high, a window or a
count of periods one shorter or longer, a comparison that takes in its limit or not, `or` for `and`, a condition or a filter left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from attrs import fields, has

from planlang.frozen import frozen
from planlang.source import Span
from planlang.syntax import nodes
from planlang.syntax.nodes import Operator, WindowKind

LEFT_ALONE = (
    nodes.Head,
    nodes.NoteClause,
    nodes.Notify,
    nodes.Escalate,
    nodes.SeverityClause,
    nodes.Say,
    nodes.Warn,
    nodes.Standard,
    nodes.Owner,
    nodes.Propose,
    nodes.Inhibits,
    nodes.Serves,
    nodes.Lights,
    nodes.ExpectConversion,
    nodes.WinProbability,
)
"""What no test can expect anything of."""
FIGURE = re.compile(r"[0-9][0-9_,，]*(?:\.[0-9]+)?")
OTHERS = {
    Operator.LESS: ("<=", ">"),
    Operator.AT_MOST: ("<", ">"),
    Operator.MORE: (">=", "<"),
    Operator.AT_LEAST: (">", "<"),
}
CONNECTIVES = {Operator.AND: ("or", "或"), Operator.OR: ("and", "且")}
NEGATED = {Operator.IS: ("is not", "不是"), Operator.IS_NOT: ("is", "是")}
BEFORE = {"this": "previous", "本周": "上周", "本月": "上月", "本季": "上季", "本季度": "上季度", "本年": "上年"}


@frozen
class TextEdit:
    """Another text in a place."""

    span: Span
    after: str


def edits_of(node: object) -> tuple[TextEdit, ...]:
    """All small changes of a declaration, in order of place, each once."""
    found = dict.fromkeys(edit for edit in _walk(node) if edit.after != edit.span.text)
    return tuple(sorted(found, key=lambda edit: (edit.span.start, edit.span.end, edit.after)))


def _walk(part: Any) -> Iterator[TextEdit]:
    if isinstance(part, tuple):
        for one in part:
            yield from _walk(one)
        return
    if isinstance(part, (*LEFT_ALONE, Span)) or not has(type(part)):
        return
    match part:
        case nodes.Binary():
            yield from _binary(part)
        case nodes.Number() | nodes.Percent() | nodes.Money() | nodes.Points():
            yield from _steps(part.span, doubled=True)
        case nodes.Duration():
            yield from _steps(part.span, least=1)
        case nodes.Window():
            yield from _window(part)
        case nodes.Not(operand=operand):
            yield TextEdit(part.span, operand.span.text)
        case nodes.Selection(where=where) if where is not None:
            ends = [one.span.end for one in (part.subject, part.at, part.within) if one is not None]
            yield TextEdit(Span(part.span.source, max(ends), where.span.end), "")
        case nodes.Until():
            yield TextEdit(part.span, "")
        case nodes.RaiseTo(until=until) if until is not None:
            ends = [one.span.end for one in (part.condition, part.periods) if one is not None]
            yield TextEdit(Span(part.span.source, max(ends), until.span.end), "")
        case _:
            pass
    for one in fields(type(part)):
        yield from _walk(getattr(part, one.name))


def _binary(part: nodes.Binary) -> Iterator[TextEdit]:
    between = Span(part.span.source, part.left.span.end, part.right.span.start)
    blank = len(between.text) - len(between.text.lstrip())
    word = between.text.strip().rstrip("(").strip()
    place = Span(part.span.source, between.start + blank, between.start + blank + len(word))
    if not word or place.text != word:
        return
    chinese = not word.isascii()
    if part.operator in OTHERS:
        yield from (TextEdit(place, after) for after in OTHERS[part.operator])
    elif part.operator in NEGATED:
        yield TextEdit(place, NEGATED[part.operator][chinese])
    elif part.operator in CONNECTIVES:
        yield TextEdit(place, CONNECTIVES[part.operator][chinese])
        yield TextEdit(part.span, part.left.span.text)
        yield TextEdit(part.span, part.right.span.text)


def _steps(span: Span, *, doubled: bool = False, least: int | None = None) -> Iterator[TextEdit]:
    """One step of the last digit that is written more and less; twice as much."""
    found = FIGURE.search(span.text)
    if found is None:
        return
    value = Decimal(found[0].replace("_", "").replace(",", "").replace("，", ""))
    exponent = value.as_tuple().exponent
    step = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
    others = [value + step, value - step, *([value * 2] if doubled and value else [])]
    for other in dict.fromkeys(others):
        if least is None or other >= least:
            yield TextEdit(span, f"{span.text[: found.start()]}{other:f}{span.text[found.end() :]}")


def _window(window: nodes.Window) -> Iterator[TextEdit]:
    text = window.span.text
    if FIGURE.search(text) is not None:
        yield from _steps(window.span, least=1)
    elif window.kind is WindowKind.THIS:
        first, blank, rest = text.partition(" ")
        if first in BEFORE:
            yield TextEdit(window.span, f"{BEFORE[first]}{blank}{rest}")
