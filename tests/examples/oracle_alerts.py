"""The alerts of the worked example, week by week, by the oracle: one identity and one week at a time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from tests.examples.oracle import DAY, TEAMS, WEEK, Oracle, working_days

Truth = bool | None


class Week(NamedTuple):
    """What is asked of one week: is it bad, is it good enough; `skipped` where it is not judged."""

    monday: date
    value: Fraction | None
    when: Truth
    until: Truth
    skipped: bool


class State(NamedTuple):
    """One week of an alert; `fired` is the week in which it began."""

    phase: str
    severity: str
    streak: int
    age: int
    fired: str | None
    value: Fraction | None


def label(monday: date) -> str:
    """`2026-W05`."""
    year, week, _ = monday.isocalendar()
    return f"{year}-W{week:02}"


def life(weeks: Iterable[Week | None], needed: int, severity: str) -> list[State | None]:
    """The fold of section 5 with the default options; None in, where there is no cell: None out, or `ended`."""
    phase, count, streak, age, fired = "inactive", 0, 0, 0, None
    found: list[State | None] = []
    for week in weeks:
        if week is None:
            found.append(State("ended", severity, streak, age, fired, None) if phase in ("pending", "firing") else None)
            phase, count, streak, age, fired = "inactive", 0, 0, 0, None
            continue
        if phase == "resolved":
            phase, count, age, fired = "inactive", 0, 0, None
        if not week.skipped and week.when is not None:
            streak = streak + 1 if week.when else 0
        if phase == "firing":
            age += working_days(week.monday, week.monday + WEEK) > 0
            if not week.skipped and week.when is not True and week.until:
                phase = "resolved"
        elif not week.skipped and week.when is not None:
            count = count + 1 if week.when else 0
            phase = "pending" if count else "inactive"
            if count == needed:
                phase, age, fired = "firing", 0, label(week.monday)
        found.append(State(phase, severity, streak, age, fired, None if week.skipped else week.value))
    return found


def ladder(mild: list[State | None], bad: list[State | None]) -> list[State | None]:
    """Two rungs as one: severity of the worst that fires, everything else of the whole."""
    found: list[State | None] = []
    for one, two in zip(mild, bad, strict=True):
        fires = one is not None and two is not None and two.phase == "firing"
        found.append(one._replace(phase="firing", severity=two.severity) if fires and one and two else one)
    return found


def mondays(oracle: Oracle, first: date) -> list[date]:
    """The weeks from the one of a day to the one under review."""
    monday = first - DAY * first.weekday()
    return [monday + WEEK * number for number in range((oracle.cut - monday).days // 7)]


def is_short(start: date, end: date) -> bool:
    """Whether less than half of the Mondays to Fridays of `[start, end)` were worked."""
    return 2 * working_days(start, end) < sum((start + DAY * n).weekday() < 5 for n in range((end - start).days))


def thin_activity(oracle: Oracle) -> dict[str, list[State | None]]:
    """Fewer than 10 effective visits for 3 weeks, critical under 6 for 2, until 12; by working days of the person."""
    seen = oracle.facts["effective_visits"]
    each = {monday: oracle.spread(seen, monday, monday + WEEK) for monday in mondays(oracle, date(2026, 1, 1))}
    found = {}
    for person in oracle.roster:
        below: dict[int, list[Week | None]] = {10: [], 6: []}
        for monday, visits in each.items():
            days, value = oracle.active_days(person, monday), Fraction(visits[f"rep:{person}"])
            for limit, weeks in below.items():
                if days is None:
                    weeks.append(None)
                else:
                    share = Fraction(days, 5)
                    weeks.append(Week(monday, value, value < limit * share, value >= 12 * share, days == 0))
        found[f"rep:{person}"] = ladder(life(below[10], 3, "warning"), life(below[6], 2, "critical"))
    return found


TARGETS = {"高端": 54_000_000, "北区": 36_000_000, "南区": 30_000_000}
SHARES = (20, 25, 25, 30)


def behind(oracle: Oracle) -> dict[str, list[State | None]]:
    """Attainment of a team in the quarter to date under 80% for 4 weeks, until 90%; from February on."""
    found = {}
    for team in TEAMS:
        weeks = []
        for monday in mondays(oracle, date(2026, 2, 2)):
            then, last = Oracle(monday.isocalendar()[1]), monday + WEEK - DAY
            quarter = (last.month - 1) // 3
            start = date(2026, 3 * quarter + 1, 1)
            end = date(2026, 3 * quarter + 4, 1)
            _, due = then.goal(TARGETS[team], SHARES, start, end)
            value = Fraction(oracle.spread(oracle.facts["signed"], start, last + DAY)[f"team:{team}"]) / due
            weeks.append(
                Week(monday, value, value < Fraction(8, 10), value >= Fraction(9, 10), is_short(start, last + DAY))
            )
        found[f"team:{team}"] = life(weeks, 4, "critical")
    return found


def sold_but_lost(oracle: Oracle) -> dict[str, list[State | None]]:
    """Premium win rate of 13 weeks under 18% for 2 weeks, until 22%."""
    return premium_win_rate(oracle, Fraction(22, 100))


def price_war(oracle: Oracle) -> dict[str, list[State | None]]:
    """The warning of a risk: the same, over as soon as it is not under 18%."""
    return premium_win_rate(oracle, Fraction(18, 100))


def premium_win_rate(oracle: Oracle, until: Fraction) -> dict[str, list[State | None]]:
    """Premium win rate of 13 weeks under 18% for 2 weeks; not known with fewer than 20 decided."""
    weeks = []
    for monday in mondays(oracle, date(2026, 1, 1)):
        start, end = monday - 12 * WEEK, monday + WEEK
        won, lost = (oracle.spread(oracle.facts[name], start, end)["plan:"] for name in ("高端赢单数", "高端输单数"))
        value = Fraction(won, won + lost) if won + lost >= 20 else None
        weeks.append(
            Week(
                monday,
                value,
                None if value is None else value < Fraction(18, 100),
                None if value is None else value >= until,
                is_short(start, end),
            )
        )
    return {"plan:": life(weeks, 2, "warning")}
