"""The arrows between rows: which links are drawn, where they run, and where their lag is written.

In: placed rows and the plan's links. Out: arrows, critical ones last.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise

from planlang.diagnostics.text import Language
from planlang.frozen import field, frozen
from planlang.plan.plan import Edge, Plan
from planlang.report.picture.measure import text_width
from planlang.report.picture.scene import Arrow, Bar, Box, Diamond, Point, Words
from planlang.report.picture.theme import LAG
from planlang.report.timeline.geometry import Density, Marks, obstacle
from planlang.report.timeline.routing import End, Router
from planlang.report.words.dates import short_days
from planlang.report.words.names import clean, title
from planlang.report.words.tasks import link_words
from planlang.schedule.schedule import Schedule
from planlang.semantics.model import LinkKind, Milestone, Task

CROWDED = 6
LEAVES = {LinkKind.FINISH_START: 1, LinkKind.FINISH_FINISH: 1, LinkKind.START_START: -1, LinkKind.START_FINISH: -1}
ENTERS = {LinkKind.FINISH_START: -1, LinkKind.START_START: -1, LinkKind.FINISH_FINISH: 1, LinkKind.START_FINISH: 1}


def drawable(plan: Plan, keys: Sequence[str]) -> tuple[Edge, ...]:
    """Links between two of these rows, none of which stands in the other."""
    rows = set(keys)
    return tuple(
        edge
        for edge in plan.edges
        if edge.before in rows
        and edge.after in rows
        and edge.before != edge.after
        and edge.before not in _above(plan, edge.after)
        and edge.after not in _above(plan, edge.before)
    )


def met_ends(edges: Sequence[Edge]) -> Mapping[str, tuple[bool, bool]]:
    """By row: whether an arrow meets its left end, its right end."""
    met: defaultdict[str, tuple[bool, bool]] = defaultdict(lambda: (False, False))
    for edge in edges:
        for key, side in ((edge.before, LEAVES[edge.link.kind]), (edge.after, ENTERS[edge.link.kind])):
            left, right = met[key]
            met[key] = (left or side < 0, right or side > 0)
    return met


def arrows(
    plan: Plan,
    schedule: Schedule,
    edges: Sequence[Edge],
    rows: Mapping[str, tuple[int, Marks]],
    chart: Box,
    density: Density,
    language: Language,
) -> tuple[Arrow, ...]:
    """The arrows of these links between rows (by key: index from the top, and marks)."""
    held = [None if marks.mark is None else obstacle(marks) for _, marks in rows.values()]
    router = Router(held, density.gutters, chart.y, density.height, chart.x + 5)
    lags = LagLabels(chart, density)
    per_row = Counter(key for edge in edges for key in (edge.before, edge.after))
    drawn: list[Arrow] = []
    for edge in edges:
        source = _end(*rows[edge.before], LEAVES[edge.link.kind])
        target = _end(*rows[edge.after], ENTERS[edge.link.kind])
        if source is None or target is None:
            continue
        points = router.route(source, target, edge.before, edge.after)
        lag = edge.link.lag
        words = None
        if lag is not None and lag.days != 0:
            words = lags.place(short_days(Fraction(lag.days), lag.kind, language, sign=True), points)
        critical = _is_critical(edge, schedule)
        crowded = max(per_row[edge.before], per_row[edge.after]) > CROWDED
        kind = link_words(edge.link).render(language)
        tip = f"{clean(title(plan, edge.before))} → {clean(title(plan, edge.after))}\n{kind}"
        drawn.append(Arrow(edge.before, edge.after, points, critical, crowded and not critical, words, tip))
    return tuple(sorted(drawn, key=lambda arrow: arrow.critical))


@frozen(eq=False)
class LagLabels:
    """Finds room for lag texts in the gutters, none over another."""

    chart: Box
    density: Density
    _taken: dict[int, list[tuple[float, float]]] = field(factory=lambda: defaultdict(list))

    def place(self, text: str, points: tuple[Point, ...]) -> Words | None:
        """The text on a level stretch of the line, else beside an upright one; None where it has no room."""
        width = text_width(text, LAG)
        spots: list[tuple[float, float]] = []
        for (x, y), (other, _) in pairwise(points[1:-1]):
            if abs(x - other) >= width + 4:
                spots.append(((x + other - width) / 2, y))
        for (x, y), (other, end) in pairwise(points[1:-1]):
            if x == other:
                spots += [(x + 4, foot) for foot in self._gutters(y, end)]
        for left, y in spots:
            gutter = round((y - self.chart.y) / self.density.height)
            taken = self._taken[gutter]
            if left + width <= self.chart.right and all(
                left >= right or left + width <= start for start, right in taken
            ):
                taken.append((left - 2, left + width + 2))
                foot = self.chart.y + gutter * self.density.height + self.density.lag
                return Words(text, round(left, 2), foot, LAG, width)
        return None

    def _gutters(self, start: float, end: float) -> tuple[float, ...]:
        """The y of the gutters that an upright crosses, last first."""
        low, high = sorted((start, end))
        first = int((low - self.chart.y) // self.density.height) + 1
        last = int((high - self.chart.y) // self.density.height)
        return tuple(self.chart.y + row * self.density.height for row in range(last, max(first, last - 2) - 1, -1))


def _end(row: int, marks: Marks, side: int) -> End | None:
    """Where a line leaves or enters a row; None where that end is not drawn."""
    match marks.mark:
        case Diamond() as diamond:
            return End(row, diamond.x + side * diamond.radius, diamond.y, side)
        case Bar(box=box, open_left=open_left, open_right=open_right):
            if open_right if side > 0 else open_left:
                return None
            return End(row, box.right if side > 0 else box.x, box.y + box.height / 2, side)
        case _:
            return None


def _is_critical(edge: Edge, schedule: Schedule) -> bool:
    """Whether a link lies on the critical path: both ends critical, and the one fixes the other's dates."""
    before, after = schedule.slots.get(edge.before), schedule.slots.get(edge.after)
    return bool(before and after and before.critical and after.critical and after.cause.other == edge.before)


def _above(plan: Plan, key: str) -> frozenset[str]:
    """Every task that one stands in."""
    found: set[str] = set()
    node = plan.nodes.get(key)
    while isinstance(node, Task | Milestone) and node.parent is not None and node.parent not in found:
        found.add(node.parent)
        node = plan.nodes.get(node.parent)
    return frozenset(found)
