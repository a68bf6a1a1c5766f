"""The last check of a plan, of which the next one takes over what is still true.

In: the files as they are now. Out: benches whose work about single declarations is remembered, as far as they and all they
rest on are the same: the names that the files declare, what the plan itself says, what parameters of modules are bound to.
The plan with each of its changes has a bench of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from planlang.frozen import define, field
from planlang.semantics.expr import Constant
from planlang.semantics.names.bench import Bench, Ground
from planlang.semantics.names.findings import Findings
from planlang.semantics.names.memory import Memory
from planlang.semantics.names.modules import Loader, Program, gather
from planlang.semantics.names.renewing import renewed
from planlang.semantics.names.scopes import Missing, Symbol
from planlang.semantics.variants import Key
from planlang.source import Span
from planlang.syntax import nodes

UNCHANGED: Key = ()


@define(eq=False)
class _Kept:
    """A bench and its memory.

    Attributes:
        bench: with the tables as the last check left them.
        memory: what the bench remembers.
        bound: what the parameters of modules were bound to.
    """

    bench: Bench
    memory: Memory
    bound: list[tuple[dict[str, object], dict[str, Span]]] = field(factory=list)

    def take_over(self, program: Program) -> None:
        """Forgets what rests on names that the files declare otherwise now."""
        if program is not self.bench.program:
            self.bench.program = program
            self.memory.sift((one for scope in program.scopes for one in scope.symbols), program.changed)

    def renew(self, settings: Ground, findings: Findings) -> Bench:
        """The bench for the next check."""
        self.bench.findings = findings
        for table in self.bench.tables:
            table.renew()
        self.bench.stand_on(settings)
        for scope in self.bench.program.scopes:
            scope.parameters, scope.values, scope.memory = {}, {}, self.memory
        return self.bench

    def compare(self) -> None:
        """Forgets everything where parameters of modules are bound otherwise."""
        bound = [(_names(scope.parameters), scope.values) for scope in self.bench.program.scopes]
        if bound != self.bound:
            self.memory.forget()
        self.bound = bound


@define(eq=False)
class LastCheck:
    """What is left of the last check of one plan."""

    _kept: dict[Key, _Kept] = field(factory=dict)
    _asked: set[Key] = field(factory=set)
    """Those of the check that is going on: what no check asks for any more is not kept for the one after it."""
    _ground: Ground | None = None

    def bench(self, settings: Ground, main: nodes.Module, loader: Loader, findings: Findings) -> Bench:
        """The bench for the next check."""
        self._ground = settings
        self._kept = {key: kept for key, kept in self._kept.items() if key in self._asked}
        self._asked = {UNCHANGED}
        last = self._kept.get(UNCHANGED)
        program = renewed(last.bench.program, main, loader, findings) if last is not None else None
        if last is not None and program is not None:
            for kept in self._kept.values():
                kept.take_over(program)
            return last.renew(settings, findings)
        self._kept.clear()
        return self._begin(UNCHANGED, Bench(settings, gather(main, loader, findings), findings))

    @contextmanager
    def changed(self, key: Key, findings: Findings) -> Iterator[Bench]:
        """The bench for the plan with some changes, after the one for the plan itself."""
        base, kept = self._kept[UNCHANGED].bench, self._kept.get(key)
        self._asked.add(key)
        assert self._ground is not None
        before = [(scope, scope.parameters, scope.values, scope.memory) for scope in base.program.scopes]
        if kept is None:
            self._begin(key, Bench(self._ground, base.program, findings))
        else:
            kept.renew(self._ground, findings)
        try:
            yield self._kept[key].bench
        finally:
            for scope, parameters, values, memory in before:
                scope.parameters, scope.values, scope.memory = parameters, values, memory

    def compare(self, bench: Bench) -> None:
        """Forgets everything of a bench where parameters of modules are bound otherwise."""
        next(kept for kept in self._kept.values() if kept.bench is bench).compare()

    def _begin(self, key: Key, bench: Bench) -> Bench:
        kept = self._kept[key] = _Kept(bench, Memory())
        bench.remember(kept.memory)
        for scope in bench.program.scopes:
            scope.parameters, scope.values = {}, {}
        return bench


def _names(parameters: dict[str, Symbol | Constant | Missing]) -> dict[str, object]:
    """What parameters are bound to: a declaration with the name that it has now."""
    return {name: (bound, bound.name) if isinstance(bound, Symbol) else bound for name, bound in parameters.items()}
