"""Words of the trade that are names, not keywords: weekdays, months, severities, column types, kinds of declaration.

In: words as written in either language. Out: what they stand for. They can be shadowed by nothing and shadow nothing:
each is asked for only where such a word is expected.
"""

from __future__ import annotations

from decimal import Decimal
from enum import Enum

from planlang.diagnostics.text import Text
from planlang.semantics.model import OffWork, ProrateBy, Size, TaskWeight, Term
from planlang.syntax.lexical.keywords import vocabulary
from planlang.syntax.nodes import DECLARED, Kind
from planlang.values.periods import Grain

WEEKDAYS = {
    word: number
    for number, words in enumerate(
        (
            ("monday", "mon", "周一", "星期一"),
            ("tuesday", "tue", "周二", "星期二"),
            ("wednesday", "wed", "周三", "星期三"),
            ("thursday", "thu", "周四", "星期四"),
            ("friday", "fri", "周五", "星期五"),
            ("saturday", "sat", "周六", "星期六"),
            ("sunday", "sun", "周日", "周天", "星期日", "星期天"),
        )
    )
    for word in words
}

MONTHS = {
    word: number
    for number, words in enumerate(
        (
            ("january", "jan", "一月", "1月"),
            ("february", "feb", "二月", "2月"),
            ("march", "mar", "三月", "3月"),
            ("april", "apr", "四月", "4月"),
            ("may", "五月", "5月"),
            ("june", "jun", "六月", "6月"),
            ("july", "jul", "七月", "7月"),
            ("august", "aug", "八月", "8月"),
            ("september", "sep", "九月", "9月"),
            ("october", "oct", "十月", "10月"),
            ("november", "nov", "十一月", "11月"),
            ("december", "dec", "十二月", "12月"),
        ),
        start=1,
    )
    for word in words
}

SEVERITIES = {
    "info": "info",
    "low": "info",
    "提示": "info",
    "低": "info",
    "warning": "warning",
    "medium": "warning",
    "一般": "warning",
    "警告": "warning",
    "中": "warning",
    "high": "high",
    "较高": "high",
    "高": "high",
    "critical": "critical",
    "严重": "critical",
}

DEFAULT_SEVERITY = "warning"

PRORATE = {
    "working_days": ProrateBy.WORKING_DAYS,
    "工作日": ProrateBy.WORKING_DAYS,
    "calendar_days": ProrateBy.CALENDAR_DAYS,
    "日历日": ProrateBy.CALENDAR_DAYS,
    "自然日": ProrateBy.CALENDAR_DAYS,
}

TERMS = {
    "short": Term.SHORT,
    "短期": Term.SHORT,
    "medium": Term.MEDIUM,
    "middle": Term.MEDIUM,
    "中期": Term.MEDIUM,
    "long": Term.LONG,
    "长期": Term.LONG,
}

CHANCES = {
    "low": Decimal("0.2"),
    "低": Decimal("0.2"),
    "mid": Decimal("0.5"),
    "medium": Decimal("0.5"),
    "中": Decimal("0.5"),
    "high": Decimal("0.8"),
    "高": Decimal("0.8"),
    "小": Decimal("0.2"),
    "大": Decimal("0.8"),
}
"""How likely something is, in words."""

SIZES = {
    "low": Size.LOW,
    "small": Size.LOW,
    "小": Size.LOW,
    "低": Size.LOW,
    "mid": Size.MID,
    "medium": Size.MID,
    "中": Size.MID,
    "high": Size.HIGH,
    "large": Size.HIGH,
    "大": Size.HIGH,
    "高": Size.HIGH,
}
"""What a risk would cost, in words."""

WAYS = {
    "wecom": "wecom",
    "企业微信": "wecom",
    "dingtalk": "dingtalk",
    "钉钉": "dingtalk",
    "feishu": "feishu",
    "飞书": "feishu",
    "lark": "feishu",
    "slack": "slack",
    "teams": "teams",
    "mail": "mail",
    "email": "mail",
    "邮件": "mail",
    "sms": "sms",
    "短信": "sms",
}
"""By what messages go."""

OFF_WORK = {
    "next": OffWork.NEXT,
    "顺延": OffWork.NEXT,
    "before": OffWork.BEFORE,
    "提前": OffWork.BEFORE,
    "skip": OffWork.SKIP,
    "取消": OffWork.SKIP,
}
"""Where a meeting goes that falls on a day off."""

TASK_WEIGHTS = {
    "length": TaskWeight.LENGTH,
    "工期": TaskWeight.LENGTH,
    "effort": TaskWeight.EFFORT,
    "工作量": TaskWeight.EFFORT,
    "cost": TaskWeight.COST,
    "成本": TaskWeight.COST,
    "费用": TaskWeight.COST,
    "equal": TaskWeight.EQUAL,
    "等权": TaskWeight.EQUAL,
}
"""What a task counts for in the progress of a strategy."""

TRUTHS = {"true": True, "yes": True, "是": True, "真": True, "false": False, "no": False, "否": False, "假": False}

EMPTY = frozenset({"empty", "unknown", "空", "未知"})
"""Words for "no value"."""

FILLED = frozenset({"known", "已知"})
"""Words for "some value"."""

EVERYBODY = frozenset({"rep", "person", "代表", "人员", "销售", "销售代表"})
"""Words for "each person", where no role of that name is declared."""

TEAM_WORDS = frozenset({"team", "团队"})
PATHS = {"hold": False, "保持": False, "linear": True, "线性": True}
"""How what is due of a level goes to its target: it holds all the time, or begins at the base."""
SUMMED = frozenset({"summed", "累加"})
"""Words for several rows of a table that make one amount."""
PRORATED = frozenset({"prorated", "折算"})
"""Words for amounts of a table that are cut to the days on which somebody is there."""
PLAN_WORDS = frozenset({"plan", "计划"})
TENURE_WORDS = frozenset({"tenure", "司龄"})
"""Words for how long somebody has been there."""
OWNER_WORDS = frozenset({"owner", "负责人"})


class TypeWord(Enum):
    """The types that a column or a parameter can have."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    RATIO = "ratio"
    DATE = "date"
    TIME = "time"
    BOOL = "bool"
    PERSON = "person"
    STAGE = "stage"
    RECORD = "record"
    DAYS = "days"
    WORKING_DAYS = "working_days"
    DURATION = "duration"
    CURRENCY = "currency"


TYPES = {
    "text": TypeWord.TEXT,
    "文本": TypeWord.TEXT,
    "number": TypeWord.NUMBER,
    "数值": TypeWord.NUMBER,
    "数字": TypeWord.NUMBER,
    "数": TypeWord.NUMBER,
    "money": TypeWord.MONEY,
    "金额": TypeWord.MONEY,
    "ratio": TypeWord.RATIO,
    "比率": TypeWord.RATIO,
    "百分比": TypeWord.RATIO,
    "date": TypeWord.DATE,
    "日期": TypeWord.DATE,
    "time": TypeWord.TIME,
    "instant": TypeWord.TIME,
    "datetime": TypeWord.TIME,
    "时间": TypeWord.TIME,
    "时刻": TypeWord.TIME,
    "日期时间": TypeWord.TIME,
    "bool": TypeWord.BOOL,
    "是否": TypeWord.BOOL,
    "person": TypeWord.PERSON,
    "人员": TypeWord.PERSON,
    "stage": TypeWord.STAGE,
    "阶段": TypeWord.STAGE,
    "record": TypeWord.RECORD,
    "记录": TypeWord.RECORD,
    "d": TypeWord.DAYS,
    "days": TypeWord.DAYS,
    "天": TypeWord.DAYS,
    "wd": TypeWord.WORKING_DAYS,
    "working_days": TypeWord.WORKING_DAYS,
    "工作日": TypeWord.WORKING_DAYS,
    "duration": TypeWord.DURATION,
    "时长": TypeWord.DURATION,
    "currency": TypeWord.CURRENCY,
    "币种": TypeWord.CURRENCY,
}


NODES = (Kind.TASK, Kind.MILESTONE, Kind.GOAL, Kind.STRATEGY)
"""What the graph of a plan is made of; their names are unique together."""

FIGURES = (Kind.METRIC, Kind.ASSUMPTION)
"""What is named as a figure by a bare name; their names are unique together."""

KIND_WORDS = {declared.kind: declared.word for declared in DECLARED}
A_KIND = {declared.kind: declared.called for declared in DECLARED}
KIND_OF: dict[type, Kind] = {declared.node: declared.kind for declared in DECLARED}
"""What each class of declaration declares."""

KINDS = {
    spelling: declared.kind
    for declared in DECLARED
    for keyword in vocabulary().section("kinds")
    if keyword.key == declared.kind.value
    for spelling in keyword.english + keyword.chinese
}
"""Kinds by the words that declare them, as the type of a parameter."""

GRAIN_WORDS = {
    Grain.DAY: Text("grain.day", "day"),
    Grain.WEEK: Text("grain.week", "week"),
    Grain.MONTH: Text("grain.month", "month"),
    Grain.QUARTER: Text("grain.quarter", "quarter"),
    Grain.HALF: Text("grain.half", "half year"),
    Grain.YEAR: Text("grain.year", "year"),
}


def collide(one: Kind, other: Kind) -> bool:
    """Whether two kinds share their names: equal ones, tasks, milestones and goals, metrics and assumptions."""
    return one is other or any(one in shared and other in shared for shared in (NODES, FIGURES))
