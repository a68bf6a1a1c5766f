"""What is done about the breaches of a rule: how bad they are, who is told and reminded, by which standard, what is proposed.

In: what stands behind a rule and in its block, and in the block of its stage. Out: a `Handling`. The rule's own words
come before those of its stage, and these before those of the process; recipients by escalation add up.
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve

from planlang.diagnostics.text import Text
from planlang.frozen import frozen
from planlang.semantics.clauses.change.proposals import proposals
from planlang.semantics.clauses.clauses import each, only
from planlang.semantics.clauses.lengths import lateness
from planlang.semantics.clauses.parties import Setting, notified
from planlang.semantics.clauses.severities import severity
from planlang.semantics.expressions.limits import time_limit
from planlang.semantics.kinds.process.approvals import owner_column
from planlang.semantics.model import ClockLimit, Handling, TimeLimit
from planlang.semantics.names.bench import Bench, StageNames
from planlang.semantics.names.scopes import Symbol
from planlang.semantics.names.vocabulary import OWNER_WORDS
from planlang.syntax import nodes
from planlang.syntax.nodes import Kind

NO_TIME = Text("clause-without-effect.warn", "`warn` has no effect: this rule has no time that runs out")
NO_TIME_HELP = Text("clause-without-effect.warn-help", "put it on a rule such as `stay in STAGE at most 10wd`")
AT_ONCE = Text(
    "clause-without-effect.escalate", "`escalate to` has no effect: a move is told once, in the week it happens"
)
AT_ONCE_HELP = Text("clause-without-effect.escalate-help", "name them in `notify`")
NOT_SHORTER = Text(
    "clause-without-effect.warn-long", "`{lead}` is no less than the limit: the reminder comes on the first day"
)
NOT_SHORTER_HELP = Text("clause-without-effect.warn-long-help", "remind later, or leave `warn` out")
HOURS_BEFORE_DAYS = Text("duration-unit.warn", "a limit in days runs out with a day, so it is reminded of days before")


@frozen
class Said:
    """What one block says.

    Attributes:
        severity: None where it says none; so are `notify` and `warn`.
        written: the clauses.
    """

    severity: str | None
    handling: Handling
    written: tuple[object, ...]


NOTHING = Said(None, Handling(), ())


def record_owner(bench: Bench, symbol: Symbol) -> Setting:
    """Who is meant by the owner of a record: also under the name of the column that says who it is."""
    node = symbol.node
    assert isinstance(node, nodes.ProcessDecl)
    source = symbol.scope.find(node.source.text, (Kind.SOURCE,))
    column = None if source is None or source.name not in bench.columns else owner_column(bench, node, source)
    if source is None or column is None:
        return Setting(OWNER_WORDS, notified=True)
    aliases = (alias for alias, name in bench.aliases[source.name].items() if name == column)
    words = (column, *aliases)
    columns = tuple((word, (source.name, column)) for word in words)
    return Setting(OWNER_WORDS | {*words}, notified=True, columns=columns)


def said(bench: Bench, symbol: Symbol, clauses: Sequence[object]) -> Said:
    """What the clauses behind a rule, in its block or in that of a stage say; reports what cannot be."""
    findings, scope = bench.findings, symbol.scope
    owner = record_owner(bench, symbol)
    level = only(clauses, nodes.SeverityClause, findings)
    standard = only(clauses, nodes.Standard, findings)
    warn = only(clauses, nodes.Warn, findings)
    written = each(clauses, nodes.Notify)
    notify, via = notified(bench, scope, written, owner)
    lead = time_limit(bench, scope, warn.lead) if warn is not None else None
    return Said(
        severity(bench, level.level) if level is not None else None,
        Handling(
            notify=notify if written else None,
            escalation=lateness(bench, scope, each(clauses, nodes.Escalate), owner),
            warn=lead.limit if lead is not None else None,
            standard=standard.text.text if standard is not None else None,
            proposals=proposals(bench, symbol, each(clauses, nodes.Propose)),
            via=via,
        ),
        tuple(clauses),
    )


def _together(own: Said, stage: Said) -> Handling:
    """What a rule and its stage say together."""
    mine, its = own.handling, stage.handling
    return Handling(
        notify=its.notify if mine.notify is None else mine.notify,
        escalation=(*its.escalation, *mine.escalation),
        warn=its.warn if mine.warn is None else mine.warn,
        standard=mine.standard,
        proposals=tuple(dict.fromkeys((*its.proposals, *mine.proposals))),
        via=its.via if mine.notify is None else mine.via,
    )


def fitting(bench: Bench, own: Said, stage: Said, limit: TimeLimit | None, *, a_move: bool) -> Handling:
    """What a rule and its stage say together, for a rule with this limit; reports what has no effect.

    Args:
        bench: for findings.
        own: what is said of the rule itself.
        stage: of its stage.
        limit: None for a rule without one.
        a_move: whether a breach is over on the day it happens.
    """
    found = _together(own, stage)
    for warn in each(own.written, nodes.Warn)[:1]:
        if own.handling.warn is not None:
            _check_lead(bench, warn, own.handling.warn, limit)
    if a_move:
        for clause in each(own.written, nodes.Escalate):
            bench.findings.warning(clause.span, AT_ONCE(), help=AT_ONCE_HELP())
    reminds = limit is not None and _may_remind(found.warn, limit)
    if limit is not None and not reminds and own.handling.warn is None:
        for warn in each(stage.written, nodes.Warn)[:1]:
            bench.findings.error(warn.lead.span, HOURS_BEFORE_DAYS())
    return evolve(found, warn=found.warn if reminds else None)


def _may_remind(lead: TimeLimit | None, limit: TimeLimit) -> bool:
    """Whether a limit can be reminded of so long before: one in days not by the hour."""
    return not (isinstance(lead, ClockLimit) and not isinstance(limit, ClockLimit))


def _check_lead(bench: Bench, warn: nodes.Warn, lead: TimeLimit, limit: TimeLimit | None) -> None:
    """Reports a reminder of nothing, one that is counted otherwise than its limit, and one that is not shorter."""
    if limit is None:
        bench.findings.warning(warn.span, NO_TIME(), help=NO_TIME_HELP())
    elif not _may_remind(lead, limit):
        bench.findings.error(warn.lead.span, HOURS_BEFORE_DAYS())
    elif _is_as_long(lead, limit):
        bench.findings.warning(warn.span, NOT_SHORTER(lead=warn.lead.span.text), help=NOT_SHORTER_HELP())


def _is_as_long(lead: TimeLimit, limit: TimeLimit) -> bool:
    """Whether one length of a kind is no shorter than another of it."""
    if isinstance(lead, ClockLimit) and isinstance(limit, ClockLimit):
        return lead.kind is limit.kind and lead.minutes >= limit.minutes
    if isinstance(lead, ClockLimit) or isinstance(limit, ClockLimit):
        return False
    return lead.kind is limit.kind and lead.count >= limit.count


def stage_said(bench: Bench, symbol: Symbol, stages: StageNames, node: nodes.ProcessDecl) -> dict[str, Said]:
    """What the blocks of stages say of their rules, by stage; the first block of each."""
    found: dict[str, Said] = {}
    for block in each(node.clauses, nodes.StageBlock):
        name = stages.names.get(block.stage.text)
        if name is not None and name not in found:
            found[name] = said(bench, symbol, block.clauses)
    return found
