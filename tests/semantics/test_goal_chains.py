"""Chains of goals that serve goals: they end, or the circle is told."""

from __future__ import annotations

from itertools import pairwise

import networkx
from hypothesis import given
from hypothesis import strategies as st

from tests.semantics.marked import HEAD, checked

WORLD = (
    HEAD
    + """
role rep
team north { rep Ann }
source visits { read "visits.csv"; event at day; day: date; owner: person }
"""
)
NAMES = "abcdef"


def goals(edges: set[tuple[str, str]]) -> str:
    text = ""
    for name in NAMES:
        served = sorted(above for below, above in edges if below == name)
        clause = f"; serves {', '.join(served)}" if served else ""
        text += f"goal {name} {{ measure count(visits); target 5; owner Ann{clause} }}\n"
    return WORLD + text


@given(st.sets(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=8))
def test_a_circle_is_told_exactly_where_there_is_one(edges: set[tuple[str, str]]) -> None:
    found = [one for one in checked(goals(edges)).diagnostics if one.name == "goal-circle"]
    graph = networkx.DiGraph(edges)
    assert bool(found) is not networkx.is_directed_acyclic_graph(graph)
    for one in found:
        names = str(dict(one.message.values)["names"]).replace("`", "").split(" → ")
        assert all(graph.has_edge(*pair) for pair in pairwise(names)), names
        assert names[0] == names[-1]


def test_a_chain_of_thousands_ends() -> None:
    count = 3000
    text = "".join(
        f"goal g{n} {{ measure count(visits); target 5; owner Ann; serves g{n + 1} }}\n" for n in range(count)
    )
    last = f"goal g{count} {{ measure count(visits); target 5; owner Ann }}\n"
    assert not checked(WORLD + text + last).diagnostics
