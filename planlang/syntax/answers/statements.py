"""Statements that people write in another form: another order, several owners, shares without marks, grouped digits."""

from __future__ import annotations

import re
from collections.abc import Callable

from planlang.diagnostics.diagnostic import Edit, Fix
from planlang.diagnostics.text import Language, Text
from planlang.source import Span
from planlang.syntax.answers.shared import LENGTH, NUMBER, UNIT, chinese_length, end_of, english_length, propose
from planlang.syntax.automaton.situation import Situation
from planlang.syntax.lexical.currencies import CURRENCIES, NAMES
from planlang.syntax.lexical.findings import Findings
from planlang.syntax.mistakes.examples import FOR_EXAMPLE, example
from planlang.syntax.mistakes.resemble import BARE_TEXT, MISSPELT, WRITE

ONE_OWNER = Text("one-owner", "one person or role is responsible, not several")
ONE_OWNER_HELP = Text(
    "one-owner.help", "leave `{first}` here; others do the work (`{assign}`) or are told (`{notify}`)"
)
NOT_ONE_STAGE = Text("no-skipping-of", "the stage stands right behind `{written}`")
NOT_ONE_STAGE_HELP = Text(
    "no-skipping-of.help", "write `{written} {stage}`, or `{written}` for every stage of the line"
)
PERSON_IN_QUOTES = Text("bare-text.person", "a name with a space stands in quotes: `{name}`")
FOR_EACH_ALONE = Text("unexpected-text.for-each", "`{written}` belongs in an alert")

PERIOD_FIRST = re.compile(
    r"(?P<window>本周|本月|本季度?|本年|上周|上月|上季度?|this week|this month|this quarter|this year)(?:'s)?[ ]+(?P<figure>[^\W\d]\w*)"
)
IN_THE_LAST = re.compile(
    rf"(?:in|over|for|during) (?:the )?(?:last|past|previous) {NUMBER} (?P<unit>weeks?|months?|quarters?|years?)\b",
    re.IGNORECASE,
)
IN_A_ROW = re.compile(rf"for {NUMBER} {UNIT} (?:in a row|running|straight|consecutively|in succession)", re.IGNORECASE)
FOR_FIRST = re.compile(rf"连续[ ]*{LENGTH}[，, ]+(?P<rest>.+)")
WINDOWS = r"本周|本月|本季度?|本年|上周|上月|上季度?"
GLUED_COMPARISON = re.compile(
    rf"(?P<window>{WINDOWS})?的?(?P<figure>[^\W\d]\w*?)(?P<behind>{WINDOWS})?(?P<than>不低于|不少于|不高于|不超过|低于|小于|少于|不足|不到|不满|高于|大于|超过|多于)(?=[ ]*[0-9])"
)
IN_A_CONDITION: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (PERIOD_FIRST, lambda found: f"{found['figure']} {found['window']}"),
    (IN_THE_LAST, lambda found: f"rolling {english_length(found)}"),
    (
        GLUED_COMPARISON,
        lambda found: " ".join(
            part for part in (found["figure"], found["window"] or found["behind"] or "本周", found["than"]) if part
        ),
    ),
    (IN_A_ROW, lambda found: f"for {english_length(found)}"),
)
"""Parts of a condition that have another place or another spelling."""
WITHOUT = re.compile(
    r"(?:(?:more than|over|after|longer than|超过|大于|连续)[ ]*)?(?P<length>[0-9]+[ ]*(?:\w+?))[ ]*(?P<without>without|with no|no|没有|无)(?= )",
    re.IGNORECASE,
)
FROM_TO = re.compile(r"(?:from|从)[ ]+(?P<a>[0-9-]+)[ ]+(?:to|到|至|until)[ ]+(?P<b>[0-9-]+)", re.IGNORECASE)
TARGET_PER = re.compile(
    r"target[ ]+(?P<bound>at least |at most )?(?P<amount>\S+(?: [A-Z]{3})?)[ ]+(?:(?:every|each|per|a) (?P<unit>week|month|quarter|year)|"
    r"(?P<often>weekly|monthly|quarterly|yearly))(?![\w])",
    re.IGNORECASE,
)
TARGET_OFTEN = re.compile(
    r"target[ ]+(?P<often>weekly|monthly|quarterly|yearly)[ ]+(?P<bound>at least |at most )?(?P<amount>\S+)",
    re.IGNORECASE,
)
TARGET_CHINESE = re.compile(
    r"目标值?[ ]*(?P<bound>至少|至多|不低于|不高于)?[ ]*(?P<amount>\S+?)[ ]*(?P<often>每周|每个?月|每个?季度?|每年)"
)


def target_each_period(situation: Situation, findings: Findings) -> bool:
    """`target 10 per week`."""
    if situation.kind != "TARGET":
        return False
    first = situation.tokens[situation.first]
    text = situation.source.text[first.start : end_of(situation)]
    found = TARGET_PER.match(text) or TARGET_OFTEN.match(text)
    if found is not None:
        unit = (found["unit"] if "unit" in found.re.groupindex else None) or found["often"][:-2]
        instead = f"target every {unit.lower()} {found['bound'] or 'at least '}{found['amount']}"
    else:
        found = TARGET_CHINESE.match(text)
        if found is None:
            return False
        instead = f"目标值 {found['often']} {found['bound'] or '至少'} {found['amount']}"
    written = found[0].strip()
    propose(
        situation, first.start, first.start + len(written), MISSPELT(word=written), "misspelt-word", instead, findings
    )
    return True


def other_order(situation: Situation, findings: Findings) -> bool:
    """Statements with their words in another order."""
    first = situation.tokens[situation.first]
    text = situation.source.text[first.start : end_of(situation)]
    if situation.kind in ("WHEN", "UNTIL", "RAISE_TO", "METRIC"):
        for pattern, becomes in IN_A_CONDITION:
            found = pattern.search(text)
            if found is not None and (pattern is not PERIOD_FIRST or _at_an_operand(text[: found.start()], first.text)):
                start, end = first.start + found.start(), first.start + found.end()
                propose(situation, start, end, MISSPELT(word=found[0]), "misspelt-word", becomes(found), findings)
                return True
    if situation.at != situation.first:
        return False
    if situation.block == "ALERT":
        found = FOR_FIRST.match(text)
        if found is not None:
            instead = f"当 {found['rest']} 连续 {chinese_length(found)}"
            end = first.start + found.end()
            propose(situation, first.start, end, MISSPELT(word=found[0]), "misspelt-word", instead, findings)
            return True
    if situation.block == "PROCESS":
        found = WITHOUT.match(text)
        if found is not None:
            words = ("at most", "without") if found["without"].isascii() else ("至多", "没有")
            instead = f"{words[0]} {found['length'].strip()} {words[1]}"
            end = first.start + found.end()
            propose(situation, first.start, end, MISSPELT(word=found[0]), "misspelt-word", instead, findings)
            return True
    if situation.block == "PLAN":
        found = FROM_TO.match(text)
        if found is not None:
            instead = f"{'period' if first.text.isascii() else '期间'} {found['a']} .. {found['b']}"
            end = first.start + found.end()
            propose(situation, first.start, end, MISSPELT(word=found[0]), "misspelt-word", instead, findings)
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


def owners(situation: Situation, findings: Findings) -> bool:
    """`owner Ann, Bob`."""
    if situation.kind not in ("OWNER", "RESPONSIBLE") or situation.at == situation.first + 1:
        return False
    if situation.token.type not in ("_COMMA", "AND", "SLASH", "PLUS"):
        return False
    chinese = situation.language is Language.ZH
    span = Span(situation.source, situation.token.start, end_of(situation))
    first = Span(situation.source, situation.tokens[situation.first + 1].start, situation.before.end).text
    fix = Fix(WRITE(text=first), (Edit(span, ""),), safe=False)
    help_ = ONE_OWNER_HELP(first=first, assign="指派" if chinese else "assign", notify="通知" if chinese else "notify")
    findings.error("one-owner", span, ONE_OWNER(), help_, fixes=(fix,))
    return True


WITH_PEOPLE = frozenset({"OWNER", "RESPONSIBLE", "ASSIGN", "NOTIFY", "ESCALATE_TO", "ATTENDED_BY"})
"""Statements in which people are named, by terminal of their first word; in a team also those that begin with a role."""


def person_of_words(situation: Situation, findings: Findings) -> bool:
    """`rep Ann Lee`, `owner Ann Lee`."""
    named = situation.kind in WITH_PEOPLE or (situation.block == "TEAM" and situation.kind == "NAME")
    words = [situation.before, situation.token]
    if not named or situation.at < situation.first + 2 or any(word.type != "NAME" for word in words):
        return False
    for token in situation.tokens[situation.at + 1 :]:
        if token.type != "NAME":
            break
        words.append(token)
    span = words[0].span.to(words[-1].span)
    name = f'"{" ".join(str(word.value) for word in words)}"'
    fix = Fix(WRITE(text=name), (Edit(span, name),), safe=False)
    findings.error("bare-text", span, BARE_TEXT(), PERSON_IN_QUOTES(name=name), fixes=(fix,))
    return True


def skipping(situation: Situation, findings: Findings) -> bool:
    """`no skipping of demo`."""
    if situation.kind != "NO_SKIPPING":
        return False
    text = situation.source.text[situation.token.start : end_of(situation)]
    found = re.match(r"(?:of |the |any )*(?:stages? |阶段 ?)?(?P<stage>[^\W\d]\w*)", text)
    if found is None:
        return False
    clause = "不得跳过" if situation.language is Language.ZH else "no skipping"
    span = Span(situation.source, situation.token.start, situation.token.start + found.end())
    stage = found["stage"]
    fix = Fix(WRITE(text=f"{clause} {stage}"), (Edit(span, stage),), safe=False)
    help_ = NOT_ONE_STAGE_HELP(written=clause, stage=stage)
    findings.error("no-skipping-of", span, NOT_ONE_STAGE(written=clause), help_, fixes=(fix,))
    return True


def for_each_alone(situation: Situation, findings: Findings) -> bool:
    """`for each rep { … }` as a declaration."""
    token = situation.token
    if situation.block != "FILE" or situation.at != situation.first or token.type != "FOR_EACH":
        return False
    shown = example("FILE", "ALERT", situation.language)
    help_ = FOR_EXAMPLE(example=str(shown))
    findings.error("unexpected-text", token.span, FOR_EACH_ALONE(written=token.text), help_)
    return True


PARTS = re.compile(r"(?P<first>[0-9.]+)[ ]*[%％]?(?:[ ]*[/:：;\- ][ ]*[0-9.]+[ ]*[%％]?)+")


def shares(situation: Situation, findings: Findings) -> bool:
    """`split by quarter 18% 25% 25% 32%`."""
    if situation.kind != "SPLIT_BY":
        return False
    found = PARTS.search(situation.source.text, situation.tokens[situation.first].start, end_of(situation))
    if found is None:
        return False
    instead = ", ".join(f"{part}%" for part in re.findall(r"[0-9]+(?:\.[0-9]+)?", found[0]))
    propose(situation, found.start(), found.end(), MISSPELT(word=found[0]), "misspelt-word", instead, findings)
    return True


GROUPS = re.compile(r"(?P<head>[0-9]{1,3})(?:(?P<mark>[ .'’\u00a0\u202f])[0-9]{3})(?:(?P=mark)[0-9]{3})*(?![0-9])")
CODE_FIRST = re.compile(r"(?P<code>[A-Z]{3}|RMB)[ ]*(?P<number>[0-9][0-9.,_]*[kMB万亿]*)")


def amount(situation: Situation, findings: Findings) -> bool:
    """`6 000 000 CNY`, `6.000.000 CNY`, `CNY 6M`."""
    before = situation.before
    for pattern in (GROUPS, CODE_FIRST):
        found = pattern.match(situation.source.text, before.start)
        if found is None or found.end() <= situation.token.start or situation.at == situation.first:
            continue
        if pattern is GROUPS:
            instead = re.sub(r"[^0-9]", "", found[0])
        else:
            code = NAMES.get(found["code"], found["code"])
            if code not in CURRENCIES:
                continue
            instead = f"{found['number'].rstrip('.,').replace(',', '')} {code}"
        propose(situation, before.start, found.end(), MISSPELT(word=found[0]), "misspelt-word", instead, findings)
        return True
    return False
