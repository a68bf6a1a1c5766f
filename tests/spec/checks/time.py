"""What tests/spec/time.md asks of values/."""

from __future__ import annotations

from datetime import date, datetime

from planlang.values.earlier.last_year import MissingWeek, same_period_last_year
from planlang.values.periods import (
    WEEKDAYS,
    FiscalYears,
    Grain,
    Grid,
    parse_label,
    period_of,
    week_of,
    weeks_in_year,
)
from planlang.values.retail import RetailYears
from planlang.values.zoned import (
    is_closed,
    is_provisional,
    last_closed,
    parse_as_of,
    to_zone,
)

Row = dict[str, str]
SHANGHAI, BERLIN = "Asia/Shanghai", "Europe/Berlin"


def week_labels(row: Row) -> Row:
    day = date.fromisoformat(row["date"])
    return {name: week_of(day, start).label for name, start in (("Monday", 0), ("Sunday", 6), ("Saturday", 5))}


def week_days(row: Row) -> Row:
    _, _, start = row["week"].partition("/")
    try:
        week = parse_label(row["week"], Grid(WEEKDAYS.index(start) if start else 0))
    except ValueError:
        return {"first day": "no such week", "last day": "no such week"}
    return {"first day": str(week.start), "last day": str(week.last_day)}


def weeks_of_year(row: Row) -> Row:
    return {"weeks": str(weeks_in_year(int(row["year"])))}


def last_year(row: Row) -> Row:
    period = parse_label(row["period"])
    found = {policy.value: same_period_last_year(period, Grid(), policy) for policy in MissingWeek}
    return {name: before.label if before else "unknown" for name, before in found.items()}


def fiscal(row: Row) -> Row:
    day = date.fromisoformat(row["date"])
    return {
        f"named by {'end' if by_end else 'start'}": period_of(
            day, Grain.QUARTER, Grid(fiscal=FiscalYears(4, by_end))
        ).label
        for by_end in (False, True)
    }


def retail(row: Row) -> Row:
    period = parse_label(row["period"], Grid(fiscal=RetailYears((4, 4, 5))))
    assert period.label == row["period"]
    return {
        "weeks": f"{week_of(period.start).label} .. {week_of(period.last_day).label}",
        "count": str(period.days // 7),
    }


NRF = Grid(6, RetailYears((4, 5, 4), 1, named_by_end=False))
ENDS = {
    "saturday nearest january 31": NRF,
    "last saturday in january": Grid(6, RetailYears((4, 5, 4), 1, nearest=False, named_by_end=False)),
    "last sunday in june": Grid(0, RetailYears((4, 4, 5), 6, nearest=False, named_by_end=False)),
    "saturday nearest december 31": Grid(6, RetailYears((5, 4, 4))),
}


def year_ends(row: Row) -> Row:
    period = parse_label(row["year"], ENDS[row["ends"]])
    assert period.label == row["year"]
    return {"first day": str(period.start), "last day": str(period.last_day), "weeks": str(period.days // 7)}


def nrf(row: Row) -> Row:
    period = parse_label(row["period"], NRF)
    before = same_period_last_year(period, NRF)
    return {
        "first day": str(period.start),
        "last day": str(period.last_day),
        "weeks": str(period.days // 7),
        "last year": "unknown" if before is None else before.label,
    }


def as_of(row: Row) -> Row:
    cut, _ = parse_as_of(row["as of"], SHANGHAI)
    return {"cut": f"{cut:%Y-%m-%d %H:%M}", "last closed week": last_closed(cut, Grain.WEEK).label}


def provisional(row: Row) -> Row:
    week, (cut, _) = parse_label(row["week"]), parse_as_of(row["as of"], SHANGHAI)
    if not is_closed(week, cut):
        return {"phase": "open"}
    return {"phase": "provisional" if is_provisional(week, cut, int(row["grace"][:-1])) else "final"}


def moved(row: Row) -> Row:
    local, oddity = to_zone(datetime.fromisoformat(row["Berlin time"]), BERLIN, SHANGHAI)
    return {"Shanghai time": f"{local:%Y-%m-%d %H:%M}", "note": oddity.value if oddity else "-"}
