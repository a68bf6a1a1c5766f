"""Tests of a plan: which pass, and of those that fail what is otherwise than expected; what they cover, what they do not notice.

In: a report of tests. Out: a document.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from planlang.diagnostics.text import Language, Text
from planlang.evaluate.alerts.alert_news import bound_words
from planlang.evaluate.results.evaluation import GoalStatus
from planlang.evaluate.results.wording import shown
from planlang.evaluate.testing.results import Covered, Mutant, Ran, RunReport, Tried, Untested
from planlang.evaluate.testing.states import Stood
from planlang.report.document import Block, Column, Document, Paragraph, Row, Section, Table, Tone
from planlang.report.documents.tested import expected_words, found_words
from planlang.report.words.figure_words import period_name
from planlang.report.words.names import clean, entity_name
from planlang.report.words.verdicts import STATUS
from planlang.semantics.model import Expected, Tested
from planlang.source import Span

PASSED = Text("report.test.passed", "✓ {name}")
FAILED = Text("report.test.failed", "✗ {name}")
TITLED = Text("report.test.titled", "{name} “{title}”")
SUMMARY = Text("report.test.summary", "{count:test|tests}: {passed} passed, {failed} failed")
ALL_PASSED = Text("report.test.all-passed", "{count:test|tests}, all passed")
UNTESTED = Text("report.test.untested", "{count:file has|files have} errors and could not be tested")
PLACE = Text("report.test.place", "{file}:{line}")
ERROR = Text("report.test.error", "{place}: {message}")
OTHERWISE = Text("report.test.otherwise", "{place}: {whose} {when}: expected {expected}, found {found}")
UNREAD = Text("report.test.unread", "Rows of it cannot be read: {message}")
WHOSE = Text("report.test.whose", "of whom")
WHEN = Text("report.test.when", "when")
EXPECTED = Text("report.test.expected", "expected")
FOUND = Text("report.test.found", "found")
VALUE = Text("report.test.value", "figure")
LIMIT = Text("report.test.limit", "limit")
LINE = Text("report.test.line", "line")
WRONG = Text("report.test.wrong", "✗")
COVERAGE = Text("report.test.coverage", "Outcomes: {seen} of {all} seen ({share})")
NEVER = Text("report.test.never", "never seen")
ALL_SEEN = Text("report.test.all-seen", "Every outcome was seen.")
WHAT = Text("report.test.what", "what")
WHERE = Text("report.test.where", "where")
MUTANTS = Text("report.test.mutants", "Changes: {noticed} of {all} noticed ({share})")
ALL_NOTICED = Text("report.test.all-noticed", "Every change was noticed.")
NONE_TRIED = Text("report.test.none-tried", "Changes: none tried")
NOTHING_TO_CHANGE = Text("report.test.nothing-to-change", "No test rests on anything that can be changed.")
NOT_CHANGED = Text("report.test.not-changed", "Plans with a test that fails were not changed.")
NOT_COUNTED = Text("report.test.not-counted", "What only a failing test has seen does not count.")
NOT_NOTICED = Text("report.test.not-noticed", "no test notices")
INSTEAD = Text("report.test.instead", "{before} → {after}")
NOTHING = Text("report.test.nothing", "(nothing)")
KINDS = {
    "alert": Text("report.test.kind-alert", "alert {name}"),
    "rule": Text("report.test.kind-rule", "rule {name}"),
    "goal": Text("report.test.kind-goal", "goal {name}"),
    "metric": Text("report.test.kind-metric", "filter of {name}"),
}
OUTCOMES = {
    "true": Text("report.test.outcome-true", "true"),
    "false": Text("report.test.outcome-false", "false"),
    "unknown": Text("report.test.outcome-unknown", "unknown"),
    "until": Text("report.test.outcome-until", "until"),
    "gap": Text("report.test.outcome-gap", "gap"),
    "on track": STATUS[GoalStatus.ON_TRACK],
    "at risk": STATUS[GoalStatus.AT_RISK],
    "off track": STATUS[GoalStatus.OFF_TRACK],
}
WIDEST = 60


def document_of_tests(report: RunReport, language: Language) -> Document:
    """The tests one after the other, and what they amount to."""
    sections = [_section(one, ran, language) for ran in report.ran for one in ran.tried]
    if report.covered is not None:
        sections.append(_coverage(report, language))
    if report.mutants is not None:
        sections.append(_mutants(report, language))
    failed = sum(not one.passes for one in report.tried)
    count = len(report.tried)
    untested = len(report.untested)
    bad = bool(failed or untested)
    said = SUMMARY(count=count, passed=count - failed, failed=failed) if bad else ALL_PASSED(count=count)
    closing = [Paragraph(said.render(language), Tone.BAD if bad else Tone.GOOD)]
    if untested:
        closing.append(Paragraph(UNTESTED(count=untested).render(language), Tone.BAD))
    return Document(None, (*sections, Section("", tuple(closing))))


def place_of(span: Span) -> str:
    """`premium.plan:12`."""
    return f"{span.source.path}:{span.line}"


def _section(one: Tried, ran: Ran, language: Language) -> Section:
    ident = one.test.ident
    name = ident.name if ident.title == ident.name else TITLED(name=ident.name, title=ident.title).render(language)
    head = (PASSED if one.passes else FAILED)(name=clean(name)).render(language)
    if one.passes:
        return Section("", (Paragraph(head, Tone.GOOD),))
    place = Paragraph(place_of(ident.span), Tone.MUTED)
    unread = (Paragraph(UNREAD(message=message).render(language), Tone.BAD) for message in one.unread)
    return Section(head, (place, *unread, *_table(one, ran, language)))


def _table(one: Tried, ran: Ran, language: Language) -> Iterator[Block]:
    """What is expected beside what there is, of all of whom something is otherwise."""
    failures = set(one.failures)
    entities = {(each.entity, each.rule) for each in failures}
    asked = [each for each in one.test.expected if (each.entity, each.rule) in entities]
    if not asked:
        return
    rows = [_row(each, one, ran, language, each in failures) for each in asked]
    heads = (None, WHOSE, WHEN, EXPECTED, FOUND, VALUE, LIMIT, LINE)
    said = [at for at in range(len(heads)) if any(row[at] for row in rows)]
    columns = (heads[at] for at in said)
    yield Table(
        tuple(Column("" if head is None else head().render(language)) for head in columns),
        tuple(Row(tuple(row[at] for at in said)) for row in rows),
        whole=True,
    )


def _row(each: Expected, one: Tried, ran: Ran, language: Language, wrong: bool) -> tuple[str, ...]:
    there, of_process = one.found[each], one.test.of is Tested.PROCESS
    return (
        WRONG().render(language) if wrong else "",
        _whose(each, ran, language, of_process=of_process),
        period_name(each.period, language),
        expected_words(each, there, language, of_process=of_process),
        found_words(there, each, language, of_process=of_process),
        shown(there.shown).render(language) if there.shown is not None else "",
        _limit(there, language),
        str(each.span.line),
    )


def _limit(there: Stood, language: Language) -> str:
    return "" if there.bound is None else bound_words(there.bound).render(language)


def failure_lines(one: Tried, ran: Ran, language: Language) -> Iterator[str]:
    """What is otherwise than expected, in a sentence each."""
    of_process = one.test.of is Tested.PROCESS
    for message in one.unread:
        yield UNREAD(message=message).render(language)
    for each in one.failures:
        yield OTHERWISE(
            place=place_of(each.span),
            whose=_whose(each, ran, language, of_process=of_process),
            when=period_name(each.period, language),
            expected=expected_words(each, one.found[each], language, of_process=of_process),
            found=found_words(one.found[each], each, language, of_process=of_process),
        ).render(language)


def error_lines(one: Untested, language: Language) -> Iterator[str]:
    """Why a file cannot be tested, in a sentence each."""
    for error in one.errors:
        yield ERROR(place=place_of(error.span), message=error.message).render(language)


def _whose(each: Expected, ran: Ran, language: Language, *, of_process: bool) -> str:
    if of_process:
        return clean(each.entity if each.rule is None else f"{each.entity} {each.rule.partition('.')[2]}")
    return clean(entity_name(each.entity, ran.plan, language))


def _share(part: int, whole: int) -> str:
    return "100%" if part == whole else f"{100 * part // whole}%"


def _coverage(report: RunReport, language: Language) -> Section:
    seen, every = report.coverage
    heading = COVERAGE(seen=seen, all=every, share=_share(seen, every)).render(language)
    missing = [one for one in report.covered or () if one.missing]
    if not missing:
        return Section(heading, (Paragraph(ALL_SEEN().render(language), Tone.GOOD),))
    columns = tuple(Column(head().render(language)) for head in (WHAT, NEVER, WHERE))
    table = Table(columns, tuple(_missing(one, language) for one in missing), whole=True)
    return Section(heading, (table, *_where_some_fail(report, NOT_COUNTED, language)))


def _where_some_fail(report: RunReport, text: Text, language: Language) -> tuple[Paragraph, ...]:
    failing = not all(one.passes for one in report.tried)
    return (Paragraph(text().render(language), Tone.MUTED),) if failing else ()


def _missing(one: Covered, language: Language) -> Row:
    said = ", ".join(outcome_word(outcome, language) for outcome in one.missing)
    return Row((KINDS[one.kind](name=one.name).render(language), said, place_of(one.span)))


def outcome_word(outcome: str, language: Language) -> str:
    """`true`, `true critical`."""
    first, _, level = outcome.partition(" ")
    if outcome in OUTCOMES:
        return OUTCOMES[outcome]().render(language)
    return f"{OUTCOMES[first]().render(language)} {level}"


def _mutants(report: RunReport, language: Language) -> Section:
    noticed, every = report.mutation
    not_changed = _where_some_fail(report, NOT_CHANGED, language)
    if not every:
        nothing = (Paragraph(NOTHING_TO_CHANGE().render(language)),)
        return Section(NONE_TRIED().render(language), not_changed or nothing)
    heading = MUTANTS(noticed=noticed, all=every, share=_share(noticed, every)).render(language)
    missed = [one for one in report.mutants or () if one.noticed is None]
    if not missed:
        return Section(heading, (Paragraph(ALL_NOTICED().render(language), Tone.GOOD), *not_changed))
    columns = tuple(Column(head().render(language)) for head in (NOT_NOTICED, WHERE))
    return Section(heading, (Table(columns, _edits(missed, language), whole=True), *not_changed))


def _edits(missed: Sequence[Mutant], language: Language) -> tuple[Row, ...]:
    def cut(text: str) -> str:
        line = " ".join(text.split())
        return clean(line if len(line) <= WIDEST else line[: WIDEST - 1] + "…") or NOTHING().render(language)

    return tuple(
        Row((INSTEAD(before=cut(one.span.text), after=cut(one.after)).render(language), place_of(one.span)))
        for one in missed
    )
