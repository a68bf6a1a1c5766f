"""An amount for each of many, as people say it: `pays 15 CNY per contract`, `每单奖励 15元`."""

from __future__ import annotations

import re
from decimal import Decimal

from planlang.diagnostics.text import Message, Text
from planlang.source import Span
from planlang.syntax.answers.shared import end_of
from planlang.syntax.automaton.situation import Situation
from planlang.syntax.lexical.findings import Findings

FOR_EACH = Text("pay-for-each", "`{written}`: what is paid for each of many is so many times their number")
FOR_EACH_HELP = Text(
    "pay-for-each.help",
    "let each row count 1 in money (`piece: money = {one}`), take their sum for `base`, and write `{pays}`; `planlang reference {word}`"
    " has a whole example",
)

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
    said = for_each_piece(text)
    if said is None:
        return False
    message, help_ = said
    findings.error("pay-for-each", Span(situation.source, start, start + len(text)), message, help_)
    return True
