"""`python benchmarks/plan_files.py`: parse, check and lint of plans of 1,000 and 10,000 lines, and their formatting.

The baseline is Python's own compiler on a module of as many lines, in the same run. To be reached: 10,000 lines in under 2 s
of CPU, and at most 12 times what 1,000 lines take.
"""

from __future__ import annotations

import gc
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from planlang.syntax.format import format_source
from planlang.workspace.files import read_plan
from planlang.workspace.workspace import open_plan

HEAD = """plan big "A big plan" {
  period 2026-01-01 .. 2026-12-31
  timezone Asia/Shanghai
  calendar china
  currency CNY
}
role lead
role rep under lead
team north "North" {
  lead 李强
  rep 张丽, "Anna Lee" from 2026-03-01
}
source visits "Visits" {
  read "visits-*.csv"
  event at day
  day: date from "日期"
  who: person from "负责人"
  kind: text
  minutes: number optional
  amount: money[CNY] optional
}
"""
BLOCK = """
## Doc comment of metric {n}.
metric m{n} "Metric {n}" = sum(visits.amount where kind is "k{n}" and minutes > {n})
metric r{n} "Ratio {n}" = ratio(count(visits where kind is "k{n}"), count(visits)) min sample 8
alert a{n} "Alert {n}" for each rep {{
  when m{n} this week < {n} CNY for 3 weeks   # too little
  until m{n} this week >= {n}1 CNY
  severity warning
  notify rep.lead
  say "{{rep}}: {{m{n}}} in {{week}}, {{streak}} weeks"
}}
task t{n} "Task {n}" {{
  takes {d}wd
  {after}
  owner 李强
  by 2026-12-18
}}
milestone x{n} {{ after t{n}; by 2026-12-31; owner 李强 }}
"""


def plan(lines: int) -> str:
    """A plan of about that many lines."""
    blocks = []
    size = BLOCK.count("\n")
    for number in range((lines - HEAD.count("\n")) // size):
        after = f"after t{number - 1} + 2wd" if number % 20 else "not before 2026-02-02"
        blocks.append(BLOCK.format(n=number, d=number % 9 + 1, after=after))
    return HEAD + "".join(blocks)


def module(lines: int) -> str:
    """A Python module of that many lines."""
    return "".join(
        f"def f{n}(a, b):\n    c = a + b * {n}\n    return [c, 'k{n}', a < {n}]\n\n" for n in range(lines // 4)
    )


def cpu(work: Callable[[], object]) -> float:
    """The median CPU seconds of three runs after a warm-up."""
    work()
    taken = []
    for _ in range(3):
        started = time.process_time()
        work()
        taken.append(time.process_time() - started)
    return statistics.median(taken)


def main() -> None:
    gc.disable()  # as the command does
    with tempfile.TemporaryDirectory() as name:
        rows: dict[str, dict[int, float]] = {"Python compiles a module": {}, "parse, check and lint": {}, "format": {}}
        for lines in (1_000, 10_000):
            path = Path(name) / f"big_{lines}.plan"
            path.write_text(plan(lines), encoding="utf-8")
            found = open_plan(path)
            assert found.usable, found.diagnostics[:3]
            source = read_plan(path, path.name)
            text = module(lines)
            rows["Python compiles a module"][lines] = cpu(lambda text=text: compile(text, "m", "exec"))
            rows["parse, check and lint"][lines] = cpu(lambda path=path: open_plan(path))
            rows["format"][lines] = cpu(lambda source=source: format_source(source))
        base = rows["Python compiles a module"]
        print(f"{'CPU seconds':28} {'1k lines':>9} {'10k lines':>10} {'growth':>7} {'10k / baseline':>15}")
        for what, taken in rows.items():
            growth = taken[10_000] / taken[1_000]
            print(
                f"{what:28} {taken[1_000]:9.3f} {taken[10_000]:10.3f} {growth:7.1f} {taken[10_000] / base[10_000]:15.1f}"
            )


if __name__ == "__main__":
    main()
