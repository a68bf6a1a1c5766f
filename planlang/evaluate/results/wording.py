"""Sentences with figures in them, rendered late in the reader's language; and the messages that a plan words itself.

In: readings, limits, `say` templates. Out: `Message`s. A template comes from a stranger's file: its placeholders
are replaced by name and nothing in it is evaluated.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import lru_cache, reduce
from typing import assert_never

from planlang.diagnostics.display import show
from planlang.diagnostics.text import Language, Message, Text
from planlang.evaluate.results.readings import Range, Reading, Sample
from planlang.frozen import field, frozen
from planlang.semantics.expr import Comparison
from planlang.semantics.model import ClockKind, ClockLimit, DayKind, DayLimit, TimeLimit
from planlang.values.figure import Known, Unknown
from planlang.values.periods import Period
from planlang.values.rounding import digits_apart, half_away
from planlang.values.units import MINUTES_A_DAY, Days, Minutes, Plain, Ratio, WorkingDays, WorkingMinutes

MOST_KEPT = 1024
"""How many of the words that are said again and again are kept."""

FIGURE = Text("evaluate.figure", "{figure}")
SAID = Text("evaluate.said", "{words}")

DAYS = {
    DayKind.WORKING: Text("evaluate.days.working", "{count:working day|working days}"),
    DayKind.CALENDAR: Text("evaluate.days.calendar", "{count:day|days}"),
}
HOURS = Text("evaluate.hours", "{count:hour|hours}")
MINUTES = Text("evaluate.minutes", "{count:minute|minutes}")
WORKING_HOURS = Text("evaluate.working-hours", "{count:working hour|working hours}")
WORKING_MINUTES = Text("evaluate.working-minutes", "{count:working minute|working minutes}")
AND_REST = Text("evaluate.and-rest", "{length} {rest}")
RANGE = Text("evaluate.range", "{low} to {high}")
RANGE_OF_COUNTS = Text("evaluate.range.counts", "{low} to {high}")
UP_TO = Text("evaluate.up-to", "up to {high}")
OR_MORE = Text("evaluate.or-more", "{low} or more")
FOUND_UP_TO = Text("evaluate.found.up-to", "up to {figure}")
FOUND_OR_MORE = Text("evaluate.found.or-more", "{figure} or more")
SAMPLE = Text("evaluate.sample", "{answered} of {sent} answered, {rate}")
SAMPLE_WITHIN = Text("evaluate.sample.within", "{answered} of {sent} answered within {days:day|days}, {rate}")
SAMPLE_OF = Text("evaluate.sample.of", "from {count:answer|answers}; {sample}")
SAMPLE_WAITS = Text("evaluate.sample.waits", "{waiting} sent, none of them counted yet")
AT_MOST = Text("evaluate.limit.at-most", "at most {limit}")
COMPARED = {
    Comparison.LESS: Text("evaluate.limit.less", "< {limit}"),
    Comparison.AT_MOST: Text("evaluate.limit.up-to", "≤ {limit}"),
    Comparison.MORE: Text("evaluate.limit.more", "> {limit}"),
    Comparison.AT_LEAST: Text("evaluate.limit.from", "≥ {limit}"),
    Comparison.EQUAL: Text("evaluate.limit.equal", "= {limit}"),
    Comparison.UNEQUAL: Text("evaluate.limit.unequal", "≠ {limit}"),
}


@frozen
class Shown(Message):
    """A figure with its unit; never rounded onto the `limit` it is compared with."""

    reading: Reading = field(kw_only=True)
    limit: Fraction | None = field(default=None, kw_only=True)

    def render(self, language: Language = Language.EN) -> str:
        """The figure as people of that language write it."""
        return _shown(self.reading, language, self.limit)


@lru_cache(maxsize=MOST_KEPT)
def _shown(reading: Reading, language: Language, limit: Fraction | None) -> str:
    """A figure, kept: limits and small counts are told again and again."""
    is_open = isinstance(reading.figure, Unknown) and reading.figure.between is not None
    return show(reading.figure, reading.unit, language, limit, short=is_open)


@frozen
class Said(Message):
    """Words of a plan with values between them."""

    parts: tuple[str | Message, ...] = field(kw_only=True)

    def render(self, language: Language = Language.EN) -> str:
        """The words, the values in that language."""
        return "".join(part if isinstance(part, str) else part.render(language) for part in self.parts)


_PLACEHOLDER = re.compile(r"\{\{|\}\}|\{([^{}]*)\}")
"""In `{{x}} {visits}!` it finds `{{`, `}}`, `{visits}`."""


def said(template: str, values: Mapping[str, str | Message]) -> Message:
    """A template of the plan with its placeholders filled; `{{` and `}}` are braces.

    A placeholder without a value stays as it is written.
    """
    parts: list[str | Message] = []
    position = 0
    for match in _PLACEHOLDER.finditer(template):
        parts.append(template[position : match.start()])
        name = match[1]
        parts.append(match[0][0] if name is None else values.get(name.strip(), match[0]))
        position = match.end()
    parts.append(template[position:])
    return Said(SAID, parts=tuple(part for part in parts if part != ""))


def shown(reading: Reading, limit: Reading | None = None) -> Message:
    """A figure, next to the limit it is compared with."""
    same = limit is not None and limit.unit == reading.unit and isinstance(limit.figure, Known)
    return Shown(FIGURE, reading=reading, limit=limit.figure.value if same else None)  # type: ignore[union-attr]


def found_words(reading: Reading, figure: str) -> Message:
    """A figure as it is written, `up to 24h` or `97h or more` where only bounds are known."""
    if reading.bounds is None:
        return FIGURE(figure=figure)
    return (FOUND_OR_MORE if reading.figure == Known(reading.bounds.low) else FOUND_UP_TO)(figure=figure)


def day_words(count: Fraction | int, kind: DayKind) -> Message:
    """`14 working days`, `1 day`, `2.5 days`; the last to one decimal, half up."""
    if count == int(count):
        return DAYS[kind].often(count=int(count))
    tenths = int(abs(Fraction(count)) * 10 + Fraction(1, 2))
    return DAYS[kind](count=f"{'-' if count < 0 else ''}{tenths // 10}.{tenths % 10}")


def clock_words(minutes: Fraction, limit: Fraction | None = None) -> Message:
    """`4 hours 20 minutes`, from 48 hours on `5 days 6 hours`, in whole minutes; in parts of one where whole ones would
    say the limit itself.
    """
    shown = Fraction(half_away(minutes, digits_apart(minutes, limit, 0)))
    days = shown // MINUTES_A_DAY if shown >= 2 * MINUTES_A_DAY else 0
    hours, rest = divmod(shown - days * MINUTES_A_DAY, 60)
    parts = [text(count=count) for text, count in ((DAYS[DayKind.CALENDAR], days), (HOURS, hours)) if count]
    if rest or not parts:
        parts.append(MINUTES(count=show(Known(rest), Plain(), Language.EN)))
    return reduce(lambda longer, shorter: AND_REST(length=longer, rest=shorter), parts)


def work_words(minutes: Fraction, limit: Fraction | None = None) -> Message:
    """`4 working hours 20 minutes`, `45 working minutes`: never in days, as no two need have the same hours."""
    shown = Fraction(half_away(minutes, digits_apart(minutes, limit, 0)))
    hours, rest = divmod(shown, 60)
    if not hours:
        return WORKING_MINUTES(count=show(Known(rest), Plain(), Language.EN))
    whole = WORKING_HOURS.often(count=hours)
    return AND_REST(length=whole, rest=MINUTES(count=show(Known(rest), Plain(), Language.EN))) if rest else whole


@lru_cache(maxsize=MOST_KEPT)
def length_words(length: Fraction | int, limit: TimeLimit) -> Message:
    """A length in the unit of a limit, next to it."""
    match limit:
        case DayLimit(kind=kind):
            return day_words(length, kind)
        case ClockLimit(minutes=minutes, kind=kind):
            words = work_words if kind is ClockKind.WORKING else clock_words
            return words(Fraction(length), Fraction(minutes))
        case unreachable:
            assert_never(unreachable)


def sample_words(sample: Sample) -> Message:
    """How many answered in time of what was sent; before it of how many answers a mean is, which count on other days."""
    told = _share_words(sample)
    return told if sample.values is None else SAMPLE_OF(count=sample.values, sample=told)


def _share_words(sample: Sample) -> Message:
    if not sample.sent:
        return SAMPLE_WAITS(waiting=sample.waiting)
    rate = shown(Reading(Known(Fraction(sample.answered, sample.sent)), Ratio()))
    if sample.days is None:
        return SAMPLE(answered=sample.answered, sent=sample.sent, rate=rate)
    return SAMPLE_WITHIN(answered=sample.answered, sent=sample.sent, days=sample.days, rate=rate)


def range_words(low: Fraction, high: Fraction | None, limit: TimeLimit) -> Message:
    """What lies between two lengths: `18 to 42 hours`, `24 hours to 3 days`, `up to 24 hours`, `97 hours or more`."""
    if low == high:
        return length_words(low, limit)
    if high is None:
        return OR_MORE(low=length_words(low, limit))
    least, most = length_words(low, limit), length_words(high, limit)
    if low == 0:
        return UP_TO(high=most)
    if least.text == most.text != AND_REST:
        ((_, count),) = least.values
        return RANGE_OF_COUNTS(low=count, high=most)
    return RANGE(low=least, high=most)


def allowed_words(limit: TimeLimit) -> Message:
    """`10 working days`, `4 hours`; hours stay hours, however many: a day of 24 hours is no day of a calendar."""
    match limit:
        case DayLimit(count=count, kind=kind):
            return day_words(count, kind)
        case ClockLimit(minutes=minutes, kind=ClockKind.WORKING):
            return work_words(Fraction(minutes))
        case ClockLimit(minutes=minutes):
            hours, rest = divmod(minutes, 60)
            if rest == 0:
                return HOURS(count=hours)
            return AND_REST(length=HOURS(count=hours), rest=MINUTES(count=rest)) if hours else MINUTES(count=rest)
        case unreachable:
            assert_never(unreachable)


@lru_cache(maxsize=MOST_KEPT)
def limit_words(limit: TimeLimit) -> Message:
    """`at most 10 working days`."""
    return AT_MOST.often(limit=allowed_words(limit))


@lru_cache(maxsize=MOST_KEPT)
def compared_words(operator: Comparison, limit: Reading) -> Message:
    """`< 12`: the comparison that makes an alert bad."""
    return COMPARED[operator].often(limit=shown(limit))


@lru_cache(maxsize=MOST_KEPT)
def length_reading(length: Fraction | int, limit: TimeLimit, bounds: Range | None = None) -> Reading:
    """A length in the unit of a limit as a figure, and between which bounds it lies where only these are known."""
    match limit:
        case DayLimit(kind=kind):
            return Reading(Known(Fraction(length)), WorkingDays() if kind is DayKind.WORKING else Days(), bounds)
        case ClockLimit(kind=kind):
            unit = WorkingMinutes() if kind is ClockKind.WORKING else Minutes()
            return Reading(Known(Fraction(length)), unit, bounds)
        case unreachable:
            assert_never(unreachable)


@lru_cache(maxsize=MOST_KEPT)
def allowed_reading(limit: TimeLimit) -> Reading:
    """The limit as a figure."""
    return length_reading(limit.count if isinstance(limit, DayLimit) else limit.minutes, limit)


def moment(day: date | None, at: datetime | None) -> str:
    """A day, with the time where that is known."""
    if at is None:
        return "" if day is None else day.isoformat()
    return at.isoformat(" ", "seconds" if at.second else "minutes")


def weeks_since(since: date | None, week: Period) -> int:
    """Closed weeks since a day, at least 1."""
    if since is None or since >= week.end:
        return 1
    return (week.end - since + timedelta(days=6)).days // 7
