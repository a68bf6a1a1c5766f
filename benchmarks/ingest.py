"""Binding a large export, measured against DuckDB alone on the same file.

Run it as `python benchmarks/ingest.py [rows]`. It writes a CSV of that many activities (default 1,000,000) and a quarter
as many stage changes to a temporary folder, then runs in turn, each in a process of its own, three times:

* bare: `import duckdb`, one GROUP BY of week and owner over each file;
* bind: `bind` of a model with both files as sources, every column of them, as an evaluation asks for it.

Printed are CPU seconds (the smallest of three), their ratio, and the largest resident memory.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
START = datetime(2024, 1, 1)
DAYS = 730
ROUNDS = 3

BARE = """
import duckdb, sys
con = duckdb.connect()
for file, who in (("activities.csv", "owner"), ("changes.csv", "owner")):
    con.sql(f'''SELECT {who}, date_trunc('week', "at") AS week, count(*) FROM read_csv('{sys.argv[1]}/{file}')
                GROUP BY ALL ORDER BY ALL''').fetchall()
"""

BIND = """
import sys
from datetime import date, datetime
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from tests.data.made import Events, History, load, source
activities = source("activities", "activities.csv", Events("at"),
    ["id: text", "owner: person", "kind: text", "customer: text", "at: instant", "minutes: number", "note: text"])
changes = source("changes", "changes.csv", History("deals", "at"),
    ["deal: text", "owner: person", "stage: stage", "at: instant", "amount: money"])
snapshot = load(Path(sys.argv[1]), activities, changes, cut=datetime(2026, 1, 1),
    start=date(2024, 1, 1), end=date(2025, 12, 31), members=[f"员工{i:03}" for i in range(200)], formats=False)
assert not [note for note in snapshot.notes if note.set_aside], snapshot.notes
print(sum(load.rows.in_file for load in snapshot.loads))
"""


def write_files(folder: Path, rows: int) -> None:
    """Activities and stage changes of two years, 200 people."""
    chance = random.Random(5)
    seconds = DAYS * 86_400
    with (folder / "activities.csv").open("w", encoding="utf-8", newline="") as file:
        file.write("id,owner,kind,customer,at,minutes,note\n")
        for number in range(rows):
            at = START + timedelta(seconds=chance.randrange(seconds))
            who, kind = chance.randrange(200), ("visit", "call", "email", "demo")[number % 4]
            customer, minutes = chance.randrange(20_000), chance.randrange(5, 120)
            file.write(f"A{number:07},员工{who:03},{kind},客户{customer},{at},{minutes},note\n")
    with (folder / "changes.csv").open("w", encoding="utf-8", newline="") as file:
        file.write("deal,owner,stage,at,amount\n")
        for number in range(rows // 4):
            at = START + timedelta(seconds=chance.randrange(seconds))
            stage = ("线索", "方案", "赢单", "输单")[number % 4]
            file.write(f"D{number // 4:06},员工{chance.randrange(200):03},{stage},{at},{chance.randrange(10**6)}.50\n")


def measured(program: str, folder: Path) -> tuple[float, float]:
    """CPU seconds and peak resident MiB of a program in a process of its own."""
    wrapped = (
        f"{program}\nimport json, resource\n"
        "usage = resource.getrusage(resource.RUSAGE_SELF)\n"
        "print(json.dumps([usage.ru_utime + usage.ru_stime, usage.ru_maxrss]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", wrapped, str(folder), str(ROOT)],
        capture_output=True, text=True, check=True, encoding="utf-8",
    )  # fmt: skip
    cpu, peak = json.loads(done.stdout.splitlines()[-1])
    return cpu, peak / (1024**2 if sys.platform == "darwin" else 1024)


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_files(folder, rows)
        size = sum(file.stat().st_size for file in folder.iterdir()) / 1024**2
        print(f"{rows:,} activities, {rows // 4:,} changes, {size:.0f} MiB")
        best: dict[str, tuple[float, float]] = {}
        for _ in range(ROUNDS):
            for label, program in (("bare", BARE), ("bind", BIND)):
                found = measured(program, folder)
                best[label] = min(best.get(label, found), found)
        for label, (cpu, peak) in best.items():
            print(f"{label}: {cpu:.2f} CPU s, {peak:.0f} MiB")
        print(f"ratio: {best['bind'][0] / best['bare'][0]:.2f}")


if __name__ == "__main__":
    main()
