"""Breaches that somebody allowed: waived from the day of the decision to the last day of the waiver.

In: what a rule found, and the waivers of its process. Out: the same with verdicts; a breach that is still there after the waiver counts
from the day after it, one that was over by then stays waived.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from planlang.evaluate.rules.findings import POSSIBLE, VIOLATED, WAIVED, Findings, record_entity
from planlang.evaluate.stages.stage_entries import NO_DAY
from planlang.semantics.model import (
    ApprovalRule,
    BackRule,
    IdleRule,
    ProcessRule,
    ReopenRule,
    RequireRule,
    ResponseRule,
    SkipRule,
    StayRule,
    WaivedRule,
    Waiver,
)


def waived(found: Findings, waivers: Iterable[Waiver], last_day: np.datetime64) -> Findings:
    """What a rule found, less what is allowed.

    Args:
        found: of one rule.
        waivers: all of the plan.
        last_day: the last day of which something is known.
    """
    process = found.visits.process.ident.name
    for waiver in waivers:
        if waiver.process == process and any(_is_meant(found.rule, rule) for rule in waiver.rules):
            found = _waived(found, waiver, last_day)
    return found


def _waived(found: Findings, waiver: Waiver, last_day: np.datetime64) -> Findings:
    decided = waiver.decision.on
    begins = np.datetime64(decided) if decided is not None else NO_DAY
    ends = np.datetime64(waiver.until)
    if decided is not None and last_day < begins:
        return found
    mine = _records(found, waiver) & ((found.verdict == VIOLATED) | (found.verdict == POSSIBLE))
    over = ~np.isnat(found.over)
    allowed_while = over & (found.over <= ends + 1) & ((found.over > begins) if decided is not None else True)
    spared = mine & (allowed_while if last_day > ends else (~over | allowed_while))
    late = mine & ~spared & (last_day > ends) & (~over | (found.over > ends + 1))
    since = np.where(late, np.fmax(found.since, ends + 1), found.since)
    return evolve(found, verdict=np.where(spared, WAIVED, found.verdict), since=since)


def _records(found: Findings, waiver: Waiver) -> NDArray[np.bool_]:
    """The instances of the records that a waiver is for."""
    if not waiver.keys:
        return np.ones(len(found.record), dtype=np.bool_)
    entities = {f"deal:{key}" for key in waiver.keys}
    ranks = [rank for rank, record in enumerate(found.visits.records) if record_entity(record) in entities]
    return np.isin(found.record, ranks)


def _is_meant(rule: ProcessRule, waived_rule: WaivedRule) -> bool:
    """Whether a rule is the one that a waiver names."""
    said: tuple[str, tuple[str, ...], str | None]
    match rule:
        case StayRule(stage=stage, total=total):
            said = ("total_in" if total else "stay_in", (stage,), None)
        case RequireRule(on_leaving=on_leaving, stage=stage):
            said = ("leave" if on_leaving else "enter", (stage,), None)
        case ResponseRule(origin=origin, target=target):
            said = ("from", (origin, target), None)
        case IdleRule(activities=activities):
            said = ("without", (), activities)
        case SkipRule(stage=stage):
            said = ("no_skipping", () if stage is None else (stage,), None)
        case BackRule():
            said = ("no_going_back", (), None)
        case ReopenRule():
            said = ("no_reopening", (), None)
        case ApprovalRule():
            return False
    return said == (waived_rule.rule, waived_rule.stages, waived_rule.activities)
