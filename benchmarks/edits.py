"""`python benchmarks/edits.py`: what parse and check take after an edit of a plan of 5,000 lines in 8 files.

The baseline is parse and check of the whole plan for the first time, in the same run. To be reached: 20 ms of CPU after an
edit inside one declaration.
"""

from __future__ import annotations

import gc
import random
import statistics
import time

from attrs import frozen
from plan_files import BLOCK, HEAD

from planlang.semantics.check import check_files
from planlang.semantics.last import LastCheck
from planlang.workspace.sources import Memory, Sources

LINES = 5_000
FILES = 8
AT_MOST = 0.020
RUNS = 15

PROCESS = """
source deals "Deals" {
  read "deals.csv"
  one row per deal_id
  snapshot on file date
  deal_id: text
  owner: person
  stage: stage[funnel]
  value: money[CNY]
}
process funnel "Funnel" on deals {
  stages lead "Lead" -> offer "Offer" -> terms "Terms"
  win stage won "Won"
  loss stage lost "Lost" from any
  stay in lead at most 10wd
  stay in offer at most 15wd
  no going back
}
"""
GOAL = """
goal g{n} "Goal {n}" {{
  measure m{n}
  target 1{n} CNY by 2026-12-31
  owner 李强
}}
"""


CHANGES = """
revision spring "Spring" on 2026-04-01 {
  approved by 李强 on 2026-03-20
  because "Few visits"
  change goal g1 { target 31 CNY by 2026-12-31 }
  review on 2026-06-30
}
scenario careful "Careful" { change goal g2 { target 11 CNY by 2026-12-31 } }
"""


def texts() -> dict[str, str]:
    """The plan, by path."""
    block = BLOCK + GOAL
    count = LINES // (block.count("\n"))
    found = {f"part{file}.plan": "" for file in range(1, FILES)}
    main = HEAD + PROCESS + "".join(f'use "{path}"\n' for path in found)
    blocks = [
        block.format(n=n, d=n % 9 + 1, after=f"after t{n - 1} + 2wd" if n % 20 else "not before 2026-02-02")
        for n in range(count)
    ]
    for n, text in enumerate(blocks):
        path = f"part{n * FILES // count}.plan"
        if path in found:
            found[path] += text
        else:
            main += text
    return {"main.plan": main, **found}


@frozen
class Taken:
    """CPU seconds of parsing and of checking."""

    parse: float
    check: float


def opened(sources: Sources, paths: list[str], last: LastCheck | None) -> Taken:
    """Parse all files and check the plan."""
    started = time.process_time()
    main = sources.main("main.plan").value
    for path in paths:
        sources.file(path, "")
    parsed = time.process_time()
    checked = check_files(main, sources, last)
    taken = Taken(parsed - started, time.process_time() - parsed)
    assert checked.diagnostics == (), [one.message.render() for one in checked.diagnostics[:3]]
    return taken


EDITS = {
    "a metric": ("and minutes > ", "and minutes > 7"),
    "an alert": ("for 3 weeks", "for 2 weeks"),
    "a goal": ("  target 1", "  target 21"),
    "a task": ("wd\n  ", "wd\n\n  "),
    "a milestone": ("by 2026-12-31; owner", "by 2026-12-30; owner"),
    "a source": ('from "日期"', 'from "日子"'),
    "a process": ("lead at most 10wd", "lead at most 11wd"),
    "a team": ("2026-03-01", "2026-04-01"),
    "the title of the plan": ('"A big plan"', '"A plan"'),
    "the lights of the plan": ("currency CNY", "lights green from 97%, amber from 80%; currency CNY"),
    "a note on the plan": ("currency CNY", 'note "agreed with all"; currency CNY'),
    "a comment above a use": ('use "part3', '# the third\nuse "part3'),
    "a comment": ("# too little", "# much too little"),
    "the period of the plan (whatever has a date)": ("period 2026-01-01", "period 2026-01-02"),
    "the time zone of the plan (sources rest on it)": ("timezone Asia/Shanghai", "timezone Asia/Tokyo"),
    "the calendar of the plan (goals rest on it)": ("calendar china", "calendar germany"),
    "a name": ("milestone x", "milestone y"),
}


def main() -> None:
    gc.disable()
    slow = measured(texts())
    print("\nwith a revision and a scenario: the plan is checked as it reads after each of them, too")
    measured({path: text + CHANGES * (path == "main.plan") for path, text in texts().items()})
    assert not slow, f"slower than {AT_MOST * 1e3:.0f} ms: {slow}"


def measured(files: dict[str, str]) -> list[str]:
    """Prints what the edits of a plan take, and gives those inside a declaration that take too long."""
    chance = random.Random(1)
    paths = list(files)
    print(f"{sum(text.count(chr(10)) for text in files.values())} lines in {len(files)} files, CPU milliseconds")
    cold = [opened(Sources(Memory(files)), paths, None) for _ in range(4)][1:]
    first = statistics.median(taken.parse + taken.check for taken in cold)
    sources, last = Sources(Memory(files), edited=True), LastCheck()
    opened(sources, paths, last)
    print(f"{'edit of':42} {'parse':>7} {'check':>7} {'both':>7} {'worst':>7} {'cold / both':>12}")
    print(f"{'nothing: the first time':42} {cold[0].parse * 1e3:7.1f} {cold[0].check * 1e3:7.1f} {first * 1e3:7.1f}")
    slow = []
    for what, (old, new) in EDITS.items():
        taken = []
        for _ in range(RUNS):
            path = chance.choice([path for path in paths if old in files[path]])
            at = chance.choice([n for n in range(len(files[path])) if files[path].startswith(old, n)])
            before = files[path]
            files[path] = before[:at] + new + before[at + len(old) :]
            taken.append(opened(sources, paths, last))
            files[path] = before
            opened(sources, paths, last)
        parse = statistics.median(one.parse for one in taken)
        check = statistics.median(one.check for one in taken)
        both = statistics.median(one.parse + one.check for one in taken)
        worst = max(one.parse + one.check for one in taken)
        print(
            f"{what:42} {parse * 1e3:7.1f} {check * 1e3:7.1f} {both * 1e3:7.1f} {worst * 1e3:7.1f} {first / both:12.1f}"
        )
        if both > AT_MOST and "rest on it" not in what and "whatever" not in what:
            slow.append(what)
    return slow


if __name__ == "__main__":
    main()
