"""What is to be done in stages, by who has to do it: what is overdue, and what is due soon.

In: an evaluation. Out: a section; nothing where the plan has no to-dos.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from planlang.diagnostics.text import Language, Text
from planlang.evaluate.results.evaluation import Evaluation, Kind, Verdict
from planlang.evaluate.results.violation import within_a_week
from planlang.evaluate.results.violations import listed
from planlang.frozen import frozen
from planlang.report.document import Cell, Column, Paragraph, Row, Section, Table, Tone, headed, more
from planlang.report.words.dates import short_day
from planlang.report.words.names import COMMA, NOBODY, entity_name
from planlang.semantics.model import TodoRule

HEAD = Text("report.todos.head", "To-dos overdue")
NONE = Text("report.todos.none", "No to-do is overdue.")
WHO = Text("report.todos.who", "who")
OVERDUE = Text("report.todos.overdue", "overdue")
SOON = Text("report.todos.soon", "due within 7 days")
WHICH = Text("report.todos.which", "which")
ONE = Text("report.todos.one", "{record} {title} ({day})")
AND_MORE = Text("report.todos.more", "{count} more")
MOST_NAMED = 3
MOST = 12


@frozen
class _Item:
    """A to-do of one record that is not done."""

    owner: str | None
    due: date
    entity: str
    title: str
    overdue: bool


def todos_section(evaluation: Evaluation, language: Language, *, whole: bool = False) -> Section | None:
    """Everybody who has to-dos that are overdue or due within a week, the most overdue first."""
    rules = {
        rule.ident.name: rule.title
        for process in evaluation.plan.model.processes.values()
        for rule in process.rules
        if isinstance(rule, TodoRule)
    }
    if not rules:
        return None
    by_owner: dict[str | None, list[_Item]] = {}
    for item in _items(evaluation, rules):
        by_owner.setdefault(item.owner, []).append(item)
    overdue = sum(item.overdue for items in by_owner.values() for item in items)
    if not by_owner:
        return Section(HEAD().render(language), (Paragraph(NONE().render(language), Tone.GOOD),), quiet=True)
    ranked = sorted(by_owner.items(), key=lambda pair: (-sum(item.overdue for item in pair[1]), pair[0] or ""))
    rows = tuple(_row(owner, items, evaluation, language, whole=whole) for owner, items in ranked)
    shown = rows[: len(rows) if whole else MOST]
    columns = (
        Column(WHO().render(language)),
        Column(OVERDUE().render(language), right=True),
        Column(SOON().render(language), right=True),
        Column(WHICH().render(language), elastic=True),
    )
    return Section(
        headed(HEAD, overdue, language), (Table(columns, shown, whole=whole), *more(len(rows) - len(shown), language))
    )


def _items(evaluation: Evaluation, rules: dict[str, str]) -> Iterator[_Item]:
    """What is not done: overdue, then due soon."""
    broken = listed(evaluation.violations).where(lambda kind, rule: kind is Kind.RULE and rule in rules)
    for one in broken:
        if one.goes_on and one.verdict is Verdict.VIOLATED and one.due is not None:
            yield _Item(one.owner, one.due, one.entity, rules[one.rule], overdue=True)
    for deadline in within_a_week(evaluation):
        if deadline.rule in rules:
            yield _Item(deadline.owner, deadline.due, deadline.entity, rules[deadline.rule], overdue=False)


def _row(owner: str | None, items: list[_Item], evaluation: Evaluation, language: Language, *, whole: bool) -> Row:
    """What one person has to do, the longest due first."""
    late = sum(item.overdue for item in items)
    named = sorted(items, key=lambda item: (item.due, item.entity, item.title))
    told = [
        ONE(
            record=entity_name(item.entity, evaluation.plan, language),
            title=item.title,
            day=short_day(item.due, language),
        ).render(language)
        for item in named[: len(named) if whole else MOST_NAMED]
    ]
    if len(named) > len(told):
        told.append(AND_MORE(count=len(named) - len(told)).render(language))
    return Row(
        (
            Cell(owner or NOBODY().render(language), Tone.STRONG),
            Cell(str(late) if late else "", Tone.RISK),
            str(len(items) - late) if len(items) > late else "",
            COMMA().render(language).join(told),
        )
    )
