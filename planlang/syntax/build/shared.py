"""Builders of what declarations of several kinds share."""

from __future__ import annotations

from typing import Any

from planlang.frozen import frozen
from planlang.source import Span
from planlang.syntax import nodes
from planlang.syntax.build.spans import whole
from planlang.syntax.lexical.tokens import Token

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@frozen
class Heading:
    """A name, its alias and its title; with the word before it, it becomes the head of a declaration."""

    name: nodes.Name
    alias: nodes.Name | None
    title: nodes.Text | None
    span: Span

    def after(self, kind: Token) -> nodes.Head:
        """The head of a declaration that begins with the word `kind`."""
        return nodes.Head(self.name, self.alias, self.title, kind.doc)


def head(parts: list[Any]) -> Heading:
    name, alias, title = parts
    return Heading(name, alias, title, whole(parts))


def who(parts: list[Any]) -> nodes.Path:
    path: nodes.Path = parts[0]
    return path


def quoted_who(parts: list[Any]) -> nodes.Path:
    person = quoted_person(parts)
    return nodes.Path((person,), person.span)


def whos(parts: list[Any]) -> tuple[nodes.Path, ...]:
    return tuple(parts)


def person(parts: list[Any]) -> nodes.Name:
    name: nodes.Name = parts[0]
    return name


def quoted_person(parts: list[Any]) -> nodes.Name:
    (token,) = parts
    return nodes.Name(token.value, token.span, quoted=True)


def zone(parts: list[Any]) -> nodes.Text:
    """`Asia/Shanghai`, quoted or not."""
    span = whole(parts)
    if parts[0].type == "STRING":
        return nodes.Text(parts[0].value, span)
    return nodes.Text("/".join(str(part.value) for part in parts if part.type == "NAME"), span)


def timezone(parts: list[Any]) -> nodes.TimezoneClause:
    return nodes.TimezoneClause(parts[1], whole(parts))


def owner(parts: list[Any]) -> nodes.Owner:
    return nodes.Owner(parts[1], whole(parts))


def serves(parts: list[Any]) -> nodes.Serves:
    return nodes.Serves(parts[1], whole(parts))


def severity(parts: list[Any]) -> nodes.SeverityClause:
    return nodes.SeverityClause(parts[1], whole(parts))


def notify(parts: list[Any]) -> nodes.Notify:
    _, who_, _, via = parts
    return nodes.Notify(who_, via or (), whole(parts))


def escalate(parts: list[Any]) -> nodes.Escalate:
    _, who_, _, after = parts
    return nodes.Escalate(who_, after, whole(parts))


def warn(parts: list[Any]) -> nodes.Warn:
    return nodes.Warn(parts[1], whole(parts))


def propose(parts: list[Any]) -> nodes.Propose:
    return nodes.Propose(parts[1], whole(parts))


def proposals(parts: list[Any]) -> tuple[nodes.Path | nodes.ReturnTo, ...]:
    return tuple(parts)


def return_to(parts: list[Any]) -> nodes.ReturnTo:
    return nodes.ReturnTo(parts[1], whole(parts))


def deadline(parts: list[Any]) -> nodes.By:
    return nodes.By(parts[1], whole(parts))


def note(parts: list[Any]) -> nodes.NoteClause:
    _, label, text = parts
    return nodes.NoteClause(label, text, whole(parts))


def calendar_clause(parts: list[Any]) -> nodes.CalendarClause:
    return nodes.CalendarClause(parts[1], whole(parts))


def lights(parts: list[Any]) -> nodes.Lights:
    _, _, _, green, _, _, amber = parts
    return nodes.Lights(green, amber, whole(parts))


def every_weekday(parts: list[Any]) -> nodes.EveryWeekday:
    """The weekday's name is the English one, whichever language the phrase is in."""
    word, at = parts
    weekday = word.keyword.key.removeprefix("every_")
    return nodes.EveryWeekday(nodes.Name(weekday, word.span), at and at.value, whole(parts))


def cadence(parts: list[Any]) -> nodes.Cadence:
    return nodes.Cadence(nodes.Often(parts[0].keyword.key), whole(parts))


def every_two_weeks(parts: list[Any]) -> nodes.EveryTwoWeeks:
    _, _, first, at = parts
    return nodes.EveryTwoWeeks(first, at and at.value, whole(parts))


def every_day(parts: list[Any]) -> nodes.EveryDay:
    often, at = parts
    return nodes.EveryDay(often, at and at.value, whole(parts))


def every_nth(parts: list[Any]) -> nodes.EveryNth:
    often, _, day, at = parts
    return nodes.EveryNth(often, int(day.value), False, at and at.value, whole(parts))


def every_nth_workday(parts: list[Any]) -> nodes.EveryNth:
    often, _, _, day, at = parts
    return nodes.EveryNth(often, int(day.value), True, at and at.value, whole(parts))


def every_last_workday(parts: list[Any]) -> nodes.EveryNth:
    often, _, _, at = parts
    return nodes.EveryNth(often, None, True, at and at.value, whole(parts))


def holds_during(parts: list[Any]) -> nodes.HoldsDuring:
    return nodes.HoldsDuring(parts[1], whole(parts))
