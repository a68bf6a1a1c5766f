"""When the rules of a process were broken, and by whom: for figures that count breaches.

In: the visits of a process, and what its rules found. Out: `Broken`. A breach counts on its first day, at the latest where
that is not known exactly; a moment of which the data do not tell may be one.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from planlang.evaluate.figures.derived.breaches import Breach, Broken
from planlang.evaluate.rules.findings import POSSIBLE, UNKNOWN, VIOLATED, begun
from planlang.evaluate.rules.judged import Judged
from planlang.evaluate.stages.visits import Visits
from planlang.semantics.model import IdleRule, RevisitRule


def broken_rules(visits: Visits, all_judged: Sequence[Judged]) -> Broken:
    """Every breach of a process up to the cut, and every one that may be."""
    found: list[Breach] = []
    for judged in all_judged:
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
