"""Splits of a goal over time, and what all splits have in common: parts are shares or amounts, and add up.

In: the split by time of a goal and its whole. Out: exact shares. Turning shares into amounts with largest remainders is
the matter of evaluation.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal, localcontext
from fractions import Fraction

from planlang.diagnostics.diagnostic import Edit, Fix
from planlang.diagnostics.text import Message, Text
from planlang.frozen import frozen
from planlang.semantics.clauses.clauses import only
from planlang.semantics.expressions.constants import amount
from planlang.semantics.expressions.mismatch import Operand, mismatch, plain_text
from planlang.semantics.expressions.units import common
from planlang.semantics.expressions.windows import grain_of
from planlang.semantics.names.bench import Bench
from planlang.semantics.names.scopes import Scope
from planlang.semantics.names.vocabulary import GRAIN_WORDS
from planlang.source import Span
from planlang.syntax import nodes
from planlang.values.periods import Grain, periods_meeting
from planlang.values.units import MoneyIn, Plain, Ratio, Unit

SHARES = Text("split-does-not-add-up", "these shares add up to {sum}, not to 100%")
SHARES_HELP = Text("split-does-not-add-up.help", "{difference} too little: add it to one of them")
SHARES_OVER = Text("split-does-not-add-up.over", "{difference} too much: take it off one of them")
AMOUNTS = Text("split-does-not-add-up.amounts", "these amounts add up to {sum}, not to {whole}")
COUNT = Text("split-count", "{count} shares for {periods} {grain}s, from {start} to {end}")
COUNT_HELP = Text("split-count.help", "write one share for each {grain}")
PLAIN = Text("split-in-plain-numbers", "shares are written in percent, with commas between them")
PLAIN_WRITE = Text("split-in-plain-numbers.help", "write `{shares}`")
TOO_FINE = Text("split-count.many", "{periods} parts are more than the {limit} allowed")
RATIO = Text("ratio-goal-split", "a ratio or an average cannot be split: its parts do not add up to the whole")
RATIO_HELP = Text("ratio-goal-split.help", "set a goal of its own for each part")
LEVEL = Text(
    "ratio-goal-split.level", "what `{name}` measures does not add up over time, so no {grain} has a share of it"
)
LEVEL_HELP = Text(
    "ratio-goal-split.level-help",
    "say which date counts, `sum(SOURCE.COLUMN at DATE)`, or write for each {grain} what is to be there by then",
)
MIXED = Text("split-mixes-shares", "shares and amounts are mixed in one split")
MIXED_HELP = Text("split-mixes-shares.help", "write all of them in percent, or all as amounts")
NEGATIVE = Text("split-negative", "a part cannot be less than nothing")

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
class Written:
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
    if not whole.adds_over_time and _are_shares(whole, clause):
        words = GRAIN_WORDS[grain]()
        span = clause.shares[0].span.to(clause.shares[-1].span)
        bench.findings.error(span, LEVEL(name=whole.name, grain=words), help=LEVEL_HELP(grain=words))
        return None, ()
    if not whole.adds_over_time:
        levels = [_level(whole, share) for share in clause.shares]
        found = tuple(level for level in levels if level is not None)
        return (grain, found) if len(found) == len(levels) else (None, ())
    written = [written_part(whole, share) for share in clause.shares]
    known = [part for part in written if part is not None]
    if len(known) < len(written):
        return None, ()
    span = clause.shares[0].span.to(clause.shares[-1].span)
    if not _alike(bench, known, span) or not _adds_up(whole, known, span):
        return None, ()
    return grain, _shares(whole, known)


def _are_shares(whole: Whole, clause: nodes.SplitByTime) -> bool:
    """Whether all parts are percentages, of a goal that is none."""
    return not isinstance(whole.unit, Ratio) and all(isinstance(share, nodes.Percent) for share in clause.shares)


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


def _shares(whole: Whole, parts: Sequence[Written]) -> tuple[Decimal, ...]:
    """Shares of 1; amounts over the target to 60 digits, the last one taking what is missing."""
    if parts[0].share is not None:
        return tuple(part.share for part in parts if part.share is not None)
    with localcontext() as context:
        context.prec = 60
        shares = [part.amount / whole.target for part in parts if part.amount is not None]
        return (*shares[:-1], 1 - sum(shares[:-1], Decimal(0)))


def written_part(whole: Whole, value: nodes.Expression) -> Written | None:
    """A part as a share or an amount; None after reporting that it is neither."""
    found = amount(whole.bench, whole.scope, value)
    if found is None:
        return None
    number, unit = found
    if number < 0:
        whole.bench.findings.error(value.span, NEGATIVE())
        return None
    if isinstance(unit, Ratio):
        return Written(number, None)
    if common(unit, whole.unit) is not None:
        return Written(None, number)
    written = nodes.Reference(nodes.Path((), value.span), value.span)
    mismatch(whole.bench, Operand(written, whole.unit), Operand(value, unit))
    return None


def _alike(bench: Bench, parts: Sequence[Written], span: Span) -> bool:
    if len({part.share is None for part in parts}) < 2:
        return True
    bench.findings.error(span, MIXED(), help=MIXED_HELP())
    return False


def _adds_up(whole: Whole, parts: Sequence[Written], span: Span) -> bool:
    """Whether shares total 100%, or amounts the target."""
    bench = whole.bench
    if parts[0].share is not None:
        total = sum((part.share for part in parts if part.share is not None), Decimal(0))
        if total == 1:
            return True
        help_ = difference(percent_words(abs(1 - total)), total < 1)
        bench.findings.error(span, SHARES(sum=percent_words(total)), help=help_)
        return False
    total = sum((part.amount for part in parts if part.amount is not None), Decimal(0))
    if total == whole.target:
        return True
    words = AMOUNTS(sum=amount_words(whole.unit, total), whole=amount_words(whole.unit, whole.target))
    help_ = difference(amount_words(whole.unit, abs(whole.target - total)), total < whole.target)
    bench.findings.error(span, words, help=help_)
    return False


def difference(text: str, too_little: bool) -> Message:
    """What to do about parts that do not add up."""
    return SHARES_HELP(difference=text) if too_little else SHARES_OVER(difference=text)


def percent_words(share: Decimal | Fraction) -> str:
    """A share as people write it, to two decimals of a percent where it has no end."""
    return f"{plain_text(_decimal(share * 100))}%"


def amount_words(unit: Unit, number: Decimal | Fraction) -> str:
    """An amount as people write it, to two decimals where it has no end."""
    text = f"{_decimal(number):,f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"{text} {unit.currency}" if isinstance(unit, MoneyIn) else text


def _decimal(number: Decimal | Fraction) -> Decimal:
    if isinstance(number, Decimal):
        return number
    with localcontext() as context:
        context.prec = 60
        found = Decimal(number.numerator) / number.denominator
        return found if found * number.denominator == number.numerator else round(found, 2)
