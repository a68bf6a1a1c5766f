"""What lint says of whole plans, and what comments allow."""

from __future__ import annotations

from pathlib import Path

import pytest

from planlang.lint import rules
from planlang.lint.run import all_rules, lint
from planlang.resources import bundled
from planlang.semantics.check import check_files
from planlang.source import Source
from planlang.syntax.parse import parse
from tests.semantics.marked import COMPANY, Memory, linted

ROOT = Path(__file__).parents[2]
LIBRARY = {
    ".".join(path.relative_to(ROOT / "stdlib").with_suffix("").parts): path.read_text(encoding="utf-8")
    for path in sorted((ROOT / "stdlib").rglob("*.plan"))
    if "templates" not in path.parts
}
PLANS = [*sorted((ROOT / "stdlib" / "templates").rglob("plan.plan")), *sorted((ROOT / "examples").glob("*/*.plan"))]


def names(text: str) -> list[str]:
    return [diagnostic.name for diagnostic in linted(COMPANY + text)]


def test_the_company_is_silent() -> None:
    assert names("") == []


@pytest.mark.parametrize("path", PLANS, ids=lambda path: str(path.relative_to(ROOT)))
def test_templates_and_examples_have_no_warning(path: Path) -> None:
    siblings = {beside.name: beside.read_text(encoding="utf-8") for beside in path.parent.glob("*.plan")}
    source = Source(path.name, path.read_text(encoding="utf-8"))
    outcome = check_files(parse(source).value, Memory(siblings | LIBRARY))
    if outcome.value.model is None:
        return
    assert not outcome.diagnostics
    found = lint(outcome.value.model, outcome.value.modules)
    assert [diagnostic.name for diagnostic in found] == []


def test_the_library_is_found() -> None:
    assert bundled("stdlib").is_dir()
    assert "sales.revenue" in LIBRARY
    assert len(PLANS) >= 3


def test_rules_are_named_after_their_files() -> None:
    files = {path.stem for path in Path(rules.__file__).parent.glob("*.py")} - {"__init__"}
    assert {rule.name.replace("-", "_") for rule in all_rules()} == files
    assert [rule.name for rule in all_rules()] == sorted(rule.name for rule in all_rules())


def test_a_comment_allows_a_finding_on_its_line_or_on_the_next() -> None:
    assert names("task a { takes 1d }") == ["task-without-owner"]
    assert names("task a { takes 1d } # planlang: ignore[task-without-owner] nobody yet") == []
    assert names("# planlang: ignore[task-without-owner] nobody yet\ntask a { takes 1d }") == []
    assert names("# 允许：task-without-owner 暂缺\ntask a { takes 1d }") == []
    assert names("task a {  # planlang: ignore[task-without-owner, task-without-length] soon\n}") == []


def test_a_comment_allows_nothing_else() -> None:
    assert names("# planlang: ignore[task-without-length] x\ntask a { takes 1d }") == [
        "unused-ignore",
        "task-without-owner",
    ]
    assert names("# planlang: ignore[task-without-owner] x\n\ntask a { takes 1d }") == [
        "unused-ignore",
        "task-without-owner",
    ]
    assert names("# planlang: ignore[no-such-rule]\ntask a { takes 1d; owner director }") == ["unused-ignore"]


def test_a_comment_in_a_text_or_a_doc_comment_allows_nothing() -> None:
    assert names('task a "x # planlang: ignore[task-without-owner]" { takes 1d }') == ["task-without-owner"]
    assert names("## planlang: ignore[task-without-owner]\ntask a { takes 1d }") == ["task-without-owner"]


def test_an_owner_around_a_task_is_enough() -> None:
    assert (
        names(
            "task a { owner director; task b { takes 1d; task c { takes 1d } } }".replace("takes 1d; task c", "task c")
        )
        == []
    )
    assert names("task a { task b { takes 1d; assign 王敏 } }") == []
    assert names("task a { takes 1d; finished 2026-01-05 }") == []


@pytest.mark.parametrize(
    ("clauses", "told"),
    [
        ("notify rep.manager", False),
        ("notify rep.lead", True),
        ("notify lead, rep.manager", False),
        ("notify rep, rep.director", False),
        ("notify south.lead", True),
        ("notify south.director", False),
        ("escalate to director after 1 week", False),
        ("severity warning", True),
    ],
)
def test_who_receives_an_alert(clauses: str, told: bool) -> None:
    found = names(f"alert a for each rep {{ when visits this week < 3; {clauses} }}")
    assert ("alert-nobody-receives" in found) is told


def test_a_role_that_nobody_holds_receives_nothing() -> None:
    text = "role ghost\nalert a for each rep { when visits this week < 3; notify ghost }"
    assert names(text) == ["alert-nobody-receives"]


def test_a_goal_is_fed_through_any_number_of_metrics() -> None:
    chain = "".join(f"metric m{n} = m{n - 1} + 1\n" for n in range(1, 300))
    text = "goal g {{ measure m299; target 5; owner director }}"
    assert names("metric m0 = visits\n" + chain + text.replace("{{", "{").replace("}}", "}")) == []
    assert names("metric m0 = 3\n" + chain + text.replace("{{", "{").replace("}}", "}")) == ["goal-without-source"]


def test_a_goal_of_heads_rests_on_the_roster() -> None:
    assert names("goal g { measure headcount(rep); target 12; owner director }") == []


def test_findings_of_a_library_are_not_the_author_s() -> None:
    library = {"sales.x": 'module x "X" (activities: source)\nmetric unused_one = count(activities)\n'}
    assert [d.name for d in linted(COMPANY + "use sales.x\n", library)] == []


def test_the_offered_working_days_are_five_of_seven() -> None:
    text = COMPANY.replace("loss stage lost", "at most 14d without activities\n  loss stage lost")
    (found,) = linted(text)
    assert [edit.text for edit in found.fixes[0].edits] == ["10wd"]


SILENT = {
    "sales.quiet": """
module quiet "Quiet" (deals: source, activities: source, silence: duration = 14d)
process q on deals { stages a -> b; win stage w; at most silence without activities }
"""
}
QUIET = """
plan p "Plan" { period 2026-01-01 .. 2026-12-31; calendar china }
source deals { read "d.csv"; one row per id; snapshot on file date; id: text; stage: stage[q] }
source activities { read "a.csv"; event at day; id: text; day: date }
"""


@pytest.mark.parametrize(
    ("use", "written", "offered"),
    [
        ("(silence: 14d)", "14d", "10wd"),
        ("(silence: 2 * 7d)", "2 * 7d", "10wd"),
        ("(silence: 48h)", "48h", "2wd"),
        ("(silence: 25h)", "25h", "2wd"),
        ("(silence: 24h)", "24h", "1wd"),
        ("(silence: 23h)", None, None),
        ("(silence: 3d)", "3d", "3wd"),
        ("(silence: 7d)", "7d", "5wd"),
        ("(silence: 29d)", None, None),
        ("(silence: 10wd)", None, None),
        ("", None, None),
    ],
)
def test_silence_over_a_holiday_is_told_where_the_plan_gives_the_limit(
    use: str, written: str | None, offered: str | None
) -> None:
    found = [d for d in linted(f"{QUIET}use sales.quiet{use}", SILENT) if d.name == "idle-days-over-holiday"]
    assert [d.span.text for d in found] == ([] if written is None else [written])
    assert [edit.text for d in found for fix in d.fixes for edit in fix.edits] == ([] if offered is None else [offered])


@pytest.mark.parametrize("country", ["us", "germany", "uk"])
def test_holidays_of_a_day_or_two_use_up_no_silence(country: str) -> None:
    plan = QUIET.replace("calendar china", f"calendar {country}")
    assert [d.name for d in linted(f"{plan}use sales.quiet", SILENT) if d.name == "idle-days-over-holiday"] == []


TIMES = """
plan p "Plan" {{ period 2026-01-01 .. 2026-12-31 }}
source deals {{ read "d.csv"; one row per id; snapshot on file date; id: text; stage: stage[q] }}
source calls {{ read "c.csv"; event at at; id: text; at: {called} }}
{moves}
process q on deals {{ stages a -> b; win stage w; {rule} }}
"""
MOVES = 'source moves {{ read "m.csv"; history of deals; event at at; id: text; at: {}; stage: stage[q] }}'


@pytest.mark.parametrize(
    ("moves", "called", "rule", "says"),
    [
        (MOVES.format("time"), "date", "stay in a at most 4h", None),
        (
            MOVES.format("date"),
            "time",
            "stay in a at most 4h",
            "`4h` counts hours, but `moves` has dates without times",
        ),
        (MOVES.format("date"), "time", "stay in a at most 4d", None),
        (
            "",
            "time",
            "total in a at most 30min",
            "`30min` counts hours, but nothing tells at what time `deals` move",
        ),
        ("", "time", "from a to b within 4h", "`4h` counts hours, but nothing tells at what time `deals` move"),
        (
            MOVES.format("time"),
            "date",
            "at most 4h without calls",
            "`4h` counts hours, but `calls` has dates without times",
        ),
        ("", "time", "at most 4h without calls", None),
    ],
)
def test_hours_need_times(moves: str, called: str, rule: str, says: str | None) -> None:
    found = linted(TIMES.format(moves=moves, called=called, rule=rule))
    told = [d.message.render() for d in found if d.name == "hours-without-times"]
    assert told == ([] if says is None else [says])


def test_findings_are_in_order_of_place() -> None:
    found = linted(COMPANY + "task b { }\ntask a { }\n")
    assert [d.span.text for d in found] == ["b", "b", "a", "a"]


def test_a_week_53_matters_only_where_there_is_one() -> None:
    rule = "alert a for each rep { when visits this week < visits same week last year; notify rep.manager }"
    assert names(rule) == ["week-53-same-week-last-year"]
    for align in ("iso_week", "spring_festival"):
        aligned = f"alert a for each rep {{ when yoy(visits this week, align: {align}) < 0%; notify rep.manager }}"
        assert names(aligned) == ["week-53-same-week-last-year"]
    assert names("alert a for each rep { when yoy(visits this week) < 0%; notify rep.manager }") == []
    earlier = COMPANY.replace("2026-", "2025-")
    assert [d.name for d in linted(earlier + rule)] == []


@pytest.mark.parametrize(
    ("condition", "says"),
    [
        ("rank(visits this week) < 1", "a place is never < 1"),
        ("rank(visits by team) this week >= 1", "a place is always >= 1"),
        ("breaches(b2b) this week < 0", "a count is never < 0"),
        ("rank(visits this week) <= 1", None),
        ("top(1, visits this week)", None),
        ("breaches(b2b) this week > 0", None),
    ],
)
def test_a_place_begins_with_one_and_a_number_of_breaches_with_none(condition: str, says: str | None) -> None:
    found = linted(COMPANY + f"alert a for each rep {{ when {condition}; notify rep.manager }}")
    assert [d.message.render() for d in found] == ([] if says is None else [says])


DROPPED = """
task tour { takes 5wd; owner director }
task fair { owner director; task first { takes 2wd }; task other { takes 1wd }; milestone shown { after first; by 2026-06-30 } }
task spare { standby; takes 1wd; owner director }
strategy s1 "S1" { serves revenue; owner director; task deep { task deeper { takes 1wd } } }
"""
EARLY = 'revision early on 2026-03-02 { approved by director on 2026-03-01; because "x"; EARLY }\n'
LATE = 'revision late on 2026-05-04 { approved by director on 2026-05-01; because "x"; LATE }\n'


@pytest.mark.parametrize(
    ("early", "late", "told"),
    [
        ("drop tour; change task tour { takes 8wd }", "", ["tour: given up here"]),
        ("change task tour { takes 8wd }; drop tour", "", ["tour: given up here"]),
        ("drop s1; change strategy s1 { owner Boss }", "", ["s1: given up here"]),
        (
            "drop s1; change task s1.deep.deeper { takes 2wd }",
            "",
            ["deeper: given up here, with `s1` in which it stands"],
        ),
        (
            "drop fair; change task fair.first { takes 8wd }",
            "",
            ["first: given up here, with `fair` in which it stands"],
        ),
        (
            "drop fair",
            "change milestone fair.shown { by 2026-07-31 }",
            ["shown: given up here, with `fair` in which it stands"],
        ),
        ("drop fair.first", 'change task fair { note "x" }', []),
        ("drop s1", "change strategy s1 { owner Boss }", ["s1: given up here"]),
        ("drop s1", "change goal revenue { target 2万元 }", []),  # its goals stay
        ("change task tour { takes 8wd }", "drop tour", []),
        ("drop spare; accept spare", "", ["spare: given up here"]),
        ("accept spare", "drop spare", []),
        ("drop spare", "accept spare", ["spare: given up here"]),
    ],
)
def test_what_is_changed_though_it_is_given_up_is_told_with_both_places(early: str, late: str, told: list[str]) -> None:
    text = COMPANY + DROPPED + EARLY.replace("EARLY", early) + (LATE.replace("LATE", late) if late else "")
    found = [one for one in linted(text) if one.name == "changed-though-given-up"]
    assert [f"{one.message.render().split('`')[1]}: {one.related[0].message.render()}" for one in found] == told
    for one in found:
        assert one.related[0].span.text in early


@pytest.mark.parametrize("kind", ["scenario", "adjust"])
def test_what_is_asked_of_what_a_revision_gives_up_is_told(kind: str) -> None:
    asked = {
        "scenario": 'scenario what "What if" { change task tour { takes 8wd } }',
        "adjust": 'adjust what "Less" { when visits this week < 10; propose change task tour { takes 8wd }; notify director }',
    }[kind]
    text = COMPANY + DROPPED + EARLY.replace("EARLY", "drop tour") + asked
    assert "changed-though-given-up" in [one.name for one in linted(text)]


def test_two_revisions_of_one_day_say_both() -> None:
    text = COMPANY + DROPPED + EARLY.replace("EARLY", "change task tour { takes 8wd }")
    text += EARLY.replace("EARLY", "drop tour").replace("revision early", "revision other")
    (found,) = [one for one in linted(text) if one.name == "changed-though-given-up"]
    assert found.related[0].span.text == "tour"
