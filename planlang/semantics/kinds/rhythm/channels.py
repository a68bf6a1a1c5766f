"""Channels: what is sent to whom, gathered into digests, held back over quiet hours.

In: `channel` declarations. Out: every channel by qualified name. Of an address nothing but the name of the variable that holds it
is kept: a plan is read by many.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import time

from planlang.diagnostics.text import Text
from planlang.semantics.clauses.clauses import each, only
from planlang.semantics.clauses.parties import Setting, party
from planlang.semantics.clauses.recurrences import recurrence
from planlang.semantics.clauses.severities import severity
from planlang.semantics.kinds.working_time import calendar_named
from planlang.semantics.model import Channel, Sending, Topic
from planlang.semantics.names.bench import Bench
from planlang.semantics.names.resolving import resolve
from planlang.semantics.names.scopes import Symbol
from planlang.semantics.names.uses import note_word
from planlang.semantics.names.vocabulary import WAYS
from planlang.syntax import nodes
from planlang.syntax.nodes import Kind, Often
from planlang.values.hours import lies_in

UNKNOWN_WAY = Text("unknown-name.way", "nothing is sent by `{name}`")
UNKNOWN_WAY_HELP = Text(
    "unknown-name.way-help", "write `wecom`, `dingtalk`, `feishu`, `slack`, `teams`, `mail` or `sms`"
)
ADDRESS = Text("channel-address", "an address does not stand in a plan, which many read")
ADDRESS_HELP = Text(
    "channel-address.help", "write the name of the environment variable that holds it: `env SLACK_EAST`"
)
NO_VARIABLE = Text(
    "channel-address.name", "no environment variable is called `{name}`: they are made of A to Z, 0 to 9 and _"
)
UNWARNED = Text("clause-without-effect.unwarned", "`{name}` warns of nothing, so nothing of it is sent")
UNWARNED_HELP = Text("clause-without-effect.unwarned-help", "add `warn when CONDITION` to it")
NEVER_QUIET = Text("quiet-hours", "from {start} to {end} is no time")
IN_QUIET = Text("quiet-hours.digest", "the digest of {at} falls into the quiet hours, and waits until {end}")
IN_QUIET_HELP = Text("quiet-hours.digest-help", "write a time outside {start} .. {end}")
MIDNIGHT = Text("quiet-hours.midnight", "the digest does not say at what time: it goes out at midnight")
MIDNIGHT_HELP = Text("quiet-hours.midnight-help", "write `{written} 09:00`")
NOT_DAILY = Text("daily-maximum", "a maximum counts by the day")
NOT_DAILY_HELP = Text("daily-maximum.help", "write `every day at most {most}`")
NOTHING = Text("daily-maximum.nothing", "a maximum of {most} sends nothing")

TOPICS = (
    Kind.ALERT,
    Kind.PROCESS,
    Kind.BUDGET,
    Kind.ACCOUNT,
    Kind.RISK,
    Kind.ADJUST,
    Kind.TASK,
    Kind.MILESTONE,
    Kind.REVIEW,
)
WARNING = (Kind.BUDGET, Kind.ACCOUNT, Kind.RISK)
TOLD = Setting(notified=True)
VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
"""`SLACK_EAST`."""


def channels(bench: Bench) -> dict[str, Channel]:
    """Every channel by qualified name."""
    return bench.by_name(_channel, Kind.CHANNEL)


def _channel(bench: Bench, symbol: Symbol) -> Channel:
    node, findings = symbol.node, bench.findings
    assert isinstance(node, nodes.ChannelDecl)
    digest = only(node.clauses, nodes.Digest, findings)
    quiet = only(node.clauses, nodes.Quiet, findings)
    calendar = only(node.clauses, nodes.CalendarClause, findings)
    hours = _hours(bench, quiet)
    every = recurrence(bench, digest.every) if digest else None
    if digest is not None and every is not None:
        _check_time(bench, digest, hours)
    return Channel(
        symbol.ident(),
        _way(bench, only(node.clauses, nodes.ByWay, findings)),
        _variable(bench, node),
        tuple(_sending(bench, symbol, clause) for clause in each(node.clauses, nodes.Sends)),
        every,
        _exempt(bench, digest.exempt if digest else None),
        hours,
        _exempt(bench, quiet.exempt if quiet else None),
        _most(bench, only(node.clauses, nodes.AtMostDaily, findings)),
        calendar_named(bench, symbol.scope, calendar, bench.calendar) if calendar else bench.calendar,
    )


def _exempt(bench: Bench, level: nodes.Name | None) -> str | None:
    """What is so bad that it does not wait; None where all does."""
    if level is None:
        return None
    note_word(level.span, bench.findings)
    return severity(bench, level)


def _way(bench: Bench, clause: nodes.ByWay | None) -> str | None:
    """By what it goes; None after reporting that nothing does."""
    if clause is None:
        return None
    name = clause.way.text
    found = WAYS.get(name.lower())
    if found is None:
        words = UNKNOWN_WAY(name=name)
        bench.findings.unknown(clause.way.span, words, name, lambda: WAYS, among="way", help=UNKNOWN_WAY_HELP())
    else:
        note_word(clause.way.span, bench.findings)
    return found


def _variable(bench: Bench, node: nodes.ChannelDecl) -> str | None:
    """The name of the variable with the address; None after reporting what is none."""
    for written in each(node.clauses, nodes.WrittenAddress):
        bench.findings.error(written.span, ADDRESS(), help=ADDRESS_HELP())
    clause = only(node.clauses, nodes.Address, bench.findings)
    if clause is None:
        return None
    name = clause.variable.text
    if VARIABLE.fullmatch(name) is None:
        bench.findings.error(clause.variable.span, NO_VARIABLE(name=name), help=ADDRESS_HELP())
        return None
    note_word(clause.variable.span, bench.findings)
    return name


def _sending(bench: Bench, symbol: Symbol, clause: nodes.Sends) -> Sending:
    """What is sent to whom."""
    to = (party(bench, symbol.scope, path, TOLD) for path in clause.to)
    return Sending(
        tuple(dict.fromkeys(_topics(bench, symbol, clause))),
        tuple(dict.fromkeys(who for who in to if who is not None)),
    )


def _topics(bench: Bench, symbol: Symbol, clause: nodes.Sends) -> Iterator[Topic]:
    """What is sent; of a budget, an account or a risk its warning."""
    for path in clause.topics:
        found = resolve(symbol.scope, path, TOPICS, bench.findings)
        if found is None:
            continue
        if found.kind not in WARNING:
            yield Topic(found.kind.value, found.name)
        elif each(getattr(found.declared, "clauses", ()), nodes.WarnWhen):
            yield Topic(Kind.ALERT.value, f"{found.name}.warning")
        else:
            bench.findings.warning(path.span, UNWARNED(name=path.text), help=UNWARNED_HELP())


def _hours(bench: Bench, clause: nodes.Quiet | None) -> tuple[time, time] | None:
    """From when to when it is quiet, perhaps over midnight; None after reporting that it never is."""
    if clause is None:
        return None
    start, end = clause.hours.start, clause.hours.end
    if start == end:
        bench.findings.error(clause.hours.span, NEVER_QUIET(start=f"{start:%H:%M}", end=f"{end:%H:%M}"))
        return None
    return start, end


def _check_time(bench: Bench, digest: nodes.Digest, quiet: tuple[time, time] | None) -> None:
    """Reports a digest that goes out at midnight because nobody said when, and one that falls into the quiet hours."""
    at = digest.every.at
    if at is None and (quiet is None or not lies_in(time(), *quiet)):
        written = digest.every.span.text
        bench.findings.warning(digest.every.span, MIDNIGHT(), help=MIDNIGHT_HELP(written=written))
    elif at is not None and quiet is not None and lies_in(at, *quiet):
        start, end = (f"{one:%H:%M}" for one in quiet)
        bench.findings.warning(
            digest.every.span, IN_QUIET(at=f"{at:%H:%M}", end=end), help=IN_QUIET_HELP(start=start, end=end)
        )


def _most(bench: Bench, clause: nodes.AtMostDaily | None) -> int | None:
    """How many messages a day at most; None after reporting what is no such number."""
    if clause is None:
        return None
    most = int(clause.most.value)
    if clause.cadence.often not in (Often.DAY, Often.WORKDAY):
        bench.findings.error(clause.cadence.span, NOT_DAILY(), help=NOT_DAILY_HELP(most=most))
        return None
    if most < 1:
        bench.findings.error(clause.most.span, NOTHING(most=most))
        return None
    return most
