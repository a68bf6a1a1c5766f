"""Which parts of a whole files hold, as far as their names say: `calls-north-2026-W10.csv` and `calls-south-2026-W10.csv`.

In: the names of the files of a source. Out: for each its line of series, from the whole down to the part. What names a
series is what is left of a path without dates, marks of a version or a copy, and words for a span or for an export. A series
holds another one whose name has its words and more: `calls-2026-03.csv` the calls of every region. Of two that could both hold
it and neither the other (`north` and `east` for `north-east`) none does.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath

from planlang.data.files.corrections import version_of
from planlang.data.files.filenames import undated
from planlang.values.notation import MONTHS

Words = frozenset[str]
Line = tuple[int, ...]
"""Numbers of series, from the widest to the one of the file."""
MOST_PARTS = 200
"""Of how many series files may be parts that are missed: more are names that differ each time."""

_SPANS = (
    "day days daily week weeks weekly month months monthly quarter quarters quarterly year years yearly annual ytd mtd qtd w wk cw kw"
    " tag tage täglich woche wochen wöchentlich monat monate monatlich monats quartal jahr jahre jährlich jour semaine mois"
    " fy trimestre année dia día semana mes año giorno settimana mese anno until till to from of for and at bis von vom ab du au"
)
_EXPORTS = (
    "copy copies kopie copie copia kopia duplicate backup bak sicherung archive archiv old alt new neu latest last export exports"
    " exported exportiert report reports bericht data daten données datos dati dump download downloads extract auszug full all"
    " alle total complete whole gesamt komplett utc gmt am pm uhr csv xlsx"
)
_NO_PART = frozenset(f"{_SPANS} {_EXPORTS}".split())
_CHINESE_NO_PART = re.compile(
    r"副本|备份|拷贝|导出|下载|报表|报告|月报|周报|日报|季报|年报|月度|周度|季度|年度|每日|每周|每月|全部|全量|全体|汇总|合计|数据|最新|第|年|季|月|周|日|号"
)
# `part 2`, `teil-2`, `2 of 5`; `第2部分`
_PART = re.compile(r"(?<![a-z])(?:part|pt|teil|partie|parte|chunk|split)[\s_.-]*(\d+)(?!\d)|(\d+)部分|部分(\d+)")
# `w10`, `q1`, `fy26`, the time of day `t0830`; digests and other long marks of a single export
_DATED = re.compile(r"(?:w|kw|cw|wk|q|h|fy)\d+|t\d{4,6}z?|\d+[a-z]{0,2}|(?=[a-f]*\d)[0-9a-f]{8,}")
# a word, or one letter of a script without blanks
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]|[^\W_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]+")


def words_of(name: str) -> Words:
    """The words that name a series.

    >>> sorted(words_of("sales/calls-north-2026-W10 (1).csv")), sorted(words_of("calls_monthly_2026-03.csv"))
    (['calls', 'north', 'sales'], ['calls'])
    """
    base = unicodedata.normalize("NFKC", version_of(undated(name) + PurePosixPath(name).suffix)[0]).casefold()
    parts = [f"part{next(digits for digits in match.groups() if digits)}" for match in _PART.finditer(base)]
    rest = _CHINESE_NO_PART.sub(" ", _PART.sub(" ", base))
    found = [word for word in _WORD.findall(rest) if not _DATED.fullmatch(word)]
    return frozenset([*parts, *(word for word in found if word not in _NO_PART and _plain(word) not in MONTHS)])


def _plain(word: str) -> str:
    """A word without accents."""
    return "".join(letter for letter in unicodedata.normalize("NFD", word) if not unicodedata.combining(letter))


def lines_of(names: Sequence[str]) -> list[Line]:
    """For each file the series that hold its own, the widest first, and its own.

    >>> lines_of(["calls-2026-03.csv", "calls-north-2026-W10.csv", "calls-south-2026-W10.csv", "calls-2026-W11.csv"])
    [(0,), (0, 1), (0, 2), (0,)]
    """
    named = [words_of(name) for name in names]
    series = sorted(set(named), key=lambda words: (len(words), sorted(words)))
    often = Counter(word for words in series for word in words)
    by_rarest: dict[str | None, list[Words]] = {}
    lines: dict[Words, Line] = {}
    for number, words in enumerate(series):
        wider = [other for word in (None, *words) for other in by_rarest.get(word, ()) if other < words]
        holding = [other for other in wider if all(other <= one or one <= other for one in wider)]
        lines[words] = (*(lines[max(holding, key=len)] if holding else ()), number)
        by_rarest.setdefault(min(words, key=lambda word: (often[word], word), default=None), []).append(words)
    return [lines[words] for words in named]


def is_apart(one: Line, other: Line) -> bool:
    """Whether two series are parts of which neither holds the other."""
    shorter = min(len(one), len(other))
    return one[:shorter] != other[:shorter]


def parents(lines: Iterable[Line]) -> list[int]:
    """How deep the series lie that hold others: deepest first."""
    return sorted({depth for line in lines for depth in range(len(line) - 1)}, reverse=True)
