"""Revisions, waivers, scenarios and baselines: from files to what is judged before and after, and who is blamed for what."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from importlib.resources import files as bundled_files
from pathlib import Path

import jsonschema
import pytest

from planlang.diagnostics.text import Language
from planlang.evaluate.results.changes import Reviewed, Term
from planlang.evaluate.results.evaluation import Evaluation, Verdict
from planlang.report.document import Document
from planlang.report.documents.explain import explanations
from planlang.report.formats.json import to_json
from planlang.report.formats.text import to_text
from planlang.report.sections.change.changes import changes_sections
from planlang.report.sections.change.proposals import proposals_section
from planlang.semantics.model import DayKind, DayLimit, StayRule, ToPerson
from planlang.values.figure import Known
from planlang.workspace.explaining import explained
from planlang.workspace.run import held, judged, planned
from planlang.workspace.workspace import open_plan
from tests.evaluate.whole.small_plans import (
    ACTIVITIES,
    CHANGES,
    DEALS,
    HEAD,
    STAGES,
    TEAMS,
    csv,
    evaluation,
)

SCHEMA = json.loads(bundled_files("planlang.report").joinpath("evaluation.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)

MONEY = """
source sales "Sales" { read "data/sales.csv"; event at day; covers 2026-01-01 .. 2026-12-31; day: date; amount: money }
metric signed "Signed" = sum(sales.amount)
goal q "Quarter" { measure signed; target 2400万元 by 2026-03-31; period 2026-Q1; owner director }
"""
RAISED = 'revision up "Up" on 2026-02-23 { approved by Boss on 2026-02-20; because "Strong"; change goal q { target 3000万元 by 2026-03-31 } }\n'


def at(folder: Path, plan: str, files: dict[str, str], as_of: str) -> Evaluation:
    """An evaluation in a folder of its own."""
    inside = folder / as_of
    inside.mkdir(parents=True, exist_ok=True)
    return evaluation(inside, plan, files, as_of)


def sales(*rows: tuple[str, int]) -> dict[str, str]:
    return {"sales.csv": csv("day,amount", [(f"2026-{day}", amount) for day, amount in rows])}


def due(found: Evaluation, goal: str = "q") -> Fraction:
    value = next(one for one in found.goals if one.goal == goal and one.entity == "plan:" and one.period is None)
    assert isinstance(value.target_to_date, Known)
    return value.target_to_date.value


@pytest.mark.parametrize(
    ("as_of", "expected"), [("2026-02-22", "13016949.15"), ("2026-03-14", "22451977.40"), ("2026-03-31", "30000000.00")]
)
def test_a_goal_goes_on_its_old_course_to_the_day_and_then_to_the_new_target(
    as_of: str, expected: str, tmp_path: Path
) -> None:
    found = at(tmp_path, HEAD + TEAMS + MONEY + RAISED, sales(("01-05", 1)), as_of)
    assert f"{float(due(found)):.2f}" == expected


def test_a_week_before_the_revision_is_told_as_it_was(tmp_path: Path) -> None:
    before = at(tmp_path / "a", HEAD + TEAMS + MONEY, sales(("01-05", 1)), "2026-02-22")
    after = at(tmp_path / "b", HEAD + TEAMS + MONEY + RAISED, sales(("01-05", 1)), "2026-02-22")
    assert before.goals == after.goals
    assert [one.in_force for one in after.changes.revisions] == [False]


def test_a_revision_decided_later_counts_from_then_and_restates_goals(tmp_path: Path) -> None:
    late = RAISED.replace("on 2026-02-20", "on 2026-03-05")
    early = at(tmp_path / "a", HEAD + TEAMS + MONEY + late, sales(("01-05", 1)), "2026-03-04")
    assert not early.changes.revisions[0].in_force
    known = at(tmp_path / "b", HEAD + TEAMS + MONEY + late, sales(("01-05", 1)), "2026-03-14")
    assert known.changes.revisions[0].retroactive
    assert f"{float(due(known)):.2f}" == "22451977.40"


def test_the_targets_of_teams_are_restated_as_well(tmp_path: Path) -> None:
    split = MONEY.replace("owner director }", "owner director; split by team { north 60%; south 40% } }")
    split = split.replace("amount: money }", "amount: money; owner: person }")
    raised = RAISED.replace("03-31 } }", "03-31; split by team { north 50%; south 50% } } }")

    def targets(decided: str) -> list[tuple[str, str]]:
        plan = HEAD + TEAMS + split + raised.replace("on 2026-02-20", f"on {decided}")
        files = {"sales.csv": csv("day,amount,owner", [("2026-01-05", 1, "Ann")])}
        return [
            (one.entity, str(one.target_to_date)) for one in at(tmp_path / decided, plan, files, "2026-03-14").goals
        ]

    assert targets("2026-03-05") == targets("2026-02-20") != targets("2026-03-20")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            Language.EN,
            "Up: in force since 5 Mar · approved by Boss on 5 Mar · "
            "decided later: targets count it from 23 Feb, limits from the decision",
        ),
        (Language.ZH, "Up：3/5 起生效 · Boss于 3/5 批准 · 事后批准：目标从 2/23 起重算，规则从批准起执行"),
    ],
)
def test_the_report_says_when_a_late_revision_was_decided_and_from_when_it_counts(
    language: Language, words: str, tmp_path: Path
) -> None:
    late = RAISED.replace("on 2026-02-20", "on 2026-03-05")
    found = at(tmp_path, HEAD + TEAMS + MONEY + late, sales(("01-05", 1)), "2026-03-14")
    (section,) = changes_sections(found, language)
    assert words.replace(" ", "") in str(section).replace(" ", "")


FEW = """
alert few "Few" { when visits this week < 10; notify director }
revision strict "Strict" on 2026-03-11 {
  approved by Boss on 2026-03-09; because "More is needed"
  change alert few { when visits this week < 12 }
}
"""


def rounds(day: str, count: int) -> list[tuple[str, str]]:
    return [(day, "Ann")] * count


def states(folder: Path, plan: str, as_of: str) -> dict[str, bool]:
    rows = rounds("2026-03-09", 11) + rounds("2026-03-16", 11)
    files = {"activities-2026.csv": csv("day,owner,deal_id", [(*row, "") for row in rows])}
    found = at(folder, HEAD + TEAMS + ACTIVITIES + plan, files, as_of)
    return {one.period.label: one.phase.value == "firing" for one in found.history if one.alert == "few"}


def test_a_limit_holds_from_the_first_week_that_begins_on_or_after_the_day(tmp_path: Path) -> None:
    found = states(tmp_path, FEW, "2026-03-22")
    assert (found.get("2026-W11", False), found["2026-W12"]) == (False, True)


def test_a_limit_never_breaks_a_week_that_was_closed_when_it_was_decided(tmp_path: Path) -> None:
    decided = FEW.replace("on 2026-03-09;", "on 2026-03-23;")
    found = states(tmp_path, decided, "2026-03-29")
    assert (found.get("2026-W11", False), found.get("2026-W12", False)) == (False, False)


LIMIT = 'process b2b "Process" on deals {' + STAGES + "  stay in proposal at most 14d\n}\n"
WAIVER = """waiver tender "Tender" on b2b {
  waives stay in proposal; only for "D1"; until 2026-03-31; approved by Boss on 2026-03-10; because "Opens in April"
}
"""


def verdicts(folder: Path, as_of: str, left: str | None = None, waiver: str = WAIVER) -> dict[Verdict, int]:
    moves = [("D1", "2026-03-01", "contact", "Ann"), ("D1", "2026-03-02", "proposal", "Ann")]
    stage = "proposal"
    if left is not None:
        moves.append(("D1", left, "negotiation", "Ann"))
        stage = "negotiation"
    deals = csv("deal_id,owner,stage,amount,created", [("D1", "Ann", stage, 5, "2026-03-01")])
    files = {
        "deals-2026-03-02.csv": csv("deal_id,owner,stage,amount,created", [("D1", "Ann", "proposal", 5, "2026-03-01")]),
        "deals-2026-04-05.csv": deals,
        "changes-2026-Q1.csv": csv("deal_id,changed,stage,owner", moves),
    }
    found = at(folder, HEAD + TEAMS + DEALS + CHANGES + LIMIT + waiver, files, as_of)
    (rule,) = found.rules
    return {verdict: count for verdict, count in rule.verdicts.items() if count}


@pytest.mark.parametrize(
    ("as_of", "verdict"),
    [
        ("2026-03-15", Verdict.PENDING),
        ("2026-03-31", Verdict.WAIVED),
        ("2026-04-01", Verdict.VIOLATED),
    ],
)
def test_a_breach_is_waived_until_the_last_day(as_of: str, verdict: Verdict, tmp_path: Path) -> None:
    assert verdicts(tmp_path, as_of) == {verdict: 1}


@pytest.mark.parametrize(
    ("on", "decided", "most", "verdict"),
    [
        ("2026-03-02", "2026-03-02", "3d", Verdict.VIOLATED),
        ("2026-03-03", "2026-03-02", "3d", Verdict.PENDING),
        ("2026-03-01", "2026-03-05", "3d", Verdict.PENDING),  # nobody is blamed by a limit that is decided later
        ("2026-03-02", "2026-03-02", "30d", Verdict.PENDING),
    ],
)
def test_a_stay_has_the_limit_of_the_day_on_which_it_began(
    on: str, decided: str, most: str, verdict: Verdict, tmp_path: Path
) -> None:
    quicker = f"""revision quicker on {on} {{
  approved by Boss on {decided}; because "Why"; change process b2b {{ stay in proposal at most {most} }}
}}
"""
    assert verdicts(tmp_path, "2026-03-10", waiver=quicker) == {verdict: 1}


def test_a_scenario_with_another_limit_judges_nothing_by_it(tmp_path: Path) -> None:
    quicker = "scenario quicker { change process b2b { stay in proposal at most 1d } }\n"
    assert verdicts(tmp_path, "2026-03-10", waiver=quicker) == {Verdict.PENDING: 1}


def test_a_rule_with_another_limit_keeps_its_place_and_its_words_about_breaches(tmp_path: Path) -> None:
    process = LIMIT.replace("at most 14d", "at most 14d, twice where amount > 3 CNY severity critical\n  no skipping")
    quicker = """revision quicker on 2026-03-01 {
  approved by Boss on 2026-03-01; because "Why"; change process b2b { stay in proposal at most 3d }
}
"""
    found = at(tmp_path, HEAD + TEAMS + DEALS + CHANGES + process + quicker, {}, "2026-03-10")
    stay, skip = found.plan.model.processes["b2b"].rules
    assert (stay.ident.name, stay.ident.severity, skip.ident.name) == ("b2b.stay.proposal", "critical", "b2b.skip")
    assert isinstance(stay, StayRule)
    assert stay.limit == DayLimit(3, DayKind.CALENDAR)
    assert [
        (case.limit.count, case.written, case.before) for case in stay.cases if isinstance(case.limit, DayLimit)
    ] == [
        (28, "amount > 3 CNY", date(2026, 3, 1)),
        (14, "", date(2026, 3, 1)),
    ]


def test_what_is_over_while_it_was_allowed_stays_waived(tmp_path: Path) -> None:
    assert verdicts(tmp_path, "2026-04-05", left="2026-03-25") == {Verdict.WAIVED: 1}


@pytest.mark.parametrize(
    "other",
    [
        WAIVER.replace('"D1"', '"D2"'),
        WAIVER.replace("2026-03-10;", "2026-04-02;").replace("until 2026-03-31", "until 2026-04-30"),
    ],
)
def test_a_waiver_is_for_its_records_and_from_its_decision_on(other: str, tmp_path: Path) -> None:
    assert verdicts(tmp_path, "2026-03-31", waiver=other) == {Verdict.VIOLATED: 1}


WORK = """
task study "Study" { takes 5wd; not before 2026-02-09; %s owner Ann }
milestone open "Open" { after study; by 2026-06-30; owner director }
baseline agreed "Agreed" on 2026-01-12
"""


def test_a_baseline_tells_how_many_working_days_the_finish_has_slipped(tmp_path: Path) -> None:
    """Finish 13 February; now 25 February: three working days, as the spring festival lies between."""
    found = at(tmp_path, HEAD + TEAMS + ACTIVITIES + WORK % "started 2026-02-12;", {}, "2026-02-13")
    (state,) = found.changes.baselines
    moved = {one.task: (one.was, one.now, one.days) for one in state.tasks}
    assert moved["study"] == (date(2026, 2, 13), date(2026, 2, 25), 3)


SPLIT = """
source sales "Sales" { read "data/sales.csv"; event at day; covers 2026-01-01 .. 2026-12-31; day: date; amount: money }
metric signed "Signed" = sum(sales.amount)
goal year "Year" { measure signed; target 1.2亿元 by 2026-12-31; split by quarter 20%, 25%, 25%, 30%; owner director }
scenario careful "Careful" { change goal year { target 1.1亿元 by 2026-12-31 } }
"""


def test_a_scenario_tells_what_would_be_due(tmp_path: Path) -> None:
    found = at(tmp_path, HEAD + TEAMS + SPLIT, sales(("01-05", 1)), "2026-03-14")
    (state,) = found.changes.scenarios
    (goal,) = state.goals
    figures = [one.due.value for one in (goal.was, goal.now) if isinstance(one.due, Known)]
    assert [f"{float(figure):.2f}" for figure in figures] == ["19118644.07", "17525423.73"]
    assert (state.tasks, state.finish[0]) == ((), state.finish[1])


def test_what_is_dropped_is_gone_and_nothing_waits_for_it(tmp_path: Path) -> None:
    plan = WORK % "" + (
        'task tour "Tour" { takes 60wd; after study; owner Ann }\nmilestone over "Over" { after tour; by 2026-12-01; owner director }\n'
        'revision r "R" on 2026-01-12 { approved by Boss on 2026-01-10; because "Money"; drop tour }\n'
    )
    found = at(tmp_path, HEAD + TEAMS + ACTIVITIES + plan, {}, "2026-01-20")
    assert "tour" not in found.schedule.slots
    assert found.schedule.slots["over"].finish < date(2026, 3, 1)


STRATEGIES = """
goal one "One" { measure visits; target 9 by 2026-12-31; owner director }
goal two "Two" { measure visits; target 9 by 2026-12-31; owner director }
budget total = 9万元 { owner director; account fair = 5万元; account rest = 4万元; actual sum(bills.amount) by account }
source bills "Bills" { read "data/bills.csv"; event at day; covers 2026-01-01 .. 2026-12-31; day: date; account: text; amount: money }
strategy old "Old" {
  serves one, two; charged to total.fair; owner director
  task begun { takes 60wd; cost 1万元; started 2026-01-12 }
  task group { task ahead { takes 5wd; cost 2万元; after begun }; task other { takes 5wd; cost 3万元 charged to total.rest } }
  task ready { standby; takes 5wd; cost 9万元 }
  milestone there { after begun; by 2026-12-01 }
  task again { every half year on workday 10; takes 1wd; owner Ann }
  task each for each team { takes 1wd }
}
strategy new "New" { serves two; owner director; task next { takes 5wd; after group, there } }
"""


@pytest.mark.parametrize(
    "change",
    [
        'revision r "R" on 2026-01-12 { approved by Boss on 2026-01-10; because "Why"; drop old }',
        'scenario s "S" { drop old }',
        'adjust a "A" { when visits this week < 99; propose drop old; notify director }',
    ],
    ids=["revision", "scenario", "adjustment"],
)
def test_a_strategy_takes_along_its_work_and_cost_and_leaves_its_goals(change: str, tmp_path: Path) -> None:
    """What is on stand-by costs nothing; 1万元 has begun."""
    seen = csv("day,owner,deal_id", [("2026-01-06", "Ann", ""), ("2026-01-13", "Ann", "")])
    found = at(tmp_path, HEAD + TEAMS + ACTIVITIES + STRATEGIES + change, {"activities-2026.csv": seen}, "2026-01-20")
    states = [
        *(one.what.strategies for one in found.changes.revisions),
        *(one.strategies for one in found.changes.scenarios),
        *(one.what.strategies for one in found.adjustments),
    ]
    (((gone),),) = states
    assert (gone.strategy, gone.goals, gone.left) == ("old", ("one", "two"), ("one",))
    assert gone.parts == ("begun", "ahead", "other", "ready", "there", "again", "each")
    assert [
        (one.account, *(it.figure.value for it in (one.amount, one.begun) if isinstance(it.figure, Known)))
        for one in gone.costs
    ] == [("total.fair", 30000, 10000), ("total.rest", 30000, 0)]
    in_force = change.startswith("revision")
    assert ("old" in found.schedule.slots, "old" in found.plan.model.strategies) == (not in_force, not in_force)
    assert found.schedule.slots["next"].start == (date(2026, 1, 21) if in_force else date(2026, 4, 20))
    english, chinese = (
        to_text(
            Document(None, (*changes_sections(found, one, whole=True), *filter(None, [proposals_section(found, one)]))),
            one,
        )
        for one in (Language.EN, Language.ZH)
    )
    assert "Old takes along: begun, ahead, other, ready, there, again, each" in english
    assert "Old：一并取消其中的 begun" in chinese
    assert "begun: no longer in the plan" not in english
    VALIDATOR.validate(json.loads(to_json(found)))


def test_a_change_of_a_strategy_reaches_what_stands_in_it(tmp_path: Path) -> None:
    change = (
        'revision r "R" on 2026-01-12 {\n  approved by Boss on 2026-01-10; because "Why"\n'
        "  change strategy old { charged to total.rest; owner Ann; serves two }\n}\n"
        'adjust a "A" { when visits this week < 99; propose change strategy new { owner Ann }; notify director }\n'
    )
    found = at(tmp_path, HEAD + TEAMS + ACTIVITIES + STRATEGIES + change, {}, "2026-01-20")
    (state,), (proposed,) = found.changes.revisions, found.adjustments
    assert (state.what.otherwise, proposed.what.otherwise) == (("old",), ("new",))
    ahead = found.plan.model.tasks["ahead"]
    assert (ahead.owner, ahead.costs[0].account) == (ToPerson("Ann"), "total.rest")
    assert [one.strategy for one in found.strategies if "one" in [effect.goal for effect in one.effects]] == []


def test_a_review_of_a_revision_says_whether_it_holds(tmp_path: Path) -> None:
    plan = FEW.replace("change alert", "review on 2026-03-16 when visits this week >= 12\n  change alert")
    rows = [(*row, "") for row in rounds("2026-03-16", 11)]
    files = {"activities-2026.csv": csv("day,owner,deal_id", rows)}
    told = [
        at(tmp_path, HEAD + TEAMS + ACTIVITIES + plan, files, day).changes.revisions[0].reviewed
        for day in ("2026-03-15", "2026-03-22")
    ]
    assert told == [Reviewed.NOT_DUE, Reviewed.FAILS]


def test_what_is_so_after_the_day_of_a_review_does_not_change_its_answer(tmp_path: Path) -> None:
    plan = FEW.replace("change alert", "review on 2026-03-16 when visits this week >= 12\n  change alert")
    rows = [(*row, "") for week, count in (("2026-03-16", 12), ("2026-03-23", 1)) for row in rounds(week, count)]
    files = {"activities-2026.csv": csv("day,owner,deal_id", rows)}
    found = at(tmp_path, HEAD + TEAMS + ACTIVITIES + plan, files, "2026-03-29")
    assert found.changes.revisions[0].reviewed is Reviewed.HOLDS


def test_a_revision_names_what_is_other_in_more_than_figures_and_dates(tmp_path: Path) -> None:
    plan = (
        'goal few "Few" { measure visits; target at most 9 by 2026-12-31; owner director }\n'
        'goal same "Same" { measure visits; target 9 by 2026-12-31; owner director }\n'
        'revision r "R" on 2026-01-12 {\n  approved by Boss on 2026-01-10; because "Why"\n'
        "  change goal few { target at least 9 by 2026-12-31 }\n  change goal same { target 9 by 2026-12-31 }\n"
        "  change task study { owner director }\n}\n"
    )
    (state,) = at(tmp_path, HEAD + TEAMS + ACTIVITIES + WORK % "" + plan, {}, "2026-01-20").changes.revisions
    assert state.what.otherwise == ("few", "study")


def test_a_scenario_names_the_alerts_that_are_other(tmp_path: Path) -> None:
    plan = HEAD + TEAMS + ACTIVITIES + FEW.partition("revision")[0]
    plan += 'scenario s "S" { change alert few { when visits this week < 99 } }\n'
    (state,) = at(tmp_path, plan, {}, "2026-01-20").changes.scenarios
    assert state.otherwise == ("few",)


ASIDE = (
    'task spare "Spare" { standby; takes 5wd; owner director }\n'
    'alert few "Few" { when visits this week < 9; notify director }\n'
    'alert low "Low" { when visits this week < 5; notify director }\n'
    'risk fire "Fire" { likelihood low; impact high; owner director }\n'
)
GIVEN_UP_AND_CHANGED = (
    "  drop spare, few\n  change task spare { takes 8wd }\n  change alert few { when visits this week < 4 }\n"
    "  change alert low { notify Ann }\n  change risk fire { likelihood high }\n"
)


def test_what_is_given_up_is_not_told_as_changed_nor_another_receiver_as_another_condition(tmp_path: Path) -> None:
    revised = 'revision r "R" on 2026-01-12 {\n  approved by Boss on 2026-01-10; because "Why"\n' + GIVEN_UP_AND_CHANGED
    found = at(tmp_path, HEAD + TEAMS + ACTIVITIES + ASIDE + revised + "}\n", {}, "2026-01-20")
    what = found.changes.revisions[0].what
    assert (what.dropped, what.otherwise, what.alerts) == (("spare", "few"), ("low", "fire"), ())
    assert "also changed: Low, Fire" in to_text(Document(None, changes_sections(found, Language.EN)), Language.EN)
    plan = HEAD + TEAMS + ACTIVITIES + ASIDE + 'scenario s "S" {\n' + GIVEN_UP_AND_CHANGED + "}\n"
    found = at(tmp_path, plan, {}, "2026-01-20")
    (state,) = found.changes.scenarios
    assert (state.dropped, state.otherwise, state.tasks) == (("spare", "few"), ("low", "fire"), ())
    VALIDATOR.validate(json.loads(to_json(found)))


def test_a_baseline_to_come_is_compared_with_nothing(tmp_path: Path) -> None:
    plan = HEAD + TEAMS + ACTIVITIES + WORK % "" + 'baseline later "Later" on 2026-09-01\n'
    known, to_come = at(tmp_path, plan, {}, "2026-01-20").changes.baselines
    assert known.finish is not None
    assert (to_come.tasks, to_come.finish) == ((), None)


def test_a_waiver_tells_keys_that_no_record_has(tmp_path: Path) -> None:
    files = {
        "deals-2026-03-02.csv": csv("deal_id,owner,stage,amount,created", [("D1", "Ann", "proposal", 5, "2026-03-01")])
    }
    plan = HEAD + TEAMS + DEALS + LIMIT + WAIVER.replace('"D1"', '"D1", "D-1"')
    (state,) = at(tmp_path, plan, files, "2026-03-12").changes.waivers
    assert state.unknown == ("D-1",)


def test_waivers_are_listed_with_their_end(tmp_path: Path) -> None:
    files = {
        "deals-2026-03-02.csv": csv("deal_id,owner,stage,amount,created", [("D1", "Ann", "proposal", 5, "2026-03-01")])
    }
    plan = HEAD + TEAMS + DEALS + LIMIT + WAIVER
    told = [
        at(tmp_path, plan, files, day).changes.waivers[0]
        for day in ("2026-03-09", "2026-03-12", "2026-03-20", "2026-04-01")
    ]
    assert [(one.term, one.soon) for one in told] == [
        (Term.TO_COME, False),
        (Term.HOLDS, False),
        (Term.HOLDS, True),
        (Term.OVER, False),
    ]


POT = """
source bills "Bills" { read "data/bills.csv"; event at day; covers 2026-01-01 .. 2026-12-31; day: date; account: text; paid: money }
budget pot "Pot" = 1000 CNY { account net = 600 CNY; account off = 40%; actual sum(bills.paid) by account
  warn when burn > 50%; notify director; owner director }
revision other "Other" on 2026-02-02 { approved by Boss on 2026-02-02; because "Why"; change budget pot = 2000 CNY {
  account net = 1600 CNY; account off = 400 CNY; warn when burn > 10% } }
"""


def test_accounts_have_the_amounts_in_force(tmp_path: Path) -> None:
    bills = {"bills.csv": csv("day,account,paid", [("2026-01-06", "net", 300)])}
    early, late = (at(tmp_path, HEAD + TEAMS + POT, bills, day) for day in ("2026-02-01", "2026-02-08"))
    burnt = [
        {value.account: value.burn.value for value in found.budgets[0].accounts if isinstance(value.burn, Known)}
        for found in (early, late)
    ]
    assert burnt[0] == {"pot": Fraction(3, 10), "pot.net": Fraction(1, 2), "pot.off": 0}
    assert burnt[1] == {"pot": Fraction(3, 20), "pot.net": Fraction(3, 16), "pot.off": 0}
    assert [one.account for one in late.changes.revisions[0].what.accounts] == ["pot", "pot.net"]
    assert [[one.rule for one in found.violations] for found in (early, late)] == [[], ["pot.warning"]]


def test_a_warning_of_a_budget_is_other_from_the_first_week_that_begins_after(tmp_path: Path) -> None:
    bills = {"bills.csv": csv("day,account,paid", [("2026-01-06", "net", 300)])}
    midweek = POT.replace("on 2026-02-02 {", "on 2026-02-04 {")
    found = at(tmp_path, HEAD + TEAMS + midweek, bills, "2026-02-08")
    assert [one.rule for one in found.violations] == []
    found = at(tmp_path, HEAD + TEAMS + midweek, bills, "2026-02-15")
    assert [one.rule for one in found.violations] == ["pot.warning"]


def test_a_baseline_keeps_the_dates_that_a_report_of_its_day_told(tmp_path: Path) -> None:
    """Nothing had begun by then, so nothing could begin any more on the first day of the plan."""
    plan = 'task study "Study" { takes 5wd; owner Ann }\nbaseline agreed "Agreed" on 2026-01-08\n'
    then = at(tmp_path / "a", HEAD + TEAMS + ACTIVITIES + plan, {}, "2026-01-08")
    now = at(tmp_path / "b", HEAD + TEAMS + ACTIVITIES + plan, {}, "2026-01-15")
    (state,) = now.changes.baselines
    assert [(one.task, one.was) for one in state.tasks] == [("study", then.schedule.slots["study"].finish)]


def test_what_was_given_up_is_explained(tmp_path: Path) -> None:
    plan = (
        WORK % "" + 'revision r "Less" on 2026-01-12 { approved by Boss on 2026-01-10; because "Money"; drop study }\n'
    )
    (tmp_path / "p.plan").write_text(HEAD + TEAMS + ACTIVITIES + plan, encoding="utf-8")
    opened = open_plan(tmp_path / "p.plan", None)
    for name in ("study", "Study"):
        world = held(planned(opened, Language.EN), opened, as_of="2026-01-20")
        found = judged(world)
        text = to_text(explanations(explained(world, found, name, None).subjects, found, Language.EN), Language.EN)
        assert "Study: given up" in text
        assert "by “Less”, in force since 12 Jan" in text
        assert "would have ended 13 Feb" in text


def test_a_strategy_that_was_given_up_is_explained_with_all_in_it(tmp_path: Path) -> None:
    change = 'revision r "Less" on 2026-01-12 { approved by Boss on 2026-01-10; because "Money"; drop old }\n'
    (tmp_path / "p.plan").write_text(HEAD + TEAMS + ACTIVITIES + STRATEGIES + change, encoding="utf-8")
    opened = open_plan(tmp_path / "p.plan", None)
    for name in ("old", "Old", "begun", "there"):
        world = held(planned(opened, Language.EN), opened, as_of="2026-01-20")
        found = judged(world)
        text = to_text(explanations(explained(world, found, name, None).subjects, found, Language.EN), Language.EN)
        assert ": given up" in text
        assert "by “Less”, in force since 12 Jan" in text
