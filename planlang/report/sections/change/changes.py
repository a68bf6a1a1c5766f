"""Changes of the plan: revisions with what was and what is now, scenarios and baselines with what is other.

In: an evaluation. Out: sections; none where the plan has no such thing.
"""

from __future__ import annotations

from collections.abc import Sequence

from planlang.diagnostics.text import Language, Message, Text
from planlang.evaluate.results.changes import (
    BaselineState,
    GoalMoved,
    Reviewed,
    RevisionState,
    ScenarioState,
    Term,
    WaiverState,
)
from planlang.evaluate.results.evaluation import Evaluation
from planlang.report.document import Entry, Listing, Section, Tone, headed
from planlang.report.sections.change.page import COMMA, DROPPED, OTHERWISE, Page, rule_about, title_of
from planlang.report.sections.evidence import STANDS, facts_of
from planlang.report.sections.rhythm.notes import note_paragraphs
from planlang.report.words.names import clean, title
from planlang.values.units import Ratio

REVISIONS = Text("report.changes.revisions", "Changes of the plan")
SCENARIOS = Text("report.changes.scenarios", "Scenarios")
BASELINES = Text("report.changes.baselines", "Against earlier plans")
SINCE = Text("report.changes.since", "{title}: in force since {day}")
FROM = Text("report.changes.from", "{title}: from {day} on")
KNOWN_LATER = Text("report.changes.known-later", "decided later: targets count it from {day}, limits from the decision")
APPROVED = Text("report.changes.approved", "approved by {who}")
APPROVED_ON = Text("report.changes.approved-on", "approved by {who} on {day}")
PROPOSED = Text("report.changes.proposed", "proposed by {who}")
WHY = Text("report.changes.why", "Why: {why}")
TO_BE_KEPT = Text("report.changes.to-be-kept", "nothing to compare with before that day")
UNKNOWN_KEYS = Text("report.changes.unknown-keys", "no such record: {keys}")
SAME = Text("report.changes.same", "nothing is other")
SAME_DATES = Text("report.changes.same-dates", "every task ends when it was to end then")
WHOLE = Text("report.changes.whole", "target {was} → {now}")
ACTUAL = Text("report.changes.actual", "actual {was} → {now}")
ATTAINED = Text("report.changes.attained", "attained {was} → {now}")
DUE = Text("report.changes.due", "due by now {was} → {now}")
GOAL = Text("report.changes.goal", "{goal}: {facts}")
PLAN_OF = Text("report.changes.plan-of", "{title} ({day})")
REVIEWS = {
    Reviewed.DUE: Text("report.changes.review-due", "was to be looked at again on {day}"),
    Reviewed.HOLDS: Text("report.changes.review-holds", "looked at again on {day}: what it was to reach is reached"),
    Reviewed.FAILS: Text(
        "report.changes.review-fails", "looked at again on {day}: what it was to reach is not reached"
    ),
    Reviewed.UNKNOWN: Text(
        "report.changes.review-unknown", "looked at again on {day}: whether it reached what it was to is not known"
    ),
    Reviewed.NOT_DUE: Text("report.changes.review-on", "to be looked at again on {day}"),
}
GIVEN_UP = Text("report.dropped", "{task}: given up")
GIVEN_UP_BY = Text("report.dropped.by", "by “{revision}”, in force since {day}")
WOULD_HAVE_ENDED = Text("report.dropped.would-end", "would have ended {day}")
WAIVERS = Text("report.changes.waivers", "Waivers")
WAIVED = {
    Term.HOLDS: Text("report.changes.waiver-holds", "{title}: until {day}"),
    Term.TO_COME: Text("report.changes.waiver-to-come", "{title}: not yet decided then, until {day}"),
    Term.OVER: Text("report.changes.waiver-over", "{title}: ended on {day}"),
}
SOON = Text("report.changes.soon", "ends soon")
NOT_JUDGED = Text("report.changes.not-judged", "{process}: {rules} ({records})")
ONLY = Text("report.changes.only", "only {keys}")
ALL_RECORDS = Text("report.changes.all-records", "all")


def changes_sections(evaluation: Evaluation, language: Language, *, whole: bool = False) -> tuple[Section, ...]:
    """Revisions, scenarios, baselines: a section for each that there are."""
    page = _Page(evaluation, language, whole)
    found = evaluation.changes
    lists: tuple[tuple[Text, Sequence[Entry]], ...] = (
        (REVISIONS, [page.revision(one) for one in found.revisions]),
        (SCENARIOS, [page.scenario(one) for one in found.scenarios]),
        (BASELINES, [page.baseline(one) for one in found.baselines]),
        (WAIVERS, [page.waiver(one) for one in found.waivers]),
    )
    return tuple(
        Section(headed(text, len(entries), language), (Listing(tuple(entries)),)) for text, entries in lists if entries
    )


def change_explanation(name: str, evaluation: Evaluation, language: Language) -> Section:
    """A revision, scenario, baseline or waiver in full, its notes, and the line that declares it."""
    page, found = _Page(evaluation, language, whole=True), evaluation.changes
    entries = [
        *(page.revision(one) for one in found.revisions if one.revision.ident.name == name),
        *(page.scenario(one) for one in found.scenarios if one.scenario.ident.name == name),
        *(page.baseline(one) for one in found.baselines if one.baseline.ident.name == name),
        *(page.waiver(one) for one in found.waivers if one.waiver.ident.name == name),
    ]
    ident = evaluation.plan.original.model.changes[name]
    notes = note_paragraphs(evaluation.plan.original.model, ident, language)
    stands = facts_of([(STANDS, ident.span.place())], language)
    return Section(title_of(ident), (Listing(tuple(entries)), *notes, stands))


def dropped_explanation(name: str, evaluation: Evaluation, language: Language) -> Section:
    """A task or milestone that was given up: by which change of the plan, why, and when it would have ended."""
    page = _Page(evaluation, language, whole=True)
    node = evaluation.plan.original.nodes[name]
    said: list[Message] = []
    for state in evaluation.changes.revisions:
        gone = next((one for one in state.what.tasks if one.task == name and one.now is None), None)
        if not state.in_force or (gone is None and name not in state.what.dropped):
            continue
        title = title_of(state.revision.ident)
        said.append(GIVEN_UP_BY(revision=title, day=page.on(state.revision.known_on)))
        if state.revision.decision.because is not None:
            said.append(WHY(why=clean(state.revision.decision.because)))
        if gone is not None and gone.was is not None:
            said.append(WOULD_HAVE_ENDED(day=page.on(gone.was)))
    entry = Entry(GIVEN_UP(task=title_of(node.ident)).render(language), below=page.below(said))
    return Section("", (Listing((entry,)), facts_of([(STANDS, node.ident.span.place())], language)))


class _Page(Page):
    """One report about one evaluation."""

    # ---- entries

    def revision(self, state: RevisionState) -> Entry:
        """A revision, what it changes and why."""
        revision, decided = state.revision, state.revision.decision
        head = [(SINCE if state.in_force else FROM)(title=title_of(revision.ident), day=self.on(revision.known_on))]
        if decided.approved_by is not None:
            who = self.who(decided.approved_by)
            on = decided.on
            head.append(APPROVED(who=who) if on is None else APPROVED_ON(who=who, day=self.on(on)))
        if state.retroactive and (state.what.targets or state.what.limits):
            head.append(KNOWN_LATER(day=self.on(revision.on)))
        if decided.proposed_by is not None:
            head.append(PROPOSED(who=self.who(decided.proposed_by)))
        said: list[Message] = []
        if decided.because is not None:
            said.append(WHY(why=clean(decided.because)))
        said += self.difference(state.what)
        if revision.review_on is not None:
            said.append(REVIEWS[state.reviewed](day=self.on(revision.review_on)))
        tone = Tone.STRONG if state.in_force else Tone.PLAIN
        return Entry(self.joined(head), tone, below=self.below(said))

    def scenario(self, state: ScenarioState) -> Entry:
        """A scenario and what is other in it."""
        said = [*(self.goal(goal) for goal in state.goals), *self.accounts(state.accounts), *self.limits(state.limits)]
        gone = {name for one in state.strategies for name in self.inside(one.strategy)}
        if state.dropped:
            said.append(DROPPED(names=self.listed(state.dropped)))
        said += [*self.along(state.strategies), *self.all_done(state.finish)]
        said += self.dates([one for one in state.tasks if one.task not in gone])
        if state.otherwise:
            said.append(OTHERWISE(names=self.listed(state.otherwise)))
        return Entry(title_of(state.scenario.ident), Tone.STRONG, below=self.below(said or [SAME()]))

    def baseline(self, state: BaselineState) -> Entry:
        """An earlier plan and what has moved since."""
        said = [TO_BE_KEPT()] if state.finish is None else self.all_done(state.finish) + self.dates(state.tasks)
        head = PLAN_OF(title=title_of(state.baseline.ident), day=self.on(state.baseline.on))
        return Entry(head.render(self.language), Tone.STRONG, below=self.below(said or [SAME_DATES()]))

    def waiver(self, state: WaiverState) -> Entry:
        """A waiver: for what, until when, by whom and why."""
        waiver, decided = state.waiver, state.waiver.decision
        head = [WAIVED[state.term](title=title_of(waiver.ident), day=self.on(waiver.until))]
        if state.soon:
            head.append(SOON())
        if decided.approved_by is not None:
            who = self.who(decided.approved_by)
            head.append(APPROVED(who=who) if decided.on is None else APPROVED_ON(who=who, day=self.on(decided.on)))
        if decided.proposed_by is not None:
            head.append(PROPOSED(who=self.who(decided.proposed_by)))
        process = self.plan.model.processes[waiver.process]
        rules = COMMA().render(self.language).join(self.each([rule_about(rule, process) for rule in waiver.rules]))
        keys = ONLY(keys=", ".join(waiver.keys)) if waiver.keys else ALL_RECORDS()
        said: list[Message] = [NOT_JUDGED(process=title_of(process.ident), rules=rules, records=keys)]
        if state.unknown:
            said.append(UNKNOWN_KEYS(keys=", ".join(clean(key) for key in state.unknown)))
        if decided.because is not None:
            said.append(WHY(why=clean(decided.because)))
        tone = Tone.STRONG if state.term is Term.HOLDS else Tone.PLAIN
        return Entry(self.joined(head), tone, below=self.below(said))

    # ---- parts

    def goal(self, moved: GoalMoved) -> Message:
        """How a goal stands in a scenario."""
        facts: list[Message] = []
        was, now = moved.was, moved.now
        if was.target != now.target:
            facts.append(WHOLE(was=self.figure(was.target, moved.unit), now=self.figure(now.target, moved.unit)))
        if was.due != now.due:
            facts.append(DUE(was=self.figure(was.due, moved.unit), now=self.figure(now.due, moved.unit)))
        if was.actual != now.actual:
            facts.append(ACTUAL(was=self.figure(was.actual, moved.unit), now=self.figure(now.actual, moved.unit)))
        if was.attainment != now.attainment:
            facts.append(ATTAINED(was=self.figure(was.attainment, Ratio()), now=self.figure(now.attainment, Ratio())))
        return GOAL(goal=title(self.plan, moved.goal), facts=COMMA().render(self.language).join(self.each(facts)))
