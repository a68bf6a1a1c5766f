"""What a role is for, and up to how much it may approve of what.

In: the clauses of a `role`. Out: duties and authority. What the approvals are about is checked where they are asked for, in
a process.
"""

from __future__ import annotations

from decimal import Decimal

from planlang.diagnostics.text import Text
from planlang.semantics.clauses.clauses import each, only, repeated
from planlang.semantics.expressions.constants import constant
from planlang.semantics.expressions.units import NUMERIC, unit_words
from planlang.semantics.model import Authority
from planlang.semantics.names.bench import Bench
from planlang.semantics.names.scopes import Symbol
from planlang.semantics.names.uses import note_word
from planlang.source import Span
from planlang.syntax import nodes

FALLS = Text("ramp-order", "a ramp goes up, and this is less than the month before")
NO_SHARE = Text("ramp-order.share", "`{written}` is no share of a full target")
RAMP_HELP = Text(
    "ramp-order.help", "write the share of each of the first months: `ramp 0%, 30%, 60%`; after them it is all"
)
NO_FIGURE = Text("unit-mismatch.authority", "this is {found}; what may be approved is limited by a figure")
BELOW_NOTHING = Text("not-a-constant.authority", "{written} is less than nothing: who may approve that much?")


def role_ramp(bench: Bench, symbol: Symbol) -> tuple[Decimal, ...]:
    """The shares of the first months; none after reporting that they fall, or are more than all."""
    node = symbol.node
    assert isinstance(node, nodes.RoleDecl)
    clause = only(node.clauses, nodes.Ramp, bench.findings)
    if clause is None:
        return ()
    shares = [share.value for share in clause.shares]
    for before, share in zip(shares, clause.shares[1:], strict=False):
        if share.value < before:
            bench.findings.error(share.span, FALLS(), help=RAMP_HELP())
            return ()
    for share in clause.shares:
        if share.value > 1 or share.value < 0:
            bench.findings.error(share.span, NO_SHARE(written=share.span.text), help=RAMP_HELP())
            return ()
    return tuple(shares)


def role_clauses(bench: Bench, symbol: Symbol) -> tuple[tuple[str, ...], tuple[Authority, ...]]:
    """Duties and authority of a role, in written order."""
    node = symbol.node
    assert isinstance(node, nodes.RoleDecl)
    duties = tuple(text.text for clause in each(node.clauses, nodes.Duty) for text in clause.texts)
    said: dict[str, Span] = {}
    found: list[Authority] = []
    for clause in each(node.clauses, nodes.MayApprove):
        note_word(clause.what.span, bench.findings)
        first = said.setdefault(clause.what.text, clause.span)
        if first is not clause.span:
            repeated(clause.span, first, bench.findings)
            continue
        limit = constant(bench, symbol.scope, clause.limit)
        if limit is None:
            continue
        if not isinstance(limit.unit, NUMERIC) or not isinstance(limit.value, Decimal):
            bench.findings.error(clause.limit.span, NO_FIGURE(found=unit_words(limit.unit)))
        elif limit.value < 0:
            bench.findings.error(clause.limit.span, BELOW_NOTHING(written=clause.limit.span.text))
        else:
            found.append(Authority(clause.what.text, limit.value, limit.unit, clause.span))
            known = bench.authority.get(clause.what.text, ())
            if limit.unit not in known:
                bench.authority[clause.what.text] = (*known, limit.unit)
    return duties, tuple(found)
