"""`python benchmarks/broken_rules/compare.py [FOLDER]`: an evaluation that finds about 22,000 broken rules and 2,000 alerts.

The baseline is `by_hand.py`, one query of DuckDB over the same data as Parquet. To be reached: text at most 3 times its CPU
and JSON (118 MB) at most 5 times, both in at most 500 MiB; and 10 times as many broken rules cost at most 10 times as much
more. Data are made in FOLDER where they are not there yet.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from make_data import make  # noqa: E402
from measure import in_turn, table  # noqa: E402

MANY, FEW = 1_000_000, 100_000


def main() -> None:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp(prefix="broken_rules_"))
    commands = {}
    for count in (MANY, FEW):
        data = folder / str(count)
        if not (data / "deals.csv").exists():
            make(data, count)
        shutil.copyfile(HERE / "four.plan", data / "four.plan")
        judged = [sys.executable, "-m", "planlang", "evaluate", str(data / "four.plan"), "--as-of", "2026-W01"]
        judged += ["--fail-on", "never"]
        commands |= {
            f"{count} rows by hand": [sys.executable, str(HERE / "by_hand.py"), str(data)],
            f"{count} rows as text": [*judged, "-o", str(data / "report.txt")],
            f"{count} rows as JSON": [*judged, "--format", "json", "-o", str(data / "report.json")],
        }
    print(table(in_turn(commands, runs=3, expected=(0,)), f"{MANY} rows by hand"))


if __name__ == "__main__":
    main()
