"""`planlang test`: which tests are found, what becomes of them, in which formats; coverage and mutants."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from planlang.diagnostics.text import Language
from planlang.report.formats.json import json_of_tests
from planlang.report.formats.junit import to_junit
from planlang.workspace.errors import UnreadableFileError, UnusableOptionError
from planlang.workspace.testing.suite import Suite, chosen, reported, suites
from planlang.workspace.workspace import open_plan
from tests.cli.calling import call

HEAD = """
plan small "Small company" { period 2026-01-01 .. 2026-12-31; timezone Asia/Shanghai; currency CNY }
role manager
role rep under manager
team north "North" { manager 林涛; rep 张丽, 刘洋 }
"""
ACTIVITIES = """
source activities "Activities" { read "activities-*.csv"; event at day; day: date; owner: person; kind: text; minutes: number optional }
metric visits "Visits" = count(activities where kind is "visit" and minutes >= 10) credit owner at event
alert few "Few visits" for each rep { when visits this week < 3 for 2 weeks; until visits this week >= 5; notify rep.manager }
"""
TABLE = """
  rows v from activities(kind: "visit", minutes: 30)
  | week        | 2026-W10 | 2026-W11 | 2026-W12 | 2026-W13 | 2026-W14 |
  | 张丽 v      | 2        | 2        | _        | 4        | 5        |
"""
PASSES = f"test low on few {{{TABLE}  | expect 张丽 | pending | firing | unknown | firing | resolved |\n}}\n"
FAILS = f'test wrong "Wrong" on few {{{TABLE}  | expect 张丽 | quiet | firing | firing | firing | firing |\n}}\n'


def suite_of(folder: Path, text: str, name: str = "p.plan") -> tuple[Suite, ...]:
    (folder / name).write_text(text, encoding="utf-8")
    return chosen(suites((folder / name,), None), (), ())


def failures(folder: Path, text: str) -> list[str]:
    """What is wrong with the plan, and which expectations of its tests fail."""
    (found,) = suite_of(folder, HEAD + text)
    if not found.opened.usable:
        return [f"{one.name} {one.span.text}" for one in found.opened.diagnostics]
    report = reported((found,), coverage=False, mutate=False, library=False)
    return [
        f"{each.entity} {each.period.label}: {one.found[each].word}" for one in report.tried for each in one.failures
    ] + [message.render() for one in report.tried for message in one.unread]


def test_a_test_passes_where_all_is_as_expected_and_fails_where_it_is_not(tmp_path: Path) -> None:
    assert failures(tmp_path, ACTIVITIES + PASSES) == []
    assert failures(tmp_path, ACTIVITIES + FAILS) == ["rep:张丽 2026-W10: pending", "rep:张丽 2026-W14: resolved"]


def test_a_plan_whose_tests_fail_is_not_said_to_have_every_change_noticed(tmp_path: Path) -> None:
    (tmp_path / "p.plan").write_text(HEAD + ACTIVITIES + FAILS, encoding="utf-8")
    done = call("test", "p.plan", "--coverage", "--mutate", cwd=tmp_path)
    assert done.returncode == 1
    assert "What only a failing test has seen does not count." in done.stdout
    assert "Changes: none tried\nPlans with a test that fails were not changed.\n" in done.stdout
    assert "100%" not in done.stdout
    assert "unknown (unknown)" not in done.stdout


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("| week | 2026-W11 | 2026-W10 |\n| 张丽 v | 1 | 1 |\n| expect 张丽 | quiet | quiet |", "test-table 2026-W10"),
        ("| 张丽 v | 1 |\n| expect 张丽 | quiet |", "test-table | 张丽 v | 1 |"),
        ("| week | 2026-W10 |\n| 张三 v | 1 |\n| expect 张丽 | quiet |", "unknown-person 张三"),
        ("| week | 2026-W10 |\n| 张丽 v | 1 |", "test-without-expectation t"),
        ("| week | 2026-W10 |\n| 张丽 v | 1 |\n| expect 张丽 | loud |", "unknown-name loud"),
        ("| week | 2026-W10 |\n| 张丽 v | 1 |\n| expect | quiet |", "test-table expect"),
        ("| week | 2026-W10 |\n| 张丽 w | 1 |\n| expect 张丽 | quiet |", "unknown-name w"),
        ("| week | 2026-W10 |\n| 张丽 v | 1.5 |\n| expect 张丽 | quiet |", "test-table 1.5"),
        ("| week | 2026-W10 |\n| 张丽 v | _ |\n| 刘洋 v | 1 |\n| expect 张丽 | quiet |", "test-table _"),
        ("| week | 2026-W10 |\n| 张丽 v | 1，200 |\n| expect 张丽 | quiet |", "thousands-comma 1，200"),
        ("| Weeks | 2026-W10 |\n| 张丽 v | 1 |\n| expect 张丽 | quiet |", "test-table Weeks"),
        ("| 周次 | 2026-W10 |\n| 张丽 v | 1 |\n| expect 张丽 | quiet |", "test-table 周次"),
        ("| 日期 | 2026-W10 |\n| 张丽 v | 1 |\n| expect 张丽 | quiet |", "test-table 日期"),
        ("| week | W10 | W11 |\n| 张丽 v | 1 | 1 |\n| expect 张丽 | quiet | quiet |", "test-table W10"),
        ("| 周 | 第10周 |\n| 张丽 v | 1 |\n| expect 张丽 | quiet |", "test-table 第10周"),
        ("| week | 2026-W10 |\n| 张丽 v | 1 |\n| Expect 张丽 | quiet |", "test-table Expect"),
        ("| week | 2026-W10 |\n| 张丽 v | 1 |\n| 期望 张丽 | quiet |", "test-table 期望"),
        ("| week | 2026-W10 |\n| 张丽 v | 1 |\n| expect 张丽 | |", "test-without-expectation t"),
        ("| month | 2026-W10 |\n| 张丽 v | 1 |\n| expect 张丽 | quiet |", "test-table 2026-W10"),
    ],
)
def test_what_is_wrong_with_a_table_is_told_with_its_place(tmp_path: Path, table: str, told: str) -> None:
    rows = 'rows v from activities(kind: "visit", minutes: 3)'
    assert [told] == failures(tmp_path, f"{ACTIVITIES}test t on few {{\n{rows}\n{table}\n}}\n")


@pytest.mark.parametrize(
    ("subject", "expected", "told"),
    [
        ("few", "loud", "`loud` is nothing that can be expected here: write one of `quiet`, `pending`"),
        ("visits", "firing", "`firing` is nothing that can be expected here: write a figure such as `3`, or `unknown`"),
        (
            "reach",
            "firing",
            "`firing` is nothing that can be expected here: write a figure such as `3`, or `on_track`, ",
        ),
        (
            "share",
            "firing",
            "`firing` is nothing that can be expected here: write a figure such as `80%`, or `unknown`",
        ),
        ("calls", "3", "nothing is called `calls`; here an alert, a process, a goal or a metric is needed"),
        ("north", "3", "`north` is a team, here an alert, a process, a goal or a metric is needed"),
    ],
)
def test_all_that_can_be_tested_and_expected_is_named(tmp_path: Path, subject: str, expected: str, told: str) -> None:
    goal = 'goal reach { measure visits; target 30 by 2026-12-31 }\nmetric share "Share" = ratio(visits, visits)\n'
    table = f"| week | 2026-W10 |\n| 张丽 v | 1 |\n| expect {'张丽' if subject == 'few' else ''} | {expected} |"
    text = f'{ACTIVITIES}{goal}test t on {subject} {{\nrows v from activities(kind: "visit", minutes: 3)\n{table}\n}}\n'
    (tmp_path / "p.plan").write_text(HEAD + text, encoding="utf-8")
    error = next(
        one for one in open_plan(tmp_path / "p.plan").diagnostics if one.name in ("unknown-name", "wrong-kind")
    )
    help_ = "" if error.help is None else f": {error.help.render()}"
    assert f"{error.message.render()}{help_}".startswith(told)


@pytest.mark.parametrize(
    ("last", "state"), [("2", "pending"), ("2", "累计中"), ("2", "待定"), ("5", "quiet"), ("5", "未触发")]
)
def test_the_last_bar_of_a_row_may_be_left_out(tmp_path: Path, last: str, state: str) -> None:
    table = f"| week | 2026-W10\n| 张丽 v | {last}\n| expect 张丽 | {state}"
    rows = 'rows v from activities(kind: "visit", minutes: 30)'
    assert failures(tmp_path, f"{ACTIVITIES}test t on few {{\n{rows}\n{table}\n}}\n") == []


def test_what_the_subject_reads_has_to_be_there(tmp_path: Path) -> None:
    text = 'test t on few {\nrows v from activities(kind: "visit")\n| week | 2026-W10 |\n| 张丽 v | 1 |\n| expect 张丽 | pending | }\n'
    assert failures(tmp_path, ACTIVITIES + text) == ["test-lacks 1"]
    assert failures(tmp_path, ACTIVITIES + text.replace('"visit")', '"visit", minutes: _)')) == []
    assert failures(tmp_path, ACTIVITIES + "test t on few {\n| week | 2026-W10 |\n| expect 张丽 | pending | }\n") == [
        "test-lacks few"
    ]


@pytest.mark.parametrize("name", ["p", "q[1]"])
def test_a_file_of_tests_beside_a_plan_is_found_with_it_and_stands_for_itself(tmp_path: Path, name: str) -> None:
    (tmp_path / f"{name}.plan").write_text(HEAD + ACTIVITIES + PASSES, encoding="utf-8")
    beside = tmp_path / f"{name}.tests.plan"
    beside.write_text(f'use "{name}.plan"\n{FAILS}', encoding="utf-8")
    assert open_plan(beside).diagnostics == ()

    def names(*paths: Path) -> list[str]:
        return [test.ident.name for suite in suites(paths, None) for test in suite.tests]

    assert names(tmp_path / f"{name}.plan") == names(tmp_path) == ["low", "wrong"]
    assert names(beside) == ["wrong"]
    assert [test.ident.name for suite in chosen(suites((tmp_path,), None), ("Wrong",), ()) for test in suite.tests] == [
        "wrong"
    ]
    with pytest.raises(UnusableOptionError, match='no test is called "x"; there are: low, wrong'):
        chosen(suites((tmp_path,), None), ("x",), ())
    (tmp_path / "none").mkdir()
    (tmp_path / "none" / "q.plan").write_text(HEAD, encoding="utf-8")
    with pytest.raises(UnreadableFileError, match="there are no tests in none"):
        chosen(suites((tmp_path / "none",), None), (), (Path("none"),))


def test_the_formats_say_the_same_each_time(tmp_path: Path) -> None:
    found = suite_of(tmp_path, HEAD + ACTIVITIES + PASSES + FAILS)
    first, second = (reported(found, coverage=True, mutate=False, library=False) for _ in range(2))
    assert json_of_tests(first) == json_of_tests(second)
    tests = json.loads(json_of_tests(first))["tests"]
    assert [(test["name"], test["passes"]) for test in tests] == [("low", True), ("wrong", False)]
    root = ElementTree.fromstring(to_junit(first, Language.ZH))
    assert (root.tag, root.get("tests"), root.get("failures")) == ("testsuites", "2", "1")
    (failure,) = root.iter("failure")
    assert (failure.text or "").split("\n")[0].endswith("张丽 2026年第10周：预期未触发，实际累计中")


def test_coverage_tells_what_no_test_has_seen(tmp_path: Path) -> None:
    report = reported(suite_of(tmp_path, HEAD + ACTIVITIES + PASSES), coverage=True, mutate=False, library=False)
    assert {(one.kind, one.name): one.missing for one in report.covered or ()} == {
        ("alert", "few"): ("false",),
        ("metric", "visits"): ("false", "unknown"),
    }
    assert report.coverage == (5, 8)


def test_mutants_are_changes_that_some_test_notices_or_none_does(tmp_path: Path) -> None:
    report = reported(suite_of(tmp_path, HEAD + ACTIVITIES + PASSES), coverage=False, mutate=True, library=False)
    told = {(one.span.text, one.after): one.noticed for one in report.mutants or ()}
    assert told["2 weeks", "3 weeks"] == told["3", "2"] == told["5", "6"] == "low"
    assert told["<", "<="] is None  # nobody makes three visits
    assert told["10", "11"] is None  # nor one of ten minutes


def test_the_command_ends_with_0_1_or_2(tmp_path: Path) -> None:
    plan = tmp_path / "p.plan"
    plan.write_text(HEAD + ACTIVITIES + PASSES, encoding="utf-8")
    assert call("test", "p.plan", cwd=tmp_path).returncode == 0
    assert call("test", "p.plan", "--coverage", "--fail-under", "90", cwd=tmp_path).returncode == 1
    plan.write_text(HEAD + ACTIVITIES + FAILS, encoding="utf-8")
    done = call("test", cwd=tmp_path)
    assert done.returncode == 1
    assert "✗  张丽     2026-W10  quiet     pending" in done.stdout
    plan.write_text(HEAD + ACTIVITIES + FAILS.replace("quiet", "loud"), encoding="utf-8")
    assert call("test", "p.plan", cwd=tmp_path).returncode == 2


def test_a_file_with_errors_ends_the_run_with_2_and_silences_no_other(tmp_path: Path) -> None:
    (tmp_path / "p.plan").write_text(HEAD + ACTIVITIES + PASSES, encoding="utf-8")
    beside = tmp_path / "p.tests.plan"
    for head in ("test wrong on few\n", "test on few {\n", "测试 错 针对\n"):
        beside.write_text(f'use "p.plan"\n{FAILS.replace(FAILS.partition("  rows")[0], head)}', encoding="utf-8")
        for path in (".", "p.plan"):
            done = call("test", path, cwd=tmp_path)
            assert (done.returncode, "✓ low" in done.stdout) == (2, True), head
            assert "all passed" not in done.stdout
            assert "1 test: 1 passed, 0 failed\n1 file has errors and could not be tested" in done.stdout
            assert "p.tests.plan:2" in done.stderr
            assert "no-plan" not in done.stderr, done.stderr
            assert "p.tests.plan cannot be tested before its errors are mended: " in done.stderr
    root = ElementTree.fromstring(call("test", ".", "--format", "junit", cwd=tmp_path).stdout)
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("2", "0", "1")
    (case,) = (case for case in root.iter("testcase") if case.find("error") is not None)
    assert case.get("name") == "p.tests.plan"
    told = json.loads(call("test", ".", "--format", "json", cwd=tmp_path).stdout)
    assert [one["file"] for one in told["untested"]] == ["p.tests.plan"]
    assert call("test", "p.tests.plan", cwd=tmp_path).returncode == 2
    assert "1 个文件有错误，没有测试" in call("test", ".", "--lang", "zh", cwd=tmp_path).stdout
    beside.write_text('use "p.plan"\n', encoding="utf-8")
    assert call("test", "p.plan", cwd=tmp_path).returncode == 0
    (tmp_path / "more.plan").write_text("metric = count(activities)\n", encoding="utf-8")
    assert call("test", ".", cwd=tmp_path).returncode == 2


def test_an_error_that_two_files_share_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "p.plan").write_text(HEAD + ACTIVITIES.replace("visits this", "visit_s this"), encoding="utf-8")
    (tmp_path / "p.tests.plan").write_text(f'use "p.plan"\n{PASSES}', encoding="utf-8")
    done = call("test", ".", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.count("error[unknown-name]") == 1
    assert done.stderr.count("cannot be tested") == 2


def test_a_share_that_is_not_reached_is_told_and_needs_something_to_be_a_share_of(tmp_path: Path) -> None:
    (tmp_path / "p.plan").write_text(HEAD + ACTIVITIES + PASSES, encoding="utf-8")
    for option in (("--fail-under", "90"), ("--library",)):
        done = call("test", "p.plan", *option, cwd=tmp_path)
        assert done.returncode == 2
        assert f"{option[0]} goes with --coverage or --mutate; add one of them" in done.stderr
    for format in ("text", "markdown", "json", "junit"):
        done = call("test", "p.plan", "--coverage", "--fail-under", "62.6", "--format", format, cwd=tmp_path)
        assert (done.returncode, done.stderr) == (1, "62% of outcomes are seen, fewer than 62.6%\n")
    done = call("test", "p.plan", "--mutate", "--fail-under", "99.5", "--lang", "zh", cwd=tmp_path)
    assert (done.returncode, done.stderr.endswith("% 的改动，低于 99.5%\n")) == (1, True)
    assert call("test", "p.plan", "--coverage", "--fail-under", "62.5", cwd=tmp_path).stderr == ""


RECORDS = """
process b2b "Sales" on deals { stages lead "Lead" -> offer "Offer"; win stage won; loss stage lost; no skipping; stay in offer at most 10d }
source deals "Deals" { read "deals-*.csv"; one row per deal_id; snapshot on file date; deal_id: text; owner: person; stage: stage[b2b]; amount: money; closed: date optional; entered won on closed }
metric signed "Signed" = sum(deals.amount at closed where stage is won) credit owner at event
goal revenue "Revenue" { measure signed; target 60万元; period 2026-03-02 .. 2026-03-15; split by team { north 100% { 张丽 50%; 刘洋 50% } } }
test moves on b2b {
  rows d from deals(owner: 张丽) by stage
  | week          | 2026-W10 | 2026-W11 | 2026-W12 | 2026-W13 |
  | D1 d          | lead     | offer    | offer    | offer    |
  | D2 d          |          | lead     | lead     | won      |
  | expect D1     | kept     | running  | possible | broken   |
  | expect D2 skip |         |          | kept     | broken   |
}
test sums on signed {
  rows d from deals(stage: won)
  | d        | deal_id | owner | amount | closed     |
  | 2026-W10 | D1      | 张丽  | 10万元 | 2026-03-03 |
  | 2026-W11 | D1      | 张丽  | 10万元 | 2026-03-03 |
  | 2026-W11 | D2      | 刘洋  | 20万元 | 2026-03-10 |
  | week         | 2026-W10 | 2026-W11 |
  | expect       | 10万元   | 20万元   |
  | expect north | 10万元   | 20万元   |
  | expect 刘洋  | 0        | 200000   |
}
test reached on revenue {
  rows d from deals(stage: won)
  | d        | deal_id | owner | amount | closed     |
  | 2026-W10 | D1      | 张丽  | 10万元 | 2026-03-03 |
  | 2026-W11 | D1      | 张丽  | 10万元 | 2026-03-03 |
  | 2026-W11 | D2      | 刘洋  | 20万元 | 2026-03-10 |
  | week        | 2026-W10    | 2026-W11                   |
  | expect      | 10万元, red | 30万元, 50%, attainment 50% |
  | expect 张丽 |             | 10万元, gap 20万元         |
}
"""


PARTS = """
source customers "Customers" { read "customers-*.csv"; one row per customer_id as customer; customer_id: text; owner: person optional }
source orders "Orders" { read "orders-*.csv"; event at day; day: date; owner: person; customer: record[customers]; product: text }
alert unsold for each product { when count(orders) this week < 2; notify manager }
alert unseen for each customer { when count(orders) this week < 2; notify manager }
test by_value on unsold {
  rows o from orders(owner: 张丽)
  | week       | 2026-W10 | 2026-W11 |
  | "box" o    | 1        | 2        |
  | expect box | firing   | resolved |
}
test by_record on unseen {
  rows o from orders(owner: 张丽)
  rows c from customers
  | c        | customer_id |
  | 2026-W10 | K1          |
  | week      | 2026-W10 | 2026-W11 |
  | K1 o      | 1        ||
  | expect K1 | firing   | firing   |
}
"""


def test_a_plan_with_computed_columns_is_changed_as_any_other(tmp_path: Path) -> None:
    text = (
        HEAD
        + """
source calls "Calls" { read "calls-*.csv"; event at day; day: date; owner: person; minutes: number; factor: number; double: number = minutes * factor }
metric doubled "Doubled" = sum(calls.double where minutes > 10)
test adds on doubled {
  rows call from calls(factor: 2) by minutes
  | week        | 2026-W10 |
  | 张丽 call   | 10, 11   |
  | expect 张丽 | 22       |
}
"""
    )
    report = reported(suite_of(tmp_path, text), coverage=True, mutate=True, library=False)
    assert all(one.passes for one in report.tried)
    assert [one.after for one in report.mutants or () if one.noticed is None] == []
    assert report.mutation[1] >= 3


def test_records_move_through_stages_and_goals_are_reached(tmp_path: Path) -> None:
    assert failures(tmp_path, RECORDS) == ["D2 2026-W13: possible"]


def test_nothing_is_expected_of_a_record_or_value_that_is_in_no_row(tmp_path: Path) -> None:
    assert failures(tmp_path, RECORDS.replace("| expect D1 ", "| expect d1 ")) == ["unknown-name d1"]
    assert failures(tmp_path, RECORDS.replace("| expect D1 ", "| expect 张丽 ")) == ["unknown-name 张丽"]
    assert failures(tmp_path, PARTS.replace("| expect box", "| expect Box")) == ["unknown-name Box"]
    assert failures(tmp_path, PARTS.replace("| expect K1", "| expect K2")) == ["unknown-name K2"]


def test_what_a_broken_plan_lacks_is_told_once_and_keeps_no_test_from_being_checked(tmp_path: Path) -> None:
    lines = (HEAD + ACTIVITIES + PASSES).split("\n")
    for number in range(len(HEAD.split("\n")) + 3):
        (tmp_path / "p.plan").write_text("\n".join(lines[:number] + lines[number + 1 :]), encoding="utf-8")
        open_plan(tmp_path / "p.plan")


def test_an_alert_for_each_value_or_record_is_tested_by_its_name(tmp_path: Path) -> None:
    assert failures(tmp_path, PARTS) == []


def test_a_few_lines_cannot_stand_for_millions_of_rows(tmp_path: Path) -> None:
    table = """  rows v from activities(kind: "visit", minutes: 30)
  | week        | 2026-W01 .. 2026-W40 |
  | 张丽 v      | 1000 |
  | expect 张丽 | quiet |
"""
    assert failures(tmp_path, f"{ACTIVITIES}test many on few {{\n{table}}}\n") == ["test-table 1000"]
    hundreds = table.replace("W40", "W10").replace("| 1000 |", "| 900 |")
    plan = ACTIVITIES + "".join(f"test many_{number} on few {{\n{hundreds}}}\n" for number in range(12))
    assert failures(tmp_path, plan) == ["test-table many_11"]


def test_rows_of_a_month_and_of_a_week_in_it_are_all_there(tmp_path: Path) -> None:
    text = (
        ACTIVITIES
        + """
test both on visits {
  rows v from activities(kind: "visit", minutes: 30)
  | month       | 2026-06 |
  | 张丽 v      | 5 |
  | expect 张丽 | 8 |
  | week        | 2026-W23 |
  | 张丽 v      | 3 |
}
"""
    )
    assert failures(tmp_path, text) == []


def test_tests_in_a_file_that_a_plan_uses_are_those_of_the_plan(tmp_path: Path) -> None:
    (tmp_path / "a_page.plan").write_text(ACTIVITIES + PASSES, encoding="utf-8")
    (tmp_path / "p.plan").write_text(HEAD + 'use "a_page.plan"\n', encoding="utf-8")
    for asked in ("p.plan", "."):
        done = call("test", asked, cwd=tmp_path)
        assert (done.returncode, done.stderr) == (0, ""), asked
        assert "1 test, all passed" in done.stdout
