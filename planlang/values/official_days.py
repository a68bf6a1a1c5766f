"""Official days off and make-up workdays of a country, from the holidays package.

In: a country code and years. Out: days off by name, and weekend days that are worked instead. A company's own days are
not known here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache

from planlang.frozen import frozen

PUBLISHED_YEARLY = frozenset({"CN"})
"""Countries that announce days off and make-up workdays one year at a time."""
WEEK_LONG = frozenset({"CN", "TW", "VN"})
"""Countries where some holidays last about a week; elsewhere one is a day or two beside a weekend."""
EARLIEST_LIST = 2001
LATEST_LIST = 2100
"""No list of a later year is looked for: they are published a year ahead."""


@frozen
class DayName:
    """What a day off is called, in English and in Chinese."""

    en: str
    zh: str


WEEKEND = DayName("Weekend", "周末")


@frozen
class OfficialDays:
    """What a country's lists say.

    Attributes:
        off: day off -> its name.
        made_up: weekend days that are worked.
        published_to: the last day that a list speaks of; None where the days off follow from the law for every year.
    """

    off: Mapping[date, DayName]
    made_up: frozenset[date]
    published_to: date | None


@cache
def official_days(country: str, first_year: int, last_year: int) -> OfficialDays:
    """The official days of a country (ISO 3166 alpha-2) from one year to another.

    A list that is published yearly (China's) frees whole stretches of days, weekends included, so that also a firm with
    a six-day week is off; the package names only the days that a five-day week would have worked, hence weekend days
    next to a day off are added. Years without a published list have no official days.

    Raises:
        KeyError: the country is not known to the holidays package.
    """
    import holidays

    def read(years: range) -> tuple[dict[date, DayName], set[date]]:
        try:
            known = holidays.country_holidays(country, years=years, language="en_US")
        except NotImplementedError:
            raise KeyError(country) from None
        has_chinese = "zh_CN" in known.supported_languages
        chinese = holidays.country_holidays(country, years=years, language="zh_CN") if has_chinese else known
        worked = getattr(known, "weekend_workdays", ())
        names = {day: DayName(known[day], chinese[day]) for day in sorted(known)}
        return names, {day for day in worked if day.year in years}

    off, made_up = read(range(max(first_year, 1), min(last_year, 9999) + 1))
    if country not in PUBLISHED_YEARLY:
        return OfficialDays(off, frozenset(made_up), None)
    year = max((day.year for day in made_up), default=min(first_year - 1, LATEST_LIST))
    while year >= EARLIEST_LIST and not made_up and not read(range(year, year + 1))[1]:
        year -= 1
    published_to = date(max(year, EARLIEST_LIST - 1), 12, 31)
    off = {day: name for day, name in off.items() if day <= published_to}
    return OfficialDays(_with_weekends(off, made_up), frozenset(made_up), published_to)


def _with_weekends(off: Mapping[date, DayName], made_up: set[date]) -> dict[date, DayName]:
    """Days off and the weekend days that adjoin them and are not worked."""
    whole = dict(off)
    for day in off:
        for step in (timedelta(days=1), timedelta(days=-1)):
            near = day + step
            while near.weekday() >= 5 and near not in made_up and near not in off:
                whole.setdefault(near, WEEKEND)
                near += step
    return dict(sorted(whole.items()))
