"""What stands in the schemes that people bring along: tiers of a commission, stages of a pipeline, files of a source, shares."""

from __future__ import annotations

import re

from planlang.syntax.answers.said import phrase

NUMBER = re.compile(r"[$€£¥￥]?(?P<number>[0-9][0-9,.]*)[ ]?(?P<unit>[%％]|[kKM](?!\w)|万元|亿元|万|亿|元)?")
PIECE = re.compile(r"[，;；]|,(?![0-9]{3}(?![0-9kKmM]))")
BELOW = re.compile(r"up to|below|under|less than|first|以下|以内|不足|低于|不满", re.IGNORECASE)
TO = re.compile(r"\bto\b|至|到")
MOST_NUMBERS = 3
"""A tier has a beginning, an end and a rate."""
RHYTHM = re.compile(r"\bevery (month|quarter|half year|year)\b|每个?(月|季度|半年|年)(?!\w)")
BASE = re.compile(r"(?:^|[{;；])[ \t]*(?:base|基数)[ :：]*(?P<figure>[^\W\d]\w*)", re.MULTILINE)
VALUE = r"[0-9][0-9.,]*[ ]?(?:[%％]|[kKM]|万元?|亿元?|元|[A-Z]{3})?"
WORDS = re.compile(r"[^\W\d_]\w*(?:[ ]+[\w&'-]+)+")
ARROW = re.compile(r"[ ]*(?:->|→|—>|=>)[ ]*")


def _tier(piece: str, reached: str) -> tuple[str, str, str] | None:
    """Where a tier begins and ends and what it pays: `100k-125k 6%`, `up to 50%: 5%`; `reached` is where the one before ends."""
    found = [(one["number"].replace(",", "").rstrip("."), one["unit"] or "") for one in NUMBER.finditer(piece)]
    rates = [index for index, (_, unit) in enumerate(found) if unit in ("%", "％")]
    if not rates or len(found) > MOST_NUMBERS:
        return None
    at = rates[0] if len(rates) == 1 else rates[-1]
    rate = f"{found[at][0]}%"
    bounds = [one for index, one in enumerate(found) if index != at]
    unit = next((one for _, one in reversed(bounds) if one), "").replace("％", "%")
    ends = [f"{number}{own.replace('％', '%') or unit}" for number, own in bounds]
    if not ends:
        return (reached, reached, rate) if reached else None
    if len(ends) == 1 and (BELOW.search(piece) is not None or (at == 0 and TO.search(piece) is not None)):
        return reached or ("0%" if unit == "%" else "0"), ends[0], rate
    return ends[0], ends[-1], rate


def _tiers(found: re.Match[str], source: str) -> str:
    """Tiers in words as a block of them; as it was where they are not understood."""
    tiers: list[tuple[str, str]] = []
    reached = ""
    for piece in PIECE.split(found["tiers"].strip()):
        tier = _tier(piece, reached)
        if tier is None:
            return found[0]
        start, reached, rate = tier
        tiers.append((start, rate))
    chinese = not found[0].isascii()
    base = BASE.search(source)
    if any(start.endswith("%") for start, _ in tiers):
        figure = "达成率(目标) 本月" if chinese else "attainment(GOAL) this month"
    else:
        figure = f"{base['figure'] if base is not None else '指标' if chinese else 'FIGURE'} {_window(source, chinese)}"
    word, how, since, pays = (
        ("分档", "超额累进", "从", "提成") if chinese else ("tiers", "on the part above", "from", "pays")
    )
    return f"{word} {figure}, {how} {{ {'; '.join(f'{since} {start} {pays} {rate}' for start, rate in tiers)} }}"


def _window(source: str, chinese: bool) -> str:
    """The period for which an incentive is paid, as the last rhythm that is written says; a month where none is."""
    said = RHYTHM.findall(source)
    period = next((one for pair in said[-1:] for one in pair if one), "月" if chinese else "month")
    if chinese:
        return f"本{period}" if period in ("月", "季度", "半年", "年") else "本月"
    return f"this {period}" if period.isascii() else "this month"


def _stages(found: re.Match[str], _: str) -> str:
    """`New Lead -> Proposal Sent` with a name of one word for each, and what it is called in the files."""
    stages = [_stage(stage) for stage in ARROW.split(found["stages"].strip())]
    return f"{found['word']} {' -> '.join(stages)}"


def _stage(written: str) -> str:
    if WORDS.fullmatch(written) is None:
        return written
    name = "_".join(re.findall(r"\w+", written))
    return f'{name.lower() if name.isascii() else name} | "{written}"'


SCHEMES = (
    phrase(
        "INCENTIVE",
        "TIERS",
        r"\A(?:tiers|分档)[ ]*[:：]?[ ]*(?:on [^0-9]*?)?(?P<tiers>[^{]*[0-9][^{]*)\Z",
        _tiers,
        ready=False,
    ),
    phrase("INCENTIVE", "", r"\A(?P<tiers>[0-9][^{};=]*[0-9.]+[ ]*[%％])\Z", _tiers, ready=False),
    phrase("PROCESS", "STAGES", r"\A(?P<word>stages|阶段)[ ]*[:：]?[ ]*(?P<stages>[^{}]*)\Z", _stages),
    phrase("PROCESS", "WIN_STAGE", r"\A(?P<word>win stage)[ ]*[:：]?[ ]*(?P<stages>[^{}|\"]*)\Z", _stages),
    phrase(
        "PROCESS", "LOSS_STAGE", r"\A(?P<word>loss stage)[ ]*[:：]?[ ]*(?P<stages>(?:(?! from )[^{}|\"])*)\Z", _stages
    ),
    phrase("SOURCE", "", r"\A(?:files?|path|load|import|csv|excel|data)[ ]*[:=]?[ ]*(?=\")", "read "),
    phrase("SOURCE", "", r"\A(?:数据文件|文件|路径|导入|加载|文件名|来源|表格)[ ]*[:：=]?[ ]*(?=[\"“])", "读取 "),
    phrase(
        "SOURCE",
        "",
        r"\Asnapshots? (?:daily|weekly|monthly|(?:each|every) (?:day|week|month)|per file)",
        "snapshot on file date",
    ),
    phrase("SOURCE", "", r"\A(?:每[日天周月]快照|快照)[ ]*[:：]?[ ]*(?:每[日天周月]|按文件)?\Z", "快照日期 文件日期"),
    phrase("SOURCE", "", r"\Adecimal(?: separator| point)?[ ]*[:=]?[ ]*(?:comma|\",\")", r'numbers "1.234,56"'),
    phrase(
        "SOURCE",
        "NAME",
        r"(?P<type>金额|money)[ ]*[（(](?P<unit>[^（）()]+)[）)]",
        lambda found, _: f"{found['type']} {'unit' if found['type'].isascii() else '单位'} {found['unit'].strip()}",
    ),
    phrase("SOURCE", "NAME", r"(?:是[ ]*/[ ]*否|有[ ]*/[ ]*无)", "是否"),
    phrase("SOURCE", "NAME", r"(?:yes[ ]*/[ ]*no|true[ ]*/[ ]*false)", "bool"),
    phrase(
        "GOAL",
        "",
        r"\A(?:截止(?:日期|时间)?|完成时间|达成时间)[ ]*[:：]?[ ]*(?P<day>[^ ].*)\Z",
        r"目标值 … 截止 \g<day>",
        ready=False,
    ),
    phrase(
        "GOAL",
        "",
        r"\A(?:by|deadline|due(?: by| on)?|until)[ ]*[:=]?[ ]+(?P<day>[^ ].*)\Z",
        r"target … by \g<day>",
        ready=False,
    ),
    *(
        phrase(block, "", pattern, becomes)
        for block in ("BUDGET", "ACCOUNT")
        for pattern, becomes in (
            (r"\A(?P<name>[A-Za-z_]\w*)[ ]*[:=]?[ ]*(?P<amount>[0-9].*)\Z", r"account \g<name> = \g<amount>"),
            (r"\A(?P<name>[^\W\d]\w*?)[ ]*[:：=]?[ ]*(?P<amount>[0-9].*)\Z", r"科目 \g<name> = \g<amount>"),
        )
    ),
    phrase(
        "GOAL",
        "TARGET",
        rf"\Atarget (?:from )?(?P<base>{VALUE}) (?:to|->|→) (?P<aim>{VALUE})\Z",
        r"target \g<aim>; base \g<base> during YEAR",
        ready=False,
    ),
    phrase(
        "GOAL",
        "TARGET",
        rf"\A目标值[ ]*[:：]?[ ]*(?:从|由)[ ]*(?P<base>{VALUE})[ ]*(?:提升|提高|增长|降低|下降|增加)?(?:到|至|为)[ ]*(?P<aim>{VALUE})\Z",
        r"目标值 \g<aim>; 基数 \g<base> 在 去年年份",
        ready=False,
    ),
    phrase(
        "GOAL",
        "TARGET",
        r"\Atarget (?:increase|grow|growth|up|\+)[a-z]* ?(?:by )?(?P<share>[0-9.]+[ ]?%)\Z",
        r"base AMOUNT during YEAR; growth \g<share>",
        ready=False,
    ),
    phrase(
        "GOAL",
        "TARGET",
        r"\A目标值[ ]*[:：]?[ ]*(?:同比)?(?:增长|提升|提高|增加)[ ]*(?P<share>[0-9.]+[ ]?[%％])\Z",
        r"基数 金额 在 去年年份; 增长 \g<share>",
        ready=False,
    ),
    phrase(
        "SOURCE",
        "",
        r"\A(?:每一?行|一行)[是为]?一?[条次笔单份家位个](?P<what>[^\W\d]\w*)?\Z",
        "每行一个 列名",
        ready=False,
    ),
    phrase(
        "FILE",
        "METRIC",
        r"(?P<source>[^\W\d]\w*?)的(?:数量|个数|条数|总数|次数)(?P<where>[ ]*其中[ ].*)?",
        r"计数(\g<source>\g<where>)",
    ),
)
"""In the order in which they are tried."""
