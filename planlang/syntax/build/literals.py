"""Builders of names, paths and literals."""

from __future__ import annotations

from typing import Any

from planlang.syntax import nodes
from planlang.syntax.build.spans import whole


def name(parts: list[Any]) -> nodes.Name:
    (token,) = parts
    return nodes.Name(token.value, token.span)


def names(parts: list[Any]) -> tuple[nodes.Name, ...]:
    return tuple(parts)


def path(parts: list[Any]) -> nodes.Path:
    return nodes.Path(tuple(parts), whole(parts))


def paths(parts: list[Any]) -> tuple[nodes.Path, ...]:
    return tuple(parts)


def text(parts: list[Any]) -> nodes.Text:
    (token,) = parts
    return nodes.Text(token.value, token.span)


def texts(parts: list[Any]) -> tuple[nodes.Text, ...]:
    return tuple(parts)


def number(parts: list[Any]) -> nodes.Number:
    (token,) = parts
    return nodes.Number(token.value, token.span)


def whole_number(parts: list[Any]) -> nodes.Number:
    (token,) = parts
    return nodes.Number(token.value, token.span)


def percent(parts: list[Any]) -> nodes.Percent:
    (token,) = parts
    return nodes.Percent(token.value, token.span)


def points(parts: list[Any]) -> nodes.Points:
    (token,) = parts
    return nodes.Points(token.value, token.span)


def money(parts: list[Any]) -> nodes.Money:
    (token,) = parts
    amount, currency = token.value
    return nodes.Money(amount, currency, token.span)


def duration(parts: list[Any]) -> nodes.Duration:
    (token,) = parts
    amount, unit = token.value
    return nodes.Duration(amount, unit, token.span)


def date(parts: list[Any]) -> nodes.Date:
    (token,) = parts
    return nodes.Date(token.value, token.span)


def label(parts: list[Any]) -> nodes.Label:
    (token,) = parts
    return nodes.Label(str(token.value), token.span)


def date_range(parts: list[Any]) -> nodes.DateRange:
    first, last = parts
    return nodes.DateRange(first, last or first, whole(parts))
