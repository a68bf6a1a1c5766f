"""Rules about stages of which nothing tells: a list that has no column with the stage, nor one with the date of that stage.

In: judged rules. Out: the same, with nothing known of the rules that ask for such a stage (docs/reference/processes.md).
"""

from __future__ import annotations

from planlang.evaluate.rules.findings import UNKNOWN
from planlang.evaluate.rules.judged import Judged, columns_of
from planlang.evaluate.stages.visits import Visits
from planlang.semantics.model import ProcessRule, ResponseRule, SkipRule, StayRule


def untold(judged: Judged, kept: str) -> Judged:
    """The judgements, all unknown where the rule asks for a stage of which nothing tells.

    Args:
        judged: as if records had not come into these stages.
        kept: the name of the table to make.
    """
    if not judged.visits.untold & _asked(judged.rule, judged.visits):
        return judged
    listed = ", ".join(name for name in columns_of(judged) if name != "verdict")
    judged.visits.engine.keep(kept, f"SELECT {listed}, {UNKNOWN} AS verdict FROM {judged.table} AS j")
    return judged.at(kept)


def _asked(rule: ProcessRule, visits: Visits) -> set[int]:
    """The stages that have to be known for a rule: of a stay that in which it ends as a rule, too."""
    match rule:
        case ResponseRule(origin=origin, target=target):
            return {visits.rank(origin), visits.rank(target)}
        case StayRule(stage=stage):
            rank = visits.rank(stage)
            return {rank, rank + 1}
        case SkipRule():
            return set(range(len(visits.process.stages)))
        case _:
            return set()
