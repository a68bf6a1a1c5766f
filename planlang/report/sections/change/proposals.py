"""Proposals: what adjustments propose, why and since when, and what was decided.

In: an evaluation. Out: a section; none where the plan has no adjustments.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from planlang.diagnostics.text import Language, Message, Text
from planlang.evaluate.results.alert_states import AlertPhase, AlertState
from planlang.evaluate.results.changes import AdjustmentState, ProposalPhase, ProposalState
from planlang.evaluate.results.evaluation import Evaluation, Evidence
from planlang.evaluate.results.wording import shown
from planlang.report.document import Block, Entry, Listing, Paragraph, Section, Tone, headed
from planlang.report.sections.change.page import COMMA, Page, title_of
from planlang.report.sections.evidence import STANDS, evidence_blocks, facts_of
from planlang.report.sections.history import season_blocks
from planlang.report.sections.rhythm.notes import note_paragraphs
from planlang.report.words.names import clean, entity_name
from planlang.semantics.model import EntityKind
from planlang.syntax.formatter.quoting import quoted
from planlang.values.periods import DAY, Grain

PROPOSALS = Text("report.proposals", "Proposed changes")
NOTHING_PROPOSED = Text("report.proposals.none", "Nothing is proposed.")
NONE_KNOWN = Text("report.proposals.none-known", "Nothing is proposed as far as is known.")
ABOUT = Text("report.proposals.about", "{title} · {entity}")
PHASES = {
    ProposalPhase.NONE: Text("report.proposals.nothing", "{title}: nothing is proposed"),
    ProposalPhase.OPEN: Text("report.proposals.open", "{title}: open since {since}"),
    ProposalPhase.ACCEPTED: Text("report.proposals.accepted", "{title}: accepted, in force since {day}"),
    ProposalPhase.REJECTED: Text("report.proposals.rejected", "{title}: rejected by {who} on {day}"),
    ProposalPhase.WITHDRAWN: Text("report.proposals.withdrawn", "{title}: withdrawn, its cause is over"),
    ProposalPhase.EXPIRED: Text("report.proposals.expired", "{title}: expired on {day}, nobody decided"),
    ProposalPhase.HELD: Text("report.proposals.held", "{title}: held back until {day}"),
}
OUT_OF_TIME = Text("report.proposals.out-of-time", "{title}: withdrawn, its time is over")
SO_ALREADY = Text("report.proposals.so-already", "{title}: accepted, all that is left of it is so")
WORDS = {
    ProposalPhase.NONE: Text("report.proposals.word-none", "nothing"),
    ProposalPhase.OPEN: Text("report.proposals.word-open", "open"),
    ProposalPhase.ACCEPTED: Text("report.proposals.word-accepted", "accepted"),
    ProposalPhase.REJECTED: Text("report.proposals.word-rejected", "rejected"),
    ProposalPhase.WITHDRAWN: Text("report.proposals.word-withdrawn", "withdrawn"),
    ProposalPhase.EXPIRED: Text("report.proposals.word-expired", "expired"),
    ProposalPhase.HELD: Text("report.proposals.word-held", "held back"),
}
DECIDE_BY = Text("report.proposals.decide-by", "to be decided by {day}")
TO = Text("report.proposals.to", "to {names}")
BY_REVISION = Text("report.proposals.by-revision", "by “{revision}”")
DECIDED_BEFORE = Text("report.proposals.decided-before", "the same was decided not long ago")
NOT_OPEN_THEN = Text("report.proposals.not-open-then", "by what is known now, nothing had been proposed then")
IN_FORCE = Text("report.proposals.in-force", "already so: {names}")
CAUSE = Text("report.proposals.cause", "Cause: {condition}")
CAUSE_VALUE = Text("report.proposals.cause-value", "Cause: {condition}, now {value}")
CAUSE_LIMIT = Text("report.proposals.cause-limit", "Cause: {condition}, now {value} (limit {limit})")
CAUSE_UNKNOWN = Text("report.proposals.cause-unknown", "Cause: {condition}; whether it is so is not known")
CAUSE_LEFT = Text("report.proposals.cause-left", "Cause: {condition}, not so at the last close, and not over yet")
STILL = Text("report.proposals.still", "its cause is still there")
NOT_KNOWN = Text("report.proposals.not-known", "whether it is still so is not known")
STREAK = {
    Grain.DAY: Text("report.proposals.days", "{cause}, {count:day|days} in a row"),
    Grain.WEEK: Text("report.proposals.weeks", "{cause}, {count:week|weeks} in a row"),
    Grain.MONTH: Text("report.proposals.months", "{cause}, {count:month|months} in a row"),
    Grain.QUARTER: Text("report.proposals.quarters", "{cause}, {count:quarter|quarters} in a row"),
    Grain.HALF: Text("report.proposals.halves", "{cause}, {count:half year|half years} in a row"),
    Grain.YEAR: Text("report.proposals.years", "{cause}, {count:year|years} in a row"),
}
WHY = Text("report.proposals.why", "Why: {why}")
WENT = Text("report.proposals.went", "how it went: {steps}")
STEP = Text("report.proposals.step", "{period} {phase}")
NO_PERIOD = Text("report.proposals.no-period", "not judged yet: no period is closed")


def proposals_section(evaluation: Evaluation, language: Language, *, whole: bool = False) -> Section | None:
    """What is proposed and what was decided of late; nothing where the plan has no adjustments."""
    page = _Page(evaluation, language, whole)
    found = [page.entry(state, one) for state in evaluation.adjustments for one in state.proposals if page.tells(one)]
    if found:
        return Section(headed(PROPOSALS, len(found), language), (Listing(tuple(found)),))
    if not evaluation.adjustments:
        return None
    words = NONE_KNOWN() if any(one.unknown for one in evaluation.adjustments) else NOTHING_PROPOSED()
    said = Paragraph(words.render(language), Tone.MUTED)
    return Section(PROPOSALS().render(language), (said,), quiet=True)


def adjustment_explanation(
    name: str, evidence: Mapping[str, Evidence], evaluation: Evaluation, language: Language
) -> Section:
    """An adjustment in full: for each that it is about how it stands, how it went, and the rows behind its cause."""
    page = _Page(evaluation, language, whole=True)
    state = next(one for one in evaluation.adjustments if one.adjustment.ident.name == name)
    ident = state.adjustment.ident
    blocks: list[Block] = [*note_paragraphs(evaluation.plan.model, ident, language)]
    blocks += season_blocks(state.adjustment.alert, evaluation.as_of.week, language)
    for one in state.proposals:
        blocks += [Listing((page.entry(state, one),)), *page.course(one)]
        if one.entity in evidence:
            blocks += evidence_blocks(evidence[one.entity], language)
    if not state.proposals:
        blocks.append(Paragraph(NO_PERIOD().render(language), depth=1))
    if not evidence:
        blocks.append(facts_of([(STANDS, ident.span.place())], language))
    return Section(title_of(ident), tuple(blocks))


class _Page(Page):
    """One report about one evaluation."""

    def __init__(self, evaluation: Evaluation, language: Language, whole: bool) -> None:
        super().__init__(evaluation, language, whole)
        self.week = evaluation.as_of.week

    def tells(self, one: ProposalState) -> bool:
        """Whether there is something to tell; of what was accepted as long as it is news, or its cause is still there."""
        if one.phase is ProposalPhase.ACCEPTED:
            return _is_on(one) or (one.decided_on is not None and one.decided_on >= self.week.start)
        return one.phase is not ProposalPhase.NONE

    def entry(self, state: AdjustmentState, one: ProposalState) -> Entry:
        """How a proposal stands, why it was made, and what it would change."""
        head = [self._head(state, one), *self._beside(one)]
        said: list[Message] = []
        if one.phase is ProposalPhase.OPEN:
            said += [*self._cause(state, one), *self.difference(state.what, proposed=True)]
            if one.in_force:
                said.append(IN_FORCE(names=self.listed(one.in_force)))
        elif one.phase is ProposalPhase.NONE and one.cause is not None and one.cause.no_data:
            condition = quoted(state.adjustment.alert.rungs[0].when.span.text, self.language)
            said.append(CAUSE_UNKNOWN(condition=condition))
        elif one.phase in (ProposalPhase.HELD, ProposalPhase.ACCEPTED) and _is_on(one):
            said += self._cause(state, one)
        if one.rejection is not None and one.rejection.because is not None:
            said.append(WHY(why=clean(one.rejection.because)))
        tone = Tone.STRONG if one.phase is ProposalPhase.OPEN else Tone.PLAIN
        return Entry(self.joined(head), tone, below=self.below(said))

    def course(self, one: ProposalState) -> tuple[Paragraph, ...]:
        """The periods in which something became of it."""
        steps: list[Message] = []
        before = ProposalPhase.NONE
        for period, phase in one.history:
            if phase is not before:
                steps.append(STEP(period=period.label, phase=WORDS[phase]()))
            before = phase
        if not steps:
            return ()
        listed = COMMA().render(self.language).join(self.each(steps))
        return (Paragraph(WENT(steps=listed).render(self.language), Tone.MUTED, depth=1),)

    def _head(self, state: AdjustmentState, one: ProposalState) -> Message:
        words: dict[str, str] = {"title": title_of(state.adjustment.ident)}
        if state.adjustment.alert.entity is not EntityKind.PLAN:
            entity = clean(entity_name(one.entity, self.plan, self.language))
            words["title"] = ABOUT(title=words["title"], entity=entity).render(self.language)
        if one.phase is ProposalPhase.OPEN and one.since is not None:
            words["since"] = self.on(one.since.last_day)
        if one.phase is ProposalPhase.HELD and one.until is not None:
            words["day"] = self.on(one.until)
        elif one.phase not in (ProposalPhase.NONE, ProposalPhase.OPEN, ProposalPhase.WITHDRAWN):
            if one.decided_on is None:
                return SO_ALREADY(**words)
            words["day"] = self.on(one.decided_on)
        if one.rejection is not None:
            words["who"] = "" if one.rejection.by is None else self.who(one.rejection.by)
        alert = state.adjustment.alert
        if one.phase is ProposalPhase.WITHDRAWN and one.cause is not None and not alert.is_judged(one.cause.period):
            return OUT_OF_TIME(**words)
        return PHASES[one.phase](**words)

    def _beside(self, one: ProposalState) -> Iterator[Message]:
        """What else is said in the first line."""
        if one.phase is ProposalPhase.OPEN:
            if one.until is not None:
                yield DECIDE_BY(day=self.on(one.until - DAY))
            if one.to:
                yield TO(names=COMMA().render(self.language).join(clean(who) for who in one.to))
        if one.by is not None:
            yield BY_REVISION(revision=title_of(self.plan.original.model.revisions[one.by].ident))
        if one.phase is ProposalPhase.HELD:
            yield DECIDED_BEFORE()
        if one.phase is ProposalPhase.REJECTED and one.since is None:
            yield NOT_OPEN_THEN()
        if one.phase in (ProposalPhase.REJECTED, ProposalPhase.ACCEPTED, ProposalPhase.EXPIRED) and _is_on(one):
            yield STILL()

    def _cause(self, state: AdjustmentState, one: ProposalState) -> Iterator[Message]:
        """The condition, what it compares now, and for how long it has held."""
        cause, alert = one.cause, state.adjustment.alert
        condition = quoted(alert.rungs[0].when.span.text, self.language)
        if cause is None:
            yield CAUSE(condition=condition)
        elif cause.no_data or cause.skipped:
            yield CAUSE(condition=condition)
            yield NOT_KNOWN()
        elif not cause.streak:
            yield CAUSE_LEFT(condition=condition)
        else:
            words = self._compared(cause, condition)
            yield STREAK[alert.grain](cause=words, count=cause.streak) if cause.streak > 1 else words

    def _compared(self, cause: AlertState, condition: str) -> Message:
        """A condition with what it compares now, and the limit where that is not the one that is written."""
        if cause.value is None:
            return CAUSE(condition=condition)
        value = shown(cause.value, cause.limit)
        if cause.limit is not None and shown(cause.limit).render(self.language) not in condition:
            return CAUSE_LIMIT(condition=condition, value=value, limit=shown(cause.limit))
        return CAUSE_VALUE(condition=condition, value=value)


def _is_on(one: ProposalState) -> bool:
    """Whether what it was proposed for is still so."""
    return one.cause is not None and one.cause.phase is AlertPhase.FIRING
