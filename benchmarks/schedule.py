"""`python benchmarks/schedule.py`: scheduling 1,000 and 10,000 tasks with 1.5 links each, plan already built.

Beside it, in the same process and in turn: networkx's topological sort and longest path over the same graph (built
beforehand), and the start of a bare interpreter. Targets: 10,000 tasks in under 0.5 s, at most 12 times the cost of 1,000.
CPU seconds, the median of nine runs; without the cyclic garbage collector, as every command runs.
"""

from __future__ import annotations

import gc
import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import networkx as nx
from measure import once

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from planlang.plan.build import build
from planlang.plan.plan import Plan
from planlang.schedule.schedule_plan import make_schedule
from planlang.semantics.model import (
    DateLimits,
    DayKind,
    Ident,
    InDays,
    Lag,
    LinkKind,
    Model,
    PlanInfo,
    Progress,
    StatusBands,
    Task,
    TaskLink,
)
from planlang.source import Source, Span
from planlang.values.calendars import CalendarSpec
from planlang.values.periods import FiscalYears

RUNS = 9
SIZES = (1_000, 10_000)
TARGET, GROWTH = 0.5, 12
NOWHERE = Span(Source("bench.plan", ""), 0, 0)
SHAPES = {"wide": 5, "mixed": 100, "deep": 0}
"""How far back a task may look for those it waits for: over so great a part of the plan, three tasks for 0."""


def model(count: int, reach: int) -> Model:
    """So many tasks in a row; a task waits for one or two of the `reach` tasks before it, an eighth with a lag."""
    chance = random.Random(count)
    kinds = (LinkKind.FINISH_START,) * 8 + (LinkKind.START_START, LinkKind.FINISH_FINISH)
    lags = (None,) * 7 + (Lag(Decimal(2), DayKind.WORKING),)
    tasks: dict[str, Task] = {}
    for number in range(count):
        before = {chance.randrange(max(0, number - reach), number) for _ in range(1 + number % 2)} if number else set()
        links = tuple(TaskLink(f"t{i}", chance.choice(kinds), chance.choice(lags), NOWHERE) for i in sorted(before))
        length = InDays(Decimal(chance.randrange(1, 4)), None, None, DayKind.WORKING)
        ident = Ident(f"t{number}", None, f"Task {number}", None, NOWHERE, number)
        tasks[ident.name] = Task(
            ident, None, length, links, DateLimits(), False, None, Progress(), None, (), (), None, None, None
        )
    info = PlanInfo(
        ident=Ident("p", None, "P", None, NOWHERE, 0),
        start=date(2026, 1, 1),
        end=date(2027, 12, 31),
        zone="Asia/Shanghai",
        calendar="china",
        currency="CNY",
        week_start=0,
        fiscal=FiscalYears(),
        bands=StatusBands(Decimal("0.95"), Decimal("0.85")),
    )
    calendars = {"china": CalendarSpec("china", "China", countries=("CN",))}
    return Model(info, calendars, {}, {}, {}, {}, {}, {}, {}, tasks, {}, {})


def longest_path(graph: nx.DiGraph[str]) -> None:
    """The baseline: what networkx does for a graph whose edges carry lengths."""
    list(nx.topological_sort(graph))
    nx.dag_longest_path_length(graph, weight="days")


def weighted(plan: Plan) -> nx.DiGraph[str]:
    """The plan's graph with the length of the task that an edge leaves."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(plan.order)
    for edge in plan.edges:
        graph.add_edge(edge.before, edge.after, days=int(plan.model.tasks[edge.before].length.likely))
    return graph


def medians(*actions: Callable[[], object]) -> list[float]:
    """CPU seconds of each action, run in turn after one warm-up."""
    found: list[list[float]] = [[] for _ in actions]
    for turn in range(RUNS + 1):
        for times, action in zip(found, actions, strict=True):
            begun = time.process_time()
            action()
            if turn:
                times.append(time.process_time() - begun)
    return [statistics.median(times) for times in found]


def main() -> None:
    gc.disable()
    start = statistics.median(once([sys.executable, "-c", "pass"]).cpu for _ in range(RUNS))
    print(f"bare interpreter: {start:.3f} s\n")
    print(
        f"{'':14} {'links':>6} {'build s':>8} {'schedule s':>11} {'as of s':>8} {'/ networkx':>11} {'/ start':>8} {'end':>11}"
    )
    costs: dict[tuple[str, int], tuple[float, float]] = {}
    for shape, part in SHAPES.items():
        for count in SIZES:
            begun = time.process_time()
            plan = build(model(count, count // part if part else 3)).value
            built = time.process_time() - begun
            graph = weighted(plan)
            ours, behind, theirs = medians(
                lambda plan=plan: make_schedule(plan),
                lambda plan=plan: make_schedule(plan, as_of=date(2026, 6, 1)),
                lambda graph=graph: longest_path(graph),
            )
            costs[shape, count] = ours, theirs
            finish = make_schedule(plan).finish
            print(
                f"{shape:6} {count:7,} {len(plan.edges):6} {built:8.3f} {ours:11.3f} {behind:8.3f} "
                f"{ours / theirs:11.2f} {ours / start:8.1f} {finish!s:>11}"
            )
    small, large = SIZES
    print()
    for shape in SHAPES:
        (small_ours, small_theirs), (ours, theirs) = costs[shape, small], costs[shape, large]
        growth = ours / small_ours
        kept = "kept" if ours < TARGET and growth <= GROWTH else "MISSED"
        print(
            f"{shape:6} grows {growth:.1f} times ({GROWTH} at most; networkx {theirs / small_theirs:.1f}), "
            f"{ours:.3f} s ({TARGET} at most): {kept}"
        )


if __name__ == "__main__":
    main()
