"""Ways for dependency arrows between rows: right angles only, and never across a foreign bar.

In: what each row holds (one stretch of x), and the two edges to join. Out: the corners of each line. A line leaves its
bar by a short stub, changes x only in the gutter between two rows, crosses the rows in between in one straight trunk
where none of them has a bar, and enters by a stub that carries the arrowhead. Since a row holds one bar, there is
always a free x: at worst the margin left of the first day.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from planlang.frozen import field, frozen
from planlang.report.picture.scene import Point

STUB_OUT = 7.0
STUB_IN = 9.0
CLEARANCE = 4.0
SPREAD = 3.0
BEND = 14.0
DIRECT = 24.0
DETOUR = 60.0
LONGEST = 120
_LOOK_BACK = 48


@frozen
class Obstacle:
    """What a row holds: `[left, right]` must not be crossed, the `soft` stretches (labels, deadlines) better not."""

    left: float
    right: float
    soft: tuple[tuple[float, float], ...] = ()

    @property
    def all(self) -> tuple[tuple[float, float], ...]:
        """Every stretch."""
        return ((self.left, self.right), *self.soft)


@frozen
class End:
    """One end of a link: the row, the point on the edge of the mark, and +1 where the line runs on its right."""

    row: int
    x: float
    y: float
    side: int


@frozen(eq=False)
class Router:
    """Finds ways one after the other and keeps different links apart.

    Attributes:
        rows: what each row holds, from the top; None for nothing.
        gutters: y offsets from the top of a row at which a line may run level, best first.
        top, height: y of the first row, height of each.
        margin: an x left of every bar.
    """

    rows: Sequence[Obstacle | None]
    gutters: tuple[float, ...]
    top: float
    height: float
    margin: float
    _columns: dict[int, list[tuple[float, float, float, str, str]]] = field(factory=lambda: defaultdict(list))
    _lanes: dict[tuple[int, float], list[tuple[float, float, str, str]]] = field(factory=lambda: defaultdict(list))

    def route(self, source: End, target: End, before: str, after: str) -> tuple[Point, ...]:
        """The corners of a line from one mark to another in a different row, ends included.

        `before` and `after` name the two; lines that share one of them may run into each other.
        """
        assert source.row != target.row
        down = target.row > source.row
        first = source.row + 1 if down else source.row
        last = target.row if down else target.row + 1
        between = range(min(source.row, target.row) + 1, max(source.row, target.row))
        stretch = (min(source.y, target.y), max(source.y, target.y), before, after)
        out = source.x + source.side * STUB_OUT
        out = self._free_column(out, (0, 1, 2, 3), source.side, stretch, between)
        into = target.x + target.side * STUB_IN
        out, into = self._aligned(source, target, out, into, between)
        trunk = into
        if between:
            trunk = self._trunk(out, into, between)
            if trunk not in (out, into):
                trunk = self._free_column(trunk, (0, 1, -1, 2, -2, 3), 1, stretch, between)
        points = [(source.x, source.y), (out, source.y)]
        turn = out
        if between and trunk != out:
            lane = self._lane(first, out, trunk, before, after)
            points += [(out, lane), (trunk, lane)]
            turn = trunk
        if turn != into:
            lane = self._lane(last, turn, into, before, after)
            points += [(turn, lane), (into, lane)]
        points += [(into, target.y), (target.x, target.y)]
        for (x, y), (_, other) in pairwise(points):
            if y != other:
                self._columns[round(x / SPREAD)].append((x, min(y, other), max(y, other), before, after))
        return tuple((round(x, 2), round(y, 2)) for x, y in points)

    def _aligned(self, source: End, target: End, out: float, into: float, between: range) -> tuple[float, float]:
        """Both uprights at one x where they are so near that a jog between them would only be restless."""
        if source.side == target.side:
            shared = max(out, into) if source.side > 0 else min(out, into)
            near = abs(out - into) <= DIRECT
        else:
            shared = out
            near = 0 <= (into - out) * source.side <= DIRECT
        return (shared, shared) if near and self._is_clear(shared, between) else (out, into)

    def _trunk(self, out: float, into: float, between: range) -> float:
        """The x at which all rows in between are crossed: the one with the shortest way and fewest bends."""
        if len(between) > LONGEST:
            return self.margin
        held = [row for row in self.rows[between.start : between.stop] if row is not None]
        hard = _merged([(row.left, row.right) for row in held])
        best = _cheapest(out, into, hard, self.margin)
        soft = _cheapest(out, into, _merged([span for row in held for span in row.all]), self.margin)
        return soft if _cost(soft, out, into) <= _cost(best, out, into) + DETOUR else best

    def _is_clear(self, x: float, between: range) -> bool:
        """Whether no row in between has something at x."""
        return len(between) <= LONGEST and all(
            row is None or not any(left - CLEARANCE < x < right + CLEARANCE for left, right in row.all)
            for row in self.rows[between.start : between.stop]
        )

    def _free_column(
        self,
        x: float,
        steps: tuple[int, ...],
        side: int,
        stretch: tuple[float, float, str, str],
        between: range,
    ) -> float:
        """The x, or one a few px aside where a line of two other marks runs upright at it."""
        low, high, before, after = stretch
        for step in steps:
            moved = x + side * step * SPREAD
            if step and not self._is_clear(moved, between):
                continue
            if not any(
                abs(other - moved) < SPREAD - 0.5 and start < high and low < end and before != b and after != a
                for bucket in (-1, 0, 1)
                for other, start, end, b, a in self._columns[round(moved / SPREAD) + bucket][-_LOOK_BACK:]
            ):
                return moved
        return x

    def _lane(self, row: int, start: float, end: float, before: str, after: str) -> float:
        """The y of a level line in the gutter above a row, apart from those of two other marks where possible."""
        low, high = sorted((start, end))
        chosen = self.gutters[0]
        for offset in self.gutters:
            if not any(
                left < high + SPREAD and low < right + SPREAD and before != b and after != a
                for left, right, b, a in self._lanes[row, offset][-_LOOK_BACK:]
            ):
                chosen = offset
                break
        self._lanes[row, chosen].append((low, high, before, after))
        return self.top + row * self.height + chosen


def _merged(spans: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Stretches widened by the clearance, joined where they overlap, ascending."""
    joined: list[tuple[float, float]] = []
    for left, right in sorted((left - CLEARANCE, right + CLEARANCE) for left, right in spans):
        if joined and left < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(right, joined[-1][1]))
        else:
            joined.append((left, right))
    return joined


def _cost(x: float, out: float, into: float) -> float:
    """How long a way is sideways, and how often it bends."""
    return abs(x - out) + abs(x - into) + BEND * (x != out) + BEND * (x != into)


def _cheapest(out: float, into: float, blocked: list[tuple[float, float]], margin: float) -> float:
    """The best x outside of all blocked stretches; the leftmost of equally good ones."""
    candidates = {margin}
    for x in (out, into):
        index = bisect_left(blocked, (x, x)) - 1
        held = blocked[index] if index >= 0 and x < blocked[index][1] else None
        candidates |= {x} if held is None else set(held)
    return min((x for x in candidates if x >= margin), key=lambda x: (_cost(x, out, into), x))
