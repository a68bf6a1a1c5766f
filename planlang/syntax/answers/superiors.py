"""Who is under whom, as people say it: `role rep reports to manager`, `角色 代表 上级 经理`, `manager: lead` inside the role."""

from __future__ import annotations

import re

from planlang.diagnostics.diagnostic import Edit, Fix
from planlang.diagnostics.text import Text
from planlang.source import Span
from planlang.syntax.answers.shared import end_of, propose, rest_of
from planlang.syntax.automaton.situation import Situation
from planlang.syntax.lexical.findings import Findings
from planlang.syntax.lexical.keywords import vocabulary
from planlang.syntax.lexical.kind_words import kinds
from planlang.syntax.mistakes.resemble import MISSPELT, WRITE

IN_THE_HEAD = Text("misplaced-statement.head", "what something is under stands in its head")

WHO = r"(?P<who>[^\W\d]\w*)"
SURE = re.compile(
    r"[,，]?[ ]*(?:who |which |that |is |are )?(?:(?:reports?|reporting|answers?|answering)(?: (?:directly|in))? to|reports?_to"
    r"|belongs? to|belonging to|(?:a )?part of|subordinate to|below|beneath|parent(?: team| role)?|superior|supervisor|under)"
    rf"[ ]*[:：=]?[ ]*(?:the )?{WHO}[ ]*\Z",
    re.IGNORECASE,
)
SAID_OF_KNOWN = re.compile(
    rf"[,，]?[ ]*(?:in|of|on|within|inside|manager|boss|lead|leader|head|to|(?:managed|led|headed|supervised|run) by)[ ]*[:：=]?[ ]*(?:the )?{WHO}[ ]*\Z",
    re.IGNORECASE,
)
"""What says it only where what follows is declared: `role rep manager lead`, and not `team north led by Ann`."""
CHINESE = re.compile(
    r"[，,]?[ ]*(?:(?:直属|直接|直线|汇报)?(?:上级|上司|领导|归口)(?:岗位|角色|职位|团队|部门|组织|单位)?[ ]*(?:是|为|：|:|=)?"
    r"|(?:直接)?(?:汇报|报告)(?:给|至|到|于|对象|人)?[ ]*(?:是|为|：|:)?|(?:隶属|从属|下属|归属|所属|附属|属)于?)"
    r"[ ]*(?P<who>[^\W\d]\w*?)[ ]*(?:之下|下面)?[ ]*\Z"
)
CHINESE_AROUND = re.compile(
    r"[，,]?[ ]*(?:(?:直接)?(?:向|对|跟)[ ]*(?P<to>[^\W\d]\w*?)[ ]*(?:直接)?(?:汇报|报告|负责)(?:工作)?"
    r"|[归受由][ ]*(?P<by>[^\W\d]\w*?)[ ]*(?:管辖|管理|管|领导|带领|带|负责)"
    r"|在?[ ]*(?P<below>[^\W\d]\w*?)[ ]*(?:之下|下面|手下|的下级|的下属))[ ]*\Z"
)
OVER = re.compile(
    rf"(?:manages|leads|supervises|over|above|heads|subordinates?)[ ]*[:：=]?[ ]*{WHO}[ ]*\Z", re.IGNORECASE
)
OVER_CHINESE = re.compile(rf"(?:的?下级|的?下属|管理|管辖|领导着?|管着?|带)[ ]*(?:是|为|：|:)?[ ]*{WHO}[ ]*\Z")
CHAIN = re.compile(r"[^\W\d]\w*(?:[ ]*[>＞][ ]*[^\W\d]\w*)+[ ]*\Z")
LIST = re.compile(r"[^\W\d]\w*(?:[ ]*[,，、][ ]*[^\W\d]\w*)+[ ]*\Z")
HEADED = {"ROLE": "role", "TEAM": "team"}


def superior(situation: Situation, findings: Findings) -> bool:
    """The level or the team above, in other words or inside the block."""
    if situation.block in HEADED and situation.at <= situation.first + 1:
        return _inside(situation, findings)
    if situation.kind not in HEADED or situation.at < situation.first + 2:
        return False
    start, text = rest_of(situation)
    kind, name = (situation.tokens[situation.first + n] for n in (0, 1))
    known = _declared(situation, HEADED[situation.kind])
    above = _above(text, known)
    if above is not None:
        span = Span(situation.source, start, start + len(text.rstrip()))
        instead = _under(above, text)
        propose(situation, span.start, span.end, MISSPELT(word=span.text), "misspelt-word", instead, findings)
        return True
    over = OVER.match(text) or OVER_CHINESE.match(text)
    if over is not None:
        span = Span(situation.source, start, start + over.end())
        help_ = WRITE(text=f"{kind.text} {over['who']} {_under(name.text, text)}")
        findings.error("misspelt-word", span, MISSPELT(word=span.text.rstrip()), help_)
        return True
    return _several(situation, kind.text, findings)


def _above(text: str, known: frozenset[str]) -> str | None:
    """The one above, as a text says it."""
    found = SURE.match(text) or CHINESE.match(text)
    if found is not None:
        return found["who"]
    around = CHINESE_AROUND.match(text)
    if around is not None:
        who = around["to"] or around["by"] or around["below"]
        return who if around["to"] or who in known else None
    found = SAID_OF_KNOWN.match(text)
    return found["who"] if found is not None and found["who"] in known else None


def _under(who: str, text: str) -> str:
    """`under lead`, `隶属 主管`, in the language of what was written."""
    keyword = vocabulary().called("under")
    chinese = not re.sub(rf"\b{re.escape(who)}\b", "", text).isascii() or not who.isascii()
    return f"{(keyword.chinese if chinese else keyword.english)[0]} {who}"


def _several(situation: Situation, kind: str, findings: Findings) -> bool:
    """`role director > manager > rep`, `role manager, rep`: each has a declaration of its own."""
    first = situation.tokens[situation.first + 1].start
    end = end_of(situation)
    text = situation.source.text[first:end].rstrip()
    chain = CHAIN.match(text)
    if chain is None and LIST.match(text) is None:
        return False
    names = re.findall(r"[^\W\d]\w*", text)
    start = situation.tokens[situation.first].start
    if chain is None:
        instead = "; ".join(f"{kind} {name}" for name in names)
        propose(situation, start, first + len(text), MISSPELT(word=text), "misspelt-word", instead, findings)
        return True
    under = ["", *(f" {_under(name, text + kind)}" for name in names)]
    help_ = WRITE(text="; ".join(f"{kind} {name}{above}" for name, above in zip(names, under, strict=False)))
    span = Span(situation.source, start, first + len(text))
    findings.error("misspelt-word", span, MISSPELT(word=text), help_)
    return True


def _inside(situation: Situation, findings: Findings) -> bool:
    """`role rep { reports to manager }`: it stands in the head."""
    tokens, source = situation.tokens, situation.source
    first = tokens[situation.first]
    end = end_of(situation)
    text = source.text[first.start : end].rstrip()
    known = _declared(situation, HEADED[situation.block])
    above = _above(text, known)
    opening = _opening(situation)
    if above is None or opening is None:
        return False
    begins = opening
    while begins and tokens[begins - 1].type not in ("_END", "NEWLINE", "SEMICOLON", "_LBRACE", "RBRACE"):
        begins -= 1
    head = source.text[tokens[begins].start : tokens[opening].start].rstrip()
    under = _under(above, text)
    span = Span(source, first.start, first.start + len(text))
    place = Span(source, tokens[opening].start, tokens[opening].start)
    edits = (Edit(place, f"{under} "), Edit(span, ""))
    help_ = WRITE(text=f"{head} {under} {{ … }}")
    fixes = (Fix(help_, edits, safe=False),)
    findings.error("misplaced-statement", span, IN_THE_HEAD(), help_, fixes=fixes)
    return True


def _opening(situation: Situation) -> int | None:
    """Where the block that a statement stands in opens; None where that cannot be seen."""
    depth = 0
    for index in range(situation.first - 1, -1, -1):
        kind = situation.tokens[index].type
        if kind == "RBRACE":
            depth += 1
        elif kind == "_LBRACE":
            if depth == 0:
                return index
            depth -= 1
    return None


def _declared(situation: Situation, kind: str) -> frozenset[str]:
    """The names of all that is declared of a kind in the file."""
    tokens = situation.tokens
    return frozenset(
        str(tokens[index + 1].value)
        for index in range(len(tokens) - 1)
        if tokens[index].word and kinds().get(str(tokens[index].value)) == kind and tokens[index + 1].word
    )
