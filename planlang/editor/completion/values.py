"""Values that fit a place: lengths of time and amounts with their units, days and periods of the plan, files.

In: a file of an opened plan, a place in it. Out: items. Nothing depends on today.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from planlang.diagnostics.text import Language
from planlang.editor.completion.items import Item, Sort
from planlang.editor.completion.place import Place
from planlang.editor.desk import View
from planlang.editor.files import files_below
from planlang.syntax import nodes
from planlang.syntax.lexical.keywords import vocabulary
from planlang.workspace.files import DiskLoader

FIGURE = re.compile(r"\d[\d_]*\Z")
UNITS = {
    "DURATION": ("wd", "d", "weeks", "months", "h", "wh", "quarters"),
    "PERSON_DAYS": ("person_days",),
}
"""Units of time, the likeliest first."""
SCALES = {Language.EN: ("k", "M"), Language.ZH: ("万元", "亿元", "元")}
DATA = frozenset({".csv", ".tsv", ".xlsx", ".xls", ".xlsm", ".ods", ".txt"})
DIGITS = re.compile(r"\d(?:[\d_.-]|[WQH](?=\d))*")
MOST_FILES = 200


def values(view: View, place: Place, writes: Language) -> Iterator[Item]:
    """Figures with units, where a figure was begun; days, weeks and periods of the plan."""
    if FIGURE.match(place.typed):
        yield from _with_units(view, place, writes)
    elif not place.typed:
        if "DURATION" in place.expected and "NAME" not in place.expected:
            for unit in _units("DURATION", writes)[:4]:
                yield Item(_joined("5", unit), Sort.VALUE, f"${{1:5}}{_joined('', unit)}", rank=1)
        if "PERCENT" in place.expected and "INTEGER" not in place.expected:
            yield Item("10%", Sort.VALUE, "${1:10}%", rank=1)
    if not place.typed or place.typed[0].isdigit():
        yield from _days(view, place)


def _with_units(view: View, place: Place, writes: Language) -> Iterator[Item]:
    if "MONEY" in place.expected:
        currency = _currency(view)
        scales = SCALES[writes] if currency == "CNY" or writes is Language.EN else ()
        amounts = [place.typed + scale for scale in scales] if writes is Language.ZH else []
        for text in (*amounts, *([f"{place.typed} {currency}"] if currency else ())):
            yield Item(text, Sort.VALUE, rank=1)
    for terminal in UNITS:
        if terminal in place.expected:
            yield from (Item(_joined(place.typed, unit), Sort.VALUE, rank=1) for unit in _units(terminal, writes))
    if "PERCENT" in place.expected:
        yield Item(f"{place.typed}%", Sort.VALUE, rank=2)


def _units(terminal: str, writes: Language) -> list[str]:
    spellings = (vocabulary().unit_spellings[key] for key in UNITS[terminal])
    return [words[0] for english, chinese in spellings if (words := chinese if writes is Language.ZH else english)]


def _joined(figure: str, unit: str) -> str:
    return figure + (f" {unit}" if unit.isascii() and len(unit) > 2 else unit)


def _plan(view: View) -> nodes.PlanDecl | None:
    return next(
        (node for node in view.opened.modules[0].declarations if isinstance(node, nodes.PlanDecl)),
        None,
    )


def _currency(view: View) -> str | None:
    plan = _plan(view)
    clauses = plan.clauses if plan is not None else ()
    return next((one.currency.text for one in clauses if isinstance(one, nodes.CurrencyClause)), None)


def _days(view: View, place: Place) -> Iterator[Item]:
    """The first and last days of the plan and of its quarters; its weeks, months, quarters and years."""
    model = view.opened.model
    if model is None:
        return
    first, last = model.plan.start, model.plan.end
    rank = 5 if "NAME" in place.expected else 1
    if "DATE" in place.expected:
        ends = [last, first, *(day for day in _quarter_ends(first, last) if day != last)]
        yield from (Item(day.isoformat(), Sort.VALUE, rank=rank) for day in ends)
    if "LABEL" in place.expected:
        yield from (Item(text, Sort.VALUE, rank=rank + 1) for text in _labels(first, last, weeks=len(place.typed) > 4))


def _quarter_ends(first: date, last: date) -> Iterator[date]:
    for year in range(first.year, last.year + 1):
        for month in (4, 7, 10, 13):
            day = date(year + month // 13, (month - 1) % 12 + 1, 1) - timedelta(days=1)
            if first <= day <= last:
                yield day


def _labels(first: date, last: date, *, weeks: bool) -> Iterator[str]:
    years = range(first.year, min(last.year, first.year + 5) + 1)
    yield from map(str, years)
    for year in years:
        yield from (f"{year}-Q{quarter}" for quarter in range(1, 5))
        yield from (f"{year}-H{half}" for half in (1, 2))
        yield from (f"{year}-{month:02}" for month in range(1, 13))
    if weeks:
        day = first
        while day <= last:
            year, week, _ = day.isocalendar()
            yield f"{year}-W{week:02}"
            day += timedelta(days=7)


# ---- files


def files(view: View, place: Place) -> Iterator[Item]:
    """What a plan can use and what a source can read, in a text or where one may begin."""
    kind = place.kind
    if kind == "USE" and len(place.words) == 1 + 2 * len(place.dotted):
        if place.inside != "text" and "NAME" in place.expected:
            before = "".join(f"{part}." for part in place.dotted)
            for name in DiskLoader(Path()).libraries():
                if name.startswith(before):
                    yield Item(name.removeprefix(before), Sort.FILE, rank=1)
        if not place.dotted:
            yield from _named(_below(view, frozenset({".plan"})), place)
    elif kind == "READ":
        yield from _named(_patterns(_below(view, DATA)), place)


def _named(names: Iterator[str], place: Place) -> Iterator[Item]:
    for name in names:
        text = name.replace("\\", "/")
        yield Item(f'"{text}"', Sort.FILE, rank=1, others=(text,))


def _below(view: View, suffixes: frozenset[str]) -> Iterator[str]:
    """The files around a plan that end so, by their path from the file that is written."""
    if not view.main.is_absolute():
        return
    here = view.place_of(view.source.path)
    for path in files_below(here.parent, suffixes, MOST_FILES):
        if path != here:
            yield path.relative_to(here.parent).as_posix()


def _patterns(names: Iterator[str]) -> Iterator[str]:
    """Exports that come again under names with a date are read by one pattern."""
    seen: set[str] = set()
    for name in names:
        stem, dot, suffix = name.rpartition(".")
        pattern = DIGITS.sub("*", stem) + dot + suffix
        for text in dict.fromkeys((pattern, name)):
            if text not in seen:
                seen.add(text)
                yield text
