"""Plain figures: periods as rows and metrics as columns, or a table for each metric with parts as rows.

In: a figure table. Out: a document. Nothing is left out but parts in which nothing is known to be.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from attrs import evolve

from planlang.diagnostics.display import RANGE, reason_words, show
from planlang.diagnostics.text import Language, Text
from planlang.evaluate.figure_table import ByPlan, FigureTable, MetricTable, Part
from planlang.evaluate.figure_table import Row as Figures
from planlang.evaluate.results.readings import Reading
from planlang.frozen import field, frozen
from planlang.report.document import NOTES, Cell, Column, Document, Paragraph, Row, Section, Table, Tone
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
DATA_NOTES = Text("report.figures.notes", "{count:note|notes} on the data; `planlang evaluate {plan}` shows them")
RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
LEAST = 16
"""Characters that a name keeps where there is little room."""


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
                return Cell(amount(figure, unit, self.language), value=Reading(figure, unit))
            case Unknown(so_far=so_far, between=between):
                words = UNKNOWN().render(self.language)
                if between is not None:
                    least, most = (amount(Known(end), unit, self.language) for end in between)
                    words = RANGE(least=least, most=most).render(self.language)
                elif so_far is not None:
                    words = SO_FAR(value=amount(Known(so_far), unit, self.language)).render(self.language)
                reason = reason_words(figure).render(self.language)
                mark = _raised(self.found.setdefault(reason, len(self.found) + 1))
                return Cell(words + mark, Tone.MUTED, Reading(figure, unit))

    def notes(self) -> Iterator[Paragraph]:
        """A sentence for each mark."""
        for reason, number in self.found.items():
            yield Paragraph(WHY(mark=_raised(number), reason=reason).render(self.language))
        yield from map(Paragraph, self.marks.values())


def figures_document(value: FigureTable, language: Language) -> Document:
    """What `planlang figures` prints."""
    title, grain = value.plan.model.plan.ident.title, GRAINS[value.grain]()
    cut = cut_words(value.as_of.cut, language)
    each = each_name(value.by, value.plan, language)
    head = HEAD_EACH(plan=title, grain=grain, each=each, cut=cut) if each else HEAD(plan=title, grain=grain, cut=cut)
    if isinstance(value.by, ByPlan):
        sections = [_by_period(value, language)]
    else:
        sections = [_by_part(metric, value, language) for metric in value.metrics]
    notes = NOTES().render(language)
    if value.left_out:
        words = LEFT_OUT(column=each, names=", ".join(value.left_out)).render(language)
        sections.append(Section(notes, (Paragraph(words),), quiet=True))
    if value.notes:
        plan = value.plan.model.plan.ident.span.source.path
        words = DATA_NOTES(count=len(value.notes), plan=plan).render(language)
        sections.append(Section("" if value.left_out else notes, (Paragraph(words),), quiet=True))
    return Document(Section(head.render(language), ()), tuple(sections))


def _by_period(value: FigureTable, language: Language) -> Section:
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
            cells.append(evolve(cell, text=foot.changing(cell.text)) if marked else cell)
        if wholes:
            cells.append(foot.cell(metric.rows[-1].whole, metric.unit))
        columns.append((_titled(metric, value, language), cells))
    if wholes:
        heads.append(foot.period(WHOLE().render(language), running=_is_running(value.periods[-1], value)))
    table = _grid(GRAINS[value.grain]().render(language), [Cell(head) for head in heads], columns)
    return Section("", (table, *foot.notes()))


def _by_part(metric: MetricTable, value: FigureTable, language: Language) -> Section:
    """Parts down, periods across."""
    foot = _Footnotes(language, value.as_of.cut)
    lasting = (Part.TEAM, Part.PERSON, Part.VALUE, Part.TOTAL)
    rows = [row for row in metric.rows if row.part in lasting or not row.is_blank]
    depths = _depths(rows)
    heads = [
        Cell(part_name(row, value.by, value.plan, language), depth=depth)
        for row, depth in zip(rows, depths, strict=True)
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
    table = _grid(each_name(value.by, value.plan, language), heads, columns)
    notes = [*foot.notes(), *(() if metric.adds_up else (Paragraph(NOT_A_SUM().render(language)),))]
    return Section(_titled(metric, value, language), (table, *notes))


def _is_running(period: Period, value: FigureTable) -> bool:
    """Whether a period is not over at the cut."""
    return period.end > value.as_of.cut.date()


def _depths(rows: Sequence[Figures]) -> list[int]:
    """How many teams stand above each row."""
    found: dict[str | None, int] = {None: -1}
    for row in rows:
        if row.part is Part.TEAM:
            found[row.name] = found.get(row.within, -1) + 1
    return [found[row.name] if row.part is Part.TEAM else 0 for row in rows]


def _grid(corner: str, heads: Sequence[Cell], columns: Sequence[tuple[str, Sequence[Cell]]]) -> Table:
    """The names of the rows, and the columns beside them."""
    shown = (Column(corner, elastic=True, least=LEAST), *(Column(head, right=True) for head, _ in columns))
    rows = tuple(Row((head, *(cells[index] for _, cells in columns))) for index, head in enumerate(heads))
    return Table(shown, rows, goes_on=True)


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
