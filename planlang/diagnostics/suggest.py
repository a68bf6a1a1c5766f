"""Names close to a mistyped one.

In: the word as written and the names that could have been meant. Out: the nearest of them, nearest first. What a
suggestion says is up to the check that makes it.
"""

from __future__ import annotations

from collections.abc import Iterable


def nearest(word: str, candidates: Iterable[str], limit: int = 3) -> tuple[str, ...]:
    """Up to `limit` candidates that `word` may have been meant to be, nearest first, ties by code point."""
    return tuple(candidate for _, candidate in ranked(word, candidates)[:limit])


def ranked(word: str, candidates: Iterable[str]) -> list[tuple[int, str]]:
    """The candidates that `word` may have been meant to be with how far each is from it, nearest first.

    A candidate counts when its distance is at most a third of the longer length (at least 1), upper and lower case
    being the same; among Chinese words one also counts that shares at least two characters in a row and half of the
    shorter word. The word itself is never suggested.
    """
    lowered = word.lower()
    found: list[tuple[int, str]] = []
    for candidate in set(candidates):
        if candidate == word:
            continue
        other = candidate.lower()
        cap = max(1, max(len(lowered), len(other)) // 3)
        distance = edit_distance(lowered, other, cap)
        if distance <= cap and distance < max(len(lowered), len(other)):
            found.append((distance, candidate))
        elif _is_chinese(lowered) and _is_chinese(other):
            shared = _shared_run(lowered, other)
            if shared >= 2 and 2 * shared >= min(len(lowered), len(other)):
                found.append((cap + max(len(lowered), len(other)) - shared, candidate))
    return sorted(found)


def edit_distance(one: str, other: str, cap: int) -> int:
    """Insertions, deletions, replacements and swaps of neighbours that turn one text into the other.

    Restricted Damerau-Levenshtein distance; a swapped pair is not edited again. Gives `cap + 1` as soon as the
    distance is known to be larger than `cap`.
    """
    if abs(len(one) - len(other)) > cap:
        return cap + 1
    before: list[int] = []
    previous = list(range(len(other) + 1))
    for row, left in enumerate(one, 1):
        current = [row]
        for column, right in enumerate(other, 1):
            best = min(previous[column] + 1, current[column - 1] + 1, previous[column - 1] + (left != right))
            if row > 1 and column > 1 and left == other[column - 2] and one[row - 2] == right:
                best = min(best, before[column - 2] + 1)
            current.append(best)
        if min(current) > cap:
            return cap + 1
        before, previous = previous, current
    return min(previous[-1], cap + 1)


def _is_chinese(word: str) -> bool:
    return any("\u3400" <= letter <= "\u9fff" for letter in word)


def _shared_run(one: str, other: str) -> int:
    """Length of the longest run of characters that both contain."""
    for length in range(min(len(one), len(other)), 0, -1):
        if any(one[start : start + length] in other for start in range(len(one) - length + 1)):
            return length
    return 0
