"""Where the lines of one statement break, and how deep each of them stands.

In: the words of a statement. Out: its lines. Breaks that a person has made stay while every line fits; a statement with a
line that is too long is broken anew, the loosest joints first: after `=`, before a clause, at commas, before `or`, then
`and`, then inside brackets. Where a break falls depends on the words alone, and how deep a line stands on the words and
the breaks; so what was broken once stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from planlang.diagnostics.width import display_width
from planlang.frozen import define, field

WIDEST = 100
"""Cells that a line may take, a comment behind it aside."""
CONTINUED = 4
"""Cells that a line stands deeper than the one it goes on from."""

CLOSER = {"_LPAR": "RPAR", "_LSQB": "RSQB"}
CLOSING = frozenset(CLOSER.values())
CLAUSES_OUTSIDE = frozenset({"FOR_EACH", "CREDIT", "MIN_SAMPLE", "UNDER", "ON", "WITHOUT"})
"""Clauses that may begin a line outside of blocks, where an indented line goes on."""
OPERATORS = ({"COMPARISON"}, {"OTHERWISE"}, {"PLUS", "MINUS"}, {"STAR", "SLASH"})
"""Marks that may begin a line, the loosest first."""


@define
class Word:
    """A word, figure or mark as it will be written.

    Attributes:
        text: how it is spelled.
        space: whether a space comes before it where no line breaks.
        kind: its terminal.
        start: offset of its first character in the source.
        end: offset after its last one.
        broken: whether the source has a line end before it.
        comments: what stands behind it inside its statement, each with whether it has a line of its own.
        partner: index of the `}` of a `{`.
    """

    text: str
    space: bool
    kind: str
    start: int
    end: int
    broken: bool = False
    comments: tuple[tuple[str, bool], ...] = ()
    partner: int = 0


def flat(words: Iterable[Word]) -> str:
    """Words on one line."""
    return "".join([f" {word.text}" if word.space else word.text for word in words]).lstrip(" ")


def fits(line: str) -> bool:
    """Whether a line is not too long."""
    return 2 * len(line) <= WIDEST or display_width(line) <= WIDEST


def lines_of(words: list[Word], indent: int, *, outside: bool, stay: bool) -> list[str]:
    """The lines of a statement, without the block that may follow.

    A comment inside it stays where it is, and then every break does.

    Args:
        words: at least one.
        indent: how deep the first line stands.
        outside: whether the statement stands in no block itself.
        stay: whether the breaks stay as they are, however long the lines.
    """
    statement = _Statement(words, indent, outside)
    kept = {at for at, word in enumerate(words) if at and (word.broken or words[at - 1].comments)}
    lines = statement.written(kept)
    stay = stay or any(word.comments for word in words)
    if not stay and not all(map(fits, lines)):
        lines = statement.written(statement.chosen())
    return lines


@define
class _Statement:
    """A statement, and the breaks in it so far.

    Attributes:
        around: by word, the index of the bracket it stands in, -1 outside; a bracket itself stands outside of itself.
        partner: by bracket, the index of the one that closes or opens it.
        several: brackets with a comma.
        part: by word, a number for the stretch between commas and clauses that it stands in.
        breaks: indices of words that begin a line.
        stands: by opening bracket, how deep its closing one stands where that begins a line.
    """

    words: list[Word]
    indent: int
    outside: bool
    around: list[int] = field(factory=list)
    partner: dict[int, int] = field(factory=dict)
    several: set[int] = field(factory=set)
    part: list[tuple[int, int]] = field(factory=list)
    breaks: set[int] = field(factory=set)
    stands: dict[int, int] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        open_: list[int] = []
        parts = 0
        for at, word in enumerate(self.words):
            if word.kind in CLOSING:
                opener = open_.pop()
                self.partner[opener], self.partner[at] = at, opener
            frame = open_[-1] if open_ else -1
            self.around.append(frame)
            if word.kind in ("_COMMA", "WHERE", "FOR"):
                parts += 1
            self.part.append((frame, parts))
            if word.kind == "_COMMA":
                self.several.add(frame)
            elif word.kind in CLOSER:
                open_.append(at)

    # ---- lines

    def written(self, breaks: set[int]) -> list[str]:
        """The lines with these breaks."""
        self.breaks = breaks
        lines: list[str] = []
        for start, end in self._ranges(0, len(self.words)):
            line = " " * self._stand(start, end) + flat(self.words[start:end])
            lines.append(line)
            for text, own in self.words[end - 1].comments:
                if own:
                    lines.append(" " * (self.indent + CONTINUED) + text)
                else:
                    lines[-1] += "  " + text
        return lines

    def _ranges(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The lines from one word to another."""
        edges = [start, *sorted(at for at in self.breaks if start < at < end), end]
        yield from pairwise(edges)

    def _stand(self, start: int, end: int) -> int:
        """How deep a line stands; notes for the brackets that it opens how deep they close.

        That is as deep as the line, or where the statement goes on outside of them, as deep as it goes on.
        """
        depth = closes = self._depth(start)
        if start == 0 and any(self.around[at] < 0 and self.words[at].kind not in CLOSING for at in self.breaks):
            closes += CONTINUED
        for at in range(start, end):
            if self.words[at].kind in CLOSER:
                self.stands[at] = closes
        return depth

    def _depth(self, start: int) -> int:
        if start == 0:
            return self.indent
        kind = self.words[start].kind
        if kind in CLOSING:
            return self.stands[self.partner[start]]
        frame = self.around[start]
        deeper = CONTINUED if kind == "AND" and self._or_is_broken(self.part[start]) else 0
        if frame < 0:
            return self.indent + CONTINUED + deeper
        first = self.words[start - 1].kind in ("_COMMA", *CLOSER)
        if frame + 1 in self.breaks and frame in self.several and not first:
            deeper += CONTINUED
        return self.stands[frame] + CONTINUED + deeper

    def _or_is_broken(self, part: tuple[int, int]) -> bool:
        return any(self.words[at].kind == "OR" and self.part[at] == part for at in self.breaks)

    # ---- breaks

    def chosen(self) -> set[int]:
        """Breaks that make every line fit, as far as there are any."""
        self.breaks = set()
        waiting = [(0, len(self.words))]
        while waiting:
            start, end = waiting.pop()
            if self._fit(start, end):
                continue
            points = self._points(start, end)
            if points:
                self.breaks |= points
                waiting += reversed(list(self._ranges(start, end)))
        return self.breaks

    def _fit(self, start: int, end: int) -> bool:
        return fits(" " * self._stand(start, end) + flat(self.words[start:end]))

    def _points(self, start: int, end: int) -> set[int]:
        """The loosest joints of a line."""
        frame = min(self.around[start:end])
        joints = [at for at in range(start + 1, end) if self.around[at] == frame and self.words[at].kind not in CLOSING]
        brackets = [at for at in range(start, end) if self.around[at] == frame and self.words[at].kind == "_LPAR"]
        whole = [at for at in brackets if at + 1 < self.partner[at] < end]
        bracket = self._opened(max(whole, key=lambda at: self.partner[at] - at)) if whole else set()
        if bracket and self.words[0].kind == "USE" and not self._makes_fit(self._clauses(joints), start, end):
            return bracket
        for loose in (self._after_equals, self._clauses, self._arrows):
            points = loose(joints)
            if points:
                return points
        points = self._filled(joints, start, end) or self._conditions(joints)
        if points:
            return points
        tight = [self._before(kinds, joints) for kinds in OPERATORS]
        tight = [points for points in (*tight, bracket, self._titles(joints, start)) if points]
        fitting = (points for points in tight if self._makes_fit(points, start, end))
        return next(fitting, bracket or (tight[0] if tight else set()))

    def _before(self, kinds: Iterable[str], joints: list[int]) -> set[int]:
        """Joints before words of some kinds; a sign belongs to its figure."""
        last = len(self.words) - 1
        return {
            at
            for at in joints
            if self.words[at].kind in kinds and self.words[at].space and (at == last or self.words[at + 1].space)
        }

    def _after_equals(self, joints: list[int]) -> set[int]:
        return {at for at in joints if self.words[at - 1].kind == "_EQUALS" and self.around[at] < 0}

    def _clauses(self, joints: list[int]) -> set[int]:
        return self._before({"FOR"} | (CLAUSES_OUTSIDE if self.outside else set()), joints)

    def _arrows(self, joints: list[int]) -> set[int]:
        return self._before({"_ARROW"}, joints)

    def _filled(self, joints: list[int], start: int, end: int) -> set[int]:
        """Commas, as few as will do: lines are filled."""
        found: set[int] = set()
        items = [at for at in joints if self.words[at - 1].kind == "_COMMA"]
        begin = start
        for number, at in enumerate(items, start=1):
            then = items[number] if number < len(items) else end
            if not self._fit(begin, then):
                found.add(at)
                self.breaks.add(at)
                begin = at
        self.breaks -= found
        return found

    def _conditions(self, joints: list[int]) -> set[int]:
        """Before `where`, or `or`, or `and`."""
        for kind in ("WHERE", "OR", "AND"):
            points = {at for at in joints if self.words[at].kind == kind}
            if points:
                return points
        return set()

    def _titles(self, joints: list[int], start: int) -> set[int]:
        return self._before({"STRING"}, joints) if self.outside and start == 0 else set()

    def _opened(self, opener: int) -> set[int]:
        """Every item of a bracket on a line; items of one word fill their lines."""
        closer = self.partner[opener]
        inside = range(opener + 1, closer)
        items = [at for at in inside if self.words[at - 1].kind == "_COMMA" and self.around[at] == opener]
        short = len(items) * 2 + 1 == len(inside)
        return {opener + 1, closer, *([] if short else items)}

    def _makes_fit(self, points: set[int], start: int, end: int) -> bool:
        """Whether breaks leave no line of a line that is too long."""
        self.breaks |= points
        found = all(self._fit(first, last) for first, last in self._ranges(start, end))
        self.breaks -= points
        return found
