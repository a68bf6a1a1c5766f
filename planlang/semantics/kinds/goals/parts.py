"""Splits of a goal among teams, people and the values of columns. Parts have to add up to what they are parts of.

In: the `split by` clauses of a goal and its whole. Out: trees of parts with exact weights. Turning these into amounts with
largest remainders is the matter of evaluation.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from planlang.diagnostics.diagnostic import Related
from planlang.diagnostics.text import Text
from planlang.frozen import field, frozen
from planlang.semantics.clauses.clauses import REPEATED_FIRST, each, repeated
from planlang.semantics.expr import FigureExpression
from planlang.semantics.kinds.goals.dimensions import ByColumn, ByPeople, Dimension, dimension, spelled_out
from planlang.semantics.kinds.goals.splits import (
    AMOUNTS,
    MIXED,
    MIXED_HELP,
    RATIO,
    RATIO_HELP,
    SHARES,
    Whole,
    Written,
    amount_words,
    difference,
    percent_words,
    written_part,
)
from planlang.semantics.model import Part, Split
from planlang.source import Span
from planlang.syntax import nodes

NESTED = Text("split-does-not-add-up.nested", "the parts of `{name}` add up to {sum}, not to its {whole} (nor to 100%)")
PART = Text("split-does-not-add-up.part", "the part that they make up")
WITH_BUFFER = Text("split-does-not-add-up.buffer", "the target with a buffer of {buffer} is {whole}")
UP_TO = Text("split-does-not-add-up.up-to", "these amounts add up to {sum}, which is not between {whole} and {most}")
SHARES_UP_TO = Text("split-does-not-add-up.shares", "shares add up to 100%, so a buffer is exactly what it says")
SHARES_UP_TO_HELP = Text("split-does-not-add-up.shares-help", "write `buffer {buffer}`, or the parts as amounts")
SOME_WITHOUT = Text("split-mixes-shares.none", "some of these parts have a share, others have none")
SOME_WITHOUT_HELP = Text("split-mixes-shares.none-help", "give each of them a share, or none where all are alike")
EACH_IN_AMOUNTS = Text("split-mixes-shares.each", "what each part is split by is written in percent")
EACH_IN_AMOUNTS_HELP = Text(
    "split-mixes-shares.each-help",
    "write shares, or amounts inside the parts: `north 3600万元 by product_line {{ … }}`",
)
EACH_ALONE = Text("split-each-alone", "there is no split above whose parts this would divide")
EACH_ALONE_HELP = Text("split-each-alone.help", "write `split by`, or put it after the split whose parts it divides")
TWICE = Text("repeated-part", "`{name}` has two parts of the same goal")
SAME_COLUMN = Text("repeated-part.column", "`{name}` divides what it has divided already")
BY_WHAT = Text("unknown-name.by-what", "say what the parts of `{name}` are by")
BY_WHAT_HELP = Text("unknown-name.by-what-help", "write `{name} … by team {{ … }}`, or another column")
NO_PARTS = Text("split-does-not-add-up.none", "there is nothing that it is split into")
WHOLE_TEAM = Text("clause-without-effect.whole", "`whole` has no effect: the share of a team is not cut to days")
WHOLE_TEAM_HELP = Text("clause-without-effect.whole-help", "write it after the share of a person")
TOO_MANY = Text("split-count.parts", "{parts} parts are more than the {limit} allowed")

PARTS_AT_MOST = 2000


@frozen
class _Above:
    """What parts are parts of.

    Attributes:
        share: of the whole goal, where it is one.
        amount: over all days, with the buffers above it; None for every part of a split alike.
        columns: it is divided by already.
        said: where it is written; None for the whole goal.
    """

    share: Fraction | None
    amount: Fraction | None
    columns: frozenset[str]
    said: nodes.Share | None


@frozen(eq=False)
class _Read:
    """A part that is understood, before its figure is made.

    Attributes:
        inside: by what it is divided, where it is.
    """

    key: str
    weight: Decimal
    whole: bool
    span: Span
    inside: _Group | None


@frozen(eq=False)
class _Group:
    """Parts by one dimension."""

    by: Dimension
    parts: tuple[_Read, ...]
    over: Fraction
    buffer: Decimal
    in_amounts: bool
    span: Span


def split_by_parts(whole: Whole, measure: FigureExpression, goal: nodes.GoalDecl) -> tuple[Split, ...]:
    """The splits of a goal that are right, in written order; several are several views of the same whole."""
    found: list[Split] = []
    said: dict[str, Span] = {}
    taken: dict[_At, Span] = {}
    clauses = each(goal.clauses, nodes.SplitByParts)
    for index, clause in enumerate(clauses):
        if clause.each:
            if index == 0:
                whole.bench.findings.error(clause.span, EACH_ALONE(), help=EACH_ALONE_HELP())
            continue
        if not whole.adds_over_people:
            whole.bench.findings.error(clause.dimension.name.span, RATIO(), help=RATIO_HELP())
            continue
        word = clause.dimension.name.text
        if word in said:
            repeated(clause.span, said[word], whole.bench.findings)
            continue
        said[word] = clause.span
        further = []
        for one in clauses[index + 1 :]:
            if not one.each:
                break
            further.append(one)
        split = _Splitter(whole, measure, taken).split(clause, further)
        if split is not None:
            found.append(split)
    return tuple(found)


@frozen
class _At:
    """What a part is for: whose it is, in which team, and the values of columns from the outside."""

    key: str = ""
    team: str | None = None
    values: tuple[tuple[str, str], ...] = ()

    def below(self, by: Dimension, key: str) -> _At:
        """A part of it."""
        if isinstance(by, ByColumn):
            return _At(self.key, self.team, (*self.values, (by.name, key)))
        return _At(key, key if key.startswith("team:") else self.team, self.values)


@frozen(eq=False)
class _Splitter:
    """Reads one split of a goal.

    Attributes:
        taken: the parts of the goal so far, and where each is written.
        told: where one has been reported to be there already.
    """

    whole: Whole
    measure: FigureExpression
    taken: dict[_At, Span]
    told: set[Span] = field(factory=set)

    def split(self, clause: nodes.SplitByParts, further: Sequence[nodes.SplitByParts]) -> Split | None:
        """The split, its parts divided by what each is split by; None after reporting that it is wrong."""
        top = _Above(Fraction(1), Fraction(self.whole.target), frozenset(), None)
        group = self._group(clause.dimension, clause.parts, top)
        inner: list[_Group] = []
        columns = _columns(group) if group is not None else frozenset()
        for one in further:
            below = self._group(one.dimension, one.parts, _Above(Fraction(1), None, columns, None))
            if below is None:
                return None
            inner.append(below)
            columns |= _columns(below)
        if group is None:
            return None
        count = _size(group, [_size(one, []) for one in inner])
        if count > PARTS_AT_MOST:
            self.whole.bench.findings.error(clause.span, TOO_MANY(parts=count, limit=PARTS_AT_MOST))
            return None
        return self._made(group, inner, None, _At())

    # reading

    def _group(self, by: nodes.Dimension, shares: tuple[nodes.Share, ...], above: _Above) -> _Group | None:
        bench = self.whole.bench
        meant = dimension(bench, self.whole.scope, self.measure, by)
        if meant is None:
            return None
        if isinstance(meant, ByColumn) and meant.name in above.columns:
            bench.findings.error(by.name.span, SAME_COLUMN(name=meant.name))
            return None
        return self._parts(meant, by.buffer, shares, above, by.span)

    def _parts(
        self, by: Dimension, buffer: nodes.Buffer | None, shares: tuple[nodes.Share, ...], above: _Above, place: Span
    ) -> _Group | None:
        """The parts at one level; None after reporting that they are wrong.

        Nested shares are shares of the whole goal when they add up to the part above, and shares of that part when they
        add up to 100%.
        """
        bench = self.whole.bench
        if not shares:
            bench.findings.error(place, NO_PARTS())
            return None
        written = self._written(shares)
        if written is None:
            return None
        span = shares[0].span.to((shares[-1].value or shares[-1]).span)
        if len(shares) == 1:
            span = (shares[0].value or shares[0].who).span
        over = self._over(written, buffer, above, span)
        if over is None:
            return None
        written = written or [Written(Decimal(1), None)] * len(shares)
        total = sum((Fraction(part.share or part.amount or 0) for part in written), Fraction(0))
        columns = above.columns | ({by.name} if isinstance(by, ByColumn) else frozenset())
        found: list[_Read] = []
        for share, part in zip(shares, written, strict=True):
            mine = Fraction(part.share or part.amount or 0) / total if total else Fraction(0)
            of_whole = None if above.share is None or part.share is None else above.share * mine
            key = by.key(share.who)
            amount = None if above.amount is None else above.amount * over * mine
            inside = self._inside(by, share, _Above(of_whole, amount, columns, share))
            if key is None:
                continue
            if share.whole and not key.startswith("rep:"):
                bench.findings.warning(share.who.span, WHOLE_TEAM(), help=WHOLE_TEAM_HELP())
            weight = part.share if part.share is not None else part.amount
            found.append(_Read(key, weight or Decimal(0), share.whole, share.who.span, inside))
        in_amounts = written[0].share is None
        return _Group(by, tuple(found), over, buffer.percent.value if buffer else Decimal(0), in_amounts, span)

    def _inside(self, by: Dimension, share: nodes.Share, above: _Above) -> _Group | None:
        """What a part is divided into; parts that do not say what they are by are teams and people."""
        if share.by is not None:
            return self._group(share.by, share.parts, above)
        if not share.parts:
            return None
        if isinstance(by, ByPeople):
            return self._parts(by, None, share.parts, above, share.who.span)
        name = share.who.text
        self.whole.bench.findings.error(share.who.span, BY_WHAT(name=name), help=BY_WHAT_HELP(name=name))
        return None

    def _written(self, shares: tuple[nodes.Share, ...]) -> list[Written] | None:
        """Shares and amounts as written, nothing where all are alike; None after reporting others."""
        bench = self.whole.bench
        without = [share for share in shares if share.value is None]
        if len(without) == len(shares):
            return []
        if without:
            bench.findings.error(without[0].span, SOME_WITHOUT(), help=SOME_WITHOUT_HELP())
            return None
        values = [written_part(self.whole, share.value) for share in shares if share.value is not None]
        found = [value for value in values if value is not None]
        if len(found) < len(values):
            return None
        if len({part.share is None for part in found}) > 1:
            bench.findings.error(shares[0].span.to(shares[-1].span), MIXED(), help=MIXED_HELP())
            return None
        return found

    def _over(
        self, written: Sequence[Written], buffer: nodes.Buffer | None, above: _Above, span: Span
    ) -> Fraction | None:
        """How much the parts have together over the whole, exactly; None after reporting that they do not add up."""
        if not written or written[0].share is not None:
            return self._over_in_shares(written, buffer, above, span)
        unit, bench = self.whole.unit, self.whole.bench
        if above.amount is None:
            bench.findings.error(span, EACH_IN_AMOUNTS(), help=EACH_IN_AMOUNTS_HELP())
            return None
        total = sum((Fraction(part.amount or 0) for part in written), Fraction(0))
        allowed = Fraction(buffer.percent.value) if buffer else Fraction(0)
        needed, most = above.amount * (1 if buffer and buffer.up_to else 1 + allowed), above.amount * (1 + allowed)
        if needed <= total <= most:
            return total / above.amount if above.amount else Fraction(1)
        related = []
        if above.said is not None:
            related.append(Related((above.said.value or above.said).span, PART()))
        elif buffer is not None and not buffer.up_to:
            words = WITH_BUFFER(buffer=buffer.percent.span.text, whole=amount_words(unit, most))
            related.append(Related(buffer.span, words))
        told = {"sum": amount_words(unit, total), "whole": amount_words(unit, needed)}
        if buffer is not None and buffer.up_to:
            message = UP_TO(**told, most=amount_words(unit, most))
        elif above.said is not None:
            message = NESTED(name=above.said.who.text, **told)
        else:
            message = AMOUNTS(**told)
        away = needed - total if total < needed else total - most
        help_ = difference(amount_words(unit, away), total < needed)
        bench.findings.error(span, message, help=help_, related=tuple(related))
        return None

    def _over_in_shares(
        self, written: Sequence[Written], buffer: nodes.Buffer | None, above: _Above, span: Span
    ) -> Fraction | None:
        bench = self.whole.bench
        if buffer is not None and buffer.up_to:
            help_ = SHARES_UP_TO_HELP(buffer=buffer.percent.span.text)
            bench.findings.error(buffer.span, SHARES_UP_TO(), help=help_)
            return None
        total = sum((Fraction(part.share or 0) for part in written), Fraction(0))
        over = 1 + (Fraction(buffer.percent.value) if buffer else Fraction(0))
        if not written or total == 1 or (above.said is not None and above.share is not None and total == above.share):
            return over
        if above.said is None:
            message = SHARES(sum=percent_words(total))
            help_ = difference(percent_words(abs(1 - total)), total < 1)
            bench.findings.error(span, message, help=help_)
            return None
        needed = above.share if above.share is not None else Fraction(1)
        message = NESTED(name=above.said.who.text, sum=percent_words(total), whole=percent_words(needed))
        help_ = difference(percent_words(abs(needed - total)), total < needed)
        related = (Related((above.said.value or above.said).span, PART()),)
        bench.findings.error(span, message, help=help_, related=related)
        return None

    # making

    def _made(self, group: _Group, then: Sequence[_Group], measure: FigureExpression | None, above: _At) -> Split:
        """The parts with their figures, those at the end divided further."""
        by = group.by
        found: list[Part] = []
        for part in group.parts:
            own, at = measure, above.below(by, part.key)
            if not self._is_new(at, part.span):
                continue
            if isinstance(by, ByColumn):
                own = by.within(measure or spelled_out(self.whole.bench, self.measure), part.key)
            if part.inside is not None:
                inside: tuple[Split, ...] = (self._made(part.inside, then, own, at),)
            else:
                inside = (self._made(then[0], then[1:], own, at),) if then else ()
            found.append(Part(part.key, part.weight, own, inside, part.span, part.whole))
        column = by.name if isinstance(by, ByColumn) else None
        return Split(column, tuple(found), group.over, group.buffer, group.in_amounts)

    def _is_new(self, at: _At, span: Span) -> bool:
        """Whether the goal has no such part yet; a second one is reported, once where it is written."""
        first = self.taken.setdefault(at, span)
        if first is span:
            return True
        if span not in self.told:
            self.told.add(span)
            related = (Related(first, REPEATED_FIRST()),)
            self.whole.bench.findings.error(span, TWICE(name=span.text), related=related)
        return False


def _columns(group: _Group) -> frozenset[str]:
    """The columns that something divides by, at any depth."""
    own = frozenset({group.by.name}) if isinstance(group.by, ByColumn) else frozenset()
    return own.union(*(_columns(part.inside) for part in group.parts if part.inside is not None))


def _size(group: _Group, then: Sequence[int]) -> int:
    """How many parts there are at all depths, each at the end with those of further groups."""
    further = 0
    for size in reversed(then):
        further = size * (1 + further)
    return sum(1 + (_size(part.inside, then) if part.inside is not None else further) for part in group.parts)
