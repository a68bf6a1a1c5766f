"""SVG: the timeline of a plan as one self-contained picture, the same bytes for the same input.

In: a plan, its schedule, what an evaluation found (or nothing). Out: the text of an SVG file.
"""

from __future__ import annotations

from datetime import date

from planlang.diagnostics.text import Language
from planlang.evaluate.results.evaluation import Evaluation
from planlang.plan.plan import Plan
from planlang.report.picture.picture import picture
from planlang.report.picture.theme import DARK, LIGHT
from planlang.report.timeline.timeline import TimelineOptions, timeline
from planlang.schedule.schedule import Schedule

__all__ = ["timeline_svg"]


def timeline_svg(
    plan: Plan,
    schedule: Schedule,
    evaluation: Evaluation | None = None,
    language: Language = Language.EN,
    *,
    theme: str = "light",
    first: date | None = None,
    last: date | None = None,
    title: str | None = None,
    compact: bool = False,
    baseline: Schedule | None = None,
    baseline_title: str | None = None,
) -> str:
    """The timeline as SVG.

    Args:
        plan: the graph to draw.
        schedule: its dates.
        evaluation: for alerts, goals and the cut; None: the plan alone.
        language: of all words.
        theme: `light` or `dark`.
        first: first day to draw, or None for the plan's.
        last: last day to draw, included, or None for the plan's.
        title: instead of the plan's own.
        compact: lower rows.
        baseline: an earlier schedule to compare with.
        baseline_title: what the plan calls it.

    Raises:
        ValueError: `last` lies before `first`.
    """
    options = TimelineOptions(
        theme=DARK if theme == "dark" else LIGHT,
        start=first,
        end=last,
        title=title,
        compact=compact,
        baseline=baseline,
        baseline_title=baseline_title,
    )
    return picture(timeline(plan, schedule, evaluation, language, options))
