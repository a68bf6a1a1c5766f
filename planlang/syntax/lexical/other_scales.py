"""Amounts in the scales of other trades and countries: `14 Mio. EUR`, `500 TEUR`, `20 lakh INR`, `1.2个亿`.

In: where a digit stands. Out: the amount, with the way it is written.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache, partial

from planlang.diagnostics.diagnostic import Edit, Fix
from planlang.diagnostics.text import Text
from planlang.source import Span
from planlang.syntax.lexical.currencies import CURRENCIES, NAMES, SIGNS
from planlang.syntax.lexical.quantity import Mistake, Place, Quantity

OTHER_SCALE = Text("unknown-unit.scale", "`{written}` is not how an amount is written")
WRITE = Text("misspelt-word.fix", "write `{text}`")
EITHER = Text("unpadded-date.either", "write `{one}` or `{other}`, whichever is meant")

POWERS = {
    **dict.fromkeys(("tsd", "teur", "tusd", "keur", "kusd", "ths"), 3),
    **dict.fromkeys(("mio", "mill", "mln", "mil", "mm", "meur", "musd"), 6),
    **dict.fromkeys(("mrd", "mia", "mld"), 9),
    **dict.fromkeys(("lakh", "lakhs", "lac", "lacs"), 5),
    **dict.fromkeys(("crore", "crores", "cr"), 7),
    **dict.fromkeys(("个万", "萬"), 4),
    **dict.fromkeys(("个亿", "億"), 8),
}
"""The power of ten of each."""
THREE = 3
"""So many digits behind a point may be decimals or thousands."""
SHORT = {9: "B", 6: "M", 3: "k"}
CHINESE = {8: "亿", 4: "万"}
A_THOUSAND = {"mil": 3}
"""What else a scale may stand for: `mil` is a thousand in Spanish and Portuguese."""
CODE_BEFORE = re.compile(r"(?<!\w)(?P<code>[A-Z]{3})[ \u00a0]?\Z|(?P<sign>[€£$¥￥₹])[ \u00a0]?\Z")


BEGINNINGS = {word[:3] for word in POWERS if word[0].isascii()}
"""The first letters of each."""


@cache
def _scaled() -> re.Pattern[str]:
    """An amount with such a scale; made when one is seen, as that takes long."""
    return re.compile(
        r"(?P<whole>[0-9]{1,9})(?:[.,](?P<part>[0-9]{1,3}))?[ \u00a0]?"
        r"(?:(?P<scale>Tsd|TEUR|TUSD|KEUR|KUSD|Ths|Mio|Mill|mln|mil|MM|MEUR|MUSD|Mrd|Mia|mld|lakhs?|lacs?|crores?|cr)\b\.?|(?P<chinese>个亿|个万|億|萬))"
        r"(?:[ \u00a0]?(?:(?P<code>(?-i:[A-Z]{3}|人民币|美元|欧元))(?!\w)|(?P<sign>[€£$¥￥₹])|(?P<yuan>元)))?",
        re.IGNORECASE,
    )


def other_scale(place: Place) -> Quantity | None:
    """The amount that begins at a place, if it is in such a scale."""
    at = place.end + (place.text[place.end : place.end + 1] in (" ", "\u00a0"))
    if place.text[place.end : place.end + 1] != "," and not _may_be_scale(place.text[at : at + 3].lower()):
        return None
    found = _scaled().match(place.text, place.start)
    if found is None:
        return None
    if found["code"] and NAMES.get(found["code"], found["code"]) not in CURRENCIES:
        return None
    word = (found["scale"] or found["chinese"]).lower()
    number = Decimal(f"{found['whole']}.{found['part'] or 0}")
    amount = number.scaleb(POWERS[word])
    before = CODE_BEFORE.search(place.text, max(0, place.start - 5), place.start)
    start, currency = place.start, _currency(found, word)
    if currency is None and before is not None:
        currency = SIGNS[before["sign"]] if before["sign"] else NAMES.get(before["code"], before["code"])
        if currency in CURRENCIES:
            start = before.start()
        else:
            currency = None
    behind = "元" if found["yuan"] else f" {currency}" if currency else ""
    meant = [amount]
    if word in A_THOUSAND:
        meant.append(number.scaleb(A_THOUSAND[word]))
    elif len(found["part"] or "") == THREE:
        meant.append(amount.scaleb(THREE))
    texts = [_written(one, chinese=found["chinese"] is not None) + behind for one in meant]
    span = Span(place.source, start, found.end())
    said = OTHER_SCALE(written=span.text)
    if len(texts) > 1:
        wrong = Mistake("unknown-unit", span, said, partial(EITHER, one=texts[0], other=texts[1]))
    else:
        fix = Fix(WRITE(text=texts[0]), (Edit(span, texts[0]),), safe=False)
        wrong = Mistake("unknown-unit", span, said, partial(WRITE, text=texts[0]), (fix,))
    whole = Decimal(int(amount)) if amount == amount.to_integral_value() else amount
    if currency is None and not found["yuan"]:
        return Quantity("INTEGER" if whole == amount.to_integral_value() else "NUMBER", whole, found.end(), wrong)
    return Quantity("MONEY", (whole, currency), found.end(), wrong)


def _may_be_scale(letters: str) -> bool:
    """Whether a scale can begin with these letters."""
    return letters in BEGINNINGS or letters[:2] in ("mm", "cr") or letters[:1] in ("个", "億", "萬")


def _currency(found: re.Match[str], word: str) -> str | None:
    if found["code"]:
        return NAMES.get(found["code"], found["code"])
    if found["sign"]:
        return SIGNS[found["sign"]]
    return word[-3:].upper() if word in ("teur", "tusd", "keur", "kusd", "meur", "musd") else None


def _written(amount: Decimal, *, chinese: bool) -> str:
    """`14M`, `350k`, `1.2亿`."""
    for power, scale in (CHINESE if chinese else SHORT).items():
        if amount >= Decimal(10) ** power:
            return f"{amount.scaleb(-power).normalize():f}{scale}"
    return f"{amount.normalize():f}"
