"""`python benchmarks/broken_rules/make_data.py FOLDER [ROWS]`: a year of a large sales team, the same every time.

1,000,000 activities of 2,000 people over 52 weeks, 272,471 moves of 60,000 deals between stages, some of them skipped,
turned back or slow; then who is in the team, and each deal after its last move. CSV and Parquet.
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

PEOPLE, WEEKS = 2000, 52
START = np.datetime64("2025-01-06")
"""A Monday."""
DAY = 86_400
BODY = ("Qualified", "Demo", "Proposal", "Negotiation")
KINDS, SHARES = ["call", "visit", "email", "demo"], [0.45, 0.25, 0.25, 0.05]
ROSTER = """
select distinct rep as person, 'sales' as team, 'rep' as role, date '2025-01-01' as start, null as "end"
from (select rep from '{folder}/activities.parquet' union select rep from '{folder}/stages.parquet') order by 1
"""
DEALS = """
select deal_id, arg_max(rep, (ts, n)) as rep, arg_max(stage, (ts, n)) as stage, any_value(amount) as amount, min(ts)::date as created
from (select *, row_number() over () n from '{folder}/stages.parquet') group by 1 order by 1
"""


def make(folder: Path, count: int) -> None:
    """Write all files."""
    folder.mkdir(parents=True, exist_ok=True)
    chance = np.random.default_rng(7)
    busy = chance.gamma(4, 1, PEOPLE)
    busy /= busy.sum()
    _write(_activities(chance, busy, count), folder / "activities")
    _write(_moves(chance, busy, count * 6 // 100), folder / "stages")
    engine = duckdb.connect()
    for name, query in (("roster", ROSTER), ("deals", DEALS)):
        engine.execute(f"copy ({query.format(folder=folder)}) to '{folder}/{name}.csv' (header)")


def _activities(chance: np.random.Generator, busy: np.ndarray, count: int) -> pd.DataFrame:
    """What people did, in order of time; some do much more than others."""
    who = chance.choice(PEOPLE, count, p=busy)
    seconds = chance.integers(0, WEEKS * 7 * DAY, count)
    found = pd.DataFrame(
        {
            "activity_id": np.arange(count),
            "rep": np.char.add("R", who.astype("U5")),
            "ts": START.astype("M8[s]") + seconds.astype("m8[s]"),
            "kind": chance.choice(KINDS, count, p=SHARES),
            "deal_id": chance.integers(0, 60_000, count),
        }
    )
    found = found.sort_values("ts", ignore_index=True)
    found["activity_id"] = np.arange(count)
    return found


def _moves(chance: np.random.Generator, busy: np.ndarray, deals: int) -> pd.DataFrame:
    """Deals that enter one stage after the other, about every eighth day."""
    owners, begun = chance.choice(PEOPLE, deals, p=busy), chance.integers(0, 40 * 7 * DAY, deals)
    rows = []
    for deal in range(deals):
        second = int(begun[deal])
        for stage in _course(chance):
            rows.append((deal, owners[deal], stage, second))
            second += int(chance.exponential(8 * DAY)) + 3600
            if second >= WEEKS * 7 * DAY:
                break
    found = pd.DataFrame(rows, columns=["deal_id", "who", "stage", "second"])
    found["rep"] = np.char.add("R", found.who.to_numpy().astype("U5"))
    found["ts"] = START.astype("M8[s]") + found.second.to_numpy().astype("m8[s]")
    found["amount"] = (found.deal_id * 7919 % 490 + 10) * 1000
    return found[["deal_id", "rep", "stage", "ts", "amount"]].sort_values(["deal_id", "ts"], ignore_index=True)


def _course(chance: np.random.Generator) -> list[str]:
    """The stages of a deal: a few skip one, or go back; some are won, most are lost or still open."""
    body = [*BODY]
    luck = chance.random()
    if luck < 0.06:
        body.pop(int(chance.integers(0, 4)))
    elif luck < 0.09:
        body = [body[0], body[1], body[0], body[2], body[3]]
    reached = int(chance.integers(0, len(body) + 1)) if chance.random() < 0.55 else len(body)
    stages = ["Lead", *body[:reached]]
    if reached == len(body) and chance.random() < 0.8:
        stages.append("Won" if chance.random() < 0.3 else "Lost")
    elif chance.random() < 0.4:
        stages.append("Lost")
    return stages


def _write(found: pd.DataFrame, path: Path) -> None:
    """A table as Parquet and as CSV."""
    found.to_parquet(path.with_suffix(".parquet"), index=False)
    found.to_csv(path.with_suffix(".csv"), index=False)


if __name__ == "__main__":
    make(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000)
