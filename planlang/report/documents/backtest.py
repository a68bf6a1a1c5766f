"""Alerts over time: how often, for whom, how long, how noisy for whom; with other limits.

In: backtests. Out: a document.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from planlang.diagnostics.text import Language, Message, Text
from planlang.evaluate.alerts.backtest import Backtest, Episodes
from planlang.evaluate.results.readings import Reading
from planlang.evaluate.results.wording import shown
from planlang.plan.plan import Plan
from planlang.report.document import Block, Cell, Column, Document, Paragraph, Row, Section, Table, Tone, more
from planlang.report.words.dates import percent
from planlang.report.words.figure_words import period_name
from planlang.report.words.names import entity_name
from planlang.values.figure import Known
from planlang.values.periods import Grain

HEADING = Text("report.backtest.heading", "{title} ({name})")
NO_PERIODS = Text("report.backtest.no-periods", "No period of it is over in this time.")
TIMES = {
    Grain.WEEK: Text("report.backtest.weeks", "{first} to {last}, {count:week|weeks}, {entities} judged"),
    Grain.MONTH: Text("report.backtest.months", "{first} to {last}, {count:month|months}, {entities} judged"),
    Grain.QUARTER: Text("report.backtest.quarters", "{first} to {last}, {count:quarter|quarters}, {entities} judged"),
    Grain.YEAR: Text("report.backtest.years", "{first} to {last}, {count:year|years}, {entities} judged"),
}
NEVER = Text("report.backtest.never", "It never came on.")
CAME_ON = Text(
    "report.backtest.came-on",
    "It came on {times:time|times}, for {affected} of {entities}; it was on in {share} of what could be judged.",
)
UNKNOWN = Text("report.backtest.unknown", "{share} could not be judged: the data do not tell.")
LASTED = Text(
    "report.backtest.lasted",
    "Typically it went on for {usual:period|periods} (from {least} to {most}); {open} still on.",
)
ONLY_OPEN = Text("report.backtest.only-open", "None of these is over yet.")
QUIET = Text(
    "report.backtest.quiet",
    "{count} of these were held back by another alert, so that nobody was told before that one was over.",
)
NOBODY = Text("report.backtest.nobody", "Nobody is told of it.")
WHOM = Text("report.backtest.whom", "for whom")
TIMES_ON = Text("report.backtest.times", "came on")
TOLD = Text("report.backtest.told", "who is told")
TOTAL = Text("report.backtest.total", "in all")
A_PERIOD = Text("report.backtest.a-period", "a period")
MOST = Text("report.backtest.most", "most in one")
LIMIT = Text("report.backtest.limit", "limit")
FOR = Text("report.backtest.for", "for how many")
SHARE = Text("report.backtest.share", "on")
USUAL = Text("report.backtest.usual", "typical periods")
OPEN = Text("report.backtest.open", "still on")
SWEEP = Text("report.backtest.sweep", "With other limits; what ends it moves along")
ROWS = 12
"""How many people of a table are shown."""


def backtest_document(found: Sequence[Backtest], plan: Plan, language: Language) -> Document:
    """The alerts one after the other."""
    return Document(None, tuple(_section(one, plan, language) for one in found))


def _section(one: Backtest, plan: Plan, language: Language) -> Section:
    heading = HEADING(title=one.title, name=one.name).render(language) if one.title != one.name else one.name
    if not one.periods:
        return Section(heading, (Paragraph(NO_PERIODS().render(language)),))
    said = [Paragraph(message.render(language), tone) for message, tone in _said(one, language)]
    return Section(heading, (*said, *_tables(one, plan, language)))


def _said(one: Backtest, language: Language) -> Iterator[tuple[Message, Tone]]:
    """What is said of it in sentences."""
    ends = (period_name(one.periods[0], language), period_name(one.periods[-1], language))
    count = len(one.periods)
    yield TIMES[one.grain](first=ends[0], last=ends[1], count=count, entities=one.entities), Tone.MUTED
    done = one.episodes
    if not done.onsets:
        yield NEVER(), Tone.STRONG
    else:
        share = percent(Fraction(done.firing, max(one.judged, 1)))
        affected = len(done.affected)
        yield CAME_ON(times=done.onsets, affected=affected, entities=one.entities, share=share), Tone.STRONG
        if done.lasted:
            ends_of = {"least": done.lasted[0], "most": done.lasted[-1]}
            yield LASTED(usual=done.usual, **ends_of, open=done.going_on), Tone.PLAIN
        else:
            yield ONLY_OPEN(), Tone.PLAIN
        if one.quiet:
            yield QUIET(count=one.quiet), Tone.PLAIN
        if not one.noise:
            yield NOBODY(), Tone.RISK
    if one.unknown:
        yield UNKNOWN(share=percent(Fraction(one.unknown, one.judged + one.unknown))), Tone.RISK


def _tables(one: Backtest, plan: Plan, language: Language) -> Iterator[Block]:
    if one.episodes.affected:
        people = (_column(WHOM, language, name=True), _column(TIMES_ON, language))
        rows = [(entity_name(entity, plan, language), str(times)) for entity, times in one.episodes.affected[:ROWS]]
        yield Table(people, tuple(Row(row) for row in rows))
        yield from more(max(0, len(one.episodes.affected) - ROWS), language)
    if one.noise:
        names = (TOTAL, A_PERIOD, MOST)
        columns = (_column(TOLD, language, name=True), *(_column(name, language) for name in names))
        rows_of = (
            (each.who, str(each.total), f"{each.total / len(one.periods):.2f}", str(each.most))
            for each in one.noise[:ROWS]
        )
        yield Table(columns, tuple(Row(row) for row in rows_of))
        yield from more(max(0, len(one.noise) - ROWS), language)
    if one.sweep:
        yield Section(SWEEP().render(language), (_sweep(one, language),))


def _column(head: Text, language: Language, *, name: bool = False) -> Column:
    return Column(head().render(language), right=not name, elastic=name)


def _sweep(one: Backtest, language: Language) -> Table:
    names = (LIMIT, TIMES_ON, FOR, SHARE, USUAL, OPEN)
    columns = tuple(_column(name, language) for name in names)
    rows = tuple(Row((Cell(_limit(each.limit, one, language)), *_numbers(each.episodes, one))) for each in one.sweep)
    return Table(columns, rows)


def _limit(limit: Decimal, one: Backtest, language: Language) -> str:
    assert one.unit is not None, "what is swept has a unit"
    return shown(Reading(Known(Fraction(limit)), one.unit)).render(language)


def _numbers(done: Episodes, one: Backtest) -> tuple[str, ...]:
    share = percent(Fraction(done.firing, max(one.judged, 1))) if done.firing else "0%"
    usual = "" if done.usual is None else str(done.usual)
    return (str(done.onsets), str(len(done.affected)), share, usual, str(done.going_on))
