"""Plain figures for a terminal: periods as rows and metrics as columns, or a table for each metric with parts as rows.

In: a figure table. Out: lines. What does not fit into a line goes on in a further table; nothing is left out but parts in
which nothing is known to be.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from attrs import field, frozen

from planlang.diagnostics.display import RANGE, reason_words, show
from planlang.diagnostics.text import Language, Text
from planlang.diagnostics.width import display_width, printable
from planlang.evaluate.figure_table import ByPlan, FigureTable, MetricTable, Part, Row
from planlang.report.sections.columns import GAP, Cell, Column, Paint, painted, table, wrapped
from planlang.report.words.dates import cut_words
from planlang.report.words.figure_words import GRAINS, WHOLE, each_name, part_name, period_name, unit_name
from planlang.values.figure import Figure, Known, Unknown
from planlang.values.periods import Period
from planlang.values.units import MoneyIn, Plain, Unit

HEAD = Text("report.figures.head", "{plan}: figures by {grain}, as of {cut}")
HEAD_EACH = Text("report.figures.head-each", "{plan}: figures by {grain} for each {each}, as of {cut}")
WITH_UNIT = Text("report.figures.with-unit", "{title} ({unit})")
UNKNOWN = Text("report.figures.unknown", "unknown")
WHY = Text("report.figures.why", "{mark} unknown: {reason}")
SO_FAR = Text("report.figures.so-far", "{value} so far")
RUNNING = Text("report.figures.running", "… not over yet: up to {day}")
PROVISIONAL = Text("report.figures.provisional", "* may still change: files may come late")
NOT_A_SUM = Text("report.figures.not-a-sum", "the parts of this figure do not add up to the total")
LEFT_OUT = Text("report.figures.left-out", "no part by {column}: {names}")
NOTES = Text("report.figures.notes", "{count:note|notes} on the data; `planlang evaluate {plan}` shows them")
RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
LEAST = 16
"""Cells that a name keeps where the line is too narrow."""


@frozen
class _Footnotes:
    """What the marks of a table mean, in order of appearance."""

    language: Language
    cut: datetime
    found: dict[str, int] = field(factory=dict)
    marks: dict[str, str] = field(factory=dict)

    def period(self, name: str, *, running: bool = False, provisional: bool = False) -> str:
        """The name of a period, marked where it is not over or may still change."""
        if running:
            self.marks["…"] = RUNNING(day=cut_words(self.cut, self.language)).render(self.language)
            return name + "…"
        return self.changing(name) if provisional else name

    def changing(self, text: str) -> str:
        """A text, marked as what may still change."""
        self.marks["*"] = PROVISIONAL().render(self.language)
        return text + "*"

    def cell(self, figure: Figure | None, unit: Unit) -> Cell:
        """A figure; one that is not known with a mark that says why."""
        match figure:
            case None:
                return Cell("")
            case Known():
                return Cell(amount(figure, unit, self.language))
            case Unknown(so_far=so_far, between=between):
                words = UNKNOWN().render(self.language)
                if between is not None:
                    least, most = (amount(Known(end), unit, self.language) for end in between)
                    words = RANGE(least=least, most=most).render(self.language)
                elif so_far is not None:
                    words = SO_FAR(value=amount(Known(so_far), unit, self.language)).render(self.language)
                reason = reason_words(figure).render(self.language)
                return Cell(words + _raised(self.found.setdefault(reason, len(self.found) + 1)), Paint.DIM)

    def lines(self) -> Iterator[str]:
        """One line a mark."""
        for reason, number in self.found.items():
            yield WHY(mark=_raised(number), reason=reason).render(self.language)
        yield from self.marks.values()


def figure_lines(value: FigureTable, language: Language, width: int, colour: bool) -> list[str]:
    """What `planlang figures` prints."""
    title, grain = value.plan.model.plan.ident.title, GRAINS[value.grain]()
    cut = cut_words(value.as_of.cut, language)
    each = each_name(value.by, value.plan, language)
    head = HEAD_EACH(plan=title, grain=grain, each=each, cut=cut) if each else HEAD(plan=title, grain=grain, cut=cut)
    lines = [painted(line, Paint.BOLD, colour) for line in wrapped(head.render(language), width)]
    if isinstance(value.by, ByPlan):
        lines += ["", *_by_period(value, language, width, colour)]
    else:
        for metric in value.metrics:
            lines += ["", *_by_part(metric, value, language, width, colour)]
    if value.left_out:
        names = ", ".join(value.left_out)
        lines += ["", *wrapped(LEFT_OUT(column=each, names=names).render(language), width)]
    if value.notes:
        plan = value.plan.model.plan.ident.span.source.path
        lines += ["", *wrapped(NOTES(count=len(value.notes), plan=plan).render(language), width)]
    return lines


def _by_period(value: FigureTable, language: Language, width: int, colour: bool) -> list[str]:
    """Periods down, metrics across."""
    foot = _Footnotes(language, value.as_of.cut)
    heads = [foot.period(period_name(period, language), running=_is_running(period, value)) for period in value.periods]
    wholes = len(value.periods) > 1 and any(metric.rows[-1].whole is not None for metric in value.metrics)
    columns: list[tuple[str, list[Cell]]] = []
    for metric in value.metrics:
        cells: list[Cell] = []
        for period, figure, changes in zip(value.periods, metric.rows[-1].figures, metric.provisional, strict=True):
            cell = foot.cell(figure, metric.unit)
            marked = changes and not _is_running(period, value) and isinstance(figure, Known)
            cells.append(Cell(foot.changing(cell.text), cell.paint) if marked else cell)
        if wholes:
            cells.append(foot.cell(metric.rows[-1].whole, metric.unit))
        columns.append((_titled(metric, value, language), cells))
    if wholes:
        heads.append(foot.period(WHOLE().render(language), running=_is_running(value.periods[-1], value)))
    lines = _grid(GRAINS[value.grain]().render(language), heads, columns, width, colour)
    return lines + [line for note in foot.lines() for line in wrapped(note, width)]


def _by_part(metric: MetricTable, value: FigureTable, language: Language, width: int, colour: bool) -> list[str]:
    """Parts down, periods across."""
    foot = _Footnotes(language, value.as_of.cut)
    lasting = (Part.TEAM, Part.PERSON, Part.VALUE, Part.TOTAL)
    rows = [row for row in metric.rows if row.part in lasting or not row.is_blank]
    depths = _depths(rows)
    heads = [
        "  " * depth + part_name(row, value.by, value.plan, language) for row, depth in zip(rows, depths, strict=True)
    ]
    columns: list[tuple[str, list[Cell]]] = []
    for index, (period, changes) in enumerate(zip(value.periods, metric.provisional, strict=True)):
        name = period_name(period, language)
        head = foot.period(name, running=_is_running(period, value), provisional=changes)
        columns.append((head, [foot.cell(row.figures[index], metric.unit) for row in rows]))
    if len(value.periods) > 1 and any(row.whole is not None for row in rows):
        running, changes = _is_running(value.periods[-1], value), any(metric.provisional)
        head = foot.period(WHOLE().render(language), running=running, provisional=changes)
        columns.append((head, [foot.cell(row.whole, metric.unit) for row in rows]))
    lines = [painted(line, Paint.BOLD, colour) for line in wrapped(_titled(metric, value, language), width)]
    lines += _grid(each_name(value.by, value.plan, language), heads, columns, width, colour)
    lines += [line for note in foot.lines() for line in wrapped(note, width)]
    return lines if metric.adds_up else [*lines, *wrapped(NOT_A_SUM().render(language), width)]


def _is_running(period: Period, value: FigureTable) -> bool:
    """Whether a period is not over at the cut."""
    return period.end > value.as_of.cut.date()


def _depths(rows: Sequence[Row]) -> list[int]:
    """How many teams stand above each row."""
    found: dict[str | None, int] = {None: -1}
    for row in rows:
        if row.part is Part.TEAM:
            found[row.name] = found.get(row.within, -1) + 1
    return [found[row.name] if row.part is Part.TEAM else 0 for row in rows]


def _grid(
    corner: str, heads: Sequence[str], columns: Sequence[tuple[str, Sequence[Cell]]], width: int, colour: bool
) -> list[str]:
    """One table, or several one below the other, each with the names of its rows."""
    lines: list[str] = []
    names = max(map(display_width, map(printable, [corner, *heads])), default=0)
    room = max(width - min(names, max(LEAST, width // 3)), LEAST)
    for chunk in _chunks(columns, room):
        shown = [Column(corner, elastic=True, least=LEAST), *(Column(head, right=True) for head, _ in chunk)]
        rows = [[Cell(head), *(cells[index] for _, cells in chunk)] for index, head in enumerate(heads)]
        lines += ([""] if lines else []) + table(shown, rows, width, colour=colour)
    return lines


def _chunks(columns: Sequence[tuple[str, Sequence[Cell]]], room: int) -> Iterator[list[tuple[str, Sequence[Cell]]]]:
    """As many columns at a time as there is room for, at least one."""
    chunk: list[tuple[str, Sequence[Cell]]] = []
    used = 0
    for column in columns:
        head, cells = column
        taken = GAP + max(display_width(printable(text)) for text in (head, *(cell.text for cell in cells)))
        if chunk and used + taken > room:
            yield chunk
            chunk, used = [], 0
        chunk.append(column)
        used += taken
    if chunk:
        yield chunk


def _titled(metric: MetricTable, value: FigureTable, language: Language) -> str:
    """What a metric is called, and in which unit it is."""
    title, unit = value.plan.model.metrics[metric.metric].ident.title, unit_name(metric.unit, language)
    return WITH_UNIT(title=title, unit=unit).render(language) if unit else title


def amount(figure: Figure, unit: Unit, language: Language) -> str:
    """A figure; amounts of money without their currency, which stands in the heading."""
    return show(figure, Plain() if isinstance(unit, MoneyIn) else unit, language)


def _raised(number: int) -> str:
    """A number as a mark."""
    return "".join(RAISED[int(digit)] for digit in str(number))
