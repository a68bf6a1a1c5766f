"""What a rule of the plan demands, in words; a rule of a process has no sentence of its own in the plan file.

In: the qualified name of a rule. Out: a message, or the title of what it names.
"""

from __future__ import annotations

from typing import assert_never

from planlang.diagnostics.text import Message, Text
from planlang.evaluate.wording import allowed_words
from planlang.plan.plan import Plan
from planlang.report.names import title
from planlang.semantics.model import (
    BackRule,
    IdleRule,
    Process,
    ProcessRule,
    ReopenRule,
    RequireRule,
    ResponseRule,
    SkipRule,
    StayRule,
)

NAME = Text("report.rule.name", "{name}")
STAY = Text("report.rule.stay", "at most {length} in {stage}")
STAY_TOTAL = Text("report.rule.stay-total", "at most {length} in {stage}, all stays together")
IDLE = Text("report.rule.idle", "no more than {length} without “{activities}”")
IDLE_IN = Text("report.rule.idle-in", "no more than {length} without “{activities}” in {stage}")
SKIP = Text("report.rule.skip", "no stage is passed over")
BACK = Text("report.rule.back", "no going back")
REOPEN = Text("report.rule.reopen", "no reopening")
ENTER = Text("report.rule.enter", "what {stage} requires on entering")
LEAVE = Text("report.rule.leave", "what {stage} requires on leaving")
RESPONSE = Text("report.rule.response", "from {origin} to {target} within {length}")


def rule_words(name: str, plan: Plan, *, otherwise: str | None = None) -> Message:
    """What a rule demands: of a process in words, of an alert or a task its title, `otherwise` where it is not known."""
    for process in plan.model.processes.values():
        for rule in process.rules:
            if rule.ident.name == name:
                return _demand(rule, process, plan)
    if name in plan.model.alerts:
        return NAME(name=plan.model.alerts[name].ident.title)
    kind, _, rest = name.partition(".")
    key = rest.rpartition(".")[0] if kind in ("task", "milestone") else rest
    return NAME(name=title(plan, key) if key in plan.nodes else otherwise or name)


def _demand(rule: ProcessRule, process: Process, plan: Plan) -> Message:
    """The demand of a process rule."""
    match rule:
        case StayRule(stage=stage, limit=limit, total=total):
            return (STAY_TOTAL if total else STAY)(length=allowed_words(limit), stage=stage_title(process, stage))
        case IdleRule(limit=limit, activities=activities, stage=None):
            return IDLE(length=allowed_words(limit), activities=plan.model.sources[activities].ident.title)
        case IdleRule(limit=limit, activities=activities, stage=str(stage)):
            what, place = plan.model.sources[activities].ident.title, stage_title(process, stage)
            return IDLE_IN(length=allowed_words(limit), activities=what, stage=place)
        case SkipRule():
            return SKIP()
        case BackRule():
            return BACK()
        case ReopenRule():
            return REOPEN()
        case RequireRule(stage=stage, on_leaving=on_leaving):
            return (LEAVE if on_leaving else ENTER)(stage=stage_title(process, stage))
        case ResponseRule(origin=origin, target=target, limit=limit):
            return RESPONSE(
                origin=stage_title(process, origin), target=stage_title(process, target), length=allowed_words(limit)
            )
        case IdleRule():
            raise AssertionError("a stage is a name or None")
        case _:
            assert_never(rule)


def stage_title(process: Process, stage: str) -> str:
    """What a stage is called; its name where the process has none of that name."""
    return next((item.title for item in process.stages if item.name == stage), stage)
