"""Names of tasks inside others: each is taken once among its neighbours, and a path tells apart what shares a name.

In: the declarations of one file, entered by their bare names. Out: for each bare name either the one declaration that it
means anywhere in the file, or several of which each goes by its path, `launch.kickoff`, which is then its name everywhere.
Accounts of a budget always go by their paths, `total.travel`: many of them have the names of tasks.
"""

from __future__ import annotations

from collections.abc import Iterator

from planlang.semantics.names.scopes import Scope, Symbol
from planlang.syntax.nodes import Kind


def settle(scope: Scope) -> None:
    """Let every bare name mean the one task that bears it, and name by their paths those that share one.

    What stands at the top of the file keeps its bare name: that is its path.
    """
    shared: dict[Symbol, None] = {}
    for name, symbols in scope.nested.items():
        taken = scope.sharing(name, symbols[0].kind)
        if len(symbols) == 1 and not taken:
            scope.own[name] = (*scope.own.get(name, ()), symbols[0])
        else:
            shared |= dict.fromkeys(symbols)
            if not taken:
                scope.ambiguous[name] = tuple(symbols)
    for symbol in shared:
        _by_path(symbol)
        scope.own[symbol.route()] = (symbol,)
        scope.own[symbol.route(alias=True)] = (symbol,)
    for symbol in scope.symbols:
        if symbol.kind is Kind.ACCOUNT:
            _by_path(symbol)


def _by_path(symbol: Symbol) -> None:
    """Let a declaration be called by its path everywhere."""
    symbol.path = True
    symbol.name = symbol.scope.prefix + symbol.route()


def beside(symbol: Symbol, name: str) -> Symbol | None:
    """What a bare name or a path means from where a task stands: a neighbour, else one of the tasks around it."""
    first, *rest = name.split(".")
    for around in symbol.above():
        found = around.inside.get(first)
        if found is not None:
            below = found.descend(rest)
            if below is not None:
                return below
    return None


def several(scope: Scope, name: str) -> tuple[str, ...]:
    """The paths of the tasks that share a name in a file or one above it, where it means none of them by itself."""
    here: Scope | None = scope
    while here is not None:
        found = _sharing(here, name)
        if found:
            return found
        here = None if here.is_module else here.user
    return ()


def _sharing(scope: Scope, name: str) -> tuple[str, ...]:
    """The paths of the tasks that share a name in a file or in those that it uses."""
    if name in scope.ambiguous:
        return tuple(symbol.route() for symbol in scope.ambiguous[name])
    for use, other in scope.uses:
        before = f"{use.alias.text}." if use.alias else ""
        if name.startswith(before) and (found := _sharing(other, name.removeprefix(before))):
            return tuple(before + path for path in found)
    return ()


def accounts_called(scope: Scope, name: str) -> Iterator[str]:
    """The paths of the accounts in a file or those above it that have a name by themselves."""
    here: Scope | None = scope
    while here is not None:
        for symbol in here.symbols:
            if symbol.kind is Kind.ACCOUNT and name in symbol.called:
                yield symbol.route()
        here = None if here.is_module else here.user
