"""How a cell's text becomes a value, as macros of DuckDB.

In: nothing. Out: the statements that define the macros. Each takes trimmed text that is not empty and gives NULL for
what it cannot read. Plain forms (`2026-05-18`, `1054.00`) are cast directly, the many others only where that fails.
"""

from __future__ import annotations

# `１２３`, `￥１，０５４．００`, `（５）`
_FULL_WIDTH = "０１２３４５６７８９／－．：，％＋（）￥＄　"
_HALF_WIDTH = "0123456789/-.:,%+()¥$ "

_YEAR = r"((?:19|20)\d\d)"
_TIME = r"(\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?)"
_HALF_DAY = r"(?: ?[AaPp][Mm])?"
_OFFSET = r"(?: ?(?:[Zz]|[+-]\d\d(?::?\d\d)?))?"

# `2026-5-18`, `2026/05/18 9:30`, `2026.5.18`, `2026年5月18日 09:30:00`, `2026-05-18T09:30:00.5+08:00`
YEAR_FIRST = rf"{_YEAR}[-/.年](\d{{1,2}})[-/.月](\d{{1,2}})日?(?:[T ]*{_TIME}{_HALF_DAY}{_OFFSET})?"
# `20260518`, `20260518 09:30`
COMPACT = rf"{_YEAR}(\d\d)(\d\d)(?:[T ]+{_TIME}{_HALF_DAY}{_OFFSET})?"
# `20260518093000`
COMPACT_TIME = rf"{_YEAR}(\d\d)(\d\d)T?(\d\d)(\d\d)(\d\d)"
# `05/18/2026 09:30 PM`
YEAR_LAST = rf"(\d{{1,2}})[-/.](\d{{1,2}})[-/.]{_YEAR}(?:,? +{_TIME}{_HALF_DAY}{_OFFSET})?"
# `05/18/26`: up to 69 in this century, from 70 in the last one
YEAR_LAST_NEW = rf"(\d{{1,2}})[-/.](\d{{1,2}})[-/.]([0-6]\d)(?:,? +{_TIME}{_HALF_DAY})?"
YEAR_LAST_OLD = rf"(\d{{1,2}})[-/.](\d{{1,2}})[-/.]([7-9]\d)(?:,? +{_TIME}{_HALF_DAY})?"
# the end of `09:30:00+08:00`, `09:30Z`
WITH_OFFSET = r":\d\d(?:\.\d+)? ?(?:[Zz]|[+-]\d\d(?::?\d\d)?)$"
# `1,054`, `-12,345.60`
THOUSANDS = r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?"

MACROS = (
    f"half_width(t) AS translate(t, '{_FULL_WIDTH}', '{_HALF_WIDTH}')",
    r"read_by(t, form, shape) AS CASE WHEN regexp_full_match(t, form) THEN"
    r" TRY_CAST(rtrim(regexp_replace(t, form, shape)) AS TIMESTAMP) END",
    rf"year_first(t) AS COALESCE(read_by(t, '{YEAR_FIRST}', '\1-\2-\3 \4'), read_by(t, '{COMPACT}', '\1-\2-\3 \4'),"
    rf" read_by(t, '{COMPACT_TIME}', '\1-\2-\3 \4:\5:\6'))",
    rf"day_first(t) AS COALESCE(read_by(t, '{YEAR_LAST}', '\3-\2-\1 \4'),"
    rf" read_by(t, '{YEAR_LAST_NEW}', '20\3-\2-\1 \4'), read_by(t, '{YEAR_LAST_OLD}', '19\3-\2-\1 \4'))",
    rf"month_first(t) AS COALESCE(read_by(t, '{YEAR_LAST}', '\3-\1-\2 \4'),"
    rf" read_by(t, '{YEAR_LAST_NEW}', '20\3-\1-\2 \4'), read_by(t, '{YEAR_LAST_OLD}', '19\3-\1-\2 \4'))",
    "on_the_clock(x, t) AS CASE WHEN NOT t ILIKE '%m' THEN x"
    " WHEN t ILIKE '%pm' AND hour(x) < 12 THEN x + INTERVAL 12 HOUR"
    " WHEN t ILIKE '%am' AND hour(x) = 12 THEN x - INTERVAL 12 HOUR ELSE x END",
    # the fast ways: nothing that the casts take beside these forms gets past the patterns
    "plain_date(t) AS CASE WHEN t LIKE '20__-__-__' THEN TRY_CAST(t AS DATE)"
    " WHEN t LIKE '19__-__-__' OR (length(t) <= 10 AND (t LIKE '20__/%' OR t LIKE '20__-%'))"
    " THEN TRY_CAST(t AS DATE) END",
    "modern_instant(t) AS CASE WHEN t LIKE '20__-__-_____:__:__' THEN TRY_CAST(t AS TIMESTAMP)"
    " WHEN t LIKE '20__/%' AND NOT contains(t, '-') AND NOT contains(t, '+') AND NOT t ILIKE '%z' AND NOT t ILIKE '%m'"
    " THEN TRY_CAST(t AS TIMESTAMP) END",
    "plain_instant(t) AS CASE WHEN t LIKE '19__-__-_____:__:__' THEN TRY_CAST(t AS TIMESTAMP)"
    " ELSE modern_instant(t) END",
    "offset_of(t) AS CASE WHEN t LIKE '____-__-_____:__:__' OR length(t) <= 10 THEN NULL"
    f" WHEN NOT regexp_matches(t, '{WITH_OFFSET}') THEN NULL WHEN t ILIKE '%z' THEN 0"
    r" ELSE (CASE WHEN regexp_extract(t, '([+-])\d\d:?(\d\d)?$', 1) = '-' THEN -1 ELSE 1 END)"
    r" * (60 * CAST(regexp_extract(t, '[+-](\d\d):?(?:\d\d)?$', 1) AS INTEGER)"
    r" + COALESCE(TRY_CAST(regexp_extract(t, '[+-]\d\d:?(\d\d)?$', 1) AS INTEGER), 0)) END",
    "unwrapped(t) AS CASE WHEN t LIKE '(%)' THEN '-' || trim(t[2:-2]) ELSE t END",
    f"plain_number(t) AS COALESCE(TRY_CAST(t AS DECIMAL(24, 6)), CASE WHEN regexp_full_match(t, '{THOUSANDS}')"
    " THEN TRY_CAST(replace(t, ',', '') AS DECIMAL(24, 6)) END)",
    r"scaled_number(t, form) AS CASE WHEN regexp_full_match(t, form) THEN"
    r" TRY_CAST(replace(regexp_replace(t, form, '\1\2\3'), ',', '') || scale_of(regexp_extract(t, form, 4))"
    " AS DECIMAL(24, 6)) END",
)

SCALES = {"%": -2, "千": 3, "k": 3, "万": 4, "十万": 5, "百万": 6, "m": 6, "千万": 7, "亿": 8, "b": 9, "万亿": 12}
"""What may follow a number, and the power of ten that it stands for."""


def statements() -> list[str]:
    """The statements that define the macros, in an order in which each only uses earlier ones."""
    cases = " ".join(f"WHEN '{word}' THEN 'e{power}'" for word, power in SCALES.items())
    scale = f"scale_of(word) AS CASE lower(word) {cases} ELSE '' END"
    return [f"CREATE MACRO {macro}" for macro in (scale, *MACROS)]
