"""The open records of a process, weighted with the chances of winning that its stages declare.

In: the weighted pipelines of an evaluation. Out: sections.
"""

from __future__ import annotations

from fractions import Fraction

from planlang.diagnostics.display import percent, reason_words, show
from planlang.diagnostics.text import Language, Message, Text
from planlang.evaluate.results.evaluation import Evaluation
from planlang.evaluate.results.pipelines import Calibration, Fit, StageWeight, WeightedPipeline
from planlang.evaluate.results.readings import Reading
from planlang.evaluate.stages.calibration import LEAST
from planlang.report.document import Cell, Column, Paragraph, Row, Section, Table, Tone
from planlang.report.sections.conversions import COUNTED, percent_short
from planlang.report.words.dates import short_day
from planlang.report.words.names import worth_name
from planlang.report.words.rules import stage_title
from planlang.report.words.standing import figure_words
from planlang.values.figure import Figure, Known, Unknown, Why
from planlang.values.units import Count, Ratio, Unit

HEAD = Text("report.pipeline.head", "{process}: pipeline weighted with the chances of winning")
HEAD_OF = Text("report.pipeline.head-of", "{process}: pipeline of {day}, weighted with the chances of winning")
STAGE = Text("report.pipeline.stage", "stage")
RECORDS = Text("report.pipeline.records", "records")
CHANCE = Text("report.pipeline.chance", "chance")
WEIGHTED = Text("report.pipeline.weighted", "weighted")
NOT_KNOWN = Text("report.pipeline.not-known", "{process}: weighted pipeline not known ({reason})")
TOTAL = Text("report.pipeline.total", "total")
NO_CHANCE = Text("report.pipeline.no-chance", "none declared")
BEFORE = Text("report.pipeline.before", "a week before {amount}")
UNDECIDED = Text("report.pipeline.undecided", "without a known amount: {count}")
NOT_WEIGHTED = Text(
    "report.pipeline.not-weighted", "not weighted, as their stage declares no chance: {count} ({amount})"
)

CALIBRATED = Text("report.calibration.head", "{process}: chances of winning against what became of entries since {day}")
WON = Text("report.calibration.won", "won")
DECIDED = Text("report.calibration.decided", "of those decided")
FITTING = Text("report.calibration.fitting", "with 95% confidence")
BETWEEN = Text("report.calibration.between", "{low} to {high}")
OPEN = Text("report.calibration.open", "still open: {count}")
FITS = {
    Fit.FITS: Text("report.calibration.fits", "fits: {between}"),
    Fit.MISCALIBRATED: Text("report.calibration.miscalibrated", "does not fit: {between}"),
    Fit.UNKNOWN: Text("report.calibration.unknown", "cannot be told: fewer than {least} decided"),
}
UNTRIED = Text(
    "report.calibration.untried", "the chances cannot be judged yet: fewer than {least} of a stage decided in 52 weeks"
)
FIT_SIGNS = {Fit.FITS: "✓", Fit.MISCALIBRATED: "▲", Fit.UNKNOWN: "?"}
FIT_TONES = {Fit.FITS: Tone.GOOD, Fit.MISCALIBRATED: Tone.RISK, Fit.UNKNOWN: Tone.MUTED}

NONE = Known(Fraction(0))


def pipelines_section(evaluation: Evaluation, language: Language) -> tuple[Section, ...]:
    """A table for each process whose stages declare chances, and one of what became of these."""
    processes = dict.fromkeys(one.process for one in evaluation.calibrations)
    return (
        *(_section(one, evaluation, language) for one in evaluation.pipelines),
        *(section for process in processes for section in _calibrated(process, evaluation, language)),
    )


def _calibrated(process: str, evaluation: Evaluation, language: Language) -> tuple[Section, ...]:
    """The chances of a process against what became of the records, where any can be told."""
    found = [one for one in evaluation.calibrations if one.process == process]
    if all(one.fit is Fit.UNKNOWN for one in found):
        return ()
    model = evaluation.plan.model.processes[process]

    def row(one: Calibration) -> Row:
        words = ""
        if one.bounds is not None and one.bounds.high is not None:
            low, high = (percent(bound, one.declared) for bound in (one.bounds.low, one.bounds.high))
            words = BETWEEN(low=low, high=high).render(language)
        return Row(
            (
                Cell(FIT_SIGNS[one.fit], FIT_TONES[one.fit]),
                stage_title(model, one.stage),
                percent_short(one.declared),
                Cell(show(one.rate, Ratio(), language, one.declared), FIT_TONES[one.fit], Reading(one.rate, Ratio())),
                COUNTED(converted=one.won, counted=one.decided).render(language),
                FITS[one.fit](between=words, least=LEAST).render(language),
            ),
            OPEN(count=one.still).render(language) if one.still else "",
        )

    columns = (
        Column(),
        Column(STAGE().render(language), elastic=True),
        Column(CHANCE().render(language), right=True),
        Column(WON().render(language), right=True),
        Column(DECIDED().render(language), right=True),
        Column(FITTING().render(language), elastic=True, least=24),
    )
    since = min(one.since for one in found)
    head = CALIBRATED(process=model.ident.title, day=since.isoformat()).render(language)
    return (Section(head, (Table(columns, tuple(map(row, found)), quiet=True, whole=True),)),)


UNTOLD = Unknown(Why.NO_VALUES)


def _is_blind(one: StageWeight) -> bool:
    """Whether there are records, and of none of them what it is worth is known."""
    return isinstance(one.records, Known) and one.records.value > 0 and one.undecided == one.records


def _all_blind(value: WeightedPipeline) -> bool:
    """The same of all records that are weighted."""
    told = [one for one in value.stages if one.win is not None and one.records != NONE]
    return bool(told) and all(map(_is_blind, told))


def _section(value: WeightedPipeline, evaluation: Evaluation, language: Language) -> Section:
    process = evaluation.plan.model.processes[value.process]
    at_hand = value.day == evaluation.as_of.week.last_day
    title, day = process.ident.title, short_day(value.day, language)
    heading = (HEAD(process=title) if at_hand else HEAD_OF(process=title, day=day)).render(language)
    if isinstance(value.weighted, Unknown):
        words = NOT_KNOWN(process=title, reason=reason_words(value.weighted)).render(language)
        return Section(heading, (Paragraph(words, Tone.MUTED),), quiet=True)

    def amount(figure: Figure | None, unit: Unit = value.unit) -> Cell:
        if figure is None:
            return Cell("")
        return Cell(figure_words(figure, unit, language), value=Reading(figure, unit))

    def row(one: StageWeight) -> Row:
        blind = _is_blind(one)
        chance = NO_CHANCE().render(language) if one.win is None else percent_short(one.win)
        return Row(
            (
                stage_title(process, one.stage),
                amount(one.records, Count()),
                amount(UNTOLD if blind else one.amount),
                Cell(chance, Tone.MUTED if one.win is None else Tone.PLAIN),
                amount(UNTOLD if blind and one.weighted is not None else one.weighted),
            )
        )

    columns = (
        Column(STAGE().render(language), elastic=True),
        Column(RECORDS().render(language), right=True),
        Column(worth_name(process, evaluation.plan, language), right=True),
        Column(CHANCE().render(language), right=True),
        Column(WEIGHTED().render(language), right=True),
    )
    total = Row(
        (
            Cell(TOTAL().render(language), Tone.STRONG),
            "",
            "",
            "",
            amount(UNTOLD if _all_blind(value) else value.weighted),
        )
    )
    untried = all(one.fit is Fit.UNKNOWN for one in evaluation.calibrations if one.process == value.process)
    said = [*_notes(value, language), *([UNTRIED(least=LEAST)] if untried else [])]
    notes = " · ".join(note.render(language) for note in said)
    below = (Paragraph(notes, Tone.MUTED),) if notes else ()
    return Section(heading, (Table(columns, (*map(row, value.stages), total), whole=True), *below))


def _notes(value: WeightedPipeline, language: Language) -> list[Message]:
    """What it was a week before, and what it leaves out."""
    notes: list[Message] = []
    if isinstance(value.before, Known):
        notes.append(BEFORE(amount=show(value.before, value.unit, language, short=True)))
    if value.undecided != NONE:
        notes.append(UNDECIDED(count=figure_words(value.undecided, Count(), language)))
    if value.not_weighted != NONE:
        count = figure_words(value.not_weighted, Count(), language)
        worth = figure_words(value.amount_not_weighted, value.unit, language)
        notes.append(NOT_WEIGHTED(count=count, amount=worth))
    return notes
