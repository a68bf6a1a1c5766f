"""Every name knows its uses: each written name is in the index once, and renaming all uses of one changes nothing else."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping
from enum import Enum
from pathlib import Path
from typing import Any

import attrs
import pytest

from planlang.diagnostics.diagnostic import Outcome, Severity
from planlang.semantics.check import Checked, check_files
from planlang.semantics.expr import rows
from planlang.semantics.names.index import Known, Sort
from planlang.semantics.names.vocabulary import EVERYBODY, OWNER_WORDS, PLAN_WORDS, TEAM_WORDS
from planlang.semantics.variants import Variants
from planlang.source import Source, Span
from planlang.syntax import nodes
from planlang.syntax.nodes import Kind
from planlang.values.units import StageOf
from planlang.workspace.sources import Memory, Sources
from tests.laws import some
from tests.semantics.marked import HEAD
from tests.spec.checks.reference import files
from tests.workspace.plans import MORE, TEXTS

ROOT = Path(__file__).resolve().parents[2]

WORDS = {
    (nodes.EveryWeekday, "weekday"),
    (nodes.WeekdayRange, "first"),
    (nodes.WeekdayRange, "last"),
    (nodes.Holidays, "countries"),
    (nodes.CurrencyClause, "currency"),
    (nodes.WeekStart, "weekday"),
    (nodes.FiscalYear, "month"),
    (nodes.RetailYearEnd, "weekday"),
    (nodes.RetailYearEnd, "month"),
    (nodes.TypeName, "name"),
    (nodes.RaiseTo, "level"),
    (nodes.SeverityClause, "level"),
    (nodes.Prorate, "by"),
    (nodes.Call, "function"),
    (nodes.Encoding, "name"),
    (nodes.Use, "target"),
    (nodes.NoteClause, "label"),
}
"""Where words of the trade stand, and the names of libraries."""
FOLDERS = sorted(
    {
        path.parent
        for folder in ("examples", "stdlib/templates", "tests/lint")
        for path in (ROOT / folder).rglob("*.plan")
    }
)
PAGES = sorted((ROOT / "docs" / "reference").glob("*.md"))
BLOCK = re.compile(r"^```plan\n(.*?)^```", re.MULTILINE | re.DOTALL)


def texts_in(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.plan"))}


PLANS: list[tuple[str, dict[str, str], str]] = [("texts", TEXTS, "main.plan"), ("more", MORE, "main.plan")] + [
    (f"{folder.relative_to(ROOT)}/{name}", texts, name)
    for folder in FOLDERS
    for texts in [texts_in(folder)]
    for name in texts
]
IDS = [name for name, _, _ in PLANS]


def checked(texts: Mapping[str, str], main: str) -> Outcome[Checked]:
    sources = Sources(Memory(texts))
    return check_files(sources.main(main).value, sources)


def written(node: Any) -> Iterator[nodes.Name]:
    """The names in a tree that stand for something of the plan."""
    if isinstance(node, nodes.Name):
        yield node
    elif isinstance(node, tuple):
        for part in node:
            yield from written(part)
    elif attrs.has(type(node)) and not isinstance(node, (Span, Source)):
        for field in attrs.fields(type(node)):
            if (type(node), field.name) not in WORDS and field.name != "severity":
                yield from written(getattr(node, field.name))


def left_out(outcome: Outcome[Checked]) -> set[str]:
    """The names that `use … without` leaves out."""
    return {
        name.text
        for module in outcome.value.modules
        for node in module.declarations
        if isinstance(node, nodes.Use)
        for name in node.without
    }


def has_errors(outcome: Outcome[Checked]) -> bool:
    return any(one.severity is Severity.ERROR for one in outcome.diagnostics)


@pytest.mark.parametrize(("name", "texts", "main"), PLANS, ids=IDS)
def test_each_written_name_is_declared_or_used_once(name: str, texts: dict[str, str], main: str) -> None:
    outcome = checked(texts, main)
    if has_errors(outcome):
        pytest.skip("not a plan by itself")
    assert wrong_names(outcome) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_each_name_in_the_reference_is_declared_or_used_once(page: Path) -> None:
    for block in BLOCK.findall(page.read_text(encoding="utf-8")):
        texts = files(block)
        outcome = checked(texts, next(iter(texts)))
        if outcome.value.model is not None and not has_errors(outcome):
            assert wrong_names(outcome) == [], block


def wrong_names(outcome: Outcome[Checked]) -> list[tuple[str, str, list[str]]]:
    """The written names that mean nothing, or several things."""
    index, dropped = outcome.value.index, left_out(outcome)
    meanings: dict[Span, list[str]] = {}
    unread = {one.span for one in outcome.diagnostics if one.name == "template-never-applied"}
    for use in index.noted:
        if not use.implied and use.target.sort is Sort.WORD:
            meanings.setdefault(use.span, ["a word of the trade"])
    for known in index.symbols:
        for span in {*known.declared, *known.uses}:
            meanings.setdefault(span, []).append(f"{known.sort.value} {known.name}")
    return [
        (word.span.place(), word.text, meanings.get(word.span, []))
        for module in outcome.value.modules
        for node in module.declarations
        if isinstance(node, nodes.Nameless)
        or (node.head.name.text not in dropped and node.head.name.span not in unread)
        for word in written(node)
        if len(meanings.get(word.span, [])) != 1 and word.text not in TEAM_WORDS
    ]


def plain(value: Any, new: str, old: str) -> Any:
    """A model without places, with a new name taken back."""
    if isinstance(value, str):
        return value.replace(new, old)
    if isinstance(value, (Span, Source)):
        return None
    if isinstance(value, Mapping):
        return [(plain(key, new, old), plain(one, new, old)) for key, one in value.items()]
    if isinstance(value, (tuple, list)):
        return [plain(one, new, old) for one in value]
    if isinstance(value, (set, frozenset)):
        return sorted(map(str, (plain(one, new, old) for one in value)))
    if isinstance(value, Variants):
        return [plain(one, new, old) for one in changed(value)]
    if attrs.has(type(value)) and not isinstance(value, Enum):
        return {
            field.name: plain(getattr(value, field.name), new, old)
            for field in attrs.fields(type(value))
            if field.name != "span"
        }
    return value


def changed(variants: Variants) -> tuple[Any, ...]:
    """The plan after each of its changes, without the others."""
    return tuple(attrs.evolve(variants.model(key), variants=None) for key in list(variants.keys()))


def row_parts(value: Any) -> Iterator[Any]:
    """The parts of expressions about rows in a model."""
    if isinstance(value, Variants):
        value = changed(value)
    if isinstance(value, Mapping):
        value = tuple(value.values())
    if isinstance(value, (tuple, list)):
        for one in value:
            yield from row_parts(one)
    elif attrs.has(type(value)) and not isinstance(value, (Span, Source, Enum)):
        if type(value).__module__ == rows.__name__:
            yield value
        for field in attrs.fields(type(value)):
            yield from row_parts(getattr(value, field.name))


@pytest.mark.parametrize(("name", "texts", "main"), PLANS, ids=IDS)
def test_each_part_of_an_expression_about_rows_knows_where_it_stands(
    name: str, texts: dict[str, str], main: str
) -> None:
    outcome = checked(texts, main)
    if has_errors(outcome):
        pytest.skip("not a plan by itself")
    columns = {
        span: known.name for known in outcome.value.index.symbols if known.sort is Sort.COLUMN for span in known.uses
    }
    named = {span for known in outcome.value.index.symbols for span in known.uses}
    for part in row_parts(outcome.value.model):
        assert part.span is not None, part
        if isinstance(part, rows.Column):
            assert columns.get(part.span, part.name) == part.name, part.span.place()
            assert part.span in named or isinstance(part.unit, StageOf), part.span.place()


NEW = "zz_quite_new"
NOT_RENAMED = EVERYBODY | TEAM_WORDS | PLAN_WORDS | OWNER_WORDS
"""Words that mean the same whether or not something of that name is declared."""


def renamed(texts: Mapping[str, str], spans: list[Span]) -> dict[str, str]:
    """Texts with another name at some places."""
    found = dict(texts)
    for span in sorted(set(spans), key=lambda one: one.start, reverse=True):
        text = found[span.source.path]
        quote = span.text[0] if span.text[0] in '"`' else ""
        found[span.source.path] = text[: span.start] + quote + NEW + quote + text[span.end :]
    return found


def places(known: Known, name: str) -> list[Span]:
    return [span for span in (*known.declared, *known.uses) if span.text.strip('"`') == name]


def names_of(texts: Mapping[str, str], main: str) -> Iterator[tuple[Known, str, list[Span]]]:
    """What may be renamed: all that is declared in these files and written nowhere else."""
    for known in checked(texts, main).value.index.symbols:
        for name in (known.name.rpartition(".")[2], known.alias):
            if name is None or known.implied or name in NOT_RENAMED or not known.declared:
                continue
            spans = places(known, name)
            if known.sort is Sort.PERSON or all(span.source.path in texts for span in spans):
                yield known, name, spans


@pytest.mark.parametrize(("name", "texts", "main"), PLANS, ids=IDS)
def test_renaming_all_uses_of_a_name_changes_nothing_but_the_name(name: str, texts: dict[str, str], main: str) -> None:
    before = checked(texts, main)
    if has_errors(before):
        pytest.skip("not a plan by itself")
    said = [one.name for one in before.diagnostics]
    chance = random.Random(name)
    everything = list(names_of(texts, main))
    for known, old, spans in chance.sample(everything, min(len(everything), 12)):
        after = checked(renamed(texts, spans), main)
        what = (known.sort.value, old, [span.place() for span in spans])
        assert [one.name for one in after.diagnostics] == said, (
            what,
            [one.message.render() for one in after.diagnostics],
        )
        if after.value.model is not None:
            assert plain(after.value.model, NEW, old) == plain(before.value.model, NEW, old), what


@pytest.mark.parametrize(("name", "texts", "main"), PLANS[:2], ids=IDS[:2])
def test_a_use_that_keeps_its_old_name_is_noticed(name: str, texts: dict[str, str], main: str) -> None:
    before = checked(texts, main)
    assert not has_errors(before)
    said = [one.name for one in before.diagnostics]
    chance = random.Random(name)
    everything = [one for one in names_of(texts, main) if one[0].sort is not Sort.PERSON and len(one[2]) > 1]
    for known, old, spans in some(everything, 8):
        kept = chance.choice([span for span in spans if span not in known.declared] or [spans[0]])
        after = checked(renamed(texts, [span for span in spans if span != kept]), main)
        same = plain(after.value.model, NEW, old) == plain(before.value.model, NEW, old)
        assert [one.name for one in after.diagnostics] != said or not same, (known.sort.value, old, kept.place())


def test_a_name_that_only_the_plan_has_is_told_where_a_task_is_needed() -> None:
    texts = {"main.plan": HEAD + "task a { takes 1wd; after p }\n"}
    assert [one.message.render() for one in checked(texts, "main.plan").diagnostics] == ["no task is called `p`"]


def test_a_name_is_found_at_its_place() -> None:
    text = HEAD + "task one { takes 1wd }\ntask two { takes 1wd; after one }\n"
    index = checked({"main.plan": text}, "main.plan").value.index
    for at in (text.index("task one") + 5, text.rindex("one"), text.rindex("one") + 3):
        found = index.at("main.plan", at)
        assert found is not None
        assert (found.sort, found.name, [span.start for span in found.uses]) == (Kind.TASK, "one", [text.rindex("one")])
    assert index.at("main.plan", text.index("takes")) is None
    assert index.at("other.plan", 1) is None


@pytest.mark.parametrize(("name", "texts", "main"), PLANS[:2], ids=IDS[:2])
def test_where_a_name_is_declared_it_is_not_used(name: str, texts: dict[str, str], main: str) -> None:
    symbols = checked(texts, main).value.index.symbols
    assert any(known.declared for known in symbols if known.sort is Sort.PERSON)
    for known in symbols:
        assert not {*known.declared} & {*known.uses}, known.name


def test_a_name_has_the_lines_above_it() -> None:
    text = HEAD + "## Before all else.\n## And long.\ntask one { takes 1wd }\ntask two { takes 1wd }\n"
    found = checked({"main.plan": text}, "main.plan").value.index.symbols
    docs = {known.name: known.doc for known in found if known.sort is Kind.TASK}
    assert docs == {"one": "Before all else.\nAnd long.", "two": None}
