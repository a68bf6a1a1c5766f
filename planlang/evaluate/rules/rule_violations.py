"""Broken rules of processes as violations, in sentences that a sales director understands.

In: rule instances. Out: `Violation`s. A sentence does not say that a breach is only possible: the verdict does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple, assert_never

from planlang.data.loaded.snapshot import Place
from planlang.diagnostics.text import Message, Text
from planlang.evaluate.results.evaluation import Evidence, EvidenceRow, Kind, Verdict, Violation
from planlang.evaluate.results.readings import Range, Reading
from planlang.evaluate.results.violation import Route, violation_id
from planlang.evaluate.results.wording import (
    MOST_KEPT,
    allowed_reading,
    allowed_words,
    length_reading,
    limit_words,
    moment,
    range_words,
)
from planlang.evaluate.rules.findings import RuleInstance
from planlang.evaluate.rules.reminders import passed_on
from planlang.plan.plan import Plan
from planlang.query.catalog import SEPARATOR
from planlang.semantics.model import (
    ApprovalRule,
    BackRule,
    ClockLimit,
    FileRule,
    HandOverRule,
    HoldRule,
    IdleRule,
    Party,
    Process,
    ReopenRule,
    RequireRule,
    ResponseRule,
    RevisitRule,
    SameOwnerRule,
    SkipRule,
    Stage,
    StayRule,
    TimeLimit,
    TodoRule,
)
from planlang.values.calendars import Calendar
from planlang.values.periods import Period, period_of

ABOUT = Text("evaluate.rule.about", "{noun} {record}: {what}")
RECORD = "record"
"""What a sentence calls the record."""

CAME_LATE = Text("evaluate.rule.came-late", "{what}; only the data up to {day} show it")
ON = Text("evaluate.rule.on", "on {day}")
SEEN_BY = Text("evaluate.rule.seen-by", "some time before the export of {day}")
SOME_TIME = Text("evaluate.rule.some-time", "at an unknown time")

STAGE = Text("evaluate.rule.stage", "“{stage}”")
IN_TOTAL = Text("evaluate.rule.in-total", "“{stage}” in total")

UNTOLD = Text("evaluate.rule.untold", "whether {column} was approved by somebody who may is not known")
STAYS = Text("evaluate.rule.stays", "{length} in {stage}, {limit} allowed, {due}")
LEAVE_BY = Text("evaluate.rule.leave-by", "was to leave by {due}")
LEAVE_BETWEEN = Text(
    "evaluate.rule.leave-between", "had to leave between {first} and {last}, depending on when it came in"
)
STAYED = Text("evaluate.rule.stayed", "was {length} in {stage}, {limit} allowed, {left}")
LEFT_ON = Text("evaluate.rule.left-on", "left on {left}")
LEFT_AT = Text("evaluate.rule.left-at", "left at {left}")
LEFT_BY = Text("evaluate.rule.left-by", "left by {left}")
IDLE = Text("evaluate.rule.idle", "no “{activities}” since {start}, that is {length}, {limit} allowed")
WAS_IDLE = Text("evaluate.rule.was-idle", "no “{activities}” from {start} to {end}, that is {length}, {limit} allowed")
TOO_MANY = Text("evaluate.rule.too-many", "number {place} of {owner}, at most {most} allowed")
CAME_BACK = Text(
    "evaluate.rule.came-back",
    "came back to {owner} {when}, {length} after it was given up, {limit} have to lie between",
)
NOT_HANDED = Text(
    "evaluate.rule.not-handed", "{owner} left the post on {day}, not handed over for {length}, {limit} allowed, {due}"
)
HANDED_LATE = Text(
    "evaluate.rule.handed-late", "{owner} left the post on {day}, handed over after {length}, {limit} allowed, {due}"
)
LACKS = Text("evaluate.rule.lacks", "is not filled in: {unmet}")
NONE_YET = Text("evaluate.rule.revisit", "no “{activities}” in {period}, was due {due}")
TOO_FEW = Text("evaluate.rule.revisit-few", "{seen} of {least} “{activities}” in {period}, was due {due}")
SKIPPED = Text("evaluate.rule.skipped", "went from {origin} to {stage} {when}, past {passed}")
BEGAN_LATE = Text("evaluate.rule.began-late", "began in {stage} {when}, not in {passed}")
BEGAN_PAST = Text("evaluate.rule.began-past", "began in {stage} {when}, past {passed}")
STRAYED = Text("evaluate.rule.strayed", "went from {origin} to {stage} {when}, which is not open to it from there")
WENT_BACK = Text("evaluate.rule.went-back", "went back from {origin} to {stage} {when}")
REOPENED = Text("evaluate.rule.reopened", "was reopened {when}, from {origin} to {stage}")
ENTERED_WITHOUT = Text("evaluate.rule.entered-without", "came into {stage} {when} without: {unmet}")
LEFT_WITHOUT = Text("evaluate.rule.left-without", "left {stage} {when} without: {unmet}")
NO_ANSWER = Text("evaluate.rule.no-answer", "{length} after {origin} not in {stage}, {limit} allowed, {due}")
LATE_ANSWER = Text(
    "evaluate.rule.late-answer", "{stage} did not follow {origin} in time: {length}, {limit} allowed, {due}"
)
DUE = Text("evaluate.rule.due", "was due {due}")
DUE_BETWEEN = Text("evaluate.rule.due-between", "was due between {first} and {last}, depending on when it came in")
NOT_DONE = Text("evaluate.rule.not-done", "“{title}” not done {length} after {stage}, {limit} allowed, {due}")
DONE_LATE = Text("evaluate.rule.done-late", "“{title}” done {length} after {stage}, {limit} allowed, {due}")
WON_WITHOUT = Text("evaluate.rule.won-without", "won on {day} without {stage} after {origin}")


class Recipients(NamedTuple):
    """Who is told of a breach, who answers for its stage, and to whom its rule passes it on by now."""

    told: tuple[Party, ...]
    answering: tuple[Party, ...]
    passed_on: tuple[Party, ...]


def rule_violations(
    instances: Iterable[RuleInstance],
    plan: Plan,
    week: Period,
    route: Route,
    places: Mapping[tuple[str, int], Place],
    today: date | None = None,
) -> tuple[Violation, ...]:
    """A violation for each broken instance, in their order; those told include whom it is passed on to by now.

    The row that shows an instance (the move into the stage, or the record) is its evidence where `places` says where it
    stands, by source and `row_id`. `today` is the last day of which something is known; None: that of the week.
    """
    written: dict[int, Evidence] = {}
    found: list[Violation] = []
    for instance in instances:
        span = instance.rule.ident.span
        if id(span) not in written:
            written[id(span)] = Evidence(span.text, span.place(), None, of_rows=False)
        found.append(_violation(instance, plan, week, route, places, written[id(span)], today or week.last_day))
    return tuple(found)


def _violation(
    instance: RuleInstance,
    plan: Plan,
    week: Period,
    route: Route,
    places: Mapping[tuple[str, int], Place],
    written: Evidence,
    today: date,
) -> Violation:
    """The violation of one instance; `written` is what the plan says of its rule."""
    process = plan.model.processes[instance.process]
    rule, limit, entity = instance.rule.ident, instance.limit, instance.entity
    parties, answering, passed = recipients(instance, process, today, plan.calendar)
    stands = instance.verdict is Verdict.VIOLATED and instance.over is None
    about = _stage_about(instance)
    place = None if instance.row is None else places.get((instance.source, instance.row))
    rows = () if place is None else (EvidenceRow(entity.partition(":")[2], place, ()),)
    return Violation(
        id=violation_id(Kind.RULE, rule.name, entity, instance.activation),
        kind=Kind.RULE,
        rule=rule.name,
        title=_title(instance, process),
        entity=entity,
        severity=rule.severity,
        owner=instance.owner,
        period=None,
        value=None if limit is None else _found(instance, limit),
        limit=None if limit is None else allowed_reading(limit),
        limit_words=None if limit is None else limit_words(limit),
        message=sentence(instance, plan),
        since=instance.since,
        due=instance.due,
        due_at=instance.due_at,
        due_from=instance.due_from,
        due_from_at=instance.due_from_at,
        weeks=max(instance.weeks, 1),
        verdict=instance.verdict,
        to=route(parties, entity, week),
        inhibited_by=None,
        evidence=Evidence(written.formula, written.where, None, rows, len(rows), of_rows=True) if rows else written,
        stage=about,
        responsible=route(answering, entity, week),
        standard=rule.handling.standard,
        passed_on=route(passed, entity, week),
        proposals=rule.handling.proposals if stands else (),
        goes_on=instance.over is None,
        known=instance.known,
    )


def recipients(instance: RuleInstance, process: Process, today: date, calendar: Calendar) -> Recipients:
    """Who is to know of a breach."""
    about = _stage_about(instance)
    stage = None if about is None else process.stage(about)
    passed = passed_on(instance, process.steps(instance.rule), today, calendar)
    return Recipients(
        told=(*process.told(instance.rule), *passed),
        answering=() if stage is None or stage.responsible is None else (stage.responsible,),
        passed_on=passed if instance.rule.ident.handling.escalation else (),
    )


def _stage_about(instance: RuleInstance) -> str | None:
    """The stage that a breach is about: of the rule where it names one that may not be skipped."""
    passed_over = instance.rule.stage if isinstance(instance.rule, SkipRule) else None
    return passed_over or instance.stage


def record_words(record: str) -> str:
    """The key of a record, as it is told."""
    return record.replace(SEPARATOR, "/")


def sentence(instance: RuleInstance, plan: Plan) -> Message:
    """What happened to the record."""
    process = plan.model.processes[instance.process]
    what = _what(instance, process, plan)
    return ABOUT(
        noun=plan.model.sources[process.source].ident.title,
        record=record_words(instance.record),
        what=what if instance.known is None else CAME_LATE(what=what, day=instance.known),
    )


def _what(instance: RuleInstance, process: Process, plan: Plan) -> Message:
    """The second half of the sentence."""
    origin, stage = _stage(process, instance.origin), _stage(process, instance.stage)
    limit = instance.limit
    match instance.rule:
        case StayRule(total=total):
            assert limit is not None
            place = IN_TOTAL(stage=_name(process, instance.stage)) if total else stage
            length, allowed = _length(instance, limit), limit_words(limit)
            if instance.over is None:
                return STAYS(length=length, stage=place, limit=allowed, due=_due(instance, LEAVE_BY, LEAVE_BETWEEN))
            return STAYED(length=length, stage=place, limit=allowed, left=_left(instance))
        case IdleRule(activities=activities):
            assert limit is not None
            about = {
                "activities": plan.model.sources[activities].ident.title,
                "start": moment(instance.anchor, instance.anchor_at),
                "length": _length(instance, limit),
                "limit": limit_words(limit),
            }
            return IDLE(**about) if instance.over is None else WAS_IDLE(end=_when_over(instance), **about)
        case SkipRule():
            return _jump(instance, process, origin, stage)
        case BackRule():
            return WENT_BACK(origin=origin, stage=stage, when=_when(instance))
        case ReopenRule():
            return REOPENED(origin=origin, stage=stage, when=_when(instance))
        case RequireRule(on_leaving=on_leaving):
            text = LEFT_WITHOUT if on_leaving else ENTERED_WITHOUT
            return text(stage=stage, when=_when(instance), unmet=", ".join(instance.unmet))
        case ResponseRule():
            assert limit is not None
            if _won_in_time(instance):
                return WON_WITHOUT(day=instance.since, stage=stage, origin=origin)
            text = NO_ANSWER if instance.over is None else LATE_ANSWER
            length, allowed, due = _length(instance, limit), limit_words(limit), _due(instance, DUE, DUE_BETWEEN)
            return text(length=length, origin=origin, stage=stage, limit=allowed, due=due)
        case TodoRule(title=title):
            assert limit is not None
            text = NOT_DONE if instance.over is None else DONE_LATE
            length, allowed, due = _length(instance, limit), limit_words(limit), _due(instance, DUE, DUE_BETWEEN)
            return text(title=title, length=length, stage=stage, limit=allowed, due=due)
        case HoldRule(most=most):
            return TOO_MANY(owner=instance.owner, place=int(instance.low or 0), most=most)
        case SameOwnerRule(limit=wanted):
            length = range_words(instance.low or Fraction(0), instance.high, wanted)
            return CAME_BACK(owner=instance.owner, when=_when(instance), length=length, limit=allowed_words(wanted))
        case HandOverRule():
            assert limit is not None
            text = NOT_HANDED if instance.over is None else HANDED_LATE
            length, allowed, due = _length(instance, limit), limit_words(limit), _due(instance, DUE, DUE_BETWEEN)
            return text(owner=instance.owner, day=instance.anchor, length=length, limit=allowed, due=due)
        case FileRule():
            return LACKS(unmet=", ".join(instance.unmet))
        case RevisitRule() as rule:
            return _revisit(instance, rule, plan)
        case ApprovalRule(column=column):
            return instance.words or UNTOLD(column=column)
        case unreachable:
            assert_never(unreachable)


def _revisit(instance: RuleInstance, rule: RevisitRule, plan: Plan) -> Message:
    """What was done in a period, and what should have been."""
    assert instance.due is not None, "a period has an end"
    about = {
        "activities": plan.model.sources[rule.activities].ident.title,
        "period": period_of(instance.due, rule.grain, plan.grid).label,
        "due": instance.due.isoformat(),
    }
    if not instance.low:
        return NONE_YET(**about)
    return TOO_FEW(seen=int(instance.low), least=rule.count, **about)


def _jump(instance: RuleInstance, process: Process, origin: Message, stage: Message) -> Message:
    """A move that passes over stages, or a loss from where it is not allowed."""
    assert instance.stage is not None
    line = _line_to(process.stage(instance.stage), process)
    before = next((place for place, known in enumerate(line) if known.name == instance.origin), None)
    after = next((place for place, known in enumerate(line) if known.name == instance.stage), len(line))
    if instance.stage in process.loss_origins:
        return STRAYED(origin=origin, stage=stage, when=_when(instance))
    passed_over = instance.rule.stage if isinstance(instance.rule, SkipRule) else None
    if passed_over is not None:
        known = {"stage": stage, "when": _when(instance), "passed": _stage(process, passed_over)}
        return BEGAN_PAST(**known) if before is None else SKIPPED(origin=origin, **known)
    if before is None or after is None:
        return BEGAN_LATE(stage=stage, when=_when(instance), passed=_stage(process, line[0].name))
    passed = ", ".join(known.title for known in line[before + 1 : after])
    return SKIPPED(origin=origin, stage=stage, when=_when(instance), passed=STAGE(stage=passed))


def _line_to(stage: Stage, process: Process) -> list[Stage]:
    """The main line, and the win with what comes after it where the stage is one of these."""
    win = stage.win_of
    return [
        known
        for known in process.stages
        if known.position is not None or (win is not None and known.win_of is not None and known.win_of[0] == win[0])
    ]


def _found(instance: RuleInstance, limit: TimeLimit) -> Reading | None:
    """How long it lasted: of what exports leave open, at least where that breaks the rule, else at most."""
    low, high = instance.low, instance.high
    if low is None:
        return None
    told = low if instance.verdict is Verdict.VIOLATED or high is None else high
    return length_reading(told, limit, None if low == high else Range(low, high))


def _length(instance: RuleInstance, limit: TimeLimit) -> Message:
    """How long it lasted, between which bounds where exports leave it open."""
    return range_words(instance.low or Fraction(0), instance.high, limit)


def _won_in_time(instance: RuleInstance) -> bool:
    """Whether the record was won before the answer was due."""
    by_clock = isinstance(instance.limit, ClockLimit)
    begun, due = (instance.since_at, instance.due_at) if by_clock else (instance.since, instance.due)
    return begun is not None and due is not None and begun <= due


def _due(instance: RuleInstance, by: Text, between: Text) -> Message:
    """When the limit runs out, at the latest; of a breach that is only possible also when at the earliest."""
    first, last = moment(instance.due_from, instance.due_from_at), moment(instance.due, instance.due_at)
    if instance.verdict is Verdict.VIOLATED or first in ("", last):
        return by(due=last)
    return between(first=first, last=last)


def _left(instance: RuleInstance) -> Message:
    """When the record left; by when where that is not known."""
    text = LEFT_AT if instance.over_at is not None else LEFT_ON if instance.low == instance.high else LEFT_BY
    return text(left=_when_over(instance))


def _when_over(instance: RuleInstance) -> str:
    """When the breach ended."""
    return moment(instance.over, instance.over_at)


def _when(instance: RuleInstance) -> Message:
    """When a move happened."""
    if instance.since is not None:
        return ON(day=instance.since)
    return SOME_TIME() if instance.anchor is None else SEEN_BY(day=instance.anchor)


def _stage(process: Process, name: str | None) -> Message:
    """The title of a stage in quotes."""
    return _quoted(_name(process, name))


@lru_cache(maxsize=MOST_KEPT)
def _quoted(title: str) -> Message:
    """A title in quotes."""
    return STAGE.often(stage=title)


def _name(process: Process, name: str | None) -> str:
    """The title of a stage; nothing where there is none."""
    return "" if name is None else process.stage(name).title


def _title(instance: RuleInstance, process: Process) -> str:
    """What a list calls the rule: the process, and the stage it is about."""
    title = process.ident.title
    return title if instance.stage is None else f"{title} · {_name(process, instance.stage)}"
