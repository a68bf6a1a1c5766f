"""How a cell's text becomes a value, as macros of DuckDB.

In: nothing. Out: the statements that define the macros. Each takes trimmed text that is not empty and gives NULL for
what it cannot read. Plain forms (`2026-05-18`, `1054.00`) are cast directly, the many others only where that fails.
"""

from __future__ import annotations

from planlang.data.engines.duckdb.sqltext import literal
from planlang.values.notation import MONTHS
from planlang.values.texts import FOLDED, UNUSUAL

# `１２３`, `￥１，０５４．００`, `（５）`, `1’234`, `−5`, `1 234` with a narrow or other blank
_FULL_WIDTH = "０１２３４５６７８９／－．：，％＋（）￥＄　’‘´`＇−‐‑–\u00a0\u202f\u2009\u2007\t"
_HALF_WIDTH = "0123456789/-.:,%+()¥$ '''''----    "

_YEAR = r"((?:19|20)\d\d)"
_TIME = r"(\d{1,2}:\d\d(?::\d\d(?:[.,]\d+)?)?)"
_HALF_DAY = r"(?: ?[AaPp]\.?[Mm]\.?)?"
_OFFSET = r"(?: ?(?:[Zz]|UTC|GMT|[+-]\d\d(?::?\d\d)?))?"
_AFTER = rf"(?:,? *[T ] *{_TIME}{_HALF_DAY}{_OFFSET})?"
# the separators of a date: `18.05.2026`, `18. 5. 2026`, `18/05/2026`
_BETWEEN = r" ?[-/.] ?"
_WORD = r"(\pL+|\d{1,2}月)"
# `Mon, `, `Montag, `
_WEEKDAY = r"(?:\pL+[.,]* +)?"

# `2026-5-18`, `2026/05/18 9:30`, `2026.5.18`, `2026. 05. 18.`, `2026年5月18日 09:30:00`, `2026-05-18T09:30:00.5+08:00`
YEAR_FIRST = rf"{_YEAR}[-/.年] ?(\d{{1,2}})[-/.月] ?(\d{{1,2}})[日.]?(?:[T ]*{_TIME}{_HALF_DAY}{_OFFSET})?"
# `20260518`, `20260518 09:30`
COMPACT = rf"{_YEAR}(\d\d)(\d\d)(?:[T ]+{_TIME}{_HALF_DAY}{_OFFSET})?"
# `20260518093000`
COMPACT_TIME = rf"{_YEAR}(\d\d)(\d\d)T?(\d\d)(\d\d)(\d\d)"
# `05/18/2026 09:30 PM`, `18.5.2026.`
YEAR_LAST = rf"(\d{{1,2}}){_BETWEEN}(\d{{1,2}}){_BETWEEN}{_YEAR}\.?{_AFTER}"
# `05/18/26`: up to 69 in this century, from 70 in the last one
YEAR_LAST_NEW = rf"(\d{{1,2}}){_BETWEEN}(\d{{1,2}}){_BETWEEN}([0-6]\d)(?:,? +{_TIME}{_HALF_DAY})?"
YEAR_LAST_OLD = rf"(\d{{1,2}}){_BETWEEN}(\d{{1,2}}){_BETWEEN}([7-9]\d)(?:,? +{_TIME}{_HALF_DAY})?"
# `26-05-18`
SHORT_YEAR_FIRST = rf"(\d\d){_BETWEEN}(\d{{1,2}}){_BETWEEN}(\d{{1,2}})(?:,? +{_TIME}{_HALF_DAY})?"
# `12-Jan-26`, `12. März 2026`, `1er janvier 2026 9:30`, `Mon, 12 Jan 2026`, `1 de mayo de 2026`
DAY_WORD = (
    rf"{_WEEKDAY}(\d{{1,2}})(?:st|nd|rd|th|er|\.)?[-/ ,]*(?:de |of )?{_WORD}\.?[-/ ,]*(?:de )?((?:19|20)?\d\d){_AFTER}"
)
# `Jan 12, 2026`, `January 12th 2026`
WORD_DAY = rf"{_WEEKDAY}{_WORD}\.?[-/ ]*(\d{{1,2}})(?:st|nd|rd|th)?(?:, *| +|-)((?:19|20)\d\d){_AFTER}"
# `2026-Jan-12`, `2026 January 12`
YEAR_WORD = rf"((?:19|20)\d\d)[-/ 年]*{_WORD}\.?[-/ ]*(\d{{1,2}})(?:st|nd|rd|th|日)?{_AFTER}"
# the end of `09:30:00+08:00`, `09:30Z`
WITH_OFFSET = r":\d\d(?:[.,]\d+)? ?(?:[Zz]|UTC|GMT|[+-]\d\d(?::?\d\d)?)$"
# days since the end of 1899, within 1990 and 2099: `46160`, `46160.375`
SERIAL = r"(?:3[3-9]|[4-6]\d|7[0-2])\d{3}(?:[.,]\d+)?"
# seconds since 1970, within 2001 and 2033, thousandths of those: `1768208400`, `1768208400000`, `1768208400.25`
EPOCH = r"1\d{9}(?:\d{3}|[.,]\d{1,6})?"
# what stands for no end: `9999-12-31 23:59:59.997`, `31/12/9999`, `2999-12-31`; for no date: `0000-00-00`
NO_END = r"(?:[29]999|0000)[-/.]?\d\d[-/.]?\d\d(?:[T ].*)?|\d\d[-/.]\d\d[-/.](?:[29]999|0000)(?: .*)?"
# `1234.50`, `.5`, `1.234,50`, `1 234`: digits and what may stand between them
LIKE_A_NUMBER = r"[^0-9]*?([.,]?[0-9][0-9.,'' ]*?)(?:[eE][+-]?\d+)?[^0-9]*"
# `00:12:30`, `25:30:00`
LENGTH = r"(\d{1,4}):([0-5]\d):([0-5]\d)(?:[.,]\d+)?"
# `18:25 min`
LENGTH_IN_MINUTES = r"(\d{1,4}):([0-5]\d) *min"
# `1h 30m`, `90 min`, `45 s`; days and weeks are of no certain length
LENGTH_IN_WORDS = (
    r"(?i)(?:(\d{1,4}(?:[.,]\d{1,4})?) *(?:h|hrs?|hours?|std\.?|stunden?|小时|时))? *"
    r"(?:(\d{1,6}(?:[.,]\d{1,4})?) *(?:m|mins?|minutes?|minuten|分钟|分))? *(?:(\d{1,7}) *(?:s|secs?|seconds?|sekunden|秒))?"
)

PLAIN_MACROS = (
    # `="0012"`, as programs write what a spreadsheet shall not take for a number
    """bare(t) AS CASE WHEN t LIKE '="%"' THEN trim(substr(t, 3, length(t) - 3)) ELSE t END""",
    f"is_unusual(t) AS strlen(t) <> length(t) AND regexp_matches(t, '{UNUSUAL}')",
    "folded(t) AS CASE WHEN NOT is_unusual(t) THEN t"
    f" ELSE trim(nfc_normalize(translate(t, '{FOLDED[0]}', '{FOLDED[1]}'))) END",
    # the fast ways: nothing that the casts take beside these forms gets past the patterns
    "plain_date(t) AS CASE WHEN t LIKE '20__-__-__' THEN TRY_CAST(t AS DATE)"
    " WHEN t LIKE '19__-__-__' OR (length(t) <= 10 AND (t LIKE '20__/%' OR t LIKE '20__-%'))"
    " THEN TRY_CAST(t AS DATE) END",
    "plain_instant(t) AS CASE WHEN t LIKE '20__-__-_____:__:__' THEN TRY_CAST(t AS TIMESTAMP)"
    " WHEN t LIKE '20__/%:%' AND NOT contains(t, '-') AND NOT contains(t, '+') AND NOT t ILIKE '%z'"
    " AND NOT t ILIKE '%m' THEN TRY_CAST(t AS TIMESTAMP) END",
    # three digits behind a point may be thousands
    "plain_number(t) AS CASE WHEN t LIKE '%.___' OR contains(t, '_') THEN NULL ELSE TRY_CAST(t AS DECIMAL(24, 6)) END",
)
"""What the first step needs of every file."""

CAREFUL_MACROS = (
    # `'300`: the mark of a text in a spreadsheet
    f"half_width(t) AS ltrim(translate(bare(t), {literal(_FULL_WIDTH)}, {literal(_HALF_WIDTH)}), chr(39))",
    r"read_by(t, form, shape) AS CASE WHEN regexp_full_match(t, form) THEN"
    r" TRY_CAST(replace(rtrim(regexp_replace(t, form, shape)), ',', '.') AS TIMESTAMP) END",
    rf"year_first(t) AS COALESCE(read_by(t, '{YEAR_FIRST}', '\1-\2-\3 \4'), read_by(t, '{COMPACT}', '\1-\2-\3 \4'),"
    rf" read_by(t, '{COMPACT_TIME}', '\1-\2-\3 \4:\5:\6'))",
    rf"short_year_first(t) AS CASE WHEN substr(t, 1, 1) < '7' THEN read_by(t, '{SHORT_YEAR_FIRST}', '20\1-\2-\3 \4')"
    rf" ELSE read_by(t, '{SHORT_YEAR_FIRST}', '19\1-\2-\3 \4') END",
    rf"day_first(t) AS COALESCE(read_by(t, '{YEAR_LAST}', '\3-\2-\1 \4'),"
    rf" read_by(t, '{YEAR_LAST_NEW}', '20\3-\2-\1 \4'), read_by(t, '{YEAR_LAST_OLD}', '19\3-\2-\1 \4'))",
    rf"month_first(t) AS COALESCE(read_by(t, '{YEAR_LAST}', '\3-\1-\2 \4'),"
    rf" read_by(t, '{YEAR_LAST_NEW}', '20\3-\1-\2 \4'), read_by(t, '{YEAR_LAST_OLD}', '19\3-\1-\2 \4'))",
    # `~26~Jan~12~09:30`: year, month, day and time of a date with its month in words
    rf"in_words(t) AS CASE WHEN regexp_matches(t, '\pL\pL|月') AND NOT contains(t, '~') THEN regexp_replace("
    rf"regexp_replace(regexp_replace(t, '^{WORD_DAY}$', '~\3~\1~\2~\4'), '^{DAY_WORD}$', '~\3~\2~\1~\4'),"
    rf" '^{YEAR_WORD}$', '~\1~\2~\3~\4') END",
    "of_words(w) AS CASE WHEN starts_with(w, '~') THEN TRY_CAST(rtrim(CASE WHEN length(string_split(w, '~')[2]) = 4 THEN ''"
    " WHEN string_split(w, '~')[2] < '70' THEN '20' ELSE '19' END || string_split(w, '~')[2] || '-'"
    " || month_of(string_split(w, '~')[3]) || '-' || string_split(w, '~')[4] || ' '"
    " || replace(string_split(w, '~')[5], ',', '.')) AS TIMESTAMP) END",
    f"is_epoch(t) AS regexp_full_match(t, '{EPOCH}')",
    f"counted(t) AS CASE WHEN regexp_full_match(t, '{SERIAL}') THEN"
    " TIMESTAMP '1899-12-30' + to_seconds(round(CAST(replace(t, ',', '.') AS DOUBLE) * 86400))"
    " WHEN is_epoch(t) THEN CASE WHEN length(t) = 13 AND NOT contains(t, '.') AND NOT contains(t, ',')"
    " THEN make_timestamp(CAST(t AS BIGINT) * 1000)"
    " ELSE make_timestamp(CAST(round(CAST(replace(t, ',', '.') AS DECIMAL(20, 6)) * 1000000) AS BIGINT)) END END",
    f"is_no_end(t) AS regexp_full_match(t, '{NO_END}')",
    "on_the_clock(x, t) AS CASE WHEN NOT regexp_matches(t, '[Mm]\\.?( |$)') THEN x"
    " WHEN regexp_matches(t, '[Pp]\\.?[Mm]\\.?( |$)') AND hour(x) < 12 THEN x + INTERVAL 12 HOUR"
    " WHEN regexp_matches(t, '[Aa]\\.?[Mm]\\.?( |$)') AND hour(x) = 12 THEN x - INTERVAL 12 HOUR ELSE x END",
    "offset_of(t) AS CASE WHEN is_epoch(t) THEN 0 WHEN length(t) <= 10 THEN NULL"
    f" WHEN NOT regexp_matches(t, '{WITH_OFFSET}') THEN NULL"
    " WHEN t ILIKE '%z' OR t ILIKE '%utc' OR t ILIKE '%gmt' THEN 0"
    r" ELSE (CASE WHEN regexp_extract(t, '([+-])\d\d:?(\d\d)?$', 1) = '-' THEN -1 ELSE 1 END)"
    r" * (60 * CAST(regexp_extract(t, '[+-](\d\d):?(?:\d\d)?$', 1) AS INTEGER)"
    r" + COALESCE(TRY_CAST(regexp_extract(t, '[+-]\d\d:?(\d\d)?$', 1) AS INTEGER), 0)) END",
    # `(1,054.00)`, `$(63.12)`, `($63.12)`
    r"unwrapped(t) AS CASE WHEN regexp_full_match(t, '[^()0-9]*\([^()]*\)[^()0-9]*')"
    " THEN '-' || trim(replace(replace(t, '(', ''), ')', '')) ELSE t END",
    # `~-1234,50~万`: what a form makes of a number; digits without their separators
    "taken_apart(t, form) AS CASE WHEN NOT contains(t, '~') AND length(t) <= 80"
    r" THEN regexp_replace(t, form, '~\1\2\4\3~\5') END",
    "with_point(d) AS translate(d, ', ''', '')",
    "with_comma(d) AS translate(d, ',. ''', '.')",
    f"digits_of(t) AS CASE WHEN regexp_full_match(t, '{LIKE_A_NUMBER}')"
    f" THEN trim(regexp_extract(t, '^{LIKE_A_NUMBER}$', 1)) END",
    # `1.234,5` is `9.999,9`, a leading zero stays: `0.125` is `0.999`
    r"number_shape(d) AS CASE WHEN d LIKE '0_%' THEN '0' || translate(substr(d, 2), '0123456789', '9999999999')"
    " ELSE translate(d, '0123456789', '9999999999') END",
    f"part_of(t, part) AS COALESCE(TRY_CAST(replace(regexp_extract(t, '{LENGTH_IN_WORDS}', part), ',', '.')"
    " AS DECIMAL(12, 6)), 0)",
    f"minutes_of(t) AS CASE WHEN regexp_full_match(t, '{LENGTH}') THEN"
    f" CAST(regexp_extract(t, '{LENGTH}', 1) AS DECIMAL(12, 6)) * 60"
    f" + CAST(regexp_extract(t, '{LENGTH}', 2) AS DECIMAL(12, 6))"
    f" + CAST(regexp_extract(t, '{LENGTH}', 3) AS DECIMAL(12, 6)) / 60"
    f" WHEN regexp_full_match(t, '{LENGTH_IN_MINUTES}') THEN"
    f" CAST(regexp_extract(t, '{LENGTH_IN_MINUTES}', 1) AS DECIMAL(12, 6))"
    f" + CAST(regexp_extract(t, '{LENGTH_IN_MINUTES}', 2) AS DECIMAL(12, 6)) / 60"
    rf" WHEN regexp_matches(t, '^\d') AND regexp_full_match(t, '{LENGTH_IN_WORDS}') THEN"
    f" part_of(t, 1) * 60 + part_of(t, 2) + part_of(t, 3) / 60 END",
)

SCALES = {
    "%": -2, "‰": -3, "千": 3, "k": 3, "tsd": 3, "tsd.": 3, "万": 4, "萬": 4, "lakh": 5, "lakhs": 5, "十万": 5,
    "百万": 6, "m": 6, "mn": 6, "mio": 6, "mio.": 6, "mln": 6, "crore": 7, "crores": 7, "cr": 7, "千万": 7, "亿": 8,
    "億": 8, "b": 9, "bn": 9, "mrd": 9, "mrd.": 9, "万亿": 12,
}  # fmt: skip
"""What may follow a number, and the power of ten that it stands for."""
ONLY_OF_MONEY = frozenset({"m", "b", "mn"})
"""Those that mean something else beside a figure that is no money: `30m` is half an hour, or a length."""
ONLY_DECLARED = "cr"
"""Crore only where the column is said to be in crore: elsewhere as likely a credit."""


def plain_macros() -> list[str]:
    """The statements that define what the first step needs, in an order in which each only uses earlier ones."""
    return [f"CREATE MACRO {macro}" for macro in PLAIN_MACROS]


def careful_macros() -> list[str]:
    """The statements that define what else the second step needs, in such an order as well."""
    cases = " ".join(f"WHEN '{word}' THEN 'e{power}'" for word, power in SCALES.items())
    scale = f"scale_of(word) AS CASE lower(word) {cases} ELSE '' END"
    months = ", ".join(f"'{word}': '{number}'" for word, number in MONTHS.items())
    month = f"month_of(word) AS MAP {{{months}}}[strip_accents(lower(word))]"
    return [f"CREATE MACRO {macro}" for macro in (scale, month, *CAREFUL_MACROS)]
