"""How much of a week is told: which sections, whether lists are cut, and about whom.

In: what a reader asks for. Out: an `Extent`, which every section of the summary keeps to.
"""

from __future__ import annotations

from enum import Enum

from planlang.diagnostics.text import Language, Text
from planlang.frozen import frozen


class Section(Enum):
    """A part of the summary, by the name it is asked for."""

    GOALS = "goals"
    SPLITS = "splits"
    CHAINS = "chains"
    STRATEGIES = "strategies"
    ASSUMPTIONS = "assumptions"
    TASKS = "tasks"
    RULES = "rules"
    ALERTS = "alerts"
    TODOS = "todos"
    CUSTOMERS = "customers"
    STAGES = "stages"
    CONVERSIONS = "conversions"
    CLASSES = "classes"
    UPCOMING = "upcoming"
    RISKS = "risks"
    REVIEWS = "reviews"
    MESSAGES = "messages"
    BUDGETS = "budgets"
    PROPOSALS = "proposals"
    CHANGES = "changes"
    SCORECARDS = "scorecards"
    INCENTIVES = "incentives"
    RESOURCES = "resources"
    PROMOTIONS = "promotions"
    COSTS = "costs"
    ROLES = "roles"
    DATA = "data"
    NOTES = "notes"


SECTIONS = {
    Section.GOALS: Text("report.sections.goals", "goals"),
    Section.SPLITS: Text("report.sections.splits", "splits"),
    Section.CHAINS: Text("report.sections.chains", "chains"),
    Section.STRATEGIES: Text("report.sections.strategies", "strategies"),
    Section.ASSUMPTIONS: Text("report.sections.assumptions", "assumptions"),
    Section.TASKS: Text("report.sections.tasks", "tasks"),
    Section.RULES: Text("report.sections.rules", "rules"),
    Section.ALERTS: Text("report.sections.alerts", "alerts"),
    Section.TODOS: Text("report.sections.todos", "todos"),
    Section.CUSTOMERS: Text("report.sections.customers", "customers"),
    Section.STAGES: Text("report.sections.stages", "stages"),
    Section.CONVERSIONS: Text("report.sections.conversions", "conversions"),
    Section.CLASSES: Text("report.sections.classes", "classes"),
    Section.UPCOMING: Text("report.sections.upcoming", "upcoming"),
    Section.RISKS: Text("report.sections.risks", "risks"),
    Section.REVIEWS: Text("report.sections.reviews", "reviews"),
    Section.MESSAGES: Text("report.sections.messages", "messages"),
    Section.BUDGETS: Text("report.sections.budgets", "budgets"),
    Section.SCORECARDS: Text("report.sections.scorecards", "scorecards"),
    Section.INCENTIVES: Text("report.sections.incentives", "incentives"),
    Section.PROPOSALS: Text("report.sections.proposals", "proposals"),
    Section.PROMOTIONS: Text("report.sections.promotions", "promotions"),
    Section.CHANGES: Text("report.sections.changes", "changes"),
    Section.RESOURCES: Text("report.sections.resources", "resources"),
    Section.COSTS: Text("report.sections.costs", "costs"),
    Section.ROLES: Text("report.sections.roles", "roles"),
    Section.DATA: Text("report.sections.data", "data"),
    Section.NOTES: Text("report.sections.notes", "notes"),
}
"""What a reader may call each section; the English name is read in every language."""


EVERYTHING = "plan:"


@frozen
class Extent:
    """What is asked for.

    Attributes:
        only: these sections; empty: all of them, with a headline.
        whole: lists are not cut, and neither are the cells of tables.
        entity: about whom: `plan:` for everything, else a key as in an evaluation.
    """

    only: frozenset[Section] = frozenset()
    whole: bool = False
    entity: str = EVERYTHING

    def wants(self, section: Section) -> bool:
        """Whether a section is to be told."""
        return not self.only or section in self.only


WEEK_IN_SHORT = Extent()


def section_called(word: str) -> Section | None:
    """The section that a reader calls so, in either language."""
    for section, text in SECTIONS.items():
        if word.lower() == section.value or word == text().render(Language.ZH):
            return section
    return None
