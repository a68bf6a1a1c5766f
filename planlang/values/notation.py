"""How people write numbers, days and units in a table.

In: samples and words such as `1.234,56`, `d/m/y`, `万元`. Out: the notation that they stand for. Nothing here reads cells.
"""

from __future__ import annotations

import re
import unicodedata
from enum import Enum
from fractions import Fraction


class NumberStyle(Enum):
    """Which mark of a number begins its fraction; the value is a sample."""

    POINT = "1,234.56"
    COMMA = "1.234,56"


class DateOrder(Enum):
    """Which number of `03/05/2026` or `03/05/26` is what; the value is how a plan says it."""

    DAY_FIRST = "d/m/y"
    MONTH_FIRST = "m/d/y"
    YEAR_FIRST = "y-m-d"


NUMBER_WORDS = {
    "point": NumberStyle.POINT,
    "dot": NumberStyle.POINT,
    "comma": NumberStyle.COMMA,
    "us": NumberStyle.POINT,
    "点": NumberStyle.POINT,
    "逗号": NumberStyle.COMMA,
}
DAY_LETTERS, MONTH_LETTERS, YEAR_LETTERS = "dtj日", "m月", "yja年"
"""What a day, a month, a year is called in a pattern: `d/m/y`, `TT.MM.JJJJ`, `jj/mm/aaaa`, `年-月-日`."""


# the letters of a pattern of dates: `dd`, `MM`, `yyyy` of `dd.MM.yyyy`
_LETTERS = re.compile(r"[^\W\d_]+")


def number_style(sample: str) -> NumberStyle | None:
    """The style of a sample such as `1.234,56`, `1 234,56`, `12,34,567.00` or `1,5`; None where it does not tell.

    >>> number_style("1.234,56"), number_style("1'234.50"), number_style("1.234")
    (<NumberStyle.COMMA: '1.234,56'>, <NumberStyle.POINT: '1,234.56'>, None)
    """
    text = unicodedata.normalize("NFKC", sample).strip()
    word = NUMBER_WORDS.get(text.casefold())
    if word is not None:
        return word
    if not re.fullmatch(r"\d[\d.,' ’]*\d", text):
        return None
    points, commas = text.count("."), text.count(",")
    if points > 1 and commas > 1:
        return None
    if points and commas:
        return NumberStyle.COMMA if text.rindex(",") > text.rindex(".") else NumberStyle.POINT
    if points > 1 or commas > 1:
        return NumberStyle.COMMA if points else NumberStyle.POINT
    if points or commas:
        before, after = re.split("[.,]", text)
        if len(after) == 3 and before.isdigit() and len(before) <= 3 and not before.startswith("0"):
            return None
        return NumberStyle.POINT if points else NumberStyle.COMMA
    return None


def date_pattern(pattern: str) -> DateOrder | None:
    """The order of a pattern such as `d/m/y`, `MM/DD/YYYY`, `TT.MM.JJJJ`, `年-月-日`; None where it is no such pattern.

    >>> date_pattern("dd.mm.yyyy"), date_pattern("jj/mm/aaaa"), date_pattern("Y-M-D")
    (<DateOrder.DAY_FIRST: 'd/m/y'>, <DateOrder.DAY_FIRST: 'd/m/y'>, <DateOrder.YEAR_FIRST: 'y-m-d'>)
    """
    text = pattern.strip().casefold()
    letters = [word[0] for word in _LETTERS.findall(text)]
    if len(letters) == 1 and len(set(text)) == 3:
        letters = list(dict.fromkeys(text))  # `dmy`, `yyyymmdd`
    if len(letters) != 3 or letters.count("m") + letters.count("月") != 1:
        return None
    first, middle, last = letters
    if middle in MONTH_LETTERS and first in DAY_LETTERS and last in YEAR_LETTERS:
        return DateOrder.DAY_FIRST
    if first in MONTH_LETTERS and middle in DAY_LETTERS and last in YEAR_LETTERS:
        return DateOrder.MONTH_FIRST
    if middle in MONTH_LETTERS and first in YEAR_LETTERS and last in DAY_LETTERS:
        return DateOrder.YEAR_FIRST
    return None


# ---------------------------------------------------------------- units

SCALES = {
    "万亿": 12, "千亿": 11, "百亿": 10, "十亿": 9, "亿": 8, "千万": 7, "百万": 6, "十万": 5, "万": 4, "千": 3, "百": 2,
    "万億": 12, "億": 8, "萬": 4, "仟": 3,
    "thousand": 3, "thousands": 3, "k": 3, "tsd": 3, "tausend": 3, "t": 3, "milliers": 3, "miles": 3, "tys": 3,
    "tkr": 3, "000": 3, "000s": 3, "1000": 3, "1000s": 3, "1,000": 3, "1.000": 3, "lakh": 5, "lakhs": 5, "lac": 5,
    "million": 6, "millions": 6, "mio": 6, "mn": 6, "mm": 6, "m": 6, "mln": 6, "mkr": 6, "millionen": 6, "millones": 6,
    "1000000": 6, "crore": 7, "crores": 7, "cr": 7,
    "billion": 9, "billions": 9, "bn": 9, "mrd": 9, "md": 9, "milliarden": 9, "b": 9,
    "%": -2, "percent": -2, "per cent": -2, "pct": -2, "prozent": -2, "百分比": -2, "pourcent": -2, "per mille": -3,
    "‰": -3, "bp": -4, "bps": -4,
    "one": 0, "1": 0, "units": 0, "unit": 0,
}  # fmt: skip
"""What a unit says, and the power of ten that it stands for."""
CURRENCIES = {
    "CNY": ("元", "人民币", "RMB", "¥", "￥", "块"),
    "JPY": ("円", "日元", "¥", "￥"),
    "USD": ("US$", "$", "美元", "美金", "dollars", "dollar"),
    "EUR": ("€", "欧元", "euros", "euro"),
    "GBP": ("£", "英镑", "pounds"),
    "CHF": ("Fr.", "SFr.", "Fr", "SFr", "瑞士法郎"),
    "PLN": ("zł", "zl", "złotych"),
    "SEK": ("kr", "kr.", "kronor"),
    "NOK": ("kr", "kr."),
    "DKK": ("kr", "kr."),
    "INR": ("₹", "Rs.", "Rs", "rupees", "卢比"),
    "HKD": ("HK$", "$", "港元", "港币"),
    "TWD": ("NT$", "$", "新台币"),
    "SGD": ("S$", "$"),
    "AUD": ("A$", "$"),
    "CAD": ("C$", "$"),
    "KRW": ("₩", "韩元"),
    "BRL": ("R$",),
    "CZK": ("Kč",),
    "TRY": ("₺", "TL"),
    "HUF": ("Ft",),
    "RON": ("lei",),
    "UAH": ("₴", "грн"),
    "THB": ("฿", "บาท"),
    "VND": ("₫", "đ"),
    "MYR": ("RM",),
    "IDR": ("Rp",),
    "PHP": ("₱",),
    "MXN": ("$",),
    "NZD": ("NZ$", "$"),
    "ZAR": ("R",),
    "ILS": ("₪",),
    "RUB": ("₽", "руб."),
}
"""How a cell or a header may name a currency, beside its ISO code."""
_TIMES = {
    Fraction(1): "min mins minute minutes minuten 分钟 分",
    Fraction(60): "h hr hrs hour hours stunde stunden std heures 小时 时",
    Fraction(1, 60): "s sec secs second seconds sekunden 秒",
    Fraction(1440): "d day days tage jours 天 日",
}
MINUTES = {word: minutes for minutes, words in _TIMES.items() for word in words.split()}
"""Units of time, in minutes: what `00:12:30` is counted in."""

_MARKS = sorted(
    {unicodedata.normalize("NFKC", mark).casefold() for code, signs in CURRENCIES.items() for mark in (code, *signs)},
    key=lambda mark: (-len(mark), mark),
)
_OF_MONEY = frozenset({"k", "m", "mm", "mn", "bn", "b", "cr"})

# what stands in brackets in a header, or after its comma: `金额(万元)`, `Amount [k€]`, `Revenue, USD m`, `商机金额_万元`
_BRACKETS = re.compile(r"[(\[{（【〔]\s*([^()\[\]{}（）【】〔〕]{1,40}?)\s*[)\]}）】〕]")
_AFTER = re.compile(r"[,;:/|_，、：\-–—]\s*([^,;:/|_，、：]{1,30})$")
_BEFORE_UNITS = " ,;:/|_、-–—"
_LAST_WORDS = re.compile(r"(?<=\s)((?:\S+\s+)?\S{2,}|\S+\s+\S|[€$£¥₹])$")
_IN = re.compile(r"^(?:in|en|à|i|w|単位[:：]?|单位[:：]?|单位为|單位[:：]?)\s*", re.IGNORECASE)


def power_of(unit: str, *, of_money: bool = True, alone: bool = True) -> int | None:
    """The power of ten that a unit stands for: `万元` 4, `k€` 3, `USD m` 6, `%` -2, `€` 0; None where it is no unit.

    Letters that mean something else beside other figures (`m`, `t`) count only with a currency, or `alone` where the
    figure is one of money.

    >>> power_of("万元"), power_of("k€"), power_of("USD k"), power_of("in thousands"), power_of("days")
    (4, 3, 3, 3, None)
    >>> power_of("m"), power_of("m", of_money=False), power_of("万", of_money=False)
    (6, None, 4)
    """
    text = unicodedata.normalize("NFKC", unit).strip().strip("'`.").strip()
    text = _IN.sub("", text).casefold()
    if text in SCALES:
        is_vague = len(text) <= 2 and text.isascii() and text.isalpha()
        return None if is_vague and not (of_money and alone and text in _OF_MONEY) else SCALES[text]
    if text in _MARKS:
        return 0
    for mark in _MARKS:
        for rest in (text.removeprefix(mark), text.removesuffix(mark)):
            rest = rest.strip(" .'`")
            if rest != text and SCALES.get(rest, -1) >= 0:
                return SCALES[rest]
    return None


def units_in(header: str) -> tuple[str, ...]:
    """What in a header may be a unit, likeliest first: what stands in brackets, after its last mark, in its last words.

    The last words may be all that stands outside brackets: `TEUR (net)` counts in thousands.

    >>> units_in("金额(万元)"), units_in("TEUR (net)"), units_in("Revenue (Q1), k€"), units_in("Win %")
    (('万元', '金额'), ('net', 'TEUR'), ('Q1', 'k€'), ('Win %', '%'))
    """
    text = unicodedata.normalize("NFKC", header).strip()
    found = _BRACKETS.findall(text)
    rest = _BRACKETS.sub("", text).strip()
    found += [
        match[1].lstrip(_BEFORE_UNITS).strip()
        for match in (_AFTER.search(rest), _LAST_WORDS.search(f" {rest}"))
        if match
    ]
    found += [rest.split()[-1]] if len(rest.split()) > 2 and len(rest.split()[-1]) > 1 else []
    if text.endswith("%") or text.startswith("%"):
        found.append("%")
    whole = re.search(r"\bin (thousands|millions|billions|percent)\b", text, re.IGNORECASE)
    if whole is not None:
        found.append(whole[1])
    return tuple(dict.fromkeys(word for word in found if word))


# `单位：万元`, `金额单位：人民币万元`
_SAID_CHINESE = re.compile(r"(?:单位|單位|単位)\s*(?:[:：]|为|為)?\s*(?:人民币|人民幣)?([^\s,，;；。:：()（）]+)")
# `Amounts in k€`, `Angaben in Tsd. EUR`, `kwoty w tys. zł`
_SAID_LATIN = re.compile(r"\b(?:in|en|em|w|i)\s+((\S+)(?:\s+(?:of\s+|de\s+)?(\S+))?)", re.IGNORECASE)


def unit_said(line: str) -> str:
    """The unit of money that a line above a table says its figures have; empty where it says none, or that of ones.

    >>> unit_said("单位：万元"), unit_said("All amounts in EUR thousands."), unit_said("(in k€)"), unit_said("Sales in Q1")
    ('万元', 'EUR thousands', 'k€', '')
    """
    text = unicodedata.normalize("NFKC", line).strip()
    found: list[str] = list(_SAID_CHINESE.findall(text))
    for match in _SAID_LATIN.finditer(text):
        first, second = match[2].strip(",;:.)("), (match[3] or "").strip(",;:.)(")
        found += [f"{first} {second}".strip(), first]
    found += _BRACKETS.findall(text)
    for words in found:
        if (power_of(words, alone=False) or 0) > 0 and words.casefold() != "miles":
            return words
    return ""


# ---------------------------------------------------------------- months

_MONTHS = (
    "jan january januar janner janvier janv enero ene gennaio gen styczen stycznia sty januari januar 一月 1月",
    "feb february februar feber fevrier fevr fev febrero febbraio luty lutego lut februari 二月 2月",
    "mar march marz mrz mars marzo marzec marca 三月 3月",
    "apr april avril avr abril abr aprile kwiecien kwietnia kwi 四月 4月",
    "may mai mayo maggio mag maj maja 五月 5月",
    "jun june juni juin junio giugno giu czerwiec czerwca cze 六月 6月",
    "jul july juli juil juillet julio luglio lug lipiec lipca lip 七月 7月",
    "aug august aout aou agosto ago sierpien sierpnia sie augusti 八月 8月",
    "sep sept september septembre septiembre settembre set wrzesien wrzesnia wrz 九月 9月",
    "oct october okt oktober octobre octubre ottobre ott pazdziernik pazdziernika paz 十月 10月",
    "nov november novembre noviembre listopad listopada lis 十一月 11月",
    "dec december dez dezember decembre diciembre dic dicembre grudzien grudnia gru 十二月 12月",
)
MONTHS = {word: number for number, words in enumerate(_MONTHS, 1) for word in words.split()}
"""Months by their names without accents, in English, German, French, Spanish, Italian, Polish, Swedish and Chinese."""
