"""Days as px, header tiers, days off; widths and cleaning of texts."""

from __future__ import annotations

import unicodedata
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planlang.diagnostics.text import Language
from planlang.report.picture.measure import shorten, text_width
from planlang.report.picture.theme import MONTH, NAME, WEEK
from planlang.report.timeline.axis import Axis, header, rules, shades
from planlang.report.words.names import clean
from planlang.values.calendars import CalendarSpec, make_calendar
from planlang.values.periods import FiscalYears, Grid
from planlang.values.retail import RetailYears
from tests.report import made


def axis(first: date, last: date, width: float) -> Axis:
    days = (last - first).days + 1
    return Axis(first, last + timedelta(days=1), 100, width / days)


def labels(axis: Axis, style: object, grid: Grid = Grid(), language: Language = Language.EN) -> list[str]:
    words, _ = header(axis, grid, language, 0)
    return [item.text for item in words if item.style is style]


def test_weeks_around_new_year_carry_their_iso_numbers() -> None:
    assert labels(axis(date(2026, 12, 14), date(2027, 1, 17), 1000), WEEK) == [
        *("W51 · 14 Dec", "W52 · 21 Dec", "W53 · 28 Dec", "W01 · 4 Jan", "W02 · 11 Jan")
    ]


def test_months_of_a_quarter_and_the_fiscal_quarter_are_named() -> None:
    april = Grid(fiscal=FiscalYears(4, named_by_end=True))
    shown = axis(date(2026, 2, 1), date(2026, 5, 31), 900)
    assert labels(shown, MONTH) == ["Feb 2026", "Mar", "Apr", "May"]
    assert labels(shown, MONTH, language=Language.ZH) == ["2026年2月", "3月", "4月", "5月"]
    words, _ = header(shown, april, Language.EN, 0)
    assert [w.text for w in words if w.style.name == "quarter"] == ["FY2026 Q4", "FY2027 Q1"]


def test_months_of_a_retail_year_are_numbered() -> None:
    grid = Grid(6, RetailYears((4, 5, 4), 1, named_by_end=False))
    shown = axis(date(2023, 12, 10), date(2024, 3, 31), 900)
    for language in Language:
        assert labels(shown, MONTH, grid, language) == ["FY2023 P11", "P12", "FY2024 P01", "P02"]
    words, _ = header(shown, grid, Language.EN, 0)
    assert [w.text for w in words if w.style.name == "quarter"] == ["FY2023 Q4", "FY2024 Q1"]


@given(st.integers(0, 400), st.integers(1, 4000), st.floats(50, 2000), st.sampled_from(Language))
def test_labels_of_a_tier_never_touch(offset: int, days: int, width: float, language: Language) -> None:
    first = date(2026, 1, 1) + timedelta(days=offset)
    words, _ = header(axis(first, first + timedelta(days=days), width), Grid(), language, 0)
    for one in words:
        assert one.box.right <= 100 + width + 0.1
        assert not [other.text for other in words if other is not one and other.box.meets(one.box)]


@pytest.mark.parametrize(("width", "step"), [(3000, 1), (1700, 1), (1000, 2), (500, 4)])
def test_weeks_are_thinned_to_every_second_or_fourth(width: float, step: int) -> None:
    numbers = [int(text[1:3]) for text in labels(axis(date(2026, 1, 5), date(2026, 12, 20), width), WEEK)]
    assert {b - a for a, b in pairwise(numbers)} == {step}


def test_weekends_are_plain_holidays_hatched_and_make_up_days_clear() -> None:
    holidays = [(date(2026, 5, 1), date(2026, 5, 5), "劳动节")]
    calendar = made.calendar(date(2026, 1, 1), date(2026, 12, 31), holidays, [date(2026, 5, 9)])
    shown = axis(date(2026, 4, 27), date(2026, 5, 17), 2100)
    found = [
        (round((shade.box.x - 100) / 100), round(shade.box.width / 100), shade.hatched, shade.tip)
        for shade in shades(shown, calendar, 0, 10, Language.EN)
    ]
    assert found == [(4, 5, True, "劳动节"), (13, 1, False, None), (19, 2, False, None)]


@pytest.mark.parametrize(
    ("language", "names"),
    [(Language.EN, ["Labor Day", "Day off (substituted"]), (Language.ZH, ["劳动节", "休息日（由"])],
)
def test_official_holidays_are_named_in_the_language_of_the_reader(language: Language, names: list[str]) -> None:
    calendar = make_calendar(CalendarSpec("china", "China", countries=("CN",)), date(2026, 1, 1), date(2026, 12, 31))
    shown = shades(axis(date(2026, 4, 30), date(2026, 5, 6), 600), calendar, 0, 10, language)
    tips = [shade.tip for shade in shown if shade.hatched and shade.tip]
    assert all(any(tip.startswith(name) for tip in tips) for name in names), tips


def test_lines_of_months_are_stronger_than_those_of_weeks() -> None:
    lines = rules(axis(date(2026, 4, 1), date(2026, 5, 31), 610), Grid(), 0, 500)
    strong = [round((line.x - 100) / 10) for line in lines if line.strong]
    assert strong == [0, 30]
    assert len(lines) == 10


@given(st.text(max_size=40), st.floats(0, 300))
def test_shortened_texts_fit_their_room(text: str, room: float) -> None:
    cut = shorten(text, NAME, room)
    assert cut == "" or text_width(cut, NAME) <= room
    assert cut == text or cut == "" or (cut.endswith("…") and text.startswith(cut[:-1]))


@given(st.text(max_size=60))
def test_cleaned_texts_are_one_line_without_controls(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert not [char for char in cleaned if unicodedata.category(char) in ("Cc", "Cs", "Cn", "Zl", "Zp")]
    assert not set(cleaned) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")


def test_chinese_characters_take_one_em() -> None:
    assert text_width("客户", NAME) == pytest.approx(2 * 13, rel=0.05)
    assert text_width("客户", NAME) > text_width("mm", NAME) > text_width("il", NAME)
