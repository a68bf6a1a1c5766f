"""After any edit a plan says what it says when it is opened for the first time: the model, the files, every diagnostic.

`PLANLANG_EDITS` sets how many random edits are made; `nox -s edits` makes 10,000.
"""

from __future__ import annotations

import os
import random

import pytest

from planlang.diagnostics.diagnostic import Diagnostic, Outcome, Severity
from planlang.lint.last import LastLint
from planlang.lint.run import lint
from planlang.semantics.check import Checked, check_files
from planlang.semantics.last import LastCheck
from planlang.source import Source
from planlang.syntax import nodes
from planlang.syntax.parse import parse
from planlang.workspace.sources import Memory, Sources
from planlang.workspace.workspace import open_from
from tests.laws import some
from tests.workspace.edits import edited, same
from tests.workspace.plans import TEXTS, WRONG

EDITS = int(os.environ.get("PLANLANG_EDITS", "20"))
PER_RUN = 20


def cold(texts: dict[str, str]) -> Outcome[Checked]:
    sources = Sources(Memory(texts))
    return check_files(sources.main("main.plan").value, sources)


def linted(checked: Outcome[Checked], last: LastLint | None) -> tuple[Diagnostic, ...]:
    """What is unwise in a plan, with mistakes or without."""
    model = checked.value.model
    return () if model is None else lint(model, checked.value.modules, {}, last)


@pytest.mark.parametrize("seed", range(max(1, EDITS // PER_RUN)))
def test_a_plan_says_after_an_edit_what_it_says_when_it_is_opened(seed: int) -> None:
    chance = random.Random(seed)
    base = WRONG if seed % 3 == 0 else TEXTS
    texts = dict(base)
    sources, last, last_lint = Sources(Memory(texts), edited=True), LastCheck(), LastLint()
    for _ in range(PER_RUN):
        again, first = check_files(sources.main("main.plan").value, sources, last), cold(texts)
        assert same(again, first), texts
        assert same(linted(again, last_lint), linted(first, None)), texts
        name = chance.choice(list(texts))
        texts[name] = base[name] if chance.random() < 0.35 else edited(texts[name], chance)


STORIES = {
    "a declaration moves that a mistake elsewhere points to": [
        ("main.plan", 'metric visits | 拜访量 "Visits"', 'metric visits | 拜访量 "All visits"'),
        ("main.plan", "\nrole director", "\n\n\nrole director"),
    ],
    "who has a record is called otherwise, then by two columns, and what is done for it has another key": [
        ("rules.plan", "id: text; who: person; state: stage[care]", "id: text; whom: person; state: stage[care]"),
        ("rules.plan", "id: text; whom: person; state", "id: text; whom: person; who: person; state"),
        ("rules.plan", "day: date; id: text }\nmetric answered", "day: date; no: text }\nmetric answered"),
    ],
    "what could not be read is gone": [("work.plan", "backtest lost { takes 1wd }\n", "")],
    "what could not be read can be": [("work.plan", "backtest lost", "task lost")],
    "the plan ends earlier": [("main.plan", ".. 2026-12-31", ".. 2026-08-31")],
    "the plan has other lights": [("main.plan", "currency CNY", "currency CNY; lights green from 97%, amber from 80%")],
    "the plan has another zone": [("main.plan", "Asia/Shanghai", "Europe/Berlin")],
    "a parameter of a template has another name": [("regions.plan", "quota | 额度", "quot | 额度")],
    "what stands around a task has another name": [
        ("work.plan", "review weekly", "review fortnightly"),
        ("work.plan", "task launch ", "task start | launch "),
    ],
    "a second review takes the name of the first, and another": [
        (
            "work.plan",
            "task spare",
            "review weekly { every friday 09:00; held 2026-03-06 { task follow_up { takes 1d } } }\ntask spare",
        ),
        ("work.plan", "review weekly { every friday", "review late { every friday"),
    ],
    "a strategy has another owner, account and name, and what stands in it others": [
        ("work.plan", "owner north.manager\n  progress by cost", "owner 李强\n  progress by equal"),
        ("work.plan", "  charged to money.rest.fairs\n", "  charged to money.launch\n"),
        ("work.plan", "strategy premium | 高端", "strategy premium_first | 高端"),
        ("work.plan", "strategy premium_first | 高端", "task premium | 高端"),
    ],
    "a resource has other people, another cost and another name": [
        ("work.plan", "people 张丽, north.lead; available", "people 张丽; available"),
        ("work.plan", "cost 1k CNY per day; owner", "cost 2k CNY per day charged to money.rest; owner"),
        ("work.plan", "resource helpers | 帮手", "resource aides | 帮手"),
        ("work.plan", "resource aides | 帮手", "resource aides"),
    ],
    "who may rise is asked for other grades, by another card, to another role": [
        ("rules.plan", "grade A from 90%; grade B otherwise", "grade B from 90%; grade C otherwise"),
        ("rules.plan", "scorecard cards for", "scorecard cards_of_all for"),
        ("rules.plan", "from rep to manager {", "from manager to rep {"),
    ],
    "what is paid for is another figure, another goal, another row": [
        ("rules.plan", "metric taken = sum(takings.worth)", "metric taken = sum(takings.worth) * 2"),
        ("rules.plan", "back | 退回 : date optional", "returned : date optional"),
        ("rules.plan", "{ measure taken; target 5M CNY", "{ measure taken; target at most 5M CNY"),
        ("rules.plan", "source takings ", "source taking | takings "),
    ],
    "a remark stands above a `use`": [("main.plan", 'use "rules.plan"', '# what holds\nuse "rules.plan"')],
    "the plan has another currency": [("main.plan", "currency CNY", "currency USD")],
    "the plan has another calendar": [("main.plan", "calendar china", "calendar shop")],
    "a metric has another name, and another one takes it": [
        ("main.plan", "metric wins", "metric victories"),
        ("rules.plan", "metric effort", "metric wins"),
    ],
    "what is to be done shows by something else": [
        ("rules.plan", "metric noted = count(logs)", "metric noted = ratio(visits, wins)"),
    ],
    "rows no longer belong to the records for which something is to be done": [
        ("rules.plan", "event at day; id: text; day: date; teller", "event at day; other: text; day: date; teller")
    ],
    "a stage that figures ask for has another name": [("rules.plan", "stages first -> second", "stages first -> next")],
    "what comes after a win is a win of its own": [
        ("rules.plan", "win stage done -> served", "win stage done; win stage served")
    ],
    "a metric is a ratio": [
        ("main.plan", "count(activities where kind is", "ratio(wins, wins) + count(activities where kind is")
    ],
    "two tasks share a name, and do so no longer": [
        ("work.plan", "\nmilestone all_done", "\ntask other { task kickoff { takes 1wd } }\nmilestone all_done"),
        ("work.plan", "task other { task kickoff", "task other { task kick_on"),
    ],
    "a declaration is added above, moves to another file and goes": [
        ("main.plan", "metric visits", "metric early = 1\nmetric visits"),
        ("main.plan", "metric early = 1\n", ""),
        ("rules.plan", "metric effort", "metric early = 1\nmetric effort"),
    ],
    "a column goes, and another has its name": [
        ("main.plan", "  minutes: number optional\n", ""),
        ("main.plan", "  product: text\n", "  minutes: text\n"),
    ],
    "a column is of another type": [("main.plan", "  amount: money\n", "  amount: number\n")],
    "a column is computed": [("main.plan", "  amount: money\n", "  amount: money = amount + 1 CNY\n")],
    "a stage has another name": [("main.plan", 'win stage won "Won"', 'win stage gained "Won"')],
    "the records of a process are others": [("rules.plan", "process care on calls", "process care on deals")],
    "somebody leaves, and a roster says who is there": [
        ("main.plan", "manager 王敏; ", ""),
        ("main.plan", "lead 李强; ", "lead 李强; people from deals; "),
    ],
    "a team has another name": [("main.plan", "team north | 北区", "team northern | 北区")],
    "a role has another alias": [("main.plan", "role rep | 代表", "role rep | 销售员")],
    "a calendar has other days, and another name": [
        ("rules.plan", "monday .. saturday", "monday .. friday"),
        ("rules.plan", "calendar shop", "calendar market"),
    ],
    "a file is used otherwise": [
        ("main.plan", 'use "work.plan" as work', 'use "work.plan"'),
        ("main.plan", " without headcount", ""),
        ("main.plan", 'use "rules.plan"\n', ""),
    ],
    "rows are nobody's, and said to be so elsewhere": [
        ("main.plan", "  owner: person\n  stage", "  owner: text\n  stage"),
        ("rules.plan", "alert few for each team", "alert few for each rep"),
    ],
    "a word is mistyped, and a brace is missing": [
        ("rules.plan", "  measure pipeline\n", "  measure pipe line\n"),
        ("rules.plan", "  serves revenue\n}", "  serves revenue\n"),
    ],
    "what is passed stands elsewhere in its source": [
        ("rules.plan", "event at day; day: date; who", "event at day;  day: date; who")
    ],
    "nothing says who has passed": [("rules.plan", "ok: bool; exams course where ok", "ok: bool")],
    "an assumption has no days": [("rules.plan", "during 2026; review every half year", "review every half year")],
    "an account has another amount, and one without an owner has one": [
        ("rules.plan", 'account launch | 上市 "Launch" = 60%', 'account launch | 上市 "Launch" = 60CNY%'),
        ("rules.plan", "account rest = 800k CNY { split", "account rest = 800k CNY { owner 王敏; split"),
    ],
    "a channel has another name": [("work.plan", "channel north_chat | 北区群", "channel chat | 北区群")],
    "a risk warns of nothing that a channel sends": [
        ("work.plan", "warn when burn(money.launch) > 100%; notify 王敏; ", "")
    ],
    "a budget has its warning elsewhere": [("rules.plan", "  warn when burn > pace + 10pp for 2 weeks\n", "")],
    "a review was held on another day": [("work.plan", "held 2026-0", "held 2026-1")],
    "what a task is charged to is another account": [("work.plan", "charged to money.launch", "charged to money.rest")],
    "a class has another name": [("year.plan", 'class A "Key"', 'class a "Key"')],
    "a look-up goes elsewhere": [("year.plan", "record[customers]", "record[deals]")],
    "a revision changes what is no goal": [
        ("rules.plan", "goal more", "goal other | more"),
        ("rules.plan", "other | more", "other"),
    ],
    "a scenario drops what is not there": [("rules.plan", "alert few for", "alert fewer for")],
    "an account that is changed has another name, and the whole another amount": [
        ("rules.plan", "account rest = 800k CNY", "account others = 800k CNY"),
        ("rules.plan", 'budget money | 钱 "Money" = 2M CNY', 'budget money | 钱 "Money" = 3M CNY'),
    ],
    "what is proposed is in units of another kind, and is no longer there": [
        ("rules.plan", "measure pipeline", "measure wins"),
        ("work.plan", "task spare", "task other"),
    ],
    "a task that is accepted is none on stand-by": [("work.plan", "task spare { standby; ", "task spare { ")],
    "what a card counts has another unit": [
        ("main.plan", 'metric visits | 拜访量 "Visits" = count(', 'metric visits | 拜访量 "Visits" = 1 CNY * count(')
    ],
    "a rule that is waived is gone": [
        ("rules.plan", "stay in first at most 5wd { warn 2wd before", "stay in second at most 5wd { warn 2wd before")
    ],
    "a rule with another limit is gone, and is there again": [
        ("rules.plan", "stay in first at most 5wd", "total in first at most 5wd"),
        ("rules.plan", "total in first at most 5wd", "stay in first at most 6wd"),
    ],
    "two alerts silence each other": [
        ("rules.plan", "  notify team.manager\n", "  notify team.manager\n  inhibits slow\n"),
        ("main.plan", "  severity warning\n  notify rep.lead", "  severity warning\n  inhibits few\n  notify rep.lead"),
    ],
}


@pytest.mark.parametrize("base", [TEXTS, WRONG], ids=["right", "wrong"])
@pytest.mark.parametrize("story", some(STORIES, 16))
def test_a_plan_says_after_each_of_some_edits_what_it_says_when_it_is_opened(story: str, base: dict[str, str]) -> None:
    texts = dict(base)
    sources, last, last_lint = Sources(Memory(texts), edited=True), LastCheck(), LastLint()
    edits = [step for step in STORIES[story] if base is WRONG or "backtest lost" not in step[1]]
    there_and_back = [*edits, *((name, new, old) for name, old, new in reversed(edits) if new)]
    assert same(check_files(sources.main("main.plan").value, sources, last), cold(texts))
    for name, old, new in there_and_back:
        texts[name] = texts[name].replace(old, new, 1)
        again, first = check_files(sources.main("main.plan").value, sources, last), cold(texts)
        assert same(again, first), (name, old, new)
        assert same(linted(again, last_lint), linted(first, None)), (name, old, new)


@pytest.mark.parametrize("story", some(STORIES, 16))
def test_the_stories_change_something(story: str) -> None:
    texts = dict(WRONG)
    for name, old, new in STORIES[story]:
        assert old in texts[name], (name, old)
        before = cold(texts)
        texts[name] = texts[name].replace(old, new, 1)
        assert not same(before, cold(texts)), (name, old)


def test_every_kind_of_declaration_is_edited() -> None:
    said = [node for path, text in TEXTS.items() for node in parse(Source(path, text)).value.declarations]
    for node in said:
        said.extend(nodes.inside(node))
    assert {declared.node for declared in nodes.DECLARED} <= {type(node) for node in said}


def test_the_right_plan_has_no_mistakes() -> None:
    sources = Sources(Memory(TEXTS))
    found = (*sources.main("main.plan").diagnostics, *check_files(sources.main("main.plan").value, sources).diagnostics)
    assert [one.message.text for one in found if one.severity is Severity.ERROR] == []


@pytest.mark.parametrize("written", ["1-5", "1月5日"])
def test_a_day_without_a_year_is_told_alike_when_it_is_read_alone(written: str) -> None:
    texts = {"p.plan": f"plan p {{ period 2026-01-01 .. 2026-12-31 }}\ntask a {{ takes 1wd; starts on {written} }}\n"}
    sources = Sources(Memory(texts), edited=True)
    open_from(sources, "p.plan")
    texts["p.plan"] = texts["p.plan"].replace("takes 1wd", "takes 2wd")
    again, first = open_from(sources, "p.plan"), open_from(Sources(Memory(texts)), "p.plan")
    assert same(again.diagnostics, first.diagnostics)
    assert again.diagnostics
