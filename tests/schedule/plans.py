"""Random plans as text (see tests/plan/notation.py): a few weeks around the Spring Festival and the spring holidays."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from planlang.values.calendars import CalendarSpec, DayException
from planlang.values.hours import Half

CALENDARS = {
    "shop": CalendarSpec("shop", "Shop", weekdays=frozenset({1, 2, 3, 4, 5, 6}), hours=((480, 720), (780, 1200))),
    "china": CalendarSpec("china", "China", countries=("CN",)),
    "short": CalendarSpec(
        "short",
        "Short Fridays, half days off",
        hours=((480, 720), (780, 1020)),
        countries=("CN",),
        exceptions={date(2026, 3, 7): DayException(True, "", Half.MORNING)},
        weekday_hours={4: ((480, 720),)},
        off={
            date(2026, 2, 10): (Half.AFTERNOON,),
            date(2026, 3, 4): (Half.MORNING,),
            date(2026, 3, 6): (Half.MORNING,),
        },
    ),
    "part": CalendarSpec(
        "part",
        "Part",
        weekdays=frozenset({0, 1, 2, 4}),
        hours=((540, 780),),
        weekday_hours={1: ((540, 720), (840, 1080))},
    ),
}
START = "2026-02-02"
PEOPLE = ("li", "wang", "zhao")
HEADS = ("after", "starts with", "ends with", "ends on start of")
near = st.dates(date(2026, 2, 2), date(2026, 3, 31))


@st.composite
def lags(draw: st.DrawFn, *, rich: bool) -> str:
    days = draw(st.sampled_from([0, 0, 0, 1, 2, 3, -1, -2]))
    if not days:
        return ""
    unit = draw(st.sampled_from(["wd", "d", "mo"] if rich and abs(days) == 1 else ["wd", "d"]))
    return f" {'+' if days > 0 else '-'} {abs(days)}{unit}"


@st.composite
def links(draw: st.DrawFn, known: list[str], *, rich: bool) -> list[str]:
    if not known:
        return []
    count = draw(st.integers(0, min(3, len(known))))
    sources = draw(st.lists(st.sampled_from(known), min_size=count, max_size=count, unique=True))
    return [f"{draw(st.sampled_from(HEADS))} {source}{draw(lags(rich=rich))}" for source in sources]


@st.composite
def lengths(draw: st.DrawFn, *, rich: bool) -> list[str]:
    kind = draw(st.sampled_from(["wd", "wd", "wd", "d", "three", "effort", *(("h", "h", "mo") if rich else ())]))
    days = draw(st.integers(1, 8))
    if kind == "mo":
        return [f"takes {min(days, 2)}mo"]
    if kind == "three":
        return [f"takes {max(1, days - 1)}..{days}..{days + draw(st.integers(0, 6))}wd"]
    if kind == "effort":
        people = draw(st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=3, unique=True))
        work = f"{days * 7}h" if rich and draw(st.booleans()) else str(days)
        return [f"effort {work}", f"assign {', '.join(people)}"]
    clauses = [f"takes {days}{kind}"]
    if kind in ("wd", "h"):
        more = [["calendar short"], ["calendar part", "owner li"], ["owner wang"]] if rich else []
        clauses += draw(st.sampled_from([[], [], ["calendar shop"], ["assign li, wang"], ["owner zhao"], *more]))
    return clauses


@st.composite
def limits(draw: st.DrawFn, *, rich: bool) -> list[str]:
    day = draw(near)
    more = [[f"starts on {day}"], [f"ends on {day}"]] if rich else []
    return draw(st.sampled_from([[], [], [], [f"not before {day}"], [f"by {day}"], [f"not after {day}"], *more]))


@st.composite
def plans(draw: st.DrawFn, *, late: bool = False, limited: bool = True, rich: bool = False) -> str:
    """A plan of up to nine nodes in at most two levels; links lead to what stands before. A `rich` one has days that differ,
    people with days of their own, hours, months and fixed dates.
    """
    bounds = limits(rich=rich) if limited else st.just([])
    known: list[str] = []
    lines: list[str] = []
    if rich and draw(st.integers(0, 2)) == 0:
        lines.append("plan short")
    for person in PEOPLE:
        if draw(st.booleans()):
            start = draw(near)
            part = draw(st.sampled_from(["", "", " morning", " afternoon"])) if rich else ""
            lines.append(f"leave {person} {start} .. {min(date(2026, 4, 15), start.replace(day=28))}{part}")
        if rich and draw(st.integers(0, 2)) == 0:
            lines.append(f"own {person} {draw(st.sampled_from(['short', 'part', 'shop', 'china']))}")
    if draw(st.booleans()):
        lines.append("goal g { 2026-02-01 .. 2026-02-20 }")
        known.append("g")

    def leaf(name: str, sources: list[str]) -> str:
        clauses = draw(links(sources, rich=rich))
        if draw(st.integers(0, 5)) == 0:
            on = [f"on {draw(near)}"] if rich and draw(st.integers(0, 3)) == 0 else draw(bounds)
            return f"milestone {name} {{ {'; '.join([*clauses, *on])} }}"
        clauses += draw(lengths(rich=rich)) + draw(bounds)
        if late and draw(st.booleans()):
            clauses.append("as late as possible")
        return f"task {name} {{ {'; '.join(clauses)} }}"

    for i in range(draw(st.integers(1, 5))):
        if draw(st.integers(0, 3)):
            lines.append(leaf(f"t{i}", known))
        else:
            inner: list[str] = []
            parts: list[str] = []
            for k in range(draw(st.integers(1, 3))):
                parts.append(leaf(f"t{i}{k}", [*known, *inner]))
                inner.append(f"t{i}{k}")
            lines.append(f"task t{i} {{ {'; '.join([*draw(links(known, rich=rich)), *draw(bounds), *parts])} }}")
            known += inner
        known.append(f"t{i}")
    return "\n".join(lines)
