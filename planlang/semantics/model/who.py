"""Who: parties that messages go to, roles, teams, dated membership."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from planlang.frozen import frozen
from planlang.semantics.expr.lengths import DayKind, DayLimit
from planlang.semantics.model.ident import Ident
from planlang.source import Span
from planlang.values.hours import DayPart
from planlang.values.units import Unit


@frozen
class ToPerson:
    """A person by name."""

    name: str


@frozen
class ToRole:
    """Whoever holds a role in a team, or in the nearest team above that has one: `rep.lead`, `north.manager`, `director`.

    Attributes:
        team: None for the team of the entity.
        anywhere: for a role alone (`director`): whoever holds it in any team, where it is held in none above the entity
            and stands above all roles there.
    """

    role: str
    team: str | None = None
    anywhere: bool = False


@frozen
class ToEntity:
    """The person (or the head of the team) that the alert is about; the owner of the record for a process rule."""


@frozen
class ToTeam:
    """A whole team, by its head."""

    team: str


@frozen
class ToLabel:
    """Somebody named but not in any team: a department, a partner. Printed as written."""

    label: str


Party = ToPerson | ToRole | ToEntity | ToTeam | ToLabel


@frozen
class Via:
    """By which channels (qualified names) a party hears of something, where that is said: `notify rep via east`."""

    who: Party
    channels: tuple[str, ...]


@frozen
class Authority:
    """Up to how much a role may approve of something, which goes by the name of a column."""

    what: str
    limit: Decimal
    unit: Unit
    span: Span


@frozen
class Role:
    """A level of the organisation; `under` is the role it reports to.

    Attributes:
        ramp: the share of a full target in each of the first months of somebody new; all of it after them.
    """

    ident: Ident
    under: str | None
    duties: tuple[str, ...] = ()
    authority: tuple[Authority, ...] = ()
    ramp: tuple[Decimal, ...] = ()


@frozen
class Membership:
    """A person in a team, both dates included; None is unbounded."""

    person: str
    team: str
    role: str
    start: date | None
    end: date | None
    span: Span


@frozen
class Leave:
    """Days on which a person does not work, both included, or a part of each of them."""

    person: str
    start: date
    end: date
    span: Span
    part: DayPart | None = None


@frozen
class OwnCalendar:
    """The calendar by which a person works (qualified name)."""

    person: str
    calendar: str
    span: Span


@frozen
class Team:
    """A team; `under` is the team above it; `roster` the source that names (further) members, or None.

    Attributes:
        calendar: by which its members work (qualified name), or None.
        own: the calendars of people who work by another.
    """

    ident: Ident
    under: str | None
    members: tuple[Membership, ...]
    leaves: tuple[Leave, ...]
    roster: str | None
    calendar: str | None = None
    own: tuple[OwnCalendar, ...] = ()


@frozen
class EscalationStep:
    """Another recipient once the alert or violation is `after_weeks` old; where `late` is given, once so many days have
    passed since the day it was due.
    """

    who: Party
    after_weeks: int
    late: DayLimit | None = None

    @property
    def days(self) -> Fraction:
        """About how many calendar days that is, to put steps into order."""
        if self.late is None:
            return Fraction(7 * self.after_weeks)
        return self.late.count * (Fraction(7, 5) if self.late.kind is DayKind.WORKING else Fraction(1))
