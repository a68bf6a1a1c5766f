"""Files that use each other: names, aliases, parameters, what is left out."""

from __future__ import annotations

import pytest

from planlang.diagnostics.text import Language
from planlang.semantics.check import check
from planlang.semantics.expr import Aggregate, MetricRef, RatioOf, RowComparison
from planlang.semantics.model import ClockLimit, DayKind, DayLimit, TimeLimit
from planlang.source import Source
from planlang.syntax.formatter.format import same_tree
from planlang.syntax.parse import parse
from tests.semantics.marked import COMPANY, FILES, HEAD, Found, Memory, assert_bad, assert_good, checked

LIBRARY = {
    "sales.base": 'module base "Base" (activities: source)\nmetric calls | 电话 = count(activities where kind is "call")\n',
    "sales.upper": (
        'module upper "Upper" (activities: source, few: number = 5)\nuse sales.base\n'
        "metric share = ratio(calls, calls)\nmetric busy = calls - few\n"
    ),
    "sales.roles": 'module roles "Roles"\nrole chief | 主任 "Chief"\nrole clerk "Clerk" under chief\n',
    "sales.judge": (
        'module judge "Judge" (activities: source, rep: role, lead: role)\n'
        "metric acts = count(activities)\n"
        "alert few_acts for each rep { when acts this week < 3; notify rep.lead }\n"
    ),
    "sales.days": 'module days "Days" (deals: source, old: days = 90d)\nmetric stale = count(deals where days_since(created) > old)\n',
    "sales.lead": (
        'module lead "Lead" (deals: source, activities: source, call: duration = 4h, few: number = 8)\n'
        "process lead on deals {\n  stages fresh -> called\n  win stage done\n"
        "  stay in fresh at most call\n  from fresh to called within call\n  at most call without activities\n}\n"
        "metric share = ratio(count(activities), count(activities)) min sample few\n"
    ),
    "sales.cash": (
        'module cash "Cash" (deals: source, unit: currency, big: money[unit])\n'
        "metric large = count(deals where amount > big)\n"
    ),
}


def test_names_of_a_used_file_are_known_bare_or_under_their_alias() -> None:
    bare = assert_good("use sales.base\nmetric x = calls + 电话", files=LIBRARY)
    assert "calls" in bare.plan.metrics
    prefixed = assert_good("use sales.base as b\nmetric x = b.calls + b.电话", files=LIBRARY)
    assert prefixed.plan.metrics["b.calls"].ident.alias == "b.电话"
    assert isinstance(prefixed.plan.metrics["x"].value.left, MetricRef)
    assert prefixed.plan.metrics["x"].value.left.metric == prefixed.plan.metrics["x"].value.right.metric == "b.calls"


def test_a_file_used_twice_under_two_names_is_there_twice() -> None:
    found = assert_good("use sales.upper as a\nuse sales.upper(few: 9) as b", files=LIBRARY)
    assert [name for name in found.plan.metrics if name.endswith("busy")] == ["a.busy", "b.busy"]
    assert found.plan.metrics["a.busy"].value.right.value == 5
    assert found.plan.metrics["b.busy"].value.right.value == 9


def test_a_file_used_from_two_sides_is_there_once() -> None:
    found = assert_good("use sales.base\nuse sales.upper", files=LIBRARY)
    assert list(found.plan.metrics).count("calls") == 1


def test_used_files_come_after_the_file_that_uses_them_in_order_of_use() -> None:
    found = assert_good("use sales.upper", files=LIBRARY)
    assert list(found.plan.metrics)[-3:] == ["share", "busy", "calls"]
    orders = [metric.ident.order for metric in found.plan.metrics.values()]
    assert orders == sorted(orders)


def test_a_source_parameter_takes_the_declaration_of_its_name_or_the_one_given() -> None:
    given = assert_good(
        'source visits_log { read "v.csv"; event at day; day: date; who: person; kind: text }\n'
        "use sales.base(activities: visits_log)",
        files=LIBRARY,
    )
    value = given.plan.metrics["calls"].value
    assert isinstance(value, Aggregate)
    assert value.source == "visits_log"
    assert value.credit is not None
    assert value.credit.column == "who"


def test_the_language_of_an_alias_does_not_matter_for_a_role_parameter() -> None:
    found = assert_good("use sales.judge(rep: 代表)", files=LIBRARY)
    assert found.plan.alerts["few_acts"].role == "rep"


def test_what_is_missing_is_told_at_the_use_all_at_once() -> None:
    diagnostic = assert_bad("missing-argument", "use ⟦sales.judge⟧", before=HEAD, files=LIBRARY)
    said = diagnostic.message.render()
    assert said == "`sales.judge` needs source `activities`, role `rep`, role `lead`"
    assert diagnostic.message.render(Language.ZH) == "`sales.judge` 需要数据源 `activities`、角色 `rep`、角色 `lead`"


def test_arguments_have_the_unit_of_their_parameter() -> None:
    assert_bad("unit-mismatch", "use sales.upper(few: ⟦3 CNY⟧)", files=LIBRARY)
    assert_bad("wrong-kind", "use sales.base(activities: ⟦visits⟧)", files=LIBRARY)
    assert_bad("wrong-kind", "use sales.base(activities: ⟦3⟧)", files=LIBRARY)
    assert_bad("unknown-name", "use sales.base(activities: ⟦activitys⟧)", files=LIBRARY)
    assert_good("use sales.days(old: 30d)", files=LIBRARY)
    assert_bad("unit-mismatch", "use sales.days(old: ⟦30wd⟧)", files=LIBRARY)
    assert_good("use sales.cash(unit: CNY, big: 50万 CNY)", files=LIBRARY)
    assert_bad("unit-mismatch", "use sales.cash(unit: CNY, big: ⟦50万 USD⟧)", files=LIBRARY)


def test_a_parameter_is_a_constant_inside_its_module() -> None:
    found = assert_good("use sales.days", files=LIBRARY)
    value = found.plan.metrics["stale"].value
    assert isinstance(value, Aggregate)
    assert isinstance(value.where, RowComparison)
    assert value.where.right.value == 90


LIMITS = (
    ("", ClockLimit(4 * 60)),
    ("(call: 90min)", ClockLimit(90)),
    ("(call: 1.5h)", ClockLimit(90)),
    ("(call: 2 * 45min)", ClockLimit(90)),
    ("(call: 3d)", DayLimit(3, DayKind.CALENDAR)),
    ("(call: 2 weeks)", DayLimit(14, DayKind.CALENDAR)),
    ("(call: 10wd)", DayLimit(10, DayKind.WORKING)),
)
LEADS = (
    HEAD
    + """
source deals { read "d.csv"; one row per id; id: text; stage: stage[lead] }
source activities { read "a.csv"; event at day; id: text; day: date }
metric visits = count(activities)
"""
)


@pytest.mark.parametrize(("given", "limit"), LIMITS)
def test_a_limit_of_a_module_is_what_the_plan_says_or_the_default(given: str, limit: TimeLimit) -> None:
    process = lead(f"use sales.lead{given}").plan.processes["lead"]
    assert [rule.limit for rule in process.rules] == [limit, limit, limit]


def test_what_is_wrong_with_a_limit_is_told_once_where_it_is_given() -> None:
    for given, name in (("20000d", "duration-too-long"), ("0h", "duration-unit"), ("3 months", "duration-unit")):
        assert_bad(name, f"use sales.lead(call: ⟦{given}⟧)", before=LEADS, files=LIBRARY)
    for given, name in (("10", "unit-mismatch"), ("visits", "wrong-kind"), ("soon", "unknown-name")):
        assert_bad(name, f"use sales.lead(call: ⟦{given}⟧)", before=LEADS, files=LIBRARY)


def test_a_module_is_not_used_twice_with_different_limits() -> None:
    uses = "use sales.lead(call: 2h)\nuse ⟦sales.lead⟧(call: {})"
    assert_bad("used-twice-differently", uses.format("5wd"), before=LEADS, files=LIBRARY)
    assert lead("use sales.lead(call: 2h)\nuse sales.lead(call: 120min)").plan.processes["lead"]


def test_the_smallest_sample_of_a_module_is_what_the_plan_says() -> None:
    def sample(use: str) -> int:
        value = lead(use).plan.metrics["share"].value
        assert isinstance(value, RatioOf)
        return value.min_sample

    assert (sample("use sales.lead"), sample("use sales.lead(few: 20)")) == (8, 20)
    assert_bad("min-sample", "use sales.lead(few: ⟦0⟧)", before=LEADS, files=LIBRARY)
    assert_bad("min-sample", "use sales.lead(few: ⟦2.5⟧)", before=LEADS, files=LIBRARY)


def test_a_limit_knows_where_it_is_written() -> None:
    for use, written in (("use sales.lead(call: 90min)", "90min"), ("use sales.lead", "4h")):
        rule = lead(use).plan.processes["lead"].rules[0]
        assert rule.ident.limit_at is not None
        assert rule.ident.limit_at.text == written


def lead(use: str) -> Found:
    """A plan with a process of a module; nothing is wrong with it."""
    found = checked(LEADS + use, LIBRARY)
    assert not found.names, [diagnostic.message.render() for diagnostic in found.diagnostics]
    return found


def test_what_is_left_out_is_replaced_by_the_plan_s_own() -> None:
    found = assert_good("use sales.upper without calls\nmetric calls = count(activities)", files=LIBRARY)
    calls = found.plan.metrics["calls"].value
    assert isinstance(calls, Aggregate)
    assert calls.where is None
    assert list(found.plan.metrics).count("calls") == 1


def test_the_fix_for_a_shadowed_name_extends_the_list_of_what_is_left_out() -> None:
    source = "use sales.upper without share\nmetric ⟦calls⟧ = count(activities)"
    diagnostic = assert_bad("shadowed-name", source, files=LIBRARY)
    assert [edit.text for edit in diagnostic.fixes[0].edits] == [", calls"]


def test_leaving_out_what_is_not_there_is_told() -> None:
    assert_bad("unknown-name", "use sales.base without ⟦cals⟧", files=LIBRARY)


def test_a_part_of_a_plan_sees_the_names_of_the_plan_and_a_module_does_not() -> None:
    part = "metric more = visits + 1\n"
    assert "more" in assert_good('use "part.plan"', files={"part.plan": part}).plan.metrics
    found = checked(COMPANY + 'use "part.plan"', {"part.plan": 'module m "M"\n' + part})
    assert found.names == ["unknown-name"]
    assert found.diagnostics[0].span.source.path == "part.plan"


def test_a_missing_file_silences_the_names_it_may_have_declared() -> None:
    found = checked(COMPANY + 'use "gone.plan"\nmetric x = nowhere + 1\ntask a { takes 1d; after also_gone }')
    assert found.names == ["unreadable-file"]
    aliased = checked(COMPANY + 'use "gone.plan" as g\nmetric x = g.nowhere + 1\nmetric y = elsewhere')
    assert aliased.names == ["unreadable-file", "unknown-name"]


def test_a_file_that_is_no_plan_is_told_once_and_what_it_should_declare_is_not_missed() -> None:
    files = {"notes.plan": "we met the customer and they were glad\n" * 200}
    found = checked(COMPANY + 'use "notes.plan"\nmetric x = nowhere + 1', files)
    assert found.names == ["not-a-plan"]
    assert found.diagnostics[0].span.place() == "notes.plan:1:1"
    aliased = checked(COMPANY + 'use "notes.plan" as n\nmetric x = n.nowhere + 1\nmetric y = elsewhere', files)
    assert sorted(aliased.names) == ["not-a-plan", "unknown-name"]


def test_a_declaration_that_could_not_be_parsed_silences_its_name() -> None:
    source = Source("main.plan", COMPANY + 'metric broken "Broken" = = 3\nmetric x = broken + 1\n')
    parsed = parse(source)
    assert parsed.diagnostics
    assert not check(parsed.value, Memory({})).diagnostics


def test_files_that_use_each_other_are_told_with_the_whole_circle() -> None:
    files = {"b.plan": 'use "c.plan"\n', "c.plan": 'use "main.plan"\n', "main.plan": ""}
    found = checked(COMPANY + 'use "b.plan"', files)
    assert found.names == ["use-cycle"]
    assert "main.plan → b.plan → c.plan → main.plan" in found.diagnostics[0].message.render()
    assert len(found.diagnostics[0].related) == 3


def test_too_deep_and_too_many_files_end_early() -> None:
    deep = {f"f{n}.plan": f'use "f{n + 1}.plan"\n' for n in range(60)} | {"f60.plan": ""}
    assert checked(COMPANY + 'use "f0.plan"', deep).names == ["too-many-files"]
    doubling = {f"f{n}.plan": f'use "f{n + 1}.plan" as a\nuse "f{n + 1}.plan" as b\n' for n in range(30)}
    assert checked(COMPANY + 'use "f0.plan"', doubling | {"f30.plan": ""}).names == ["too-many-files"]


def test_what_is_wrong_inside_a_module_shows_where_the_module_is_used() -> None:
    text = COMPANY.replace("  created: date\n", "  created: text\n") + "use sales.days"
    found = checked(text, LIBRARY)
    assert found.names == ["unit-mismatch"]
    assert found.diagnostics[0].span.source.path == "stdlib:sales/days.plan"
    assert [related.span.text for related in found.diagnostics[0].related] == ["sales.days"]


def test_a_module_is_checked_by_itself_as_well() -> None:
    for name, text in LIBRARY.items():
        found = checked(text, LIBRARY, path=f"{name}.plan")
        assert found.model is None
        assert not found.names, name
    assert checked(LIBRARY["sales.base"] + "metric x = cals + 1").names == ["unknown-name"]


@pytest.mark.parametrize("name", sorted(FILES))
def test_every_file_for_the_documentation_parses(name: str) -> None:
    if FILES[name]:
        checked(FILES[name], FILES, path="other.plan")


def test_a_parameter_is_not_captured_by_a_column_of_its_name() -> None:
    """`amount > big` in a module means the module's `big`, whatever columns the plan's source has; `deals.big` the column."""
    with_column = COMPANY.replace("  amount: money\n", "  amount: money\n  big: bool\n  low: number\n")
    for plan in (COMPANY, with_column):
        found = checked(plan + "use sales.wins(big: 80万元)\n", FILES)
        assert found.names == []
        assert found.model is not None
        value = found.model.metrics["large_deals"].value
        assert isinstance(value, Aggregate)
        assert isinstance(value.where, RowComparison)
        assert str(getattr(value.where.right, "value", None)) == "800000"


@pytest.mark.parametrize("use", ["use sales.wins(商机: deals, 大额: 80万元)", "使用 sales.wins(大额: 80万元)"])
def test_a_parameter_has_a_second_name(use: str) -> None:
    assert checked(COMPANY + use, FILES).names == []


def test_a_parameter_is_given_once_under_either_name() -> None:
    assert checked(COMPANY + "use sales.wins(big: 80万元, 大额: 90万元)", FILES).names == ["repeated-argument"]


def test_a_source_is_found_by_the_second_name_of_a_parameter() -> None:
    plan = COMPANY.replace("source deals | 商机", "source 商机")
    plan = plan.replace("on deals", "on 商机").replace("deals.", "商机.").replace("(deals", "(商机")
    assert checked(plan + "use sales.wins", FILES).names == []


def test_a_stage_that_a_library_asks_for_is_told_where_it_is_used() -> None:
    plan = COMPANY.replace("win stage won", "win stage 赢单").replace("enters won", "enters 赢单")
    found = checked(plan + "use sales.wins", FILES)
    (diagnostic,) = found.diagnostics
    assert diagnostic.name == "missing-stage"
    assert diagnostic.span.text == "sales.wins"
    assert diagnostic.help is not None
    assert "`赢单 | won`" in diagnostic.help.render(Language.ZH)
    assert checked(plan.replace("stage 赢单", "stage 赢单 | won") + "use sales.wins", FILES).names == []


def test_a_column_has_a_second_name_everywhere() -> None:
    plan = COMPANY.replace("amount: money", "amount | 金额: money").replace("deal_id: text", "deal_id | 编号: text", 1)
    plan = plan.replace("one row per deal_id", "one row per 编号")
    text = "metric m = sum(deals.金额 where 金额 > 3 CNY)\nmetric n = sum(deals.amount where amount > 3 CNY)\n"
    found = checked(plan + text, FILES)
    assert found.names == []
    assert found.model is not None
    assert same_tree(found.model.metrics["m"].value, found.model.metrics["n"].value)
    (column,) = [column for column in found.model.sources["deals"].columns if column.name == "amount"]
    assert column.headers == ("amount", "金额")
    twice = plan.replace("discount: ratio", "金额: ratio")
    assert checked(twice + "", FILES).names == ["duplicate-name"]


LAUNCHES = {
    "launches.plan": (
        "task a { owner director; task kickoff | 开工 { takes 1d } }\ntask b { owner director; task kickoff { takes 2d } }\n"
    ),
    "kickoff.plan": "task kickoff { takes 1d; owner director }\n",
}


def test_tasks_that_share_a_name_go_by_their_paths_also_under_an_alias() -> None:
    after = "task c { takes 1d; owner director; after %s }\n"
    bare = assert_good('use "launches.plan"\n' + after % "a.开工", files=LAUNCHES)
    assert bare.plan.tasks["c"].links[0].on == "a.kickoff"
    assert bare.plan.tasks["a.kickoff"].ident.title == "a.kickoff"
    assert bare.plan.tasks["a.kickoff"].ident.alias == "a.开工"
    there = assert_good('use "launches.plan" as x\n' + after % "x.b.kickoff", files=LAUNCHES)
    assert there.plan.tasks["c"].links[0].on == "x.b.kickoff"
    assert {"x.a", "x.a.kickoff", "x.b", "x.b.kickoff"} <= set(there.plan.tasks)
    for use, name in (("", "kickoff"), (" as x", "x.kickoff")):
        found = checked(COMPANY + f'use "launches.plan"{use}\n' + after % name, LAUNCHES)
        assert found.names == ["ambiguous-name"]
        (diagnostic,) = found.diagnostics
        assert diagnostic.help is not None
        before = "x." if use else ""
        assert f"`{before}a.kickoff`, `{before}b.kickoff`" in diagnostic.help.render()


def test_a_path_that_is_also_a_name_under_an_alias_is_told() -> None:
    own = "task a { owner director; task kickoff { takes 1d } }\ntask b { owner director; task kickoff { takes 2d } }\n"
    assert checked(COMPANY + own + 'use "kickoff.plan" as a\n', LAUNCHES).names == ["duplicate-name"]
    assert checked(COMPANY + own + 'use "kickoff.plan" as d\n', LAUNCHES).names == []


def test_what_is_left_out_may_share_its_name() -> None:
    found = assert_good('use "launches.plan" without kickoff\n', files=LAUNCHES)
    assert {"a", "b"} == set(found.plan.tasks)
