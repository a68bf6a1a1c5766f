"""Words and signs for judgements: how a goal stands, how bad a violation is, what is new about an alert.

In: members of the evaluation's enums. Out: texts; a sign goes with each, so that colour never says anything alone.
"""

from __future__ import annotations

from planlang.diagnostics.text import Text
from planlang.evaluate.results.alert_states import AlertNews, AlertPhase
from planlang.evaluate.results.evaluation import GoalStatus, Verdict
from planlang.values.severities import Level


def level(severity: str) -> Level:
    """The level of a severity as written in a plan; unknown words count as a warning."""
    return next((member for member in Level if member.value == severity), Level.WARNING)


STATUS = {
    GoalStatus.ON_TRACK: Text("report.status.on-track", "on track"),
    GoalStatus.AT_RISK: Text("report.status.at-risk", "at risk"),
    GoalStatus.OFF_TRACK: Text("report.status.off-track", "off track"),
    GoalStatus.NO_DATA: Text("report.status.no-data", "no data"),
}
STATUS_SIGNS = {
    GoalStatus.ON_TRACK: "✓",
    GoalStatus.AT_RISK: "▲",
    GoalStatus.OFF_TRACK: "!",
    GoalStatus.NO_DATA: "?",
}
LEVEL_SIGNS = {Level.CRITICAL: "!", Level.HIGH: "▲", Level.WARNING: "•", Level.INFO: "·"}
NEWS = {
    AlertNews.NEW: Text("report.news.new", "new"),
    AlertNews.STILL_ON: Text("report.news.still-on", "still on"),
    AlertNews.RAISED: Text("report.news.raised", "raised"),
    AlertNews.LOWERED: Text("report.news.lowered", "lowered"),
    AlertNews.RESOLVED: Text("report.news.resolved", "resolved"),
    AlertNews.ENDED: Text("report.news.ended", "ended (not judged any more)"),
    AlertNews.RELEASED: Text("report.news.released", "no longer held back"),
}
NEWS_SIGNS = {
    AlertNews.NEW: "+",
    AlertNews.STILL_ON: "=",
    AlertNews.RAISED: "↑",
    AlertNews.LOWERED: "↓",
    AlertNews.RESOLVED: "✓",
    AlertNews.ENDED: "×",
    AlertNews.RELEASED: "+",
}
VERDICTS = {
    Verdict.SATISFIED: Text("report.verdict.satisfied", "kept"),
    Verdict.PENDING: Text("report.verdict.pending", "running"),
    Verdict.VIOLATED: Text("report.verdict.violated", "broken"),
    Verdict.POSSIBLE: Text("report.verdict.possible", "possibly broken"),
    Verdict.WAIVED: Text("report.verdict.waived", "waived"),
    Verdict.VACUOUS: Text("report.verdict.vacuous", "did not apply"),
    Verdict.UNKNOWN: Text("report.verdict.unknown", "cannot be judged"),
}
PHASES = {
    AlertPhase.INACTIVE: Text("report.phase.inactive", "quiet"),
    AlertPhase.PENDING: Text("report.phase.pending", "pending"),
    AlertPhase.FIRING: Text("report.phase.firing", "firing"),
    AlertPhase.RESOLVED: Text("report.phase.resolved", "resolved"),
    AlertPhase.ENDED: Text("report.phase.ended", "ended"),
}
POSSIBLY = Text("report.possibly", "possibly: {message}")
AND_POSSIBLY = Text("report.and-possibly", "{broken}, and possibly {possible}")
