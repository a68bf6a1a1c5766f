"""How goals are split: what the parts have together, held against what they are parts of.

In: an evaluation. Out: a section, or nothing to tell where all parts add up and nobody asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from planlang.diagnostics.display import percent
from planlang.diagnostics.text import Language, Message, Text
from planlang.evaluate.results.evaluation import Evaluation, GoalValue
from planlang.evaluate.results.goals import SplitCheck, SplitVerdict
from planlang.evaluate.results.readings import Reading
from planlang.report.document import Cell, Column, Row, Section, Subject, Table, Tone, more
from planlang.report.words.extent import EVERYTHING
from planlang.report.words.names import COMMA, entity_name, title, value_name
from planlang.report.words.standing import figure_words
from planlang.semantics.names.vocabulary import GRAIN_WORDS
from planlang.values.figure import Figure, Known
from planlang.values.periods import Grain
from planlang.values.units import Unit

SPLITS = Text("report.splits.splits", "How goals are split")
BY = Text("report.splits.by", "split by")
OWN = Text("report.splits.own", "its own")
PARTS = Text("report.splits.parts", "its parts")
DIFFERENCE = Text("report.splits.difference", "difference")
VERDICT_HEAD = Text("report.splits.verdict", "together")
PEOPLE = Text("report.splits.people", "people")
TEAMS = Text("report.splits.teams", "team")
SHARE = Text("report.splits.share", "{amount} ({share})")
BELOW = Text("report.splits.below", "{goal} · {part}")
VACANT = Text("report.splits.vacant", "{verdict}, {amount} not assigned")
BUFFERED = Text("report.splits.buffered", "buffer of {buffer}")
UNASSIGNED = Text("report.splits.unassigned", "not assigned")
FACT = Text("report.splits.fact", "split")
OF_PARTS = Text("report.splits.of-parts", "by {by}: {parts} in all, {verdict}")
OFF_BY = Text("report.splits.off-by", "by {by}: {parts} in all, {difference} apart, {verdict}")
VERDICTS = {
    SplitVerdict.ADDS_UP: Text("report.splits.adds-up", "adds up"),
    SplitVerdict.BUFFER: Text("report.splits.buffer", "buffer"),
    SplitVerdict.OVER: Text("report.splits.over", "too much"),
    SplitVerdict.SHORT: Text("report.splits.short", "too little"),
    SplitVerdict.UNKNOWN: Text("report.splits.unknown", "not known"),
}
TONES = {
    SplitVerdict.ADDS_UP: Tone.MUTED,
    SplitVerdict.BUFFER: Tone.PLAIN,
    SplitVerdict.OVER: Tone.RISK,
    SplitVerdict.SHORT: Tone.BAD,
    SplitVerdict.UNKNOWN: Tone.BAD,
}
MOST = 10
NOTHING = Known(Fraction(0))


def splits_section(
    evaluation: Evaluation, language: Language, *, whole: bool = False, asked: bool = False
) -> Section | None:
    """A table; unless it is asked for, only of splits that do not simply add up."""
    told = [one for one in evaluation.splits if asked or one.verdict is not SplitVerdict.ADDS_UP]
    if not told:
        return None
    vacant = any(one.unassigned != NOTHING for one in told)
    columns = (
        Column(elastic=True, least=24),
        Column(BY().render(language)),
        Column(OWN().render(language), right=True, rank=2),
        Column(PARTS().render(language), right=True, rank=2),
        Column(DIFFERENCE().render(language), right=True),
        *((Column(UNASSIGNED().render(language), right=True, rank=1),) if vacant else ()),
        Column(VERDICT_HEAD().render(language)),
    )
    most = len(told) if whole else MOST
    rows = tuple(_row(one, evaluation, language, vacant=vacant) for one in told[:most])
    return Section(
        SPLITS().render(language), (Table(columns, rows, whole=whole), *more(len(told) - len(rows), language))
    )


def _row(one: SplitCheck, evaluation: Evaluation, language: Language, *, vacant: bool) -> Row:
    unit = evaluation.plan.model.goals[one.goal].unit
    return Row(
        (
            Cell(split_name(one, evaluation, language), value=Subject(one.goal, one.entity)),
            by_words(one, language),
            _figure(one.own, unit, language),
            _figure(one.parts, unit, language),
            Cell(_apart(one, unit, language), value=Reading(one.difference, unit)),
            *((_figure(one.unassigned, unit, language),) if vacant else ()),
            Cell(verdict_words(one).render(language), TONES[one.verdict]),
        )
    )


def split_name(one: SplitCheck, evaluation: Evaluation, language: Language) -> str:
    """What is split: the goal, or a part of it."""
    plan, name = evaluation.plan, title(evaluation.plan, one.goal)
    above = [entity_name(one.entity, plan, language)] if one.entity != EVERYTHING else []
    above += [value_name(column, value, language) for column, value in one.values]
    return BELOW(goal=name, part=COMMA().render(language).join(above)).render(language) if above else name


def by_words(one: SplitCheck, language: Language) -> str:
    """What something is split by."""
    if one.is_column:
        return one.by
    if one.by in ("team", "rep"):
        return (TEAMS if one.by == "team" else PEOPLE)().render(language)
    return GRAIN_WORDS[Grain(one.by)]().render(language)


def _apart(one: SplitCheck, unit: Unit, language: Language) -> str:
    """The difference, with its share of the whole."""
    words = figure_words(one.difference, unit, language)
    match one.difference, one.own:
        case Known(value=value), Known(value=own) if value and own:
            return SHARE(amount=words, share=percent(value / own)).render(language)
    return words


def verdict_words(one: SplitCheck) -> Message:
    """Whether parts add up, or what buffer they may have."""
    return BUFFERED(buffer=percent(one.buffer)) if one.verdict is SplitVerdict.BUFFER else VERDICTS[one.verdict]()


def _figure(figure: Figure, unit: Unit, language: Language) -> Cell:
    return Cell(figure_words(figure, unit, language), value=Reading(figure, unit))


def split_facts(value: GoalValue, evaluation: Evaluation, language: Language) -> Iterator[tuple[Text, str]]:
    """What a goal, or a part of it, is split into, for an explanation: by what, and whether that adds up."""
    for one in evaluation.splits:
        same = (one.goal, one.entity, one.within, one.values) == (value.goal, value.entity, value.within, value.values)
        if not same or value.period is not None:
            continue
        told = {
            "by": by_words(one, language),
            "parts": figure_words(one.parts, value.unit, language),
            "verdict": verdict_words(one).render(language),
        }
        if one.unassigned != NOTHING:
            verdict, amount = told["verdict"], figure_words(one.unassigned, value.unit, language)
            told["verdict"] = VACANT(verdict=verdict, amount=amount).render(language)
        if one.verdict is SplitVerdict.ADDS_UP:
            yield FACT, OF_PARTS(**told).render(language)
        else:
            yield FACT, OFF_BY(**told, difference=_apart(one, value.unit, language)).render(language)
