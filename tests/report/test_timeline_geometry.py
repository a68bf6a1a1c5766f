"""Where things stand in a timeline: nothing covers what it must not, whatever the dates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations, pairwise

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planlang.diagnostics.text import Language
from planlang.report.picture.measure import flag_width
from planlang.report.picture.scene import Bar, Box, Diamond, Point, Row, Scene, Words
from planlang.report.timeline.timeline import TimelineOptions, timeline
from planlang.schedule.schedule import Schedule
from tests.laws import tries
from tests.report import evaluated, made
from tests.report.drawn import DAYS, START, Drawn, plans

SLOW = settings(max_examples=tries(60), deadline=None, suppress_health_check=[HealthCheck.too_slow])


def marks(row: Row) -> Iterator[Box]:
    """What a row shows of its own, and where it was planned."""
    for item in (row.mark, row.ghost):
        if isinstance(item, Box):
            yield item
        elif item is not None:
            yield item.box


def meets(start: Point, end: Point, box: Box) -> bool:
    """Whether a level or upright stretch runs into a box."""
    (x0, y0), (x1, y1) = start, end
    return min(x0, x1) < box.right and box.x < max(x0, x1) and box.y < y0 < box.bottom if y0 == y1 else (
        box.x < x0 < box.right and min(y0, y1) < box.bottom and box.y < max(y0, y1)
    )  # fmt: skip


def crossings(scene: Scene) -> list[tuple[str, str, str]]:
    """Arrows that run through a bar or milestone they do not belong to."""
    return [
        (arrow.before, arrow.after, row.key)
        for arrow in scene.arrows
        for row in scene.rows
        if row.key not in (arrow.before, arrow.after)
        for box in marks(row)
        for start, end in pairwise(arrow.points)
        if meets(start, end, box)
    ]


def covering(words: list[Words]) -> list[tuple[str, str]]:
    """Pairs of texts that stand on each other."""
    return [(one.text, other.text) for one, other in combinations(words, 2) if one.box.meets(other.box)]


@SLOW
@given(plans(), st.booleans(), st.sampled_from(Language))
def test_no_arrow_crosses_a_foreign_bar(drawn: Drawn, compact: bool, language: Language) -> None:
    scene = timeline(
        drawn.plan, drawn.schedule, None, language, TimelineOptions(compact=compact, baseline=drawn.baseline)
    )
    assert crossings(scene) == []


@SLOW
@given(plans(), st.integers(0, DAYS - 1), st.integers(0, 60))
def test_no_arrow_crosses_a_foreign_bar_when_only_some_days_are_drawn(drawn: Drawn, offset: int, days: int) -> None:
    first = START + timedelta(days=offset)
    options = TimelineOptions(start=first, end=first + timedelta(days=days), baseline=drawn.baseline)
    scene = timeline(drawn.plan, drawn.schedule, None, Language.EN, options)
    assert crossings(scene) == []
    for row in scene.rows:
        for box in marks(row):
            assert scene.chart.x < box.x
            assert box.right <= scene.chart.right


@SLOW
@given(plans())
def test_arrows_have_right_angles_and_join_the_ends_that_their_links_name(
    drawn: Drawn,
) -> None:
    scene = timeline(drawn.plan, drawn.schedule)
    rows = {row.key: row for row in scene.rows}
    kinds = {(edge.before, edge.after): edge.link.kind.value for edge in drawn.plan.edges}
    for arrow in scene.arrows:
        for (x0, y0), (x1, y1) in pairwise(arrow.points):
            assert (x0 == x1) != (y0 == y1)
        before, after = rows[arrow.before].mark, rows[arrow.after].mark
        assert isinstance(before, Bar | Diamond)
        assert isinstance(after, Bar | Diamond)
        leaves, enters = kinds[arrow.before, arrow.after]
        assert arrow.points[0][0] == pytest.approx(before.box.right if leaves == "F" else before.box.x, abs=0.01)
        assert arrow.points[-1][0] == pytest.approx(after.box.x if enters == "S" else after.box.right, abs=0.01)
        assert arrow.points[-2][0] < arrow.points[-1][0] if enters == "S" else arrow.points[-2][0] > arrow.points[-1][0]


@SLOW
@given(plans(), st.sampled_from(Language))
def test_texts_cover_neither_each_other_nor_the_marks_of_their_row(drawn: Drawn, language: Language) -> None:
    scene = timeline(drawn.plan, drawn.schedule, None, language, TimelineOptions(baseline=drawn.baseline))
    lags = [arrow.lag for arrow in scene.arrows if arrow.lag]
    assert covering(lags) == []
    fixed = [*scene.words, *(swatch.words for swatch in scene.legend), *(g.words for g in scene.goals if g.words)]
    assert covering(fixed) == []
    for row in scene.rows:
        assert covering([*row.cells, *([row.label] if row.label else [])]) == []
        if row.label and row.mark:
            assert not row.label.box.meets(row.mark.box)


@SLOW
@given(plans(), st.sampled_from(Language), st.sampled_from([720.0, 1000.0, 1360.0]))
def test_everything_stands_within_the_card(drawn: Drawn, language: Language, width: float) -> None:
    scene = timeline(drawn.plan, drawn.schedule, None, language, TimelineOptions(width=width, baseline=drawn.baseline))
    boxes = [words.box for row in scene.rows for words in (*row.cells, *([row.label] if row.label else []))]
    boxes += [swatch.words.box for swatch in scene.legend]
    boxes += [box for row in scene.rows for box in marks(row)]
    boxes += [arrow.lag.box for arrow in scene.arrows if arrow.lag]
    boxes += [Box(x, y, 0, 0) for arrow in scene.arrows for x, y in arrow.points]
    for box in boxes:
        assert scene.card.x <= box.x, box
        assert box.right <= scene.card.right, box
        assert scene.card.y <= box.y, box
        assert box.bottom <= scene.card.bottom, box
    assert scene.card.bottom < scene.height


def test_level_stretches_of_arrows_run_between_the_rows() -> None:
    plan, rows = made.large(40)
    scene = timeline(plan, made.schedule(plan, rows, date(2026, 4, 20)))
    for arrow in scene.arrows:
        for (_, y), (_, other) in pairwise(arrow.points[1:-1]):
            if y == other:
                within = (y - scene.chart.y) % 30
                assert within <= 6 or within >= 28


def test_arrows_over_very_many_rows_run_down_the_margin() -> None:
    rows = [made.Row(f"t{n}", "x", 3, ("t0",) if n == 299 else ()) for n in range(300)]
    plan = made.plan("Long", rows, date(2026, 1, 1), date(2026, 6, 30))
    scene = timeline(plan, made.schedule(plan, rows))
    (arrow,) = scene.arrows
    assert min(x for x, _ in arrow.points) == scene.chart.x + 5
    assert crossings(scene) == []


@pytest.mark.parametrize("language", Language)
def test_flags_goals_and_the_cut_do_not_cover_each_other(language: Language) -> None:
    evaluation = evaluated.evaluation(language is Language.ZH)
    scene = timeline(evaluation.plan, evaluation.schedule, evaluation, language)
    flags = [
        Box(flag.middle - flag_width(flag.count) / 2, flag.y - 17, flag_width(flag.count), 17) for flag in scene.flags
    ]
    assert [flag.count for flag in scene.flags] == [1, 3, 1, 2]
    assert not any(one.meets(other) for one, other in combinations(flags, 2))
    assert scene.cut is not None
    for goal in scene.goals:
        assert goal.words is not None
        assert not goal.words.box.meets(scene.cut.pill)
        assert goal.words.box.right < goal.x - 6
    texts = [*scene.words, *(words for panel in scene.panels for words in panel.words)]
    texts += [words for panel in scene.panels for _, words in panel.ticks]
    assert covering(texts) == []


@pytest.mark.parametrize("times", [1, 3, 40])
def test_flags_of_many_findings_are_joined_and_do_not_cover_each_other(times: int) -> None:
    evaluation = evaluated.evaluation(chinese=False)
    days = [START + timedelta(days=offset) for offset in range(90, 180, 4)]
    first = evaluation.violations[1]
    found = tuple(evolve(first, since=day) for day in days for _ in range(times))
    many = evolve(evaluation, violations=found, upcoming=())
    scene = timeline(many.plan, many.schedule, many)
    flags = [
        Box(flag.middle - flag_width(flag.count) / 2, flag.y - 17, flag_width(flag.count), 17) for flag in scene.flags
    ]
    assert sum(flag.count for flag in scene.flags) == len(found)
    assert not any(one.meets(other) for one, other in combinations(flags, 2))
    assert all(flag.tip.count("\n") <= 8 for flag in scene.flags)


@SLOW
@given(
    began=st.lists(st.integers(0, 80), min_size=1, max_size=40),
    ends=st.lists(st.integers(0, 60), min_size=1, max_size=40),
    days=st.integers(60, 364),
)
def test_what_is_broken_and_what_will_be_are_flagged_apart_on_their_sides_of_the_cut(
    began: list[int], ends: list[int], days: int
) -> None:
    evaluation = evaluated.evaluation(chinese=False)
    cut, (rule, limit) = evaluation.as_of.cut.date(), (evaluation.violations[2], evaluation.upcoming[0])
    found = evolve(
        evaluation,
        violations=tuple(evolve(rule, since=cut - timedelta(days=1 + ago)) for ago in began),
        upcoming=tuple(evolve(limit, due=cut + timedelta(days=ahead)) for ahead in sorted(ends)),
    )
    options = TimelineOptions(start=cut - timedelta(days=90), end=cut + timedelta(days=days))
    scene = timeline(found.plan, found.schedule, found, Language.EN, options)
    assert scene.cut is not None
    for hollow, count in ((False, len(began)), (True, sum(ahead < 7 for ahead in ends))):
        assert sum(flag.count for flag in scene.flags if flag.hollow is hollow) == count
    boxes = [
        (flag, Box(flag.middle - flag_width(flag.count) / 2, flag.y - 17, flag_width(flag.count), 17))
        for flag in scene.flags
    ]
    assert not any(one.meets(other) for (_, one), (_, other) in combinations(boxes, 2))
    for flag, box in boxes:
        assert box.x > scene.cut.x if flag.hollow else box.right < scene.cut.x
        assert box.x - 2 <= flag.x <= box.right + 2


def test_a_flag_says_that_a_breach_is_only_possible() -> None:
    evaluation = evaluated.evaluation(chinese=False)
    for index, expected in ((2, True), (3, False)):
        only = evolve(evaluation, violations=(evaluation.violations[index],), upcoming=())
        (flag,) = timeline(only.plan, only.schedule, only).flags
        assert ("possibly: " in flag.tip) is expected


@pytest.mark.parametrize(("by", "words"), [(8, "6 Mar, due 8 Mar"), (31, "6 Mar"), (None, "6 Mar")])
def test_the_date_of_a_milestone_is_not_read_as_that_of_a_deadline_before_it(by: int | None, words: str) -> None:
    due = None if by is None else date(2026, 3, by)
    rows = [made.Row("a", "A", 3, not_before=date(2026, 3, 4)), made.Row("m", "M", 0, ("a",), by=due)]
    plan = made.plan("Near", rows, date(2026, 1, 1), date(2026, 12, 31))
    (row,) = (row for row in timeline(plan, made.schedule(plan, rows)).rows if row.key == "m")
    assert row.label is not None
    assert row.label.text == words


def test_the_line_of_the_cut_runs_through_no_label_of_the_axis() -> None:
    plan, rows = made.quarter()
    for offset in range(80):
        scene = timeline(plan, made.schedule(plan, rows, date(2026, 4, 1) + timedelta(days=offset)))
        assert scene.cut is not None
        labels = [words for words in scene.words if words.x > scene.chart.x and words.y > scene.card.y]
        assert labels
        assert not [w.text for w in labels if w.box.x < scene.cut.x < w.box.right]
        assert covering(labels) == []


def test_only_the_days_asked_for_are_drawn_and_groups_stay_with_their_tasks() -> None:
    plan, rows = made.quarter(chinese=False)
    schedule = made.schedule(plan, rows)
    options = TimelineOptions(start=date(2026, 4, 1), end=date(2026, 4, 15))
    scene = timeline(plan, schedule, None, Language.EN, options)
    assert [row.key for row in scene.rows] == ["new", "list", "renew", "health"]
    new = scene.rows[0].mark
    assert isinstance(new, Bar)
    assert new.open_right
    assert not new.open_left
    assert "11 outside of these days not shown" in scene.words[1].text


def test_days_in_the_wrong_order_are_refused() -> None:
    plan, rows = made.quarter()
    options = TimelineOptions(start=date(2026, 5, 1), end=date(2026, 4, 1))
    with pytest.raises(ValueError, match="lies before the first"):
        timeline(plan, made.schedule(plan, rows), None, Language.EN, options)


def test_a_plan_without_tasks_still_has_a_picture() -> None:
    plan = made.plan("Empty", [], date(2026, 1, 1), date(2026, 3, 31))
    schedule = Schedule({}, (), None, date(2026, 1, 1), (), None)
    scene = timeline(plan, schedule)
    assert scene.rows == ()
    assert any("No tasks" in words.text for words in scene.words)
