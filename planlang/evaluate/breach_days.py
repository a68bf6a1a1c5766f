"""When the rules of a process were broken, and by whom: for figures that count breaches.

In: a plan, the visits of a process, answers about rows. Out: `Broken`. A breach counts on its first day, at the latest where
that is not known exactly; a moment of which the data do not tell may be one.
"""

from __future__ import annotations

import numpy as np

from planlang.data.loaded.snapshot import Snapshot
from planlang.evaluate.entities.roster import Roster
from planlang.evaluate.figures.derived.breaches import Breach, Broken
from planlang.evaluate.rules.conditions import Conditions
from planlang.evaluate.rules.findings import POSSIBLE, UNKNOWN, VIOLATED, begun
from planlang.evaluate.rules.process import judge_process
from planlang.evaluate.stages.visits import Visits
from planlang.plan.plan import Plan
from planlang.semantics.model import IdleRule, RevisitRule


def broken_rules(plan: Plan, visits: Visits, snapshot: Snapshot, conditions: Conditions, roster: Roster) -> Broken:
    """Every breach of a process up to the cut, and every one that may be."""
    found: list[Breach] = []
    for judged in judge_process(plan, visits, snapshot, conditions, roster):
        findings, rule = judged.some(f"verdict IN ({VIOLATED}, {POSSIBLE}, {UNKNOWN})"), judged.rule.ident.name
        days = begun(findings)
        some = ~np.isnat(days)
        told = (findings.owners, findings.keys, findings.verdict, days)
        found += [
            Breach(day, owner, record, rule, verdict == VIOLATED)
            for owner, record, verdict, day in zip(*(column[some].tolist() for column in told), strict=True)
        ]
    process = visits.process
    idle = (rule.activities for rule in process.rules if isinstance(rule, IdleRule | RevisitRule))
    told_by = dict.fromkeys((*([] if visits.history is None else [visits.history]), *idle))
    return Broken(tuple(sorted(found, key=lambda one: one.day)), process.source, tuple(told_by))
