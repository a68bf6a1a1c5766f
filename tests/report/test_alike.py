"""What is written by examples and in columns has the bytes of what is written one by one."""

from __future__ import annotations

import json
import random
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from planlang.diagnostics.text import Language, Text
from planlang.evaluate.alerts.judged_alerts import judged_alerts
from planlang.evaluate.evaluate import evaluate
from planlang.evaluate.held import Held
from planlang.evaluate.results.evaluation import Evaluation, Violation
from planlang.evaluate.results.violations import Like, Violations
from planlang.report.formats.json import to_json
from planlang.report.plain.indented import HOLE, ITEM, Around, form, written
from planlang.values.figure import Unknown, Why
from planlang.workspace.run import evaluated, held, planned
from planlang.workspace.workspace import open_plan
from tests.evaluate.whole.small_plans import (
    ACTIVITIES,
    CHANGES,
    DEALS,
    HEAD,
    TEAMS,
    changes,
    csv,
    opened_plan,
)

RULES = """
  no skipping { standard "Ask; then move" }
  no going back
  no reopening
  stay in contact at most 5d, twice where amount > 70 CNY { notify owner.lead, "Boss"; escalate to owner.manager after 4d }
  stay in proposal at most 30h
  stay in negotiation at most 3wd
  total in proposal at most 6d
  at most 6d without activities
  enter proposal requires amount > 50 CNY, amount > 70 CNY
  from contact to proposal within 8d
  notify owner, owner.lead, "Boss"
  escalate to owner.manager after 2 weeks
"""
STAGES = """
  stages contact "Contact" -> proposal "Pro%sal {“x”}" -> negotiation "Negotiation"
  stage contact { responsible lead }
  win stage won "Won"
  loss stage lost "Lost" from any
"""
ALERTS = """
alert idle for each rep { when visits this week < 3 for 2 weeks; until visits this week >= 4; keep 1 week; severity warning }
alert unlike for each rep { when visits this week < 3; until wins rolling 2 weeks >= 1; severity warning }
alert idle_team for each team { when visits averaged over 3 weeks < 2.5; notify lead }
alert share for each rep { when ratio(visits, wins) rolling 4 weeks < 150% or visits this week < 1; severity high }
metric wins = count(deals where stage enters won) credit owner at close
"""
UNOWNED = DEALS.replace("owner: person", "owner: person optional")
PLAN = HEAD + TEAMS + ACTIVITIES + UNOWNED + ALERTS + 'process b2b "Process" on deals {' + STAGES + RULES + "}\n"
LINE = ("contact", "proposal", "negotiation", "won", "lost")
PEOPLE = ("Ann", "Bob", "Sue", "Nobody", "")
FIRST = date(2026, 1, 4)


def one_by_one(found: Evaluation) -> Evaluation:
    """The same with everything made."""
    return evolve(found, violations=tuple(found.violations), history=tuple(found.history))


def of_all_rules(folder: Path, seed: int, *, listed: bool, weeks: int = 8, count: int = 160) -> Held:
    """Deals that move by chance, seen in weekly exports; `listed`: also in a history of changes."""
    chance = random.Random(seed)
    courses = []
    for number in range(count):
        day, at, moves = FIRST + timedelta(days=chance.randrange(weeks * 5)), 0, []
        while day < FIRST + timedelta(weeks=weeks):
            moves.append((day, LINE[at]))
            day, at = (
                day + timedelta(days=chance.choice((1, 3, 7, 14))),
                max(0, min(4, at + chance.choice((1, 1, 1, 2, -1)))),
            )
        key = chance.choice(("D{n}", 'D "{n}" %s', "单\\{n}", "D/{n}%"))
        courses.append((key.replace("{n}", str(number)), chance.choice(PEOPLE), chance.randrange(20, 90), moves))
    files = {}
    for week in range(weeks + 1):
        seen = FIRST + timedelta(weeks=week)
        rows = [
            (
                '"' + key.replace('"', '""') + '"',
                who,
                [stage for day, stage in moves if day <= seen][-1],
                amount,
                moves[0][0],
            )
            for key, who, amount, moves in courses
            if moves[0][0] <= seen
        ]
        files[f"deals-{seen}.csv"] = csv("deal_id,owner,stage,amount,created", rows)
        if week not in (3, 5):
            year, number, _ = seen.isocalendar()
            days = [
                (
                    seen + timedelta(days=chance.randrange(-6, 1)) if chance.random() < 0.8 else "some day",
                    chance.choice(PEOPLE[:3]),
                    '"' + chance.choice(courses)[0].replace('"', '""') + '"',
                )
                for _ in range(15)
            ]
            files[f"activities-{year}-W{number:02}.csv"] = csv("day,owner,deal_id", days)
    if listed:
        rows = [
            ('"' + k.replace('"', '""') + '"', day, stage, who) for k, who, _, moves in courses for day, stage in moves
        ]
        files["changes-2026.csv"] = changes(rows)
    opened = opened_plan(folder, PLAN + (CHANGES if listed else ""), files)
    return held(planned(opened), opened, as_of="2026-W09")


@pytest.mark.parametrize("listed", [False, True])
@pytest.mark.parametrize("seed", [1, 2])
def test_many_alike_read_as_if_each_were_made(tmp_path: Path, seed: int, listed: bool) -> None:
    found = evaluate(of_all_rules(tmp_path, seed, listed=listed))
    assert isinstance(found.violations, Violations)
    assert to_json(found) == to_json(one_by_one(found))
    rules = {violation.rule for violation in found.violations}
    assert len(rules) >= 9, rules
    kinds = Counter(isinstance(one, Like) for one in found.violations.told())
    assert min(kinds[True], kinds[False]) > 20, "both kinds of writing are tried"
    examples = {one.example for one in found.violations.told() if isinstance(one, Like)}
    assert len(examples) < kinds[True] / 2


@pytest.mark.parametrize("seed", [3, 4])
def test_what_is_compared_does_not_depend_on_what_was_asked_before(tmp_path: Path, seed: int) -> None:
    """Forth and back, each with memories of its own."""
    world = of_all_rules(tmp_path, seed, listed=False, count=60)
    untold = Counter[Why]()
    for forth, back in zip(judged_alerts(world), judged_alerts(world), strict=True):
        rows = [*range(len(forth.entities))]
        rungs, count = [0] * len(rows), len(forth.periods)
        one_way = [forth.compared(rungs, rows, period) for period in range(count)]
        other_way = [back.compared(rungs, rows[::-1], period)[::-1] for period in reversed(range(count))][::-1]
        told = [[(cell.value, cell.bound, cell.until) for cell in cells] for cells in one_way]
        assert told == [[(cell.value, cell.bound, cell.until) for cell in cells] for cells in other_way]
        figures = [value.figure for cells in told for value, *_ in cells if value is not None]
        untold += Counter(figure.why for figure in figures if isinstance(figure, Unknown))
    assert {Why.NOT_LOADED, Why.SET_ASIDE} <= set(untold), untold


@pytest.mark.parametrize("week", ["2026-W09", "2026-W26"])
def test_the_example_reads_as_if_each_were_made(week: str) -> None:
    opened = open_plan(Path("examples/premium_line/premium_line.plan"))
    found = evaluated(planned(opened), opened, as_of=week)
    assert json.loads(to_json(found))["history"]
    assert to_json(found) == to_json(one_by_one(found))


WORDS = st.text(max_size=6)


@given(st.tuples(WORDS, WORDS, WORDS), WORDS)
def test_a_form_is_filled_as_what_is_written_at_once(texts: tuple[str, str, str], value: str) -> None:
    before, after, beside = texts

    def whole(middle: object, alone: object) -> dict[str, object]:
        return {"a%s": alone, "b": [{"c": middle}, beside], f"d{beside}": [alone]}

    text = form(whole(Around(before, after), HOLE), ITEM)
    assert text % (written(value, ""), written(value, "")[1:-1], written(value, "")) == written(
        whole(before + value + after, value), ITEM
    )


@given(st.tuples(WORDS, WORDS, WORDS))
def test_a_sentence_around_a_value_is_the_sentence(values: tuple[str, str, str]) -> None:
    first, own, last = values
    sentence = Text("test.around", "100% {first}{{ {own}: {last} }}")(first=first, own=own, last=last)
    before, after = sentence.around("own", Language.EN)
    assert before + own + after == sentence.render() == f"100% {first}{{ {own}: {last} }}"


def test_whoever_is_asked_for_by_name_is_whole(tmp_path: Path) -> None:
    found = evaluate(of_all_rules(tmp_path, 1, listed=False))
    assert isinstance(found.violations, Violations)
    for like, one in zip(found.violations.told(), found.violations, strict=True):
        if isinstance(like, Violation):
            assert like == one
        else:
            place = one.evidence.rows[0].place if one.evidence.rows else None
            assert like[1:4] == (one.id, one.entity, one.owner)
            assert like[5:] == (one.to, one.responsible, one.passed_on, place)


def test_records_of_nobody_are_told_to_nobody(tmp_path: Path) -> None:
    unowned = DEALS.replace("  owner: person\n", "").replace("  amount: money\n", "")
    line = 'process b2b "Process" on deals {' + STAGES + '  stay in contact at most 5d\n  notify "Boss"\n}\n'
    files = {
        f"deals-2026-{day}.csv": csv("deal_id,stage,created", [(n, "contact", "2026-01-05") for n in range(3)])
        for day in ("01-05", "01-12", "01-19")
    }
    opened = opened_plan(tmp_path, HEAD + TEAMS + unowned + line, files)
    found = evaluated(planned(opened), opened, as_of="2026-W03")
    assert isinstance(found.violations, Violations)
    assert [(one.owner, one.to) for one in found.violations.told()] == [(None, ())] * 3
    assert to_json(found) == to_json(one_by_one(found))
