"""What the data of this example tell, as tables: people, sums signed, what goes wrong. `make_data.py` fills in the rest.

As of 2026-W20 (17 May): revenue is somewhat behind (the south far), the premium line sells more than planned but most
of its deals are lost, three people have been seen too little by customers (one since this week, one for a month, one
no more), and a handful of deals are stuck. All names are invented.
"""

from __future__ import annotations

from datetime import date

WAN = 10_000
BIG = 50 * WAN
FIRST_WEEK = date(2025, 12, 29)  # Monday of 2026-W01
WEEKS = 26
HISTORY_FROM = date(2025, 10, 13)

STAGES = ("潜在客户识别", "初步接触", "需求分析", "方案制定", "谈判签约")
WON, LOST = "赢单", "输单"
PREMIUM, STANDARD = "高端", "标准"
VISIT, CALL, DEMO = "拜访", "电话", "演示"

OFF = (
    (date(2026, 1, 1), date(2026, 1, 3)),
    (date(2026, 2, 15), date(2026, 2, 23)),
    (date(2026, 4, 4), date(2026, 4, 6)),
    (date(2026, 5, 1), date(2026, 5, 5)),
    (date(2026, 6, 19), date(2026, 6, 21)),
)
MAKE_UP = {date(2026, 1, 4), date(2026, 2, 14), date(2026, 2, 28), date(2026, 5, 9)}

# ---------------------------------------------------------------- people

START = date(2025, 1, 1)
ROSTER: tuple[tuple[str, str, str, str, date, date | None], ...] = (
    ("G001", "周宁", "高端", "代表", START, None),
    ("G002", "吴桐", "高端", "代表", START, None),
    ("G003", "郑凯", "高端", "代表", START, None),
    ("G004", "冯雪", "高端", "代表", START, None),
    ("G005", "蒋帆", "高端", "代表", START, None),
    ("G006", "沈悦", "高端", "代表", START, None),
    ("G007", "韩冰", "高端", "代表", date(2026, 3, 2), None),
    ("G008", "杨帆", "高端", "代表", date(2026, 4, 7), None),
    ("B001", "张丽", "北区", "代表", START, None),
    ("B002", "刘洋", "北区", "代表", START, None),
    ("B003", "陈曦", "北区", "代表", START, None),
    ("B004", "杨柳", "北区", "代表", START, None),
    ("B005", "何军", "北区", "代表", START, None),
    ("B006", "高翔", "北区", "代表", START, None),
    ("B007", "罗晨", "北区", "代表", START, date(2026, 3, 8)),
    ("B008", "宋佳", "北区", "代表", START, date(2026, 4, 24)),
    ("B009", "唐杰", "北区", "代表", START, None),
    ("N001", "许诺", "南区", "代表", START, None),
    ("N002", "邓洁", "南区", "代表", START, None),
    ("N003", "曹阳", "南区", "代表", START, None),
    ("N004", "彭飞", "南区", "代表", START, None),
    ("N005", "曾琳", "南区", "代表", START, None),
    ("N006", "萧然", "南区", "代表", date(2026, 2, 24), None),
    ("N007", "田野", "南区", "代表", START, None),
    ("N008", "潘越", "南区", "代表", START, date(2026, 3, 31)),
    ("B007", "罗晨", "南区", "代表", date(2026, 3, 9), None),
)
SUCCESSOR = {"罗晨": "刘洋", "宋佳": "高翔", "潘越": "邓洁"}
LEAVES = (("张丽", date(2026, 5, 6)), ("张丽", date(2026, 5, 7)), ("张丽", date(2026, 5, 8)))
DEMONSTRATORS = {"周宁", "吴桐", "郑凯", "冯雪", "蒋帆", "沈悦", "韩冰", "杨帆"}

PLACES = (
    "青屿",
    "云栎",
    "澜川",
    "禾朔",
    "曜石",
    "松汀",
    "砚北",
    "衡麓",
    "霁原",
    "沐岚",
    "榆桥",
    "棠溪",
    "朗岳",
    "漱石",
)
WORDS = ("精工", "智造", "联合", "新材", "光电", "数控", "信息", "生物")
TRADES = ("科技", "仪器", "装备", "制造", "医疗", "电子")
FAMILIES = tuple("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗")

# ---------------------------------------------------------------- what is signed and lost


def _signed(*sums: int) -> dict[tuple[str, str], int]:
    """Sums in 万 by team and line of product."""
    return dict(
        zip(((team, line) for team in ("高端", "北区", "南区") for line in (PREMIUM, STANDARD)), sums, strict=True)
    )


SIGNED = (
    (date(2026, 1, 4), date(2026, 1, 31), _signed(210, 40, 20, 190, 10, 140)),
    (date(2026, 2, 1), date(2026, 2, 28), _signed(185, 35, 10, 140, 0, 90)),
    (date(2026, 3, 1), date(2026, 3, 31), _signed(410, 70, 40, 340, 25, 185)),
    (date(2026, 4, 1), date(2026, 4, 30), _signed(345, 55, 30, 270, 15, 155)),
    (date(2026, 5, 6), date(2026, 5, 17), _signed(170, 30, 20, 130, 10, 80)),
    (date(2026, 5, 18), date(2026, 5, 31), _signed(180, 30, 20, 120, 10, 70)),
    (date(2026, 6, 1), date(2026, 6, 28), _signed(430, 60, 40, 330, 30, 210)),
    (date(2026, 6, 29), date(2026, 7, 31), _signed(420, 60, 40, 340, 30, 200)),
)
AVERAGE = {PREMIUM: 44, STANDARD: 15}
_PREMIUM_LOSSES = (300, 320, 380, 520, 560, 450, 380, 300)
LOST_PER_100_WON = {
    PREMIUM: dict(zip((first for first, _, _ in SIGNED), _PREMIUM_LOSSES, strict=True)),
    STANDARD: {first: 120 for first, _, _ in SIGNED},
}

# owner, line, amount in 万, moves, day from which nobody touches it, whether the decision maker is known
SCRIPTED: tuple[tuple[str, str, int, tuple[tuple[date, str], ...], date | None, bool], ...] = (
    # stuck in the proposal since April: certain breaches of ten working days
    (
        "冯雪", PREMIUM, 42,
        ((date(2026, 3, 16), STAGES[0]), (date(2026, 3, 19), STAGES[1]), (date(2026, 3, 30), STAGES[2]),
         (date(2026, 4, 13), STAGES[3]), (date(2026, 6, 4), LOST)), None, True,
    ),
    (
        "彭飞", STANDARD, 16,
        ((date(2026, 3, 24), STAGES[0]), (date(2026, 3, 26), STAGES[1]), (date(2026, 4, 2), STAGES[2]),
         (date(2026, 4, 22), STAGES[3]), (date(2026, 6, 11), LOST)), None, True,
    ),
    # a large deal has twice the time: due after the week under review
    (
        "蒋帆", PREMIUM, 68,
        ((date(2026, 3, 30), STAGES[0]), (date(2026, 4, 2), STAGES[1]), (date(2026, 4, 14), STAGES[2]),
         (date(2026, 4, 28), STAGES[3]), (date(2026, 6, 18), STAGES[4])), None, True,
    ),
    # negotiations that have dragged on for more than 14 days
    (
        "邓洁", STANDARD, 18,
        ((date(2026, 3, 10), STAGES[0]), (date(2026, 3, 13), STAGES[1]), (date(2026, 3, 24), STAGES[2]),
         (date(2026, 4, 14), STAGES[3]), (date(2026, 4, 27), STAGES[4]), (date(2026, 5, 28), WON)), None, True,
    ),
    (
        "唐杰", STANDARD, 22,
        ((date(2026, 3, 12), STAGES[0]), (date(2026, 3, 17), STAGES[1]), (date(2026, 3, 25), STAGES[2]),
         (date(2026, 4, 15), STAGES[3]), (date(2026, 4, 29), STAGES[4]), (date(2026, 6, 5), LOST)), None, True,
    ),
    # nobody has spoken to these customers for weeks
    (
        "田野", STANDARD, 12,
        ((date(2026, 4, 13), STAGES[0]), (date(2026, 4, 16), STAGES[1]), (date(2026, 4, 27), STAGES[2]),
         (date(2026, 6, 1), LOST)), date(2026, 4, 29), True,
    ),
    (
        "曾琳", STANDARD, 14,
        ((date(2026, 4, 14), STAGES[0]), (date(2026, 4, 20), STAGES[1]), (date(2026, 4, 28), STAGES[2]),
         (date(2026, 5, 26), LOST)), date(2026, 4, 30), True,
    ),
    # straight from needs analysis to negotiation, and nobody knows who decides
    (
        "郑凯", PREMIUM, 56,
        ((date(2026, 4, 8), STAGES[0]), (date(2026, 4, 13), STAGES[1]), (date(2026, 4, 22), STAGES[2]),
         (date(2026, 5, 13), STAGES[4]), (date(2026, 6, 2), LOST)), None, False,
    ),
    # back from the proposal to the first contact, which the process does not allow
    (
        "陈曦", STANDARD, 19,
        ((date(2026, 3, 31), STAGES[0]), (date(2026, 4, 3), STAGES[1]), (date(2026, 4, 13), STAGES[2]),
         (date(2026, 4, 30), STAGES[3]), (date(2026, 5, 12), STAGES[1]), (date(2026, 5, 20), STAGES[2]),
         (date(2026, 5, 29), STAGES[3]), (date(2026, 6, 5), LOST)), None, True,
    ),
)  # fmt: skip

# (person, week) -> visits in that week; everybody else makes at least twelve in a full one
FEW_VISITS = {
    ("曾琳", 18): 6, ("曾琳", 19): 5, ("曾琳", 20): 7, ("曾琳", 21): 8, ("曾琳", 22): 13,
    ("田野", 15): 6, ("田野", 16): 7, ("田野", 17): 8, ("田野", 18): 5, ("田野", 19): 6, ("田野", 20): 8,
    ("田野", 21): 9, ("田野", 22): 9, ("田野", 23): 12,
    ("何军", 16): 8, ("何军", 17): 7, ("何军", 18): 5, ("何军", 19): 8, ("何军", 20): 13,
    ("杨柳", 11): 7, ("杨柳", 12): 8, ("沈悦", 20): 9,
}  # fmt: skip

# ---------------------------------------------------------------- files

HEADERS = {
    "deals": ("商机编号", "客户名称", "产品线", "商机金额", "销售阶段", "负责人", "决策人", "创建日期", "关闭日期"),
    "stage-changes": ("商机编号", "变更日期", "变更后阶段", "负责人"),
    "activities": ("跟进编号", "跟进日期", "负责人", "跟进类型", "客户名称", "商机编号", "时长"),
    "expenses": ("发生日期", "科目", "金额", "事由"),
}
UTF8 = {"activities-2026-W08", "activities-2026-W17", "deals-2026-W12", "deals-2026-W20", "stage-changes-2026-W05"}


def spoil(name: str, rows: list[list[str]]) -> None:
    """Put in a file the mistakes that people make; the summary says what became of them."""
    if name == "activities-2026-W12":
        rows[20][2] = "钱程"  # nobody of that name is on the roster
    elif name == "activities-2026-W16":
        rows[31][1] = "2026/4/31"  # April has 30 days
    elif name == "activities-2026-W20":
        rows[15][2] = ""  # whose visit was this?
    elif name == "deals-2026-W20":
        rows.insert(8, list(rows[7]))  # the same record twice
        rows[-12][3] = ""  # no amount yet
        rows[-13][4] = "报价中"  # not a stage of the process


# ---------------------------------------------------------------- what is spent

EXPENSES: tuple[tuple[date, str, int, str], ...] = (
    (date(2026, 1, 14), "调研费", 28_000, "客户访谈礼品与差旅"),
    (date(2026, 1, 21), "调研费", 20_000, "调研问卷平台"),
    (date(2026, 2, 5), "系统费", 180_000, "CRM 首付款"),
    (date(2026, 2, 26), "培训费", 12_000, "讲师定金"),
    (date(2026, 3, 13), "系统费", 300_000, "CRM 验收款"),
    (date(2026, 3, 27), "线上费", 60_000, "上市预热"),
    (date(2026, 4, 7), "培训费", 150_000, "高端产品与顾问式销售培训"),
    (date(2026, 4, 15), "线上费", 420_000, "搜索与信息流投放"),
    (date(2026, 4, 22), "线下费", 90_000, "路演样机开模"),
    (date(2026, 4, 28), "差旅", 6_800, "市场部出差"),
    (date(2026, 5, 12), "线上费", 380_000, "搜索与信息流投放"),
    (date(2026, 5, 20), "线下费", 210_000, "路演物料印制"),
    (date(2026, 6, 9), "线上费", 350_000, "行业媒体专题"),
    (date(2026, 6, 16), "线下费", 480_000, "路演首站场地与搭建"),
)
"""What was paid by the middle of June; `差旅` is no account of the budget."""
