"""Alerts: conditions over figures with a life cycle."""

from __future__ import annotations

from datetime import date
from enum import Enum

from attrs import frozen

from planlang.semantics.expr import FigureExpression
from planlang.semantics.model.ident import Ident
from planlang.semantics.model.who import EscalationStep, Party
from planlang.values.periods import Grain


class EntityKind(Enum):
    """What an alert is about, one identity each."""

    PERSON = "person"
    TEAM = "team"
    PLAN = "plan"


@frozen
class Rung:
    """A condition and for how many periods in a row; `severity` is shown while this is the highest rung firing."""

    severity: str
    when: FigureExpression
    periods: int


@frozen
class Alert:
    """A condition over figures, with a life cycle (tests/spec/alerts.md).

    Attributes:
        entity: what it is about; for PERSON, `role` names the role whose holders are judged (None: everybody).
        where: restricts the people or teams (names), or None for all.
        grain: one evaluation per closed period of this grain.
        rungs: lowest severity first, at least one.
        until: when it is over; None: as soon as `when` is not true.
        keep: clear periods after the first before it resolves.
        say: the message with `{placeholders}` checked, or None.
        shown: (placeholder, figure) for every figure that `say` names.
        start: no periods before this date, or None.
    """

    ident: Ident
    entity: EntityKind
    role: str | None
    where: tuple[str, ...] | None
    grain: Grain
    rungs: tuple[Rung, ...]
    until: FigureExpression | None
    keep: int
    reset_on_gap: bool
    unscaled: bool
    notify: tuple[Party, ...]
    escalation: tuple[EscalationStep, ...]
    inhibits: tuple[str, ...]
    say: str | None
    shown: tuple[tuple[str, FigureExpression], ...]
    start: date | None
