"""Names close to a mistyped one."""

from __future__ import annotations

from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from planlang.diagnostics.suggest import edit_distance, nearest

WORDS = st.text(alphabet="abc", max_size=7)


def slow_distance(one: str, other: str) -> int:
    """The definition of optimal string alignment, recursively."""

    @cache
    def between(i: int, j: int) -> int:
        if i == 0 or j == 0:
            return i + j
        ways = [between(i - 1, j) + 1, between(i, j - 1) + 1, between(i - 1, j - 1) + (one[i - 1] != other[j - 1])]
        if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
            ways.append(between(i - 2, j - 2) + 1)
        return min(ways)

    return between(len(one), len(other))


@given(WORDS, WORDS, st.integers(0, 8))
def test_the_distance_is_that_of_the_definition_up_to_the_cap(one: str, other: str, cap: int) -> None:
    assert edit_distance(one, other, cap) == min(slow_distance(one, other), cap + 1)


@given(st.text(alphabet="abcd", min_size=1, max_size=8), st.lists(st.text(alphabet="abcd", min_size=1, max_size=8)))
def test_suggestions_are_near_and_sorted(word: str, candidates: list[str]) -> None:
    found = nearest(word, candidates, 5)
    distances = [(slow_distance(word, other), other) for other in found]
    assert distances == sorted(distances)
    assert all(d <= max(1, max(len(word), len(other)) // 3) for d, other in distances)
    assert word not in found
    assert nearest(word, reversed(candidates), 5) == found


def test_typing_mistakes_find_the_word() -> None:
    words = ["measure", "target", "owner", "split by", "目标值", "负责人", "签约额", "赢单率"]
    typed = {
        "mesure": "measure",
        "traget": "target",
        "Owner": "owner",
        "split yb": "split by",
        "目标": "目标值",
        "负责任": "负责人",
    }
    assert {word: nearest(word, words, 1)[0] for word in typed} == typed


def test_chinese_words_with_a_shared_part_are_near() -> None:
    assert nearest("年度签约额合计", ["签约额", "拜访量", "回款"], 3) == ("签约额",)
    assert nearest("赢单", ["赢单率", "拜访量"]) == ("赢单率",)


def test_far_words_and_the_word_itself_are_not_suggested() -> None:
    assert nearest("revenue", ["visits", "revenue", "x"]) == ()
    assert nearest("ab", ["cd", "xy"]) == ()
