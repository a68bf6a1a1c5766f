"""`python benchmarks/plan_files.py`: parse, check and lint of plans of 1,000 and 10,000 lines, and their formatting; once as
they are, once with every declaration on one line, which gets about as many lines back. And prose of 4 MB given as a plan.

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

from planlang.source import Source
from planlang.syntax.formatter.format import format_source
from planlang.syntax.parse import parse
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

ON_ONE_LINE = """\
metric m{n} "Metric {n}" = sum(visits.amount where kind is "k{n}" and minutes > {n}) / count(visits where kind is "k{n}")
alert a{n} "Alert {n}" for each rep {{ when m{n} this week < {n} CNY and r{n} this week < 5% or visits this week < 5 for 3 weeks; \
until m{n} this week >= {n}1 CNY; severity warning; notify rep.lead }}
task t{n} "Task {n}" {{ takes {d}wd, best 1wd, worst 20wd; after t0 + 2wd, t1, t2; owner 李强; by 2026-12-18; serves goal_one }}
milestone x{n} {{ after t{n}, t1, t2, t3, t4, t5, t6, t7, t8, t9; by 2026-12-31; owner 李强; serves goal_one, goal_two, goal_three }}
"""
LINES_OF_IT = 24
PROSE = 'Every manager has seen the plan of the team: more visits, fewer "losses".\nWe\'ll talk about the goals on Monday.\n'


def plan(lines: int) -> str:
    """A plan of about that many lines."""
    blocks = []
    size = BLOCK.count("\n")
    for number in range((lines - HEAD.count("\n")) // size):
        after = f"after t{number - 1} + 2wd" if number % 20 else "not before 2026-02-02"
        blocks.append(BLOCK.format(n=number, d=number % 9 + 1, after=after))
    return HEAD + "".join(blocks)


def on_one_line(lines: int) -> str:
    """A plan that has about that many lines once it is formatted."""
    return "".join(ON_ONE_LINE.format(n=number, d=number % 9 + 1) for number in range(lines // LINES_OF_IT))


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
        names = ("Python compiles a module", "parse, check and lint", "format", "format long lines")
        rows: dict[str, dict[int, float]] = {name: {} for name in names}
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
            long = Source("long.plan", on_one_line(lines))
            assert 0.8 < format_source(long).text.count("\n") / lines < 1.2
            rows["format long lines"][lines] = cpu(lambda source=long: format_source(source))
        base = rows["Python compiles a module"]
        print(f"{'CPU seconds':28} {'1k lines':>9} {'10k lines':>10} {'growth':>7} {'10k / baseline':>15}")
        for what, taken in rows.items():
            growth = taken[10_000] / taken[1_000]
            print(
                f"{what:28} {taken[1_000]:9.3f} {taken[10_000]:10.3f} {growth:7.1f} {taken[10_000] / base[10_000]:15.1f}"
            )
        prose = Source("prose.plan", PROSE * (4_000_000 // len(PROSE)))
        print(f"{'4 MB of prose':28} {cpu(lambda: parse(prose)):9.3f}")


if __name__ == "__main__":
    main()
