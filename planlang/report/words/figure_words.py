"""What periods, parts and units of a table of figures are called.

In: a figure table and its rows. Out: short texts in a language.
"""

from __future__ import annotations

import re

from planlang.diagnostics.display import NO, YES
from planlang.diagnostics.text import Language, Text
from planlang.evaluate.figure_table import By, ByColumn, ByPlan, ByRecord, ByRole, ByTeam, Part, Row
from planlang.plan.plan import Plan
from planlang.report.words.names import UNASSIGNED
from planlang.semantics.model import Table
from planlang.semantics.model.titles import name_for
from planlang.values.periods import Grain, Period
from planlang.values.units import Count, Days, Minutes, MoneyIn, StageOf, Truth, Unit, WorkingDays, WorkingMinutes

PARTS = {
    Part.TOTAL: Text("report.figures.total", "total"),
    Part.UNASSIGNED: UNASSIGNED,
    Part.EMPTY: Text("report.figures.empty", "(empty)"),
    Part.OTHERS: Text("report.figures.others", "(other roles)"),
}
KINDS = {
    Part.TOTAL: PARTS[Part.TOTAL],
    Part.TEAM: Text("report.figures.kind.team", "team"),
    Part.PERSON: Text("report.figures.kind.person", "person"),
    Part.VALUE: Text("report.figures.kind.value", "value"),
    Part.OTHERS: Text("report.figures.kind.others", "other roles"),
    Part.UNASSIGNED: Text("report.figures.kind.unassigned", "not assigned"),
    Part.EMPTY: Text("report.figures.kind.empty", "empty"),
}
GRAINS = {
    Grain.DAY: Text("report.figures.grain.day", "day"),
    Grain.WEEK: Text("report.figures.grain.week", "week"),
    Grain.MONTH: Text("report.figures.grain.month", "month"),
    Grain.QUARTER: Text("report.figures.grain.quarter", "quarter"),
    Grain.HALF: Text("report.figures.grain.half", "half-year"),
    Grain.YEAR: Text("report.figures.grain.year", "year"),
}
WHOLE = Text("report.figures.whole", "all")
YUAN = Text("report.figures.yuan", "CNY")
EACH_PERSON = Text("report.figures.each-person", "person")
UNITS: dict[type, Text] = {
    Count: Text("report.figures.unit.count", "count"),
    Days: Text("report.figures.unit.days", "days"),
    WorkingDays: Text("report.figures.unit.working-days", "working days"),
    Minutes: Text("report.figures.unit.minutes", "minutes"),
    WorkingMinutes: Text("report.figures.unit.working-minutes", "minutes of working time"),
}

_LABEL = re.compile(r"(FY)?([0-9]{4})(?:-(?:W([0-9]{2})(/[a-z]{3})?|Q([1-4])|H([12])|(P)?([0-9]{2})))?\Z")
"""`FY2026-Q4`, `2026-W02/sun`, `FY2026-P03`"""


def period_name(period: Period, language: Language) -> str:
    """A period as a heading: its label, in Chinese in words (`2026年3月`, `2026年第20周`, `2026财年一季度`, `2026财年第3期`)."""
    match = _LABEL.match(period.label)
    if language is Language.EN or match is None:
        return period.label
    fiscal, year, week, week_start, quarter, half, numbered, month = match.groups()
    head = f"{year}{'财年' if fiscal else '年'}"
    if week is not None:
        return f"{head}第{int(week)}周{week_start or ''}"
    if quarter is not None:
        return f"{head}{'一二三四'[int(quarter) - 1]}季度"
    if half is not None:
        return f"{head}{'上下'[int(half) - 1]}半年"
    if numbered is not None:
        return f"{head}第{int(month)}期"
    return head if month is None else f"{head}{int(month)}月"


def part_name(row: Row, by: By, plan: Plan, language: Language) -> str:
    """A row as people call it: the title of a team or stage, a person, a value, `total`."""
    if row.part in PARTS:
        return PARTS[row.part]().render(language)
    if row.part is Part.TEAM:
        return plan.model.teams[row.name].ident.title
    units = (
        [c.unit for source in plan.model.sources.values() for c in source.columns if c.name == by.column]
        if isinstance(by, ByColumn)
        else []
    )
    if isinstance(by, ByColumn) and by.column in plan.model.segments:
        classes = {one.name: one.title for one in plan.model.segments[by.column].classes}
        return classes.get(row.name, row.name)
    for unit in units:
        if isinstance(unit, StageOf):
            titles = {stage.name: stage.title for stage in plan.model.processes[unit.process].stages}
            return titles.get(row.name, row.name)
        if isinstance(unit, Truth) and row.name in ("true", "false"):
            return (YES if row.name == "true" else NO)().render(language)
    return row.name


def each_name(by: By, plan: Plan, language: Language) -> str:
    """What the rows are, as a heading; empty for the whole plan."""
    match by:
        case ByPlan():
            return ""
        case ByTeam():
            return KINDS[Part.TEAM]().render(language)
        case ByRole(role=role):
            return plan.model.roles[role].ident.title if role is not None else EACH_PERSON().render(language)
        case ByColumn(column=column):
            segment = plan.model.segments.get(column)
            return column if segment is None else segment.ident.title
        case ByRecord(source=source, name=name):
            shape = plan.model.sources[source].shape
            called = shape.called if isinstance(shape, Table) else None
            return name if called is None else name_for(called.name, called.alias, language)


def unit_name(unit: Unit, language: Language) -> str:
    """A unit as a heading, empty where the figures say it themselves (percent) or have none."""
    if isinstance(unit, MoneyIn):
        return YUAN().render(language) if unit.currency == "CNY" else unit.currency
    text = UNITS.get(type(unit))
    return "" if text is None else text().render(language)
