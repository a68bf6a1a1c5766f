"""What sections about changes of a plan have in common: what is other, in words.

In: what an evaluation says of a change. Out: messages, and lines that hang below an entry.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction

from planlang.diagnostics.text import Language, Message, Text
from planlang.evaluate.results.changes import AccountMoved, Difference, LimitMoved, StrategyDropped, TaskMoved
from planlang.evaluate.results.evaluation import Evaluation
from planlang.evaluate.results.readings import Reading
from planlang.plan.limits import Limited
from planlang.plan.plan import Plan
from planlang.report.document import Paragraph
from planlang.report.words.dates import day_beside, short_days
from planlang.report.words.names import clean, party_name, title
from planlang.report.words.rules import stage_title, times_allowed
from planlang.report.words.standing import figure_words
from planlang.semantics.model import DayKind, Ident, IdleRule, Party, Process, ResponseRule, StayRule, Task, WaivedRule
from planlang.values.figure import Figure, Known
from planlang.values.units import Unit

TARGET = Text("report.changes.target", "{goal}: target {was} → {now}")
AMOUNT = Text("report.changes.amount", "{account}: amount {was} → {now}")
ACCOUNT_AMOUNT = Text("report.changes.account", "{budget} · {account}: amount {was} → {now}")
LIMIT = Text("report.changes.limit", "{process} · {rule}: limit {was} → {now}")
ASSUMED = Text("report.changes.assumed", "{assumption}: assumed {was} → {now}")
CONDITION = Text("report.changes.condition", "{alert}: another condition")
OTHERWISE = Text("report.changes.otherwise", "also changed: {names}")
ACCEPTED = Text("report.changes.accepted", "accepted: {names}")
DROPPED = Text("report.changes.dropped", "given up: {names}")
ENDS = Text("report.changes.ends", "{task}: ends {was} → {now} ({slip})")
ADDED = Text("report.changes.added", "{task}: ends {now}, not in the other plan")
GONE = Text("report.changes.gone", "{task}: no longer in the plan, would have ended {was}")
ALL_DONE = Text("report.changes.all-done", "all done {was} → {now}")
MORE = Text("report.changes.more", "… and {count:more date|more dates} (--all)")
COMMA = Text("report.changes.comma", ", ")
ALONG = Text("report.changes.along", "{strategy} takes along: {names}")
FALLS = {
    (True, False): Text("report.changes.falls", "{strategy}: cost of {amount} from {account} no longer comes up"),
    (True, True): Text(
        "report.changes.falls-begun",
        "{strategy}: cost of {amount} from {account} leaves the plan, {begun} of it of tasks that have begun",
    ),
    (False, False): Text("report.changes.falls-nowhere", "{strategy}: cost of {amount} no longer comes up"),
    (False, True): Text(
        "report.changes.falls-nowhere-begun",
        "{strategy}: cost of {amount} leaves the plan, {begun} of it of tasks that have begun",
    ),
}
STILL_SERVED = Text("report.changes.still-served", "{strategy} served {names}: other strategies still do")
NO_LONGER_SERVED = Text("report.changes.no-longer-served", "{strategy} served {names}: no strategy does any more")
PROPOSED_START = Text("report.changes.start", "start: {names}")
PROPOSED_DROP = Text("report.changes.give-up", "give up: {names}")
WOULD_END = Text("report.changes.would-end", "{task}: would end {now}")
MOST = 5
RULES = {
    "stay_in": Text("report.changes.rule-stay", "stay in “{stage}”"),
    "total_in": Text("report.changes.rule-total", "whole time in “{stage}”"),
    "enter": Text("report.changes.rule-enter", "what “{stage}” requires"),
    "leave": Text("report.changes.rule-leave", "what leaving “{stage}” requires"),
    "from": Text("report.changes.rule-from", "from “{origin}” to “{stage}”"),
    "without": Text("report.changes.rule-idle", "time without activity"),
    "no_skipping": Text("report.changes.rule-skipping", "no skipping"),
    "no_going_back": Text("report.changes.rule-back", "no going back"),
    "no_reopening": Text("report.changes.rule-reopening", "no reopening"),
}
SKIPPING_OF = Text("report.changes.rule-skipping-of", "no skipping “{stage}”")
SILENCE = Text("report.changes.silence", "time without “{activities}”")
SILENCE_IN = Text("report.changes.silence-in", "time without “{activities}” in “{stage}”")


class Page:
    """One report about one evaluation."""

    def __init__(self, evaluation: Evaluation, language: Language, whole: bool) -> None:
        self.plan: Plan = evaluation.plan
        self.day = evaluation.as_of.week.last_day
        self.language = language
        self.whole = whole

    def difference(self, what: Difference, *, proposed: bool = False) -> Iterator[Message]:
        """What a change makes of the plan, or would make of it."""
        for target in what.targets:
            was, now = (figure_words(one.figure, one.unit, self.language) for one in (target.was, target.now))
            yield TARGET(goal=title(self.plan, target.goal), was=was, now=now)
        yield from self.accounts(what.accounts)
        yield from self.limits(what.limits)
        for one in what.assumptions:
            name = title_of(self.plan.original.model.assumptions[one.assumption].ident)
            yield ASSUMED(assumption=name, was=self.stated(one.was), now=self.stated(one.now))
        yield from (CONDITION(alert=title_of(self.plan.original.model.alerts[name].ident)) for name in what.alerts)
        if what.otherwise:
            yield OTHERWISE(names=self.listed(what.otherwise))
        if what.accepted:
            yield (PROPOSED_START if proposed else ACCEPTED)(names=self.listed(what.accepted))
        if what.dropped:
            yield (PROPOSED_DROP if proposed else DROPPED)(names=self.listed(what.dropped))
        yield from self.along(what.strategies)
        told = {*what.dropped, *(name for one in what.strategies for name in self.inside(one.strategy))}
        yield from self.dates([one for one in what.tasks if one.task not in told], proposed=proposed)

    def along(self, dropped: Sequence[StrategyDropped]) -> Iterator[Message]:
        """What goes with strategies that are given up: tasks, cost, goals that they served."""
        for one in dropped:
            name = title(self.plan.original, one.strategy)
            if one.parts:
                yield ALONG(strategy=name, names=self.listed(one.parts))
            for cost in one.costs:
                amount, begun = (figure_words(it.figure, it.unit, self.language) for it in (cost.amount, cost.begun))
                has_begun = cost.begun.figure != Known(Fraction(0))
                account = cost.account and title_of(self.plan.original.model.accounts[cost.account].ident)
                text = FALLS[account is not None, has_begun]
                yield text(strategy=name, amount=amount, account=account or "", begun=begun)
            still = [goal for goal in one.goals if goal not in one.left]
            if still:
                yield STILL_SERVED(strategy=name, names=self.listed(still))
            if one.left:
                yield NO_LONGER_SERVED(strategy=name, names=self.listed(one.left))

    def inside(self, strategy: str) -> set[str]:
        """All that stands in a strategy, and the task around it."""
        model = self.plan.original.model
        tasks = {
            name
            for name, task in self.plan.original.nodes.items()
            if isinstance(task, Task) and task.strategy == strategy
        }
        return tasks | {name for name, stone in model.milestones.items() if stone.parent in tasks}

    def accounts(self, moved: Sequence[AccountMoved]) -> Iterator[Message]:
        """Budgets and accounts with another amount."""
        declared = self.plan.original.model.accounts
        for one in moved:
            was, now = (figure_words(reading.figure, reading.unit, self.language) for reading in (one.was, one.now))
            account = declared[one.account]
            text = AMOUNT if account.parent is None else ACCOUNT_AMOUNT
            yield text(
                account=title_of(account.ident), budget=title_of(declared[account.budget].ident), was=was, now=now
            )

    def limits(self, moved: Sequence[LimitMoved]) -> Iterator[Message]:
        """Rules of processes that allow another time."""
        for one in moved:
            process = self.plan.model.processes[one.process]
            yield LIMIT(
                process=title_of(process.ident),
                rule=limited_about(one.now, process, self.plan),
                was=times_allowed(one.was),
                now=times_allowed(one.now),
            )

    def stated(self, said: Reading | str) -> str:
        """What an assumption says."""
        return clean(said) if isinstance(said, str) else figure_words(said.figure, said.unit, self.language)

    def dates(self, tasks: Sequence[TaskMoved], *, proposed: bool = False) -> list[Message]:
        """Which tasks end on another day, the first of them where not all are asked for."""
        shown = tasks if self.whole else tasks[:MOST]
        said = list(self._dates(shown, WOULD_END if proposed else ADDED))
        return said + ([MORE(count=len(tasks) - len(shown))] if len(tasks) > len(shown) else [])

    def _dates(self, tasks: Sequence[TaskMoved], added: Text) -> Iterator[Message]:
        for one in tasks:
            name = self.task(one.task)
            if one.was is not None and one.now is not None and one.days is not None:
                slip = short_days(one.days, DayKind.WORKING, self.language, sign=True)
                yield ENDS(task=name, was=self.on(one.was), now=self.on(one.now), slip=slip)
            elif one.now is not None:
                yield added(task=name, now=self.on(one.now))
            elif one.was is not None:
                yield GONE(task=name, was=self.on(one.was))

    def all_done(self, finish: tuple[date, date]) -> list[Message]:
        """When everything is done."""
        was, now = finish
        return [] if was == now else [ALL_DONE(was=self.on(was), now=self.on(now))]

    def task(self, name: str) -> str:
        """What a task of this plan or an earlier one is called."""
        return title(self.plan if name in self.plan.nodes else self.plan.original, name)

    def listed(self, names: Sequence[str]) -> str:
        """Tasks, goals, alerts and all else that changes, by title."""
        first, model = self.plan.original, self.plan.original.model
        groups = (model.alerts, model.assumptions, model.accounts, model.processes, model.risks)
        beside = {name: one.ident for group in groups for name, one in group.items()}
        titles = [title(first, name) if name in first.nodes else title_of(beside[name]) for name in names]
        return COMMA().render(self.language).join(titles)

    def on(self, day: date) -> str:
        """A day, with its year where that is another one."""
        return day_beside(day, self.day, self.language)

    def who(self, party: Party) -> str:
        """Who a party is now."""
        return party_name(party, self.plan.model, self.day, self.language)

    def figure(self, figure: Figure, unit: Unit) -> str:
        """A figure of a goal."""
        return figure_words(figure, unit, self.language)

    def each(self, said: Sequence[Message]) -> Iterator[str]:
        """Facts in words."""
        return (one.render(self.language) for one in said)

    def joined(self, said: Sequence[Message]) -> str:
        """Several facts in one line."""
        return " · ".join(self.each(said))

    def below(self, said: Sequence[Message]) -> tuple[Paragraph, ...]:
        """Facts, one a line."""
        return tuple(Paragraph(one) for one in self.each(said))


def title_of(ident: Ident) -> str:
    """What people call a declaration."""
    return clean(ident.title)


def rule_about(rule: WaivedRule, process: Process) -> Message:
    """A rule by what it is about."""
    stages = [stage_title(process, stage) for stage in rule.stages]
    values = {"stage": stages[-1]} if stages else {}
    if len(stages) > 1:
        values["origin"] = stages[0]
    text = SKIPPING_OF if rule.rule == "no_skipping" and stages else RULES[rule.rule]
    return text(**values)


def limited_about(rule: Limited, process: Process, plan: Plan) -> Message:
    """A rule with a limit by what it is about."""
    match rule:
        case StayRule(stage=stage, total=total):
            return RULES["total_in" if total else "stay_in"](stage=stage_title(process, stage))
        case IdleRule(activities=activities, stage=stage):
            source = title_of(plan.model.sources[activities].ident)
            if stage is None:
                return SILENCE(activities=source)
            return SILENCE_IN(activities=source, stage=stage_title(process, stage))
        case ResponseRule(origin=origin, target=target):
            return RULES["from"](origin=stage_title(process, origin), stage=stage_title(process, target))
