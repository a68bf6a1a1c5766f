"""Words and phrases that have another spelling in the language.

Every rule is a pattern over the rest of a statement and what it becomes; one that can be settled by what may come next.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from planlang.frozen import frozen
from planlang.syntax.answers.shared import (
    IN_WORDS,
    LENGTH,
    NUMBER,
    UNIT,
    chinese_length,
    english_length,
    propose,
    rest_of,
)
from planlang.syntax.automaton.situation import Situation
from planlang.syntax.lexical.findings import Findings
from planlang.syntax.mistakes.resemble import MISSPELT

Answer = Callable[[re.Match[str], Situation], str | None]


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


HEADED = "ALERT GOAL TASK REVIEW SCORECARD INCENTIVE ADJUST"
"""Declarations that may be for each of something."""
WORDS = (
    # periods behind a figure
    _rule(
        "WINDOW",
        rf"(?:in |over |for |during )?(?:the )?(?:last|past|previous|trailing) {NUMBER} (?P<unit>weeks?|months?|quarters?|years?)\b",
        lambda found, _: f"rolling {english_length(found)}",
    ),
    _rule(
        "WINDOW",
        r"(?:(?:per|a|each|every|/) ?)(week|month|quarter|year)\b",
        lambda found, situation: None if situation.kind == "TARGET" else f"this {found[1]}",
    ),
    _rule("WINDOW", rf"(?:近|过去|最近|前|在过去){LENGTH}(?:内|里|来)?", lambda found, _: f"近{chinese_length(found)}"),
    _rule("WINDOW", r"每(?:个)?(周|月|年)", r"本\1"),
    _rule("WINDOW", r"每(?:个)?季度?", "本季度"),
    _rule("WINDOW", r"上(?:一)?个?(周|月)", r"上\1"),
    _rule("WINDOW", r"上(?:一)?个?季度", "上季度"),
    _rule("WINDOW", r"(?:这|本)个?(周|月|季度)", r"本\1"),
    _rule("WINDOW", r"上(?:一个)?半年(?!同)", "上个半年"),
    _rule("WINDOW", r"(?:这|本)个半年", "本半年"),
    _rule("WINDOW", r"去年(?!同)", "上年"),
    _rule(
        "WINDOW",
        r"(?:(?:as of )?today|(?:right )?now|currently|at the moment|今天|当天|当日|目前|现在)[ ]*([<>]=?|=)",
        r"\1",
        "REACHED_WHEN STARTS_WHEN",
    ),
    # comparisons
    _rule("COMPARISON", r"(?:is |are )?(?:under|beneath)(?= [0-9])", "below"),
    _rule("COMPARISON", r"(?:is |are )?(?:over|exceeds?|beyond)(?= [0-9])", "above"),
    _rule("COMPARISON", r"(?:reach(?:es)?|meets?)(?= [0-9])", "at least"),
    _rule("COMPARISON", r"(?:超出|高出)(?=[ ]*[0-9])", "高于"),
    _rule("COMPARISON", r"(?:达到|达|满)(?=[ ]*[0-9])", "不低于"),
    # how long a condition lasts
    _rule("FOR", rf"连续{LENGTH}", lambda found, _: f"连续 {chinese_length(found)}"),
    _rule(
        "FOR",
        rf"for {NUMBER} (?:consecutive |straight |full )?{UNIT}\b",
        lambda found, _: f"for {english_length(found)}",
    ),
    # for each
    _rule("FOR_EACH", r"for (?:all|each|every)(?: the)? (\w+?)s\b", r"for each \1", "ALERT"),
    _rule("FOR_EACH", r"(?:for every|for all|per|by|for|each|every) (\w+)", r"for each \1", "ALERT"),
    _rule("FOR_EACH", r"(?:每名|每位|针对每个|按每个|每一个|按)(\w+)", r"对每个 \1", "ALERT"),
    _rule("FOR_EACH", r"(?:对每个|每个|对每位|对每名|对各)(\w+)", r"对每个 \1", HEADED),
    _rule("FOR_EACH", r"(?:for every|for all|per|for) (\w+?)s?(?=[ ]*(?:\Z|where\b))", r"for each \1", HEADED),
    # limits
    _rule(
        "AT_MOST",
        r"(?:for )?(?:a )?(?:max(?:imum)?(?: of)?|up to|at the most|less than|not more than|no more than|under|within|at most|no longer than|for)(?= )",
        "at most",
    ),
    _rule("AT_MOST", r"(?:最长|不到|少于|小于|低于|不得长于|上限)(?!\w)", "至多"),
    _rule("REQUIRES", r"(?:needs?|must have|require|with)(?= )", "requires"),
    _rule("REQUIRES", r"(?:要求|必须有|必须|须|应有|要有)(?!\w)", "需要"),
    # a share of a figure
    _rule("STAR", r"of(?= [^\W\d])", "*", "WHEN UNTIL RAISE_TO METRIC"),
    _rule("STAR", r"的[ ]*([0-9]+(?:\.[0-9]+)?)[ ]*[%％]", r"* \1%", "WHEN UNTIL RAISE_TO METRIC"),
    # the head of a plan
    _rule("CURRENCY", r"(?:货币单位|结算货币|本位币|货币|币别)(?!\w)", "币种"),
    _rule("CURRENCY", r"(?:money|currencies)(?=[:： ]+[^\W\d])", "currency"),
    # work
    _rule("TAKES", r"(?:duration|length|lasts?|durations?)(?=[:： ]+[0-9])", "takes"),
    _rule("TAKES", r"(?:持续|耗时|时长|历时|周期|为期)(?=[:： ]*[0-9])", "工期"),
    _rule("TAKES", r"(?:depends? on|dependent on|waits? for|follows|blocked by|predecessors?)(?=[:： ])", "after"),
    _rule("TAKES", r"(?:依赖于?|前置任务|紧前(?:任务)?|前序(?:任务)?|需先完成)(?=[:： ])", "前置"),
    _rule(
        "BY",
        r"(?:deadline|due(?: date)?|due by|due on|ends? by|finish by|no later than)(?=[:： ]+(?:[0-9]|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|Q[1-4]|the end|end )))",
        "by",
    ),
    # clauses by the words of other blocks
    _rule("OWNER", r"(?:责任人|责任者|主责人?|牵头人|负责(?!人))(?=[ :：])", "负责人"),
    _rule("OWNER", r"(?:responsible|accountable|owned by|led by|DRI)(?=[:： ])", "owner"),
    _rule("TARGET", r"目标(?=[ :：]*[0-9])", "目标值"),
    _rule("TARGET", r"(?:goal|quota)(?=[ :=]+[0-9$€£])", "target"),
    _rule("BASE", r"baseline(?=[ :=]+[0-9$€£])", "base"),
    _rule("COST", r"(?:预算|经费)(?=[ :：]*[0-9])", "费用"),
    _rule("COST", r"budget(?=[ :=]+[0-9$€£])", "cost"),
    _rule("ASSIGN", r"assigned to(?=[:： ])", "assign"),
    _rule("ASSIGN", r"(?:执行人|参与人员?|协助人|经办人|指派给)(?=[ :：])", "指派"),
    _rule("BECAUSE", r"(?:reason|rationale|why)(?=[:： ]*\")", "because"),
    _rule("BECAUSE", r"(?:原因|理由|依据|说明)(?=[:： ]*[\"“])", "因为"),
    _rule("WHEN", r"(?:if|whenever|as soon as)(?= )", "when"),
    _rule("WHEN", r"(?:如果|若|一旦)(?= )", "当"),
    _rule("NOTIFY", r"(?:warn|alert|tell|inform|email|message|ping)(?= [^\W\d])", "notify"),
    _rule("NOTIFY", r"(?:提醒|告知|抄送|发给|通知给)(?=[ :：])", "通知"),
    _rule("SPLIT_BY", r"按[ ]*(季度|月|周|半年|年)度?(?:来?分解|拆分|分配|拆解)(?!\w)", r"分解按 \1"),
    _rule("SPLIT_BY", r"按[ ]*(\w+?)(?:来?分解|拆分|分配|拆解)(?!\w)", r"分解按 \1"),
    _rule("BY", r"(?:期限|截止(?:日期?|时间)|截止日|到期日?|最晚完成)(?=[:： ]*[0-9])", "截止"),
    _rule("STARTS_ON", r"(?:starts?|begins?)(?: date| at| on)?(?=[:： ]+[0-9])", "starts on"),
    _rule("STARTS_ON", r"(?:开始(?:日期?|时间)?|起始(?:日期?|时间)?|开工日?期?)(?=[:： ]*[0-9])", "开始于"),
    _rule(
        "STARTS_ON",
        r"([0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日)[ ]*(?:开始|起)(?!\w)",
        r"开始于 \1",
    ),
    _rule(
        "ENDS_ON",
        r"([0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日)[ ]*(?:结束|完成)(?!\w)",
        r"完成于 \1",
    ),
    _rule("ENDS_ON", r"(?:ends?|finish(?:es)?)(?: date| at| on)?(?=[:： ]+[0-9])", "ends on"),
    _rule("ENDS_ON", r"(?:结束(?:日期?|时间)?|完成(?:日期?|时间)|完工日?期?)(?=[:： ]*[0-9])", "完成于"),
    _rule("DONE", r"(?:completed?|progress|percent complete)(?=[:： ]+[0-9]+(?:\.[0-9]+)? ?[%％])", "done"),
    _rule("DONE", r"([0-9]+(?:\.[0-9]+)? ?%) (?:done|completed?|finished)\b", r"done \1"),
    _rule("DONE", r"(?:完成度|完成率|完成|已完成)(?=[:： ]*[0-9]+(?:\.[0-9]+)?[%％])", "进度"),
    _rule("DURATION", rf"{NUMBER}[ ]?{UNIT}\b", lambda found, _: english_length(found)),
    _rule("DURATION", LENGTH + r"(?!\w)", lambda found, _: chinese_length(found)),
)
"""Words and phrases that have another spelling."""


def words(situation: Situation, expected: frozenset[str], findings: Findings) -> bool:
    """Reports a word or phrase that has another spelling; False where none is recognised."""
    start, text = rest_of(situation)
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
        propose(situation, start, start + found.end(), message, name, instead, findings)
        return True
    return False
