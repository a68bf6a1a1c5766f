"""`python benchmarks/schedule.py`: scheduling 1,000 and 10,000 tasks with 1.5 links each, plan already built.

Beside it: networkx's topological sort and longest path over the same graph (built beforehand), and the start of a bare
interpreter. Targets: 10,000 tasks in under 0.5 s, at most 12 times the cost of 1,000.

CPU seconds as a command spends them, which schedules once: each run is the first of a process of its own, without the
cyclic garbage collector, and its result is not freed before the clock stops. Run after run in one process, a small plan
would still lie in the caches and a large one would not. The median of nine runs, all sizes and shapes in turn.
"""

from __future__ import annotations

import gc
import itertools
import json
import random
import statistics
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

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
    Task,
    TaskLink,
)
from planlang.source import Source, Span
from planlang.values.calendars import CalendarSpec
from planlang.values.periods import FiscalYears

if TYPE_CHECKING:
    import networkx as nx

RUNS = 9
SIZES = (1_000, 10_000)
ACTIONS = ("schedule", "as of", "networkx")
AS_OF = date(2026, 6, 1)
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
    )
    calendars = {"china": CalendarSpec("china", "China", countries=("CN",))}
    return Model(info, calendars, {}, {}, {}, {}, {}, {}, {}, tasks, {}, {})


def longest_path(graph: nx.DiGraph[str]) -> None:
    """The baseline: what networkx does for a graph whose edges carry lengths."""
    import networkx as nx

    list(nx.topological_sort(graph))
    nx.dag_longest_path_length(graph, weight="days")


def weighted(plan: Plan) -> nx.DiGraph[str]:
    """The plan's graph with the length of the task that an edge leaves."""
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(plan.order)
    for edge in plan.edges:
        graph.add_edge(edge.before, edge.after, days=int(plan.model.tasks[edge.before].length.likely))
    return graph


@dataclass(frozen=True)
class Figure:
    """What one process found: CPU seconds of the action and of building the plan, links, the last day."""

    spent: float
    built: float
    links: int
    finish: str


def measured(action: str, shape: str, count: int) -> Figure:
    """One run in this process."""
    gc.disable()
    part = SHAPES[shape]
    wanted = model(count, count // part if part else 3)
    begun = time.process_time()
    plan = build(wanted).value
    built = time.process_time() - begun
    graph = weighted(plan) if action == "networkx" else None
    begun = time.process_time()
    if graph is not None:
        longest_path(graph)
        return Figure(time.process_time() - begun, built, len(plan.edges), "")
    schedule = make_schedule(plan, as_of=AS_OF if action == "as of" else None)
    return Figure(time.process_time() - begun, built, len(plan.edges), str(schedule.finish))


def in_a_process(action: str, shape: str, count: int) -> Figure:
    """One run in a process of its own."""
    command = [sys.executable, __file__, action, shape, str(count)]
    return Figure(**json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))


def main() -> None:
    start = statistics.median(once([sys.executable, "-c", "pass"]).cpu for _ in range(RUNS))
    print(f"bare interpreter: {start:.3f} s\n")
    cases = list(itertools.product(SHAPES, SIZES, ACTIONS))
    found: dict[tuple[str, int, str], list[Figure]] = {case: [] for case in cases}
    for _ in range(RUNS):
        for shape, count, action in cases:
            found[shape, count, action].append(in_a_process(action, shape, count))
    costs = {case: statistics.median(figure.spent for figure in figures) for case, figures in found.items()}
    print(
        f"{'':14} {'links':>6} {'build s':>8} {'schedule s':>11} {'as of s':>8} {'/ networkx':>11} {'/ start':>8} {'end':>11}"
    )
    for shape, count in itertools.product(SHAPES, SIZES):
        ours, behind, theirs = (costs[shape, count, action] for action in ACTIONS)
        figures = found[shape, count, "schedule"]
        built = statistics.median(figure.built for figure in figures)
        print(
            f"{shape:6} {count:7,} {figures[0].links:6} {built:8.3f} {ours:11.3f} {behind:8.3f} "
            f"{ours / theirs:11.2f} {ours / start:8.1f} {figures[0].finish:>11}"
        )
    print()
    for shape in SHAPES:
        small, large = ([costs[shape, count, action] for action in ACTIONS] for count in SIZES)
        growth, behind, theirs = (after / before for before, after in zip(small, large, strict=True))
        kept = "kept" if large[0] < TARGET and growth <= GROWTH else "MISSED"
        print(
            f"{shape:6} grows {growth:.1f} times ({GROWTH} at most; as of {behind:.1f}, networkx {theirs:.1f}), "
            f"{large[0]:.3f} s ({TARGET} at most): {kept}"
        )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        _, action, shape, count = sys.argv
        print(json.dumps(asdict(measured(action, shape, int(count)))))
    else:
        main()
