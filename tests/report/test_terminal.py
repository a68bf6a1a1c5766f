"""How a document is set on a terminal: what hangs, what goes on below, which tone has which colour."""

from __future__ import annotations

import ast

import pytest

from planlang.diagnostics.text import Language
from planlang.report.document import (
    Block,
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
from planlang.report.formats.text import to_text
from planlang.report.terminal.wrapping import broken, wrapped
from tests.architecture.test_layers import PACKAGE

LONG = "one two three four five six"


def lines(*blocks: Block, width: int = 16, colour: bool = False, heading: str = "", quiet: bool = False) -> list[str]:
    """What is printed of one section."""
    return (
        to_text(Document(None, (Section(heading, blocks, quiet),)), Language.EN, width, colour=colour)
        .rstrip("\n")
        .split("\n")
    )


def test_further_lines_of_an_entry_stand_below_its_words() -> None:
    signed = Entry(LONG, sign=Cell("!"), below=(Paragraph("below it all of it"),))
    assert lines(Listing((signed,))) == ["! one two three", "  four five six", "  below it all", "  of it"]
    assert lines(Listing((Entry(LONG),))) == ["one two three", "four five six"]
    assert lines(Listing((signed,), depth=1)) == [
        "  ! one two", "    three four", "    five six", "    below it all", "    of it",
    ]  # fmt: skip


def test_paragraphs_headings_and_notes_go_on_below_and_stand_as_deep_as_they_are() -> None:
    assert lines(Paragraph(LONG, depth=2)) == ["    one two", "    three four", "    five six"]
    assert lines(heading=LONG) == ["one two three", "four five six"]
    table = Table((Column(), Column()), (Row(("!", "a"), LONG), Row(("?", "b"))), depth=1)
    assert lines(table) == ["  !  a", "     one two", "     three four", "     five six", "  ?  b"]
    assert lines(Facts((("name", Cell("x")), ("n", Cell("y"))))) == ["  name  x", "  n     y"]
    assert lines(Strip("·PF", "W1 to W3", "P pending")) == ["  ·PF  W1 to W3", "  P pending"]


def test_a_heading_goes_into_the_corner_of_a_table_and_is_left_out_where_nothing_needs_it() -> None:
    table = Table((Column(), Column("n", right=True)), (Row(("a", "10")),))
    assert lines(table, heading="Head") == ["Head   n", "a     10"]
    quiet = Table((Column("x"), Column("n")), (Row(("a", "10")),), quiet=True)
    assert lines(quiet, heading="Head") == ["Head", "a  10"]
    assert lines(quiet, heading="Head", quiet=True) == ["a  10"]
    inner = Section("Inner", (Paragraph("text"),))
    assert lines(inner, heading="Head") == ["Head", "Inner", "text"]


def test_columns_that_go_on_begin_again_with_the_first() -> None:
    columns = (Column("name", elastic=True), *(Column(head, right=True) for head in ("first", "second", "third")))
    table = Table(columns, (Row((Cell("ab", depth=1), "1", "2", "3")),), goes_on=True)
    assert lines(table, width=24) == ["name  first  second", "  ab      1       2", "", "name  third", "  ab      3"]


def test_the_widest_column_is_cut_first_and_below_its_least_only_where_all_else_is_cut() -> None:
    columns = (Column(elastic=True, least=6), Column(elastic=True, least=6))
    table = Table(columns, (Row(("a" * 9, "b" * 16)),))
    assert lines(table, width=22) == ["aaaaaaaaa  bbbbbbbbbb…"]
    assert lines(table, width=16) == ["aaaaaa…  bbbbbb…"]
    assert lines(table, width=10) == ["aaa…  bbb…"]
    assert lines(table, width=2) == ["a…  b…"]


def test_columns_of_the_highest_rank_are_left_out_first_and_of_equal_ones_the_last() -> None:
    columns = (Column("name"), Column("1st", rank=1), Column("2nd", rank=2), Column("3rd", rank=2))
    table = Table(columns, (Row(("ab", "1", "2", "3")),))
    heads = [lines(table, width=width)[0].split() for width in (19, 18, 13, 8)]
    assert heads == [["name", "1st", "2nd", "3rd"], ["name", "1st", "2nd"], ["name", "1st"], ["name"]]


def test_columns_that_are_left_out_are_named_below_the_table() -> None:
    columns = (Column("name"), Column("first", rank=1), Column("none", rank=3), Column("second", rank=2))
    rows = (Row(("a" * 30, "one", "", "other")),)
    document = Document(None, (Section("", (Table(columns, rows, quiet=True, depth=1),)),))
    below = [to_text(document, language, width).split("\n")[1:] for language in Language for width in (44, 40, 32)]
    assert below == [
        [""],
        ["  … no room for the columns: second", "    (--format markdown has them)", ""],
        ["  … no room for the columns:", "    first, second (--format", "    markdown has them)", ""],
        [""],
        ["  …… 放不下的列：second（--format", "    markdown 全部列出）", ""],
        ["  …… 放不下的列：first、second", "    （--format markdown 全部列", "    出）", ""],
    ]


def test_only_the_cell_that_is_too_long_goes_on_below() -> None:
    columns = (Column(), Column(elastic=True, least=6), Column())
    table = Table(columns, (Row(("a", "one two three", "c")),), whole=True)
    assert lines(table, width=13) == ["a  one two  c", "   three"]


def test_lines_break_neither_before_what_closes_nor_behind_what_opens() -> None:
    assert wrapped("一二三，四五", 6) == ["一二", "三，四", "五"]
    assert wrapped("一二（三四）五", 6) == ["一二", "（三", "四）五"]
    assert wrapped("一二三四", 6) == ["一二三", "四"]
    assert broken("，，，，，", 4) == ["，，", "，，", "，"]


@pytest.mark.parametrize(
    ("tone", "code"),
    [
        (Tone.STRONG, "1"), (Tone.MUTED, "2"), (Tone.BAD, "1;31"), (Tone.RISK, "33"), (Tone.GOOD, "32"), (Tone.NOTE, "36"),
    ],
)  # fmt: skip
def test_a_tone_is_a_colour_line_by_line_and_cell_by_cell(tone: Tone, code: str) -> None:
    first, second = (f"\x1b[{code}m{text}\x1b[0m" for text in ("one two three", "four five six"))
    assert lines(Paragraph(LONG, tone), colour=True) == [first, second]
    assert lines(Paragraph(LONG, tone)) == ["one two three", "four five six"]
    table = Table((Column(), Column()), (Row((Cell("a", tone), "b")),))
    assert lines(table, colour=True) == [f"\x1b[{code}ma\x1b[0m  b"]


def test_plain_texts_have_no_colour() -> None:
    assert lines(Paragraph("a"), Table((Column(),), (Row(("b",)),)), colour=True) == ["a", "b"]


def test_no_section_knows_a_width_or_a_colour() -> None:
    rooms = [PACKAGE / "report" / "sections", PACKAGE / "report" / "documents"]
    files = [PACKAGE / "report" / "document.py", *(path for room in rooms for path in sorted(room.glob("*.py")))]
    assert len(files) > 15
    for path in files:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
        modules = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        assert not names & {"width", "colour"}, path.name
        assert not modules & {"planlang.diagnostics.width", "shutil"}, path.name
        assert "\\x1b" not in path.read_text(encoding="utf-8"), path.name
