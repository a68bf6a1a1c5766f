"""Which plan counts when: the plan with the revisions in force, with a scenario or a proposal, as a baseline kept it.

In: a plan and an instant. Out: another plan of the same files, and behind it those that it came from.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from attrs import evolve

from planlang.plan.build import build
from planlang.plan.limits import with_course
from planlang.plan.plan import Plan
from planlang.semantics.model import Adjustment, Baseline, Scenario, by_force
from planlang.values.zoned import midnight


def in_force(plan: Plan, cut: datetime | None = None) -> Plan:
    """The plan with the revisions that are in force at an instant, not on its first day yet; None: with all.

    A revision counts from its day on; where it was decided later, from the day after which that is known.
    """
    found = plan.original
    variants = found.model.variants
    if variants is None:
        return found
    key: tuple[str, ...] = ()
    for revision in by_force(found.model.revisions):
        if cut is not None and midnight(revision.known_on) >= cut:
            break
        key = (*key, revision.ident.name)
        after = build(variants.model(key)).value
        after = evolve(after, model=with_course(found.model, after.model, revision.known_on))
        found = evolve(after, revision=revision, before=found)
    return found


def with_scenario(plan: Plan, scenario: Scenario) -> Plan:
    """The plan in force, with what is other in a scenario."""
    return _beside(plan, f"scenario {scenario.ident.name}")


def as_proposed(plan: Plan, adjustment: Adjustment) -> Plan:
    """The plan in force, with what an adjustment proposes."""
    return _beside(plan, f"adjust {adjustment.ident.name}")


def _beside(plan: Plan, asked: str) -> Plan:
    variants = plan.original.model.variants
    assert variants is not None, "a plan with scenarios or adjustments has variants"
    key = (*(one.ident.name for one in plan.revisions), asked)
    return evolve(build(variants.model(key)).value, revision=plan.revision, before=plan.before)


def as_kept(plan: Plan, baseline: Baseline) -> Plan:
    """The plan as it stood at the end of the day of a baseline."""
    return in_force(plan, midnight(baseline.on + timedelta(days=1)))
