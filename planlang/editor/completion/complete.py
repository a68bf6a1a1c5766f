"""What is offered to somebody who is writing.

In: a file of an opened plan, an offset in it. Out: items, the likeliest first, each with the stretch that it takes the place of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from attrs import evolve

from planlang.diagnostics.text import Language, Text
from planlang.editor.completion.items import Item, Sort
from planlang.editor.completion.names import names
from planlang.editor.completion.place import Place, place_at
from planlang.editor.completion.seen import headers, values_seen
from planlang.editor.completion.values import files, values
from planlang.editor.completion.words import functions, keywords, of_the_trade, phrases
from planlang.editor.desk import View
from planlang.editor.standing.standing import Standings
from planlang.frozen import frozen
from planlang.source import Source, Span
from planlang.syntax.automaton.blocks import FILE
from planlang.syntax.lexical.written_in import written_in

MOST = 200
PLACEHOLDER = re.compile(r"\{(\w*)\Z")
"""A place for a figure in a text: `say "{visits} of {`."""
PLAN = Text("editor.a-plan", "a plan to begin with")
BEGINNINGS = {
    Language.EN: """plan ${1:sales_2026} "${2:Sales plan 2026}" {
  period ${3:2026-01-01 .. 2026-12-31}
  currency ${4:USD}
}

use sales.team

team ${5:sales} "${6:Sales}" {
  manager ${7:Maria}
  rep ${8:Anna, Ben}
}
$0
""",
    Language.ZH: """计划 ${1:销售计划} "${2:2026年销售计划}" {
  期间 ${3:2026-01-01 .. 2026-12-31}
  币种 ${4:CNY}
}

使用 sales.team

团队 ${5:销售部} "${6:销售部}" {
  经理 ${7:王敏}
  代表 ${8:张丽, 李强}
}
$0
""",
}
"""A plan without a mistake, in each language."""


@frozen
class Offer:
    """Something offered at a place.

    Attributes:
        found_by: what of it was begun, or would have to be.
        replaced: what it takes the place of.
    """

    item: Item
    found_by: str
    replaced: Span


@frozen
class Offers:
    """What is offered; `more` where there is more than that."""

    offers: tuple[Offer, ...]
    more: bool


def complete(view: View, offset: int, language: Language, seen: Standings) -> Offers:
    """What may be written at a place; `seen` is what was read of data."""
    source = view.source
    place = place_at(source, offset)
    if place.inside == "comment":
        return Offers((), False)
    filled = PLACEHOLDER.search(place.typed) if place.inside == "text" and place.kind == "SAY" else None
    if filled is not None:
        place = evolve(place, typed=filled[1], start=offset - len(filled[1]), inside="", expected=frozenset({"NAME"}))
    writes = _writes(view, place, language)
    closes = place.inside == "text" and source.text[offset : offset + 1] in ('"', "”")
    replaced = Span(source, place.start, offset + closes)
    places = (place, *_in_open_block(source, place, offset))
    found = [
        Offer(item, by, replaced)
        for one in places
        for item in _items(view, one, writes, language, seen)
        if (by := item.found_by(place.typed)) is not None
    ]
    begun = [Offer(item, item.label, Span(source, start, offset)) for item, start in phrases(place, writes, language)]
    order = [*begun, *sorted(found, key=lambda offer: (not _begins(offer, place), offer.item.rank))]
    unlike = {(offer.item.label, offer.item.snippet): offer for offer in reversed(order)}
    kept = [offer for offer in order if unlike[offer.item.label, offer.item.snippet] is offer]
    return Offers(tuple(kept[:MOST]), len(kept) > MOST)


def _in_open_block(source: Source, place: Place, offset: int) -> Iterator[Place]:
    """The place as one inside of the block above, where the brace that ends it is not there yet; a declaration may
    begin there as well.
    """
    before, behind = source.text[: place.start], source.text[place.start :]
    if place.block == FILE and place.begins and not place.inside and before[-1:] in ("\n", " ", "\t"):
        word = "" if place.typed else "x"  # by which it is seen that the block goes on
        indented = place_at(Source(source.path, f"{before}  {word}{behind}"), offset + 2)
        if indented.block != FILE and indented.begins:
            yield evolve(indented, start=place.start, quote=place.quote)


def _begins(offer: Offer, place: Place) -> bool:
    """Whether it begins with what was typed, in any of its spellings."""
    return offer.found_by.casefold().startswith(place.typed.casefold())


def _writes(view: View, place: Place, language: Language) -> Language:
    """The language of the words of a file: of itself, else of its plan, else of the reader."""
    texts = (view.source.text, view.opened.modules[0].source.text)
    return next((found for text in texts if (found := written_in((text,))) is not None), language)


def _items(view: View, place: Place, writes: Language, language: Language, seen: Standings) -> Iterator[Item]:
    yield from values_seen(view, place, seen, language)
    if place.inside == "text":
        yield from files(view, place)
        return
    if not view.source.text.strip():
        yield from _plans(language)
    yield from files(view, place)
    yield from headers(view, place, seen)
    yield from of_the_trade(place, writes)
    yield from values(view, place, writes)
    if "NAME" in place.expected and not _is_new(place):
        yield from names(view, place, language)
    if not place.dotted:
        yield from keywords(place, writes, language)
        yield from functions(place, writes)


def _is_new(place: Place) -> bool:
    """Whether the name that goes here is one that somebody invents."""
    if place.begins:
        return place.block in (FILE, "SOURCE")
    if any(words[0].keyword is not None and words[0].keyword.key == "change" for words in place.around):
        return False
    last = place.words[-1]
    if last.type == "_BAR":
        return True
    return (
        len(place.words) == 1
        and last.keyword is not None
        and last.keyword.section == "kinds"
        and (last.keyword.key not in ("use", "apply", "calendar"))
    )


def _plans(language: Language) -> Iterable[Item]:
    """For a file in which there is nothing yet."""
    for one in (language, *(other for other in Language if other is not language)):
        detail = PLAN().render(language)
        label = "plan" if one is Language.EN else "计划"
        yield Item(label, Sort.WHOLE, BEGINNINGS[one], detail, "", ("plan", "计划"), 0)
