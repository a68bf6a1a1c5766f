"""Mermaid: the graph of a plan as a flowchart, for pages that draw it themselves.

In: a plan and its schedule. Out: the text of a `flowchart`; names are quoted and coded so that nothing in them is read as
syntax, markup or Markdown. Renderers stop at 50,000 characters or 500 arrows; a comment says so where that is passed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from planlang.diagnostics.text import Language
from planlang.plan.plan import Plan
from planlang.report.graph import Graph, GraphArrow, GraphNode, Shape, Tie, plan_graph
from planlang.schedule.schedule import Schedule

__all__ = ["to_mermaid"]

MOST_CHARACTERS = 50_000
MOST_ARROWS = 500
_BRACKETS = {
    Shape.TASK: ("[", "]"),
    Shape.MILESTONE: ("{{", "}}"),
    Shape.GOAL: ("([", "])"),
    Shape.METRIC: ("[/", "/]"),
}
_SIGNS = {Tie.WAITS: "-->", Tie.SERVES: "-.->", Tie.READ_BY: "--o"}
_CODED = frozenset("\"#&<>`;'\\|{}[]()@%*_~")
_LIST = re.compile(r"[0-9]+[.)]|[-+]")  # 1. first
_STYLES = (
    "classDef critical stroke:#D9480F,stroke-width:3px",
    "classDef goal stroke:#0F766E,stroke-dasharray:4 2",
)


def to_mermaid(plan: Plan, schedule: Schedule | None, language: Language) -> str:
    """The flowchart; critical tasks and links are thick where there is a schedule."""
    graph = plan_graph(plan, schedule, language)
    lines = ["flowchart LR", f"  accTitle: {_accessible(graph.title)}", *_nodes(graph), *_arrows(graph)]
    lines += [f"  {style}" for style in _STYLES]
    text = "\n".join(lines) + "\n"
    if len(text) > MOST_CHARACTERS or len(graph.arrows) > MOST_ARROWS:
        note = f"%% {len(text)} characters, {len(graph.arrows)} arrows: needs larger maxTextSize and maxEdges\n"
        text = text.replace("\n", "\n" + note, 1)
    return text


def _nodes(graph: Graph) -> Iterator[str]:
    """Nodes, those of a group within its subgraph."""
    below: defaultdict[str | None, list[GraphNode]] = defaultdict(list)
    for item in graph.nodes:
        below[item.group].append(item)
    waiting: list[tuple[int, GraphNode | None]] = [(1, node) for node in reversed(below[None])]
    while waiting:
        depth, node = waiting.pop()
        pad = "  " * depth
        if node is None:
            yield f"{pad}end"
        elif node.shape is Shape.GROUP:
            yield f'{pad}subgraph {node.id}["{_label(node)}"]'
            waiting.append((depth, None))
            waiting += [(depth + 1, child) for child in reversed(below[node.id])]
        else:
            opening, closing = _BRACKETS[node.shape]
            kind = ":::goal" if node.shape is Shape.GOAL else ":::critical" if node.critical else ""
            yield f'{pad}{node.id}{opening}"{_label(node)}"{closing}{kind}'


def _arrows(graph: Graph) -> Iterator[str]:
    """Links: thick where critical, dotted where a task serves a goal, with a ring where a figure is worked out from another."""
    for arrow in graph.arrows:
        yield f"  {arrow.before} {_line(arrow)} {arrow.after}"


def _line(arrow: GraphArrow) -> str:
    """The sign of an arrow with its words."""
    sign = "==>" if arrow.critical else _SIGNS[arrow.tie]
    return f'{sign}|"{_coded(arrow.words)}"|' if arrow.words else sign


def _label(node: GraphNode) -> str:
    """Title and dates of a node, on two lines; on one for a group, whose heading has no room for more."""
    between = " · " if node.shape is Shape.GROUP else "<br/>"
    return _coded(node.title) + (f"{between}{_coded(node.dates)}" if node.dates else "")


def _coded(text: str) -> str:
    """Text with every character that could be syntax, or begin a Markdown list, as a number: `#35;`."""
    listed = _LIST.match(text)
    marks = len(listed[0]) if listed else 0
    return "".join(f"#{ord(char)};" if char in _CODED or i < marks else char for i, char in enumerate(text))


def _accessible(text: str) -> str:
    """A title on one line, without what would end it."""
    return text.replace(";", "；").replace("#", "＃").replace("%%", "％％")
