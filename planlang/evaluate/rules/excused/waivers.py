"""Breaches that somebody allowed: waived from the day of the decision to the last day of the waiver.

In: how a rule was judged, and the waivers of its process. Out: the same with verdicts; a breach that is still there after the waiver counts
from the day after it, one that was over by then stays waived.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from attrs import evolve

from planlang.evaluate.rules.findings import POSSIBLE, VIOLATED, WAIVED, Findings, Rows
from planlang.evaluate.rules.judged import Judged, columns_of
from planlang.evaluate.stages.record_names import entity_key
from planlang.evaluate.stages.stage_rows import as_number
from planlang.semantics.model import (
    ApprovalRule,
    BackRule,
    FileRule,
    HandOverRule,
    HoldRule,
    IdleRule,
    ProcessRule,
    ReopenRule,
    RequireRule,
    ResponseRule,
    RevisitRule,
    SameOwnerRule,
    SkipRule,
    StayRule,
    TodoRule,
    WaivedRule,
    Waiver,
)

LATE = "waived_until"
"""A column of judgements: the last day of a waiver after which the breach still was there."""


def waived(judged: Judged, waivers: Iterable[Waiver], last_day: np.datetime64, parts: int, kept: str) -> Judged:
    """What a rule found, less what is allowed.

    Args:
        judged: one rule.
        waivers: all of the plan.
        last_day: the last day of which something is known.
        parts: how many columns the key of a record has.
        kept: the name of the table to make.
    """
    process = judged.visits.process.ident.name
    for rank, waiver in enumerate(waivers):
        if waiver.process == process and any(_is_meant(judged.rule, rule) for rule in waiver.rules):
            judged = _waived(judged, waiver, as_number(last_day), parts, f"{kept}_{rank}")
    return judged


def _waived(judged: Judged, waiver: Waiver, last_day: int, parts: int, kept: str) -> Judged:
    decided, ends = waiver.decision.on, as_number(np.datetime64(waiver.until))
    begins = None if decided is None else as_number(np.datetime64(decided))
    if begins is not None and last_day < begins:
        return judged
    while_allowed = f"NOT goes_on AND over_day <= {ends + 1}" + ("" if begins is None else f" AND over_day > {begins}")
    mine = f"{_records(judged, waiver, parts)} AND verdict IN ({VIOLATED}, {POSSIBLE})"
    spared = f"({mine}) AND ({while_allowed if last_day > ends else f'goes_on OR ({while_allowed})'})"
    late = f"({mine}) AND NOT ({spared}) AND (goes_on OR over_day > {ends + 1})" if last_day > ends else "FALSE"
    known = columns_of(judged)
    others = ", ".join(f"j.{name}" for name in known if name not in ("verdict", LATE))
    before = f"j.{LATE}" if LATE in known else "CAST(NULL AS INT)"
    judged.visits.engine.keep(
        kept,
        f"SELECT {others}, CASE WHEN {spared} THEN {WAIVED} ELSE verdict END AS verdict,"
        f" CASE WHEN {late} THEN GREATEST({before}, {ends}) ELSE {before} END AS {LATE} FROM {judged.table} AS j",
    )
    tell = judged.how.tell

    def told(rows: Rows) -> Findings:
        found, ends = tell(rows), rows.day(LATE)
        return evolve(found, since=np.where(np.isnat(ends), found.since, np.fmax(found.since, ends + 1)))

    return evolve(judged, table=kept, how=evolve(judged.how, tell=told))


def _records(judged: Judged, waiver: Waiver, parts: int) -> str:
    """The instances of the records that a waiver is for."""
    if not waiver.keys:
        return "TRUE"
    ranks = (judged.visits.rank_of(entity_key(f"deal:{key}", parts)) for key in waiver.keys)
    return f"j.record IN ({', '.join(str(rank) for rank in ranks if rank is not None) or 'NULL'})"


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
        case IdleRule(activities=activities) | RevisitRule(activities=activities):
            said = ("without", (), activities)
        case SkipRule(stage=stage):
            said = ("no_skipping", () if stage is None else (stage,), None)
        case BackRule():
            said = ("no_going_back", (), None)
        case ReopenRule():
            said = ("no_reopening", (), None)
        case ApprovalRule() | TodoRule() | HoldRule() | SameOwnerRule() | HandOverRule() | FileRule():
            return False
    return said == (waived_rule.rule, waived_rule.stages, waived_rule.activities)
