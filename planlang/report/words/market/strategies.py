"""How far a strategy is, in words.

In: a strategy of an evaluation. Out: texts for tables, agendas and explanations.
"""

from __future__ import annotations

from planlang.diagnostics.display import show
from planlang.diagnostics.text import Language, Message, Text
from planlang.evaluate.results.market import StrategyValue
from planlang.values.figure import Known
from planlang.values.units import Ratio

ABOUT = Text("report.strategies.about", "about {share}")
NOTHING = Text("report.strategies.no-tasks", "none")
FINISHED = Text("report.strategies.finished", "{count} finished")
RUNNING = Text("report.strategies.running", "{count} under way")
AHEAD = Text("report.strategies.ahead", "{count} not begun")
WAITING = Text("report.strategies.waiting", "{count} on stand-by")
AND = Text("report.strategies.and", "{first}, {rest}")


def share_words(value: StrategyValue, language: Language) -> str:
    """How much of it is done; `about` where nobody says how far somebody is who is at work."""
    share = show(value.progress, Ratio(), language)
    if value.guessed and isinstance(value.progress, Known):
        return ABOUT(share=share).render(language)
    return share


def counted_words(value: StrategyValue) -> Message:
    """How many of its tasks stand where."""
    counts = ((FINISHED, value.done), (RUNNING, value.running), (AHEAD, value.ahead), (WAITING, value.waiting))
    return _joined([text(count=count) for text, count in counts if count])


def _joined(parts: list[Message]) -> Message:
    if not parts:
        return NOTHING()
    first, *rest = parts
    return AND(first=first, rest=_joined(rest)) if rest else first
