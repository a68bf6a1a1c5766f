"""What a cell says in a declared format, by the rules of docs/reference/sources.md; slow, plain, and without the engine."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta
from fractions import Fraction

DASHES = str.maketrans("−‐‑–‒", "-----")
MARKS = str.maketrans("’‘´`", "''''")
SCALES = {"": 0, "%": -2, "千": 3, "k": 3, "万": 4, "亿": 8}
NOTHING = {"null", "n/a", "#n/a", "-", "\\n", "none", "nan", ""}


def plain(cell: str) -> str:
    """A cell in half width, without blanks at its ends and without the mark of a text in a spreadsheet."""
    return unicodedata.normalize("NFKC", cell.translate(MARKS)).translate(DASHES).strip().lstrip("'").strip()


def number(cell: str, *, is_comma: bool) -> Fraction | None:
    """The number of a cell whose decimals stand behind a comma, or behind a point; None where it is none."""
    text = plain(cell)
    sign = 1
    if text.startswith("(") and text.endswith(")"):
        text, sign = text[1:-1].strip(), -1
        if text[:1] in ("-", "+"):
            return None
    elif text[:1] in ("-", "+"):
        text, sign = text[1:].strip(), -1 if text[0] == "-" else 1
    point, comma = (",", ".") if is_comma else (".", ",")
    # no cents: `250,-`, of which the dash is gone
    match = re.fullmatch(rf"([0-9.,' ]*?[0-9])[{point}]?(-?) *(%|千|k|K|万|亿)?", text)
    if match is None:
        return None
    sign = -sign if match[2] and sign == 1 else sign
    digits, scale = match[1], SCALES[(match[3] or "").lower()]
    whole, _, decimals = digits.partition(point)
    if not re.fullmatch(r"[0-9]*", decimals) or not re.search(r"[0-9]", digits):
        return None
    groups = re.fullmatch(rf"(?:[0-9]*|[0-9]{{1,3}}(?:(?P<mark>[{comma}' ])[0-9]{{3}})(?:(?P=mark)[0-9]{{3}})*)", whole)
    indian = not is_comma and re.fullmatch(r"[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}", whole)
    if not groups and not indian:
        return None
    value = Fraction(re.sub(r"[^0-9]", "", whole) + "." + (decimals or "0") if whole or decimals else "0")
    return sign * value * Fraction(10) ** scale


def day(cell: str, *, is_month_first: bool) -> date | None:
    """The date of a cell of numbers, those of a spreadsheet and of a clock included (in Shanghai); None where it is none."""
    text = plain(cell)
    if re.fullmatch(r"1\d{9}(\d{3})?", text):
        return (datetime(1970, 1, 1) + timedelta(seconds=int(text[:10]), hours=8)).date()
    if re.fullmatch(r"\d{5}", text) and 33_000 <= int(text) < 73_000:
        return date(1899, 12, 30) + timedelta(days=int(text))
    forms = (
        r"((?:19|20)\d\d)[-/.](\d{1,2})[-/.](\d{1,2})\.?",
        r"((?:19|20)\d\d)年(\d{1,2})月(\d{1,2})日",
        r"((?:19|20)\d\d)(\d\d)(\d\d)",
    )
    match = next((found for form in forms if (found := re.fullmatch(form, text))), None)
    if match:
        year, month, of_month = (int(part) for part in match.groups())
    elif match := re.fullmatch(r"(\d{1,2})([-/.])(\d{1,2})[-/.]((?:19|20)\d\d|\d\d)", text):
        first, second, last = int(match[1]), int(match[3]), int(match[4])
        month, of_month = (first, second) if is_month_first else (second, first)
        year = last if last > 99 else last + (2000 if last < 70 else 1900)
    else:
        return None
    try:
        return date(year, month, of_month)
    except ValueError:
        return None


def minutes(cell: str) -> Fraction | None:
    """The minutes of a length of time: `00:12:30`, `18:25 min`, `1h 30m`, a number of minutes."""
    text = plain(cell)
    if match := re.fullmatch(r"(\d{1,4}):([0-5]\d):([0-5]\d)", text):
        return Fraction(int(match[1]) * 60 + int(match[2])) + Fraction(int(match[3]), 60)
    if match := re.fullmatch(r"(\d{1,4}):([0-5]\d) *min", text):
        return int(match[1]) + Fraction(int(match[2]), 60)
    if match := re.fullmatch(r"(?:(\d{1,4}) *h)? *(?:(\d{1,6}) *(?:min|m))? *(?:(\d{1,6}) *s)?", text):
        hours, mins, seconds = (Fraction(part or 0) for part in match.groups())
        return hours * 60 + mins + seconds / 60 if any(match.groups()) else None
    return Fraction(text) if re.fullmatch(r"\d+(?:\.\d+)?", text) else None


YES = {"yes", "true", "1", "y", "t", "是", "ja", "oui", "sí", "tak", "on", "j", "s", "si"}
NO = {"no", "false", "0", "n", "f", "否", "nein", "non", "nie", "off", "nej"}


def truth(cell: str) -> bool | None:
    """Whether a cell says yes or no; None where it says neither. A mark such as `x` says so in a column of marks only."""
    text = plain(cell).lower()
    return True if text in YES else False if text in NO else None
