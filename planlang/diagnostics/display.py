"""Figures as text, by unit and language.

In: a figure, its unit, the limit it is compared with. Out: one line without markup. Rounding is half away from zero, and
never moves a figure onto or across its limit: digits are added until it does not (six at the most).
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from fractions import Fraction
from functools import reduce
from typing import assert_never

from planlang.diagnostics.text import Language, Message, Text
from planlang.values.figure import Figure, Known, Unknown, Why
from planlang.values.money import minor_digits
from planlang.values.rounding import digits_apart, half_away
from planlang.values.units import (
    ClassIn,
    Count,
    DateUnit,
    Days,
    InstantUnit,
    Minutes,
    MoneyIn,
    PercentagePoints,
    Person,
    Plain,
    Ratio,
    RecordOf,
    StageOf,
    TextUnit,
    Truth,
    Unit,
    WorkingDays,
    WorkingMinutes,
)

MONEY = Text("values.money", "{amount} {currency}")
RENMINBI = Text("values.renminbi", "{amount} CNY")
POINTS = Text("values.points", "{number}pp")
DAYS = Text("values.days", "{number}d")
WORKING_DAYS = Text("values.working-days", "{number}wd")
HOURS = Text("values.hours", "{number}h")
MINUTES = Text("values.minutes", "{number}min")
WORKING_TIME = Text("values.working-time", "{length} of working time")
HOURS_AND_MINUTES = Text("values.hours-and-minutes", "{hours} {minutes}")
YES = Text("values.yes", "yes")
NO = Text("values.no", "no")
UNKNOWN = Text("values.unknown", "unknown ({reason})")
SO_FAR = Text("values.so-far", "unknown ({reason}; so far {value})")
BETWEEN = Text("values.between", "{least} to {most} ({reason})")
RANGE = Text("values.range", "{least}–{most}")
ABOUT = Text("values.about", "about {value}")

REASONS = {
    Why.NOT_LOADED: Text("values.why.not-loaded", "not loaded"),
    Why.NOT_ACTIVE: Text("values.why.not-active", "not active"),
    Why.NO_DENOMINATOR: Text("values.why.no-denominator", "nothing to divide by"),
    Why.SMALL_SAMPLE: Text("values.why.small-sample", "sample too small"),
    Why.NO_VALUES: Text("values.why.no-values", "no values"),
    Why.NO_HISTORY: Text("values.why.no-history", "no history"),
    Why.ONLY_NOW: Text("values.why.only-now", "only the present state is known"),
    Why.SINCE_UNKNOWN: Text("values.why.since-unknown", "not known when records came into their stage"),
    Why.NOT_JUDGED: Text("values.why.not-judged", "never judged"),
    Why.NO_AMOUNT: Text("values.why.no-amount", "no amount"),
    Why.NOT_CERTAIN: Text("values.why.not-certain", "some breaches are only possible"),
    Why.UNDECIDED: Text("values.why.undecided", "not decided: some are equal, or a figure is not known"),
    Why.UNCLASSIFIED: Text("values.why.unclassified", "no record had a known class then"),
    Why.SEVERAL: Text("values.why.several", "the data leave several figures possible"),
    Why.UNSAID: Text("values.why.unsaid", "some rows do not say which one they are about"),
    Why.NOT_DUE: Text("values.why.not-due", "the time of none is up yet"),
    Why.STILL_THERE: Text("values.why.still-there", "more than half are still there"),
    Why.NO_FIRST_DAY: Text("values.why.no-first-day", "no first day is written"),
    Why.NO_BASE: Text("values.why.no-base", "nothing to compare with"),
    Why.NO_PERIOD: Text("values.why.no-period", "no period to compare with"),
    Why.NOT_BEGUN: Text("values.why.not-begun", "not begun yet"),
    Why.GOAL_REACHED: Text("values.why.goal-reached", "goal reached"),
    Why.NO_TIME_LEFT: Text("values.why.no-time-left", "no time left"),
    Why.NO_TARGET: Text("values.why.no-target", "no target"),
    Why.TARGET_OPEN: Text("values.why.target-open", "target not known"),
    Why.NOT_ASSUMED: Text("values.why.not-assumed", "not assumed for these days"),
    Why.SET_ASIDE: Text("values.why.set-aside", "rows set aside"),
    Why.UNCLEAR_NAMES: Text("values.why.unclear-names", "not clear whose rows"),
}

LACKING = Text("values.why.not-loaded.what", "not loaded: {what}")
LACK = Text("values.lack", "{source} {first}")
LACKS = Text("values.lacks", "{source} {first} to {last}")
LIST = Text("values.lack.list", "{first}, {rest}")
AND_OTHERS = Text("values.lack.others", "…")
MOST_LACKS = 3

SCALES = {
    Language.ZH: ((1, ""), (10**4, "万"), (10**8, "亿")),
    Language.EN: ((1, ""), (10**3, "k"), (10**6, "M"), (10**9, "B")),
}


def show(figure: Figure, unit: Unit, language: Language, limit: Fraction | None = None, *, short: bool = False) -> str:
    """A figure with its unit, as people write it: `12`, `88.9%`, `19,118,644.07 CNY`, `10wd`, `unknown (not loaded)`.

    Dates and instants are figures that count days from the day before 0001-01-01; the fraction of an instant is its
    time of day.

    Args:
        figure: exact; ratios as 0.2 for 20%, money in whole currency units.
        unit: what it is.
        language: of the words and of the scale (`万` and `亿`, `k` and `M`).
        limit: what it is compared with, in the same unit.
        short: money and numbers in units of 万, 亿 (k, M, B) with at most two decimals: `1.2亿`; of a figure that rows set
            aside leave open only the range: `7–8`.
    """
    match figure:
        case Known(value):
            return _known(value, unit, language, limit, short)
        case Unknown(why, _, (low, high)):
            least, most = (_known(end, unit, language, limit, short) for end in (low, high))
            if short and least == most:
                return ABOUT(value=least).render(language)
            if short:
                return RANGE(least=least, most=most).render(language)
            return BETWEEN(reason=REASONS[why](), least=least, most=most).render(language)
        case Unknown(so_far=so_far):
            if so_far is None:
                return UNKNOWN(reason=reason_words(figure)).render(language)
            value_text = _known(so_far, unit, language, None, short)
            return SO_FAR(reason=reason_words(figure), value=value_text).render(language)
        case _:
            assert_never(figure)


def reason_words(unknown: Unknown) -> Message:
    """Why a figure is unknown, with the weeks that are missing: the first few of them."""
    if not unknown.lacks:
        return REASONS[unknown.why]()
    parts: list[Message] = [
        (LACK if lack.first == lack.last else LACKS)(source=lack.source, first=lack.first, last=lack.last)
        for lack in unknown.lacks[:MOST_LACKS]
    ]
    if len(unknown.lacks) > MOST_LACKS:
        parts.append(AND_OTHERS())
    return LACKING(what=reduce(lambda first, rest: LIST(first=first, rest=rest), parts))


def _known(value: Fraction, unit: Unit, language: Language, limit: Fraction | None, short: bool) -> str:
    """A value with its unit."""
    match unit:
        case Count() | Plain():
            return _scaled(value, limit, 2, language) if short else _trimmed(value, limit, 2)
        case Ratio():
            return percent(value, limit)
        case PercentagePoints():
            shown = _fixed(100 * value, None if limit is None else 100 * limit, 1)
            return POINTS(number=shown).render(language)
        case MoneyIn(currency):
            amount = _scaled(value, limit, 2, language) if short else _money(value, limit, currency)
            text = RENMINBI(amount=amount) if currency == "CNY" else MONEY(amount=amount, currency=currency)
            return text.render(language)
        case Days():
            return DAYS(number=_trimmed(value, limit, 1)).render(language)
        case WorkingDays():
            return WORKING_DAYS(number=_trimmed(value, limit, 1)).render(language)
        case Minutes():
            return _clock(value, limit, language)
        case WorkingMinutes():
            return WORKING_TIME(length=_clock(value, limit, language)).render(language)
        case DateUnit():
            return date.fromordinal(int(value)).isoformat()
        case InstantUnit():
            seconds = timedelta(seconds=int((value - int(value)) * 86400))
            return (datetime.combine(date.fromordinal(int(value)), time()) + seconds).isoformat(" ", "minutes")
        case Truth():
            return (YES if value else NO)().render(language)
        case TextUnit() | Person() | StageOf() | RecordOf() | ClassIn():
            raise AssertionError(f"no figure is a {unit}")
        case _:
            assert_never(unit)


def _clock(minutes: Fraction, limit: Fraction | None, language: Language) -> str:
    """Hours and minutes; whole minutes, or as many decimals as keep them on their own side of the limit."""
    shown = Fraction(half_away(abs(minutes), digits_apart(minutes, limit, 0)))
    whole, rest = divmod(shown, 60)
    hours, over = HOURS(number=f"{whole:,}"), MINUTES(number=_trimmed(rest, None, 2))
    text = (HOURS_AND_MINUTES(hours=hours, minutes=over) if rest else hours) if whole else over
    return ("-" if minutes < 0 and shown else "") + text.render(language)


def percent(value: Fraction, limit: Fraction | None = None) -> str:
    """A share in percent with one decimal, or as many as keep it on its own side of the limit.

    >>> percent(Fraction("0.9496"), Fraction("0.95")), percent(Fraction(17, 24))
    ('94.96%', '70.8%')
    """
    return _fixed(100 * value, None if limit is None else 100 * limit, 1) + "%"


def _fixed(value: Fraction, limit: Fraction | None, digits: int) -> str:
    """With thousands separators and exactly as many decimals as asked, more where the limit demands them."""
    return f"{half_away(value, digits_apart(value, limit, digits)):,f}"


def _trimmed(value: Fraction, limit: Fraction | None, digits: int) -> str:
    """With thousands separators, without zeros at the end of the decimals."""
    text = _fixed(value, limit, digits)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _money(value: Fraction, limit: Fraction | None, currency: str) -> str:
    """An amount with all digits of its currency, or with none where it is whole."""
    return _fixed(value, limit, 0 if value.denominator == 1 else minor_digits(currency))


def _scaled(value: Fraction, limit: Fraction | None, digits: int, language: Language) -> str:
    """In the smallest scale that leaves a number under the next one (after rounding): `350k`, `2400万`, `1.2亿`."""
    (scale, word), *larger = SCALES[language]
    for following, next_word in larger:
        if _rounds_below(value, limit, digits, scale, following):
            break
        scale, word = following, next_word
    shown = _trimmed(value / scale, None if limit is None else limit / scale, digits)
    return shown.replace(",", "") + word if language is Language.ZH and word else shown + word


def _rounds_below(value: Fraction, limit: Fraction | None, digits: int, scale: int, following: int) -> bool:
    """Whether the value, rounded in one scale, stays below the next scale."""
    needed = digits_apart(value / scale, None if limit is None else limit / scale, digits)
    return abs(half_away(value / scale, needed)) * scale < following
