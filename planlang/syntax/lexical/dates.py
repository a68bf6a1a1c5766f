"""Dates, labels of periods and times of day, in the ways that people write them.

In: where one of them stands. Out: the token, with the date that is most likely meant where it is not written rightly.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, time
from functools import partial

from planlang.diagnostics.diagnostic import Edit, Fix
from planlang.diagnostics.text import Text
from planlang.syntax.lexical.characters import CLOCK
from planlang.syntax.lexical.quantity import Mistake, Place, Quantity

UNPADDED_DATE = Text("unpadded-date", "`{written}` is not how a date is written")
OTHER_LABEL = Text("unpadded-date.period", "`{written}` is not how a period is written")
UNPADDED_DATE_HELP = Text("unpadded-date.help", "write `{date}`; put spaces around `-` or `/` to calculate")
USE_DATE = Text("unpadded-date.fix", "write `{date}`")
INVALID_DATE = Text("invalid-date", "there is no such date as `{written}`")
INVALID_DATE_HELP = Text("invalid-date.help", "dates are written year-month-day: `2026-01-05`")
INVALID_WEEK = Text("invalid-date.week", "there is no such week as `{written}`")
INVALID_WEEK_HELP = Text("invalid-date.week-help", "weeks are numbered from W01 to W53")
INVALID_TIME = Text("invalid-time", "there is no such time of day as `{written}`")
INVALID_TIME_HELP = Text("invalid-time.help", "times are written from `00:00` to `23:59`")
EITHER_HALF = Text("invalid-time.either", "`{written}` may be before noon or after it")
EITHER_HALF_HELP = Text("invalid-time.either-help", "write `{morning}` or `{afternoon}`, whichever is meant")
NO_YEAR = Text("date-without-year", "`{written}` is a day of no year")
NO_YEAR_HELP = Text("date-without-year.help", "write the year as well: `{date}`")
NUMERALS = str.maketrans("一二三四", "1234")
HOURS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
LAST_EARLY = 6
"""Of hours up to this one it is not known whether they are before noon or after it, where nothing says so."""
LAST_MINUTE = 59
LAST_WEEK = 53
YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?=[-/.年])|(?:(?<=period )|(?<=期间 ))(?:19|20)[0-9]{2}(?![0-9])")
"""A year that a file speaks of, first in the period of the plan as a rule."""


def _date(place: Place) -> Quantity:
    year, month, day = re.findall("[0-9]+", place.written)
    plain = all(letter.isdigit() or letter in "-－" for letter in place.written)
    return _dated(place, year, month, day, padded=len(month) == len(day) == 2 and plain)


def _chinese_date(place: Place) -> Quantity:
    year, month, day = re.split("[年月]", place.written[:-1])
    return _dated(place, year, month, day, padded=True)


def _day_of_month(place: Place) -> Quantity:
    """`3月6日`, `3月底`: most likely in the first year that the file speaks of."""
    found = YEAR.search(place.text)
    year = int(found[0]) if found is not None else 2026
    written, rest = place.written.split("月")
    month = int(written)
    value = _nearest_date(year, month, monthrange(year, month)[1] if rest in "底末" else int(rest[:-1]))
    fix = Fix(USE_DATE(date=value.isoformat()), (Edit(place.span, value.isoformat()),), safe=False)
    help_ = partial(NO_YEAR_HELP, date=value.isoformat())
    wrong = Mistake("date-without-year", place.span, NO_YEAR(written=place.written), help_, (fix,))
    return Quantity("DATE", value, place.end, wrong)


def _month(place: Place) -> Quantity:
    """`4月` is the name of a month, as in `财年始于 4月`."""
    return Quantity("NAME", place.written, place.end)


def _slashed(place: Place) -> Quantity:
    year, month, day = re.split("[/.]", place.written)
    return _dated(place, year, month, day, padded=False)


def _dated(place: Place, year: str, month: str, day: str, *, padded: bool) -> Quantity:
    try:
        value = date(int(year), int(month), int(day))
    except ValueError:
        return Quantity(
            "DATE",
            _nearest_date(int(year), int(month), int(day)),
            place.end,
            Mistake("invalid-date", place.span, INVALID_DATE(written=place.written), INVALID_DATE_HELP),
        )
    if padded:
        return Quantity("DATE", value, place.end)
    fix = Fix(USE_DATE(date=value.isoformat()), (Edit(place.span, value.isoformat()),), safe=False)
    return Quantity(
        "DATE",
        value,
        place.end,
        Mistake(
            "unpadded-date",
            place.span,
            UNPADDED_DATE(written=place.written),
            partial(UNPADDED_DATE_HELP, date=value.isoformat()),
            (fix,),
        ),
    )


def _nearest_date(year: int, month: int, day: int) -> date:
    """A date in place of one that does not exist, so near that nothing else is said of it: 2026-02-30 is 2026-02-28."""
    year, month = min(max(year, 1), 9999), min(max(month, 1), 12)
    return date(year, month, min(max(day, 1), monthrange(year, month)[1]))


def _label(place: Place) -> Quantity:
    label = place.written.upper().replace("－", "-")
    return Quantity("LABEL", label, place.end, _no_week(place, label))


def _short(place: Place) -> Quantity:
    """`2026-3` or `2026-13`: hardly a difference, rather a month."""
    year, month = re.split("[-－]", place.written)
    if not 1 <= int(month) <= 12:
        wrong = Mistake("invalid-date", place.span, INVALID_DATE(written=place.written), INVALID_DATE_HELP)
        return Quantity("LABEL", place.written, place.end, wrong)
    label = f"{year}-{int(month):02}"
    fix = Fix(USE_DATE(date=label), (Edit(place.span, label),), safe=False)
    unpadded = UNPADDED_DATE(written=place.written)
    wrong = Mistake("unpadded-date", place.span, unpadded, partial(UNPADDED_DATE_HELP, date=label), (fix,))
    return Quantity("LABEL", label, place.end, wrong)


def _chinese_month(place: Place) -> Quantity:
    year, month = place.written[:-1].split("年")
    return Quantity("LABEL", f"{year}-{int(month):02}", place.end)


def _chinese_year(place: Place) -> Quantity:
    return Quantity("LABEL", place.written[:-1], place.end)


def _chinese_part(place: Place) -> Quantity:
    """`2026年上半年`, `2026年第三季度`, `2026年Q3`, `2026年第10周`."""
    label = _part_of_year(place.written)
    return Quantity("LABEL", label, place.end, _no_week(place, label))


def _other_label(place: Place) -> Quantity:
    """`2026Q3`, `2026上半年`, `2026年度`, `2026W10`, `2026 W10`."""
    label = _part_of_year(place.written)
    fix = Fix(USE_DATE(date=label), (Edit(place.span, label),), safe=False)
    message = OTHER_LABEL(written=place.written)
    wrong = Mistake("unpadded-date", place.span, message, partial(USE_DATE, date=label), (fix,))
    return Quantity("LABEL", label, place.end, _no_week(place, label) or wrong)


def _no_week(place: Place, label: str) -> Mistake | None:
    """That a label names a week which no year has."""
    if label[5:6] != "W" or 1 <= int(label[6:]) <= LAST_WEEK:
        return None
    return Mistake("invalid-date", place.span, INVALID_WEEK(written=place.written), INVALID_WEEK_HELP)


def _part_of_year(written: str) -> str:
    """The label of a half, a quarter or a week, or of the whole year, that a year and a word behind it say."""
    year, rest = written[:4], written[4:].upper()
    week = re.search("[0-9]+", rest) if rest[-1:] in ("周", "週") or "W" in rest else None
    if week is not None:
        return f"{year}-W{int(week[0]):02}"
    if "半" in rest:
        return f"{year}-H{1 + ('下' in rest)}"
    numeral = re.search("[1-4一二三四]", rest)
    if numeral is None:
        return year
    return f"{year}-{'H' if 'H' in rest else 'Q'}{numeral[0].translate(NUMERALS)}"


def _time(place: Place) -> Quantity:
    hour, minute = re.split("[:：]", place.written)
    try:
        return Quantity("TIME", time(int(hour), int(minute)), place.end)
    except ValueError:
        return Quantity(
            "TIME",
            time(0),
            place.end,
            Mistake("invalid-time", place.span, INVALID_TIME(written=place.written), INVALID_TIME_HELP),
        )


def _half(place: Place) -> Quantity:
    """`9am`, `5:30 pm`."""
    hour, *minute = re.findall("[0-9]+", place.written)
    afternoon = "p" in place.written.lower()
    return Quantity("TIME", time(int(hour) % 12 + 12 * afternoon, int(minute[0]) if minute else 0), place.end)


def clock(place: Place) -> Quantity:
    """`9点`, `下午3点半`, `早上九点`, `上午 9:00`: a time of day, where it is known before noon or after it."""
    found = CLOCK.match(place.text, place.start)
    assert found is not None, "a time begins here"
    hour, minute = _spoken(found)
    meant = _hour(found["part"], hour)
    if meant is None or minute > LAST_MINUTE:
        wrong = Mistake("invalid-time", place.span, INVALID_TIME(written=place.written), INVALID_TIME_HELP)
        return Quantity("TIME", time(0), place.end, wrong)
    if not _either_half(found, hour):
        return Quantity("TIME", time(meant, minute), place.end)
    either = partial(EITHER_HALF_HELP, morning=f"{hour:02}:{minute:02}", afternoon=f"{hour + 12}:{minute:02}")
    wrong = Mistake("invalid-time", place.span, EITHER_HALF(written=place.written), either)
    return Quantity("TIME", time(meant, minute), place.end, wrong)


def spoken_time(found: re.Match[str]) -> str | None:
    """A time of day that `CLOCK` found, as it is written; None where there is none, or it may be before noon or after it."""
    hour, minute = _spoken(found)
    meant = _hour(found["part"], hour)
    if meant is None or minute > LAST_MINUTE or _either_half(found, hour):
        return None
    return f"{meant:02}:{minute:02}"


def _spoken(found: re.Match[str]) -> tuple[int, int]:
    """The hour and the minute, as they are said."""
    hour = int(found["hour"]) if found["hour"] else 1 + HOURS.index(found["word"].replace("两", "二"))
    quarters = 15 * "〇一二三".index(found["quarters"] or "〇")
    return hour, 30 if found["half"] else int(found["minute"] or found["minutes"] or 0) + quarters


def _either_half(found: re.Match[str], hour: int) -> bool:
    """Whether it is not known if an hour is before noon or after it: `3点`, and not `3:00`."""
    return found["part"] is None and found["minutes"] is None and 1 <= hour <= LAST_EARLY


def _hour(part: str | None, hour: int) -> int | None:
    """The hour of the day that an hour in a part of it is: 15 for 3 of `下午`; None where there is none."""
    if part in ("下午", "傍晚", "晚上", "晚间", "夜里", "晚"):
        evening = part not in ("下午", "傍晚")
        if hour == 12:
            return 0 if evening else 12
        found = hour + 12 if hour < 12 and not (evening and hour <= 3) else hour
        return found if hour else None
    if part == "中午":
        return hour + 12 if hour in (1, 2) else hour if 11 <= hour <= 14 else None
    if part == "凌晨":
        return hour % 12 if hour <= 6 or hour == 12 else None
    return hour if hour <= (12 if part else 23) else None


DATES: dict[str, Callable[[Place], Quantity]] = {
    "date": _date,
    "chinese_date": _chinese_date,
    "day_of_month": _day_of_month,
    "month": _month,
    "slashed": _slashed,
    "label": _label,
    "short": _short,
    "chinese_month": _chinese_month,
    "chinese_part": _chinese_part,
    "other_label": _other_label,
    "chinese_year": _chinese_year,
    "half": _half,
    "time": _time,
}
"""What reads each of them, by its group."""
