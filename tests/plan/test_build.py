from __future__ import annotations

from collections.abc import Collection
from datetime import date
from itertools import pairwise

import networkx as nx
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from planlang.diagnostics.diagnostic import Outcome, Severity
from planlang.diagnostics.text import Language
from planlang.plan.build import build
from planlang.plan.cycles import Cycle, find_cycles
from planlang.plan.graph import links_from, read_by, readings_behind, reads
from planlang.plan.order import has_order
from planlang.plan.plan import Edge, Part, Plan
from planlang.values.calendars import CalendarSpec
from tests.laws import tries
from tests.plan.notation import model
from tests.semantics.marked import COMPANY, checked


def built(text: str) -> Plan:
    outcome = build(model(text))
    assert outcome.diagnostics == ()
    return outcome.value


def test_everything_comes_after_what_it_waits_for_and_otherwise_as_declared() -> None:
    plan = built("task c { takes 1d; after a } task b { takes 1d } task a { takes 1d } milestone m { after b }")
    assert plan.order == ("b", "a", "c", "m")
    assert [(edge.before, edge.after) for edge in plan.edges] == [("a", "c"), ("b", "m")]


def test_a_summary_comes_after_its_parts_and_they_after_what_it_waits_for() -> None:
    plan = built(
        "task s { after a; task x { takes 1d; after y } task y { takes 1d } } task a { takes 1d } milestone m { after s }"
    )
    assert plan.order == ("a", "y", "x", "s", "m")
    assert plan.children == {"s": ("x", "y")}


def test_a_link_that_holds_only_the_end_of_a_summary_leaves_its_parts_free() -> None:
    plan = built("task s { ends with a; task x { takes 1d } } task a { takes 1d; after x }")
    assert plan.order == ("x", "a", "s")
    assert has_order(tuple(plan.nodes), {"x": "s"}, plan.edges)
    (after_x,) = [edge for edge in plan.edges if edge.before == "x"]
    assert not has_order(tuple(plan.nodes), {"x": "s"}, [*plan.edges, Edge("a", "x", after_x.link)])


def test_a_goal_is_a_node_and_a_task_may_wait_for_it() -> None:
    plan = built("task a { takes 1d; after g } goal g { 2026-01-01 .. 2026-03-31 }")
    assert plan.order == ("g", "a")


def test_a_task_comes_before_a_goal_of_the_same_name() -> None:
    plan = built("goal a { 2026-01-01 .. 2026-03-31 } task a { takes 1d } task b { takes 1d; after a }")
    assert plan.nodes["a"] is plan.model.tasks["a"]


def test_the_graph_has_the_nodes_and_links_of_the_plan() -> None:
    plan = built("task a { takes 1d } task b { takes 1d; after a; ends with a }")
    assert tuple(name for name, _ in plan.graph) == plan.order
    (steps,) = [steps for *_, steps in plan.graph.edges(data="steps")]
    assert steps == plan.edges


def test_the_graph_is_ordered_by_networkx_as_by_the_definition() -> None:
    plan = built("task s { after b; task x { takes 1d } } task a { takes 1d; after s } task b { takes 1d }")
    points = list(nx.topological_sort(plan.graph))
    rank = {point: i for i, point in enumerate(points)}
    assert rank["b", Part.CLOSES] < rank["s", Part.OPENS] < rank["x", Part.CLOSES] < rank["s", Part.CLOSES]
    assert plan.order == ("b", "x", "s", "a")


def test_the_graph_tells_what_a_figure_is_worked_out_from_and_what_waits_for_a_node() -> None:
    plan = build(
        checked(
            COMPANY
            + """
metric large_wins = count(deals where stage enters won and amount > 100 CNY)
metric large_share = ratio(large_wins, wins)
goal large { measure large_share; target 40% by 2026-12-31 }
task first { takes 1d }
task second { takes 1d; after first; ends with first; serves large }
"""
        ).plan
    ).value
    metric, node = Part.METRIC, Part.CLOSES
    assert reads(plan.graph, ("large_share", metric)) == (("large_wins", metric), ("wins", metric))
    assert reads(plan.graph, ("large", node)) == (("large_share", metric),)
    assert ("large_share", metric) in read_by(plan.graph, ("wins", metric))
    assert read_by(plan.graph, ("large_share", metric)) == (("large", node),)
    assert [edge.link.kind.value for edge in links_from(plan.graph, "first")] == ["FS", "FF"]
    behind = {reading.read[0] for reading in readings_behind(plan.graph)}
    assert {"large_wins", "large_share", "wins"} <= behind
    assert "visits" not in behind


def test_what_a_figure_is_worked_out_from_is_followed_to_the_rows() -> None:
    plan = build(
        checked(
            COMPANY
            + """
metric first_step = count(deals where stage enters won and amount > 100 CNY)
metric second_step = first_step + 1
metric third_step = second_step + 1
metric fourth_step = third_step + 1
goal steps { measure fourth_step; target 40 by 2026-12-31 }
"""
        ).plan
    ).value
    behind = [(reading.read[0], reading.reader[0]) for reading in readings_behind(plan.graph)]
    steps = ["first_step", "second_step", "third_step", "fourth_step", "steps"]
    assert [pair for pair in behind if pair[0] in steps] == list(pairwise(steps))


def test_what_refers_to_nothing_is_left_out() -> None:
    known = model("task a { takes 1d; after nobody }")
    plan = build(evolve(known, tasks={"a": evolve(known.tasks["a"], parent="gone")})).value
    assert plan.order == ("a",)
    assert plan.edges == ()


def test_the_plans_calendar_is_built_where_it_is_not_declared() -> None:
    known = model("task a { takes 1d }")
    plan = build(evolve(known, calendars={})).value
    assert plan.calendar is plan.calendars["china"]
    assert plan.calendar.is_working(date(2026, 10, 1)), "no holidays are declared for it"


def test_calendars_count_from_a_year_before_to_two_years_after_the_plan() -> None:
    calendar = built("task a { takes 1d }").calendar
    assert (calendar.first, calendar.last) == (date(2025, 1, 1), date(2028, 12, 31))


@pytest.mark.parametrize(("start", "end"), [("0001-01-01", "0001-12-31"), ("9999-01-01", "9999-12-31")])
def test_plans_at_the_edges_of_the_calendar_have_calendars(start: str, end: str) -> None:
    plan = build(model("task a { takes 1d }", start, end, {"plan": CalendarSpec("plan", "Plan")})).value
    assert plan.calendar.first <= plan.start


def test_a_plan_of_a_thousand_years_counts_thirty_of_them() -> None:
    calendar = build(model("task a { takes 1d }", "2026-01-01", "3026-01-01")).value.calendar
    assert calendar.last == date(2056, 12, 31)
    assert calendar.working_days(date(3000, 1, 6), date(3000, 1, 13)) == 5


# ---------------------------------------------------------------- cycles


def told(outcome: Outcome[Plan]) -> list[tuple[str, list[str]]]:
    """Each diagnostic's message and its steps."""
    found = []
    for diagnostic in outcome.diagnostics:
        assert diagnostic.name == "dependency-cycle"
        assert diagnostic.severity is Severity.ERROR
        assert diagnostic.note is not None
        assert diagnostic.help is not None
        assert diagnostic.message.render(Language.ZH) != diagnostic.message.render()
        steps = [diagnostic.note.render(), *(related.message.render() for related in diagnostic.related)]
        found.append((diagnostic.message.render(), steps))
    return found


def test_a_cycle_is_told_with_every_link_of_it() -> None:
    outcome = build(model("task a { takes 1d; after c } task b { takes 1d; after a } task c { takes 1d; after b }"))
    steps = ["`a` waits for `c`", "`b` waits for `a`", "`c` waits for `b`"]
    assert told(outcome) == [("these wait for each other: c -> a -> b -> c", steps)]
    assert outcome.diagnostics[0].span.text == "c"
    assert outcome.value.order == ("a", "b", "c")
    assert outcome.value.edges == ()


def test_what_waits_for_itself_is_told_so() -> None:
    outcome = build(model("task a { takes 1d; after a } task b { takes 1d; after a }"))
    assert told(outcome) == [("`a` waits for itself", ["`a` waits for `a`"])]
    assert [(edge.before, edge.after) for edge in outcome.value.edges] == [("a", "b")]


def test_a_part_may_not_wait_for_its_summary() -> None:
    outcome = build(model("task s { task x { takes 1d; after s } task y { takes 1d } }"))
    assert told(outcome) == [
        ("these wait for each other: s -> x -> s", ["`x` waits for `s`", "`x` is a part of `s`"]),
    ]
    assert outcome.value.order == ("x", "y", "s")


def test_a_summary_may_not_wait_for_its_part() -> None:
    outcome = build(model("task s { after x; task x { takes 1d } }"))
    assert told(outcome) == [
        ("these wait for each other: x -> s -> x", ["`s` waits for `x`", "`x` is a part of `s`"]),
    ]


def test_each_knot_is_told_once_and_loses_its_links_only() -> None:
    text = """
        task a { takes 1d; after b, c } task b { takes 1d; after a } task c { takes 1d; after b }
        task d { takes 1d; after a, e } task e { takes 1d; after d }
        task f { takes 1d; after e }
    """
    outcome = build(model(text))
    assert [message for message, _ in told(outcome)] == [
        "these wait for each other: b -> a -> b",
        "these wait for each other: e -> d -> e",
    ]
    assert [(edge.before, edge.after) for edge in outcome.value.edges] == [("a", "d"), ("e", "f")]


@st.composite
def tangles(draw: st.DrawFn) -> str:
    """Up to seven tasks, some in summaries, with links anywhere."""
    names = [f"t{i}" for i in range(draw(st.integers(1, 5)))]
    groups: dict[str, list[str]] = {"": [], "s": [], "u": []}
    for name in names:
        groups[draw(st.sampled_from(sorted(groups)))].append(name)
    known = names + [group for group in ("s", "u") if groups[group]]

    def clauses(name: str) -> str:
        after = draw(st.lists(st.sampled_from(known), max_size=2))
        links = f"after {', '.join(after)}; " if after else ""
        return links if name in groups else f"takes 1d; {links}"

    def tasks(group: str) -> str:
        return " ".join(f"task {name} {{ {clauses(name)} }}" for name in groups[group])

    summaries = [f"task {group} {{ {clauses(group)} {tasks(group)} }}" for group in ("s", "u") if groups[group]]
    return "\n".join([tasks(""), *summaries])


def expanded(plan: Plan) -> nx.DiGraph[str]:
    """Who waits for whom among tasks without parts, every summary opened up."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(name for name in plan.nodes if name not in plan.children)
    for name, node in plan.nodes.items():
        for link in node.links:  # type: ignore[union-attr]
            for before in plan.children.get(link.on, (link.on,)):
                graph.add_edges_from((before, after) for after in plan.children.get(name, (name,)))
    return graph


@settings(max_examples=tries(100))
@given(tangles())
def test_there_is_a_cycle_exactly_where_some_task_waits_for_itself(text: str) -> None:
    outcome = build(model(text))
    assert bool(outcome.diagnostics) == (not nx.is_directed_acyclic_graph(expanded(outcome.value)))


@settings(max_examples=tries(100))
@given(tangles())
def test_a_plan_always_results_and_its_order_respects_what_is_left(text: str) -> None:
    plan = build(model(text)).value
    assert sorted(plan.order) == sorted(plan.nodes)
    rank = {name: i for i, name in enumerate(plan.order)}
    for edge in plan.edges:
        for after in plan.children.get(edge.after, (edge.after,)):
            assert rank[edge.before] < rank[after]
            assert all(rank[before] < rank[after] for before in plan.children.get(edge.before, ()))
    assert all(rank[child] < rank[name] for name, below in plan.children.items() for child in below)


def walk(cycle: Cycle, summaries: Collection[str]) -> bool:
    """Whether each step begins where the one before ended, and the last where the first began."""
    first = cycle.steps[0]
    assert isinstance(first, Edge)
    here, closing = first.after, first.after not in summaries
    for step in cycle.steps[1:]:
        if isinstance(step, Edge):
            if not (closing and step.before == here):
                return False
            here, closing = step.after, step.after not in summaries
        elif closing and step.child == here:
            here = step.parent
        elif not closing and step.parent == here:
            here, closing = step.child, step.child not in summaries
        else:
            return False
    return closing and here == first.before


@settings(max_examples=tries(100))
@given(tangles())
def test_the_steps_of_a_cycle_lead_back_to_where_they_began(text: str) -> None:
    tasks = model(text).tasks
    parents = {name: task.parent for name, task in tasks.items() if task.parent is not None}
    edges = [Edge(link.on, name, link) for name, task in tasks.items() for link in task.links]
    for cycle in find_cycles(tuple(tasks), parents, edges):
        assert walk(cycle, set(parents.values()))
        assert cycle.steps[0] in cycle.knot
        assert {step for step in cycle.steps if isinstance(step, Edge)} <= set(cycle.knot)
