"""What a check of plan files tells: a diagnostic, and what settings, comments and a baseline make of it."""

from __future__ import annotations

from enum import Enum

from planlang.diagnostics.diagnostic import Diagnostic, Fix
from planlang.frozen import frozen


class State(Enum):
    """What becomes of a finding."""

    TOLD = "told"
    BASELINE = "baseline"
    """It was there when the baseline was made."""
    IGNORED = "ignored"
    """A comment in the file keeps it from being told."""


@frozen
class Finding:
    """A diagnostic as a run of `planlang lint` has it.

    Attributes:
        diagnostic: with the severity that settings give it.
        category: the group of its check.
        state: whether it is told.
        reason: why a comment ignores it, as written there.
        counts: whether it makes the exit status 1 where it is told.
        always: whether it is told whatever is set, as the plan cannot be used.
    """

    diagnostic: Diagnostic
    category: str
    state: State = State.TOLD
    reason: str = ""
    counts: bool = False
    always: bool = False

    def fix(self, *, unsafe: bool) -> Fix | None:
        """What `--fix` makes of it: the best safe fix; where unsafe ones count, too, one that is the only one. Where there is a
        choice between fixes that may change what the plan means, a person has to make it.
        """
        fixes = self.diagnostic.fixes
        safe = next((fix for fix in fixes if fix.safe), None)
        return fixes[0] if safe is None and unsafe and len(fixes) == 1 else safe


@frozen
class Report:
    """What a run of `planlang lint` tells.

    Attributes:
        findings: in order of file and place, those that are not told among them.
        files: every file that was read, as messages call it, in order.
        against_baseline: whether findings were held against a baseline.
    """

    findings: tuple[Finding, ...]
    files: tuple[str, ...]
    against_baseline: bool = False

    @property
    def told(self) -> tuple[Finding, ...]:
        """The findings that are told."""
        return tuple(one for one in self.findings if one.state is State.TOLD)
