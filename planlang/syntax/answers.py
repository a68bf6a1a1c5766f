"""Sentences that people try, and what to write instead.

In: the place where reading stopped. Out: one diagnostic with the spelling that works, in the language of the file, or
nothing where no sentence is recognised. Every rule is a pattern over the rest of the statement and what it becomes.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date

from attrs import frozen

from planlang.diagnostics.diagnostic import Edit, Fix
from planlang.diagnostics.text import Language, Message, Text
from planlang.source import Span
from planlang.syntax.currencies import CURRENCIES, NAMES
from planlang.syntax.examples import FOR_EXAMPLE, example
from planlang.syntax.findings import Findings
from planlang.syntax.quantities import UNPADDED_DATE, YEAR
from planlang.syntax.resemble import MISSPELT, WRITE
from planlang.syntax.situation import Situation

EITHER = Text("unpadded-date.either", "write `{one}` or `{other}`, whichever is meant")
RHYTHM = Text("unknown-rhythm", "`{written}` is not a rhythm that a review can have")
RHYTHM_HELP = Text(
    "unknown-rhythm.help", "a review is held on a day of every week or of every month: `{week}`, `{month}`, `{workday}`"
)
IN_WORDS = Text("number-in-words", "`{written}` is a number in words")
ONE_OWNER = Text("one-owner", "one person or role is responsible, not several")
ONE_OWNER_HELP = Text(
    "one-owner.help", "leave `{first}` here; others do the work (`{assign}`) or are told (`{notify}`)"
)
NOT_ONE_STAGE = Text("no-skipping-of-all", "`{written}` is about every stage of the line; none is named behind it")
NOT_ONE_STAGE_HELP = Text("no-skipping-of-all.help", "write `{written}`")
FOR_EACH_ALONE = Text("unexpected-text.for-each", "`{written}` belongs in an alert")

UNITS_OF = {
    "周": "周",
    "星期": "周",
    "礼拜": "周",
    "月": "个月",
    "季度": "个季度",
    "季": "个季度",
    "年": "年",
    "天": "天",
    "日": "天",
    "小时": "小时",
    "工作日": "个工作日",
}
COUNTS = {word: n for n, word in enumerate("零一二三四五六七八九十")} | {"两": 2, "半": 0}
ENGLISH_COUNTS = {
    word: n
    for n, word in enumerate(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], start=1
    )
}
ORDINALS = {
    word: n
    for n, word in enumerate(
        ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"], start=1
    )
}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = r"(?P<m>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
LENGTH = r"(?P<n>[0-9]+|[一二两三四五六七八九十]+)[ ]*个?(?P<unit>周|星期|礼拜|月|季度|季|年|天|日|小时|工作日)"
NUMBER = r"(?P<n>[0-9]+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
UNIT = r"(?P<unit>(?:working |business )?days?|weeks?|months?|quarters?|years?|hours?)"

Answer = Callable[[re.Match[str], Situation], str | None]


def count(word: str) -> int:
    """The number that a word or digits say: `三`, `十二`, `three`, `3`."""
    if word.isdigit():
        return int(word)
    if word in ENGLISH_COUNTS:
        return ENGLISH_COUNTS[word]
    tens, ten, ones = word.partition("十")
    if not ten:
        return COUNTS[word[0]]
    return (COUNTS[tens[0]] if tens else 1) * 10 + (COUNTS[ones[0]] if ones else 0)


def chinese_length(found: re.Match[str]) -> str:
    """`三个月` as `3个月`."""
    return f"{count(found['n'])}{UNITS_OF[found['unit']]}"


def english_length(found: re.Match[str]) -> str:
    """`three weeks` as `3 weeks`, `20 working days` as `20wd`."""
    number, unit = count(found["n"]), found["unit"]
    if unit.startswith(("working", "business")):
        return f"{number}wd"
    stem = unit.rstrip("s")
    return f"{number} {stem if number == 1 else stem + 's'}"


@frozen
class Rule:
    """One kind of sentence.

    Attributes:
        expected: terminals of which one must be possible where reading stopped; empty for any.
        pattern: over the rest of the statement from there.
        becomes: what to write instead of what the pattern found; None where it was no such sentence.
        kinds: the statements it is about, by terminal of their first word; empty for any.
    """

    expected: frozenset[str]
    pattern: re.Pattern[str]
    becomes: Answer
    kinds: frozenset[str] = frozenset()


def _rule(expected: str, pattern: str, becomes: str | Answer, kinds: str = "") -> Rule:
    if isinstance(becomes, str):
        template = becomes

        def filled(found: re.Match[str], situation: Situation) -> str:
            return found.expand(template)

        becomes = filled
    return Rule(frozenset(expected.split()), re.compile(pattern, re.IGNORECASE), becomes, frozenset(kinds.split()))


PERIODS = {"week": "周", "month": "月", "quarter": "季度", "year": "年"}

WORDS = (
    # periods behind a figure
    _rule(
        "WINDOW",
        rf"(?:in |over |for |during )?(?:the )?(?:last|past|previous|trailing) {NUMBER} (?P<unit>weeks?|months?|quarters?|years?)\b",
        lambda found, _: f"rolling {english_length(found)}",
    ),
    _rule("WINDOW", r"(?:(?:per|a|each|every|/) ?)(week|month|quarter|year)\b", r"this \1"),
    _rule("WINDOW", rf"(?:近|过去|最近|前|在过去){LENGTH}(?:内|里|来)?", lambda found, _: f"近{chinese_length(found)}"),
    _rule("WINDOW", r"每(?:个)?(周|月|年)", r"本\1"),
    _rule("WINDOW", r"每(?:个)?季度?", "本季度"),
    _rule("WINDOW", r"上(?:一)?个?(周|月)", r"上\1"),
    _rule("WINDOW", r"上(?:一)?个?季度", "上季度"),
    _rule("WINDOW", r"(?:这|本)个?(周|月|季度)", r"本\1"),
    _rule("WINDOW", r"去年(?!同)", "上年"),
    # how long a condition lasts
    _rule("FOR", rf"连续{LENGTH}", lambda found, _: f"连续 {chinese_length(found)}"),
    _rule(
        "FOR",
        rf"for {NUMBER} (?:consecutive |straight |full )?{UNIT}\b",
        lambda found, _: f"for {english_length(found)}",
    ),
    # for each
    _rule("FOR_EACH", r"(?:for every|for all|per|by|for|each|every) (\w+)", r"for each \1", "ALERT"),
    _rule("FOR_EACH", r"(?:每名|每位|针对每个|按每个|每一个|按)(\w+)", r"对每个 \1", "ALERT"),
    # limits
    _rule(
        "AT_MOST",
        r"(?:for )?(?:a )?(?:max(?:imum)?(?: of)?|up to|at the most|less than|not more than|no more than|under|within|at most|no longer than|for)(?= )",
        "at most",
    ),
    _rule("AT_MOST", r"(?:最长|不到|少于|小于|低于|不得长于|上限)(?!\w)", "至多"),
    _rule("REQUIRES", r"(?:needs?|must have|require|with)(?= )", "requires"),
    _rule("REQUIRES", r"(?:要求|必须有|必须|须|应有|要有)(?!\w)", "需要"),
    _rule("DURATION", rf"{NUMBER}[ ]?{UNIT}\b", lambda found, _: english_length(found)),
    _rule("DURATION", LENGTH + r"(?!\w)", lambda found, _: chinese_length(found)),
)
"""Words and phrases that have another spelling."""


def answered(situation: Situation, expected: frozenset[str], findings: Findings) -> bool:
    """Reports a sentence that is recognised; False where none is."""
    start, text = _rest(situation)
    return (
        _rhythm(situation, findings)
        or _date(situation, expected, start, text, findings)
        or _owners(situation, findings)
        or _skipping(situation, findings)
        or _words(situation, expected, start, text, findings)
        or _statement(situation, findings)
        or _for_each_alone(situation, findings)
        or _shares(situation, findings)
        or _amount(situation, start, text, findings)
    )


def _rest(situation: Situation) -> tuple[int, str]:
    """Where the current token begins, and the text from there to the end of the statement."""
    start = situation.token.start
    return start, situation.source.text[start : _end(situation)]


def _end(situation: Situation) -> int:
    tokens = situation.tokens
    for index in range(situation.at, min(situation.at + 60, len(tokens))):
        if tokens[index].type in ("_END", "_LBRACE", "RBRACE"):
            return tokens[index - 1].end if index > situation.at else tokens[index].start
    return tokens[min(situation.at + 60, len(tokens)) - 1].end


def _write(
    situation: Situation, start: int, end: int, message: Message, name: str, text: str, findings: Findings
) -> None:
    """Reports a stretch that is to be replaced."""
    span = Span(situation.source, start, end)
    findings.error(
        name, span, message, WRITE(text=text), fixes=(Fix(WRITE(text=text), (Edit(span, text),), safe=False),)
    )


def _words(situation: Situation, expected: frozenset[str], start: int, text: str, findings: Findings) -> bool:
    for rule in WORDS:
        if rule.expected.isdisjoint(expected) or (rule.kinds and situation.kind not in rule.kinds):
            continue
        found = rule.pattern.match(text)
        instead = rule.becomes(found, situation) if found is not None else None
        if found is None or instead is None or instead == found[0]:
            continue
        in_words = "n" in found.re.groupindex and not found["n"].isdigit()
        message = IN_WORDS(written=found[0]) if in_words else MISSPELT(word=found[0])
        name = "number-in-words" if in_words else "misspelt-word"
        _write(situation, start, start + found.end(), message, name, instead, findings)
        return True
    return False


# ---------------------------------------------------------------- whole statements

PERIOD_FIRST = re.compile(
    r"(?P<window>本周|本月|本季度?|本年|上周|上月|上季度?|this week|this month|this quarter|this year)(?:'s)?[ ]+(?P<figure>[^\W\d]\w*)"
)
IN_THE_LAST = re.compile(
    rf"(?:in|over|for|during) (?:the )?(?:last|past|previous) {NUMBER} (?P<unit>weeks?|months?|quarters?|years?)\b",
    re.IGNORECASE,
)
IN_A_ROW = re.compile(rf"for {NUMBER} {UNIT} (?:in a row|running|straight|consecutively|in succession)", re.IGNORECASE)
FOR_FIRST = re.compile(rf"连续[ ]*{LENGTH}[，, ]+(?P<rest>.+)")
IN_A_CONDITION: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (PERIOD_FIRST, lambda found: f"{found['figure']} {found['window']}"),
    (IN_THE_LAST, lambda found: f"rolling {english_length(found)}"),
    (IN_A_ROW, lambda found: f"for {english_length(found)}"),
)
"""Parts of a condition that have another place or another spelling."""
WITHOUT = re.compile(
    r"(?:(?:more than|over|after|longer than|超过|大于|连续)[ ]*)?(?P<length>[0-9]+[ ]*(?:\w+?))[ ]*(?P<without>without|with no|no|没有|无)(?= )",
    re.IGNORECASE,
)
FROM_TO = re.compile(r"(?:from|从)[ ]+(?P<a>[0-9-]+)[ ]+(?:to|到|至|until)[ ]+(?P<b>[0-9-]+)", re.IGNORECASE)


def _statement(situation: Situation, findings: Findings) -> bool:
    """Statements with their words in another order."""
    first = situation.tokens[situation.first]
    text = situation.source.text[first.start : _end(situation)]
    if situation.kind in ("WHEN", "UNTIL", "RAISE_TO", "METRIC"):
        for pattern, becomes in IN_A_CONDITION:
            found = pattern.search(text)
            if found is not None and (pattern is not PERIOD_FIRST or _at_an_operand(text[: found.start()], first.text)):
                start, end = first.start + found.start(), first.start + found.end()
                _write(situation, start, end, MISSPELT(word=found[0]), "misspelt-word", becomes(found), findings)
                return True
    if situation.at != situation.first:
        return False
    if situation.block == "ALERT":
        found = FOR_FIRST.match(text)
        if found is not None:
            instead = f"当 {found['rest']} 连续 {chinese_length(found)}"
            end = first.start + found.end()
            _write(situation, first.start, end, MISSPELT(word=found[0]), "misspelt-word", instead, findings)
            return True
    if situation.block == "PROCESS":
        found = WITHOUT.match(text)
        if found is not None:
            words = ("at most", "without") if found["without"].isascii() else ("至多", "没有")
            instead = f"{words[0]} {found['length'].strip()} {words[1]}"
            end = first.start + found.end()
            _write(situation, first.start, end, MISSPELT(word=found[0]), "misspelt-word", instead, findings)
            return True
    if situation.block == "PLAN":
        found = FROM_TO.match(text)
        if found is not None:
            instead = f"{'period' if first.text.isascii() else '期间'} {found['a']} .. {found['b']}"
            end = first.start + found.end()
            _write(situation, first.start, end, MISSPELT(word=found[0]), "misspelt-word", instead, findings)
            return True
    return False


def _at_an_operand(before: str, first: str) -> bool:
    """Whether a figure stands next in a condition: behind its first word, an operator or a connective."""
    words = before.rstrip().rsplit(None, 1)
    last = words[-1] if words else ""
    return (
        last == first
        or last in ("and", "or", "not", "when", "且", "并且", "或", "或者", "非", "当")
        or last[-1:] in "<>≤≥=+-*/("
    )


def _owners(situation: Situation, findings: Findings) -> bool:
    """`owner Ann, Bob`."""
    if situation.kind not in ("OWNER", "RESPONSIBLE") or situation.at == situation.first + 1:
        return False
    if situation.token.type not in ("_COMMA", "AND", "SLASH", "PLUS"):
        return False
    chinese = situation.language is Language.ZH
    span = Span(situation.source, situation.token.start, _end(situation))
    first = Span(situation.source, situation.tokens[situation.first + 1].start, situation.before.end).text
    fix = Fix(WRITE(text=first), (Edit(span, ""),), safe=False)
    help_ = ONE_OWNER_HELP(first=first, assign="指派" if chinese else "assign", notify="通知" if chinese else "notify")
    findings.error("one-owner", span, ONE_OWNER(), help_, fixes=(fix,))
    return True


def _skipping(situation: Situation, findings: Findings) -> bool:
    """`no skipping demo`."""
    if situation.kind != "NO_SKIPPING":
        return False
    text = situation.source.text[situation.token.start : _end(situation)]
    found = re.match(r"(?:of |the |any )*(?:stages? |阶段 ?)?(?P<stage>[^\W\d]\w*)", text)
    if found is None:
        return False
    clause = "不得跳过" if situation.language is Language.ZH else "no skipping"
    span = Span(situation.source, situation.token.start, situation.token.start + found.end())
    fix = Fix(WRITE(text=clause), (Edit(Span(situation.source, situation.before.end, span.end), ""),), safe=False)
    message = NOT_ONE_STAGE(written=clause)
    findings.error("no-skipping-of-all", span, message, NOT_ONE_STAGE_HELP(written=clause), fixes=(fix,))
    return True


def _for_each_alone(situation: Situation, findings: Findings) -> bool:
    """`for each rep { … }` as a declaration."""
    token = situation.token
    if situation.block != "FILE" or situation.at != situation.first or token.type != "FOR_EACH":
        return False
    shown = example("FILE", "ALERT", situation.language)
    help_ = FOR_EXAMPLE(example=str(shown))
    findings.error("unexpected-text", token.span, FOR_EACH_ALONE(written=token.text), help_)
    return True


PARTS = re.compile(r"(?P<first>[0-9.]+)[ ]*[%％]?(?:[ ]*[/:：;\- ][ ]*[0-9.]+[ ]*[%％]?)+")


def _shares(situation: Situation, findings: Findings) -> bool:
    """`split by quarter 18% 25% 25% 32%`."""
    if situation.kind != "SPLIT_BY":
        return False
    found = PARTS.search(situation.source.text, situation.tokens[situation.first].start, _end(situation))
    if found is None:
        return False
    instead = ", ".join(f"{part}%" for part in re.findall(r"[0-9]+(?:\.[0-9]+)?", found[0]))
    _write(situation, found.start(), found.end(), MISSPELT(word=found[0]), "misspelt-word", instead, findings)
    return True


GROUPS = re.compile(r"(?P<head>[0-9]{1,3})(?:(?P<mark>[ .'’\u00a0\u202f])[0-9]{3})(?:(?P=mark)[0-9]{3})*(?![0-9])")
CODE_FIRST = re.compile(r"(?P<code>[A-Z]{3}|RMB)[ ]*(?P<number>[0-9][0-9.,_]*[kMB万亿]*)")


def _amount(situation: Situation, start: int, text: str, findings: Findings) -> bool:
    """`6 000 000 CNY`, `6.000.000 CNY`, `CNY 6M`."""
    before = situation.before
    for pattern in (GROUPS, CODE_FIRST):
        found = pattern.match(situation.source.text, before.start)
        if found is None or found.end() <= start or situation.at == situation.first:
            continue
        if pattern is GROUPS:
            instead = re.sub(r"[^0-9]", "", found[0])
        else:
            code = NAMES.get(found["code"], found["code"])
            if code not in CURRENCIES:
                continue
            instead = f"{found['number'].rstrip('.,').replace(',', '')} {code}"
        _write(situation, before.start, found.end(), MISSPELT(word=found[0]), "misspelt-word", instead, findings)
        return True
    return False


# ---------------------------------------------------------------- rhythms

ENGLISH_RHYTHM = re.compile(
    r"(?:on )?(?:the )?(?:every|each|weekly|monthly|quarterly|yearly|annually|daily|bi-?weekly|bi-?monthly|fortnightly|once|twice"
    r"|(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|[0-9]+(?:st|nd|rd|th)) )",
    re.IGNORECASE,
)
CHINESE_RHYTHM = re.compile(r"每|隔|双周|单周|半年|季度末|月底|月末|月初")
WORKING_DAY = re.compile(
    r"\b(?P<nth>first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|[0-9]+)(?:st|nd|rd|th)? (?:working|business|work) ?day",
    re.IGNORECASE,
)
RARER = re.compile(r"\b(?:two|three|2|3|other|second|fortnight\w*|bi-?\w+|twice|quarter\w*|year\w*|daily|days?|last)\b")
DAY_OF_MONTH = re.compile(r"\b(?P<nth>[0-9]{1,2})(?:st|nd|rd|th)?\b(?!:)", re.IGNORECASE)
CLOCK = re.compile(r"(?P<hour>[0-9]{1,2})(?:[:.](?P<minute>[0-9]{2}))? ?(?P<half>am|pm)?\b", re.IGNORECASE)


def _rhythm(situation: Situation, findings: Findings) -> bool:
    """What a review has instead of `every monday` and `every month on 5`."""
    if situation.block != "REVIEW" or situation.kind not in ("", "EVERY_WEEKDAY", "EVERY_MONTH"):
        return False
    first = situation.tokens[situation.first]
    text = situation.source.text[first.start : _end(situation)]
    if ENGLISH_RHYTHM.match(text) is None and CHINESE_RHYTHM.match(text) is None:
        return False
    instead = _every(text) if text.isascii() else None
    if instead is not None and instead != text:
        message = MISSPELT(word=text)
        _write(situation, first.start, first.start + len(text), message, "misspelt-word", instead, findings)
        return True
    chinese = situation.language is Language.ZH
    help_ = RHYTHM_HELP(
        week="每周一 09:00" if chinese else "every monday 09:00",
        month="每月5日" if chinese else "every month on 5",
        workday="每月第4个工作日" if chinese else "every month on workday 4",
    )
    span = Span(situation.source, first.start, first.start + len(text))
    findings.error("unknown-rhythm", span, RHYTHM(written=text), help_)
    return True


def _every(text: str) -> str | None:
    """An English rhythm that can be had, as it is written."""
    lowered = text.lower()
    rarer = RARER.search(lowered) is not None
    if rarer and (WORKING_DAY.search(lowered) is None or re.search(r"\b(?:two|other|quarter|year)", lowered)):
        return None
    workday = WORKING_DAY.search(lowered)
    if workday is not None:
        nth = workday["nth"]
        return f"every month on workday {ORDINALS.get(nth, nth)}{_clock(lowered[workday.end() :])}"
    weekday = next((day for day in WEEKDAYS if re.search(rf"\b{day}s?\b", lowered)), None)
    if weekday is not None:
        if "month" in lowered:
            return None
        return f"every {weekday}{_clock(lowered)}"
    if "month" in lowered:
        day = DAY_OF_MONTH.search(lowered)
        return f"every month on {day['nth']}" if day is not None else None
    return None


def _clock(text: str) -> str:
    """The time of day in a text, as it is written behind a rhythm; nothing where there is none."""
    found = CLOCK.search(text)
    if found is None or (found["minute"] is None and found["half"] is None):
        return ""
    hour = int(found["hour"]) % 12 + 12 * (found["half"] == "pm") if found["half"] else int(found["hour"])
    return f" {hour:02}:{found['minute'] or '00'}" if hour < 24 else ""


# ---------------------------------------------------------------- dates

DAY_FIRST = re.compile(
    rf"(?:the )?(?P<d>[0-9]{{1,2}})(?:st|nd|rd|th)?(?: of)? {MONTH},?(?: (?P<y>[0-9]{{4}}))?(?!\w)", re.IGNORECASE
)
MONTH_FIRST = re.compile(rf"{MONTH} (?P<d>[0-9]{{1,2}})(?:st|nd|rd|th)?,?(?: (?P<y>[0-9]{{4}}))?(?!\w)", re.IGNORECASE)
END_OF_MONTH = re.compile(rf"(?:the )?end (?:of )?{MONTH}(?: (?P<y>[0-9]{{4}}))?(?!\w)", re.IGNORECASE)
FIGURES = re.compile(r"(?P<a>[0-9]{1,2})(?P<mark>[/.-])(?P<b>[0-9]{1,2})(?:(?P=mark)(?P<y>[0-9]{4}))?(?![0-9])")
LABEL = re.compile(
    r"(?P<y>[0-9]{4})(?:-(?:Q(?P<q>[1-4])|H(?P<h>[12])|(?P<m>0[1-9]|1[0-2]))|年(?P<cm>1[0-2]|0?[1-9])月)(?:底|末)?(?!\w)"
)
JOINED = re.compile(r"(?P<y>20[0-9]{2})(?P<m>0[1-9]|1[0-2])(?P<d>[0-3][0-9])(?![0-9])")
WHOLE_YEAR = re.compile(r"(?P<y>20[0-9]{2})年?(?!\w)")


def _date(situation: Situation, expected: frozenset[str], start: int, text: str, findings: Findings) -> bool:
    """A date in another order, in words or without its year."""
    if "DATE" not in expected or ("INTEGER" in expected and "NAME" in expected):
        return False
    said = YEAR.search(situation.source.text)
    year = int(said[0]) if said is not None else date.max.year
    found, days = _days(text, year)
    if found is None:
        return False
    end = start + found.end()
    if situation.kind == "PERIOD" and found.re is WHOLE_YEAR:
        text = f"{found['y']}-01-01 .. {found['y']}-12-31"
        _write(situation, start, end, UNPADDED_DATE(written=found[0]), "unpadded-date", text, findings)
        return True
    if len(days) == 1:
        _write(situation, start, end, UNPADDED_DATE(written=found[0]), "unpadded-date", days[0], findings)
        return True
    if len(days) == 2:
        help_ = EITHER(one=days[0], other=days[1])
        findings.error("unpadded-date", Span(situation.source, start, end), UNPADDED_DATE(written=found[0]), help_)
        return True
    return False


def _days(text: str, year: int) -> tuple[re.Match[str] | None, list[str]]:
    """What of a text is a date, and the days that it can mean."""
    for pattern in (DAY_FIRST, MONTH_FIRST, END_OF_MONTH):
        found = pattern.match(text)
        if found is not None:
            month, y = MONTHS.index(found["m"].lower()) + 1, int(found["y"] or year)
            last = monthrange(y, month)[1]
            return found, _valid([(y, month, last if pattern is END_OF_MONTH else int(found["d"]))])
    found = JOINED.match(text)
    if found is not None:
        return found, _valid([(int(found["y"]), int(found["m"]), int(found["d"]))])
    found = LABEL.match(text)
    if found is not None:
        month = (
            int(found["q"]) * 3 if found["q"] else int(found["h"]) * 6 if found["h"] else int(found["m"] or found["cm"])
        )
        y = int(found["y"])
        return found, _valid([(y, month, monthrange(y, month)[1])])
    found = FIGURES.match(text)
    if found is not None:
        a, b, y = int(found["a"]), int(found["b"]), int(found["y"] or year)
        return found, _valid([(y, a, b)] if found["mark"] == "/" and not found["y"] else [(y, a, b), (y, b, a)])
    return WHOLE_YEAR.match(text), []


def _valid(days: list[tuple[int, int, int]]) -> list[str]:
    """The days that there are, each once."""
    found = []
    for year, month, day in days:
        if 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]:
            found.append(date(year, month, day).isoformat())
    return list(dict.fromkeys(found))
