"""Who has how many records to look after, and how much of their files is filled in.

In: how the rules of a process judge, who was responsible when (`holders`). Out: a `CareValue`; None for a process that says nothing
of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from planlang.evaluate.results.classes import CareValue, OwnerRecords
from planlang.evaluate.rules.conditions import MET, MISSING
from planlang.evaluate.rules.customers.answering import is_looked_after
from planlang.evaluate.rules.judged import Judged
from planlang.evaluate.stages.holders import HOLDERS
from planlang.evaluate.stages.stage_rows import OWNERS, STAGES
from planlang.evaluate.stages.visits import STAYS, Visits
from planlang.semantics.model import FileRule


def care(visits: Visits, judged: Sequence[Judged]) -> CareValue | None:
    """How the records of a process stand, owner by owner; how many each has now a list does not tell that is over."""
    if not is_looked_after(visits.process):
        return None
    found = visits.engine.run(
        f"SELECT o.owner, COUNT(DISTINCT v.record) AS records FROM {visits.table(STAYS)} AS v"
        f" JOIN {visits.table(STAGES)} AS s ON s.stage = v.stage LEFT JOIN ({_present(visits)}) AS o ON o.record = v.record"
        " WHERE v.is_open AND NOT s.is_lost GROUP BY o.owner"
    )
    records = dict(zip(found["owner"].tolist(), found["records"].tolist(), strict=True))
    files = [one for one in judged if isinstance(one.rule, FileRule)]
    met: dict[str | None, list[int]] = {owner: [0, 0] for owner in records}
    missing: dict[str | None, list[tuple[str, int]]] = {owner: [] for owner in records}
    for one in files:
        _count(one, met, missing)
    required = sum(len(one.rule.conditions) for one in files if isinstance(one.rule, FileRule))
    told = visits.told_until is None
    owners = [
        OwnerRecords(
            owner,
            count if told else None,
            _share(met[owner][0], met[owner][1], count * required),
            tuple(missing[owner]),
        )
        for owner, count in sorted(records.items(), key=lambda pair: (pair[0] is None, pair[0] or ""))
    ]
    return CareValue(visits.process.ident.name, bool(files), tuple(owners))


def _present(visits: Visits) -> str:
    """Who has each record now: by the last that exports and logs show; where no day is told of either, by the list."""
    holders, owners = visits.table(HOLDERS), visits.table(OWNERS)
    return f"""
SELECT r.record, CASE WHEN h.record IS NULL THEN o.owner ELSE h.owner END AS owner
FROM (SELECT record FROM {holders} UNION SELECT record FROM {owners}) AS r
LEFT JOIN {owners} AS o ON o.record = r.record
LEFT JOIN (
  SELECT record, owner, ROW_NUMBER() OVER (PARTITION BY record ORDER BY k DESC) AS age FROM {holders}
) AS h ON h.record = r.record AND h.age = 1"""


def _share(met: int, missing: int, required: int) -> Fraction | None:
    """What is there of what is required; None where not all of it is known."""
    return Fraction(met, required) if required and met + missing == required else None


def _count(judged: Judged, met: dict[str | None, list[int]], missing: dict[str | None, list[tuple[str, int]]]) -> None:
    """Adds up what a rule about files found, by owner."""
    rule, visits = judged.rule, judged.visits
    assert isinstance(rule, FileRule)
    sums = ", ".join(
        f"SUM(CASE WHEN held_{rank} = {value} THEN 1 ELSE 0 END) AS {name}_{rank}"
        for rank in range(len(rule.conditions))
        for name, value in (("met", MET), ("missing", MISSING))
    )
    found = visits.engine.run(
        f"SELECT o.owner, {sums} FROM {judged.table} AS j LEFT JOIN ({_present(visits)}) AS o ON o.record = j.record GROUP BY o.owner"
    )
    columns = {name: cells.tolist() for name, cells in found.items()}
    for at, owner in enumerate(columns["owner"]):
        for rank, (label, _) in enumerate(rule.conditions):
            there, lacking = (int(columns[f"{name}_{rank}"][at]) for name in ("met", "missing"))
            met[owner][0] += there
            met[owner][1] += lacking
            if lacking:
                missing[owner].append((label, lacking))
