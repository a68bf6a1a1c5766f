"""Loading a source of very many small files, and one large file, held against the engine alone.

Run it as `python benchmarks/many_files.py [files]`. It writes that many files of 50 rows (default 5,000) and one file with the
same rows to a temporary folder, then loads each, in a process of its own:

* copy: `import duckdb`, one SELECT of the one file's rows with casts of its numbers and dates, into a table;
* one: `bind` of the one file;
* many: `bind` of all the small ones.

Printed are seconds and CPU seconds, and the ratios to the first, which is the baseline.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROWS = 50
COLUMNS = ("id", "owner", "kind", "customer", "day", "minutes", "amount")

COPY = """
import duckdb, sys
con = duckdb.connect()
con.execute(f'''CREATE TABLE t AS SELECT id, owner, kind, customer, CAST(day AS DATE) AS day,
    CAST(minutes AS DECIMAL(24, 6)) AS minutes, CAST(amount AS DECIMAL(24, 6)) AS amount
    FROM read_csv('{sys.argv[1]}/one.csv', all_varchar = true)''')
"""
BIND = """
import sys
from datetime import date, datetime
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from tests.data.made import Events, load, source
made = source("calls", PATTERN, Events("day"),
    ["id: text", "owner: person", "kind: text", "customer: text", "day: date", "minutes: number", "amount: money"])
snapshot = load(Path(sys.argv[1]), made, cut=datetime(2040, 1, 1), start=date(2010, 1, 1), end=date(2039, 12, 31),
    members=[f"员工{i:03}" for i in range(200)])
assert sum(load.rows.used for load in snapshot.loads) == ROWS, snapshot.notes[:3]
"""


def write_files(folder: Path, files: int) -> None:
    """Small files named by their day, and one with the same rows."""
    chance = random.Random(5)
    (folder / "many").mkdir()
    head = ",".join(COLUMNS) + "\n"
    with (folder / "one.csv").open("w", encoding="utf-8", newline="") as one:
        one.write(head)
        for number in range(files):
            day = date(2012, 1, 1) + timedelta(days=number)
            rows = "".join(
                f"A{number:05}-{row},员工{chance.randrange(200):03},visit,客户{chance.randrange(9999)},{day},"
                f"{chance.randrange(5, 120)},{chance.randrange(10**6)}.50\n"
                for row in range(ROWS)
            )
            one.write(rows)
            (folder / "many" / f"calls-{day}.csv").write_text(head + rows, encoding="utf-8")


def measured(program: str, folder: Path) -> tuple[float, float]:
    """Seconds and CPU seconds of a program in a process of its own."""
    wrapped = (
        f"import time; begun = time.perf_counter()\n{program}\nimport json, resource\n"
        "usage = resource.getrusage(resource.RUSAGE_SELF)\n"
        "print(json.dumps([time.perf_counter() - begun, usage.ru_utime + usage.ru_stime]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", wrapped, str(folder), str(ROOT)],
        capture_output=True, text=True, check=True, encoding="utf-8",
    )  # fmt: skip
    wall, cpu = json.loads(done.stdout.splitlines()[-1])
    return wall, cpu


def main() -> None:
    files = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_files(folder, files)
        bound = BIND.replace("ROWS", str(files * ROWS))
        programs = {
            "copy": COPY,
            "one": bound.replace("PATTERN", '"one.csv"'),
            "many": bound.replace("PATTERN", '"many/calls-*.csv"'),
        }
        base: float | None = None
        for label, program in programs.items():
            wall, cpu = measured(program, folder)
            base = base or cpu
            print(f"{label}: {wall:.2f} s, {cpu:.2f} CPU s, {cpu / base:.1f} times the baseline")


if __name__ == "__main__":
    main()
