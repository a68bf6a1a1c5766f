"""Random plans as text (see tests/plan/notation.py): a few weeks around the Spring Festival and the spring holidays."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from planlang.values.calendars import CalendarSpec

CALENDARS = {
    "shop": CalendarSpec("shop", "Shop", weekdays=frozenset({1, 2, 3, 4, 5, 6}), hours=((480, 720), (780, 1200))),
    "china": CalendarSpec("china", "China", countries=("CN",)),
}
START = "2026-02-02"
PEOPLE = ("li", "wang", "zhao")
HEADS = ("after", "starts with", "ends with", "ends on start of")
near = st.dates(date(2026, 2, 2), date(2026, 3, 31))


@st.composite
def lags(draw: st.DrawFn) -> str:
    days = draw(st.sampled_from([0, 0, 0, 1, 2, 3, -1, -2]))
    if not days:
        return ""
    unit = draw(st.sampled_from(["wd", "d"]))
    return f" {'+' if days > 0 else '-'} {abs(days)}{unit}"


@st.composite
def links(draw: st.DrawFn, known: list[str]) -> list[str]:
    if not known:
        return []
    count = draw(st.integers(0, min(3, len(known))))
    sources = draw(st.lists(st.sampled_from(known), min_size=count, max_size=count, unique=True))
    return [f"{draw(st.sampled_from(HEADS))} {source}{draw(lags())}" for source in sources]


@st.composite
def lengths(draw: st.DrawFn) -> list[str]:
    kind = draw(st.sampled_from(["wd", "wd", "wd", "d", "three", "effort"]))
    days = draw(st.integers(1, 8))
    if kind == "three":
        return [f"takes {max(1, days - 1)}..{days}..{days + draw(st.integers(0, 6))}wd"]
    if kind == "effort":
        people = draw(st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=3, unique=True))
        return [f"effort {days}", f"assign {', '.join(people)}"]
    clauses = [f"takes {days}{kind}"]
    if kind == "wd":
        clauses += draw(st.sampled_from([[], [], ["calendar shop"], ["assign li, wang"], ["owner zhao"]]))
    return clauses


@st.composite
def limits(draw: st.DrawFn) -> list[str]:
    day = draw(near)
    return draw(st.sampled_from([[], [], [], [f"not before {day}"], [f"by {day}"], [f"not after {day}"]]))


@st.composite
def plans(draw: st.DrawFn, *, late: bool = False, limited: bool = True) -> str:
    """A plan of up to nine nodes in at most two levels; links lead to what stands before."""
    bounds = limits() if limited else st.just([])
    known: list[str] = []
    lines: list[str] = []
    for person in PEOPLE:
        if draw(st.booleans()):
            start = draw(near)
            lines.append(f"leave {person} {start} .. {min(date(2026, 4, 15), start.replace(day=28))}")
    if draw(st.booleans()):
        lines.append("goal g { 2026-02-01 .. 2026-02-20 }")
        known.append("g")

    def leaf(name: str, sources: list[str]) -> str:
        clauses = draw(links(sources))
        if draw(st.integers(0, 5)) == 0:
            return f"milestone {name} {{ {'; '.join([*clauses, *draw(bounds)])} }}"
        clauses += draw(lengths()) + draw(bounds)
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
            lines.append(f"task t{i} {{ {'; '.join([*draw(links(known)), *draw(bounds), *parts])} }}")
            known += inner
        known.append(f"t{i}")
    return "\n".join(lines)
