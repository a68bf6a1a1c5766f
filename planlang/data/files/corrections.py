"""Files whose names say that they correct another one.

In: the files of a source by name. Out: how late a name says that its file is, and which files another one replaces. A
mark is a number that a browser or a person adds (`(1)`, `v2`) or a word (`corrected`, `final`, `更正`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from planlang.data.files.files import DataFile

Rank = tuple[int, int]
"""How late a version is: what its marks weigh, and their number."""

_BEFORE = r"(?:(?<=[\W_\d])|(?<=[^\x00-\x7f])|^)"
_AFTER = r"(?![a-z])"
# `(1)`, `（2）`, `[3]`
_COUNTER = re.compile(r"[(\[]\s*(\d{1,3})\s*[)\]]")
# `-v2`, `_rev 3`, `version 2`, `第2版`
_VERSION = re.compile(rf"{_BEFORE}(?:v|ver|version|rev|revision)\.?[ _-]?(\d{{1,3}})(?!\d){_AFTER}|第(\d{{1,2}})版")
_CORRECTED = re.compile(
    rf"{_BEFORE}(?:corrected|correction|correct|corr|revised|revision|rev|fixed|fix|updated?|amended|korrektur|korrigiert"
    rf"|corrigé|corregido){_AFTER}|更正版?|修订版?|修正版?|修改版?|更新版?|改正"
)
_FINAL = re.compile(rf"{_BEFORE}(?:final|endgültig|definitiv|définitif){_AFTER}|最终版?|终版|定稿")
_WEIGHTS = ((_FINAL, 2), (_VERSION, 1), (_CORRECTED, 1), (_COUNTER, 1))


def version_of(name: str) -> tuple[str, Rank]:
    """A name without the marks of a correction and without its ending, and how late its marks say it is.

    >>> version_of("data/deals-2026-W21 (1).csv"), version_of("deals_final_v2.csv")
    (('data/deals-2026-w21', (1, 1)), ('deals', (2, 2)))
    """
    path = PurePosixPath(name)
    stem = unicodedata.normalize("NFKC", path.stem).casefold()
    weight = number = 0
    for pattern, weighs in _WEIGHTS:
        for match in pattern.finditer(stem):
            weight = max(weight, weighs)
            number = max(number, *(int(digits) for digits in match.groups() if digits), 1)
        stem = pattern.sub("", stem)
    return str(path.parent / re.sub(r"[\s_.-]+", "-", stem).strip("-")), (weight, number)


def corrected(files: Sequence[DataFile]) -> Mapping[str, str]:
    """The files that another one corrects, each with the name of the last such: of the same folder and name but for the
    marks, and for the same days.
    """
    families: dict[tuple[object, ...], list[tuple[Rank, str]]] = {}
    for file in files:
        base, rank = version_of(file.name)
        families.setdefault((base, file.days), []).append((rank, file.name))
    replaced: dict[str, str] = {}
    for family in families.values():
        last_rank, last = max(family)
        replaced |= {name: last for rank, name in family if rank < last_rank}
    return replaced
