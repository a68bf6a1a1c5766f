"""Limits of processes through the revisions of a plan: what began before a revision keeps the limit of then.

In: the plan before a revision and with it. Out: the plan with it, its rules with the limits that went before as cases of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from attrs import evolve

from planlang.semantics.model import (
    IdleRule,
    LimitCase,
    Model,
    Process,
    ProcessRule,
    ResponseRule,
    StayRule,
)

Limited = StayRule | IdleRule | ResponseRule


def with_course(before: Model, after: Model, since: date) -> Model:
    """The plan after a revision that counts from a day on."""
    processes = {
        name: _process(before.processes[name], process, since) if name in before.processes else process
        for name, process in after.processes.items()
    }
    return evolve(after, processes=processes)


def own_cases(rule: Limited) -> tuple[LimitCase, ...]:
    """The cases that the rule has now, whatever began when."""
    return tuple(case for case in rule.cases if case.before is None)


def is_limited_alike(one: Limited, other: Limited) -> bool:
    """Whether two rules allow the same time for what begins now."""
    first, second = ((rule.limit, [(case.limit, case.written) for case in own_cases(rule)]) for rule in (one, other))
    return first == second


def limits_changed(before: Model, after: Model) -> Iterator[tuple[str, Limited, Limited]]:
    """The rules that allow another time: the process, the rule before and after."""
    for name, process in after.processes.items():
        was = _limited(before.processes.get(name))
        for rule in _limited(process).values():
            old = was.get(rule.ident.name)
            if old is not None and not is_limited_alike(old, rule):
                yield name, old, rule


def _limited(process: Process | None) -> dict[str, Limited]:
    """The rules with limits, by name."""
    rules = () if process is None else process.rules
    return {rule.ident.name: rule for rule in rules if isinstance(rule, Limited)}


def _process(before: Process, after: Process, since: date) -> Process:
    was = _limited(before)

    def kept(rule: ProcessRule) -> ProcessRule:
        old = was.get(rule.ident.name)
        if old is None or not isinstance(rule, Limited):
            return rule
        return evolve(rule, cases=(*_earlier(old, rule, since), *rule.cases))

    rules = tuple(kept(rule) for rule in after.rules)
    return after if rules == after.rules else evolve(after, rules=rules)


def _earlier(old: Limited, rule: Limited, since: date) -> Iterator[LimitCase]:
    """The limits of what began before a day, the earliest first."""
    yield from (case for case in old.cases if case.before is not None)
    if not is_limited_alike(old, rule):
        yield from (evolve(case, before=since) for case in own_cases(old))
        yield LimitCase(old.limit, None, "", since)
