"""The last check of a plan, of which the next one takes over what is still true.

In: the files as they are now. Out: a bench whose work about single declarations is remembered, as far as they and all they
rest on are the same: the names that the files declare, what the plan itself says, what parameters of modules are bound to.
"""

from __future__ import annotations

from attrs import field

from planlang.frozen import define
from planlang.semantics.expr import Constant
from planlang.semantics.names.bench import Bench, Ground
from planlang.semantics.names.findings import Findings
from planlang.semantics.names.memory import Memory
from planlang.semantics.names.modules import Loader, gather
from planlang.semantics.names.renewing import renewed
from planlang.semantics.names.scopes import Missing, Symbol
from planlang.source import Span
from planlang.syntax import nodes


@define(eq=False)
class LastCheck:
    """What is left of the last check of one plan."""

    _memory: Memory = field(factory=Memory)
    _bench: Bench | None = None
    _bound: list[tuple[dict[str, object], dict[str, Span]]] = field(factory=list)
    """What the parameters of modules were bound to."""

    def bench(self, settings: Ground, main: nodes.Module, loader: Loader, findings: Findings) -> Bench:
        """The bench for the next check."""
        bench = self._bench
        program = renewed(bench.program, main, loader, findings) if bench is not None else None
        if bench is not None and program is not None:
            if program is not bench.program:
                bench.program = program
                self._memory.sift((one for scope in program.scopes for one in scope.symbols), program.changed)
            bench.findings = findings
            for table in bench.tables:
                table.renew()
            bench.stand_on(settings)
            for scope in program.scopes:
                scope.parameters, scope.values, scope.memory = {}, {}, self._memory
            return bench
        self._memory.forget()
        bench = self._bench = Bench(settings, gather(main, loader, findings), findings)
        bench.remember(self._memory)
        return bench

    def compare(self) -> None:
        """Forgets everything where parameters of modules are bound otherwise."""
        assert self._bench is not None
        bench = self._bench
        bound = [(_names(scope.parameters), scope.values) for scope in bench.program.scopes]
        if bound != self._bound:
            self._memory.forget()
        self._bound = bound


def _names(parameters: dict[str, Symbol | Constant | Missing]) -> dict[str, object]:
    """What parameters are bound to: a declaration with the name that it has now."""
    return {name: (bound, bound.name) if isinstance(bound, Symbol) else bound for name, bound in parameters.items()}
