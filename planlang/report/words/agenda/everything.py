"""All of a kind, as a topic: which of them there is something to say about, and that there is none.

In: a topic, who a meeting is about, an evaluation. Out: names in the order of the plan file, or of the report where it ranks them.
"""

from __future__ import annotations

from collections.abc import Iterator

from planlang.diagnostics.text import Text
from planlang.evaluate.entities.roster import WHOLE
from planlang.evaluate.results.alert_states import AlertNews, AlertState
from planlang.evaluate.results.changes import AdjustmentState, ProposalState
from planlang.evaluate.results.evaluation import Evaluation
from planlang.evaluate.results.risks import RiskStatus
from planlang.report.words.concerning import concerning
from planlang.report.words.tasks import late_tasks
from planlang.semantics.model import Everything

KINDS = {
    Everything.GOALS: ("goal",),
    Everything.ALERTS: ("alert",),
    Everything.PROCESSES: ("process",),
    Everything.OVERDUE_TASKS: ("task", "milestone", "strategy"),
    Everything.RISKS: ("risk",),
    Everything.STRATEGIES: ("strategy",),
    Everything.BUDGETS: ("budget",),
    Everything.ASSUMPTIONS: ("assumption",),
    Everything.ADJUSTMENTS: ("adjustment",),
}
"""What the items of each are called, the first where there is none."""
NONE = {
    Everything.GOALS: Text("report.agenda.no-goal", "no goals"),
    Everything.ALERTS: Text("report.agenda.no-alert", "no alert is firing"),
    Everything.PROCESSES: Text("report.agenda.no-process", "no processes"),
    Everything.OVERDUE_TASKS: Text("report.agenda.no-task", "no task is overdue"),
    Everything.RISKS: Text("report.agenda.no-risk", "no open risks"),
    Everything.STRATEGIES: Text("report.agenda.no-strategy", "no strategies"),
    Everything.BUDGETS: Text("report.agenda.no-budget", "no budgets"),
    Everything.ASSUMPTIONS: Text("report.agenda.no-assumption", "no assumptions"),
    Everything.ADJUSTMENTS: Text("report.agenda.no-adjustment", "no proposal to decide"),
}


def names_of(topic: Everything, entity: str, evaluation: Evaluation) -> tuple[str, ...]:
    """All of a kind that a meeting talks about: of alerts those that are on, of tasks those that are overdue, of risks those that
    may still happen or have, of adjustments those that wait for a decision.
    """
    model = evaluation.plan.model
    match topic:
        case Everything.ALERTS:
            on = {state.alert for state in firing(evaluation, entity)}
            return tuple(name for name in model.alerts if name in on)
        case Everything.OVERDUE_TASKS:
            own = evaluation if entity == WHOLE else concerning(evaluation, entity)
            return tuple(slot.name for slot in late_tasks(own.schedule, evaluation.plan))
        case Everything.RISKS:
            return tuple(one.risk for one in evaluation.risks if one.status is not RiskStatus.CLOSED)
        case Everything.ADJUSTMENTS:
            return tuple(
                state.adjustment.ident.name
                for state in evaluation.adjustments
                if next(waiting(state, entity, evaluation), None) is not None
            )
        case Everything.GOALS:
            return tuple(model.goals)
        case Everything.PROCESSES:
            return tuple(model.processes)
        case Everything.STRATEGIES:
            return tuple(model.strategies)
        case Everything.BUDGETS:
            return tuple(model.budgets)
        case Everything.ASSUMPTIONS:
            return tuple(model.assumptions)


def firing(evaluation: Evaluation, entity: str) -> Iterator[AlertState]:
    """The alerts that are on for whom a meeting is about, or for those under it."""
    over = (AlertNews.RESOLVED, AlertNews.ENDED)
    return (
        event.state
        for event in evaluation.alerts
        if event.news not in over and _is_under(event.state.entity, entity, evaluation)
    )


def waiting(state: AdjustmentState, entity: str, evaluation: Evaluation) -> Iterator[ProposalState]:
    """What waits for a decision, of those that a meeting is about."""
    return (one for one in state.open if one.since is not None and _is_under(one.entity, entity, evaluation))


def _is_under(found: str, entity: str, evaluation: Evaluation) -> bool:
    return entity in (WHOLE, found) or entity in evaluation.above.get(found, ())
