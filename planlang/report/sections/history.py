"""The life of an alert period by period: a strip of letters, and the last periods in words.

In: the states of one entity of an alert, in order. Out: blocks.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from planlang.diagnostics.display import show
from planlang.diagnostics.text import Language, Text
from planlang.evaluate.results.alert_states import AlertPhase, AlertState
from planlang.evaluate.results.readings import Reading
from planlang.report.document import Block, Cell, Column, Paragraph, Row, Strip, Table
from planlang.report.words.dates import number
from planlang.report.words.verdicts import PHASES
from planlang.semantics.model import Alert
from planlang.values.periods import Period

HISTORY = Text("report.explain.history", "{first} to {last}")
NO_HISTORY = Text("report.explain.no-history", "no period has been judged yet")
JUDGED = Text("report.explain.judged", "{value} (limit {limit})")
SCALED = Text(
    "report.explain.scaled", "{value} (limit {limit}: {written} for {nominal} working days, {exact} for {worked})"
)
STREAK = Text("report.explain.streak", "{phase}, {streak} in a row")
NO_FIGURE = Text("report.explain.no-figure", "no data")
NOT_JUDGED = Text("report.explain.not-judged", "not judged (days off)")
PERIOD = Text("report.history.period", "period")
FOUND = Text("report.history.found", "found")
PHASE = Text("report.history.phase", "phase")
LETTERS = {
    AlertPhase.INACTIVE: "·",
    AlertPhase.PENDING: "P",
    AlertPhase.FIRING: "F",
    AlertPhase.RESOLVED: "R",
    AlertPhase.ENDED: "E",
}
UNKNOWN_LETTER, SKIPPED_LETTER = "_", "s"
MOST_WEEKS = 12
SEASON = Text("report.explain.season", "judged only from {first} to {last}")
SEASON_AHEAD = Text("report.explain.season-ahead", "judged only from {first} to {last}, which has not begun yet")
NOT_YET = Text("report.explain.not-yet", "judged only from {first} on")
SEASON_OVER = Text("report.explain.season-over", "judged only from {first} to {last}, which is over")


def season_blocks(alert: Alert | None, week: Period, language: Language) -> tuple[Block, ...]:
    """For which days alone an alert is judged, and whether these are ahead or over; nothing of one that is judged always."""
    if alert is None:
        return ()
    if alert.during is not None:
        first, last = alert.during
        text = SEASON_AHEAD if week.last_day < first else SEASON_OVER if week.last_day > last else SEASON
        words = text(first=first.isoformat(), last=last.isoformat())
    elif alert.start is not None and week.last_day < alert.start:
        words = NOT_YET(first=alert.start.isoformat())
    else:
        return ()
    return (Paragraph(words.render(language), depth=1),)


def history_blocks(states: Sequence[AlertState], language: Language) -> tuple[Block, ...]:
    """The strip with its legend, then the last periods; a sentence where there are none."""
    if not states:
        return (Paragraph(NO_HISTORY().render(language)),)
    span = HISTORY(first=states[0].period.label, last=states[-1].period.label).render(language)
    rows = tuple(
        Row((state.period.label, _judged(state, language), _phase(state, language))) for state in states[-MOST_WEEKS:]
    )
    columns = (
        Column(PERIOD().render(language)),
        Column(FOUND().render(language)),
        Column(PHASE().render(language), elastic=True),
    )
    strip = Strip(history_strip(states), span, strip_legend(language))
    return strip, Table(columns, rows, quiet=True, depth=1)


def history_strip(states: Iterable[AlertState]) -> str:
    """One letter a period: `··P_FFR`; `_` no data, `s` not judged, and the phase where it was judged."""
    return "".join(
        SKIPPED_LETTER if state.skipped else UNKNOWN_LETTER if state.no_data else LETTERS[state.phase]
        for state in states
    )


def strip_legend(language: Language) -> str:
    """What the letters of a strip mean."""
    letters = [f"{letter} {PHASES[phase]().render(language)}" for phase, letter in LETTERS.items()]
    letters += [f"{UNKNOWN_LETTER} {NO_FIGURE().render(language)}", f"{SKIPPED_LETTER} {NOT_JUDGED().render(language)}"]
    return "  ".join(letters)


def _judged(state: AlertState, language: Language) -> Cell:
    """The figure of a period and its limit."""
    if state.skipped:
        return Cell(NOT_JUDGED().render(language))
    if state.no_data and state.value is None:
        return Cell(NO_FIGURE().render(language))
    if state.value is None:
        return Cell("")
    return Cell(_against(state.value, state, language), value=state.value)


def _against(reading: Reading, state: AlertState, language: Language) -> str:
    """A figure beside its limit, with where that comes from."""
    value = show(reading.figure, reading.unit, language)
    if state.limit is None:
        return value
    limit = show(state.limit.figure, state.limit.unit, language)
    if state.bound is None or state.bound.scaled is None:
        return JUDGED(value=value, limit=limit).render(language)
    scaled = state.bound.scaled
    return SCALED(
        value=value,
        limit=limit,
        written=show(scaled.written.figure, scaled.written.unit, language),
        nominal=number(scaled.nominal),
        worked=number(scaled.worked),
        exact=show(scaled.exact.figure, scaled.exact.unit, language),
    ).render(language)


def _phase(state: AlertState, language: Language) -> str:
    """The phase of a period, with the streak while it counts."""
    phase = PHASES[state.phase]()
    counts = state.phase in (AlertPhase.PENDING, AlertPhase.FIRING) and state.streak > 0
    return (STREAK(phase=phase, streak=state.streak) if counts else phase).render(language)
