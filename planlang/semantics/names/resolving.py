"""From a written name to the declaration that it means, or to the one message that says why it means none.

In: a scope, a name, the kinds of declaration that may stand there. Out: a symbol, or a finding.
"""

from __future__ import annotations

from planlang.diagnostics.diagnostic import Related
from planlang.diagnostics.text import Message, Text
from planlang.semantics.names.findings import Findings
from planlang.semantics.names.nesting import accounts_called, beside, several
from planlang.semantics.names.scopes import Missing, Scope, Symbol
from planlang.semantics.names.uses import note
from planlang.semantics.names.vocabulary import A_KIND, KIND_WORDS, NODES
from planlang.source import Span
from planlang.syntax import nodes
from planlang.syntax.nodes import Kind

SEVERAL = Text("ambiguous-name.tasks", "`{name}` stands in several tasks")
SEVERAL_HELP = Text("ambiguous-name.tasks-help", "write the path of the one that is meant: {paths}")
UNKNOWN = Text("unknown-name", "no {kind} is called `{name}`")
NOTHING = Text("unknown-name.nothing", "nothing is called `{name}`; here {needed} is needed")
ACCOUNT_PATH = Text("unknown-name.account", "an account goes by its path: {paths}")
WRONG_KIND = Text("wrong-kind", "`{name}` is {found}, here {needed} is needed")
DECLARED = Text("wrong-kind.declared", "declared here")
PRIVATE = Text("private-name", "`{name}` is private: it is known only where it is declared")
PRIVATE_HELP = Text("private-name.help", "take `private` off its declaration, or declare what you need here")
EXCLUDED = Text("excluded-but-needed", "`{name}` is left out, but `{user}` needs it")
NEEDED_HERE = Text("excluded-but-needed.here", "needed here")
EXCLUDED_HELP = Text("excluded-but-needed.help", "declare {kind} called `{name}`, or take it off the `without` list")

LISTED = frozenset({Kind.ROLE, Kind.TEAM, Kind.SOURCE, Kind.PROCESS, Kind.CALENDAR, Kind.CHANNEL})
"""Kinds of which a plan has few, and of which people write a word of their own."""


def resolve(
    scope: Scope,
    name: nodes.Path | nodes.Name,
    kinds: tuple[Kind, ...],
    findings: Findings,
    near: Symbol | None = None,
    needed: Message | None = None,
) -> Symbol | None:
    """The declaration of one of these kinds that a whole path means; None after reporting that there is none.

    The neighbours of the task `near` that names it go before the rest of the file; `needed` says what may stand there, where it is
    not mainly of the first kind.
    """
    if scope.memory is not None:
        scope.memory.named(name.text)
    neighbour = beside(near, name.text) if near is not None else None
    found = (neighbour,) if neighbour is not None else scope.lookup(name.text)
    if isinstance(found, tuple):
        for symbol in found:
            if symbol.kind in kinds:
                note(scope, name, symbol, findings)
                return symbol
        complain(scope, name.text, name.span, found, kinds, findings, needed)
    elif isinstance(found, Missing):
        note(scope, name, None, findings)
    else:
        complain(scope, name.text, name.span, (), kinds, findings, needed)
    return None


def complain(
    scope: Scope,
    name: str,
    span: Span,
    found: tuple[Symbol, ...],
    kinds: tuple[Kind, ...],
    findings: Findings,
    needed: Message | None = None,
) -> None:
    """Report a name that is of another kind than needed, or of none."""
    accounts = tuple(accounts_called(scope, name)) if Kind.ACCOUNT in kinds else ()
    if accounts:
        listed = ", ".join(f"`{path}`" for path in accounts)
        findings.error(span, UNKNOWN(name=name, kind=KIND_WORDS[kinds[0]]()), help=ACCOUNT_PATH(paths=listed))
        return
    if found:
        wrong = found[0]
        findings.error(
            span,
            WRONG_KIND(name=name, found=A_KIND[wrong.kind](), needed=needed or A_KIND[kinds[0]]()),
            related=(Related(wrong.head.name.span, DECLARED()),),
        )
        return
    paths = several(scope, name) if kinds[0] in NODES else ()
    if paths:
        listed = ", ".join(f"`{path}`" for path in paths)
        findings.error(span, SEVERAL(name=name), help=SEVERAL_HELP(paths=listed))
        return
    candidates = scope.own.get(name, ()) + scope.used.get(name, ())
    dropped = next((symbol for symbol in candidates if symbol.dropped and symbol.kind in kinds), None)
    if dropped is not None and dropped.dropped is not None and scope.site is not None:
        findings.error(
            dropped.dropped,
            EXCLUDED(name=name, user=scope.site.written),
            help=EXCLUDED_HELP(kind=A_KIND[dropped.kind](), name=name),
            related=(Related(span, NEEDED_HERE()),),
        )
        return
    if scope.may_hide(name):
        return
    hidden = _private(scope, name, kinds)
    if hidden is not None:
        findings.error(
            span, PRIVATE(name=name), related=(Related(hidden.head.name.span, DECLARED()),), help=PRIVATE_HELP()
        )
        return
    findings.unknown(
        span,
        UNKNOWN(name=name, kind=KIND_WORDS[kinds[0]]()) if needed is None else NOTHING(name=name, needed=needed),
        name,
        lambda: scope.names(kinds),
        among=scope,
        listed=kinds[0] in LISTED,
    )


def _private(scope: Scope, name: str, kinds: tuple[Kind, ...]) -> Symbol | None:
    """What a name would mean in a file that is used, where it is private."""
    here: Scope | None = scope
    while here is not None:
        for use, other in here.uses:
            before = f"{use.alias.text}." if use.alias else ""
            if name.startswith(before):
                found = other.own.get(name.removeprefix(before), ())
                hidden = next((one for one in found if one.private and one.kind in kinds), None)
                if hidden is not None:
                    return hidden
        here = None if here.is_module else here.user
    return None
