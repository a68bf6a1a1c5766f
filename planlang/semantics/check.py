"""Checks a plan before any data is read: names, units, sums, dates, rules.

In: the parsed main file and a loader for the files it uses. Out: the model, and everything there is to say about the
plan. Circles among tasks are found in plan/, good habits are the matter of lint/.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from typing import Any

from attrs import evolve

from planlang.diagnostics.diagnostic import Outcome, in_order
from planlang.frozen import field, frozen
from planlang.semantics.clauses.clauses import only
from planlang.semantics.kinds.alerts import alerts
from planlang.semantics.kinds.change.adjustments import adjustments
from planlang.semantics.kinds.change.changes import baselines, revisions, scenarios
from planlang.semantics.kinds.change.waivers import waivers
from planlang.semantics.kinds.goals.goals import goals
from planlang.semantics.kinds.heads import NO_PLAN, NO_PLAN_HELP, ground, no_ground, plan_ident
from planlang.semantics.kinds.market.assumptions import assumptions
from planlang.semantics.kinds.market.resting import assumed
from planlang.semantics.kinds.market.segments import segment_names, segments
from planlang.semantics.kinds.market.strategies import strategies
from planlang.semantics.kinds.metrics import metrics
from planlang.semantics.kinds.money.budgets import accounts, budgets
from planlang.semantics.kinds.money.resources import resources
from planlang.semantics.kinds.organisation import roles, teams
from planlang.semantics.kinds.parameters import bind
from planlang.semantics.kinds.people.incentives import incentives
from planlang.semantics.kinds.people.promotions import promotions
from planlang.semantics.kinds.people.scorecards import scorecards
from planlang.semantics.kinds.process.processes import processes, stage_names
from planlang.semantics.kinds.rhythm.channels import channels
from planlang.semantics.kinds.rhythm.notes import notes
from planlang.semantics.kinds.rhythm.reviews import reviews
from planlang.semantics.kinds.rhythm.risks import risks
from planlang.semantics.kinds.sources import sources
from planlang.semantics.kinds.tasks import milestones, tasks
from planlang.semantics.kinds.testing.tests import plan_tests
from planlang.semantics.kinds.working_time import DEFAULT, calendars, default_calendar
from planlang.semantics.last import LastCheck
from planlang.semantics.model import Model, PlanInfo
from planlang.semantics.names.bench import Bench
from planlang.semantics.names.findings import Findings
from planlang.semantics.names.index import Index
from planlang.semantics.names.modules import Loader, gather, located
from planlang.semantics.variants import Variants
from planlang.source import Span
from planlang.syntax import nodes

CHECKERS: dict[str, Callable[[Bench], Mapping[str, object]]] = {
    "sources": sources,
    "assumptions": assumptions,
    "metrics": metrics,
    "segments": segments,
    "goals": goals,
    "budgets": budgets,
    "accounts": accounts,
    "processes": processes,
    "alerts": alerts,
    "strategies": strategies,
    "resources": resources,
    "tasks": tasks,
    "milestones": milestones,
    "risks": risks,
    "reviews": reviews,
    "adjustments": adjustments,
    "channels": channels,
    "revisions": revisions,
    "waivers": waivers,
    "scenarios": scenarios,
    "baselines": baselines,
    "scorecards": scorecards,
    "incentives": incentives,
    "promotions": promotions,
    "notes": notes,
    "assumed": assumed,
}
"""What makes each field of the model, in an order in which each finds what it rests on; time and people go before."""


@frozen
class Checked:
    """A checked plan and the files it was found in.

    Attributes:
        model: None where the main file declares no plan.
        modules: every parsed file, the main one first, then in order of use.
        index: every name with its uses; to be asked before the next check of the plan.
    """

    model: Model | None
    modules: tuple[nodes.Module, ...]
    index: Index = field(eq=False, repr=False)


def check(main: nodes.Module, loader: Loader) -> Outcome[Model | None]:
    """The model of a plan and everything there is to say about it.

    The value is None where the main file declares no plan. What could not be understood is missing from the model and
    reported; what rests on it is left out without a further word. Diagnostics of used files, their syntax errors
    included, are among the outcome's; those of parsing `main` are not. Time is about linear in the size of the files.
    """
    outcome = check_files(main, loader)
    return Outcome(outcome.value.model, outcome.diagnostics)


def check_files(main: nodes.Module, loader: Loader, last: LastCheck | None = None) -> Outcome[Checked]:
    """The same, together with the files that were used; `last` holds what the last check of the plan can save this one."""
    findings = Findings()
    plan = main.plan or _plan_tested(main, loader)
    library = any(isinstance(node, nodes.ModuleDecl) for node in main.declarations)
    if plan is None and not library and main.readable and not declares_a_plan(main):
        findings.error(Span(main.source, 0, 0), NO_PLAN(), help=NO_PLAN_HELP())
    settings = ground(plan, findings) if plan else no_ground()
    bench = (
        last.bench(settings, main, loader, findings)
        if last
        else Bench(settings, gather(main, loader, findings), findings)
    )
    model = _build(bench, plan, last)
    modules = tuple(bench.program.modules.values())
    said = findings.finish(modules)
    uses = tuple(findings.uses)
    if model is not None and (model.revisions or model.scenarios or model.adjustments):
        variants = Variants(
            model,
            bench,
            last.changed if last else lambda _, other: nullcontext(Bench(settings, bench.program, other)),
            lambda other: _build(other, plan, last),
        )
        model = variants.base = evolve(model, variants=variants)
        said = in_order((*said, *variants.diagnostics(modules, said)))
        uses += variants.uses(uses)
    index = Index(modules, uses, bench.program.owners)
    return Outcome(Checked(model, modules, index), said)


def _plan_tested(main: nodes.Module, loader: Loader) -> nodes.PlanDecl | None:
    """The plan that a file of tests uses; None where it uses none, or is no such file."""
    if not main.has_tests_alone:
        return None
    used = (located(loader, main.source.path, node) for node in main.declarations if isinstance(node, nodes.Use))
    return next((found.value.plan for found in used if isinstance(found, Outcome) and found.value.plan), None)


def declares_a_plan(module: nodes.Module) -> bool:
    """Whether a file declares a plan, be it one that cannot be read: `plan p "P" { period }`."""
    return any(isinstance(node, nodes.PlanDecl) for node in module.declarations) or any(
        broken.kind == "plan" for broken in module.broken
    )


def _build(bench: Bench, plan: nodes.PlanDecl | None, last: LastCheck | None) -> Model | None:
    """Everything in an order in which each finds what it rests on; None where there is no plan."""
    bind(bench)
    calendars(bench)
    bench.calendar = DEFAULT
    if plan is not None:
        clause = only(plan.clauses, nodes.CalendarClause, bench.findings)
        bench.calendar = default_calendar(bench, bench.program.planned, clause)
    found: dict[str, Any] = {"roles": roles(bench), "teams": teams(bench, bench.calendar)}
    if last is not None:
        last.compare(bench)
    stage_names(bench)
    segment_names(bench)
    found |= {kind: checker(bench) for kind, checker in CHECKERS.items()}
    if plan is None:
        return None
    model = Model(_info(bench, plan), dict(bench.calendars), **found)
    tests = plan_tests(bench, model)
    return evolve(model, tests=tests) if tests else model


def _info(bench: Bench, plan: nodes.PlanDecl) -> PlanInfo:
    settings = bench.ground
    return PlanInfo(
        plan_ident(plan),
        settings.start,
        settings.end,
        settings.zone,
        bench.calendar,
        settings.currency,
        settings.grid.week_start,
        settings.grid.fiscal,
    )
