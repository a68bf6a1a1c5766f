"""The functions of the expression language, in one table with their signatures and Chinese names.

In: nothing. Out: `FUNCTIONS`, by every name a function can be called by. What a call means is worked out in figures.py
and rows.py; nothing else knows a function by name.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from planlang.diagnostics.text import Language
from planlang.frozen import field, frozen
from planlang.semantics.expr import (
    BudgetMeasure,
    CustomerMeasure,
    Fold,
    GoalMeasure,
    PartMeasure,
    PeerMeasure,
    Phase,
    StayMeasure,
)
from planlang.values.earlier.before import Shift


class Takes(Enum):
    """What an argument has to be."""

    ROWS = "rows of a source"
    VALUES = "a value in the rows of a source"
    NUMBERS = "a numeric value in the rows of a source"
    SUMMABLE = "a numeric value in the rows of a source that is not a ratio"
    FIGURE = "a figure"
    COMPARED = "a figure over a period, or of the period itself"
    IN_GROUP = "a figure, within a group"
    IN_PARTS = "a figure, by the records or values that it is made of"
    NUMBER = "a whole number"
    WINDOWED = "a figure over a window"
    GOAL = "a goal"
    BUDGET = "a budget"
    ASSUMPTION = "an assumption"
    ROLE = "a role"
    PROCESS = "a process"
    STAGE = "a stage of a process"
    ROUTE = "a process from one stage to another, within a time"
    ANSWER = "the day of an answer, in rows of what was sent"
    EXAM = "the name of an exam"
    COLUMN = "a date column"
    TEXT = "a column of texts"
    DATED = "a date column and a period"


class Gives(Enum):
    """What unit the result has."""

    COUNT = "a count"
    SAME = "the unit of the argument"
    SHARE = "a ratio of like things, else the quotient"
    DIFFERENCE = "the difference of two such figures"
    RATIO = "a ratio"
    GOAL_UNIT = "the unit of the goal"
    MONEY = "money of the plan"
    DAYS = "calendar days"
    LENGTH = "working days, or calendar days"
    NUMBER = "a number"
    TRUTH = "a condition"


@frozen
class Option:
    """What may be said by name in a call: `align: spring_festival`.

    Attributes:
        name: canonical name.
        aliases: further names.
        words: what may be said, with what it means.
    """

    name: str
    aliases: tuple[str, ...]
    words: Mapping[str, object] = field(hash=False)

    def example(self, language: Language) -> str:
        """How it is said: `align: calendar`, `对齐: 日历`."""
        english = language is Language.EN
        return f"{self.name if english else self.aliases[0]}: {next(w for w in self.words if w.isascii() is english)}"


ALIGN = Option(
    "align",
    ("对齐",),
    {
        "calendar": Shift.YEAR,
        "iso_week": Shift.YEAR_OF_WEEKS,
        "spring_festival": Shift.FESTIVAL_YEAR,
        "日历": Shift.YEAR,
        "周次": Shift.YEAR_OF_WEEKS,
        "春节": Shift.FESTIVAL_YEAR,
    },
)
UNTIL = Option("until", ("算到",), {"any_end": False, "next_stage": True, "离开": False, "下一阶段": True})
DAYS = Option("days", ("天数",), {"working": True, "calendar": False, "工作日": True, "自然日": False})
BEST = Option("best", ("最优",), {"highest": False, "lowest": True, "最高": False, "最低": True})


@frozen
class Function:
    """A function.

    Attributes:
        name: canonical name.
        aliases: further names.
        takes: what each argument has to be.
        gives: the unit of the result.
        means: what it does: folds rows, measures a goal or a budget, or one of the few others by its name.
        options: what may be said by name behind the arguments.
        in_group: whether the last argument may be seen within a group, `x by team`.
    """

    name: str
    aliases: tuple[str, ...]
    takes: tuple[Takes, ...]
    gives: Gives
    means: (
        Fold | GoalMeasure | BudgetMeasure | PeerMeasure | PartMeasure | StayMeasure | CustomerMeasure | Shift | None
    ) = None
    options: tuple[Option, ...] = ()
    in_group: bool = False

    def signature(self, language: Language) -> str:
        """How to write it: `ratio(METRIC, METRIC)`, `比率(指标, 指标)`."""
        chinese = language is Language.ZH
        name = self.aliases[0] if chinese else self.name
        placed = (_EXAMPLES[takes][chinese] for takes in self.takes)
        return f"{name}({', '.join((*placed, *(option.example(language) for option in self.options)))})"


_EXAMPLES = {
    Takes.ROWS: ("SOURCE where …", "数据源 其中 …"),
    Takes.VALUES: ("SOURCE.COLUMN where …", "数据源.列 其中 …"),
    Takes.NUMBERS: ("SOURCE.COLUMN where …", "数据源.列 其中 …"),
    Takes.SUMMABLE: ("SOURCE.COLUMN where …", "数据源.列 其中 …"),
    Takes.FIGURE: ("METRIC", "指标"),
    Takes.COMPARED: ("METRIC this month", "指标 本月"),
    Takes.IN_GROUP: ("METRIC by team", "指标 按 团队"),
    Takes.IN_PARTS: ("METRIC by customer", "指标 按 客户"),
    Takes.NUMBER: ("3", "3"),
    Takes.WINDOWED: ("METRIC previous week", "指标 上周"),
    Takes.GOAL: ("GOAL", "目标"),
    Takes.BUDGET: ("BUDGET", "预算"),
    Takes.ASSUMPTION: ("ASSUMPTION", "假设"),
    Takes.ROLE: ("ROLE", "角色"),
    Takes.PROCESS: ("PROCESS", "流程"),
    Takes.STAGE: ("PROCESS.STAGE", "流程.阶段"),
    Takes.ROUTE: ("PROCESS from STAGE to STAGE within 60d", "流程 从 阶段 到 阶段 限 60天"),
    Takes.ANSWER: ("SOURCE.COLUMN at COLUMN within 14d", "数据源.列 按日期 列 限 14天"),
    Takes.EXAM: ('"EXAM"', '"科目"'),
    Takes.COLUMN: ("COLUMN", "列"),
    Takes.TEXT: ("COLUMN", "列"),
    Takes.DATED: ("COLUMN current quarter", "列 全季"),
}
"""How each is written, in English and in Chinese."""

_TABLE = (
    Function("count", ("计数",), (Takes.ROWS,), Gives.COUNT, Fold.COUNT),
    Function("distinct", ("去重", "去重计数"), (Takes.VALUES,), Gives.COUNT, Fold.DISTINCT),
    Function("sum", ("求和", "合计"), (Takes.SUMMABLE,), Gives.SAME, Fold.SUM),
    Function("avg", ("均值", "平均"), (Takes.NUMBERS,), Gives.SAME, Fold.AVERAGE),
    Function("min", ("最小", "最小值"), (Takes.NUMBERS,), Gives.SAME, Fold.MINIMUM),
    Function("max", ("最大", "最大值"), (Takes.NUMBERS,), Gives.SAME, Fold.MAXIMUM),
    Function("median", ("中位数",), (Takes.NUMBERS,), Gives.SAME, Fold.MEDIAN),
    Function("ratio", ("比率",), (Takes.FIGURE, Takes.FIGURE), Gives.SHARE),
    Function("change", ("变化",), (Takes.WINDOWED,), Gives.DIFFERENCE),
    Function("growth", ("增长", "增长率"), (Takes.WINDOWED,), Gives.RATIO),
    Function("yoy", ("同比",), (Takes.COMPARED,), Gives.RATIO, Shift.YEAR, (ALIGN,)),
    Function("mom", ("环比", "月环比"), (Takes.COMPARED,), Gives.RATIO, Shift.MONTH),
    Function("wow", ("周环比",), (Takes.COMPARED,), Gives.RATIO, Shift.WEEK),
    Function("rank", ("排名",), (Takes.IN_GROUP,), Gives.NUMBER, PeerMeasure.RANK, (BEST,), in_group=True),
    Function("top", ("名列前",), (Takes.NUMBER, Takes.IN_GROUP), Gives.TRUTH, PeerMeasure.RANK, (BEST,), in_group=True),
    Function("share", ("占比",), (Takes.IN_GROUP,), Gives.RATIO, PeerMeasure.SHARE, in_group=True),
    Function(
        "cumulative_share",
        ("累计占比",),
        (Takes.IN_GROUP,),
        Gives.RATIO,
        PeerMeasure.CUMULATIVE_SHARE,
        in_group=True,
    ),
    Function("of_team", ("所在团队",), (Takes.COMPARED,), Gives.SAME, PeerMeasure.OF_TEAM),
    Function(
        "top_share",
        ("前N大占比", "集中度"),
        (Takes.NUMBER, Takes.IN_PARTS),
        Gives.RATIO,
        PartMeasure.LARGEST_SHARE,
        in_group=True,
    ),
    Function("attainment", ("达成率", "累计达成率"), (Takes.GOAL,), Gives.RATIO, GoalMeasure.ATTAINMENT),
    Function("progress", ("完成进度",), (Takes.GOAL,), Gives.RATIO, GoalMeasure.PROGRESS),
    Function("pace", ("应达进度", "时间进度"), (Takes.GOAL,), Gives.RATIO, GoalMeasure.PACE),
    Function("gap", ("缺口",), (Takes.GOAL,), Gives.GOAL_UNIT, GoalMeasure.GAP),
    Function("surplus", ("超额",), (Takes.GOAL,), Gives.GOAL_UNIT, GoalMeasure.SURPLUS),
    Function("required_rate", ("日均需完成",), (Takes.GOAL,), Gives.GOAL_UNIT, GoalMeasure.REQUIRED_RATE),
    Function("target_to_date", ("应达", "累计目标"), (Takes.GOAL,), Gives.GOAL_UNIT, GoalMeasure.TARGET_TO_DATE),
    Function("target", ("目标值", "目标"), (Takes.GOAL,), Gives.GOAL_UNIT, GoalMeasure.TARGET),
    Function("actual", ("实际", "实际值"), (Takes.GOAL,), Gives.GOAL_UNIT, GoalMeasure.ACTUAL),
    Function("used", ("已用",), (Takes.BUDGET,), Gives.MONEY, BudgetMeasure.USED),
    Function("accrued", ("应计", "应计费用"), (Takes.BUDGET,), Gives.MONEY, BudgetMeasure.ACCRUED),
    Function("committed", ("已占用",), (Takes.BUDGET,), Gives.MONEY, BudgetMeasure.COMMITTED),
    Function("planned", ("计划支出",), (Takes.BUDGET,), Gives.MONEY, BudgetMeasure.PLANNED),
    Function("remaining", ("预算余额", "余额"), (Takes.BUDGET,), Gives.MONEY, BudgetMeasure.REMAINING),
    Function("free", ("可用余额",), (Takes.BUDGET,), Gives.MONEY, BudgetMeasure.FREE),
    Function("burn", ("使用率",), (Takes.BUDGET,), Gives.RATIO, BudgetMeasure.BURN),
    Function("forecast", ("预计支出",), (Takes.BUDGET,), Gives.MONEY, BudgetMeasure.FORECAST),
    Function("overrun", ("预计超支",), (Takes.BUDGET,), Gives.MONEY, BudgetMeasure.OVERRUN),
    Function("prorated", ("按期折算",), (Takes.ASSUMPTION,), Gives.SAME),
    Function("headcount", ("在岗人数", "人数"), (Takes.ROLE,), Gives.NUMBER),
    Function("breaches", ("违规数",), (Takes.PROCESS,), Gives.COUNT),
    Function("cohort_conversion", ("批次转化率",), (Takes.ROUTE,), Gives.RATIO),
    Function("median_stay", ("停留中位数",), (Takes.STAGE,), Gives.LENGTH, StayMeasure.MEDIAN, (DAYS, UNTIL)),
    Function(
        "median_closed_stay",
        ("已离开停留中位数",),
        (Takes.STAGE,),
        Gives.LENGTH,
        StayMeasure.MEDIAN_CLOSED,
        (DAYS, UNTIL),
    ),
    Function(
        "mean_closed_stay", ("已离开平均停留",), (Takes.STAGE,), Gives.LENGTH, StayMeasure.MEAN_CLOSED, (DAYS, UNTIL)
    ),
    Function("new_customers", ("新客户数", "新客户"), (Takes.VALUES,), Gives.COUNT, CustomerMeasure.NEW),
    Function("retention", ("保有率", "留存率"), (Takes.VALUES,), Gives.RATIO, CustomerMeasure.RETENTION),
    Function("churn", ("流失率",), (Takes.VALUES,), Gives.RATIO, CustomerMeasure.CHURN),
    Function("response_rate", ("回收率", "答复率"), (Takes.ANSWER,), Gives.RATIO),
    Function("passed", ("通过",), (Takes.EXAM,), Gives.TRUTH),
    Function("days_since", ("距今天数",), (Takes.COLUMN,), Gives.DAYS),
    Function("length", ("字数", "长度"), (Takes.TEXT,), Gives.NUMBER),
    Function("falls_in", ("落在",), (Takes.DATED,), Gives.TRUTH),
)

FUNCTIONS = {name: function for function in _TABLE for name in (function.name, *function.aliases)}
"""Functions by each of their names."""

PHASES = {
    "open": Phase.OPEN,
    "在途": Phase.OPEN,
    "在手": Phase.OPEN,
    "won": Phase.WON,
    "赢单": Phase.WON,
    "lost": Phase.LOST,
    "输单": Phase.LOST,
    "void": Phase.VOID,
    "作废": Phase.VOID,
}
"""Truths about the rows of a source whose records go through a process."""
PHASE_WORDS = {
    **dict.fromkeys(("active", "ongoing", "in_progress", "unclosed"), "open"),
    **dict.fromkeys(("进行中", "跟进中", "未结", "未关闭", "未成交"), "在途"),
    **dict.fromkeys(("closed", "not_open"), "not open"),
    **dict.fromkeys(("已关闭", "已结", "已结束"), "非 在途"),
    **dict.fromkeys(("closed_won", "win"), "won"),
    **dict.fromkeys(("成交", "已成交", "成单"), "赢单"),
    **dict.fromkeys(("closed_lost", "loss"), "lost"),
    **dict.fromkeys(("丢单", "流失", "已丢单"), "输单"),
}
"""Other words for them, and what is to be written instead."""
TODAY_WORDS = frozenset({"today", "now", "今天", "今日", "当天", "现在", "当前日期"})
"""Words for the day that is looked from, which has none: days are counted up to it."""
