"""Clauses that people say in other words, known by the whole statement and not only by where reading stopped."""

from __future__ import annotations

import re

from planlang.diagnostics.diagnostic import Edit, Fix
from planlang.source import Span
from planlang.syntax.answers.said import phrase as _phrase
from planlang.syntax.answers.schemes import SCHEMES
from planlang.syntax.answers.shared import ENGLISH_COUNTS, NUMBER, UNIT, count, end_of
from planlang.syntax.automaton.blocks import RULE
from planlang.syntax.automaton.situation import Situation
from planlang.syntax.lexical.findings import Findings
from planlang.syntax.mistakes.resemble import MISSPELT, WRITE

COUNT = rf"(?P<n>[0-9]+|{'|'.join(ENGLISH_COUNTS)})"
DATES = r"(?P<first>[0-9]{4}-[0-9]{2}-[0-9]{2})[ ]*(?:%s)[ ]*(?P<last>[0-9]{4}-[0-9]{2}-[0-9]{2})"
A_WHILE = rf"\A(?:only )?(?:from |between |during |in )?[ ]*{DATES % r'until|to|till|through|and|[.][.]|-'}"
A_WHILE_CHINESE = rf"\A(?:[只仅]?[从自在]|期间|有效期|适用)[ ]*{DATES % '直到|到|至|[.][.]|-'}"
TIMES = {"once": 1, "twice": 2, "thrice": 3}
OFTEN = rf"(?:at least )?(?:(?P<times>once|twice|thrice)|{COUNT}(?: times)?)"
PERIOD = r"(?:a|an|per|each|every|in each|in every) (?P<period>week|month|quarter|half year|year)"
TIME = r"(?:[0-9]{1,2}[:：.][0-9]{2}(?: ?[ap]m)?|[0-9]{1,2} ?[ap]m)"
THING = r"(?P<thing>(?!(?:at|where|with|in|for|times)\b)[^\W\d][\w.]*)"
CHINESE_OFTEN = r"(?:至少|不少于)?[ ]*(?P<n>[0-9]+|[一二两三四五六七八九十]+)[ ]*(?:次|回|遍|趟)"
CHINESE_PERIOD = r"每个?(?P<period>周|月|季度|季|半年|年)"
NOT_DONE = {"contacted": "contacts", "visited": "visits", "called": "calls", "met": "meetings"}
CODE_FIRST = re.compile(r"(?P<code>[A-Z]{3})[ ]*(?P<number>[0-9]\S*)")
AMOUNT = "AMOUNT"
"""What stands for an amount that is not known."""
DAYS = {"day": 1, "week": 7, "month": 30, "quarter": 90, "year": 365}


def _revisit(found: re.Match[str], _: str) -> str:
    """`twice a month visits` as `every month at least 2 visits`."""
    times = TIMES[found["times"].lower()] if found["times"] else count(found["n"].lower())
    return f"every {found['period'].lower()} at least {times} {found['thing']}"


def _revisit_chinese(found: re.Match[str], _: str) -> str:
    """`每月两次 拜访` as `每月 至少 2次 拜访`."""
    period = {"季": "季度"}.get(found["period"], found["period"])
    return f"每{period} 至少 {count(found['n'])}次 {found['thing']}"


def _days(found: re.Match[str]) -> str:
    """A length in days, as a silence is limited."""
    unit = found["unit"].lower()
    if unit.startswith(("working", "business")):
        return f"{count(found['n'].lower())}wd"
    days = DAYS.get(unit.rstrip("s"))
    return f"{count(found['n'].lower()) * days}d" if days is not None else f"{count(found['n'].lower())}h"


def _a_length(found: re.Match[str], _: str) -> str:
    """`after a week` as `after 1 week`."""
    unit = found["unit"].lower()
    return f"{found['word']} {'1wd' if unit.startswith(('working', 'business')) else '1 ' + unit}"


def _large(found: re.Match[str], _: str) -> str:
    """`30wd for deals of 100k EUR or more` as a part with a condition."""
    least = found["from"] is not None or found["more"] is not None
    return f"{found['length']} where amount {'>=' if least else '>'} {found['amount'].strip()}"


def _product(found: re.Match[str], source: str) -> str:
    """`target 10% lower` and `target 90% of revenue` as a product, of the amount that the goal has where it stands near."""
    groups = found.groupdict()
    share = float(found["share"])
    if groups.get("of") is None:
        share = 100 + share if found["up"] is not None else 100 - share
    goal = groups.get("of") or groups.get("goal") or (re.findall(r"change goal (\w+)", source) or [""])[-1]
    written = f"target {_target(goal, source)} * {share:g}%"
    return f"change goal {goal} {{ {written} }}" if groups.get("goal") else written


def _product_chinese(found: re.Match[str], source: str) -> str:
    """`目标值 原来的 90%` as a product."""
    goal = (re.findall(r"改[ ]*目标[ ]*(\w+)", source) or [""])[-1]
    return f"目标值 {_target(goal, source)} * {float(found['share']):g}%"


def _target(goal: str, source: str) -> str:
    """What a goal is to reach, as it is written."""
    amount = r"(?P<amount>[0-9][\w.]*(?: [A-Z]{3}\b)?)(?![%％\w.])"
    target = rf"(?:goal|目标)[ ]*{goal}\b[^{{}}]*\{{[^{{}}]*?(?:target|目标值)[ ]*(?:at least |至少[ ]*)?{amount}"
    found = re.search(target, source) if goal else None
    return found["amount"] if found is not None else AMOUNT


def _budget(found: re.Match[str], source: str) -> str:
    """An amount inside the block of a budget, in its head."""
    head = (re.findall(r"^(?:budget|预算)[ ]+[^\W\d]\w*", source, re.MULTILINE) or ["budget total"])[-1]
    first = CODE_FIRST.fullmatch(found["amount"].strip())
    return f"{head} = {found['amount'].strip() if first is None else first['number'] + ' ' + first['code']} {{ … }}"


def _how_many(found: re.Match[str], source: str) -> str:
    """`number of reps` as a count of people, `number of deals` of the rows of a source."""
    things = found["thing"]
    counted = re.search(rf"^source {things}\b", source, re.MULTILINE) is not None
    return f"count({things})" if counted else f"headcount({things.removesuffix('s')})"


PER_ROLE = r"(?:at most|no more than|not more than|up to|max(?:imum)?)"
CUSTOMERS = (
    _phrase("PROCESS", "", rf"\A{OFTEN} {PERIOD} {THING}", _revisit),
    _phrase("PROCESS", "", rf"\A{THING} {OFTEN} {PERIOD}", _revisit),
    _phrase("PROCESS", "", rf"\A{OFTEN} {THING} {PERIOD}", _revisit),
    _phrase("PROCESS", "", rf"\A{PERIOD} {OFTEN} {THING}", _revisit),
    _phrase("PROCESS", "", rf"\A{PERIOD} {THING} {OFTEN}(?!\w)", _revisit),
    _phrase("PROCESS", "", rf"\A{CHINESE_PERIOD}[ ]*{CHINESE_OFTEN}[ ]*{THING}", _revisit_chinese),
    _phrase("PROCESS", "", rf"\A{CHINESE_PERIOD}[ ]*{THING}[ ]+{CHINESE_OFTEN}", _revisit_chinese),
    _phrase("PROCESS", "", rf"\A{CHINESE_OFTEN}[ ]*{THING}[ ]+{CHINESE_PERIOD}", _revisit_chinese),
    _phrase("PROCESS", "", rf"\A{THING}[ ]+{CHINESE_PERIOD}[ ]*{CHINESE_OFTEN}", _revisit_chinese),
    _phrase(
        "PROCESS",
        "",
        rf"\A(?:per|for each|each|every|an?) (?P<who>\w+)(?: has| holds| keeps| may have| can have)? {PER_ROLE} {COUNT}\b(?: (?!in\b|where\b)[a-z]\w*)?",
        lambda found, _: f"per {found['who']} at most {count(found['n'].lower())}",
    ),
    _phrase(
        "PROCESS",
        "",
        r"\A每[个位名]?[ ]*(?P<who>[^\W\d]\w*?)[ ]*(?:至多|最多|不超过|上限)[ ]*(?P<n>[0-9]+)[ ]*[家个位]?(?:客户)?",
        r"每 \g<who> 至多 \g<n>家",
    ),
    _phrase(
        "PROCESS",
        "",
        rf"\A(?:not|never) (?P<verb>[a-z]+)(?: in| for| within| since)? {NUMBER} {UNIT}\b",
        lambda found, _: f"at most {_days(found)} without {NOT_DONE.get(found['verb'].lower(), 'activities')}",
        ready=False,
    ),
    _phrase(
        "PROCESS",
        "",
        rf"\A(?:no|without) (?P<thing>[^\W\d][\w.]*)(?: in| for| within) {NUMBER} {UNIT}\b",
        lambda found, _: f"at most {_days(found)} without {found['thing']}",
    ),
    _phrase(
        RULE,
        "",
        r"\A(?:(?:goes|go|put|falls?|sent) )?(?:back|returns?) (?:in)?to (?:the )?(?P<where>[^\W\d]\w*)",
        r"propose return to \g<where>",
    ),
    _phrase(RULE, "", r"\A(?:退回|放回|回到|转回|退还)[ ]*(?P<where>[^\W\d]\w*)", r"建议 退回 \g<where>"),
    _phrase(
        "PROCESS",
        "",
        r"(?P<length>[0-9]+[ ]?[a-z]+|twice|thrice) (?:for|if|on|with) (?:[a-z]+ )*?(?:(?P<from>of|from|at least|>=)|over|above|more than|>)"
        r" (?P<amount>[0-9][\w.]*(?: (?!or\b)[a-z]{3}\b)?)(?P<more> (?:or|and) (?:more|above|over|larger|bigger))?",
        _large,
    ),
)
AT_LEAST = r"(?:with |from |if |for |on )?(?:at least|a minimum of|minimum)"
MANY = r"(?:the )?number of (?P<thing>[^\W\d]\w*)"
SHARE = r"(?P<share>[0-9]+(?:\.[0-9]+)?)[%％]"
LESS = r"(?:lower|less|below|down|(?P<up>higher|more|above|up))"
OTHERS = (
    _phrase(RULE, "", rf"(?P<word>after|within|for) an? {UNIT}\b", _a_length),
    _phrase("TASK", "", r"\A(?:is |on |as |in )?(?:a )?(?:stand[ -]by|reserve)(?: task)?\b", "standby"),
    _phrase(
        "",
        "DROP ACCEPT PROPOSE",
        r"(?<!change )(?<!改 )(?:task|strategy|alert|任务|策略|预警)[ ]+(?P<what>[^\W\d][\w.]*)",
        r"\g<what>",
    ),
    _phrase("TASK", "", r"\A(?:待命|备选|预备|候补)(?!\w)", "备用"),
    _phrase(
        "FILE", "METRIC", rf"{AT_LEAST} {NUMBER}(?: [a-z]\w*)?", lambda found, _: f"min sample {count(found['n'])}"
    ),
    _phrase(
        "GOAL",
        "MEASURE",
        rf"\Ameasure (?P<metric>[^\W\d]\w*) (?:{AT_LEAST}|min sample) {NUMBER}(?: [a-z]\w*)?",
        lambda found, _: f"metric {found['metric']} = … min sample {count(found['n'])}",
    ),
    _phrase("FILE", "METRIC", r"min sample (?P<n>[0-9]+) [a-z]\w*", r"min sample \g<n>"),
    _phrase("FILE", "METRIC", r"(?:样本)?(?:至少|不少于)[ ]*(?P<n>[0-9]+)[ ]*\w{0,2}", r"最少样本 \g<n>"),
    _phrase("GOAL", "MEASURE", MANY, _how_many),
    _phrase("FILE", "METRIC", MANY, _how_many),
    _phrase("ALERT", "WHEN", MANY, _how_many),
    _phrase("", "", r"(?P<n>[0-9]+(?:\.[0-9]+)?) (?:percentage |percent )?points?\b", r"\g<n>pp"),
    _phrase("GOAL", "TARGET", rf"\Atarget {SHARE} (?:of (?P<of>[^\W\d]\w*)|{LESS}\b)", _product),
    _phrase("SCENARIO", "", rf"\A(?:the )?target (?:of |for )?(?P<goal>[^\W\d]\w*)[: ]+{SHARE} {LESS}\b", _product),
    _phrase("SCENARIO", "", rf"\A(?:the )?target {SHARE} {LESS} (?:for|of) (?P<goal>[^\W\d]\w*)", _product),
    _phrase("GOAL", "TARGET", rf"\A目标值[ ]*(?:[为改成到]*原来?的?|原目标的?)[ ]*{SHARE}", _product_chinese),
    _phrase("BUDGET", "", r"\A(?:amount|total|sum)[ =:：]+(?P<amount>\S.*)", _budget),
    _phrase("BUDGET", "", r"\A(?:金额|总额|总预算|额度)[ =:：]*(?P<amount>[0-9].*)", _budget),
    *(
        _phrase(block, "", pattern, rf"{word} \g<first> .. \g<last>")
        for block in ("ALERT", "ADJUST")
        for word, pattern in (("during", A_WHILE), ("适用", A_WHILE_CHINESE))
    ),
    _phrase(
        "PLAN",
        "",
        r"\A(?:year|years|timeframe|time|dates?|duration|horizon|range)[ ]*[:=]?[ ]*(?P<rest>[0-9].*)\Z",
        r"period \g<rest>",
    ),
    _phrase(
        "PLAN",
        "",
        r"\A(?:计划)?(?:年度|年份|时间|时间范围|起止(?:时间|日期)?|周期|时段|日期)[ ]*[:：=]?[ ]*(?P<rest>[0-9].*)\Z",
        r"期间 \g<rest>",
    ),
    _phrase(
        "CHANNEL",
        "",
        rf"\A{PER_ROLE} {COUNT}(?: messages?| notifications?)? (?:a|per|each|every) (?P<unit>day|week|month)\Z",
        lambda found, _: f"every {found['unit'].lower()} at most {count(found['n'].lower())}",
    ),
    _phrase(
        "CHANNEL",
        "",
        r"\A(?P<often>每[天日周月])[ ]*(?:至多|最多|不超过|不多于|上限)[ ]*(?P<n>[0-9]+)[ ]*[条个次封]?\Z",
        r"\g<often> 至多 \g<n>条",
    ),
    _phrase(
        "CHANNEL",
        "QUIET",
        rf"\A(?P<word>quiet|免打扰)[ ]*(?:from|between|从|自)[ ]*(?P<first>{TIME})[ ]*(?:to|till|until|and|-|–|至|到|[.][.])[ ]*(?P<last>{TIME})",
        r"\g<word> \g<first> .. \g<last>",
    ),
    _phrase("SCENARIO", "", rf"\Atarget {SHARE} of (?P<of>(?P<goal>[^\W\d]\w*))", _product),
)
PHRASES = (*SCHEMES, *CUSTOMERS, *OTHERS)
"""In the order in which they are tried."""


def phrases(situation: Situation, findings: Findings) -> bool:
    """Reports a clause that is said in other words; False where none is recognised."""
    first = situation.tokens[situation.first]
    here = situation.token.start - first.start
    text = situation.source.text[first.start : end_of(situation)].rstrip()
    for phrase in PHRASES:
        if phrase.block not in ("", situation.block) or (phrase.kinds and situation.kind not in phrase.kinds):
            continue
        found = next((one for one in phrase.pattern.finditer(text) if one.start() <= here <= one.end()), None)
        if found is None:
            continue
        instead = phrase.becomes(found, situation.source.text)
        if instead == found[0]:
            continue
        span = Span(situation.source, first.start + found.start(), first.start + found.end())
        ready = phrase.ready and AMOUNT not in instead and "…" not in instead
        fixes = (Fix(WRITE(text=instead), (Edit(span, instead),), safe=False),) if ready else ()
        findings.error("misspelt-word", span, MISSPELT(word=found[0].strip()), WRITE(text=instead.strip()), fixes=fixes)
        return True
    return False
