"""Builders of tests of a plan."""

from __future__ import annotations

from typing import Any

from planlang.syntax import nodes
from planlang.syntax.build.spans import whole


def test(parts: list[Any]) -> nodes.TestDecl:
    kind, head, _, subject, *clauses, _ = parts
    return nodes.TestDecl(head.after(kind), subject, tuple(clauses), whole(parts))


def rows_of(parts: list[Any]) -> nodes.RowsOf:
    _, name, _, source, given, *_, by = parts
    return nodes.RowsOf(name, source, given or (), by, whole(parts))


def table_row(parts: list[Any]) -> nodes.TableRow:
    cells = tuple(
        nodes.TableCell(items, whole(items) if items else bar.span)
        for bar, items in zip(parts[::2], parts[1::2], strict=False)
    )
    return nodes.TableRow(cells, whole(parts))


def table_cell(parts: list[Any]) -> tuple[nodes.TableItem, ...]:
    return tuple(part for part in parts if part is not None)


def table_item(parts: list[Any]) -> nodes.TableItem:
    return nodes.TableItem(tuple(parts), whole(parts))


def table_word(parts: list[Any]) -> nodes.TableWord:
    (word,) = parts
    return nodes.TableWord(word.keyword.key, word.span)


def label_range(parts: list[Any]) -> nodes.LabelRange:
    first, last = (nodes.Label(str(part.value), part.span) for part in parts)
    return nodes.LabelRange(first, last, whole(parts))
