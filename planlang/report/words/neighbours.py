"""What stands next to something in the graph of a plan: what it is worked out from, what is worked out from it, what waits.

In: a plan and a name. Out: names with what they are, lines.
"""

from __future__ import annotations

from collections.abc import Sequence

from planlang.diagnostics.text import Language, Text
from planlang.plan.graph import links_from, read_by, reads
from planlang.plan.plan import Part, Plan, Point
from planlang.report.words.names import COMMA, title
from planlang.report.words.tasks import link_words

FROM = Text("report.explain.worked-out-from", "worked out from")
READ_BY = Text("report.explain.read-by", "read by")
WAITS_FOR_IT = Text("report.explain.waits-for-it", "{title} waits for it: {kind}")


def figure_neighbours(plan: Plan, point: Point, language: Language) -> list[tuple[Text, str]]:
    """The metrics and goals that a figure is worked out from, and what is worked out from it; nothing where neither is."""
    if point not in plan.graph:
        return []
    around = ((FROM, reads(plan.graph, point)), (READ_BY, read_by(plan.graph, point)))
    return [(name, _titles(points, plan, language)) for name, points in around if points]


def waiting_lines(plan: Plan, name: str, language: Language) -> list[str]:
    """What waits for a task or milestone, and how."""
    return [
        WAITS_FOR_IT(title=title(plan, edge.after), kind=link_words(edge.link)).render(language)
        for edge in links_from(plan.graph, name)
    ]


def _titles(points: Sequence[Point], plan: Plan, language: Language) -> str:
    """Metrics and nodes by their titles."""
    names = (
        plan.model.metrics[name].ident.title if part is Part.METRIC else title(plan, name) for name, part in points
    )
    return COMMA().render(language).join(names)
