"""How the subject of a test stands at the close of a period.

In: a plan held against the rows of a test. Out: `Stood`, for each entity and period that is asked about.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from planlang.evaluate.alerts.histories import History
from planlang.evaluate.alerts.judged_alerts import judged_alert
from planlang.evaluate.evaluate import all_goals
from planlang.evaluate.held import Held
from planlang.evaluate.results.alert_states import AlertPhase, AlertState, Bound
from planlang.evaluate.results.evaluation import GoalStatus, GoalValue, Verdict
from planlang.evaluate.results.readings import Reading
from planlang.evaluate.rules.findings import RuleInstance, breaches
from planlang.frozen import field, frozen
from planlang.semantics.model import Expected, PlanTest, Tested
from planlang.values.figure import Figure, Known, Unknown
from planlang.values.periods import Period, period_of
from planlang.values.units import Ratio

ABSENT = "absent"
"""Nobody and nothing of that name is there."""
UNKNOWN = "unknown"
OFF = "off"


@frozen
class Stood:
    """How something stood.

    Attributes:
        word: what it was, before all else.
        also: further words that are true of it.
        values: by measure, figures.
        shown: the figure behind it.
        bound: the limit that it was held against, of an alert.
        rules: of a process, by rule what became of it.
    """

    word: str
    also: frozenset[str] = frozenset()
    values: Mapping[str, Reading] = field(factory=dict)
    shown: Reading | None = None
    bound: Bound | None = None
    rules: Mapping[str, Verdict] = field(factory=dict)

    def meets(self, expected: Expected) -> bool:
        """Whether it is what is expected."""
        if expected.value is None:
            if expected.measure:
                reading = self.values.get(expected.measure)
                return reading is not None and isinstance(reading.figure, Unknown)
            return expected.word == self.word or expected.word in self.also
        reading = self.values.get(expected.measure)
        return reading is not None and isinstance(reading.figure, Known) and _same(reading.figure.value, expected.value)


NOT_THERE = Stood(ABSENT)


def _same(figure: Fraction, written: Decimal) -> bool:
    """Whether a figure is the one written: to the last decimal where there are any."""
    exponent = written.as_tuple().exponent
    assert isinstance(exponent, int), "what is written is a number"
    if exponent >= 0:
        return figure == Fraction(written)
    return abs(figure - Fraction(written)) * 2 <= Fraction(10) ** exponent


def stood(held: Held, test: PlanTest, asked: Iterable[Expected]) -> Mapping[Expected, Stood]:
    """How the subject of a test stood for those asked about, at the closes of periods before the cut."""
    found = {
        Tested.ALERT: _alert,
        Tested.METRIC: _metric,
        Tested.GOAL: _goal,
        Tested.PROCESS: _process,
    }[test.of](held, test.subject, tuple(asked))
    return dict(found)


# ---------------------------------------------------------------- alerts


def _alert(held: Held, name: str, asked: tuple[Expected, ...]) -> Iterator[tuple[Expected, Stood]]:
    judged = judged_alert(held, held.plan.model.alerts[name])
    entities = {one.entity for one in asked} & set(judged.entities)
    states = {(state.entity, state.period): state for state in History([(judged, entities)])}
    for one in asked:
        period = period_of(one.period.last_day, judged.alert.grain, held.plan.grid)
        state = states.get((one.entity, period))
        yield one, NOT_THERE if state is None else _alert_state(state)


def _alert_state(state: AlertState) -> Stood:
    also = {UNKNOWN} if state.no_data else set()
    if state.skipped:
        also.add(OFF)
    if state.phase is AlertPhase.FIRING:
        also.add(state.severity)
    quiet = state.phase is AlertPhase.INACTIVE and state.no_data  # nobody knows whether it is
    return Stood(UNKNOWN if quiet else state.phase.value, frozenset(also), {}, state.value, state.bound)


# ---------------------------------------------------------------- figures


def _metric(held: Held, name: str, asked: tuple[Expected, ...]) -> Iterator[tuple[Expected, Stood]]:
    unit = held.plan.model.metrics[name].unit
    for one in asked:
        there = held.figures.metric(name, (one.entity,), (one.period,)).figure(0, 0)
        yield one, NOT_THERE if there is None else _figure(Reading(there, unit))


def _figure(reading: Reading) -> Stood:
    word = UNKNOWN if isinstance(reading.figure, Unknown) else "known"
    return Stood(word, frozenset(), {"actual": reading}, reading)


def _goal(held: Held, name: str, asked: tuple[Expected, ...]) -> Iterator[tuple[Expected, Stood]]:
    if name in held.again:
        rounds = {(of.entity, each.period): each for of in held.again[name].value().of for each in of.rounds}
        goal = held.again[name].goal
        assert goal.every is not None, "it comes again"
        for one in asked:
            each = rounds.get((one.entity, period_of(one.period.last_day, goal.every, held.plan.grid)))
            if each is None:
                yield one, NOT_THERE
                continue
            status = {True: GoalStatus.ON_TRACK, False: GoalStatus.OFF_TRACK}.get(each.is_reached)  # type: ignore[arg-type]
            values = {"actual": Reading(each.value, goal.unit), "target": Reading(Known(each.limit), goal.unit)}
            yield one, Stood(status.value if status is not None else UNKNOWN, frozenset(), values, values["actual"])
        return
    found: dict[str, GoalValue] = {}
    for value in all_goals(held):
        if value.goal == name and value.period is None and not value.values:
            known = found.get(value.entity)
            if known is None or value.within is None:
                found[value.entity] = value
    for one in asked:
        its = found.get(one.entity)
        yield one, NOT_THERE if its is None else _goal_value(its)


def _goal_value(value: GoalValue) -> Stood:
    def reading(figure: Figure) -> Reading:
        return Reading(figure, value.unit)

    values = {
        "attainment": Reading(value.attainment, Ratio()),
        "progress": Reading(value.progress, Ratio()),
        "actual": reading(value.actual),
        "target": reading(value.target),
        "gap": reading(value.gap),
    }
    word = UNKNOWN if value.status is GoalStatus.NO_DATA else value.status.value
    return Stood(word, frozenset(), values, values["attainment"])


# ---------------------------------------------------------------- processes

WORST = (
    Verdict.VIOLATED,
    Verdict.POSSIBLE,
    Verdict.UNKNOWN,
    Verdict.PENDING,
    Verdict.SATISFIED,
    Verdict.WAIVED,
    Verdict.VACUOUS,
)
VERDICT_WORDS = {
    Verdict.VIOLATED: "violated",
    Verdict.POSSIBLE: "possible",
    Verdict.UNKNOWN: UNKNOWN,
    Verdict.PENDING: "pending",
    Verdict.SATISFIED: "satisfied",
    Verdict.WAIVED: "waived",
    Verdict.VACUOUS: "vacuous",
}


def _process(held: Held, name: str, asked: tuple[Expected, ...]) -> Iterator[tuple[Expected, Stood]]:
    week = held.as_of.week
    verdicts: dict[str, dict[str, Verdict]] = {}
    for judged in held.judged(name):
        rule = judged.rule.ident.name
        found = judged.all()
        for instance in breaches(found, range(len(found.verdict)), week):
            own = verdicts.setdefault(instance.record, {})
            own[rule] = min(own.get(rule, Verdict.VACUOUS), _now(instance, week), key=WORST.index)
    rules = [rule.ident.name for rule in held.plan.model.processes[name].rules]
    for one in asked:
        own = verdicts.get(one.entity, {})
        wanted = rules if one.rule is None else [one.rule]
        of_rules = {rule: own.get(rule, Verdict.VACUOUS) for rule in wanted}
        worst = min(of_rules.values(), key=WORST.index, default=Verdict.VACUOUS)
        yield one, Stood(VERDICT_WORDS[worst], rules=of_rules)


def _now(instance: RuleInstance, week: Period) -> Verdict:
    """What is told of an instance at the close of a week: a breach that was over before it is none of this week."""
    if (
        instance.verdict in (Verdict.VIOLATED, Verdict.POSSIBLE)
        and instance.over is not None
        and instance.over < week.start
    ):
        return Verdict.SATISFIED
    return instance.verdict
