"""An early and a late as-of agree: what later files bring changes nothing of an evaluation as of an earlier week.

For every week, the evaluation of all files as of that week equals the evaluation of only those files whose days end by then,
figure by figure, in worlds where no later file brings or changes a row of an earlier week: weekly exports, some of them missing,
a history, events, and a table without a date.
"""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import pytest

from planlang.report.formats.json import to_json
from planlang.report.plain.plain_evaluation import evaluation as plain_evaluation
from tests.evaluate.whole.small_plans import csv, evaluation
from tests.laws import seeds
from tests.report.test_json_pieces import whole as at_once

FIRST = date(2026, 1, 5)
WEEKS = 9
PEOPLE = ("Ann", "Bob", "Cid")
LINE = ("prospect", "contact", "proposal")

PLAN = """
plan p "Plan" { period 2026-01-01 .. 2026-06-30; calendar plain; currency CNY }
calendar plain "Plain" { work week monday .. friday }
role lead "Lead"
role rep "Rep" under lead
team north "North" { lead Lea; rep Ann, Bob }
team south "South" { rep Cid from 2026-01-20 }
source calls "Calls" {
  read "data/calls-*.csv"; event at day
  day: date; owner: person; id: text optional
}
source deals "Deals" {
  read "data/deals-*.csv"; one row per id; snapshot on file date; DATED
  id: text; owner: person; stage: stage[b2b]; amount: money; closed: date optional
}
HISTORY
source accounts "Accounts" {
  read "data/accounts.csv"; one row per id; entered signed on signed_on; entered lead_in on created
  id: text; owner: person; state: stage[b2c]; created: date; signed_on: date optional
}
process b2b "Deals" on deals {
  stages prospect -> contact -> proposal
  win stage won
  loss stage lost from any
  no skipping
  no going back
  stay in contact at most 7d
  total in proposal at most 5wd
  at most 10d without calls
  from contact to proposal within 10d
  enter proposal requires amount > 20 CNY
}
process b2c "Accounts" on accounts {
  stages lead_in -> talking
  win stage signed
  loss stage gone from any
  stay in lead_in at most 14d
}
metric visits = count(calls) credit owner at event
metric callers = distinct(calls.owner)
metric open_deals = count(deals where open) credit owner at period end
metric open_amount = sum(deals.amount where open) credit owner at period end
metric in_contact = count(deals where stage is contact) credit owner at period end
metric won_so_far = count(deals where won)
metric signed = sum(deals.amount where stage enters won) credit owner at close
metric lost_deals = count(deals where stage enters lost) credit owner at event
metric came_to_contact = count(deals where stage enters contact)
metric rate = ratio(count(deals where stage enters won), count(deals where stage enters won) + count(deals where stage enters lost))
metric middle = median(deals.amount where open)
metric trend = visits averaged over 4 weeks
metric this_year = signed year to date
metric accounts_open = count(accounts where open) credit owner at period end
metric accounts_signed = count(accounts where state enters signed) credit owner at event
metric leads_now = count(accounts where state is lead_in)
goal year "Year" { measure signed; target 4000 CNY by 2026-06-30; split by quarter 40%, 60% }
goal accounts_goal "Accounts" { measure accounts_signed; target 12 by 2026-06-30 }
alert quiet "Quiet" for each rep { when visits this week < 2 for 2 weeks; severity warning }
alert thin "Thin" { when open_amount this week < 120 CNY; until open_amount this week > 200 CNY; severity high }
alert nothing_signed "Nothing signed" { when signed this week < 1 CNY; severity warning }
"""
HISTORY = """source changes "Changes" {
  read "data/changes-*.csv"; history of deals; event at at
  id: text; at: date; stage: stage[b2b]; owner: person
}
"""


def world(seed: int) -> tuple[str, dict[str, str]]:
    """A plan and its files; weekly ones hold what happened in their week, exports the state of their day."""
    dice = random.Random(seed)
    has_history, dated = dice.random() < 0.5, dice.random() < 0.5
    life = {f"D{n}": _moves(dice) for n in range(14)}
    files: dict[str, str] = {}
    for week in range(WEEKS):
        start = FIRST + timedelta(weeks=week)
        name = f"2026-W{week + 2:02}"
        if dice.random() < 0.9:
            files[f"calls-{name}.csv"] = csv("day,owner,id", _calls(dice, start))
        taken = start + timedelta(days=dice.choice((4, 6, 6)))
        if week and dice.random() < 0.85:
            files[f"deals-{taken}.csv"] = csv("id,owner,stage,amount,closed", _state(life, taken, dated))
        if has_history:
            rows = [
                (deal, at, stage, owner)
                for deal, (owner, _, moves) in life.items()
                for at, stage in moves
                if start <= at < start + timedelta(weeks=1)
            ]
            files[f"changes-{name}.csv"] = csv("id,at,stage,owner", rows)
    files["accounts.csv"] = csv("id,owner,state,created,signed_on", [_account(dice, n) for n in range(10)])
    text = PLAN.replace("DATED", "entered won on closed" if dated else "").replace(
        "HISTORY", HISTORY if has_history else ""
    )
    return text, files


Life = tuple[str, int, list[tuple[date, str]]]


def _moves(dice: random.Random) -> Life:
    """Owner, amount and moves of a deal: along the line, sometimes past a stage or back, to an end or to nowhere."""
    day = FIRST + timedelta(days=dice.randrange(-20, 7 * WEEKS - 5))
    moves, stage = [(day, LINE[0])], 0
    while dice.random() < 0.75 and len(moves) < 6:
        day += timedelta(days=dice.randrange(1, 15))
        stage += dice.choice((1, 1, 1, 2, -1))
        if not 0 <= stage < len(LINE):
            moves.append((day, dice.choice(("won", "lost"))))
            break
        moves.append((day, LINE[stage]))
    else:
        if dice.random() < 0.2:
            moves.append((day + timedelta(days=3), "gone"))
    return dice.choice(PEOPLE), dice.randrange(1, 90), [(at, to) for at, to in moves if to != "gone"]


def _state(life: Mapping[str, Life], taken: date, dated: bool) -> list[tuple[object, ...]]:
    """The deals as an export of the evening of a day shows them; one is left out now and then."""
    rows: list[tuple[object, ...]] = []
    for number, (deal, (owner, amount, moves)) in enumerate(life.items()):
        seen = [(at, stage) for at, stage in moves if at <= taken]
        if not seen or (number + taken.toordinal()) % 11 == 0:
            continue
        at, stage = seen[-1]
        rows.append((deal, owner, stage, amount, at if dated and stage == "won" else ""))
    return rows


def _calls(dice: random.Random, start: date) -> list[tuple[object, ...]]:
    days = [start + timedelta(days=dice.randrange(7)) for _ in range(dice.randrange(0, 12))]
    return [(day, dice.choice(PEOPLE), f"D{dice.randrange(14)}") for day in sorted(days)]


def _account(dice: random.Random, number: int) -> tuple[object, ...]:
    created = FIRST + timedelta(days=dice.randrange(-30, 80))
    state = dice.choice(("lead_in", "talking", "signed", "gone"))
    signed = created + timedelta(days=dice.randrange(1, 60)) if state == "signed" else ""
    return f"A{number}", dice.choice(PEOPLE), state, created, signed


def ends(name: str) -> date:
    """The day after the last in the name of a file; none for the table without a date."""
    stem = name.removesuffix(".csv").partition("-")[2]
    if "W" in stem:
        return date.fromisocalendar(2026, int(stem[-2:]), 7) + timedelta(days=1)
    return date.fromisoformat(stem) + timedelta(days=1) if stem else date.min


def told(folder: Path, text: str, files: Mapping[str, str], week: str) -> dict[str, object]:
    """All of an evaluation but the notes on files: that some are not there, or from later, is said in other words."""
    whole = evaluation(folder, text, files, week)
    written = to_json(whole)
    assert written == at_once({"schema": "planlang.evaluation/1", **plain_evaluation(whole)}), (
        "streamed as it is as a whole"
    )
    found: dict[str, object] = json.loads(written)
    data = found["data"]
    assert isinstance(data, dict)
    del data["notes"]
    return found


@pytest.mark.parametrize("seed", seeds(6))
def test_an_early_and_a_late_as_of_agree(seed: int, tmp_path: Path) -> None:
    text, files = world(seed)
    dice = random.Random(seed)
    for number in sorted(dice.sample(range(3, WEEKS + 2), 3)):
        week, end = f"2026-W{number:02}", date.fromisocalendar(2026, number, 7) + timedelta(days=1)
        early = {name: content for name, content in files.items() if ends(name) <= end}
        assert told(tmp_path, text, files, week) == told(tmp_path, text, early, week)


def test_the_worlds_are_of_all_kinds() -> None:
    made = [world(seed) for seed in range(6)]
    assert {"history of" in text for text, _ in made} == {True, False}
    assert {"entered won" in text for text, _ in made} == {True, False}
    assert any(sum(name.startswith("deals") for name in files) < WEEKS - 1 for _, files in made)


# ---------------------------------------------------------------- one table, written early and written late

TABLE = """
plan p "Plan" { period 2026-01-01 .. 2026-06-30; calendar plain; currency CNY }
calendar plain "Plain" { work week monday .. friday }
role rep "Rep"
team north "North" { rep Ann, Bob, Cid }
source deals "Deals" {
  read "data/deals.csv"; one row per id; ENTERED
  id: text; owner: person; stage: stage[b2b]; amount: money
  came: date; talked: date optional; won_on: date optional; lost_on: date optional
}
process b2b "Deals" on deals {
  stages fresh -> talking
  win stage won
  loss stage lost from any
}
metric open_deals = count(deals where open) credit owner at period end
metric fresh_deals = count(deals where stage is fresh) credit owner at period end
metric talks = count(deals where stage is talking) credit owner at period end
metric won_so_far = count(deals where won) credit owner at period end
metric middle = median(deals.amount where stage is talking)
metric signed = sum(deals.amount where stage enters won) credit owner at event
metric lost_deals = count(deals where stage enters lost) credit owner at event
metric talked_to = count(deals where stage enters talking)
goal year "Year" { measure signed; target 4000 CNY by 2026-06-30 }
goal won_goal "Won" { measure won_so_far; target 10 by 2026-06-30 }
"""
COLUMNS = ("came", "talked", "won_on", "lost_on")
STAGES = ("fresh", "talking", "won", "lost")


def lives(dice: random.Random) -> list[tuple[str, int, dict[str, date]]]:
    """Owner, amount and when a deal entered which stage."""
    found = []
    for _ in range(12):
        entered = {"fresh": FIRST + timedelta(days=dice.randrange(-20, 60))}
        day = entered["fresh"]
        for stage, chance in (("talking", 0.8), (dice.choice(("won", "lost")), 0.6)):
            day += timedelta(days=dice.randrange(1, 30))
            if dice.random() < chance:
                entered[stage] = day
        found.append((dice.choice(PEOPLE), dice.randrange(1, 90), entered))
    return found


def written(known: list[tuple[str, int, dict[str, date]]], on: date) -> dict[str, str]:
    """The table as it stood on the evening of a day."""
    rows = []
    for number, (owner, amount, entered) in enumerate(known):
        cells = {stage: day for stage, day in entered.items() if day <= on}
        if cells:
            stage = max(cells, key=lambda one: cells[one])
            rows.append((f"D{number}", owner, stage, amount, *(cells.get(one) for one in STAGES)))
    return {"deals.csv": csv("id,owner,stage,amount," + ",".join(COLUMNS), rows)}


def figures_of(found: dict[str, object]) -> dict[str, object]:
    """Every figure of stages, metrics and goals by its name; None for unknown ones."""
    named: dict[str, object] = {}
    for stage in found["stages"]:  # type: ignore[attr-defined]
        named |= {f"{stage['stage']} {key}": stage[key].get("value") for key in ("records", "before", "amount")}
    for metric in found["metrics"]:  # type: ignore[attr-defined]
        named |= {
            f"{metric['metric']} {metric['entity']} {key}": metric[key].get("value") for key in ("value", "previous")
        }
    for goal in found["goals"]:  # type: ignore[attr-defined]
        named[f"{goal['goal']} {goal['entity']} {goal['period']}"] = goal["actual"].get("value")
    return named


@pytest.mark.parametrize("seed", seeds(8))
def test_a_table_of_later_tells_of_the_past_what_it_was_or_nothing(seed: int, tmp_path: Path) -> None:
    """A table that dates every stage tells all; one that dates some tells the truth or that it is not known."""
    dice = random.Random(seed)
    known, end = lives(dice), date(2026, 6, 28)
    all_dated = seed % 4 == 0
    dated = [n for n in range(4) if all_dated or dice.random() < 0.5]
    text = TABLE.replace("ENTERED", "; ".join(f"entered {STAGES[n]} on {COLUMNS[n]}" for n in dated))
    whole = TABLE.replace("ENTERED", "; ".join(f"entered {STAGES[n]} on {COLUMNS[n]}" for n in range(4)))
    for number in dice.sample(range(3, 20), 2):
        week, sunday = f"2026-W{number:02}", date.fromisocalendar(2026, number, 7)
        late = figures_of(told(tmp_path, text, written(known, end), week))
        after = {day for _, _, entered in known for stage, day in entered.items() if STAGES.index(stage) in dated}
        if max(after, default=date.min) <= sunday:
            continue  # nothing tells that the table is of later
        truth = figures_of(told(tmp_path, whole, written(known, sunday), week))
        wrong = {name: (late[name], truth[name]) for name in truth if late[name] not in (truth[name], None)}
        assert wrong == {}
        if all_dated:
            assert late == truth
            assert None not in {late[name] for name in late if "middle" not in name and "lost" not in name}
