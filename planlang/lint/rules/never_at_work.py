"""People who are to do a task together, or on its calendar, and never work at the same time: it would never be done."""

from __future__ import annotations

from collections.abc import Iterator

from planlang.diagnostics.diagnostic import Diagnostic, Severity
from planlang.diagnostics.text import Text
from planlang.lint.rule import Rule, Subject, finding
from planlang.plan.build import own_calendars
from planlang.semantics.model import InPersonDays, Model, Party, Task, ToPerson
from planlang.values.calendars import CalendarSpec
from planlang.values.hours import Hours, common

MESSAGE = Text("never-at-work", "{names} never work at the same time on `{name}`; it would never be done")
ALONE = Text("never-at-work.alone", "the days of {names} and the calendar of `{name}` have no hour in common")
HELP = Text("never-at-work.help", "assign others, or change the hours of one of them; scheduled as if they were there")
SUMMARY = Text("never-at-work.summary", "a task whose people never work at the same time")


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Every task of which the weeks of the people named for it have no hour in common."""
    model = subject.model
    own = own_calendars(model)
    parents = {task.parent for task in model.tasks.values()}
    for name, task in model.tasks.items():
        people = [party.name for party in _doing(task) if isinstance(party, ToPerson)]
        if name in parents or task.length is None or not any(person in own for person in people):
            continue
        named = _calendar(task, model)
        weeks = [[model.calendars[own.get(person, named or model.plan.calendar)]] for person in people]
        if named is not None:
            weeks = [[*week, model.calendars[named]] for week in weeks]
        together = weeks if isinstance(task.length, InPersonDays) else [[spec for week in weeks for spec in week]]
        if any(_hours(specs) for specs in together):
            continue
        told = MESSAGE if len(people) > 1 else ALONE
        yield finding(RULE.severity, task.ident.span, told(names=", ".join(people), name=name), HELP())


def _doing(task: Task) -> tuple[Party | None, ...]:
    """Who does it by name: the owner where nobody else does."""
    return task.assigned or (() if task.some else (task.owner,))


def _calendar(task: Task, model: Model) -> str | None:
    """The calendar that a task, or the nearest task around it that does, names."""
    above: Task | None = task
    while above is not None:
        if above.calendar is not None:
            return above.calendar
        above = model.tasks.get(above.parent) if above.parent is not None else None
    return None


def _hours(specs: list[CalendarSpec]) -> bool:
    """Whether the weeks of some calendars have an hour in common."""
    return any(common([_on(spec, day) for spec in specs]) for day in range(7))


def _on(spec: CalendarSpec, day: int) -> Hours:
    """The hours of a day of the week."""
    return spec.hours_of(day) if day in spec.weekdays else ()


RULE = Rule("never-at-work", SUMMARY, "contradictions", Severity.ERROR, check)
