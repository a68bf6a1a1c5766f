"""Builders of expressions."""

from __future__ import annotations

from typing import Any

from attrs import evolve

from planlang.syntax import nodes
from planlang.syntax.build.spans import whole
from planlang.syntax.lexical.tokens import Token

WORD_OPERATORS = {
    "and": nodes.Operator.AND,
    "or": nodes.Operator.OR,
    "is": nodes.Operator.IS,
    "is_not": nodes.Operator.IS_NOT,
}

PERIODS = (
    nodes.TimeUnit.WEEK,
    nodes.TimeUnit.MONTH,
    nodes.TimeUnit.QUARTER,
    nodes.TimeUnit.HALF,
    nodes.TimeUnit.YEAR,
)
WINDOWS = {
    f"{prefix}_{unit.value}{suffix}": (kind, unit)
    for unit in PERIODS
    for prefix, suffix, kind in (
        ("this", "", nodes.WindowKind.THIS),
        ("previous", "", nodes.WindowKind.PREVIOUS),
        ("same", "_last_year", nodes.WindowKind.SAME_LAST_YEAR),
        ("current", "", nodes.WindowKind.CURRENT),
        ("last", "", nodes.WindowKind.LAST),
        ("next", "", nodes.WindowKind.NEXT),
    )
} | {f"{unit.value}_to_date": (nodes.WindowKind.TO_DATE, unit) for unit in PERIODS}
"""Kind and unit of a period phrase, by the key of its keyword."""

LENGTHS = {
    "rolling": nodes.WindowKind.ROLLING,
    "averaged_over": nodes.WindowKind.AVERAGED_OVER,
    "averaged_over_previous": nodes.WindowKind.AVERAGED_OVER_PREVIOUS,
}


def binary(parts: list[Any]) -> nodes.Binary:
    left, operator, right = parts
    return nodes.Binary(_operator(operator), left, right, whole(parts))


def _operator(token: Token) -> nodes.Operator:
    if isinstance(token.value, nodes.Operator):
        return token.value
    assert token.keyword is not None, "an operator is a mark or a keyword"
    return WORD_OPERATORS[token.keyword.key]


def negated(parts: list[Any]) -> nodes.Not:
    return nodes.Not(parts[1], whole(parts))


def negative(parts: list[Any]) -> nodes.Negative:
    return nodes.Negative(parts[1], whole(parts))


def among(parts: list[Any]) -> nodes.Among:
    subject, _, items, _ = parts
    return nodes.Among(subject, items, False, whole(parts))


def not_among(parts: list[Any]) -> nodes.Among:
    subject, _, items, _ = parts
    return nodes.Among(subject, items, True, whole(parts))


def enters(parts: list[Any]) -> nodes.Enters:
    subject, _, stage = parts
    return nodes.Enters(subject, stage, whole(parts))


def windowed(parts: list[Any]) -> nodes.Windowed:
    subject, window = parts
    return nodes.Windowed(subject, window, whole(parts))


def as_today(parts: list[Any]) -> nodes.AsToday:
    return nodes.AsToday(parts[0], whole(parts))


def per_day(parts: list[Any]) -> nodes.PerWorkingDay:
    return nodes.PerWorkingDay(parts[0], whole(parts))


def lagged(parts: list[Any]) -> nodes.Lagged:
    subject, _, by = parts
    return nodes.Lagged(subject, by, whole(parts))


def windowed_per_day(parts: list[Any]) -> nodes.PerWorkingDay:
    subject, window, _ = parts
    return nodes.PerWorkingDay(windowed([subject, window]), whole(parts))


def window_word(parts: list[Any]) -> nodes.Window:
    (token,) = parts
    kind, unit = WINDOWS[token.keyword.key]
    return nodes.Window(kind, unit, 1, token.span)


def window_length(parts: list[Any]) -> nodes.Window:
    word, length = parts
    amount, unit = length.value
    return nodes.Window(LENGTHS[word.keyword.key], unit, int(amount), whole(parts))


def reference(parts: list[Any]) -> nodes.Reference:
    (path,) = parts
    return nodes.Reference(path, path.span)


def call(parts: list[Any]) -> nodes.Call:
    function, arguments, _ = parts
    return nodes.Call(function, arguments or (), whole(parts))


def call_arguments(parts: list[Any]) -> tuple[nodes.Expression, ...]:
    return tuple(parts)


def selection_at(parts: list[Any]) -> nodes.Selection:
    subject, _, column = parts
    return nodes.Selection(subject, column, None, whole(parts))


def selection_where(parts: list[Any]) -> nodes.Selection:
    subject, _, condition = parts
    return nodes.Selection(subject, None, condition, whole(parts))


def selection_at_where(parts: list[Any]) -> nodes.Selection:
    subject, _, column, _, condition = parts
    return nodes.Selection(subject, column, condition, whole(parts))


def selection_within(parts: list[Any]) -> nodes.Selection:
    subject, _, within = parts
    return nodes.Selection(subject, None, None, whole(parts), within)


def selection_within_where(parts: list[Any]) -> nodes.Selection:
    subject, _, within, _, condition = parts
    return nodes.Selection(subject, None, condition, whole(parts), within)


def selection_at_within(parts: list[Any]) -> nodes.Selection:
    subject, _, column, _, within = parts
    return nodes.Selection(subject, column, None, whole(parts), within)


def selection_at_within_where(parts: list[Any]) -> nodes.Selection:
    subject, _, column, _, within, _, condition = parts
    return nodes.Selection(subject, column, condition, whole(parts), within)


def by_group(parts: list[Any]) -> nodes.ByGroup:
    subject, _, group = parts
    return nodes.ByGroup(subject, group, whole(parts))


def route(parts: list[Any]) -> nodes.Route:
    process, _, origin, _, target, _, within = parts
    return nodes.Route(process, origin, target, within, whole(parts))


def option(parts: list[Any]) -> nodes.NamedOption:
    name, value = parts
    return nodes.NamedOption(name, value, whole(parts))


def grouped(parts: list[Any]) -> nodes.Expression:
    """Brackets leave no node; the expression inside is as long as they are."""
    (inner, closing) = parts
    expression: nodes.Expression = evolve(inner, span=inner.span.to(closing.span))
    return expression


def expressions(parts: list[Any]) -> tuple[nodes.Expression, ...]:
    return tuple(parts)
