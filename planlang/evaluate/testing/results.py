"""What became of tests: each beside what was expected, what they cover, which changes they notice.

In: nothing (data classes). Out: what the report room prints.
"""

from __future__ import annotations

from collections.abc import Mapping

from planlang.diagnostics.diagnostic import Diagnostic
from planlang.diagnostics.text import Message
from planlang.evaluate.testing.states import Stood
from planlang.frozen import frozen
from planlang.plan.plan import Plan
from planlang.semantics.model import Expected, PlanTest
from planlang.source import Span


@frozen
class Tried:
    """A test that was run.

    Attributes:
        found: what there is, for all that is expected.
        unread: what keeps rows of it from being read.
    """

    test: PlanTest
    found: Mapping[Expected, Stood]
    unread: tuple[Message, ...] = ()

    @property
    def failures(self) -> tuple[Expected, ...]:
        """What is otherwise than expected, in written order."""
        return tuple(one for one in self.test.expected if not self.found[one].meets(one))

    @property
    def passes(self) -> bool:
        """Whether all is as expected."""
        return not self.unread and not self.failures


@frozen
class Covered:
    """An alert, a rule of a process, a goal or the filter of a metric, and which of its outcomes some test saw.

    Attributes:
        kind: `alert`, `rule`, `goal`, `metric`.
        span: where it is written.
        outcomes: each that there can be, and whether it was seen.
    """

    kind: str
    name: str
    span: Span
    outcomes: tuple[tuple[str, bool], ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """What no test has seen."""
        return tuple(outcome for outcome, seen in self.outcomes if not seen)


@frozen
class Mutant:
    """The plan with one small change, and the test that fails because of it.

    Attributes:
        span: what stands there, and `after` what stood there instead.
        noticed: the name of the first test that fails; None: all pass.
    """

    span: Span
    after: str
    noticed: str | None


@frozen
class Ran:
    """The tests of one plan.

    Attributes:
        file: the file that was opened.
    """

    file: str
    plan: Plan
    tried: tuple[Tried, ...]


@frozen
class Untested:
    """A file whose tests cannot be run, and why."""

    file: str
    errors: tuple[Diagnostic, ...]


@frozen
class RunReport:
    """All that was asked for.

    Attributes:
        untested: files with errors.
        covered, mutants: None where they were not asked for.
    """

    ran: tuple[Ran, ...]
    untested: tuple[Untested, ...] = ()
    covered: tuple[Covered, ...] | None = None
    mutants: tuple[Mutant, ...] | None = None

    @property
    def tried(self) -> tuple[Tried, ...]:
        """All tests."""
        return tuple(one for ran in self.ran for one in ran.tried)

    @property
    def coverage(self) -> tuple[int, int]:
        """How many outcomes were seen, of how many."""
        seen = [seen for one in self.covered or () for _, seen in one.outcomes]
        return sum(seen), len(seen)

    @property
    def mutation(self) -> tuple[int, int]:
        """How many mutants were noticed, of how many."""
        return sum(one.noticed is not None for one in self.mutants or ()), len(self.mutants or ())
