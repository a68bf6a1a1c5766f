"""Markdown as a parser of Markdown reads it: the words of the document, and nothing of a stranger's as markup.

The joiners that break addresses and mentions are no words: they are left out before words are compared.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from planlang.diagnostics.text import Language, Text
from planlang.diagnostics.width import printable
from planlang.evaluate.results.evaluation import Evaluation
from planlang.report.document import (
    Cell,
    Column,
    Document,
    Entry,
    Facts,
    Listing,
    Paragraph,
    Row,
    Section,
    Strip,
    Table,
    Tone,
)
from planlang.report.documents.explain import explanations
from planlang.report.documents.schedule_list import schedule_document
from planlang.report.documents.subjects import subjects
from planlang.report.documents.summary import week_document
from planlang.report.formats.markdown import JOINER, to_markdown
from planlang.report.words.extent import Extent
from tests.report import evaluated, made

Golden = Callable[[str, str], None]
PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
NASTY = (
    "a | b", "`code`", "**bold** _it_ ~~gone~~", "[x](javascript:alert(1))", "![i](http://e.com/i.png)", "<script>alert(1)</script>",
    "<!-- c -->", "&lt;b&gt; &#42;", "# not a heading #", "- no item", "1. no item", "1) no", "> no quote", "===", "---", "+ x", "\\", "a\\|b", "$x$",
    "\n\n# new", "a  \nb", "\tcode", "    code", "[r]: http://e.com", "[^1]", "https://e.com", "WWW.e.com", "\u202eb\x00\x1b[2J", "{{ x }}", ": x",
    "ann@corp.com", "@team", "@org/team #12", "mailto:x@y.z", "xmpp:x@y.z", "gh-7", "org/it#3", "-", "+", "*", "1.",
)  # fmt: skip
TEXTS = st.one_of(
    st.sampled_from(NASTY),
    st.text(st.sampled_from("ab 客，“*_`[]()<>|\\~#-+=.!&;:/1$^{}@\n\t\r\"'"), min_size=1, max_size=12),
)
Said = tuple[str, str, bool]
"""What a block is, its words, and whether they stand out."""


# ---------------------------------------------------------------- what a parser reads


def read(text: str) -> list[Said]:
    """Headings, paragraphs, items by depth, and rows of tables, in order."""
    found: list[Said] = []
    kind, depth = "p", 0
    for token in PARSER.parse(text):
        if token.type in ("bullet_list_open", "bullet_list_close"):
            depth += token.nesting
        elif token.type in ("heading_open", "th_open", "td_open"):
            kind = token.tag + ("" if token.attrGet("style") is None else "-right")
        elif token.type == "inline":
            found.append((f"item{depth}" if depth else kind, *words(token)))
            kind = "p"
        else:
            assert token.type in STRUCTURE, token
    return found


STRUCTURE = {
    f"{name}_{end}"
    for name in ("heading", "paragraph", "list_item", "table", "thead", "tbody", "tr", "th", "td")
    for end in ("open", "close")
}


def words(token: Token) -> tuple[str, bool]:
    """The text of an inline token, in which nothing may be marked but what stands out as a whole."""
    kinds = [child.type for child in token.children or ()]
    assert set(kinds) <= {"text", "strong_open", "strong_close", "code_inline"}, token
    assert kinds.count("strong_open") <= 1
    if "code_inline" in kinds:
        assert re.fullmatch(r"`[·PFRE_s]+`( .*)?", token.content), token
    return "".join(child.content for child in token.children or ()).replace(JOINER, ""), "strong_open" in kinds


# ---------------------------------------------------------------- what a document says


def said(document: Document) -> Iterator[Said]:
    if document.head is not None:
        yield from _section(document.head, 1)
    for section in document.sections:
        yield from _section(section, 2)


def _words(text: str) -> str:
    return printable(text).strip().replace(JOINER, "")


def _section(section: Section, degree: int) -> Iterator[Said]:
    if _words(section.heading):
        yield f"h{degree}", _words(section.heading), False
    for block in section.blocks:
        match block:
            case Paragraph():
                if _words(block.text):
                    yield "p", _words(block.text), block.tone is Tone.STRONG
            case Facts():
                for name, cell in block.facts:
                    yield "item1", f"{_words(name)} {_words(cell.text)}".strip(), bool(_words(name))
            case Table():
                yield from _table(block) if block.rows or not block.quiet else ()
            case Listing():
                for entry in block.entries:
                    sign = "" if entry.sign is None else _words(entry.sign.text) + " "
                    yield "item1", (sign + _words(entry.text)).strip(), entry.tone is Tone.STRONG
                    for below in entry.below:
                        yield "item2", _words(below.text), below.tone is Tone.STRONG
            case Strip():
                for line in (f"{block.letters} {_words(block.span)}".strip(), _words(block.legend)):
                    if line:
                        yield "p", line, False
            case Section():
                yield from _section(block, degree + 1)


def _table(table: Table) -> Iterator[Said]:
    sides = ["-right" if column.right else "" for column in table.columns]
    for column, side in zip(table.columns, sides, strict=True):
        yield "th" + side, _words(column.head), False
    for row in table.rows:
        for cell, side in zip(row.cells, sides, strict=True):
            strong = cell.tone is Tone.STRONG and bool(_words(cell.text))
            yield "td" + side, ("› " * cell.depth + _words(cell.text)).strip(), strong
        for index, side in enumerate(sides if row.note else ()):
            yield "td" + side, _words(row.note) if index == min(1, len(sides) - 1) else "", False


def unlinked(text: str) -> bool:
    """Whether nothing in it is an address, a person or a number that hosts make a link of."""
    return re.search(r"(?i)[a-z]://|www\.|@[\w.-]|#[0-9]|\bgh-[0-9]", text) is None


# ---------------------------------------------------------------- reports


def documents(evaluation: Evaluation, language: Language) -> Iterator[Document]:
    many = evolve(evaluation, violations=evaluation.violations * 9, notes=evaluation.notes * 9)
    yield week_document(evaluation, language)
    yield week_document(many, language)
    yield week_document(many, language, Extent(whole=True))
    yield schedule_document(evaluation.schedule, evaluation.plan, language)
    model = evaluation.plan.model
    names = (*model.goals, *model.metrics, *model.alerts, *model.tasks, *(one.id for one in evaluation.violations))
    yield explanations([subject for name in names for subject in subjects(evaluation, name)], evaluation, language)


@pytest.mark.parametrize("language", Language)
def test_a_parser_reads_exactly_what_the_documents_say(language: Language) -> None:
    for document in documents(evaluated.evaluation(language is Language.ZH), language):
        text = to_markdown(document)
        assert read(text) == list(said(document))
        assert len(read(text)) > 20


@pytest.mark.parametrize("language", Language)
def test_the_week_reads_as_in_the_golden(golden: Golden, language: Language) -> None:
    evaluation = evaluated.evaluation(language is Language.ZH)
    golden(f"summary.{language.value}.md", to_markdown(week_document(evaluation, language)))


@pytest.mark.parametrize("nasty", NASTY)
def test_texts_of_plans_and_data_are_no_markup(nasty: str) -> None:
    evaluation = evaluated.evaluation(chinese=False)
    violation = evolve(evaluation.violations[1], title=nasty, owner=nasty, entity=f"rep:{nasty}")
    note = evolve(evaluation.notes[0], message=Text("report.data.note", "{text}")(text=nasty))
    stranger = evolve(evaluation, violations=(violation,), notes=(note,))
    for document in (
        week_document(stranger, Language.EN),
        explanations((violation,), stranger, Language.EN),
        schedule_document(
            evaluation.schedule, made.plan(nasty, [], evaluation.plan.start, evaluation.plan.end), Language.EN
        ),
    ):
        text = to_markdown(document)
        assert read(text) == list(said(document))
        assert unlinked(text)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    columns = tuple(Column(draw(TEXTS), right=draw(st.booleans())) for _ in range(draw(st.integers(1, 3))))
    rows = tuple(
        Row(
            tuple(
                Cell(draw(TEXTS), draw(st.sampled_from((Tone.PLAIN, Tone.STRONG))), depth=draw(st.integers(0, 2)))
                for _ in columns
            ),
            draw(st.one_of(st.just(""), TEXTS)),
        )
        for _ in range(draw(st.integers(1, 3)))
    )
    return Table(columns, rows)


WORDS = TEXTS.filter(lambda text: bool(_words(text)))
PARAGRAPHS = st.builds(Paragraph, TEXTS, st.sampled_from((Tone.PLAIN, Tone.STRONG)))
ENTRIES = st.builds(
    Entry,
    WORDS,
    st.sampled_from((Tone.PLAIN, Tone.STRONG)),
    st.none() | st.builds(Cell, st.sampled_from(("!", "")) | TEXTS),
    st.lists(st.builds(Paragraph, WORDS), max_size=2).map(tuple),
)
STRIPS = st.builds(Strip, st.sampled_from(("", "·PF_", "R")), TEXTS, TEXTS)
FACTS = st.lists(st.tuples(TEXTS, st.builds(Cell, TEXTS)), min_size=1, max_size=3).map(
    lambda facts: Facts(tuple(facts))
)
LISTINGS = st.lists(ENTRIES, min_size=1, max_size=3).map(lambda entries: Listing(tuple(entries)))
BLOCKS = st.lists(st.one_of(PARAGRAPHS, FACTS, LISTINGS, STRIPS, tables()), max_size=4).map(tuple)
SECTIONS = st.builds(
    lambda one, two, inner, more: Section(one, (*inner, Section(two, more))), TEXTS, TEXTS, BLOCKS, BLOCKS
)


@given(st.builds(Document, st.none() | SECTIONS, st.lists(SECTIONS, min_size=1, max_size=3).map(tuple)))
def test_whatever_the_words_are_they_are_read_as_words(document: Document) -> None:
    text = to_markdown(document)
    assert read(text) == list(said(document))
    assert unlinked(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ann@corp.com", "ann@\u2060corp.com"),
        ("@team", "@\u2060team"),
        ("#12 gh-7", r"\#" + "\u206012 gh-\u20607"),
        ("# 1 weigh-7", r"\# 1 weigh-7"),
    ],
)
def test_addresses_people_and_threads_are_neither_linked_to_nor_notified(text: str, shown: str) -> None:
    document = Document(None, (Section("", (Paragraph(text), Facts((("who", Cell(text)),)), Listing((Entry(text),)))),))
    assert to_markdown(document) == f"{shown}\n\n- **who** {shown}\n- {shown}\n"


def test_what_a_table_a_sign_or_a_strip_lacks_hides_nothing_else() -> None:
    table = Table((Column("only"),), (Row(("x",), note="a note"),))
    listing = Listing((Entry("- x", sign=Cell("-")), Entry("y", sign=Cell("+")), Entry("z", sign=Cell(""))))
    document = Document(None, (Section("", (table, listing, Strip("", "", "legend"))),))
    assert to_markdown(document) == ("| only |\n| --- |\n| x |\n| a note |\n\n- \\- \\- x\n- \\+ y\n- z\n\nlegend\n")
