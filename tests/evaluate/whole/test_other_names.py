"""Whoever may stand in the data under another name is not judged as if nothing were there."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from planlang.data.loaded.snapshot import Fault
from planlang.evaluate.results.evaluation import Evaluation
from planlang.values.figure import Figure, Known, Unknown, Why
from tests.evaluate.whole.small_plans import DEALS, HEAD, PROCESS, TEAMS, evaluation

CALLS = """
source calls "Calls" {
  read "data/calls-*.csv"
  event at day
  day: date
  who: person
  kind: text
  spent: money
}
metric everything "All calls" = count(calls) credit who at event
metric kinds "Kinds" = distinct(calls.kind) credit who at event
metric spending "Spending" = sum(calls.spent) credit who at event
metric dearest "Dearest" = max(calls.spent) credit who at event
alert thin "Thin" for each rep { when everything this week < 2; notify rep.lead }
"""
HEADER = "day,who,kind,spent\n"
CHINESE = TEAMS.replace("rep Ann, Bob", "rep Ann, Bob, 王芳, 张三, 李四")


def found(folder: Path, *who: str, teams: str = TEAMS, plan: str = CALLS) -> Evaluation:
    rows = "".join(f'2026-03-03,"{name}",visit,{10 * (index + 1)}\n' for index, name in enumerate(who))
    return evaluation(folder, HEAD + teams + plan, {"calls-2026-W10.csv": HEADER + rows}, "2026-W10")


def figures(evaluated: Evaluation) -> dict[tuple[str, str], Figure]:
    return {(value.metric, value.entity): value.value.figure for value in evaluated.metrics}


def accused(evaluated: Evaluation) -> set[str]:
    return {violation.entity.removeprefix("rep:") for violation in evaluated.violations}


def between(low: object, high: object, so_far: object | None = None, why: Why = Why.UNCLEAR_NAMES) -> Unknown:
    least, most = Fraction(str(low)), Fraction(str(high))
    return Unknown(why, least if so_far is None else Fraction(str(so_far)), (least, most))


@pytest.mark.parametrize(
    "name",
    [
        "Ann（离职）",
        "Ann（离职2026年2月）",
        "Ann (ann@x.com)",
        "Ann <ann@x.com>",
        "ann (left)",
        "Ann [10024]",
        "Ａｎｎ（former）",
    ],
)
def test_a_name_before_a_bracket_is_read_as_that_person(tmp_path: Path, name: str) -> None:
    evaluated = found(tmp_path, name, name, "Bob", "Bob", "Sue", "Sue")
    assert figures(evaluated)["everything", "rep:Ann"] == Known(Fraction(2))
    assert accused(evaluated) == set()
    [note] = [note for note in evaluated.notes if note.fault is Fault.ASSUMED and note.rows]
    shown = name.replace("Ａｎｎ", "Ann")
    assert note.message.render() == (
        f'"{shown}" → Ann: the name before the bracket is on the roster, 2 rows count as theirs'
    )
    assert (note.rows, note.set_aside) == (2, False)


@pytest.mark.parametrize("name", [
    "Ann/12345", "ann@x.com", "Ann - East", "Ann Lee", "E12345 Ann", "Anm Ann", "ANN", "Ann（上海）",
    "Ann（代 Zoe）", "Ann (for Zoe Miller)", "Ann (left), was Zoe",
])  # fmt: skip
def test_a_name_that_may_be_somebodys_leaves_her_figures_open(tmp_path: Path, name: str) -> None:
    evaluated = found(tmp_path, name, name, "Bob", "Bob", "Sue", "Sue")
    told = figures(evaluated)
    assert told["everything", "rep:Ann"] == between(0, 2)
    assert told["everything", "team:north"] == between(2, 4)
    assert told["everything", "plan:"] == Known(Fraction(6))
    assert told["everything", "rep:Bob"] == told["everything", "rep:Sue"] == Known(Fraction(2))
    assert told["spending", "rep:Ann"] == between(0, 30)
    assert told["kinds", "rep:Ann"] == between(0, 2)
    assert isinstance(told["dearest", "rep:Ann"], Unknown)
    assert accused(evaluated) == set()
    [note] = [note for note in evaluated.notes if note.fault is Fault.UNKNOWN_PERSON]
    assert 'is it "Ann"?' in note.message.render()


@pytest.mark.parametrize("name", ["王芳-华东", "华东_王芳", "王芳经理", "王芳/北区"])
def test_a_chinese_name_with_an_addition_leaves_her_figures_open(tmp_path: Path, name: str) -> None:
    evaluated = found(tmp_path, name, *["Ann", "Bob", "Sue", "张三", "李四"] * 2, teams=CHINESE)
    assert figures(evaluated)["everything", "rep:王芳"] == between(0, 1)
    assert accused(evaluated) == {"王芳"}, "one row more would not do"


@pytest.mark.parametrize("name", ["张三、李四", "张三;李四", "张三 & 李四", "张三李四", "张三（代李四）"])
def test_two_people_in_one_cell_leave_the_figures_of_both_open(tmp_path: Path, name: str) -> None:
    evaluated = found(tmp_path, name, name, *["Ann", "Bob", "Sue", "王芳"] * 2, teams=CHINESE)
    told = figures(evaluated)
    assert told["everything", "rep:张三"] == told["everything", "rep:李四"] == between(0, 2)
    assert told["everything", "team:north"] == between(6, 8), "a row is of one team once"
    assert told["everything", "rep:王芳"] == Known(Fraction(2))
    assert accused(evaluated) == set()
    [note] = [note for note in evaluated.notes if note.fault is Fault.UNKNOWN_PERSON]
    assert note.message.render() == (
        f'"{name}" names 2 people of the roster in one cell (张三, 李四): these rows leave the figures of each open'
    )


@pytest.mark.parametrize("name", ["陈某", "Zachary", "Anna-Lena Schmidt", "Annette", "王小", "12345"])
def test_a_name_like_nobodys_leaves_nothing_open(tmp_path: Path, name: str) -> None:
    evaluated = found(tmp_path, name, *["Bob", "Sue", "王芳", "张三", "李四"] * 2, teams=CHINESE)
    assert figures(evaluated)["everything", "rep:Ann"] == Known(Fraction(0))
    assert accused(evaluated) == {"Ann"}
    [note] = [note for note in evaluated.notes if note.fault is Fault.UNKNOWN_PERSON]
    assert note.message.render() == f'"{name}" is not on the roster'


def test_a_bracket_that_tells_two_people_apart_is_read_as_neither(tmp_path: Path) -> None:
    teams = TEAMS.replace("rep Ann, Bob", 'rep "Li Na (North)", "Li Na (South)", Bob')
    evaluated = found(tmp_path, "Li Na (West)", "Li Na", "Bob", teams=teams)
    told = figures(evaluated)
    assert told["everything", "rep:Li Na (North)"] == told["everything", "rep:Li Na (South)"] == between(0, 2)


def test_a_misspelt_name_is_asked_for_and_accuses_nobody(tmp_path: Path) -> None:
    teams = TEAMS.replace("rep Ann, Bob", 'rep "Katharina Meier", Bob')
    evaluated = found(tmp_path, "Katarina Meier", "Katarina Meier", *["Bob", "Sue"] * 2, teams=teams)
    assert figures(evaluated)["everything", "rep:Katharina Meier"] == between(0, 2)
    assert accused(evaluated) == set()


@pytest.mark.parametrize(
    "additions", [("（上海）", "（北京）"), (" <ann@x.com>", " <ann2@x.com>"), ("（离职）", "（上海）")]
)
def test_different_additions_to_one_name_may_be_different_people(tmp_path: Path, additions: tuple[str, str]) -> None:
    names = [f"Ann{added}" for added in additions]
    evaluated = found(tmp_path, *names, "Ann", "Bob（离职）", "Bob (离职)", "Sue", "Sue")
    told = figures(evaluated)
    assert told["everything", "rep:Ann"] == between(1, 3)
    assert told["everything", "rep:Bob"] == Known(Fraction(2)), "the same addition in other brackets"
    assert told["everything", "plan:"] == Known(Fraction(7))
    assert accused(evaluated) == set()
    doubts = [note.message.render() for note in evaluated.notes if note.fault is Fault.UNKNOWN_PERSON]
    assert ['is it "Ann"?' in doubt for doubt in doubts] == [True, True]


@pytest.mark.parametrize(
    ("roster", "text", "near"),
    [
        (("Jon Smith", "Joe Smith"), "Jo Smith", '"Joe Smith", "Jon Smith"'),
        (("张小芳", "张小放"), "张小方", '"张小放", "张小芳"'),
    ],
)
def test_all_who_are_equally_near_to_a_misspelt_name_may_be_meant(
    tmp_path: Path, roster: tuple[str, str], text: str, near: str
) -> None:
    teams = TEAMS.replace("rep Ann, Bob", "rep Bob, " + ", ".join(f'"{name}"' for name in roster))
    evaluated = found(tmp_path, text, text, *["Bob", "Sue"] * 2, teams=teams)
    told = figures(evaluated)
    assert [told["everything", f"rep:{name}"] for name in roster] == [between(0, 2)] * 2
    assert told["everything", "rep:Bob"] == Known(Fraction(2))
    assert accused(evaluated) == set()
    [note] = [note for note in evaluated.notes if note.fault is Fault.UNKNOWN_PERSON]
    assert f"is it {near}?" in note.message.render()


def test_another_surname_is_another_person(tmp_path: Path) -> None:
    teams = TEAMS.replace("rep Ann, Bob", "rep 尤秀娜, 欧阳娜娜, Bob")
    evaluated = found(tmp_path, "朱秀娜", "朱秀娜", "欧阳娜那", "欧阳娜那", *["Bob", "Sue"] * 2, teams=teams)
    told = figures(evaluated)
    assert told["everything", "rep:尤秀娜"] == Known(Fraction(0))
    assert told["everything", "rep:欧阳娜娜"] == between(0, 2)
    assert accused(evaluated) == {"尤秀娜"}
    said = [note.message.render() for note in evaluated.notes if note.fault is Fault.UNKNOWN_PERSON]
    assert said[0] == '"朱秀娜" is not on the roster'


def test_amounts_below_zero_are_open_downwards(tmp_path: Path) -> None:
    rows = "2026-03-03,Ann/1,visit,10.5\n2026-03-03,Ann/1,visit,-4\n2026-03-03,Ann,visit,100\n"
    evaluated = evaluation(tmp_path, HEAD + TEAMS + CALLS, {"calls-2026-W10.csv": HEADER + rows}, "2026-W10")
    assert figures(evaluated)["spending", "rep:Ann"] == between(96, "110.5", 100)


def test_a_row_set_aside_of_such_a_name_is_hers_or_nobodys(tmp_path: Path) -> None:
    rows = "2026-03-03,Ann/1,visit,much\n2026-03-03,Ann,visit,1\n2026-03-03,Bob,visit,1\n"
    evaluated = evaluation(tmp_path, HEAD + TEAMS + CALLS, {"calls-2026-W10.csv": HEADER + rows}, "2026-W10")
    told = figures(evaluated)
    assert told["everything", "rep:Ann"] == between(1, 2, why=Why.SET_ASIDE)
    assert told["everything", "rep:Bob"] == Known(Fraction(1))


def test_owners_of_records_are_read_and_doubted_too(tmp_path: Path) -> None:
    plan = DEALS + PROCESS + """
metric open_deals "Open" = count(deals where open) credit owner at period end
metric wins "Wins" = count(deals where stage enters won) credit owner at close
"""  # fmt: skip
    header = "deal_id,owner,stage,amount,created\n"
    first = "D1,Ann（离职）,contact,1,2026-03-02\nD2,Bob/7,contact,1,2026-03-02\nD3,Bob/7,contact,1,2026-03-02\n"
    files = {
        "deals-2026-03-08.csv": header + first,
        "deals-2026-03-15.csv": header + first.replace("D3,Bob/7,contact", "D3,Bob/7,won"),
    }
    told = figures(evaluation(tmp_path, HEAD + TEAMS + plan, files, "2026-W11"))
    assert told["open_deals", "rep:Ann"] == Known(Fraction(1))
    assert told["open_deals", "rep:Bob"] == told["wins", "rep:Bob"] == between(0, 1)
    assert told["wins", "rep:Ann"] == Known(Fraction(0))
