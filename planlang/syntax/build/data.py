"""Builders of sources and metrics."""

from __future__ import annotations

import unicodedata
from itertools import pairwise
from typing import Any

from attrs import evolve

from planlang.syntax import nodes
from planlang.syntax.build.spans import whole


def source(parts: list[Any]) -> nodes.SourceDecl:
    kind, head, *clauses, _ = parts
    names = {clause.alias.text: clause.name.text for clause in clauses if _has_alias(clause)}
    known = [_by_name(clause, names) for clause in clauses] if names else clauses
    return nodes.SourceDecl(head.after(kind), tuple(known), whole(parts))


def _has_alias(clause: object) -> bool:
    return isinstance(clause, nodes.ColumnDecl) and clause.alias is not None


def _by_name(clause: Any, names: dict[str, str]) -> Any:
    """A clause about columns of its own source, each by its name where it is written by its alias."""

    def named(name: nodes.Name) -> nodes.Name:
        return evolve(name, text=names.get(name.text, name.text))

    match clause:
        case nodes.OneRowPer(columns=columns):
            return evolve(clause, columns=tuple(map(named, columns)))
        case nodes.Valid(start=start, end=end):
            return evolve(clause, start=named(start), end=None if end is None else named(end))
        case nodes.EventAt(column=column_) | nodes.EnteredOn(column=column_):
            return evolve(clause, column=named(column_))
        case nodes.SnapshotOn(column=nodes.Name() as column_):
            return evolve(clause, column=named(column_))
    return clause


def read(parts: list[Any]) -> nodes.Read:
    return nodes.Read(parts[1], whole(parts))


def sheets(parts: list[Any]) -> nodes.Sheets:
    return nodes.Sheets(parts[1], whole(parts))


def all_sheets(parts: list[Any]) -> nodes.Sheets:
    return nodes.Sheets((), whole(parts))


def one_row_per(parts: list[Any]) -> nodes.OneRowPer:
    _, columns, _, called, alias = parts
    return nodes.OneRowPer(columns, called, alias, whole(parts))


def valid(parts: list[Any]) -> nodes.Valid:
    _, _, start, _, end = parts
    return nodes.Valid(start, end, whole(parts))


def event_at(parts: list[Any]) -> nodes.EventAt:
    return nodes.EventAt(parts[1], whole(parts))


def history_of(parts: list[Any]) -> nodes.HistoryOf:
    return nodes.HistoryOf(parts[1], whole(parts))


def snapshot_on(parts: list[Any]) -> nodes.SnapshotOn:
    return nodes.SnapshotOn(parts[1], whole(parts))


def snapshot_by_file(parts: list[Any]) -> nodes.SnapshotOn:
    return nodes.SnapshotOn(None, whole(parts))


def snapshot_before_file(parts: list[Any]) -> nodes.SnapshotOn:
    return nodes.SnapshotOn(None, whole(parts), day_before=True)


def entered_on(parts: list[Any]) -> nodes.EnteredOn:
    _, stage, _, column_ = parts
    return nodes.EnteredOn(stage, column_, whole(parts))


def exams(parts: list[Any]) -> nodes.Exams:
    _, column_, _, passed = parts
    return nodes.Exams(column_, passed, whole(parts))


def due(parts: list[Any]) -> nodes.Due:
    return nodes.Due(parts[1], whole(parts))


def grace(parts: list[Any]) -> nodes.Grace:
    return nodes.Grace(parts[1], whole(parts))


def covered(parts: list[Any]) -> nodes.Covers:
    return nodes.Covers(parts[1], whole(parts))


def encoding(parts: list[Any]) -> nodes.Encoding:
    return nodes.Encoding(parts[1], whole(parts))


def number_style(parts: list[Any]) -> nodes.NumberFormat:
    return nodes.NumberFormat(_sample(parts[1:], ","), whole(parts))


def date_style(parts: list[Any]) -> nodes.DateFormat:
    return nodes.DateFormat(_sample(parts[1:], "."), whole(parts))


def empty_words(parts: list[Any]) -> nodes.EmptyWords:
    return nodes.EmptyWords(parts[1], whole(parts))


def unit(parts: list[Any]) -> nodes.UnitClause:
    return nodes.UnitClause(_sample(parts[1:], " "), whole(parts))


def percentages(parts: list[Any]) -> nodes.Percentages:
    return nodes.Percentages(whole(parts))


def _sample(parts: list[Any], between: str) -> nodes.Text:
    """A sample in quotes, or without them and without the blanks that mean nothing: `1.234,56`, `d/m/y`, `USD k`.

    Args:
        parts: a text, or numbers, names and marks.
        between: what stands between two of them that have no mark of their own.
    """
    first, span = parts[0], whole(parts)
    if _type(first) == "STRING":
        return nodes.Text(first.value, span)
    text = _plain(first)
    for before, part in pairwise(parts):
        is_apart = MARKS_OF_DATES.isdisjoint((_type(before), _type(part)))
        text += (between if is_apart else "") + _plain(part)
    return nodes.Text(text, span)


MARKS_OF_DATES = frozenset({"SLASH", "MINUS"})


def _type(part: Any) -> str:
    """The type of a token; empty for a node."""
    return getattr(part, "type", "")


def _plain(part: Any) -> str:
    """A name, a number or a mark as it is written, with plain marks and digits for full-width ones."""
    if _type(part) == "NAME":
        return str(part.value)
    return unicodedata.normalize("NFKC", part.span.text)


def column_formats(parts: list[Any]) -> tuple[nodes.ColumnClause, ...]:
    return tuple(parts)


def column(parts: list[Any]) -> nodes.ColumnDecl:
    name, alias, type_, optional, _, headers, clauses = parts
    return nodes.ColumnDecl(name, alias, type_, optional is not None, headers or (), clauses or (), None, whole(parts))


def computed_column(parts: list[Any]) -> nodes.ColumnDecl:
    name, alias, type_, optional, formula = parts
    return nodes.ColumnDecl(name, alias, type_, optional is not None, (), (), formula, whole(parts))


def metric(parts: list[Any]) -> nodes.MetricDecl:
    kind, head, value, clauses = parts
    return nodes.MetricDecl(head.after(kind), value, clauses, whole(parts))


def metric_clauses(parts: list[Any]) -> tuple[nodes.MetricClause, ...]:
    return tuple(parts)


def credit(parts: list[Any]) -> nodes.Credit:
    _, column_, rule = parts
    return nodes.Credit(column_, nodes.CreditRule(rule.keyword.english[0]), whole(parts))


def min_sample(parts: list[Any]) -> nodes.MinSample:
    return nodes.MinSample(parts[1], whole(parts))
