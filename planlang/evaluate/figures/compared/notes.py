"""What is told beside a rank, a share or a growth: who has which place, the whole, the figure of the earlier days.

In: a figure and what answers for others. Out: sentences, nothing for a figure that stands alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Protocol

import numpy as np

from planlang.diagnostics.text import Message, Text
from planlang.evaluate.cells.exact import Integers
from planlang.evaluate.cells.matrix import Cells
from planlang.evaluate.entities.roster import WHOLE as WHOLE_PLAN
from planlang.evaluate.entities.spine import Level, Spine
from planlang.evaluate.figures.compared.peers import NOBODY, NOWHERE, Peers, fields_of, group_of, wholes
from planlang.evaluate.figures.compared.team_figures import parts_of
from planlang.evaluate.figures.derived.breaches import Broken, breaches_of
from planlang.evaluate.figures.derived.customers import counting, fresh, gone, nameless, sides
from planlang.evaluate.figures.derived.entered import Entered, Member, Stay, entries_of
from planlang.evaluate.figures.derived.largest import amounts_of
from planlang.evaluate.figures.derived.responses import due_before
from planlang.evaluate.figures.facts import Facts
from planlang.evaluate.figures.windows import Columns
from planlang.evaluate.results.readings import Reading
from planlang.evaluate.results.wording import day_words, shown
from planlang.plan.plan import Plan
from planlang.query.catalog import SEPARATOR
from planlang.semantics.expr import (
    AmongPeers,
    Before,
    BreachesOf,
    ChangeAgainst,
    CohortConversion,
    CustomerMeasure,
    FigureExpression,
    FigureWindow,
    Group,
    MetricRef,
    OfCustomers,
    OverWindow,
    PeerMeasure,
    ResponseRate,
    ShareOfLargest,
    StayOf,
    Tenure,
)
from planlang.semantics.expressions.figure_operators import figure_unit
from planlang.semantics.expressions.walk import parts
from planlang.semantics.model import DayKind
from planlang.values.figure import Known
from planlang.values.periods import DAY
from planlang.values.units import Ratio, Unit

PLACE = Text("figures.place", "place {place}: {who}, {figure}")
IMMATURE = Text("figures.cohort.immature", "{count} not counted yet")
ANSWERED = Text("figures.responses.answered", "{answered} of {sent} answered within {days:day|days}")
CAME = Text("figures.cohort.came", "{day} {record}: {outcome}")
IN_TIME = Text("figures.cohort.in-time", "in time")
NOT_IN_TIME = Text("figures.cohort.not-in-time", "not in time")
MAYBE_IN_TIME = Text("figures.cohort.maybe", "perhaps in time")
STAYED = Text("figures.stay.stayed", "{days} days")
STAYS = Text("figures.stay.stays", "{days} days so far")
PLACES_MORE = Text("figures.places-more", "and {count} more")
WHOLE = Text("figures.share-of", "of {who}: {figure}")
TEAM_DAYS = Text("figures.team-days", "{who}: {figure} ({days})")
LARGEST = Text("figures.largest", "{place}. {who}: {figure}, {share}")
OTHERS = Text("figures.largest.others", "others ({count}): {figure}")
TOGETHER = Text("figures.largest.together", "all together: {figure}")
ANY = Text("figures.largest.any", "rows that do not say which one, or could not be read: {figure}")
NO_PART_OF_IT = Text("figures.largest.nothing", "{who} does not count, with nothing or less: {figure}")
BREACH = Text("figures.breach", "{day}: {record}, {rule}")
POSSIBLE = Text("figures.breach.possible", "{day}: {record}, {rule} (possibly)")
FRESH = Text("figures.customers.new", "new: {who}, first seen on {day}")
GONE = Text("figures.customers.gone", "not again: {who}, last seen on {day}")
NAMELESS = Text("figures.customers.nameless", "{count} rows do not say whom they are about")
SINCE = Text("figures.since", "{person}: from {day}")
BEFORE_THE_PLAN = Text("figures.since.open", "{person}: no first day is written")
BASE = Text("figures.compared-with", "compared with {first} to {last}: {figure}")


class Answers(Protocol):
    """Answers questions about figures."""

    plan: Plan
    spine: Spine
    facts: Facts

    def cells(self, expression: FigureExpression, level: Level, columns: Columns) -> Cells:
        """A figure for every row of a level and every stretch."""

    def through(self, columns: Columns, window: FigureWindow) -> tuple[Columns, ...]:
        """The columns that a window asks for."""

    def entered(self, asked: CohortConversion | StayOf) -> Entered | None:
        """The visits that a figure is about."""

    def broken(self, process: str) -> Broken | None:
        """The breaches of a process."""

    def worked(self, level: Level, columns: Columns) -> Integers:
        """Working days of each stretch on which an entity is there."""


def beside(
    answers: Answers, expression: FigureExpression, level: Level, row: int, columns: Columns, limit: int
) -> Iterator[Message]:
    """What is told of the first rank, share or growth in an expression, for a row over the first stretch."""
    seen: set[str] = set()
    waiting = [(expression, columns)]
    while waiting:
        part, here = waiting.pop()
        match part:
            case AmongPeers():
                yield from _peers(answers, part, level, row, here, limit)
                return
            case BreachesOf(process=process):
                yield from _breaches(answers, process, level, row, here, limit)
                return
            case CohortConversion() | StayOf():
                yield from _entered(answers, part, level, row, here, limit)
                return
            case OfCustomers():
                yield from _customers(answers, part, level, row, here, limit)
                return
            case ShareOfLargest():
                yield from _largest(answers, part, level, row, here, limit)
                return
            case ResponseRate():
                yield from _responses(answers, part, level, row, here)
                return
            case Tenure():
                yield from _since(answers, level, row)
                return
            case ChangeAgainst(window=Before()):
                yield from _base(answers, part, level, row, here)
                return
            case MetricRef(metric=name):
                if name not in seen:
                    seen.add(name)
                    waiting.append((answers.plan.model.metrics[name].value, here))
            case OverWindow(subject=subject, window=window):
                waiting.append((subject, answers.through(here, window)[0]))
            case _:
                waiting.extend((inner, here) for inner in reversed(parts(part)))


def _peers(
    answers: Answers, asked: AmongPeers, level: Level, row: int, columns: Columns, limit: int
) -> Iterator[Message]:
    peers = Peers(answers.spine, level, columns)
    unit = figure_unit(asked.subject)
    if asked.measure is PeerMeasure.OF_TEAM and level is Level.PERSONS:
        teams = answers.cells(asked.subject, Level.TEAMS, columns)
        for team, days in parts_of(peers, answers.facts.presence(columns))[row][0]:
            entity = f"team:{answers.spine.roster.teams[team]}"
            figure = shown(Reading(teams.figure(team, 0), unit))
            worked = day_words(answers.spine.roster.in_days(days), DayKind.WORKING)
            yield TEAM_DAYS(who=_called(answers.plan, entity), figure=figure, days=worked)
        return
    if asked.measure is PeerMeasure.OF_TEAM:
        return
    if asked.measure is PeerMeasure.SHARE:
        whole = wholes(asked.group, peers, lambda other: answers.cells(asked.subject, other, columns))
        _, team = peers.places()[row][0]
        within = asked.group is not Group.PLAN and team != NOWHERE
        entity = f"team:{answers.spine.roster.teams[team]}" if within else WHOLE_PLAN
        yield WHOLE(who=_called(answers.plan, entity), figure=shown(Reading(whole.figure(row, 0), unit)))
        return
    own = answers.cells(asked.subject, level, columns)
    judged = np.asarray(answers.worked(level, columns) > 0, dtype=np.bool_)
    place = peers.places()[row][0]
    field = fields_of(asked.group, peers, own, judged).get((0, group_of(place, asked.group)))
    if field is None or place == NOBODY:
        return
    entities = answers.spine.entities(level)
    order = list(zip(field.values, field.rows, strict=True))
    if not asked.lowest:
        order.sort(key=lambda member: (-member[0], member[1]))
    for value, member in order[:limit]:
        yield PLACE(
            place=field.rank(value, lowest=asked.lowest),
            who=_called(answers.plan, entities[member]),
            figure=shown(Reading(own.figure(member, 0), unit)),
        )
    if len(order) > limit:
        yield PLACES_MORE(count=len(order) - limit)


def _breaches(
    answers: Answers, process: str, level: Level, row: int, columns: Columns, limit: int
) -> Iterator[Message]:
    broken, stretch = answers.broken(process), columns.stretches[0]
    if broken is None or stretch is None:
        return
    found = breaches_of(broken, answers.spine, level, row, stretch.start, stretch.end)
    for one in found[:limit]:
        text = BREACH if one.certain else POSSIBLE
        yield text(day=one.day.isoformat(), record=_key(one.record), rule=one.rule)
    if len(found) > limit:
        yield PLACES_MORE(count=len(found) - limit)


def _entered(
    answers: Answers, asked: CohortConversion | StayOf, level: Level, row: int, columns: Columns, limit: int
) -> Iterator[Message]:
    """What came of each record, and of how many it is not known yet."""
    entered, stretch = answers.entered(asked), columns.stretches[0]
    if entered is None or stretch is None:
        return
    found = entries_of(entered, answers.spine, level, row, stretch.start, stretch.end)
    early = sum(isinstance(one.outcome, Member) and not one.outcome.may_be_due for one in found)
    if early:
        yield IMMATURE(count=early)
    told = [one for one in found if not isinstance(one.outcome, Member) or one.outcome.may_be_due]
    for one in told[:limit]:
        yield CAME(day=one.day.isoformat(), record=_key(one.record), outcome=_outcome(one.outcome))
    if len(told) > limit:
        yield PLACES_MORE(count=len(told) - limit)


def _customers(
    answers: Answers, asked: OfCustomers, level: Level, row: int, columns: Columns, limit: int
) -> Iterator[Message]:
    """Who is new, or has not come again, and how many rows do not say whom they are about."""
    if columns.stretches[0] is None:
        return
    seen = sides(asked, columns, answers.facts)[0]
    told, text = (fresh, FRESH) if asked.measure is CustomerMeasure.NEW else (gone, GONE)
    found = told(seen, counting(asked.measure, seen, answers.spine, level, row))
    for one in found[:limit]:
        yield text(day=one.day.isoformat(), who=_key(str(one.value)))
    if len(found) > limit:
        yield PLACES_MORE(count=len(found) - limit)
    if unsaid := nameless((*seen.before, *seen.now)):
        yield NAMELESS(count=unsaid)


def _largest(
    answers: Answers, asked: ShareOfLargest, level: Level, row: int, columns: Columns, limit: int
) -> Iterator[Message]:
    """Who the largest are and how much each has, how much the others, and what may be any one's."""
    found = amounts_of(asked, answers, level, columns)
    if columns.stretches[0] is None or found.lost[row, 0]:
        return
    own, unit = found.of(row, 0), figure_unit(asked.subject)

    def told(amount: Fraction, of: Unit = unit) -> Message:
        return shown(Reading(Known(amount), of))

    ranked = own.largest()
    whole = sum((amount for _, amount in ranked), Fraction(0))
    top, others = ranked[: asked.count], ranked[asked.count :]
    for place, (name, amount) in enumerate(top[:limit], start=1):
        yield LARGEST(place=place, who=_key(name), figure=told(amount), share=told(amount / whole, Ratio()))
    if len(top) > limit:
        yield PLACES_MORE(count=len(top) - limit)
    if others:
        yield OTHERS(count=len(others), figure=told(sum((amount for _, amount in others), Fraction(0))))
    if ranked:
        yield TOGETHER(figure=told(whole))
    for amount in (sum(own.unsaid, own.more), own.less):
        if amount:
            yield ANY(figure=told(amount))
    nothing = sorted((amount, name) for name, amount in own.named.items() if amount <= 0)
    for amount, name in nothing[:limit]:
        yield NO_PART_OF_IT(who=_key(name), figure=told(amount))
    if len(nothing) > limit:
        yield PLACES_MORE(count=len(nothing) - limit)


def _key(name: str) -> str:
    """The key of a record, its columns side by side."""
    return name.replace(SEPARATOR, "/")


def _responses(answers: Answers, asked: ResponseRate, level: Level, row: int, columns: Columns) -> Iterator[Message]:
    """How many were answered in time, of how many whose time is up, and how many are not counted yet."""
    due = due_before(columns, asked.days, answers.facts.catalog.cut_days)
    sent, answered, missed = (
        answers.cells(part, level, over).figure(row, 0)
        for part, over in ((asked.sent, columns), (asked.answered, due), (asked.missed, due))
    )
    counted = 0
    if isinstance(answered, Known) and isinstance(missed, Known):
        counted = int(answered.value + missed.value)
        yield ANSWERED(answered=int(answered.value), sent=counted, days=asked.days)
    elif due.starts[0] < due.ends[0]:
        return
    if isinstance(sent, Known) and sent.value > counted:
        yield IMMATURE(count=int(sent.value) - counted)


def _outcome(outcome: Member | Stay) -> Message:
    match outcome:
        case Member(has=True):
            return IN_TIME()
        case Member(may_have=True):
            return MAYBE_IN_TIME()
        case Member():
            return NOT_IN_TIME()
        case Stay(low=low, high=high, ended=ended):
            days = str(low) if low == high else f"{low}..{high}"
            return (STAYED if ended else STAYS)(days=days)


def _since(answers: Answers, level: Level, row: int) -> Iterator[Message]:
    if level is Level.PERSONS:
        person = answers.spine.entities(level)[row].removeprefix("rep:")
        joined = answers.spine.roster.joined(person)
        yield BEFORE_THE_PLAN(person=person) if joined == date.min else SINCE(person=person, day=joined.isoformat())


def _base(answers: Answers, asked: ChangeAgainst, level: Level, row: int, columns: Columns) -> Iterator[Message]:
    earlier = answers.through(columns, asked.window)
    stretches = [seen.stretches[0] for seen in earlier]
    first, last = stretches[0], stretches[-1]
    if first is None or last is None or len(stretches) > 1:
        return
    figure = answers.cells(asked.subject, level, earlier[0]).figure(row, 0)
    days = first.start.isoformat(), (last.end - DAY).isoformat()
    yield BASE(first=days[0], last=days[1], figure=shown(Reading(figure, figure_unit(asked.subject))))


def _called(plan: Plan, entity: str) -> str:
    """A person, or the title of a team or of the plan."""
    kind, _, name = entity.partition(":")
    if kind == "team" and name in plan.model.teams:
        return plan.model.teams[name].ident.title
    return name or plan.model.plan.ident.title
