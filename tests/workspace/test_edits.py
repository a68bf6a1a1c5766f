"""After any edit a plan says what it says when it is opened for the first time: the model, the files, every diagnostic.

`PLANLANG_EDITS` sets how many random edits are made; `nox -s edits` makes 10,000.
"""

from __future__ import annotations

import os
import random

import pytest

from planlang.diagnostics.diagnostic import Outcome
from planlang.semantics.check import Checked, check_files
from planlang.semantics.names.last import LastCheck
from planlang.workspace.sources import Memory, Sources
from tests.semantics.marked import COMPANY
from tests.workspace.edits import edited, same

EDITS = int(os.environ.get("PLANLANG_EDITS", "300"))
PER_RUN = 20

MAIN = (
    COMPANY.replace("metric decided", "\nmetric decided").replace("goal share", "\ngoal share")
    + """
use "rules.plan"
use "work.plan" as work
use sales.team as roles

alert slow "Slow" for each rep where rep.team is north {
  when decided this week < 3 for 2 weeks
  raise to critical when decided this week < 1 for 2 weeks
  severity warning
  notify rep.lead, 王敏
  say "{rep}: {decided} of {limit}, {visits}"
}
"""
)
TEXTS = {
    "main.plan": MAIN,
    "rules.plan": """
calendar shop "Shop" { work week monday .. saturday; holidays china }
metric effort = ratio(visits, wins)
metric growth_of_visits = growth(visits previous week)
goal more "More" {
  measure pipeline
  target at least 5M CNY by 2026-09-30
  split by team { north 60%; south 40% }
  owner north.manager
  serves revenue
}
alert few for each team {
  when effort this week < 30% or attainment(revenue) < 50%
  until effort this week >= 40%
  notify team.manager
}
source calls "Calls" { read "c.csv"; one row per id; id: text; who: person; state: stage[care]; worth: money }
process care on calls { stages first -> second; win stage done; stay in first at most 5wd }
metric answered = count(calls where state enters done)
""",
    "work.plan": """
## What is done first.
task launch "Launch" {
  owner 李强
  task kickoff { takes 2wd; starts on 2026-02-02 }
  task build { after kickoff; effort 10 person-days; assign 张丽, "Anna Lee"; calendar shop }
  milestone ready { after build; by 2026-05-01 }
}
任务 收尾 "收尾" { 前置 launch; 工期 3个工作日; 负责人 王敏 }
milestone all_done { after launch.build, 收尾 }
""",
}


def cold(texts: dict[str, str]) -> Outcome[Checked]:
    sources = Sources(Memory(texts))
    return check_files(sources.main("main.plan").value, sources)


@pytest.mark.parametrize("seed", range(max(1, EDITS // PER_RUN)))
def test_a_plan_says_after_an_edit_what_it_says_when_it_is_opened(seed: int) -> None:
    chance = random.Random(seed)
    texts = dict(TEXTS)
    sources, last = Sources(Memory(texts), edited=True), LastCheck()
    for _ in range(PER_RUN):
        again = check_files(sources.main("main.plan").value, sources, last)
        assert same(again, cold(texts)), texts
        name = chance.choice(list(texts))
        texts[name] = TEXTS[name] if chance.random() < 0.35 else edited(texts[name], chance)
