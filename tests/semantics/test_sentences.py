"""Sentences that people try, in both languages: each works, or is answered once, with a spelling that works."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import attrs
import pytest

from planlang.diagnostics.diagnostic import Diagnostic, Severity
from planlang.diagnostics.text import Language
from planlang.semantics.check import check_files
from planlang.source import Source
from planlang.syntax import nodes
from planlang.syntax.formatter.format import format_source
from planlang.syntax.parse import parse
from tests.semantics.marked import COMPANY, FILES, Memory

USD = COMPANY.replace("currency CNY", "currency USD").replace("1亿 CNY", "100M USD")
EUR = COMPANY.replace("currency CNY", "currency EUR").replace("1亿 CNY", "100M EUR")
BRL = COMPANY.replace("currency CNY", "currency BRL").replace("1亿 CNY", "100M BRL")
HKD = COMPANY.replace("currency CNY", "currency HKD").replace("1亿 CNY", "100M HKD")


def in_goal(clause: str) -> str:
    return f"goal g {{ measure signed; {clause}; owner director }}"


def in_chinese_goal(clause: str) -> str:
    return f"目标 g {{ 衡量 signed; {clause}; 负责人 director }}"


def in_alert(condition: str) -> str:
    return f"alert a for each rep {{ when {condition} }}"


def in_chinese_alert(condition: str) -> str:
    return f"预警 a 对每个 代表 {{ 当 {condition} }}"


def in_process(rule: str) -> str:
    return COMPANY.replace("loss stage lost", f"{rule}\n  loss stage lost")


def in_source(clause: str) -> str:
    return f'source s {{ read "s.csv"; event at day; day: date; {clause} }}'


def in_channel(clause: str) -> str:
    return f"channel c {{ via slack; env X; sends few; {clause} }}\nalert few {{ when visits this week < 3 }}"


def in_incentive(clause: str) -> str:
    return f"incentive i for each rep {{ every month; base signed; pays 100 CNY; {clause} }}"


def found(text: str, before: str = COMPANY) -> list[Diagnostic]:
    """Everything that is said of a plan."""
    parsed = parse(Source("a.plan", before + text))
    checked = check_files(parsed.value, Memory(FILES))
    return [*parsed.diagnostics, *checked.diagnostics]


def repaired(text: str, diagnostic: Diagnostic) -> str:
    """The text after the best fix."""
    for edit in sorted(diagnostic.fixes[0].edits, key=lambda edit: -edit.span.start):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text


def literals(text: str, before: str = COMPANY) -> list[object]:
    """The figures and dates that are written in a text."""
    values: list[object] = []
    skip = len(parse(Source("a.plan", before)).value.declarations)

    def walk(node: Any) -> None:
        match node:
            case tuple():
                for part in node:
                    walk(part)
            case nodes.Money(amount=amount, currency=currency):
                values.append((amount, currency))
            case nodes.Duration(amount=amount, unit=unit):
                values.append((amount, unit.value))
            case nodes.Number(value=value) | nodes.Percent(value=value) | nodes.Date(value=value):
                values.append(value)
            case nodes.Label(text=label):
                values.append(label)
            case nodes.EveryNth(day=day, working=workday):
                values.append((day, workday))
            case _ if attrs.has(type(node)):
                if isinstance(node, nodes.Binary) and node.operator.value in ("<", "<=", ">", ">="):
                    values.append(node.operator.value)
                for attribute in attrs.fields(type(node)):
                    walk(getattr(node, attribute.name))

    walk(parse(Source("a.plan", before + text)).value.declarations[skip:])
    return values


def d(text: str) -> Decimal:
    return Decimal(text)


WORKS = [
    # amounts and counts
    (in_chinese_goal("目标值 8000 万元"), COMPANY, [(d("80000000"), None)], "目标值 8000万元"),
    (in_chinese_goal("目标值 8000w元"), COMPANY, [(d("80000000"), None)], "目标值 8000万元"),
    (in_chinese_goal("目标值：8000万元"), COMPANY, [(d("80000000"), None)], "目标值 8000万元"),
    (in_chinese_goal("目标值 8000万人民币"), COMPANY, [(d("80000000"), "CNY")], "目标值 8000万 CNY"),
    (in_goal("target €14M"), EUR, [(d("14000000"), "EUR")], "target 14M EUR"),
    (in_goal("target 14M€"), EUR, [(d("14000000"), "EUR")], "target 14M EUR"),
    (in_goal("target $6M"), USD, [(d("6000000"), "USD")], "target 6M USD"),
    (in_goal("target R$ 2.4M"), BRL, [(d("2400000"), "BRL")], "target 2.4M BRL"),
    (in_goal("target HK$6M"), HKD, [(d("6000000"), "HKD")], "target 6M HKD"),
    (in_goal("target US$ 6M"), USD, [(d("6000000"), "USD")], "target 6M USD"),
    (in_goal("target $6,000,000"), USD, [(d("6000000"), "USD")], "target 6000000 USD"),
    (in_goal("target 6,000,000 USD"), USD, [(d("6000000"), "USD")], "target 6000000 USD"),
    (in_goal("target 6 million USD"), USD, [(d("6000000"), "USD")], "target 6M USD"),
    (in_goal("target: 6M USD"), USD, [(d("6000000"), "USD")], "target 6M USD"),
    (in_goal("target >= 6M USD"), USD, [(d("6000000"), "USD")], "target at least 6M USD"),
    (in_chinese_goal("目标值 不少于 8000万元"), COMPANY, [(d("80000000"), None)], "目标值 至少 8000万元"),
    (in_chinese_goal("目标值 ≥8000万元"), COMPANY, [(d("80000000"), None)], "目标值 至少 8000万元"),
    (in_chinese_goal("目标值 不高于 8000万元"), COMPANY, [(d("80000000"), None)], "目标值 至多 8000万元"),
    (in_goal("target 1亿 CNY; base 9千万 CNY during 2025-04-01 .. 2026-03-31"), COMPANY,
     [(d("100000000"), "CNY"), (d("90000000"), "CNY"), date(2025, 4, 1), date(2026, 3, 31)], "during 2025-04-01 .. 2026-03-31"),
    # counters and comparisons
    (in_chinese_alert("拜访量 本周 < 10次"), COMPANY, ["<", d("10")], "< 10次"),
    (in_chinese_alert("拜访量 本周 < 300家"), COMPANY, ["<", d("300")], "< 300家"),
    (in_chinese_alert("拜访量 本周 < 3单 连续 2周"), COMPANY, ["<", d("3"), (d("2"), "week")], "< 3单 连续 2周"),
    (in_chinese_alert("拜访量 本周 < 3 个"), COMPANY, ["<", d("3")], "< 3个"),
    (in_chinese_alert("headcount(rep) 本周 < 3人"), COMPANY, ["<", d("3")], "< 3人"),
    (in_chinese_alert("拜访量 本周 低于 10"), COMPANY, ["<", d("10")], "本周 < 10"),
    (in_chinese_alert("拜访量 本周低于10次"), COMPANY, ["<", d("10")], "本周 < 10次"),
    (in_chinese_alert("拜访量 本周 小于 10"), COMPANY, ["<", d("10")], "本周 < 10"),
    (in_chinese_alert("拜访量 本周 高于 10"), COMPANY, [">", d("10")], "本周 > 10"),
    (in_chinese_alert("拜访量 本周 大于 10"), COMPANY, [">", d("10")], "本周 > 10"),
    (in_chinese_alert("拜访量 本周 超过 10"), COMPANY, [">", d("10")], "本周 > 10"),
    (in_chinese_alert("拜访量 本周 不超过 10"), COMPANY, ["<=", d("10")], "本周 <= 10"),
    (in_chinese_alert("拜访量 本周 不低于 10"), COMPANY, [">=", d("10")], "本周 >= 10"),
    (in_chinese_alert("拜访量 本周 不少于 10"), COMPANY, [">=", d("10")], "本周 >= 10"),
    (in_alert("visits this week is below 10"), COMPANY, ["<", d("10")], "this week < 10"),
    (in_alert("visits this week at least 10"), COMPANY, [">=", d("10")], "this week >= 10"),
    # lengths
    (in_process("stay in proposal at most 15 working days"), "", [], "at most 15wd"),
    (in_process("stay in proposal at most 4 work hours"), "", [], "at most 4wh"),
    (in_process("stay in proposal at most 15 work days"), "", [], "at most 15wd"),
    (in_process("at most 15 business days without activities"), "", [], "at most 15wd without"),
    (in_process("停留在 proposal 不得超过 10 个工作日"), "", [], "至多 10个工作日"),
    (in_process("stay in proposal <= 10wd"), "", [], "stay in proposal at most 10wd"),
    ("task t { takes 20 working days; owner director }", COMPANY, [(d("20"), "wd")], "takes 20wd"),
    ("task t { takes 2 weeks; owner director }", COMPANY, [(d("2"), "week")], "takes 2 weeks"),
    ("任务 t { 工期 20 个工作日; 负责人 director }", COMPANY, [(d("20"), "wd")], "工期 20个工作日"),
    # rhythms and dates
    ("例会 r { 每月第 4 个工作日; 议题 revenue }", COMPANY, [(4, True)], "每月第4个工作日"),
    ("例会 r { 每月第4个工作日 09:00; 议题 revenue }", COMPANY, [(4, True)], "每月第4个工作日 09:00"),
    ("例会 r { 每月5日; 议题 revenue }", COMPANY, [(5, False)], "每月5日"),
    ("例会 r { 每季度最后一个工作日; 议题 revenue }", COMPANY, [(None, True)], "每季度最后工作日"),
    ("例会 r { 每半年第10个工作日; 议题 revenue }", COMPANY, [(10, True)], "每半年第10个工作日"),
    ("例会 r { 每季度 于 10; 议题 revenue }", COMPANY, [(10, False)], "每季度第10天"),
    ("例会 r { 每周一上午9点; 议题 revenue }", COMPANY, [], "每周一 09:00"),
    ("例会 r { 每周一 下午3点半; 议题 revenue }", COMPANY, [], "每周一 15:30"),
    ("例会 r { 每天早上九点; 议题 revenue }", COMPANY, [], "每天 09:00"),
    ("例会 r { 每天8:30; 议题 revenue }", COMPANY, [], "每天 08:30"),
    ("例会 r { 每月5日上午10点; 议题 revenue }", COMPANY, [(5, False)], "每月5日 10:00"),
    ("例会 r { 每月第4个工作日 下午2点一刻; 议题 revenue }", COMPANY, [(4, True)], "每月第4个工作日 14:15"),
    ("日历 c { 工作周 周一 .. 周五 9点到12点, 下午1点 至 晚上6点半 }", COMPANY, [], "09:00 .. 12:00, 13:00 .. 18:30"),
    ("团队 t { 代表 张三; 请假 张三 2026-05-06 上午9点 .. 11点 }", COMPANY, [date(2026, 5, 6)] * 2, "2026-05-06 09:00 .. 11:00"),
    ("通道 c { 经由 wecom; 环境变量 X; 发送 few; 汇总 每天早上7点; 免打扰 晚上8点到早上8点 }\n预警 few { 当 visits 本周 < 3 }", COMPANY,
     ["<", d("3")], "免打扰 20:00 .. 08:00"),
    ("channel c { via slack; env X; sends few; quiet 20:00 to 08:00 }\nalert few { when visits this week < 3 }", COMPANY,
     ["<", d("3")], "quiet 20:00 .. 08:00"),
    (in_chinese_goal("期间 2026年上半年; 目标值 8000万元"), COMPANY, ["2026-H1", (d("80000000"), None)], "期间 2026-H1"),
    (in_chinese_goal("期间 2026年第三季度; 目标值 8000万元"), COMPANY, ["2026-Q3", (d("80000000"), None)], "期间 2026-Q3"),
    (in_chinese_goal("期间 2026年3季度; 目标值 8000万元"), COMPANY, ["2026-Q3", (d("80000000"), None)], "期间 2026-Q3"),
    (in_chinese_goal("期间 2026年Q3; 目标值 8000万元"), COMPANY, ["2026-Q3", (d("80000000"), None)], "期间 2026-Q3"),
    ("review r { every month on the third working day; covers revenue }", COMPANY, [(3, True)], "every month on workday 3"),
    ("review r { every quarter on the 5th working day 09:00; covers revenue }", COMPANY, [(5, True)], "every quarter on workday 5 09:00"),
    ("review r { every half year on the 15th; covers revenue }", COMPANY, [(15, False)], "every half year on 15"),
    ("task t { takes 5d; owner director; by 2026－03－01 }", COMPANY, [(d("5"), "d"), date(2026, 3, 1)], "by 2026-03-01"),
    ("team t { rep Ed until 2026-06-30 }", COMPANY, [date(2026, 6, 30)], "rep Ed to 2026-06-30"),
    ("团队 t { 代表 Ed 截止 2026-06-30 }", COMPANY, [date(2026, 6, 30)], "代表 Ed 到 2026-06-30"),
    ("团队 t { 代表 Ed 至 2026-06-30 }", COMPANY, [date(2026, 6, 30)], "代表 Ed to 2026-06-30"),
    ("里程碑 m { 日期 2026-07-03; 负责人 director }", COMPANY, [date(2026, 7, 3)], "日期 2026-07-03"),
    ("milestone m { date 2026-07-03; owner director }", COMPANY, [date(2026, 7, 3)], "on 2026-07-03"),
    ("team t { rep: Ed }", COMPANY, [], "rep Ed"),
    (in_goal("target 1亿 CNY; split by team { north: 50%; south: 50% }"), COMPANY,
     [(d("100000000"), "CNY"), d("0.5"), d("0.5")], "north 50%"),
    ("calendar c { off 2026-05-01 to 2026-05-05 }", COMPANY, [date(2026, 5, 1), date(2026, 5, 5)], "off 2026-05-01 .. 2026-05-05"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "before", "values", "canonical"), WORKS, ids=[case[0][-60:] for case in WORKS])
def test_a_sentence_works_and_is_written_in_the_one_style(
    text: str, before: str, values: list[object], canonical: str
) -> None:
    assert [(one.name, one.message.render()) for one in found(text, before) if one.severity is Severity.ERROR] == []
    if before:
        assert literals(text, before) == values
    formatted = format_source(Source("a.plan", before + text))
    assert canonical in formatted.text
    assert (formatted.left, formatted.mistaken) == ((), 0)
    again = format_source(Source("a.plan", formatted.text)).text
    assert again == formatted.text
    assert found("", formatted.text) == [] or not [o for o in found("", formatted.text) if o.severity is Severity.ERROR]


@pytest.mark.parametrize("word", ["人民币", "元", "RMB", "yuan"])
def test_a_currency_can_be_called_by_its_name(word: str) -> None:
    plan = COMPANY.replace("currency CNY", f"currency {word}")
    assert [one.name for one in found("", plan) if one.severity is Severity.ERROR] == []
    assert "currency CNY" in format_source(Source("a.plan", plan)).text


ANSWERED = [
    # text, check, part of the help in English, whether its fix makes the plan right
    ('source s { read: "s.csv"; one row per id; id: text }', "stray-comma", "leave it out", True),
    (in_chinese_goal("目标值 8000w"), "unknown-unit", "8000万", False),
    (in_goal("target 6 000 000 CNY"), "misspelt-word", "6000000", True),
    (in_goal("target 6.000.000 CNY"), "misspelt-word", "6000000", True),
    (in_goal("target 50.000 CNY"), "thousands-comma", "50000 CNY", True),
    (in_goal("target CNY 6M"), "misspelt-word", "6M CNY", True),
    (in_goal("target 1亿 CNY; split by quarter 18/25/25/32"), "split-in-plain-numbers", "18%, 25%, 25%, 32%", True),
    (in_goal("target 1亿 CNY; split by quarter 18, 25, 25, 32"), "split-in-plain-numbers", "18%, 25%, 25%, 32%", True),
    (in_goal("target 1亿 CNY; split by quarter 18% 25% 25% 32%"), "misspelt-word", "18%, 25%, 25%, 32%", True),
    ("goal g { measure win_rate rolling 1 quarter; target 30%; owner director }", "window-in-goal", "measure win_rate", True),
    ("goal g { measure signed; target 1亿 CNY; owner 张丽, 李强 }", "one-owner", "assign", True),
    ("目标 g { 衡量 signed; 目标值 1亿元; 负责人 张丽、李强 }", "one-owner", "notify", True),
    ("review r { third working day; covers revenue }", "misspelt-word", "every month on workday 3", True),
    ("review r { monthly on the last working day; covers revenue }", "misspelt-word", "every month on last workday", True),
    ("review r { quarterly on the 5th working day; covers revenue }", "misspelt-word", "every quarter on workday 5", True),
    ("review r { daily at 9:30; covers revenue }", "misspelt-word", "every workday 09:30", True),
    ("review r { fortnightly; covers revenue }", "unknown-rhythm", "every two weeks from 2026-01-07", False),
    ("review r { every two weeks; covers revenue }", "unfinished-statement", "from", False),
    ("review r { every month; covers revenue }", "rhythm-without-day", "every month on 5", False),
    ("review r { every week on 5; covers revenue }", "rhythm-without-day", "every monday", False),
    ("例会 r { 每半年; 议题 revenue }", "rhythm-without-day", "每半年 on workday 4", False),
    ("例会 r { 每两周; 议题 revenue }", "unfinished-statement", "from", False),
    ("source s { read \"s.csv\"; event at day; day: date; due every two weeks from 2026-01-07 }", "due-rhythm", "due every monday", False),
    ("review r { mondays 9:00; covers revenue }", "misspelt-word", "every monday 09:00", True),
    ("review r { every week on monday at 9; covers revenue }", "misspelt-word", "every monday 09:00", True),
    ("review r { every monday at 3; covers revenue }", "unknown-rhythm", "every monday 09:00", False),
    ("例会 r { 每周一 3点; 议题 revenue }", "invalid-time", "`15:00`", False),
    ("例会 r { 每周一 上午13点; 议题 revenue }", "invalid-time", "23:59", False),
    ("例会 r { 每星期一上午9点; 议题 revenue }", "misspelt-word", "每周一 09:00", True),
    ("例会 r { 周一上午9点; 议题 revenue }", "misspelt-word", "每周一 09:00", True),
    ("例会 r { 每月第一个工作日; 议题 revenue }", "misspelt-word", "每月第1个工作日", True),
    ("例会 r { 每季度末; 议题 revenue }", "misspelt-word", "每季度最后工作日", True),
    ("例会 r { 每周一、周三 9:00; 议题 revenue }", "unknown-rhythm", "every monday 09:00", False),
    ("task t { takes 1d; owner director; daily at 7:00 }", "misspelt-word", "every day 07:00", True),
    (in_source("due daily 07:00"), "misspelt-word", "every day 07:00", True),
    (in_source("due weekdays 07:00"), "misspelt-word", "every workday 07:00", True),
    (in_source("due monday 08:00"), "misspelt-word", "every monday 08:00", True),
    (in_source("due monthly on the 5th"), "misspelt-word", "every month on 5", True),
    (in_source("due third working day of the month"), "misspelt-word", "every month on workday 3", True),
    (in_source("due monthly"), "unknown-rhythm", "every month on 5", False),
    (in_source("应到 次月5日前"), "misspelt-word", "每月5日", True),
    (in_source("应到 每周一早上8点前"), "misspelt-word", "每周一 08:00", True),
    (in_channel("digest daily 07:00"), "misspelt-word", "every day 07:00", True),
    (in_channel("digest every morning 07:00"), "misspelt-word", "every day 07:00", True),
    (in_channel("digest 07:00"), "unknown-rhythm", "every workday 09:00", False),
    (in_channel("汇总 星期一 9点"), "misspelt-word", "每周一 09:00", True),
    (in_channel("max 10 a day"), "misspelt-word", "every day at most 10", True),
    (in_channel("每天最多10条"), "misspelt-word", "每天 至多 10条", True),
    (in_channel("quiet from 20:00 to 08:00"), "misspelt-word", "quiet 20:00 .. 08:00", True),
    ('assumption m = 3 { from "x"; dated 2026-01-05; owner director; review quarterly }', "misspelt-word", "every quarter", True),
    ('assumption m = 3 { from "x"; dated 2026-01-05; owner director; review every 6 months }', "misspelt-word", "every half year", True),
    ('假设 m = 3 { 取自 "x"; 日期为 2026-01-05; 负责人 director; 复核 每季度一次 }', "misspelt-word", "每季度", True),
    ("scorecard s for each rep { monthly; line a = win_rate this month, weight 100% }", "misspelt-word", "every month", True),
    ("考核表 s 对每个 rep { 每月一次; 考核项 a = win_rate 本月, 权重 100% }", "misspelt-word", "每月", True),
    # periods
    ("plan p { period FY26; currency CNY }", "unpadded-date", "2026", True),
    ("plan p { period H1 2026; currency CNY }", "unpadded-date", "2026-H1", True),
    ("plan p { period 2026H1; currency CNY }", "unpadded-date", "2026-H1", True),
    ("plan p { period third quarter of 2026; currency CNY }", "unpadded-date", "2026-Q3", True),
    ("plan p { period Q3; currency CNY }", "date-without-year", "2026-Q3", False),
    ("plan p { period 2026/27; currency CNY }", "unpadded-date", "2026-01-01 .. 2027-12-31", False),
    ("plan p { period 2026-Q1 .. 2026-Q3; currency CNY }", "unpadded-date", "2026-01-01 .. 2026-09-30", True),
    ("plan p { period jan - sep 2026; currency CNY }", "unpadded-date", "2026-01-01 .. 2026-09-30", True),
    ("plan p { period 01/04/2026 - 31/03/2027; currency CNY }", "unpadded-date", "2026-04-01 .. 2027-03-31", True),
    ("plan p { period from 2026-01-01 to 2026-12-31; currency CNY }", "unpadded-date", "2026-01-01 .. 2026-12-31", True),
    ("plan p { year 2026; currency CNY }", "misspelt-word", "period 2026", True),
    ("计划 p { 期间 2026年度; 币种 CNY }", "unpadded-date", "2026", True),
    ("计划 p { 期间 2026年1-12月; 币种 CNY }", "unpadded-date", "2026-01-01 .. 2026-12-31", True),
    ("计划 p { 时间：2026-01-01 至 2026-12-31; 币种 CNY }", "misspelt-word", "期间 2026-01-01 至 2026-12-31", True),
    (in_goal("period Q3; target 1亿 CNY"), "date-without-year", "2026-Q3", True),
    (in_goal("target 1亿 CNY by Q3"), "date-without-year", "2026-09-30", True),
    (in_goal("target 1亿 CNY by the end of September"), "date-without-year", "2026-09-30", True),
    (in_chinese_goal("目标值 8000万元 截止 三季度末"), "date-without-year", "2026-09-30", True),
    (in_chinese_goal("目标值 8000万元 截止 2026年底"), "unpadded-date", "2026-12-31", True),
    ("task t { takes 5d; owner director; starts on July 2026 }", "unpadded-date", "2026-07-01", True),
    ("任务 t { 工期 5天; 负责人 director; 开始于 2026年下半年 }", "unpadded-date", "2026-07-01", True),
    # what people bring along: files, schemes of pay, pipelines, plans of action
    ('source s { file: "s.csv"; event at day; day: date }', "misspelt-word", "write `read`", True),
    ('数据源 s { 文件：“s.csv”; 事件时间 day; day: 日期 }', "misspelt-word", "读取", True),
    ('source s { read "s.csv"; one row per id; id: text; snapshot daily }', "misspelt-word", "snapshot on file date", True),
    ('source s { read "s.csv"; one row per id; id: text; decimal comma }', "misspelt-word", 'numbers "1.234,56"', True),
    ('数据源 s { 读取 "s.csv"; 每行一个 id; id: 文本; 额: 金额（万元） }', "misspelt-word", "金额 单位 万元", True),
    ('数据源 s { 读取 "s.csv"; 每行一个 id; id: 文本; 新: 是/否 }', "misspelt-word", "是否", True),
    (in_incentive("tiers 0-50% 5%, 50-100% 10%, over 100% 20%"), "misspelt-word",
     "tiers attainment(GOAL) this month, on the part above { from 0% pays 5%; from 50% pays 10%; from 100% pays 20% }", False),
    (in_incentive("tiers up to 50% of quota: 5%, up to 100%: 10%, above: 20%"), "misspelt-word",
     "{ from 0% pays 5%; from 50% pays 10%; from 100% pays 20% }", False),
    (in_incentive("tiers: 5% to 100k, 6% 100k-125k, 7% over 125k"), "misspelt-word",
     "tiers signed this month, on the part above { from 0 pays 5%; from 100k pays 6%; from 125k pays 7% }", False),
    (in_incentive("分档 500万元以下 1%，500万至800万 3%，800万以上 5%"), "misspelt-word",
     "分档 signed 本月, 超额累进 { 从 0 提成 1%; 从 500万 提成 3%; 从 800万 提成 5% }", False),
    ('source s { read "s.csv"; one row per id; id: text; state: stage[care] }\nprocess care on s { stages one -> New Lead -> Proposal Sent; win stage three }',
     "misspelt-word", 'stages one -> new_lead | "New Lead" -> proposal_sent | "Proposal Sent"', True),
    ('source s { read "s.csv"; one row per id; id: text; state: stage[care] }\nprocess care on s { stages one -> two; win stage Closed Won }',
     "misspelt-word", 'win stage closed_won | "Closed Won"', True),
    ("budget b = 80万元 { owner director; travel 30万元; account fairs = 50万元 }\nalert a { when used(b.fairs) this month > 1万元 }", "misspelt-word", "account travel = 30万元", True),
    ("预算 b = 80万元 { 负责人 director; 差旅费：30万元; 科目 展会 = 50万元 }\n预警 a { 当 used(b.展会) 本月 > 1万元 }", "misspelt-word", "科目 差旅费 = 30万元", True),
    ("预算 b = 80万 { 负责人 director; 科目 展会 = 100% }\n预警 a { 当 used(b.展会) 本月 > 1万元 }", "unit-mismatch", "80万元", True),
    ("incentive i for each rep { every month; base signed; pays 100 CNY; cap 50万 }", "unit-mismatch", "50万元", True),
    (in_goal("target from 20% to 25%"), "misspelt-word", "target 25%; base 20% during YEAR", False),
    (in_goal("target increase by 15%"), "misspelt-word", "base AMOUNT during YEAR; growth 15%", False),
    ("goal g { measure sum(deals.amount); target 1亿 CNY; split by quarter 20%, 25%, 25%, 30%; owner director }", "ratio-goal-split", "sum(SOURCE.COLUMN at DATE)", False),
    (in_process("stay in proposal at most 5wd { alert owner }"), "misspelt-word", "notify", True),
    ('数据源 s { 读取 "s.csv"; 每行一条记录; day: 日期; 事件时间 day }', "misspelt-word", "每行一个 列名", False),
    ("goal g { measure signed; target 1亿 CNY; responsible: director }", "misspelt-word", "owner", True),
    (in_chinese_goal("目标 8000万元"), "misspelt-word", "目标值", True),
    ("目标 g { 衡量 signed; 目标值 8000万元; 责任人：director }", "misspelt-word", "负责人", True),
    (in_chinese_goal("目标值 8000万元; 截止：年底"), "misspelt-word", "目标值 … 截止 年底", False),
    (in_chinese_goal("目标值 8000万元; 按季度分解 20%、25%、25%、30%"), "misspelt-word", "分解按 季度", True),
    (in_goal("target 1亿 CNY; deadline 2026-06-30"), "misspelt-word", "target … by 2026-06-30", False),
    ("task t { takes 5d; assigned to 张丽; owner director }", "misspelt-word", "assign", True),
    ("任务 t { 工期 5天; 负责人 director; 预算：5万元 }", "misspelt-word", "费用", True),
    ("alert a for each rep { if visits this week < 3 }", "misspelt-word", "when", True),
    ("预警 a 对每个代表 { 当 visits 本周 < 3 }", "misspelt-word", "对每个 代表", True),
    ("goal g per rep { measure visits; target every week at least 10; owner director }", "misspelt-word", "for each rep", True),
    ("指标 x = deals的数量 其中 amount > 1万元", "misspelt-word", "计数(deals 其中 amount > 1万元)", True),
    ("任务 t { 工期 5天; 负责人 director; 3月-5月 }", "date-without-year", "开始于 2026-03-01; 完成于 2026-05-31", False),
    ("任务 t { 负责人 director; 2026年3月到5月 }", "unpadded-date", "开始于 2026-03-01; 完成于 2026-05-31", True),
    ("task t { owner director; from 01.03.2026 - 31.05.2026 }", "unpadded-date", "starts on 2026-03-01; ends on 2026-05-31", True),
    # kinds of declarations, and who is under whom
    ('来源 s { 读取 "s.csv"; 每行一个 id; id: 文本 }', "misspelt-word", "数据源", True),
    ('台账 s { 读取 "s.csv"; 每行一个 id; id: 文本 }', "misspelt-word", "数据源", True),
    ('data source s { read "s.csv"; one row per id; id: text }', "misspelt-word", "write `source`", True),
    ('sheet s { read "s.csv"; one row per id; id: text }', "misspelt-word", "write `source`", True),
    ("KPI x = count(deals)", "misspelt-word", "write `metric`", True),
    ("measure x = count(deals)", "misspelt-word", "write `metric`", True),
    ("measure signed", "misplaced-statement", "a goal", False),
    ("position visitor under rep", "misspelt-word", "write `role`", True),
    ("告警 a { 当 visits 本周 < 3 }", "misspelt-word", "预警", True),
    ("职务 见习代表 隶属 rep", "misspelt-word", "角色", True),
    ("strategy x { owner director; serves revenue; project y { takes 3wd; by 2026-06-01; owner director } }", "misspelt-word", "write `task`", True),
    ("role trainee reports to rep", "misspelt-word", "under rep", True),
    ('role trainee "Trainee" lead rep', "misspelt-word", "under rep", True),
    ("role trainee { reports to rep }", "misplaced-statement", "role trainee under rep { … }", True),
    ('role trainee { duty "x"; manager: rep }', "misplaced-statement", "role trainee under rep { … }", True),
    ("角色 见习代表 上级 rep", "misspelt-word", "隶属 rep", True),
    ("角色 见习代表 汇报给 rep", "misspelt-word", "隶属 rep", True),
    ("角色 见习代表 向rep汇报", "misspelt-word", "隶属 rep", True),
    ("角色 见习代表 { 上级：rep }", "misplaced-statement", "角色 见习代表 隶属 rep { … }", True),
    ("team t part of company { rep Ed }", "misspelt-word", "under company", True),
    ("team t { under company; rep Ed }", "misplaced-statement", "team t under company { … }", True),
    ("team t { parent company; rep Ed }", "unknown-name", "team t under company", False),
    ("团队 t { members Ed }", "unknown-name", "`rep`", False),
    ("role intern, helper", "misspelt-word", "role intern; role helper", True),
    ("role senior > junior > intern", "misspelt-word", "role senior; role junior under senior; role intern under junior", False),
    (in_chinese_alert("win_rate 本月 < 30% - 5个点"), "unknown-unit", "5个百分点", True),
    (in_process("no skipping of proposal"), "no-skipping-of", "no skipping proposal", True),
    (in_process("stay in proposal max 3d"), "misspelt-word", "at most", True),
    (in_process("more than 14 days without activities"), "misspelt-word", "at most 14 days without", True),
    (in_process("enter negotiation needs amount"), "misspelt-word", "requires", True),
    ("task t { takes two weeks; owner director }", "number-in-words", "2 weeks", True),
    ("任务 t { 工期 两周; 负责人 director }", "number-in-words", "2周", True),
    (in_chinese_alert("拜访量 近一季度 < 10"), "number-in-words", "近1个季度", True),
    (in_chinese_alert("拜访量 近三个月 < 10"), "number-in-words", "近3个月", True),
    (in_chinese_alert("拜访量 过去4周 < 10"), "misspelt-word", "近4周", True),
    (in_chinese_alert("拜访量 本周 < 10 连续三周"), "number-in-words", "连续 3周", True),
    (in_chinese_alert("拜访量 本周 < 10，连续3周"), "stray-comma", "leave it out", True),
    (in_chinese_alert("本周 拜访量 < 10"), "misspelt-word", "拜访量 本周", True),
    (in_alert("visits last 4 weeks < 10"), "misspelt-word", "rolling 4 weeks", True),
    (in_alert("visits in the last 4 weeks < 10"), "misspelt-word", "rolling 4 weeks", True),
    (in_alert("visits per week < 10"), "misspelt-word", "this week", True),
    (in_alert("visits this week < 10 for 3 weeks in a row"), "misspelt-word", "for 3 weeks", True),
    (in_alert("visits this week < 10 && wins this week < 3"), "unexpected-character", "and", True),
    ("对每个 商机 { 当 拜访量 本周 < 10 }", "unexpected-text", "alert", False),
    ("task t { takes 5d; owner director; by 3月6日 }", "date-without-year", "2026-03-06", True),
    ("task t { takes 5d; owner director; by March 6 }", "unpadded-date", "2026-03-06", True),
    ("task t { takes 5d; owner director; by 03/06/2026 }", "unpadded-date", "2026-06-03", False),
    ("task t { takes 5d; owner director; by 2026-Q1 }", "unpadded-date", "2026-03-31", True),
    ("task t { takes 5d; owner director; by ２０２６－０３－０１ }", "full-width-digits", "2026-03-01", True),
    ("task t { takes 5d; owner director; by 2026—03—01 }", "unpadded-date", "2026-03-01", True),
    ("/* note */\ntask t { takes 5d; owner director }", "comment-mark", "#", True),
    ("/* two\nlines { */\ntask t { takes 5d; owner director }", "comment-mark", "#", True),
    ("// note\ntask t { takes 5d; owner director }", "comment-mark", "#", True),
    ("task t { takes 5d; owner director } // note", "comment-mark", "#", True),
    ('task "Price list" { takes 5d; owner director }', "quoted-name", 'task price_list "Price list"', True),
    ('任务 "价目表" { 工期 5天; 负责人 director }', "quoted-name", "任务 价目表", True),
    ("task Price list { takes 5d; owner director }", "bare-text", 'price_list "Price list"', True),
    ('metric x = count(deals where stage is "Proposal")', "unit-mismatch", "write `proposal`", True),
    ('metric x = count(deals where stage is "Engaging")', "unknown-name", "`prospect`, `proposal`", False),
    ("metric x = count(deals where stage is Engaging)", "unknown-name", "`prospect`, `proposal`", False),
    ("metric x = count(d\u0435als)", "look-alike-letters", "deals", True),
    ("m\u0435tric x = count(deals)", "look-alike-letters", "metric", True),
    ("calendar c { hours 9:00-12:00, 13:00-18:00 }", "misspelt-word", "work week monday .. friday 09:00 .. 12:00, 13:00 .. 18:00", True),
    ("calendar c { work week monday .. thursday; friday 9:00-13:00 }", "misspelt-word", "work week friday 09:00 .. 13:00", True),
    ("calendar c { half day 2026-12-24 }", "misspelt-word", "off 2026-12-24 afternoon", True),
    ("calendar c { off 2026-12-24 half day }", "misspelt-word", "afternoon", True),
    ("日历 c { 周五 9:00-13:00 }", "misspelt-word", "工作周 周五 09:00 .. 13:00", True),
    ("日历 c { 半天 2026-12-24 }", "misspelt-word", "休息 2026-12-24 下午", True),
    ("team t { Ann works monday, tuesday }", "misspelt-word", "work week Ann monday, tuesday", True),
    ("team t { rep Ann hours 9:00 .. 13:00 }", "misspelt-word", "rep Ann; work week Ann monday .. friday 09:00 .. 13:00", True),
    ("team t { leave Ann 2026-04-03 morning }", "misspelt-word", "on leave Ann 2026-04-03 morning", True),
    ("团队 t { 请假 张丽 2026-04-03 半天 }", "misspelt-word", "下午", True),
    ("plan p { period 2026-01-01 .. 2026-12-31; currency CNY; fiscal year starts in april named by end }", "misspelt-word", "fiscal year starts april named by end", True),
    ("plan p { period 2026-01-01 .. 2026-12-31; currency CNY; fiscal year begins on 1 april named by start }", "misspelt-word", "fiscal year starts april named by start", True),
    ("plan p { period 2026-01-01 .. 2026-12-31; currency CNY; fiscal year: january }", "misspelt-word", "fiscal year starts january", True),
    ("plan p { period 2026-01-01 .. 2026-12-31; currency CNY; 财年从4月1日起 命名取 结束年 }", "misspelt-word", "财年始于 四月 命名取 结束年", True),
    ("plan p { period 2026-01-01 .. 2026-12-31; currency CNY; 财政年度 四月 开始 命名取 起始年 }", "misspelt-word", "财年始于 四月 命名取 起始年", True),
    ("plan p { period 2026-01-01 .. 2026-12-31; 货币 人民币 }", "misspelt-word", "币种", True),
    ("plan p { period 2026-01-01 .. 2026-12-31; currency € }", "unexpected-character", "EUR", True),
    ("review r { every other friday 16:00; covers revenue }", "misspelt-word", "every two weeks from 2026-01-02 16:00", True),
    ("review r { every second friday; covers revenue }", "misspelt-word", "every two weeks from 2026-01-02", True),
    ("review r { every two weeks on monday 9:00; covers revenue }", "misspelt-word", "every two weeks from 2026-01-05 09:00", True),
    ("review r { every 2 weeks starting 2026-01-09 16:00; covers revenue }", "misspelt-word", "every two weeks from 2026-01-09 16:00", True),
    ("例会 r { 隔周五 16:00; 议题 revenue }", "misspelt-word", "每两周 从 2026-01-02 16:00", True),
    ("例会 r { 每两周 周日 9:30; 议题 revenue }", "misspelt-word", "每两周 从 2026-01-04 09:30", True),
    ("团队 t { 张丽 周一、周二 9:00 至 12:00 }", "misspelt-word", "工作周 张丽 周一, 周二 09:00 .. 12:00", True),
    ("alert a for each rep where tenure >= 1 year { when visits this week < 3; notify director }", "duration-unit", "365d", True),
    ("预警 a 对每个 rep 其中 司龄 >= 3个月 { 当 visits 本周 < 3; 通知 director }", "duration-unit", "90天", True),
    ("数据源 calls { 读取 \"c.csv\"; 每行一个 id; id: 文本; who: 人员; state: 阶段[care] }; 流程 care 针对 calls { 阶段 one -> two; 赢单阶段 three; 停留在 one 至多 三个工作日 }", "number-in-words", "3个工作日", True),
    ("metric x = average(deals.amount)", "unknown-name", "avg", False),
    ("指标 x = 平均值(deals.amount)", "unknown-name", "均值", False),
    # rules about customers, teams, scorecards and budgets in other words
    (in_process("every month at least 1 activities { escalate to owner.lead after a week }"), "misspelt-word", "after 1 week", True),
    (in_process("stay in proposal at most 5wd { escalate to owner.lead after a working day }"), "misspelt-word", "after 1wd", True),
    ("task t { on stand-by; takes 5d; owner director }", "misspelt-word", "standby", True),
    ("任务 t { 待命; 工期 5天; 负责人 director }", "misspelt-word", "备用", True),
    ("metric x = ratio(wins, decided) with at least 30 answers", "misspelt-word", "min sample 30", True),
    ("metric x = ratio(wins, decided) min sample 30 answers", "misspelt-word", "min sample 30", True),
    ("指标 x = ratio(wins, decided) 样本至少30份", "misspelt-word", "最少样本 30", True),
    ("goal g { measure win_rate with at least 30 answers; target 40%; owner director }", "misspelt-word", "metric win_rate = … min sample 30", False),
    ("goal g { measure number of reps; target 24; owner director }", "misspelt-word", "headcount(rep)", True),
    ("metric x = number of deals", "misspelt-word", "count(deals)", True),
    (in_alert("win_rate this quarter < 30% - 10 points"), "misspelt-word", "10pp", True),
    (in_process("twice a month activities"), "misspelt-word", "every month at least 2 activities", True),
    (in_process("activities once a week where amount > 1万元"), "misspelt-word", "every week at least 1 activities", True),
    (in_process("at least 2 activities every month where amount > 1万元"), "misspelt-word", "every month at least 2 activities", True),
    (in_process("every month at least twice activities"), "misspelt-word", "every month at least 2 activities", True),
    (in_process("every quarter three activities"), "misspelt-word", "every quarter at least 3 activities", True),
    (in_process("每月两次 activities"), "misspelt-word", "每月 至少 2次 activities", True),
    (in_process("每月 activities 至少两次"), "misspelt-word", "每月 至少 2次 activities", True),
    (in_process("each rep at most 80 customers"), "misspelt-word", "per rep at most 80", True),
    (in_process("every rep at most 80"), "misspelt-word", "per rep at most 80", True),
    (in_process("per rep at most 80 customers in proposal"), "misspelt-word", "per rep at most 80", True),
    (in_process("每位 rep 最多 80家"), "misspelt-word", "每 rep 至多 80家", True),
    (in_process("not contacted for 60 days"), "misspelt-word", "at most 60d without contacts", False),
    (in_process("no activities for 2 weeks"), "misspelt-word", "at most 14d without activities", True),
    (in_process("at most 60d without activities { return to pool }"), "misspelt-word", "propose return to pool", False),
    (in_process("at most 60d without activities { back to pool }"), "misspelt-word", "propose return to pool", False),
    (in_process("至多 60天 没有 activities { 放回 公海 }"), "misspelt-word", "建议 退回 公海", False),
    (in_process("stay in proposal at most 15wd, 30wd for deals of 100k CNY or more"), "misspelt-word", "30wd where amount >= 100k CNY", True),
    (in_process("stay in proposal at most 15wd, twice for deals over 100k CNY"), "misspelt-word", "twice where amount > 100k CNY", True),
    ("scorecard s for each rep { every month; line a = win_rate this month, 60%; line b = win_rate this month, weight 40% }", "misspelt-word", "win_rate this month, weight 60%", True),
    ("scorecard s for each rep { every month; line win_rate, 60%; line b = win_rate this month, weight 40% }", "misspelt-word", "line win_rate = win_rate this month, weight 60%", True),
    ("scenario s { change goal revenue { target 10% lower } }", "misspelt-word", "target 1亿 CNY * 90%", True),
    ("scenario s { change goal revenue { target 90% of revenue } }", "misspelt-word", "target 1亿 CNY * 90%", True),
    ("scenario s { target revenue 10% lower }", "misspelt-word", "change goal revenue { target 1亿 CNY * 90% }", True),
    ("scenario s { change goal share { target 10% lower } }", "misspelt-word", "target AMOUNT * 90%", False),
    ("情景 s { 改 目标 revenue { 目标值 原来的 90% } }", "misspelt-word", "目标值 1亿 CNY * 90%", True),
    ("考核表 s 对每个 rep { 每月; 考核项 win_rate 60%; 考核项 b = win_rate 本月, 权重 40% }", "misspelt-word", "考核项 win_rate = win_rate 本月, 权重 60%", True),
    ("budget b = CNY 2.4M { owner director; account fairs = 1M CNY; account rest = 1.4M CNY }\nalert a { when used(b.fairs) this month > 1M CNY; notify director }", "misspelt-word", "2.4M CNY", True),
    ("budget b = 1M CNY { owner director; account fairs = CNY 1M }\nalert a { when used(b.fairs) this month > 1M CNY; notify director }", "misspelt-word", "1M CNY", True),
    ("budget b = 2M CNY { owner director; amount = CNY 2M }", "misspelt-word", "budget b = 2M CNY { … }", False),
    ('strategy x { owner director; serves revenue; task y { takes 3wd; by 2026-06-01 } }\nscenario s { drop strategy x }', "misspelt-word", "`x`", True),
    ('strategy x { owner director; serves revenue; task y { takes 3wd; by 2026-06-01 } }\nadjust a { when visits this week < 3; propose drop task y; notify director }', "misspelt-word", "`y`", True),
    ('策略 x { 负责人 director; 服务于 revenue; 任务 y { 工期 3个工作日; 截止 2026-06-01 } }\n情景 s { 取消 策略 x }', "misspelt-word", "`x`", True),
    ("task t { standby; takes 3wd; owner director; by 2026-06-01 }\nscenario s { accept task t }", "misspelt-word", "`t`", True),
    ("alert a { when visits this week < 3; from 2026-06-01 until 2026-06-30; notify director }", "misspelt-word", "during 2026-06-01 .. 2026-06-30", True),
    ("预警 a { 当 visits 本周 < 3; 从 2026-06-01 到 2026-06-30; 通知 director }", "misspelt-word", "适用 2026-06-01 .. 2026-06-30", True),
    ("alert a { when visits this week < 3; only from 2026-06-01 to 2026-06-30; notify director }", "misspelt-word", "during 2026-06-01 .. 2026-06-30", True),
    ("预警 a { 当 visits 本周 < 3; 只在 2026-06-01 到 2026-06-30; 通知 director }", "misspelt-word", "适用 2026-06-01 .. 2026-06-30", True),
    ("adjust a { when visits this week < 3; from 2026-06-01 until 2026-06-30; propose change goal revenue { target 9000万元 } }", "misspelt-word", "during 2026-06-01 .. 2026-06-30", True),
]  # fmt: skip


@pytest.mark.parametrize(("text", "check", "help_", "mends"), ANSWERED, ids=[case[0][-60:] for case in ANSWERED])
def test_a_sentence_is_answered_once_with_a_spelling_that_works(text: str, check: str, help_: str, mends: bool) -> None:
    before = "" if text.lstrip().startswith(("plan ", "计划 ")) or "role director" in text else COMPANY
    errors = [one for one in found(text, before) if one.severity is Severity.ERROR]
    assert [one.name for one in errors] == [check], [(one.name, one.message.render()) for one in errors]
    (error,) = errors
    assert error.help is not None
    assert (
        help_ in error.help.render() + " ".join(e.text for f in error.fixes for e in f.edits) + error.message.render()
    )
    chinese = error.message.render(Language.ZH) + error.help.render(Language.ZH)
    assert any("\u4e00" <= letter <= "\u9fff" for letter in chinese)
    if mends:
        after = repaired(before + text, error)
        assert [(one.name, one.message.render()) for one in found("", after) if one.severity is Severity.ERROR] == []


def test_a_chinese_file_is_answered_with_chinese_examples() -> None:
    plan = "计划 p { 期间 2026-01-01 .. 2026-12-31; 币种 CNY }\n目标 g { 负责人 }\n例会 r { 每半年 }\n"
    shown = [one.help.render(Language.ZH) for one in found("", plan) if one.help is not None]
    assert "例如：`负责人 director`" in shown
    assert any("每半年第4个工作日" in help_ for help_ in shown)
    first = [one.help.render(Language.ZH) for one in found("", "目标 g { 负责人 }\n") if one.help is not None]
    assert "例如：`负责人 director`" in first


def test_visits_that_name_the_customer_of_a_deal_are_answered_with_a_process_of_customers() -> None:
    plan = """
source customers { read "customers.csv"; one row per customer; customer: text }
source orders { read "orders.csv"; one row per order; order: text; customer: record[customers]; stage: stage[buying] }
source talks { read "talks.csv"; event at day; day: date; customer: record[customers] }
process buying on orders { stages new -> offer; win stage bought; RULE }
"""
    assert "activities-without-key" not in {
        said.name for said in found(plan.replace("RULE", "at most 14d without talks"))
    }, "silence follows the customer"
    plan = plan.replace("RULE", "every month at least 1 talks")
    (one,) = [said for said in found(plan) if said.name == "activities-without-key"]
    assert one.help is not None
    assert "in a process on `customers`" in one.help.render()
