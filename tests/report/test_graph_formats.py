"""The graph of a plan in Mermaid and DOT: complete, and nothing in a name is read as syntax."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from planlang.diagnostics.text import Language
from planlang.report.formats.dot import to_dot
from planlang.report.formats.mermaid import to_mermaid
from planlang.semantics.model import Task
from tests.report import made

Golden = Callable[[str, str], None]
NASTY = st.text(st.sampled_from("ab\"'`#;&<>[](){}|\\%-*_~\n\r\t:/1.客 \x00\u202e"), min_size=1, max_size=20)


def one_task(title: str) -> tuple[str, str]:
    plan = made.plan(
        title, [made.Row("a", title, 3), made.Row("b", "B", 2, ("a +2",))], date(2026, 1, 1), date(2026, 2, 1)
    )
    return to_mermaid(plan, None, Language.EN), to_dot(plan, None, Language.EN)


@pytest.mark.parametrize("language", Language)
def test_mermaid_reads_as_in_the_golden(golden: Golden, language: Language) -> None:
    plan, rows = made.quarter(language is Language.ZH)
    golden(f"graph.{language.value}.mmd", to_mermaid(plan, made.schedule(plan, rows), language))


def test_dot_reads_as_in_the_golden(golden: Golden) -> None:
    plan, rows = made.quarter(chinese=False)
    golden("graph.dot", to_dot(plan, made.schedule(plan, rows), Language.EN))


@given(NASTY)
def test_a_name_in_mermaid_is_one_quoted_label(title: str) -> None:
    lines = one_task(title)[0].split("\n")
    assert lines[0] == "flowchart LR"
    (label,) = (line for line in lines if line.startswith('  n0["'))
    quoted = re.fullmatch(r'  n0\["([^"]*)"\]', label)
    assert quoted
    rest = re.sub(r"#[0-9]+;", "", quoted[1])
    assert not set(rest) & set("\"'`#;&<>[](){}|\\%*_~\x00\u202e")
    assert not re.match(r"[0-9]+[.)]|[-+]", quoted[1])
    read = re.sub(r"#([0-9]+);", lambda code: chr(int(code[1])), quoted[1])
    assert read == " ".join(re.sub("[\x00\u202e]", " ", title).split())
    assert len(lines) == 8


@given(NASTY)
def test_a_name_in_dot_is_one_quoted_string(title: str) -> None:
    lines = one_task(title)[1].split("\n")
    string = r'"(?:[^"\\]|\\.)*"'
    assert re.fullmatch(rf"digraph {string} \{{", lines[0])
    assert re.fullmatch(rf"  n0 \[label={string}, shape=box\]", lines[4])
    assert len(lines) == 9


def test_links_from_a_group_hang_on_its_cluster() -> None:
    rows = [made.Row("g", "Group", None), made.Row("a", "A", 2, (), "g"), made.Row("b", "B", 2, ("g",))]
    plan = made.plan("Groups", rows, date(2026, 1, 1), date(2026, 2, 1))
    assert "  n1 -> n2 [ltail=cluster_n0]" in to_dot(plan, None, Language.EN)
    assert "  n0 --> n2" in to_mermaid(plan, None, Language.EN)


def test_tasks_that_serve_a_goal_point_at_it_with_dots() -> None:
    goal = made.goal("signed", "Signed", 100, date(2026, 1, 1), date(2026, 2, 1))
    plan = made.plan("Serving", [made.Row("a", "A", 2)], date(2026, 1, 1), date(2026, 2, 1), goals=[goal])
    task = plan.nodes["a"]
    assert isinstance(task, Task)
    serving = evolve(plan, nodes={**plan.nodes, "a": evolve(task, serves=("signed", "gone"))})
    assert "n1 -.-> n0" in to_mermaid(serving, None, Language.EN)
    assert "n1 -> n0 [style=dotted]" in to_dot(serving, None, Language.EN)


def test_a_flowchart_too_large_for_most_renderers_says_so() -> None:
    rows = [made.Row(f"t{n}", "A task with a title of some length", 2, (f"t{n - 1}",) if n else ()) for n in range(900)]
    plan = made.plan("Large", rows, date(2026, 1, 1), date(2026, 2, 1))
    text = to_mermaid(plan, None, Language.EN)
    assert text.split("\n")[1].startswith("%% ")
    small, _ = one_task("A")
    assert "%%" not in small
