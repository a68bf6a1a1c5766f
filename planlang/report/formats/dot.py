"""DOT: the graph of a plan for Graphviz.

In: a plan and its schedule. Out: the text of a `digraph`; every name stands in a quoted string.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from planlang.diagnostics.text import Language
from planlang.plan.plan import Plan
from planlang.report.graph import Graph, GraphArrow, GraphNode, Shape, Tie, plan_graph
from planlang.schedule.schedule import Schedule

__all__ = ["to_dot"]

_SHAPES = {Shape.TASK: "box", Shape.MILESTONE: "diamond", Shape.GOAL: "ellipse", Shape.METRIC: "parallelogram"}
_HEAD = (
    '  graph [rankdir=LR, compound=true, fontname="Inter, Noto Sans CJK SC, sans-serif"]',
    '  node [fontname="Inter, Noto Sans CJK SC, sans-serif", fontsize=11, style=rounded]',
    '  edge [fontname="Inter, Noto Sans CJK SC, sans-serif", fontsize=10, color="#64748B"]',
)
_TIES = {Tie.WAITS: "", Tie.SERVES: "style=dotted", Tie.READ_BY: "arrowhead=odot"}
_CRITICAL = 'color="#D9480F", penwidth=3'


def to_dot(plan: Plan, schedule: Schedule | None, language: Language) -> str:
    """The digraph; critical tasks and links are thick where there is a schedule."""
    graph = plan_graph(plan, schedule, language)
    below: defaultdict[str | None, list[GraphNode]] = defaultdict(list)
    for item in graph.nodes:
        below[item.group].append(item)
    lines = [f"digraph {_quoted(graph.title)} {{", *_HEAD, *_nodes(below), *_arrows(graph, below), "}"]
    return "\n".join(lines) + "\n"


def _nodes(below: Mapping[str | None, Sequence[GraphNode]]) -> Iterator[str]:
    """Nodes, those of a group within its cluster."""
    waiting: list[tuple[int, GraphNode | None]] = [(1, node) for node in reversed(below.get(None, ()))]
    while waiting:
        depth, node = waiting.pop()
        pad = "  " * depth
        if node is None:
            yield f"{pad}}}"
        elif node.shape is Shape.GROUP:
            yield f"{pad}subgraph cluster_{node.id} {{"
            yield f"{pad}  label={_label(node)}"
            waiting.append((depth, None))
            waiting += [(depth + 1, child) for child in reversed(below.get(node.id, ()))]
        else:
            style = f", {_CRITICAL}" if node.critical else ", style=dashed" if node.shape is Shape.GOAL else ""
            yield f"{pad}{node.id} [label={_label(node)}, shape={_SHAPES[node.shape]}{style}]"


def _arrows(graph: Graph, below: Mapping[str | None, Sequence[GraphNode]]) -> Iterator[str]:
    """Links; an end at a group is tied to its first task and cut off at the cluster's edge."""
    groups = {node.id for node in graph.nodes if node.shape is Shape.GROUP}
    for arrow in graph.arrows:
        traits = [trait for trait in (_words(arrow), _weight(arrow)) if trait]
        if arrow.before in groups:
            traits.append(f"ltail=cluster_{arrow.before}")
        if arrow.after in groups:
            traits.append(f"lhead=cluster_{arrow.after}")
        tail = f" [{', '.join(traits)}]" if traits else ""
        yield f"  {_leaf(arrow.before, below)} -> {_leaf(arrow.after, below)}{tail}"


def _leaf(id: str, below: Mapping[str | None, Sequence[GraphNode]]) -> str:
    """The node itself, or the first task of a group."""
    while below.get(id):
        id = below[id][0].id
    return id


def _words(arrow: GraphArrow) -> str:
    """The label of an arrow, or nothing."""
    return f"label={_quoted(arrow.words)}" if arrow.words else ""


def _weight(arrow: GraphArrow) -> str:
    """How an arrow stands out."""
    return _CRITICAL if arrow.critical else _TIES[arrow.tie]


def _label(node: GraphNode) -> str:
    """Title and dates of a node, on two lines."""
    title = _escaped(node.title)
    return f'"{title}\\n{_escaped(node.dates)}"' if node.dates else f'"{title}"'


def _quoted(text: str) -> str:
    """Text as a string of DOT."""
    return f'"{_escaped(text)}"'


def _escaped(text: str) -> str:
    """Text within a string of DOT."""
    return text.replace("\\", "\\\\").replace('"', '\\"')
