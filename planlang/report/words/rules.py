"""A rule of the plan in words, as what it demands and as what is wrong where it is broken; a rule of a process has no
sentence of its own in the plan file.

In: the qualified name of a rule. Out: a message, or the title of what it names.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from typing import assert_never

from attrs import evolve

from planlang.diagnostics.text import Message, Text
from planlang.evaluate.results.evaluation import Violation
from planlang.evaluate.results.wording import allowed_words
from planlang.plan.limits import own_cases
from planlang.plan.plan import Plan
from planlang.report.words.names import title
from planlang.semantics.model import (
    ApprovalRule,
    BackRule,
    FileRule,
    HandOverRule,
    HoldRule,
    IdleRule,
    LimitCase,
    Process,
    ProcessRule,
    Proposal,
    ProposedTask,
    ReopenRule,
    RequireRule,
    ResponseRule,
    Return,
    RevisitRule,
    SameOwnerRule,
    SkipRule,
    Stage,
    StayRule,
    TodoRule,
)
from planlang.semantics.names.vocabulary import GRAIN_WORDS

PROPOSED_TASK = Text("report.proposal.task", "start “{task}”")
PROPOSED_RETURN = Text("report.proposal.return", "return to “{stage}”")
BEFORE = Text("report.rule.before", "{length} if begun before {day}")
CASE_BEFORE = Text("report.rule.case-before", "{length} where {condition}, if begun before {day}")
CASE = Text("report.rule.case", "{length} where {condition}")
AND_CASE = Text("report.rule.and-case", "{before}, {case}")
WITH_CASES = Text("report.rule.with-cases", "{length} ({cases})")
BY_CASE = Text("report.rule.by-case", "{length} (or its own limit)")
NAME = Text("report.rule.name", "{name}")
DEMANDS = {
    "stay": Text("report.rule.stay", "at most {length} in {stage}"),
    "stay-total": Text("report.rule.stay-total", "at most {length} in {stage}, all stays together"),
    "idle": Text("report.rule.idle", "at most {length} without “{activities}”"),
    "idle-in": Text("report.rule.idle-in", "at most {length} without “{activities}” in {stage}"),
    "revisit": Text("report.rule.revisit", "{count} “{activities}” in every {period}"),
    "revisit-1": Text("report.rule.revisit-1", "“{activities}” in every {period}"),
    "revisit-in-1": Text("report.rule.revisit-in-1", "“{activities}” in every {period} in {stage}"),
    "revisit-in": Text("report.rule.revisit-in", "{count} “{activities}” in every {period} in {stage}"),
    "holding": Text("report.rule.holding", "at most {most} with one {role}"),
    "holding-in": Text("report.rule.holding-in", "at most {most} in {stage} with one {role}"),
    "same-owner": Text("report.rule.same-owner", "not back to the same owner within {length}"),
    "hand-over": Text("report.rule.hand-over", "handed over within {length} after the owner has left"),
    "file": Text("report.rule.file", "the file filled in"),
    "skip": Text("report.rule.skip", "no stage skipped"),
    "skip-stage": Text("report.rule.skip-stage", "{stage} not skipped"),
    "back": Text("report.rule.back", "no going back"),
    "reopen": Text("report.rule.reopen", "no reopening"),
    "enter": Text("report.rule.enter", "what {stage} requires on entering"),
    "leave": Text("report.rule.leave", "what {stage} requires on leaving"),
    "todo": Text("report.rule.todo", "“{title}” within {length} of {stage}"),
    "approval": Text("report.rule.approval", "{column} with due approval"),
    "response": Text("report.rule.response", "from {origin} to {target} within {length}"),
}
"""What each kind of rule demands."""
WRONGS = {
    "stay": Text("report.wrong.stay", "in {stage} for more than {length}"),
    "stay-total": Text("report.wrong.stay-total", "in {stage} for more than {length} in all"),
    "idle": Text("report.wrong.idle", "more than {length} without “{activities}”"),
    "idle-in": Text("report.wrong.idle-in", "in {stage}, more than {length} without “{activities}”"),
    "revisit": Text("report.wrong.revisit", "fewer than {count} “{activities}” in the {period}"),
    "revisit-1": Text("report.wrong.revisit-1", "no “{activities}” in the {period}"),
    "revisit-in-1": Text("report.wrong.revisit-in-1", "in {stage}, no “{activities}” in the {period}"),
    "revisit-in": Text("report.wrong.revisit-in", "in {stage}, fewer than {count} “{activities}” in the {period}"),
    "holding": Text("report.wrong.holding", "more than {most} with one {role}"),
    "holding-in": Text("report.wrong.holding-in", "more than {most} in {stage} with one {role}"),
    "same-owner": Text("report.wrong.same-owner", "back to the same owner within {length}"),
    "hand-over": Text("report.wrong.hand-over", "not handed over within {length} after the owner has left"),
    "file": Text("report.wrong.file", "file not filled in"),
    "skip": Text("report.wrong.skip", "skipped a stage"),
    "skip-stage": Text("report.wrong.skip-stage", "skipped {stage}"),
    "back": Text("report.wrong.back", "went back"),
    "reopen": Text("report.wrong.reopen", "reopened after it was closed"),
    "enter": Text("report.wrong.enter", "entered {stage} without what it requires"),
    "leave": Text("report.wrong.leave", "left {stage} without what it requires"),
    "todo": Text("report.wrong.todo", "“{title}” not done within {length} of {stage}"),
    "approval": Text("report.wrong.approval", "{column} without due approval"),
    "response": Text("report.wrong.response", "not in {target} within {length} of {origin}"),
}
"""What is wrong where a rule of each kind is broken."""


def rule_words(name: str, plan: Plan, *, in_full: bool = False) -> Message:
    """What a rule demands: of a process in words, of an alert or a task its title; in full with the limits of all cases."""
    return _words(DEMANDS, name, plan, None, in_full=in_full)


def wrong_words(name: str, plan: Plan, *, otherwise: str | None = None) -> Message:
    """What is wrong where a rule is broken: of a process in words, else its title; `otherwise` where it is not known."""
    return _words(WRONGS, name, plan, otherwise, in_full=False)


def _words(texts: Mapping[str, Text], name: str, plan: Plan, otherwise: str | None, *, in_full: bool) -> Message:
    for process in plan.model.processes.values():
        for rule in process.rules:
            if rule.ident.name == name:
                return _of_process(texts, rule, process, plan, in_full=in_full)
    if name in plan.model.alerts:
        return NAME(name=plan.model.alerts[name].ident.title)
    if name in plan.model.adjustments:
        return NAME(name=plan.model.adjustments[name].ident.title)
    kind, _, rest = name.partition(".")
    key = rest.rpartition(".")[0] if kind in ("task", "milestone") else rest
    return NAME(name=title(plan, key) if key in plan.nodes else otherwise or name)


def _of_process(
    texts: Mapping[str, Text], rule: ProcessRule, process: Process, plan: Plan, *, in_full: bool
) -> Message:
    """The words for a rule of a process."""

    def stage_name(stage: str) -> str:
        return stage_title(process, stage)

    match rule:
        case StayRule(stage=stage, total=total):
            length = _length(rule, in_full=in_full)
            return texts["stay-total" if total else "stay"](length=length, stage=stage_name(stage))
        case IdleRule(activities=activities, stage=stage):
            length = _length(rule, in_full=in_full)
            about = {"length": length, "activities": plan.model.sources[activities].ident.title}
            return texts["idle"](**about) if stage is None else texts["idle-in"](stage=stage_name(stage), **about)
        case RevisitRule(activities=activities, stage=stage, count=count, grain=grain):
            about = {
                "count": str(count),
                "activities": plan.model.sources[activities].ident.title,
                "period": GRAIN_WORDS[grain](),
            }
            once = "-1" if count == 1 else ""
            if stage is None:
                return texts[f"revisit{once}"](**about)
            return texts[f"revisit-in{once}"](stage=stage_name(stage), **about)
        case HoldRule(role=role, most=most, stage=stage):
            about = {"most": str(most), "role": plan.model.roles[role].ident.title}
            return texts["holding"](**about) if stage is None else texts["holding-in"](stage=stage_name(stage), **about)
        case SameOwnerRule(limit=limit):
            return texts["same-owner"](length=allowed_words(limit))
        case HandOverRule(limit=limit):
            return texts["hand-over"](length=allowed_words(limit))
        case FileRule():
            return texts["file"]()
        case SkipRule(stage=stage):
            return texts["skip"]() if stage is None else texts["skip-stage"](stage=stage_name(stage))
        case BackRule():
            return texts["back"]()
        case ReopenRule():
            return texts["reopen"]()
        case RequireRule(stage=stage, on_leaving=on_leaving):
            return texts["leave" if on_leaving else "enter"](stage=stage_name(stage))
        case ResponseRule(origin=origin, target=target):
            length = _length(rule, in_full=in_full)
            return texts["response"](origin=stage_name(origin), target=stage_name(target), length=length)
        case TodoRule(title=name, stage=stage, limit=limit):
            return texts["todo"](title=name, stage=stage_name(stage), length=allowed_words(limit))
        case ApprovalRule(column=column):
            return texts["approval"](column=column)
        case _:
            assert_never(rule)


def _length(rule: StayRule | IdleRule | ResponseRule, *, in_full: bool) -> Message:
    """The time that a rule allows; with the times of its cases in full, else only that there are such."""
    usual = allowed_words(rule.limit)
    if not rule.cases:
        return usual
    if not in_full:
        return BY_CASE(length=usual)
    cases = [_case(case) for case in rule.cases]
    return WITH_CASES(length=usual, cases=reduce(lambda before, case: AND_CASE(before=before, case=case), cases))


def _case(case: LimitCase) -> Message:
    """The limit of a case, and for what it is."""
    length = allowed_words(case.limit)
    if case.before is None:
        return CASE(length=length, condition=case.written)
    day = case.before.isoformat()
    if case.where is None:
        return BEFORE(length=length, day=day)
    return CASE_BEFORE(length=length, condition=case.written, day=day)


def times_allowed(rule: StayRule | IdleRule | ResponseRule) -> Message:
    """The time that a rule allows for what begins now, with its cases."""
    return _length(evolve(rule, cases=own_cases(rule)), in_full=True)


def stage_of(process: str, stage: str, plan: Plan) -> Stage | None:
    """A stage of a process by name; None where there is none."""
    known = plan.model.processes.get(process)
    return next((item for item in known.stages if item.name == stage), None) if known is not None else None


def stage_concerned(violation: Violation, plan: Plan) -> Stage | None:
    """The stage that a violation of a process rule is about; None for all else."""
    if violation.stage is None:
        return None
    process = process_of(violation.rule, plan)
    return None if process is None else stage_of(process.ident.name, violation.stage, plan)


def standard_of(violation: Violation, plan: Plan) -> str | None:
    """By which standard the work is done that a violation is about: that of the rule, else that of the stage."""
    stage = stage_concerned(violation, plan) if violation.standard is None else None
    return violation.standard if stage is None else stage.standard


def proposal_words(proposal: Proposal, process: Process, plan: Plan) -> Message:
    """What is proposed."""
    match proposal:
        case ProposedTask(task=name):
            return PROPOSED_TASK(task=title(plan, name))
        case Return(stage=name):
            return PROPOSED_RETURN(stage=stage_title(process, name))
        case _:
            assert_never(proposal)


def process_of(rule: str, plan: Plan) -> Process | None:
    """The process that a rule is of; None for any other rule."""
    processes = plan.model.processes.values()
    return next((one for one in processes if any(known.ident.name == rule for known in one.rules)), None)


def stage_title(process: Process, stage: str) -> str:
    """What a stage is called; its name where the process has none of that name."""
    return next((item.title for item in process.stages if item.name == stage), stage)
