"""`planlang lint` over many plans, warm and cold, held against ruff over as many Python files of as many lines.

Run it as `python benchmarks/lint.py [plans]` (default 200). It writes that many plans of about 300 lines to a temporary folder, each a file of
its own that uses modules of the library, and as many Python files with as many lines and findings, then runs in turn:

* cold: nothing is kept (`--no-cache`), by as many processes as there are cores;
* one: the same by one process;
* warm: everything is kept, nothing has changed;
* edited: one plan of them has changed;
* ruff cold, ruff warm: `ruff check` without and with its cache, the baseline.

Printed are CPU seconds, seconds and ratios to ruff of the same kind. The aim is 0.5 CPU seconds for 200 plans that have not changed.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from measure import in_turn, once, table

ROOT = Path(__file__).resolve().parents[1]
HEAD = """plan p{number} "Plan {number}" {{ period 2026; calendar china; currency CNY; timezone Asia/Shanghai }}
role rep "Rep"
team north "North" {{ rep Ann, Bob }}
source deals "Deals" {{
  read "deals-*.csv"
  one row per deal_id
  snapshot on file date
  deal_id: text
  owner: person
  stage: stage[b2b]
  amount: money
  created: date
}}
process b2b "Sales" on deals {{ stages lead -> offer -> talk; win stage won; loss stage lost from any }}
"""
TASK = """task t{n} "Task {n}" {{
  takes {days}wd
  {owner}
  by 2026-12-{day:02}
}}
metric m{n} "Metric {n}" = count(deals where stage enters won and amount > {n} CNY)
"""


def write_plans(folder: Path, count: int) -> None:
    """Plans of about 300 lines, every tenth task without an owner."""
    for number in range(count):
        place = folder / f"region_{number:03}"
        place.mkdir(parents=True)
        parts = [HEAD.format(number=number)]
        parts += [
            TASK.format(n=n, days=n % 9 + 1, day=n % 27 + 1, owner="owner Ann" if n % 10 else 'note "open"')
            for n in range(48)
        ]
        (place / "plan.plan").write_text("".join(parts), encoding="utf-8")
    (folder / "planlang.toml").write_text('[lint]\nfail-on = "error"\n', encoding="utf-8")


def write_python(folder: Path, count: int) -> None:
    """Python files of as many lines with as many findings."""
    for number in range(count):
        place = folder / f"region_{number:03}"
        place.mkdir(parents=True)
        lines = ["import os\nimport sys\nimport json\nimport re\nimport ast\n"]
        lines += [f"def f{n}(a, b):\n    x = a + {n}\n    y = x * b\n    return y - {n}\n\n\n" for n in range(50)]
        (place / "plan.py").write_text("".join(lines), encoding="utf-8")


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    with tempfile.TemporaryDirectory() as name:
        plans, python = Path(name, "plans"), Path(name, "python")
        write_plans(plans, count)
        write_python(python, count)
        program = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from planlang.cli.main import main; main()"
        alone = f"import os; os.sched_setaffinity(0, {{0}}); {program}"
        what = ["lint", str(plans), "--format", "concise"]
        lint, one = [sys.executable, "-c", program, *what], [sys.executable, "-c", alone, *what]
        ruff = [sys.executable, "-m", "ruff", "check", "--exit-zero", str(python), "--output-format", "concise"]
        once(lint)
        cold = in_turn({"cold": [*lint, "--no-cache"], "one": [*one, "--no-cache"]}, runs=1)
        warm = in_turn({"ruff cold": [*ruff, "--no-cache"], "ruff warm": ruff, "warm": lint}, runs=5)
        edited = []
        for turn in range(5):
            plan = plans / "region_000" / "plan.plan"
            plan.write_text(plan.read_text(encoding="utf-8") + f"# {turn}\n", encoding="utf-8")
            edited.append(once(lint))
        costs = cold | warm | {"edited": sorted(edited, key=lambda cost: cost.cpu)[2]}
        print(
            f"{count} plans of {len((plans / 'region_000' / 'plan.plan').read_text(encoding='utf-8').splitlines())} lines"
        )
        print(table(costs, "ruff warm"))
        said = subprocess.run(
            [*lint, "--statistics"], capture_output=True, text=True, check=False, encoding="utf-8"
        ).stdout
        print(said)


if __name__ == "__main__":
    main()
