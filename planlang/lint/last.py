"""The last time that a plan was linted, of which the next one takes over what is still true.

In: a plan that was edited, as rules are shown it. Out: what a rule finds; where all that it asked for is as it was, what it found then.
"""

from __future__ import annotations

from planlang.diagnostics.diagnostic import Diagnostic
from planlang.frozen import define, field
from planlang.lint.rule import PARTS, Rule, Subject


@define(eq=False)
class LastLint:
    """What each rule asked for, and what it found."""

    _parts: dict[str, object] = field(factory=dict)
    _options: object = None
    _found: dict[str, tuple[frozenset[str], tuple[Diagnostic, ...]]] = field(factory=dict)

    def begin(self, subject: Subject) -> None:
        """Forgets what rests on parts of the plan that are others now."""
        parts = {part: getattr(subject.model, part) for part in PARTS} | {
            "modules": subject.modules,
            "figures": subject.figures,
        }
        if subject.options != self._options:
            self._found.clear()
        changed = {part for part, value in parts.items() if self._parts.get(part) != value}
        self._found = {name: found for name, found in self._found.items() if found[0].isdisjoint(changed)}
        self._parts, self._options = parts, subject.options

    def found(self, rule: Rule, subject: Subject) -> tuple[Diagnostic, ...]:
        """What a rule finds."""
        known = self._found.get(rule.name)
        if known is None:
            subject.asked.clear()
            found = tuple(rule.check(subject))
            known = self._found[rule.name] = frozenset(subject.asked), found
        return known[1]
