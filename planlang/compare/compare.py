"""Holds two versions of a plan against each other.

In: the files and the model of each, and when their tasks are. Out: `Comparison`. Declarations are matched by kind and name; one
that has another name and else says the same was renamed. Comments, line breaks, the order of clauses, the language of words and
the file that something stands in are no differences.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import attrs

from planlang.compare.declarations import Key, Part, Written, declarations
from planlang.compare.differences import ClauseChange, Comparison, Difference, Effect, Fate, Shift, Statement
from planlang.compare.effects.alerts import alert_moves
from planlang.compare.effects.goals import goal_moves
from planlang.compare.effects.move import Move
from planlang.compare.effects.others import (
    account_moves,
    deadline_moves,
    promotion_moves,
    role_moves,
    scorecard_moves,
    waiver_moves,
)
from planlang.compare.effects.processes import process_moves
from planlang.compare.effects.revisions import revision_moves
from planlang.compare.effects.strictness import same
from planlang.frozen import frozen
from planlang.semantics.model import Alert, Goal, Milestone, Model, Process, Review, Task
from planlang.semantics.model.management.changes import Revision, Waiver
from planlang.semantics.model.management.money import Account
from planlang.semantics.model.management.people import Promotion, Scorecard
from planlang.semantics.model.who import Role
from planlang.source import Span
from planlang.syntax import nodes
from planlang.syntax.nodes import Module

MOVES: Mapping[type, Any] = {
    Goal: goal_moves,
    Alert: alert_moves,
    Process: process_moves,
    Task: deadline_moves,
    Milestone: deadline_moves,
    Role: role_moves,
    Account: account_moves,
    Scorecard: scorecard_moves,
    Waiver: waiver_moves,
    Promotion: promotion_moves,
}
PRESENT: Mapping[type, Effect] = {
    **dict.fromkeys((Goal, Alert, Process, Milestone, Review), Effect.TIGHTENED),
    Waiver: Effect.LOOSENED,
}
"""What is asked of people, or allowed, by what is there; the opposite where it is there no more."""
GONE = {Effect.TIGHTENED: Effect.LOOSENED, Effect.LOOSENED: Effect.TIGHTENED}
ORDERED = ("ClassWhen", "ClassShare", "ClassRest")
"""Clauses that are tried one after the other."""
Dates = Mapping[str, tuple[str, date, date]]
"""Title, first and last day of tasks and milestones, by qualified name."""


@frozen(eq=False)
class Version:
    """One version of a plan.

    Attributes:
        called: what people call it: a path, a revision with a path.
        dates: as the schedule has them, as written.
    """

    called: str
    modules: tuple[Module, ...]
    model: Model
    dates: Dates


def compare(before: Version, after: Version) -> Comparison:
    """All differences, in the order of the later version; what is gone comes last."""
    found = _Comparing(before, after)
    return Comparison(before.called, after.called, tuple(found.differences()), tuple(_shifts(before, after)))


class _Comparing:
    def __init__(self, before: Version, after: Version) -> None:
        self.earlier, self.later = declarations(before.modules), declarations(after.modules)
        self.models = (before.model, after.model)
        self.meant = (_by_place(before.model), _by_place(after.model))
        self.renamed = dict(_renamed(self.earlier, self.later))

    def differences(self) -> Iterator[Difference]:
        was = {new: old for old, new in self.renamed.items()}
        edited: list[tuple[Written, Difference]] = []
        untouched: list[tuple[Written, Written]] = []
        for key, written in self.later.items():
            old = was.get(key, key)
            if old not in self.earlier:
                whole = self._whole(written, Fate.ADDED)
                if self._is_told(whole):
                    edited.append((written, whole))
                continue
            found = self._between(self.earlier[old], written)
            if found is not None:
                edited.append((written, found))
            else:
                untouched.append((self.earlier[old], written))
        gone = [
            whole
            for key, written in self.earlier.items()
            if key not in self.later and key not in self.renamed
            if self._is_told(whole := self._whole(written, Fate.REMOVED))
        ]
        affected = [*self._affected(untouched, [*(one for _, one in edited), *gone])]
        order = {id(written): index for index, written in enumerate(self.later.values())}
        for _, found in sorted((*edited, *affected), key=lambda pair: order[id(pair[0])]):
            yield found
        yield from gone

    def _is_told(self, whole: Difference) -> bool:
        """Whether it is told that something is new or gone: of what a library brings only what asks something of people."""
        span = whole.after or whole.before
        return span is None or not span.source.path.startswith("stdlib:") or whole.effect is not Effect.CHANGED

    def _whole(self, written: Written, fate: Fate) -> Difference:
        """A declaration that is new or gone."""
        none: tuple[Any, ...] = ()
        there = self._meant(written, later=fate is Fate.ADDED)
        moves = self._between_meant(none, there) if fate is Fate.ADDED else self._between_meant(there, none)
        effects = frozenset(move.effect for move in moves) or frozenset({Effect.CHANGED})
        spans = (None, written.span) if fate is Fate.ADDED else (written.span, None)
        return Difference(written.kind, written.name, written.title, fate, effects, *spans)

    def _meant(self, written: Written, *, later: bool) -> tuple[Any, ...]:
        return tuple(self.meant[later].get(_place(written.span), ()))

    def _between(self, one: Written, other: Written) -> Difference | None:
        """What is written otherwise of a declaration, its name included, or None."""
        pairs = [*_pairs(one.parts, other.parts), *_order(one.parts, other.parts)]
        is_renamed = one.path != other.path
        if not pairs and not is_renamed:
            return None
        moves = self._moves(one, other)
        clauses = tuple(_clause(before, after, moves) for before, after in pairs)
        effects = {*(move.effect for move in moves), *(clause.effect for clause in clauses)}
        return Difference(
            other.kind,
            other.name,
            other.title,
            Fate.RENAMED if is_renamed else Fate.EDITED,
            frozenset(effects) or frozenset({Effect.CHANGED}),
            one.span,
            other.span,
            clauses,
            was=one.name if is_renamed else None,
        )

    def _moves(self, one: Written, other: Written) -> tuple[Move, ...]:
        """What a declaration asks for otherwise; of a template all that was made with it."""
        return tuple(self._between_meant(self._meant(one, later=False), self._meant(other, later=True)))

    def _between_meant(self, earlier: tuple[Any, ...], later: tuple[Any, ...]) -> Iterator[Move]:
        """What is asked for otherwise by what a declaration means, be it new or gone."""
        for kind in dict.fromkeys(type(each) for each in (*earlier, *later)):
            old = {_qualified(each): each for each in earlier if type(each) is kind}
            new = {_qualified(each): each for each in later if type(each) is kind}
            pairs = [(old.get(name), each) for name, each in new.items()]
            pairs += [(each, None) for name, each in old.items() if name not in new]
            if len(old) == len(new) == 1:  # it has another name
                pairs = [(*old.values(), *new.values())]
            for one, other in pairs:
                yield from self._of_one(kind, one, other)

    def _of_one(self, kind: type, one: Any, other: Any) -> Iterator[Move]:
        if kind is Revision:
            yield from revision_moves(one, other, self.models, self._between_meant)
        elif one is not None and other is not None:
            if kind in MOVES:
                yield from MOVES[kind](one, other)
        elif kind in PRESENT and not getattr(one or other, "standby", False):
            effect = PRESENT[kind]
            yield Move(effect if one is None else GONE[effect], "WarnWhen")

    def _brings(self, found: Difference, other: Written) -> bool:
        """Whether a declaration is there through a `use` or an `apply` that differs."""
        if found.kind == "use" and found.after is not None:
            return found.after.source.path != other.span.source.path
        by = self.later.get(("apply", found.name)) if found.kind == "apply" else None
        return (
            by is not None and isinstance(by.node, nodes.ApplyDecl) and by.node.template.parts[-1].text == other.path[0]
        )

    def _affected(
        self, untouched: Iterable[tuple[Written, Written]], others: Sequence[Difference]
    ) -> Iterator[tuple[Written, Difference]]:
        """Declarations that are written as they were and mean something else."""
        told = list(others)
        pending = [
            (one, other)
            for one, other in untouched
            if not _means_same(self._meant(one, later=False), self._meant(other, later=True))
        ]
        for one, other in pending:
            moves = self._moves(one, other)
            words = frozenset((*_words(other.node), *other.path[:-1]))
            through = [each.name for each in told if each.name.rpartition(".")[2] in words]
            through += [each.name for each in told if self._brings(each, other)]
            through = through or [each.title for each in told if each.kind in ("plan", "calendar")]
            effects = frozenset(move.effect for move in moves) or frozenset({Effect.CHANGED})
            found = Difference(
                other.kind,
                other.name,
                other.title,
                Fate.AFFECTED,
                effects,
                one.span,
                other.span,
                through=tuple(dict.fromkeys(through)),
            )
            told.append(found)
            yield other, found


def _pairs(before: Sequence[Part], after: Sequence[Part]) -> list[tuple[Part | None, Part | None]]:
    """Parts that differ: what stood there and what stands there, matched by what they are, the likeliest first."""
    left = list(before)
    new: list[Part] = []
    for part in after:
        known = next((each for each in left if _is(each, part) and same(each.node, part.node)), None)
        if known is None:
            new.append(part)
        else:
            left.remove(known)
    found: list[tuple[Part | None, Part | None]] = []
    for part in new:
        like = [each for each in left if _is(each, part)]
        known = max(like, key=lambda each: _likeness(each, part), default=None)
        if known is not None:
            left.remove(known)
        found.append((known, part))
    return [*found, *((each, None) for each in left)]


def _order(before: Sequence[Part], after: Sequence[Part]) -> Iterator[tuple[Part, Part]]:
    """The clauses that are tried one after the other, where those of both versions are tried in another order."""
    tried = [[part for part in parts if part.clause in ORDERED] for parts in (before, after)]
    of_both = [
        [part for part in parts if any(same(part.node, other.node) for other in others)]
        for parts, others in (tried, tried[::-1])
    ]
    if not same(*([part.node for part in parts] for parts in of_both)):
        one, other = (
            Part(
                "order", "", None, Statement("; ".join(part.statement.text for part in parts), parts[0].statement.span)
            )
            for parts in of_both
        )
        yield one, other


def _is(one: Part, other: Part) -> bool:
    return one.clause == other.clause and one.around == other.around


def _likeness(one: Part, other: Part) -> int:
    """How many words two clauses begin with alike."""
    words = zip(one.statement.text.split(), other.statement.text.split(), strict=False)
    return next((index for index, (left, right) in enumerate(words) if left != right), 99)


def _clause(before: Part | None, after: Part | None, moves: Iterable[Move]) -> ClauseChange:
    told = [move.effect for move in moves if _is_about(move, before, after)]
    return ClauseChange(
        None if before is None else before.statement,
        None if after is None else after.statement,
        _one(told),
    )


def _one(effects: Sequence[Effect]) -> Effect:
    found = {*effects}
    return found.pop() if len(found) == 1 else Effect.CHANGED


def _is_about(move: Move, before: Part | None, after: Part | None) -> bool:
    """Whether a clause says what moved."""
    if move.clause:
        return move.clause in {part.clause for part in (before, after) if part is not None}
    return _covers(before, move.before) or _covers(after, move.after)


def _covers(part: Part | None, place: Span | None) -> bool:
    if part is None or place is None:
        return False
    around = part.statement.span
    return around.source.path == place.source.path and around.start <= place.start < around.end


def _renamed(earlier: Mapping[Key, Written], later: Mapping[Key, Written]) -> Iterator[tuple[Key, Key]]:
    """Declarations of which the name is another: one that is gone and one that is new say the same but for their names, or are
    called the same in the other language or by people, and no others do.
    """
    gone = [(key, written) for key, written in earlier.items() if key not in later]
    new = [(key, written) for key, written in later.items() if key not in earlier]
    moved: dict[tuple[str, ...], tuple[str, ...]] = {}
    for key, written in gone:
        around = moved.get(written.path[:-1], written.path[:-1])
        like = [
            (other, found)
            for other, found in new
            if found.kind == written.kind and found.path[:-1] == around and _is_like(written, found)
        ]
        if len(like) == 1:
            moved[written.path] = like[0][1].path
            yield key, like[0][0]


def _is_like(one: Written, other: Written) -> bool:
    """Whether it is likely that two declarations under different names are one; inside others the same name suffices."""
    if one.path[-1] == other.path[-1]:
        return True
    if one.called & other.called:
        return True
    parts = [tuple(part for part in each.parts if part.clause not in ("alias", "title")) for each in (one, other)]
    return bool(parts[0]) and not _pairs(*parts)


def _by_place(model: Model) -> dict[tuple[str, int], list[object]]:
    """What declarations mean, by where their names stand; those made with a template stand at one place."""
    found: dict[tuple[str, int], list[object]] = {}
    for each in attrs.fields(Model):
        group = getattr(model, each.name)
        if not isinstance(group, Mapping):
            continue
        for meant in group.values():
            ident = getattr(meant, "ident", None)
            if ident is not None:
                found.setdefault(_place(ident.span), []).append(meant)
    return found


def _place(span: Span) -> tuple[str, int]:
    return span.source.path, span.start


def _qualified(meant: Any) -> str:
    return str(meant.ident.name)


def _means_same(one: Any, other: Any) -> bool:
    """Whether two values mean the same but for names, titles and the order of what is declared in them."""
    if type(one) is not type(other):
        return False
    if isinstance(one, tuple) and len(one) == len(other) and all(attrs.has(type(each)) for each in one):
        left = list(other)
        for each in one:
            known = next((index for index, like in enumerate(left) if _means_same(each, like)), None)
            if known is None:
                return False
            del left[known]
        return True
    if getattr(one, "ident", None) is not None:
        names = [each.name for each in attrs.fields(type(one)) if each.eq and each.name != "ident"]
        return all(_means_same(getattr(one, name), getattr(other, name)) for name in names)
    return same(one, other)


def _words(node: object) -> Iterator[str]:
    """The names written in a declaration."""
    stack: list[Any] = [node]
    while stack:
        one = stack.pop()
        if isinstance(one, nodes.Name):
            yield one.text
        elif isinstance(one, tuple):
            stack.extend(one)
        elif not isinstance(one, Span) and attrs.has(type(one)):
            stack.extend(getattr(one, each.name) for each in attrs.fields(type(one)))


def _shifts(before: Version, after: Version) -> Iterator[Shift]:
    """Tasks and milestones of both versions with other dates."""
    for name, (title, start, finish) in after.dates.items():
        if name in before.dates:
            _, earlier, until = before.dates[name]
            if (earlier, until) != (start, finish):
                yield Shift(name, title, (earlier, start), (until, finish))
