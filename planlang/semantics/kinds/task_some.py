"""Tasks that any of a team do: `assign 2 of north`.

In: the clauses of a task. Out: how many of whom; that nobody in particular is meant is reported where a person is named.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from planlang.diagnostics.text import Text
from planlang.semantics.clauses.clauses import each
from planlang.semantics.clauses.parties import Setting, party
from planlang.semantics.model import SomeOf, ToEntity, ToRole, ToTeam
from planlang.semantics.names.bench import Bench
from planlang.semantics.names.scopes import Scope
from planlang.syntax import nodes

NOBODY = Text("some-of-nobody", "`{name}` is no team, so there are none of it to choose from")
NOBODY_HELP = Text("some-of-nobody.help", "write a team or a role of one: `assign 2 of north`, `assign 2 of north.rep`")
NONE = Text("some-of-nobody.none", "nobody is assigned with `{written}`")


def some_of(bench: Bench, scope: Scope, clauses: Sequence[object], setting: Setting) -> tuple[SomeOf, ...]:
    """How many of which teams do a task."""
    return tuple(_understood(bench, scope, clauses, setting))


def _understood(bench: Bench, scope: Scope, clauses: Sequence[object], setting: Setting) -> Iterator[SomeOf]:
    for written in (one for clause in each(clauses, nodes.Assign) for one in clause.who):
        if not isinstance(written, nodes.SomeOf):
            continue
        who = party(bench, scope, written.of, setting)
        if who is None:
            continue
        if written.count < 1:
            bench.findings.error(written.span, NONE(written=written.span.text))
        elif isinstance(who, ToTeam | ToEntity) or (isinstance(who, ToRole) and not who.anywhere):
            yield SomeOf(written.count, who, written.span)
        else:
            bench.findings.error(written.of.span, NOBODY(name=written.of.text), help=NOBODY_HELP())
