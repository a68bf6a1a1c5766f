"""Splits of a goal: over time, and over teams and people. Parts have to add up.

In: the split clauses of a goal and its whole. Out: exact shares. Turning shares into amounts with largest remainders is
the matter of evaluation.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal, localcontext

from attrs import frozen

from planlang.diagnostics.diagnostic import Edit, Fix, Related
from planlang.diagnostics.text import Message, Text
from planlang.semantics.clauses.clauses import REPEATED_FIRST, only
from planlang.semantics.expressions.constants import amount
from planlang.semantics.expressions.mismatch import Operand, mismatch, plain_text
from planlang.semantics.expressions.units import common
from planlang.semantics.expressions.windows import grain_of
from planlang.semantics.model import Part
from planlang.semantics.names.bench import Bench
from planlang.semantics.names.scopes import Scope
from planlang.semantics.names.uses import note, note_person, note_word
from planlang.semantics.names.vocabulary import EVERYBODY, GRAIN_WORDS, TEAM_WORDS
from planlang.source import Span
from planlang.syntax import nodes
from planlang.syntax.nodes import Kind
from planlang.values.periods import Grain, periods_meeting
from planlang.values.units import MoneyIn, Plain, Ratio, Unit

SHARES = Text("split-does-not-add-up", "these shares add up to {sum}, not to 100%")
SHARES_HELP = Text("split-does-not-add-up.help", "{difference} too little: add it to one of them")
SHARES_OVER = Text("split-does-not-add-up.over", "{difference} too much: take it off one of them")
AMOUNTS = Text("split-does-not-add-up.amounts", "these amounts add up to {sum}, not to {whole}")
NESTED = Text("split-does-not-add-up.nested", "the parts of `{name}` add up to {sum}, not to its {whole} (nor to 100%)")
PART = Text("split-does-not-add-up.part", "the part that they make up")
WITH_BUFFER = Text("split-does-not-add-up.buffer", "the target with a buffer of {buffer} is {whole}")
COUNT = Text("split-count", "{count} shares for {periods} {grain}s, from {start} to {end}")
COUNT_HELP = Text("split-count.help", "write one share for each {grain}")
PLAIN = Text("split-in-plain-numbers", "shares are written in percent, with commas between them")
PLAIN_WRITE = Text("split-in-plain-numbers.help", "write `{shares}`")
TOO_FINE = Text("split-count.many", "{periods} parts are more than the {limit} allowed")
RATIO = Text("ratio-goal-split", "a ratio or an average cannot be split: its parts do not add up to the whole")
RATIO_HELP = Text("ratio-goal-split.help", "set a goal of its own for each part")
MIXED = Text("split-mixes-shares", "shares and amounts are mixed in one split")
MIXED_HELP = Text("split-mixes-shares.help", "write all of them in percent, or all as amounts")
NEGATIVE = Text("split-negative", "a part cannot be less than nothing")
TWICE = Text("repeated-part", "`{name}` has two parts of the same goal")
NOT_A_PART = Text("unknown-name.part", "no team or person is called `{name}`")
WHOLE_TEAM = Text("clause-without-effect.whole", "`whole` has no effect: the share of a team is not cut to days")
WHOLE_TEAM_HELP = Text("clause-without-effect.whole-help", "write it after the share of a person")
NO_TEAM = Text("unknown-name.dimension", "a goal cannot be split by `{name}`")
NO_TEAM_HELP = Text("unknown-name.dimension-help", "write `split by team` or `split by rep`")

PARTS_AT_MOST = 400


@frozen
class Whole:
    """The goal that is split."""

    bench: Bench
    scope: Scope
    name: str
    unit: Unit
    target: Decimal
    start: date
    end: date
    adds_over_time: bool
    adds_over_people: bool


@frozen
class _Written:
    """A part as written: a share of 1, or an amount in the goal's unit."""

    share: Decimal | None
    amount: Decimal | None


def split_by_time(
    whole: Whole, node: nodes.GoalDecl | nodes.BudgetDecl | nodes.AccountDecl
) -> tuple[Grain | None, tuple[Decimal, ...]]:
    """The grain, and what each period has: shares adding up to exactly 1, or levels where the goal does not add up over time.

    Nothing where there is no split or it is wrong.
    """
    bench = whole.bench
    clause = only(node.clauses, nodes.SplitByTime, bench.findings)
    if clause is None:
        return None, ()
    if whole.adds_over_time and _in_plain_numbers(whole, clause):
        return None, ()
    grain = grain_of(bench, clause.unit, clause.span)
    if grain is None or not _right_count(whole, clause, grain):
        return None, ()
    if not whole.adds_over_time:
        levels = [_level(whole, share) for share in clause.shares]
        found = tuple(level for level in levels if level is not None)
        return (grain, found) if len(found) == len(levels) else (None, ())
    written = [_written(whole, share) for share in clause.shares]
    known = [part for part in written if part is not None]
    if len(known) < len(written):
        return None, ()
    span = clause.shares[0].span.to(clause.shares[-1].span)
    if not _alike(bench, known, span) or not _adds_up(whole, known, span, Decimal(0), None):
        return None, ()
    return grain, _shares(whole, known)


def _in_plain_numbers(whole: Whole, clause: nodes.SplitByTime) -> bool:
    """Whether shares are written `18/25/25/32`, or `18, 25, 25, 32` where these are no amounts; reported."""
    joined = len(clause.shares) == 1
    numbers = _chain(clause.shares[0]) if joined else list(clause.shares)
    values = [number.value for number in numbers if isinstance(number, nodes.Number)]
    percents = [number.value * 100 for number in numbers if isinstance(number, nodes.Percent)]
    found = values or percents
    if len(found) < len(numbers) or len(numbers) < 2 or (not joined and (percents or isinstance(whole.unit, Plain))):
        return False
    if not joined and sum(found) != 100:
        return False
    shares = ", ".join(f"{plain_text(value)}%" for value in found)
    span = clause.shares[0].span.to(clause.shares[-1].span)
    fix = Fix(PLAIN_WRITE(shares=shares), (Edit(span, shares),), safe=False)
    whole.bench.findings.error(span, PLAIN(), help=PLAIN_WRITE(shares=shares), fixes=(fix,))
    return True


def _chain(value: nodes.Expression) -> list[nodes.Expression]:
    """The operands of `18/25/25/32` and `18-25-25-32`."""
    found: list[nodes.Expression] = []
    while isinstance(value, nodes.Binary) and value.operator in (nodes.Operator.DIVIDE, nodes.Operator.SUBTRACT):
        found.append(value.right)
        value = value.left
    return [value, *reversed(found)]


def _level(whole: Whole, value: nodes.Expression) -> Decimal | None:
    """The target of one period of a goal that does not add up over time, in its unit; None after reporting another."""
    found = amount(whole.bench, whole.scope, value)
    if found is None:
        return None
    number, unit = found
    if common(unit, whole.unit) is None:
        written = nodes.Reference(nodes.Path((), value.span), value.span)
        mismatch(whole.bench, Operand(written, whole.unit), Operand(value, unit))
        return None
    if number < 0:
        whole.bench.findings.error(value.span, NEGATIVE())
        return None
    return number


def _right_count(whole: Whole, clause: nodes.SplitByTime, grain: Grain) -> bool:
    """Whether there is one share for each period that the goal meets."""
    periods = 0
    for _ in periods_meeting(whole.start, whole.end + timedelta(days=1), grain, whole.bench.ground.grid):
        periods += 1
        if periods > PARTS_AT_MOST:
            whole.bench.findings.error(clause.span, TOO_FINE(periods=periods, limit=PARTS_AT_MOST))
            return False
    if periods == len(clause.shares):
        return True
    word = GRAIN_WORDS[grain]()
    whole.bench.findings.error(
        clause.span,
        COUNT(
            count=len(clause.shares),
            periods=periods,
            grain=word,
            start=whole.start.isoformat(),
            end=whole.end.isoformat(),
        ),
        help=COUNT_HELP(grain=word),
    )
    return False


def _shares(whole: Whole, parts: Sequence[_Written]) -> tuple[Decimal, ...]:
    """Shares of 1; amounts over the target to 60 digits, the last one taking what is missing."""
    if parts[0].share is not None:
        return tuple(part.share for part in parts if part.share is not None)
    with localcontext() as context:
        context.prec = 60
        shares = [part.amount / whole.target for part in parts if part.amount is not None]
        return (*shares[:-1], 1 - sum(shares[:-1], Decimal(0)))


def _written(whole: Whole, value: nodes.Expression) -> _Written | None:
    """A part as a share or an amount; None after reporting that it is neither."""
    found = amount(whole.bench, whole.scope, value)
    if found is None:
        return None
    number, unit = found
    if number < 0:
        whole.bench.findings.error(value.span, NEGATIVE())
        return None
    if isinstance(unit, Ratio):
        return _Written(number, None)
    if common(unit, whole.unit) is not None:
        return _Written(None, number)
    written = nodes.Reference(nodes.Path((), value.span), value.span)
    mismatch(whole.bench, Operand(written, whole.unit), Operand(value, unit))
    return None


def _alike(bench: Bench, parts: Sequence[_Written], span: Span) -> bool:
    if len({part.share is None for part in parts}) < 2:
        return True
    bench.findings.error(span, MIXED(), help=MIXED_HELP())
    return False


def _adds_up(
    whole: Whole, parts: Sequence[_Written], span: Span, buffer: Decimal, percent: nodes.Percent | None
) -> bool:
    """Whether shares total 100%, or amounts the target with its buffer."""
    bench = whole.bench
    if parts[0].share is not None:
        total = sum((part.share for part in parts if part.share is not None), Decimal(0))
        if total == 1:
            return True
        bench.findings.error(span, SHARES(sum=_percent(total)), help=_difference(_percent(abs(1 - total)), total < 1))
        return False
    needed = whole.target * (1 + buffer)
    total = sum((part.amount for part in parts if part.amount is not None), Decimal(0))
    if total == needed:
        return True
    bench.findings.error(
        span,
        AMOUNTS(sum=_amount(whole.unit, total), whole=_amount(whole.unit, needed)),
        help=_difference(_amount(whole.unit, abs(needed - total)), total < needed),
        related=(
            (Related(percent.span, WITH_BUFFER(buffer=percent.span.text, whole=_amount(whole.unit, needed))),)
            if percent
            else ()
        ),
    )
    return False


def _difference(text: str, too_little: bool) -> Message:
    return SHARES_HELP(difference=text) if too_little else SHARES_OVER(difference=text)


def _percent(share: Decimal) -> str:
    return f"{plain_text(share * 100)}%"


def _amount(unit: Unit, number: Decimal) -> str:
    text = f"{number:,f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"{text} {unit.currency}" if isinstance(unit, MoneyIn) else text


# teams and people


def split_by_entity(whole: Whole, goal: nodes.GoalDecl) -> tuple[tuple[Part, ...], Decimal]:
    """The parts of teams and people, and the buffer; nothing where there is no split or it is wrong."""
    bench = whole.bench
    clause = only(goal.clauses, nodes.SplitByEntity, bench.findings)
    if clause is None:
        return (), Decimal(0)
    if not whole.adds_over_people:
        bench.findings.error(clause.dimension.span, RATIO(), help=RATIO_HELP())
        return (), Decimal(0)
    buffer = clause.buffer.value if clause.buffer else Decimal(0)
    word = clause.dimension.text
    role = whole.scope.find(word, (Kind.ROLE,))
    if role is not None:
        note(whole.scope, clause.dimension, role, bench.findings)
    elif word in TEAM_WORDS or word in EVERYBODY:
        note_word(clause.dimension.span, bench.findings)
    else:
        bench.findings.unknown(
            clause.dimension.span,
            NO_TEAM(name=word),
            word,
            lambda: (*sorted(TEAM_WORDS | EVERYBODY), *whole.scope.names((Kind.ROLE,))),
            among=whole.scope,
            help=NO_TEAM_HELP(),
        )
    parts = _parts(whole, clause.parts, _Written(Decimal(1), whole.target * (1 + buffer)), clause, None)
    _check_twice(bench, clause.parts)
    return parts or (), buffer


def _parts(
    whole: Whole,
    shares: tuple[nodes.Share, ...],
    above: _Written,
    clause: nodes.SplitByEntity,
    parent: nodes.Share | None,
) -> tuple[Part, ...] | None:
    """The parts at one level; None after reporting that they do not add up.

    Nested shares are shares of the whole goal when they add up to the part above, and shares of that part when they
    add up to 100%.
    """
    bench = whole.bench
    written = [(share, _written(whole, share.value)) for share in shares]
    if not shares or any(value is None for _, value in written):
        return None
    values = [value for _, value in written if value is not None]
    span = shares[0].span.to(shares[-1].value.span) if len(shares) > 1 else shares[0].value.span
    if not _alike(bench, values, span):
        return None
    factor = Decimal(1)
    if parent is None:
        buffer = clause.buffer.value if clause.buffer else Decimal(0)
        if not _adds_up(whole, values, span, buffer, clause.buffer):
            return None
    else:
        nested = _nested_factor(whole, values, above, parent, span)
        if nested is None:
            return None
        factor = nested
    found: list[Part] = []
    for share, value in written:
        assert value is not None
        own = _Written(None if value.share is None else value.share * factor, value.amount)
        inner = _parts(whole, share.parts, own, clause, share) if share.parts else ()
        entity = _entity(whole, share.who)
        if entity is not None:
            if share.whole and entity.startswith("team:"):
                bench.findings.warning(share.who.span, WHOLE_TEAM(name=share.who.text), help=WHOLE_TEAM_HELP())
            found.append(Part(entity, own.share, own.amount, inner or (), share.who.span, share.whole))
    return tuple(found)


def _nested_factor(
    whole: Whole, values: Sequence[_Written], above: _Written, parent: nodes.Share, span: Span
) -> Decimal | None:
    """What nested shares are multiplied by to be shares of the whole goal; None after reporting a wrong sum."""
    in_shares = values[0].share is not None
    total = sum(((value.share if in_shares else value.amount) or Decimal(0) for value in values), Decimal(0))
    needed = above.share if in_shares else above.amount
    if needed is not None and total == needed:
        return Decimal(1)
    if in_shares and above.share is not None and total == 1:
        return above.share
    if needed is None:
        whole.bench.findings.error(span, MIXED(), help=MIXED_HELP())
        return None
    words = _percent if in_shares else lambda number: _amount(whole.unit, number)
    whole.bench.findings.error(
        span,
        NESTED(name=parent.who.text, sum=words(total), whole=words(needed)),
        help=_difference(words(abs(needed - total)), total < needed),
        related=(Related(parent.value.span, PART()),),
    )
    return None


def _entity(whole: Whole, who: nodes.Name) -> str | None:
    """`team:north` or `rep:张丽`; None after reporting that there is neither."""
    if not who.quoted:
        team = whole.scope.find(who.text, (Kind.TEAM,))
        if team is not None:
            note(whole.scope, who, team, whole.bench.findings)
            return f"team:{team.name}"
    bench = whole.bench
    note_person(who.text, who.span, bench.findings)
    if who.text in bench.people or bench.rosters:
        return f"rep:{who.text}"
    if not whole.scope.may_hide(who.text):
        bench.findings.unknown(
            who.span,
            NOT_A_PART(name=who.text),
            who.text,
            lambda: (*bench.people, *whole.scope.names((Kind.TEAM,))),
            among=whole.scope,
        )
    return None


def _check_twice(bench: Bench, shares: tuple[nodes.Share, ...]) -> None:
    """Report names with two parts of one level."""
    seen: dict[str, Span] = {}
    for share in shares:
        if share.who.text in seen:
            bench.findings.error(
                share.who.span, TWICE(name=share.who.text), related=(Related(seen[share.who.text], REPEATED_FIRST()),)
            )
        seen.setdefault(share.who.text, share.who.span)
        _check_twice(bench, share.parts)
