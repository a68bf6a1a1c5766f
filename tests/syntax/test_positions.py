"""Positions convert in one place: code points, UTF-16 and UTF-8, there and back; a stretch of a file moves as one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planlang.source import Counted, Place, Source, Span

TEXT = "plan 计划\ntask 🚀go {\n}\n"
TEXTS = st.text(alphabet="ab计é🚀\n\u0301", max_size=40)


@pytest.mark.parametrize(
    ("counted", "column"), [(Counted.CODE_POINTS, 8), (Counted.UTF_16, 9), (Counted.UTF_8, 11)], ids=str
)
def test_a_column_behind_a_rocket(counted: Counted, column: int) -> None:
    source = Source("a.plan", TEXT)
    at = TEXT.index("go") + 1
    assert source.column(at, counted) == column
    assert source.offset(2, column, counted) == at


@given(TEXTS, st.data())
def test_a_position_is_what_encoding_the_line_says_and_leads_back(text: str, data: st.DataObject) -> None:
    source = Source("a.plan", text)
    at = data.draw(st.integers(0, len(text)))
    line, column = source.line_column(at)
    before = text[:at].rpartition("\n")[2]
    assert line == text[:at].count("\n") + 1
    assert source.column(at, Counted.CODE_POINTS) == column == len(before) + 1
    assert source.column(at, Counted.UTF_8) == len(before.encode()) + 1
    assert source.column(at, Counted.UTF_16) == len(before.encode("utf-16-be")) // 2 + 1
    for counted in Counted:
        assert source.offset(line, source.column(at, counted), counted) == at


@given(TEXTS, st.integers(1, 60), st.integers(1, 60), st.sampled_from(Counted))
def test_any_position_of_a_client_is_one_in_the_text(text: str, line: int, column: int, counted: Counted) -> None:
    source = Source("a.plan", text)
    at = source.offset(line, column, counted)
    assert 0 <= at <= len(text)
    if line <= text.count("\n") + 1:
        assert source.line_column(at)[0] == line
        assert source.column(at, counted) <= column


def test_a_stretch_moves_with_the_text_before_it() -> None:
    place = Place(Source("a.plan", "one\ntwo three"), 4)
    span = Span(Source("a.plan", "two three", place), 4, 9)
    assert (span.place(), span.text, span.start, span.end) == ("a.plan:2:5", "three", 8, 13)
    assert span.behind.start == 13
    assert span.part(1, 2).text == "hr"
    place.file = Source("a.plan", "one\n\n\ntwo three")
    place.start = 6
    assert (span.place(), span.text, span.end) == ("a.plan:4:5", "three", 15)
    assert span.source is place.file
