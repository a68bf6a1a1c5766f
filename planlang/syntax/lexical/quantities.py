"""Tokens that begin with a digit: dates, labels, times, numbers, and numbers with units.

In: a text and the offset of a digit. Out: the terminal, its value and where it ends, with at most one mistake. Exact
throughout: figures are Decimal.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import cast

from planlang.diagnostics.diagnostic import Edit, Fix
from planlang.diagnostics.suggest import nearest
from planlang.diagnostics.text import Message, Text
from planlang.source import Source, Span
from planlang.syntax.lexical.currencies import CURRENCIES, NAMES, SIGNS
from planlang.syntax.lexical.dates import DATES, clock
from planlang.syntax.lexical.keywords import UNITS, Vocabulary
from planlang.syntax.lexical.other_scales import other_scale
from planlang.syntax.lexical.quantity import Mistake, Place, Quantity

UNKNOWN_UNIT = Text("unknown-unit", "`{unit}` is not a unit or a currency")
UNKNOWN_UNIT_HELP = Text(
    "unknown-unit.help",
    "units are wd (working days), d, wh (working hours), h, min, weeks, months, quarters, years, pp, or a currency code",
)
UNKNOWN_UNIT_W = Text("unknown-unit.w", "write `{number}万` for ten thousands or `{number} weeks` for weeks")
UNKNOWN_UNIT_POINTS = Text("unknown-unit.points", "percentage points are written `{number}个百分点`")
UNKNOWN_UNIT_NEAR = Text("unknown-unit.near", "a unit with a similar name is `{unit}`")
SPLIT_WORD = Text("unknown-unit.split", "put a space between `{unit}` and `{rest}`")
NUMBER_TOO_LONG_HELP = Text("number-too-long.help", "use a scale such as `亿`, `M` or `B`")
NUMBER_TOO_LONG = Text("number-too-long", "a number has at most {most} digits, this one has {count}")
THOUSANDS_COMMA = Text("thousands-comma", "a comma separates values, so `{written}` would be more than one number")
THOUSANDS_COMMA_HELP = Text(
    "thousands-comma.help", "write `{number}` for one number, or a space after the comma for two"
)
THOUSANDS_POINT = Text("thousands-comma.point", "a point stands before decimals, so `{written}` is {number}")
THOUSANDS_POINT_HELP = Text("thousands-comma.point-help", "write `{thousands}`, or `{number}` where that is meant")
ONE_NUMBER = Text("thousands-comma.fix", "write `{number}`")

POINTED = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{2}0")
"""Money with a point and three figures behind it, the last a zero, which decimals do not need."""
SIGNED = re.compile(r"[€£$¥￥₹₩][ \t]?\Z")
MOST_DIGITS = 24
"""Enough for any figure of a plan, few enough to stay exact and quick."""

LONGEST_UNIT = 12
"""No unit has more letters."""

# 2026-01-05 · 2026－01－05 · 2026年1月5日 · 3月6日 · 2026/1/5 · 2026-W20 · 2026-3 · 2026年上半年 · 2026Q3 · 2026年3月 · 2026年 · 9点 · 09:00 · 1,200,000 · 1_200.50
CORE = re.compile(
    r"""
      (?P<date>[0-9]{4}[-－—–‐‑‒−][0-9]{1,2}[-－—–‐‑‒−][0-9]{1,2}(?![0-9]))
    | (?P<chinese_date>[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}[日号])
    | (?P<day_of_month>(?:1[0-2]|0?[1-9])月(?:[0-9]{1,2}[日号]|[底末]))
    | (?P<month>(?:1[0-2]|[1-9])月(?:(?!\w)|(?=[到至])))
    | (?P<slashed>(?:19|20)[0-9]{2}(?P<mark>[/.])(?:0?[1-9]|1[0-2])(?P=mark)(?:0?[1-9]|[12][0-9]|3[01])(?![0-9.]))
    | (?P<label>[0-9]{4}[-－](?:[WwPp][0-9]{2}|[Qq][1-4]|[Hh][12]|(?:0[1-9]|1[0-2])(?![.%％万亿千百]))(?![0-9A-Za-z_]))
    | (?P<short>(?:19|20)[0-9]{2}[-－][0-9]{1,2}(?![0-9.A-Za-z_%％万亿千百-]))
    | (?P<chinese_part>(?:19|20)[0-9]{2}年(?:[上下]半年|第?[1-4一二三四]季度?|[Qq][1-4]|[Hh][12]|第[0-9]{1,2}[周週])(?!\w))
    | (?P<other_label>(?:19|20)[0-9]{2}(?:年?全年|年度|财年|[上下]半年|第[1-4一二三四]季度?|[一二三四]季度?|[Qq][1-4]|[Hh][12]|[ -]?[Ww][0-9]{1,2}|第[0-9]{1,2}[周週])(?!\w))
    | (?P<chinese_month>(?:19|20)[0-9]{2}年(?:1[0-2]|0?[1-9])月)
    | (?P<chinese_year>(?:19|20)[0-9]{2}年)
    | (?P<half>(?:1[0-2]|0?[1-9])(?:[:：.][0-5][0-9])?[ ]?(?:[AaPp][Mm](?!\w)|[AaPp]\.[Mm]\.))
    | (?P<clock>[0-9]{1,2}[点时](?:半|[一三]刻|[0-5]?[0-9]分?|整)?钟?(?:(?!\w)|(?=[到至])))
    | (?P<time>[0-9]{1,2}[:：][0-9]{2}(?![0-9]))
    | (?P<grouped>[0-9]{1,3}(?:[,，][0-9]{3})+(?![0-9_.]))
    | (?P<number>[0-9][0-9_]*(?:\.[0-9]+)?)
    """,
    re.VERBOSE,
)
# "万", " 万" before a unit or nothing, "k", " million"
SCALE = re.compile(r"(?P<scale>万亿|千万|百万|亿|万|千|[wW](?=元)|[kKMB](?![A-Za-z0-9_])|(?:mn|bn)(?!\w))")
APART = re.compile(
    r"[ \t\u00a0\u3000]+(?P<scale>万亿|千万|百万|亿|万|千|(?:thousand|million|mn|billion|bn|[kM])(?!\w))"
    r"(?P<rest>(?:[^\W\d_][^\W_]*)?)"
)
"""A scale with a space before it."""
# "%", " weeks", "个工作日", " working days", " working hours", " person-days", " CNY", " €"
UNIT = re.compile(
    r"(?P<gap>[ \t\u00a0\u3000]*)(?:(?P<sign>[%％])|(?P<currency>[€£$¥￥₹₩])"
    r"|(?P<word>person-days?(?!\w)|(?:working|business|work)[ \t]+(?:days?|hours?)(?!\w)|[^\W\d_][^\W_]*))"
)
IN_A_FORMULA = re.compile(r"(?:[<>=≤≥＜＞＝+*/×÷]|低于|高于|超过|不足|小于|大于|少于|多于|不满|不到)[ \t]*\Z")
"""What stands before a figure and not before a time of day."""
BOUNDS = ("以下", "以上", "以内", "及以上", "及以下", "含以上", "含以下")
"""What people say behind a bound: `500万元以下`."""
LEFT = ("分", "倍", "points", "pts", "x")
"""What stands behind a number and makes sense of a whole clause only: `等级 A 90分以上`, `cap 2x of base`."""
LEADING_LETTERS = re.compile(r"[^\W\d_]+")


def read_quantity(source: Source, text: str, start: int, words: Vocabulary) -> Quantity:
    """The quantity that begins at `start`, where `text` has a digit.

    `text` is the text of `source`, with full-width digits replaced by plain ones.
    """
    match = CORE.match(text, start)
    assert match is not None, "a quantity begins with a digit"
    kind = match.lastgroup
    assert kind is not None
    return READERS[kind](Place(source, text, start, match.end(), words))


def _grouped(place: Place) -> Quantity:
    """`1,200`: most likely one number, so it is read as one after the complaint."""
    plain = place.written.replace(",", "").replace("，", "")
    mistake = Mistake(
        "thousands-comma",
        place.span,
        THOUSANDS_COMMA(written=place.written),
        partial(THOUSANDS_COMMA_HELP, number=plain),
        (Fix(ONE_NUMBER(number=plain), (Edit(place.span, plain),), safe=False),),
    )
    return _with_unit(place, plain, mistake)


def _number(place: Place) -> Quantity:
    scaled = other_scale(place)
    if scaled is not None:
        return scaled
    plain = place.written.replace("_", "")
    if len(plain) > MOST_DIGITS:
        mistake = Mistake(
            "number-too-long", place.span, NUMBER_TOO_LONG(most=MOST_DIGITS, count=len(plain)), NUMBER_TOO_LONG_HELP
        )
        return _with_unit(place, "1", mistake)
    found = _with_unit(place, plain, None)
    money = found.type == "MONEY" or SIGNED.search(place.text, max(0, place.start - 2), place.start) is not None
    if not money or POINTED.fullmatch(plain) is None or SCALE.match(place.text, place.end) is not None:
        return found
    return _pointed(place, found)


def _pointed(place: Place, found: Quantity) -> Quantity:
    """`50.000 EUR`, which is fifty euros here and fifty thousand where a point parts thousands."""
    span = Span(place.source, place.start, found.end)
    behind = place.text[place.end : found.end]
    thousands = place.written.replace(".", "") + behind
    number = place.written.rstrip("0").rstrip(".") + behind
    help_ = partial(THOUSANDS_POINT_HELP, thousands=thousands, number=number)
    fix = Fix(ONE_NUMBER(number=thousands), (Edit(span, thousands),), safe=False)
    said = THOUSANDS_POINT(written=span.text, number=number)
    return Quantity(found.type, found.value, found.end, Mistake("thousands-comma", span, said, help_, (fix,)))


def _clock(place: Place) -> Quantity:
    """`9点`, unless that is a figure: `< 3点`."""
    if IN_A_FORMULA.search(place.text, max(0, place.start - 8), place.start) is None:
        return clock(place)
    digits = re.match("[0-9]+", place.written)
    assert digits is not None, "a time begins with its hour"
    return _number(Place(place.source, place.text, place.start, place.start + digits.end(), place.words))


def _with_unit(place: Place, digits: str, mistake: Mistake | None) -> Quantity:
    text, words = place.text, place.words
    end, shift = place.end, 0
    scale = SCALE.match(text, end) or _scale_apart(words, text, end)
    if scale is not None:
        end, shift = scale.end("scale"), words.scales[scale["scale"]]
    amount = _exact(Decimal(digits).scaleb(shift))
    whole = scale is None and "." not in digits
    plain = Quantity("INTEGER" if whole else "NUMBER", amount, end, mistake)
    match = UNIT.match(text, end)
    if match is None:
        return plain
    if match["sign"]:
        return Quantity("PERCENT", _exact(amount.scaleb(-2)), match.end(), mistake)
    if match["currency"]:
        return _money(amount, SIGNS[match["currency"]], match.end(), mistake)
    word, gap, at = match["word"], match["gap"], match.start("word")
    if word.startswith(BOUNDS) or (word[0] in words.marks and not gap):
        return plain
    if gap and _begins_phrase(words, text, at, word):
        return plain
    unit = _leading_unit(words, word)
    if unit is not None:
        return _measured(words, unit, plain, at + len(unit))
    if gap or word.startswith(LEFT):
        return plain
    return Quantity(plain.type, amount, match.end(), mistake or _unknown_unit(place, digits, word, at))


def _scale_apart(words: Vocabulary, text: str, at: int) -> re.Match[str] | None:
    """`8000 万元`, `6 M USD`: a scale after a space, where a unit or nothing follows it."""
    found = APART.match(text, at)
    if found is None or (found["rest"] and _leading_unit(words, found["rest"]) is None):
        return None
    return found


def with_sign(quantity: Quantity, currency: str) -> Quantity | None:
    """A number behind the sign of a currency: `€14M`; None where that makes no sense."""
    if _unless_grouped(quantity.mistake) is not None:
        return None
    told = quantity.mistake if quantity.mistake and quantity.mistake.message.text is THOUSANDS_POINT else None
    if quantity.type in ("INTEGER", "NUMBER"):
        return Quantity("MONEY", (quantity.value, currency), quantity.end, told)
    if quantity.type == "MONEY" and isinstance(quantity.value, tuple) and quantity.value[1] in (None, currency):
        return Quantity("MONEY", (quantity.value[0], currency), quantity.end)
    return None


def _money(amount: Decimal, currency: str | None, end: int, mistake: Mistake | None) -> Quantity:
    """An amount of money; its commas separate nothing."""
    return Quantity("MONEY", (amount, currency), end, _unless_grouped(mistake))


def _unless_grouped(mistake: Mistake | None) -> Mistake | None:
    return None if mistake is not None and mistake.name == "thousands-comma" else mistake


def _measured(words: Vocabulary, unit: str, plain: Quantity, end: int) -> Quantity:
    """A number with a unit."""
    amount, mistake = cast(Decimal, plain.value), plain.mistake
    currency = unit if unit in CURRENCIES else NAMES.get(unit)
    if currency is not None:
        return _money(amount, currency, end, mistake)
    key = words.units[" ".join(unit.split())]
    if key == "count":
        return Quantity(plain.type, amount, end, mistake)
    if key == "yuan":
        return _money(amount, None, end, mistake)
    if key == "points":
        return Quantity("POINTS", _exact(amount.scaleb(-2)), end, mistake)
    if key == "person_days":
        return Quantity("PERSON_DAYS", amount, end, mistake)
    return Quantity("DURATION", (amount, UNITS[key]), end, mistake)


def _leading_unit(words: Vocabulary, word: str) -> str | None:
    """The unit that `word` is, or begins with when a Chinese keyword follows it: `天没有`, `亿元截止2026`."""
    if _is_unit(words, word):
        return word
    if word.isascii():
        return None
    for length in range(min(len(word) - 1, LONGEST_UNIT), 0, -1):
        unit, rest = word[:length], word[length:]
        if _is_unit(words, unit):
            letters = LEADING_LETTERS.match(rest)
            if letters is not None and (
                letters[0] in words.by_first_word
                or letters[0] in words.also
                or letters[0] in words.marks
                or letters[0].startswith(BOUNDS)
            ):
                return unit
    return None


def _is_unit(words: Vocabulary, word: str) -> bool:
    return word in words.units or word in CURRENCIES or word in NAMES or " ".join(word.split()) in words.units


def _begins_phrase(words: Vocabulary, text: str, at: int, word: str) -> bool:
    """Whether a phrase of several words begins here: `8 min sample` is no length of time."""
    return any(
        len(phrase) > 1 and text.startswith(" ".join(phrase), at) for phrase, _ in words.by_first_word.get(word, ())
    )


def _unknown_unit(place: Place, digits: str, word: str, at: int) -> Mistake:
    span = Span(place.source, at, at + len(word))
    lengths = range(min(len(word) - 1, LONGEST_UNIT), 0, -1)
    unit = next((word[:n] for n in lengths if word[:n] in place.words.units), None)
    if word in ("w", "W"):
        advice = partial(UNKNOWN_UNIT_W, number=digits)
    elif word in ("st", "nd", "rd", "th"):
        plain = partial(ONE_NUMBER, number=digits)
        return Mistake("unknown-unit", span, UNKNOWN_UNIT(unit=word), plain, (Fix(plain(), (Edit(span, ""),)),))
    elif word in ("点", "个点"):
        points = partial(UNKNOWN_UNIT_POINTS, number=digits)
        fix = Fix(points(), (Edit(span, "个百分点"),), safe=False)
        return Mistake("unknown-unit", span, UNKNOWN_UNIT(unit=word), points, (fix,))
    elif unit is not None and not word.isascii():
        advice = partial(SPLIT_WORD, unit=unit, rest=word[len(unit) :])
    else:
        advice = partial(unit_advice, word, place.words)
    return Mistake("unknown-unit", span, UNKNOWN_UNIT(unit=word), advice)


def unit_advice(word: str, words: Vocabulary) -> Message:
    """What to write instead of a word that is no unit."""
    near = nearest(word, [*words.units, *CURRENCIES], 1) if 1 < len(word) <= 2 * LONGEST_UNIT else ()
    return UNKNOWN_UNIT_NEAR(unit=near[0]) if near else UNKNOWN_UNIT_HELP()


def _exact(value: Decimal) -> Decimal:
    """The same value without an exponent: 500000 rather than 5E+5."""
    return Decimal(int(value)) if value == value.to_integral_value() else value


READERS: dict[str, Callable[[Place], Quantity]] = {
    **DATES,
    "clock": _clock,
    "grouped": _grouped,
    "number": _number,
}
