"""What is known of how plans stand, and whether it is still true of their texts.

In: answers of the process that reads data. Out: words for goals, metrics and alerts, by name. Of a plan that means something
else by now nothing is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from itertools import pairwise
from pathlib import Path
from typing import Any

from planlang.editor.desk import LIBRARY, View
from planlang.editor.words import MOST_STRETCHES, stretches
from planlang.frozen import define, field, frozen
from planlang.semantics.model import Ident
from planlang.source import Source, Span
from planlang.syntax.again import bounds
from planlang.workspace.workspace import Opened

Json = Any
MOST_FILES = 64
Values = Mapping[str, Mapping[str, Sequence[tuple[str, int]]]]
"""By source and column the most frequent values, and in how many rows each stands."""
Files = tuple[Path, tuple[str, ...]]
"""The folder of a plan, and patterns of a source."""


@lru_cache(maxsize=MOST_STRETCHES)
def _of_declaration(text: str) -> bytes:
    tokens = (text[token.start : token.end] for stretch in stretches(Source("", text)) for token in stretch.tokens)
    return blake2b("\x1f".join(tokens).encode("utf-8", "surrogatepass"), digest_size=16).digest()


@lru_cache(maxsize=MOST_FILES)
def _of_file(text: str) -> bytes:
    whole = blake2b(digest_size=16)
    for start, end in pairwise(bounds(text)):
        whole.update(_of_declaration(text[start:end]))
    return whole.digest()


def meaning_of(opened: Opened) -> str:
    """What tells one plan from another that means something else: its words, in order, without comments and without blanks. Of
    an edited plan only the declarations that are others are looked at.
    """
    whole = blake2b(digest_size=16)
    for module in opened.modules:
        source = module.source
        if not source.path.startswith(LIBRARY):
            whole.update(f"\x1e{source.path}\x1e".encode("utf-8", "surrogatepass"))
            whole.update(_of_file(source.text))
    return whole.hexdigest()


@frozen(eq=False)
class Week:
    """How a plan stood in the last week that was evaluated.

    Attributes:
        meaning: of the texts that were evaluated.
        goals: by name a few words, and a sentence or nothing.
        metrics, alerts: by name a few words.
    """

    meaning: str
    label: str
    goals: Mapping[str, tuple[str, str]]
    metrics: Mapping[str, str]
    alerts: Mapping[str, str]


@frozen(eq=False)
class Standing:
    """What is known of one declaration.

    Attributes:
        name: as `planlang explain` knows it.
        line: for the end of its line, or nothing.
        told: more of it, or nothing.
        above: for above it, or nothing.
    """

    name: str
    line: str
    told: str
    above: str


@define(eq=False)
class Standings:
    """What is known of plans, by their main files."""

    weeks: dict[Path, Week] = field(factory=dict)
    values: dict[Path, Values] = field(factory=dict)
    headers: dict[Files, tuple[str, ...]] = field(factory=dict)
    missed: set[Files] = field(factory=set)
    """Files whose headers were asked for and are to be read."""
    _last: tuple[Opened, str] | None = None
    _places: tuple[Opened, Mapping[tuple[str, int], Standing]] | None = None

    def meaning(self, opened: Opened) -> str:
        """See `meaning_of`; worked out once for a text."""
        if self._last is None or self._last[0] is not opened:
            self._last = opened, meaning_of(opened)
        return self._last[1]

    def week(self, view: View) -> Week | None:
        """How a plan stands; None where nobody knows, or where what is known is of another text."""
        week = self.weeks.get(view.main)
        return week if week is not None and week.meaning == self.meaning(view.opened) else None

    def by_place(self, view: View) -> Mapping[tuple[str, int], Standing]:
        """What is known of declarations, by file and offset of their names."""
        week, model = self.week(view), view.opened.model
        if week is None or model is None:
            return {}
        if self._places is None or self._places[0] is not view.opened:
            found = {}
            for name, goal in model.goals.items():
                if name in week.goals:
                    found[_place(goal.ident)] = Standing(name, week.goals[name][0], week.goals[name][1], "")
            for name, metric in model.metrics.items():
                if name in week.metrics:
                    found[_place(metric.ident)] = Standing(name, "", week.metrics[name], "")
            for name, alert in model.alerts.items():
                if name in week.alerts:
                    found[_place(alert.ident)] = Standing(name, "", "", week.alerts[name])
            self._places = view.opened, found
        return self._places[1]

    def at(self, view: View, declared: Span) -> Standing | None:
        """What is known of what is declared at a place."""
        return self.by_place(view).get((declared.source.path, declared.start))

    def headers_of(self, root: Path, patterns: tuple[str, ...]) -> tuple[str, ...]:
        """The headers of the newest file that patterns find; none before these were read."""
        if (root, patterns) not in self.headers and patterns:
            self.missed.add((root, patterns))
        return self.headers.get((root, patterns), ())

    def values_of(self, main: Path, source: str, column: str) -> Iterator[tuple[str, int]]:
        """The values that a column had when the data were read last, and in how many rows."""
        for name, columns in self.values.get(main, {}).items():
            if name.rpartition(".")[2] == source:
                yield from ((value, rows) for value, rows in columns.get(column, ()))

    def put(self, main: Path, week: Week | None) -> None:
        """What is known of a plan from now on."""
        self._places = None
        if week is None:
            self.weeks.pop(main, None)
        else:
            self.weeks[main] = week


def _place(ident: Ident) -> tuple[str, int]:
    return ident.span.source.path, ident.span.start


def week_of(answer: Json, meaning: str) -> Week:
    """What an answer says."""
    goals = {name: (words[0], words[1]) for name, words in answer["goals"].items()}
    return Week(meaning, answer["week"], goals, answer["metrics"], answer["alerts"])
