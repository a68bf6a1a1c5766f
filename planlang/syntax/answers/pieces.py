"""What is paid, as people say it: an amount for each of many (`pays 15 CNY per contract`, `每单奖励 15元`), the most (`capped at 30k`)."""

from __future__ import annotations

import re
from decimal import Decimal

from planlang.diagnostics.diagnostic import Edit, Fix
from planlang.diagnostics.text import Message, Text
from planlang.source import Span
from planlang.syntax.answers.shared import end_of, propose
from planlang.syntax.automaton.situation import Situation
from planlang.syntax.lexical.findings import Findings
from planlang.syntax.mistakes.resemble import MISSPELT

FOR_EACH = Text("pay-for-each", "`{written}`: what is paid for each of many is so many times their number")
FOR_EACH_HELP = Text(
    "pay-for-each.help",
    "let each row count 1 in money (`piece: money = {one}`), take their sum for `base`, and write `{pays}`; `planlang reference {word}`"
    " has a whole example",
)

CAP_TIMES = Text("unexpected-text.times-cap", "`{written}` is no amount, and the most that is paid is one")
CAP_TIMES_HELP = Text(
    "unexpected-text.times-cap-help",
    "write what it comes to: `{cap}`; where nothing more is to be paid from so much on, let the last tier say so: `{tier}`",
)
NO_CAP = Text("unknown-statement.no-cap", "nothing is capped where no cap is written")
NO_CAP_HELP = Text("stray-comma.help", "leave it out")
CAP_TIMES_OF = re.compile(
    r"(?:cap(?:ped)?|max(?:imum)?|封顶|上限|最高)[ ]*(?:at|to|为|是)?[ ]*[:：]?[ ]*(?:"
    r"(?:(?P<n>[0-9]+(?:\.[0-9]+)?)[ ]?(?:x|×|倍|times)|(?P<share>[0-9]+)[ ]?[%％])(?!\w)(?:[ ]*(?:of|the|的)?[ ]*(?:the )?[^\W\d]\w*(?: \w+)*)?|(?P<word>twice|double|triple)\b.*|(?:[^\W\d]\w*?的[ ]*(?P<times>[0-9]+(?:\.[0-9]+)?)[ ]?倍))\Z",
    re.IGNORECASE,
)
CAPPED_AT = re.compile(
    r"(?:cap(?:ped)?[ ]*(?:at|to)|capped|max(?:imum)?(?: of)?|at most|up to|封顶|上限|最高|最多|至多)[ ]*[:：]?[ ]*(?P<amount>[0-9].*)\Z",
    re.IGNORECASE,
)
UNCAPPED = re.compile(r"(?:uncapped|no cap|without (?:a )?cap|不封顶|无上限|上不封顶|不设上限)\Z", re.IGNORECASE)
NUMBER = r"(?P<n>[0-9][0-9,]*(?:\.[0-9]+)?)"
ENGLISH = re.compile(
    rf"(?:pays?|bonus|reward|spiff)?[ ]*{NUMBER}[ ]*(?P<unit>[A-Z]{{3}}|元|块钱?)?[ ]*"
    r"(?:each\b|(?:per|a|an|for (?:each|every|a)|(?:for )?every|on each)[ ]+(?!working\b)[a-z_]+|/[ ]*[a-z_]+)",
    re.IGNORECASE,
)
MANY = r"(?:单|笔|件|个|份|户|张|台|套|家|次)"
CHINESE = re.compile(
    rf"(?:奖励|提成|奖金|发放|pays)?[ ]*(?:每|按每?)[ ]*{MANY}[^\s0-9]{{0,6}}[ ]*{NUMBER}[ ]*(?P<unit>元|块钱?)"
)
CHINESE_BEHIND = re.compile(
    rf"(?:奖励|提成|奖金|发放|pays)?[ ]*{NUMBER}[ ]*(?P<unit>元|块钱?)[ ]*(?:/|每|一)[ ]*(?:一)?{MANY}"
)


def for_each_piece(text: str) -> tuple[Message, Message] | None:
    """What to say of an amount for each of many, and what to write instead; None where a text says none."""
    for pattern, chinese in ((CHINESE, True), (CHINESE_BEHIND, True), (ENGLISH, False)):
        found = pattern.match(text)
        if found is None:
            continue
        share = f"{(Decimal(found['n'].replace(',', '')) * 100).normalize():f}%"
        unit = found["unit"] or ""
        one = f"1 {unit.upper()}" if unit.isascii() and unit else "1元" if chinese or unit else "1 CNY"
        pays, word = (f"奖励 {share}", "每单") if chinese else (f"pays {share}", '"per deal"')
        return FOR_EACH(written=text), FOR_EACH_HELP(one=one, pays=pays, word=word)
    return None


def piece(situation: Situation, findings: Findings) -> bool:
    """What somebody has instead of a sum of pieces and a share of it."""
    if situation.block != "INCENTIVE":
        return False
    start = situation.tokens[situation.first].start
    text = situation.source.text[start : end_of(situation)].rstrip()
    if _capped(situation, start, text, findings):
        return True
    said = for_each_piece(text)
    if said is None:
        return False
    message, help_ = said
    findings.error("pay-for-each", Span(situation.source, start, start + len(text)), message, help_)
    return True


def _capped(situation: Situation, start: int, text: str, findings: Findings) -> bool:
    """A cap in other words: `capped at 30k EUR`, `cap 2x of base`, `不封顶`; False where it is none."""
    span = Span(situation.source, start, start + len(text))
    chinese = not text.isascii()
    if UNCAPPED.match(text) is not None:
        fix = Fix(NO_CAP_HELP(), (Edit(span, ""),), safe=False)
        findings.error("unknown-statement", span, NO_CAP(), NO_CAP_HELP(), fixes=(fix,))
        return True
    times = CAP_TIMES_OF.match(text)
    if times is not None:
        number = times["n"] or times["times"]
        share = times["share"] or (f"{(Decimal(number) * 100).normalize():f}" if number else "200")
        cap, tier = ("封顶 3万元", f"从 {share}% 提成 0%") if chinese else ("cap 30k EUR", f"from {share}% pays 0%")
        findings.error("unexpected-text", span, CAP_TIMES(written=text), CAP_TIMES_HELP(cap=cap, tier=tier))
        return True
    capped = CAPPED_AT.match(text)
    if capped is None:
        return False
    instead = f"{'封顶' if chinese else 'cap'} {capped['amount']}"
    if instead != text:
        propose(situation, span.start, span.end, MISSPELT(word=text), "misspelt-word", instead, findings)
    return instead != text
