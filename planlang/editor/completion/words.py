"""Words of the language that fit a place, each with what the reference says of it; declarations with what they need.

In: a place, the language of the file, the reader's. Out: items.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from planlang.diagnostics.text import Language
from planlang.editor.completion.items import Item, Sort, as_written
from planlang.editor.completion.place import Place
from planlang.reference.clauses import clauses_of
from planlang.reference.terms import FUNCTION, SECTIONS, terms
from planlang.semantics.kinds.testing.expectations import PHASES, STATUSES, VERDICTS
from planlang.semantics.names import vocabulary as trade
from planlang.syntax.automaton.blocks import FILE, declarations, heads, titled
from planlang.syntax.lexical.keywords import Keyword, vocabulary

FITTING = {"NAME": "name", "STRING": "", "DATE": "2026-12-31", "DURATION": "5wd", "INTEGER": "1", "MONEY": "100"}
MARKS = {"_EQUALS": "=", "_COLON": ":", "_COMMA": ",", "_LPAR": "(", "RPAR": ")", "_BAR": "|", "_DOT": "."}
TIGHT = frozenset({"_COLON", "_COMMA", "RPAR", "_DOT"})
"""Marks with no space before them."""
SEVERITY, TYPE, CURRENCY, WEEKDAY, MONTH, BY, TERM, SIZE, OFF = (
    "severity", "_COLON", "currency", "week_starts", "fiscal_year_starts", "prorate_by", "term", "impact", "if_off_work",
)  # fmt: skip
TRADE: dict[str, Iterable[str]] = {
    "severity": trade.SEVERITIES,
    "raise_to": trade.SEVERITIES,
    "week_starts": trade.WEEKDAYS,
    "work_week": trade.WEEKDAYS,
    "fiscal_year_starts": trade.MONTHS,
    "prorate_by": trade.PRORATE,
    "term": trade.TERMS,
    "likelihood": trade.CHANCES,
    "impact": trade.SIZES,
    "via": trade.WAYS,
    "if_off_work": trade.OFF_WORK,
    "path": trade.PATHS,
    "progress_by": trade.TASK_WEIGHTS,
    "holidays": ("china", "中国", "us", "germany", "japan", "singapore"),
    "currency": ("CNY", "USD", "EUR", "HKD", "JPY", "GBP", "SGD"),
    "is": ("empty", "known", "空", "已知"),
}
"""Words of the trade behind words of the language: no keywords, and no names that somebody declares."""


def keywords(place: Place, writes: Language, language: Language) -> Iterator[Item]:
    """The keywords that may come next, and those whose beginning stands before."""
    for keyword in _of(place.expected):
        yield _item(keyword, place, writes, language)


def phrases(place: Place, writes: Language, language: Language) -> Iterator[tuple[Item, int]]:
    """Phrases of several words that were begun before the place: `split b`; with where that is."""
    for typed, start, expected in place.phrases:
        for keyword in _of(expected):
            for spelling in keyword.spellings(writes)[:1]:
                begun = " ".join(typed.split())
                if " " in spelling and " " in typed and spelling.startswith(begun) and spelling != begun:
                    yield _item(keyword, place, writes, language), start


def _of(terminals: Iterable[str]) -> Iterator[Keyword]:
    wanted = frozenset(terminals)
    return (one for one in vocabulary().keywords if one.terminal in wanted and one.section != "later")


def _item(keyword: Keyword, place: Place, writes: Language, language: Language) -> Item:
    label = _spelling(keyword, place, writes)
    others = tuple(word for word in keyword.english + keyword.chinese if word != label)
    clauses = clauses_of(keyword.english + keyword.chinese, place.kind.lower(), language)
    about = clauses[0] if clauses else None
    snippet = declaration(keyword, writes) if place.begins and place.block == FILE else _block(keyword, place, writes)
    return Item(
        label,
        Sort.WORD,
        snippet,
        SECTIONS[keyword.section]().render(language) if keyword.section in SECTIONS else "",
        f"{about.written} — {about.meaning}" if about is not None else "",
        others,
        2 if place.begins else 3,
    )


def _spelling(keyword: Keyword, place: Place, writes: Language) -> str:
    if writes is Language.ZH:
        for where in (place.kind, place.block):
            particular = vocabulary().positions.get((where.lower(), keyword.key))
            if particular is not None:
                return particular
    return keyword.spellings(writes)[0]


def declaration(keyword: Keyword, writes: Language) -> str | None:
    """A declaration with places for its name, its title and its statements."""
    if keyword.terminal not in heads() or keyword.terminal not in declarations():
        return None
    return _filled(heads()[keyword.terminal], writes, title=keyword.terminal in titled())


def _block(keyword: Keyword, place: Place, writes: Language) -> str | None:
    """A statement that has a block in any case; others are written word by word."""
    if not place.begins or keyword.terminal not in ("TASK", "MILESTONE", "STAGE", "TODO", "CHANGE"):
        return None
    return _filled(heads()[keyword.terminal], writes, title=keyword.terminal in ("TASK", "MILESTONE", "TODO"))


def _filled(head: Iterable[str], writes: Language, *, title: bool) -> str:
    """The words of a head, places where names and values go, an open block."""
    parts: list[str] = []
    number = 0
    for terminal in head:
        if terminal == "_LBRACE":
            break
        known = vocabulary().of_terminal(terminal)
        if known:
            parts.append(as_written(known[0].spellings(writes)[0]))
            continue
        if terminal in MARKS:
            if terminal in TIGHT and parts:
                parts[-1] += MARKS[terminal]
            else:
                parts.append(MARKS[terminal])
            continue
        number += 1
        parts.append(f"${{{number}:{FITTING.get(terminal, 'name')}}}")
        if title and terminal == "NAME":
            title = False
            number += 1
            parts.append(f'"${{{number}:{TITLE[writes]}}}"')
    return " ".join(parts).replace("( ", "(") + " {\n  $0\n}"


TITLE: Mapping[Language, str] = {Language.EN: "Title", Language.ZH: "名称"}


def functions(place: Place, writes: Language) -> Iterator[Item]:
    """The functions, where an expression may stand."""
    if "INTEGER" not in place.expected or "NAME" not in place.expected or place.dotted:
        return
    for english, chinese, shown in _functions():
        label = chinese[0] if writes is Language.ZH and chinese else english[0]
        yield Item(label, Sort.FUNCTION, f"{as_written(label)}($0)", shown, "", (*english, *chinese), 4)


@cache
def _functions() -> tuple[tuple[tuple[str, ...], tuple[str, ...], str], ...]:
    return tuple((one.english, one.chinese, one.shown) for one in terms() if one.sort is FUNCTION)


def _expected(place: Place, writes: Language) -> Iterator[Item]:
    """What may be expected, in a row of a test that begins with `expect`."""
    label = [token.keyword.key for token in place.words[1:2] if token.keyword is not None]
    if label == ["expect"] and any(token.type == "CELL" for token in place.words[2:]):
        meant: set[str] = set()
        for words in (PHASES, VERDICTS, STATUSES):
            for word, meaning in words.items():
                if word.isascii() is (writes is Language.EN) and meaning not in meant:
                    meant.add(meaning)
                    yield Item(word, Sort.VALUE, rank=1)


def of_the_trade(place: Place, writes: Language) -> Iterator[Item]:
    """Severities, types of columns, weekdays, currencies: words that mean something behind a word."""
    if "NAME" not in place.expected or not place.words:
        return
    last = place.words[-1]
    key = last.keyword.key if last.keyword is not None else last.type
    if place.kind == "CELL":
        yield from _expected(place, writes)
        return
    known = trade.TYPES if key == "_COLON" and place.block == "SOURCE" else TRADE.get(key, ())
    meant: set[object] = set()
    for word in known:
        what = known[word] if isinstance(known, Mapping) else word
        fits = word.isascii() is (writes is Language.EN) or key == "currency"
        if fits and what not in meant:
            meant.add(what)
            yield Item(word, Sort.VALUE, rank=1)
