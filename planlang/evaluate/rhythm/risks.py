"""The register of risks: by exposure, with warnings and responses.

In: the risks of a plan, its schedule, the states of alerts, the cut. Out: one value a risk, the largest first, and the expected
loss of each goal. Nothing of it is taken off a forecast: what usually goes wrong is in the past figures already.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction

from attrs import evolve

from planlang.evaluate.alerts.histories import History
from planlang.evaluate.entities.roster import WHOLE
from planlang.evaluate.results.alert_states import AlertPhase, AlertState
from planlang.evaluate.results.risks import Answer, ExpectedLoss, Response, RiskStatus, RiskValue
from planlang.frozen import define, field
from planlang.plan.looking import judge_by, judged_on
from planlang.plan.plan import Plan
from planlang.schedule.schedule import Schedule, TaskState
from planlang.schedule.schedule_plan import make_schedule
from planlang.semantics.model import Risk, Size
from planlang.values.figure import Figure, Known, Unknown, Why

NEVER_JUDGED = Unknown(Why.NOT_JUDGED)
NO_AMOUNT = Unknown(Why.NO_AMOUNT)
NOTHING = Known(Fraction(0))
SIZES = (Size.LOW, Size.MID, Size.HIGH)


def register(plan: Plan, schedule: Schedule, history: History, cut: date) -> tuple[RiskValue, ...]:
    """Every risk: those that can happen by exposure, those in words behind, by the matrix, then unknown ones; then those that have, then those that cannot."""
    desk = _Desk(plan, schedule, history, cut)
    values = [desk.value(name, risk) for name, risk in plan.model.risks.items()]
    ranks = dict(_ranks(values))
    values = [evolve(value, rank=ranks.get(value.risk)) for value in values]
    return tuple(sorted(values, key=_place))


def expected_losses(plan: Plan, values: tuple[RiskValue, ...]) -> tuple[ExpectedLoss, ...]:
    """What the risks of each goal may cost it, in declared order; goals without any are left out."""
    found: list[ExpectedLoss] = []
    for name in plan.model.goals:
        own = [value for value in values if plan.model.risks[value.risk].goal == name]
        known = [value.exposure.value for value in own if isinstance(value.exposure, Known)]
        if own:
            priceless = sum(value.exposure == NO_AMOUNT for value in own)
            unknown = NO_AMOUNT if priceless == len(own) else NEVER_JUDGED
            amount: Figure = Known(sum(known, Fraction(0))) if known else unknown
            found.append(ExpectedLoss(name, amount, len(own) - len(known) - priceless, priceless))
    return tuple(found)


def _ranks(values: list[RiskValue]) -> Iterator[tuple[str, int]]:
    """1 2 2 4 among what can happen and is known: in money, or where nothing is, by the matrix."""
    able = [value for value in values if value.status is RiskStatus.OPEN]
    known = [(value.risk, value.exposure.value) for value in able if isinstance(value.exposure, Known)]
    if not known:
        known = [(value.risk, Fraction(value.score)) for value in able if value.score is not None]
    for risk, exposure in known:
        yield risk, 1 + sum(other > exposure for _, other in known)


def _place(value: RiskValue) -> tuple[int, int, Fraction]:
    """Where a risk stands in the register; equal ones as declared."""
    order = (RiskStatus.OPEN, RiskStatus.OCCURRED, RiskStatus.CLOSED).index(value.status)
    if isinstance(value.exposure, Known):
        return order, 0, -value.exposure.value
    return (order, 2, Fraction(0)) if value.score is None else (order, 1, Fraction(-value.score))


@define
class _Desk:
    """What is known on the day of the cut."""

    plan: Plan
    schedule: Schedule
    history: History
    cut: date
    _schedules: dict[date, Schedule] = field(factory=dict)

    def value(self, name: str, risk: Risk) -> RiskValue:
        """A risk, without its rank."""
        occurred, closed = self._known(risk.occurred), self._known(risk.closed)
        status = RiskStatus.CLOSED if closed else RiskStatus.OCCURRED if occurred else RiskStatus.OPEN
        warning = self._warning(risk)
        is_warned = warning is not None and warning.phase is AlertPhase.FIRING
        share = risk.warned if is_warned and risk.warned is not None else risk.likelihood
        likelihood = NEVER_JUDGED if share is None else Known(Fraction(share))
        impact: Figure = NO_AMOUNT if risk.size is not None else NEVER_JUDGED
        if risk.impact is not None:
            impact = Known(Fraction(risk.impact))
        responses = tuple(self._response(task, is_warned=is_warned) for task in risk.responses)
        due = judge_by(name, self.plan, self.cut) if status is RiskStatus.OPEN else None
        order = list(Answer)
        return RiskValue(
            name,
            status,
            likelihood,
            impact,
            _exposure(risk, status, likelihood, impact),
            risk.size,
            _score(risk.size, likelihood) if status is RiskStatus.OPEN else None,
            None,
            warning,
            occurred,
            closed,
            judged_on(name, self.plan, self.cut),
            due,
            due is not None and due < self.cut,
            responses,
            max((one.answer for one in responses), key=order.index, default=Answer.NONE),
        )

    def _known(self, day: date | None) -> date | None:
        """A day that is before the cut."""
        return day if day is not None and day < self.cut else None

    def _warning(self, risk: Risk) -> AlertState | None:
        """The last state of a warning."""
        return next(iter(self.history.of(risk.warning, WHOLE)[-1:]), None) if risk.warning is not None else None

    def _response(self, task: str, *, is_warned: bool) -> Response:
        """How far a response has got."""
        if task not in self.plan.model.tasks:
            return Response(task, Answer.DROPPED, None)
        slot = self.schedule.slots.get(task)
        if slot is None:
            return Response(task, Answer.PROPOSED if is_warned else Answer.READY, None)
        finish = self._promised(task)
        if slot.state is TaskState.FINISHED:
            return Response(task, Answer.DONE, finish)
        if finish is not None and finish < self.cut:
            return Response(task, Answer.LATE, finish)
        return Response(task, Answer.UNDER_WAY if slot.state is TaskState.RUNNING else Answer.ACCEPTED, finish)

    def _promised(self, task: str) -> date | None:
        """The day by which a task has to be finished; where none is written, on which it was to be when it was accepted."""
        by = self.plan.model.tasks[task].limits.by
        if by is not None:
            return by
        day = self._accepted(task)
        if day not in self._schedules:
            self._schedules[day] = make_schedule(self.plan, as_of=day)
        slot = self._schedules[day].slots.get(task)
        return None if slot is None else slot.finish

    def _accepted(self, task: str) -> date:
        """The first day on which a task was in force: by a revision, because it had begun, or from the beginning."""
        for revision in self.plan.revisions:
            if any(what.name == task for what in revision.accepted):
                return revision.known_on
        node = self.plan.model.tasks[task]
        if node.standby and node.progress.started is not None:
            return node.progress.started + timedelta(days=1)
        return self.plan.start


def _exposure(risk: Risk, status: RiskStatus, likelihood: Figure, impact: Figure) -> Figure:
    """What may be expected to be lost: of what has happened what it cost, of what cannot happen nothing."""
    if status is RiskStatus.CLOSED:
        return NOTHING
    if status is RiskStatus.OCCURRED:
        return Known(Fraction(risk.loss)) if risk.loss is not None else impact
    if isinstance(likelihood, Known) and isinstance(impact, Known):
        return Known(likelihood.value * impact.value)
    return NO_AMOUNT if impact == NO_AMOUNT and isinstance(likelihood, Known) else NEVER_JUDGED


def _score(size: Size | None, likelihood: Figure) -> int | None:
    """The place in a matrix of three by three: likely by thirds, large by the word."""
    if size is None or not isinstance(likelihood, Known):
        return None
    third = min(int(likelihood.value * 3), 2)
    return (third + 1) * (SIZES.index(size) + 1)
