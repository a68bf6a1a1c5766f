"""What is wrong with scorecards beside the pages of their checks."""

from __future__ import annotations

import pytest

from planlang.diagnostics.diagnostic import Severity
from planlang.semantics.check import check_files
from planlang.source import Source
from planlang.syntax.parse import parse
from tests.semantics.marked import COMPANY, Memory, checked

CARD = "scorecard c for each %s { every month; line a = attainment(revenue) this month, weight 100%%; %s }"


@pytest.mark.parametrize(
    ("who", "clause", "said"),
    [
        ("team", "rank by team", "take `by team` off"),
        ("rep", "rank by product", "or `by team`"),
        ("rep", "agreed within 3d", "working days"),
    ],
)
def test_a_clause_that_would_change_nothing_is_told(who: str, clause: str, said: str) -> None:
    (found,) = checked(COMPANY + CARD % (who, clause), {}).diagnostics
    assert said in found.message.render()


def test_a_scale_may_begin_below_zero() -> None:
    card = "scorecard c for each rep { every month; line a = win_rate this month, weight 100%, scale -5% -> 0%, 10% -> 100% }"
    found = checked(COMPANY + card)
    assert found.names == []
    assert [str(at) for at, _ in found.plan.scorecards["c"].lines[0].anchors] == ["-0.05", "0.10"]


def test_so_much_taken_away_for_each_leaves_a_ratio() -> None:
    card = "scorecard c for each rep { every month; line a = 100% - 5% * breaches(b2b) this month, weight 100% }"
    assert checked(COMPANY + card).names == []
    assert checked(COMPANY + "metric m = 100% - breaches(b2b) this month").names == ["unit-mismatch"]
    assert checked(COMPANY + "metric m = win_rate + 2 * visits").names == ["unit-mismatch"]


def test_what_is_wrong_only_after_a_change_names_the_change() -> None:
    text = """
goal split "Split" { measure signed; target 10M CNY by 2026-12-31; split by team { north 6M CNY; south 4M CNY }; owner director }
scenario careful "Careful" { change goal split { target 9M CNY by 2026-12-31 } }
"""
    (found,) = check_files(parse(Source("main.plan", COMPANY + text)).value, Memory({})).diagnostics
    assert found.name == "split-does-not-add-up"
    assert found.fixes == ()
    assert [one.span.text for one in found.related] == ["careful"]
    assert found.help is not None
    assert "the plan itself is right" in found.help.render()


@pytest.mark.parametrize(
    ("figure", "scale", "said"),
    [
        ("signed", "0元 -> 0%, 40万元 -> 100%", "0.0 400000.0"),
        ("signed", "-5万元 -> 0%, 0 -> 50%, 40万 CNY -> 100%", "-50000.0 0.0 400000.0"),
        (
            "signed",
            "0 USD -> 0%, 9 USD -> 100%",
            "the values of this scale are money in USD, and the line is money in CNY",
        ),
        ("visits", "0元 -> 0%, 9元 -> 100%", "the values of this scale are money in CNY, and the line is a count"),
        ("win_rate", "1d -> 0%, 9d -> 100%", "the values of this scale are calendar days, and the line is a ratio"),
        ("tenure", "-1d -> 0%, 1 week -> 100%", "-1.0 7.0"),
    ],
)
def test_values_of_a_scale_are_in_the_unit_of_the_line(figure: str, scale: str, said: str) -> None:
    window = "" if figure == "tenure" else " this month"
    card = f"scorecard c for each rep {{ every month; line a = {figure}{window}, weight 100%, scale {scale} }}"
    found = checked(COMPANY + card)
    if found.diagnostics:
        assert [one.message.render() for one in found.diagnostics] == [said]
    else:
        assert " ".join(str(float(at)) for at, _ in found.plan.scorecards["c"].lines[0].anchors) == said


@pytest.mark.parametrize(
    "text",
    [
        "scorecard c for each rep { every month; line a = attainment(revenue) this month, wieght 100% }",
        "scorecard c for each rep { evry month; line a = attainment(revenue) this month, weight 100% }",
        'waiver w on b2b { wives stay in proposal; until 2026-06-30; approved by director on 2026-03-10; because "x" }',
        'revision r on 2026-03-01 { approved by director on 2026-03-10; because "x"; drp few }\nalert few { when visits this week < 3; notify director }',
        "adjust a { whn visits this week < 3; propose drop few; notify director }\nalert few { when visits this week < 3; notify director }",
    ],
)
def test_one_mistake_of_writing_is_told_once(text: str) -> None:
    parsed = parse(Source("main.plan", COMPANY + text))
    outcome = check_files(parsed.value, Memory({}))
    found = [*parsed.diagnostics, *outcome.diagnostics]
    assert len([one for one in found if one.severity is Severity.ERROR]) == 1, [one.message.render() for one in found]
    assert [one.name for one in outcome.diagnostics if one.severity is Severity.WARNING] == []
