"""Ways of arrows between rows, by example."""

from __future__ import annotations

import pytest

from planlang.report.timeline.routing import End, Obstacle, Router

TOP, HEIGHT = 100.0, 30.0


def router(*rows: tuple[float, float] | None) -> Router:
    held = [None if row is None else Obstacle(*row) for row in rows]
    return Router(held, (1, 3.5, -1.5), TOP, HEIGHT, margin=5)


def end(row: int, x: float, side: int) -> End:
    return End(row, x, TOP + row * HEIGHT + 14, side)


def test_an_arrow_goes_down_right_behind_the_end_and_straight_into_the_start() -> None:
    points = router((100, 200), (216, 300)).route(end(0, 200, 1), end(1, 216, -1), "a", "b")
    assert points == ((200, 114), (207, 114), (207, 144), (216, 144))


def test_an_arrow_to_an_earlier_start_turns_back_between_the_rows() -> None:
    points = router((100, 200), (150, 300)).route(end(0, 200, 1), end(1, 150, -1), "a", "b")
    assert points == ((200, 114), (207, 114), (207, 131), (141, 131), (141, 144), (150, 144))


def test_a_trunk_passes_a_row_where_it_is_free() -> None:
    points = router((100, 200), (190, 300), (400, 500)).route(end(0, 200, 1), end(2, 400, -1), "a", "c")
    assert points == ((200, 114), (207, 114), (207, 131), (391, 131), (391, 174), (400, 174))


def test_a_trunk_finds_the_gap_between_two_bars() -> None:
    ways = router((100, 200), (190, 300), (580, 620), (600, 700))
    points = ways.route(end(0, 200, 1), end(3, 600, -1), "a", "d")
    assert points == (
        *((200, 114), (207, 114), (207, 131), (304, 131)),
        *((304, 191), (591, 191), (591, 204), (600, 204)),
    )


def test_an_arrow_upward_turns_in_the_gutter_below_its_target() -> None:
    points = router((300, 400), (100, 200)).route(end(1, 200, 1), end(0, 300, -1), "b", "a")
    assert points == ((200, 144), (207, 144), (207, 131), (291, 131), (291, 114), (300, 114))


@pytest.mark.parametrize(
    ("leaves", "enters", "first", "last"),
    [(1, -1, 207, 341), (-1, -1, 93, 341), (1, 1, 207, 459), (-1, 1, 93, 459)],
    ids=["end to start", "start to start", "end to end", "start to end"],
)
def test_each_kind_of_link_leaves_and_enters_on_its_side(leaves: int, enters: int, first: float, last: float) -> None:
    source = end(0, 200 if leaves > 0 else 100, leaves)
    target = end(2, 350 if enters < 0 else 450, enters)
    points = router((100, 200), None, (350, 450)).route(source, target, "a", "c")
    assert points[1][0] == first
    assert points[-2][0] == last


def test_lines_of_one_task_share_a_trunk_and_those_of_others_keep_apart() -> None:
    ways = router((100, 200), (100, 200), (300, 400), (500, 600), (500, 600))
    first = ways.route(end(0, 200, 1), end(3, 500, -1), "a", "d")
    same = ways.route(end(0, 200, 1), end(4, 500, -1), "a", "e")
    other = ways.route(end(1, 200, 1), end(2, 300, -1), "b", "c")
    assert first[1][0] == same[1][0] == 207
    assert other[1][0] == 210


def test_where_everything_is_full_a_line_takes_the_margin() -> None:
    points = router((100, 200), (10, 10_000), (300, 400)).route(end(0, 200, 1), end(2, 300, -1), "a", "c")
    assert min(x for x, _ in points) in (5, 6)
