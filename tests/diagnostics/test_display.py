from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planlang.diagnostics.display import REASONS, percent, show
from planlang.diagnostics.text import Language
from planlang.values.figure import Known, Unknown, Why
from planlang.values.units import (
    Count,
    DateUnit,
    Days,
    InstantUnit,
    Minutes,
    MoneyIn,
    PercentagePoints,
    Plain,
    Ratio,
    Truth,
    Unit,
    WorkingDays,
)

CNY = MoneyIn("CNY")


@pytest.mark.parametrize(
    ("value", "unit", "english", "chinese"),
    [
        ("12", Count(), "12", "12"),
        ("1234567", Count(), "1,234,567", "1,234,567"),
        ("16/3", Count(), "5.33", "5.33"),
        ("-0.004", Plain(), "0", "0"),
        ("0.25", Ratio(), "25.0%", "25.0%"),
        ("-1/8", Ratio(), "-12.5%", "-12.5%"),
        ("0.05", PercentagePoints(), "5.0pp", "5.0个百分点"),
        ("7000000", CNY, "7,000,000 CNY", "7,000,000元"),
        ("583333.3333", CNY, "583,333.33 CNY", "583,333.33元"),
        ("0.5", CNY, "0.50 CNY", "0.50元"),
        ("1/3", MoneyIn("KWD"), "0.333 KWD", "0.333 KWD"),
        ("1/3", MoneyIn("JPY"), "0 JPY", "0 JPY"),
        ("14", Days(), "14d", "14天"),
        ("10.5", WorkingDays(), "10.5wd", "10.5个工作日"),
        ("240", Minutes(), "4h", "4小时"),
        ("312.4", Minutes(), "5h 12min", "5小时12分钟"),
        ("30", Minutes(), "30min", "30分钟"),
        ("0", Minutes(), "0min", "0分钟"),
        ("-90", Minutes(), "-1h 30min", "-1小时30分钟"),
        ("90000", Minutes(), "1,500h", "1,500小时"),
        ("739687", DateUnit(), "2026-03-12", "2026-03-12"),
        ("739687.5", InstantUnit(), "2026-03-12 12:00", "2026-03-12 12:00"),
        ("1", Truth(), "yes", "是"),
    ],
)
def test_a_figure_is_shown_with_its_unit(value: str, unit: Unit, english: str, chinese: str) -> None:
    assert show(Known(Fraction(value)), unit, Language.EN) == english
    assert show(Known(Fraction(value)), unit, Language.ZH) == chinese


@pytest.mark.parametrize(
    ("value", "english", "chinese"),
    [
        ("120000000", "120M CNY", "1.2亿元"),
        ("24000000", "24M CNY", "2400万元"),
        ("9999", "10k CNY", "9,999元"),
        ("99999999", "100M CNY", "1亿元"),
        ("12345", "12.35k CNY", "1.23万元"),
        ("999", "999 CNY", "999元"),
        ("-2500000000", "-2.5B CNY", "-25亿元"),
        ("0", "0 CNY", "0元"),
    ],
)
def test_short_money_uses_the_scale_of_the_language(value: str, english: str, chinese: str) -> None:
    assert show(Known(Fraction(value)), CNY, Language.EN, short=True) == english
    assert show(Known(Fraction(value)), CNY, Language.ZH, short=True) == chinese


def test_short_money_stays_on_its_side_of_the_limit() -> None:
    figure = Known(Fraction(99_999_999))
    assert show(figure, CNY, Language.ZH, Fraction(10**8), short=True) == "9999.9999万元"
    assert show(figure, CNY, Language.EN, Fraction(10**8), short=True) == "99.999999M CNY"


def test_minutes_stay_on_their_side_of_the_limit() -> None:
    assert show(Known(Fraction("240.2")), Minutes(), Language.EN, Fraction(240)) == "4h 0.2min"
    assert show(Known(Fraction("239.8")), Minutes(), Language.EN, Fraction(240)) == "3h 59.8min"


@given(st.fractions(-3, 3), st.fractions(-3, 3, max_denominator=1000))
def test_a_percentage_is_never_shown_on_the_wrong_side(value: Fraction, limit: Fraction) -> None:
    shown = Fraction(percent(value, limit).removesuffix("%")) / 100
    if abs(value - limit) > Fraction(1, 10**8):
        assert (shown < limit, shown > limit) == (value < limit, value > limit)


@pytest.mark.parametrize("why", Why)
def test_every_unknown_says_why(why: Why) -> None:
    text = show(Unknown(why), Count(), Language.EN)
    assert REASONS[why].english in text
    assert show(Unknown(why), Count(), Language.ZH) != text


def test_an_unknown_tells_what_is_known_so_far() -> None:
    figure = Unknown(Why.NOT_LOADED, Fraction(3))
    assert show(figure, Count(), Language.EN) == "unknown (not loaded; so far 3)"
    assert show(figure, Count(), Language.ZH) == "未知（缺导出数据；目前为3）"
