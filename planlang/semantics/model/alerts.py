"""Alerts: conditions over figures with a life cycle."""

from __future__ import annotations

from datetime import date
from enum import Enum

from planlang.frozen import frozen
from planlang.kept import Kept
from planlang.semantics.expr import FigureExpression
from planlang.semantics.model.ident import Ident
from planlang.semantics.model.who import EscalationStep, Party, Via
from planlang.values.periods import Grain, Period


class EntityKind(Enum):
    """What an alert is about, one identity each."""

    PERSON = "person"
    TEAM = "team"
    PLAN = "plan"
    RECORD = "record"
    VALUE = "value"


@frozen
class EachPart:
    """What an alert is about beside people and teams: each record of a source (`customer`), or each value of a column.

    Attributes:
        name: what a record is called; the column.
        source: whose records; None for a column.
        owner: the column of people that says who answers for a record; None where none does.
    """

    name: str
    source: str | None
    owner: str | None = None


class Scaling(Enum):
    """Which limits on figures that add up follow the working days of a period."""

    LOWER = "lower"
    """what must not be fallen below: fewer days are a reason to do less, but none to allow less"""
    ALL = "all"
    NONE = "none"


@frozen
class Rung:
    """A condition and for how many periods in a row; `severity` is shown while this is the highest rung firing.

    Attributes:
        until: when it is over; None: as soon as `when` is not true.
    """

    severity: str
    when: FigureExpression
    periods: int
    until: FigureExpression | None


@frozen
class Alert:
    """A condition over figures, with a life cycle (tests/spec/alerts.md).

    Attributes:
        entity: what it is about; for PERSON, `role` names the role whose holders are judged (None: everybody).
        where: restricts the people or teams (names), or None for all.
        grain: one evaluation per closed period of this grain.
        rungs: lowest severity first, at least one.
        keep: clear periods after the first before it resolves.
        say: the message with `{placeholders}` checked, or None.
        shown: (placeholder, figure) for every figure that `say` names.
        start: no periods before this date, or None.
        during: only periods that lie whole in these days, both included; None: all.
        among: what has to hold in a period of those who are judged in it; None: of all.
        part: what else it is about, for RECORD and VALUE.
        via: by which channels those are told of whom it is said.
    """

    ident: Ident
    entity: EntityKind
    role: str | None
    where: tuple[str, ...] | None
    grain: Grain
    rungs: tuple[Rung, ...]
    keep: int
    reset_on_gap: bool
    scaling: Scaling
    notify: tuple[Party, ...]
    escalation: tuple[EscalationStep, ...]
    inhibits: tuple[str, ...]
    say: str | None
    shown: tuple[tuple[str, FigureExpression], ...]
    start: date | None
    among: FigureExpression | None = None
    part: EachPart | None = None
    via: tuple[Via, ...] = ()
    during: tuple[date, date] | None = None

    def is_judged(self, period: Period) -> bool:
        """Whether a period lies in the time for which it is judged."""
        if self.start is not None and period.start < self.start:
            return False
        return self.during is None or (self.during[0] <= period.start and period.last_day <= self.during[1])

    @property
    def figures(self) -> tuple[FigureExpression, ...]:
        """Every expression in it: who is judged, the conditions, what its message shows."""
        return _figures(self)

    @property
    def conditions(self) -> tuple[FigureExpression, ...]:
        """What begins and what ends the rungs, each once."""
        return _conditions(self)


@Kept
def _figures(alert: Alert) -> tuple[FigureExpression, ...]:
    among = () if alert.among is None else (alert.among,)
    return (*among, *alert.conditions, *(figure for _, figure in alert.shown))


@Kept
def _conditions(alert: Alert) -> tuple[FigureExpression, ...]:
    found = (part for rung in alert.rungs for part in (rung.when, rung.until) if part is not None)
    return tuple(dict.fromkeys(found))
