"""Violations that nobody is told of, although their rule names recipients: a note for each such rule.

In: violations and a plan. Out: data notes; who holds which role may come from a file. Rules without any recipient are
named by lint.
"""

from __future__ import annotations

from planlang.data.loaded.snapshot import DataNote, Fault
from planlang.diagnostics.text import Text
from planlang.evaluate.alerts.alert_news import entity_title
from planlang.evaluate.results.evaluation import Kind, Violation
from planlang.evaluate.results.violations import Violations
from planlang.plan.plan import Plan

UNHEARD = Text(
    "evaluate.unheard", "“{title}” is on for {entities}, and nobody is told: nobody there holds the role it goes to"
)
NAMED = 3
"""Whom a violation is about is named of so many."""


def unheard_notes(violations: Violations, plan: Plan) -> tuple[DataNote, ...]:
    """A note for each alert and process rule with recipients of which there was none for somebody."""
    model = plan.model
    recipients = {name: (*alert.notify, *alert.escalation) for name, alert in model.alerts.items()}
    for process in model.processes.values():
        recipients |= {rule.ident.name: (*process.told(rule), *process.steps(rule)) for rule in process.rules}
    sources = {name: team.roster for name, team in model.teams.items() if team.roster is not None}
    silent: dict[str, list[Violation]] = {}
    for one in violations.where(lambda kind, rule: kind is not Kind.SCHEDULE and bool(recipients.get(rule))):
        if not one.to and one.inhibited_by is None:
            silent.setdefault(one.rule, []).append(one)
    return tuple(
        DataNote(
            fault=Fault.NOBODY_TOLD,
            source=next(iter(sources.values()), rule),
            place=None,
            message=UNHEARD(title=found[0].title, entities=_named(found, plan)),
            rows=0,
            set_aside=False,
        )
        for rule, found in silent.items()
    )


def _named(found: list[Violation], plan: Plan) -> str:
    """Whom violations are about, the first of them by name."""
    names = dict.fromkeys(entity_title(one.entity, plan).removeprefix("deal:") for one in found)
    rest = len(names) - NAMED
    return ", ".join([*names][:NAMED]) + (f" +{rest}" if rest > 0 else "")
