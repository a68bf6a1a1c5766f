"""The plan itself, `use` of other files, and the head of a library file."""

from __future__ import annotations

from enum import Enum

from planlang.frozen import frozen
from planlang.source import Span
from planlang.syntax.nodes.expressions import Expression
from planlang.syntax.nodes.literals import DateRange, Label, Name, Path, Percent, Text
from planlang.syntax.nodes.shared import Head, NoteClause


@frozen
class PeriodClause:
    """`period 2026-01-01 .. 2026-12-31`, `period 2026`."""

    during: Label | DateRange
    span: Span


@frozen
class TimezoneClause:
    """`timezone Asia/Shanghai`."""

    zone: Text
    span: Span


@frozen
class CalendarClause:
    """`calendar china`, in a plan, a task or a goal."""

    calendar: Path
    span: Span


@frozen
class CurrencyClause:
    """`currency CNY`."""

    currency: Name
    span: Span


@frozen
class WeekStart:
    """`week starts sunday`."""

    weekday: Name
    span: Span


class FiscalNaming(Enum):
    """Whether a fiscal year is called by the year it starts in or ends in."""

    START = "start"
    END = "end"


@frozen
class FiscalYear:
    """`fiscal year starts april named by end`."""

    month: Name
    named_by: FiscalNaming | None
    span: Span


@frozen
class RetailYearEnd:
    """`ends last saturday in january`, `ends saturday nearest january 31`."""

    weekday: Name
    month: Name
    day: int | None
    """The day of the month that it is nearest to; None for the last such weekday of the month."""
    span: Span


@frozen
class RetailYear:
    """`fiscal year 4-4-5 ends last saturday in january named by start`."""

    pattern: tuple[int, ...]
    ends: RetailYearEnd | None
    named_by: FiscalNaming | None
    span: Span


@frozen
class Lights:
    """`lights green from 95%, amber from 85%`: the lower ends of the two upper bands of attainment."""

    green: Percent
    amber: Percent
    span: Span


PlanClause = (
    PeriodClause
    | TimezoneClause
    | CalendarClause
    | CurrencyClause
    | WeekStart
    | FiscalYear
    | RetailYear
    | Lights
    | NoteClause
)


@frozen
class PlanDecl:
    """`plan premium_2026 "..." { ... }`; one in a workspace's main file."""

    head: Head
    clauses: tuple[PlanClause, ...]
    span: Span


@frozen
class Argument:
    """`currency: CNY`, in `use` of a module."""

    name: Name
    value: Expression
    span: Span


@frozen
class Use:
    """`use sales.revenue(deals: orders) as r without won` or `use "teams.plan" as teams`.

    With `as`, everything the file declares is known as `alias.name`; without, by its own name, less the names
    listed after `without`.
    """

    target: Path | Text
    arguments: tuple[Argument, ...]
    alias: Name | None
    without: tuple[Name, ...]
    span: Span

    @property
    def written(self) -> str:
        """What it names: `sales.revenue` or `"teams.plan"`."""
        return self.target.text if isinstance(self.target, Path) else f'"{self.target.text}"'


@frozen
class TypeName:
    """`text`, `money[CNY]`, `stage[b2b]`; aliases in Chinese are resolved later."""

    name: Name
    parameter: Name | None
    span: Span


@frozen
class Parameter:
    """`deals | 商机: source` or `low: number = 10`, in the head of a module."""

    name: Name
    alias: Name | None
    type: TypeName
    default: Expression | None
    span: Span


@frozen
class ModuleDecl:
    """`module revenue "Revenue" (deals: source, big: money = 50万元)`: first in a file meant to be used by others."""

    head: Head
    parameters: tuple[Parameter, ...]
    span: Span


@frozen
class LanguageDecl:
    """`language 1`: the version of the language that a file is written in."""

    version: int
    span: Span


@frozen
class ApplyDecl:
    """`apply region(area: north) as north_plan "North"`: what a template declares, under that name."""

    template: Path
    arguments: tuple[Argument, ...]
    alias: Name
    title: Text | None
    span: Span

    def as_use(self) -> Use:
        """The same as the use of a file: what it gives to parameters, and under which name."""
        return Use(self.template, self.arguments, self.alias, (), self.span)
