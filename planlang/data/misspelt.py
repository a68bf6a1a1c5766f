"""Names that a misspelt one may have been meant to be.

In: the forms of all names. Out: for the form of a text all of them that are equally near to it. A name is found by its
surname where that stands first and is one letter or two, else by the pairs of letters it has in common with the text, so
that a text is not compared with everybody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from difflib import SequenceMatcher

from planlang.diagnostics.suggest import ranked

ALIKE = 0.6
"""How much of two names has to be the same: two people of one surname are not each other's misspelling."""
LONGEST = 40
"""Letters of the longest Chinese text in which names are looked for."""
SURNAMES = frozenset({
    "欧阳", "歐陽", "司马", "司馬", "上官", "诸葛", "諸葛", "夏侯", "皇甫", "尉迟", "尉遲", "公孙", "公孫",
    "慕容", "令狐", "长孙", "長孫", "宇文", "司徒", "东方", "東方", "独孤", "獨孤", "南宫", "南宮", "端木",
    "申屠", "轩辕", "軒轅", "闻人", "聞人", "赫连", "赫連", "澹台", "澹臺", "公冶", "宗政", "濮阳", "濮陽",
    "淳于", "单于", "太叔", "仲孙", "仲孫", "钟离", "鍾離", "鲜于", "鮮于", "闾丘", "司空", "西门", "西門",
    "百里", "呼延", "第五", "万俟", "拓跋", "纳兰", "納蘭", "完颜", "完顏", "남궁", "황보", "제갈", "선우",
    "독고", "사공",
})  # fmt: skip
"""Surnames of two letters."""


class Spellings:
    """All names, by what a misspelling of them leaves the same."""

    def __init__(self, forms: Iterable[str]) -> None:
        """Know these names."""
        self._forms = frozenset(forms)
        self._longest = max(map(len, self._forms), default=0)
        self._by_surname: dict[str, list[str]] = {}
        self._by_pair: dict[tuple[str, int], list[str]] = {}
        for form in sorted(self._forms):
            if known := surname(form):
                self._by_surname.setdefault(known, []).append(form)
                continue
            for pair in _pairs(form):
                self._by_pair.setdefault(pair, []).append(form)

    def nearest(self, form: str) -> tuple[str, ...]:
        """All names that are equally near to a text and nearer than any other, none where none is near."""
        if len(form) > 3 * self._longest:
            return ()
        likely = [
            (distance, name)
            for distance, name in ranked(form, self._likely(form))
            if SequenceMatcher(None, form, name).ratio() > ALIKE
        ]
        return tuple(name for distance, name in likely if distance == likely[0][0])

    def _likely(self, form: str) -> set[str]:
        """The names that are worth comparing: those of the surname, or with enough pairs of letters in common. A letter that
        is wrong, missing or too much changes two pairs, two swapped ones three.
        """
        found = self._inside(form)
        if known := surname(form):
            return found.union(self._by_surname.get(known, ()))
        shared = Counter(name for pair in _pairs(form) for name in self._by_pair.get(pair, ()))
        for name, count in shared.items():
            shorter, longer = sorted((len(form), len(name)))
            if longer - shorter <= max(1, longer // 3) and count >= longer // 3:
                found.add(name)
        return found

    def _inside(self, form: str) -> set[str]:
        """The Chinese names that stand in a text as they are: its first letter is then of no surname."""
        if len(form) > LONGEST or not any(map(surname, form)):
            return set()
        parts = (form[start:end] for start in range(len(form)) for end in range(start + 2, len(form) + 1))
        return {part for part in parts if part in self._forms and surname(part)}


def surname(form: str) -> str:
    """The surname of a name in which it stands first and without a blank: a Chinese or a Korean one; else nothing.

    >>> surname("朱秀娜"), surname("欧阳娜娜"), surname("김민수"), surname("ann lee")
    ('朱', '欧阳', '김', '')
    """
    if len(form) > 2 and form[:2] in SURNAMES:
        return form[:2]
    return form[:1] if "\u3400" <= form[:1] <= "\u9fff" or "\uac00" <= form[:1] <= "\ud7a3" else ""


def _pairs(form: str) -> list[tuple[str, int]]:
    """The pairs of neighbouring letters with both ends, the second one like another told apart from the first."""
    padded, seen = f"\n{form}\n", Counter[str]()
    pairs = []
    for index in range(len(padded) - 1):
        pair = padded[index : index + 2]
        seen[pair] += 1
        pairs.append((pair, seen[pair]))
    return pairs
