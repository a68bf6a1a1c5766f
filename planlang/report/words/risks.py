"""How the warning of a risk stands, and what is done about it, in words.

In: the parts of a `RiskValue`. Out: messages.
"""

from __future__ import annotations

from planlang.diagnostics.text import Message, Text
from planlang.evaluate.results.alert_states import AlertPhase, AlertState
from planlang.evaluate.results.risks import Answer, RiskValue, level_of
from planlang.semantics.model import Size

NO_WARNING = Text("report.risks.no-warning", "none")
ON_SINCE = Text("report.risks.on-since", "on since {period}")
PENDING = Text("report.risks.pending", "building up")
OFF = Text("report.risks.off", "off")
NOT_KNOWN = Text("report.risks.not-known", "not known")
ANSWERS = {
    Answer.NONE: Text("report.risks.answer.none", "none"),
    Answer.READY: Text("report.risks.answer.ready", "ready"),
    Answer.PROPOSED: Text("report.risks.answer.proposed", "proposed"),
    Answer.ACCEPTED: Text("report.risks.answer.accepted", "accepted"),
    Answer.UNDER_WAY: Text("report.risks.answer.under-way", "under way"),
    Answer.LATE: Text("report.risks.answer.late", "late"),
    Answer.DROPPED: Text("report.risks.answer.dropped", "dropped"),
    Answer.DONE: Text("report.risks.answer.done", "done"),
}

SIZES = {
    Size.LOW: Text("report.risks.size.low", "low"),
    Size.MID: Text("report.risks.size.mid", "mid"),
    Size.HIGH: Text("report.risks.size.high", "high"),
}
LEVELS = {
    Size.LOW: Text("report.risks.level.low", "low, no amount"),
    Size.MID: Text("report.risks.level.mid", "mid, no amount"),
    Size.HIGH: Text("report.risks.level.high", "high, no amount"),
}


def risk_level(value: RiskValue) -> Message | None:
    """How large a risk is by the matrix, where it has no amount."""
    return None if value.score is None else LEVELS[level_of(value.score)]()


def risk_warning(state: AlertState | None, *, has_one: bool) -> Message:
    """Since when it is warned of a risk; not known before the first period is over."""
    if state is None:
        return NOT_KNOWN() if has_one else NO_WARNING()
    if state.phase is AlertPhase.FIRING and state.fired is not None:
        return ON_SINCE(period=state.fired)
    if state.no_data:
        return NOT_KNOWN()
    return PENDING() if state.phase is AlertPhase.PENDING else OFF()
