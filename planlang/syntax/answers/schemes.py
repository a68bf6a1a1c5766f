"""What stands in the schemes that people bring along: tiers of a commission, scores in points, stages of a pipeline, files of a source, shares."""

from __future__ import annotations

import re
from decimal import Decimal

from planlang.syntax.answers.said import Answer, phrase

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


POINTS = r"(?:points?|pts?\b\.?|分(?!钟))"
SCORE = r"[0-9]+(?:\.[0-9]+)?"
IN_POINTS = re.compile(rf"(?P<n>{SCORE})[ ]?{POINTS}(?![ ]?/)")
BARE_WEIGHT = re.compile(rf"(?P<word>\bweight|权重)(?:ed)?[ ]*[:：=]?[ ]*(?P<n>{SCORE})(?![0-9.]*[ ]?[%％/\w])")
SCALED_TO = re.compile(rf"(?P<arrow>->|→)[ ]*(?P<n>{SCORE})(?![0-9.]*[ ]?[%％])")
MOST = re.compile(
    rf"(?<=[,，])[ ]*(?:(?P<english>max(?:imum)?|at most|up to|capped at)|上限|最高|至多|最多)[ ]*(?P<n>{SCORE})[ ]?[%％]?"
)
WEIGHT_BEHIND = re.compile(rf"(?P<before>.*?)[,，]?[ ]*(?:(?:占比?|比重)[ ]*)?(?P<n>{SCORE})[ ]?[%％]\Z")
LINE = re.compile(
    r"(?P<word>line|考核项)[ ]*(?P<name>[^\W\d]\w*)(?P<title>[ ]*\"[^\"\n]*\")?[ ]*[:：=]?[ ]*\Z", re.IGNORECASE
)


def _share(number: str) -> str:
    """`60` and `0.6` as `60%`."""
    part = Decimal(number)
    return f"{(part * 100).normalize():f}%" if 0 < part < 1 else f"{number}%"


def _line(found: re.Match[str], _: str) -> str:
    """A line of a scorecard with shares for points and numbers: `line won = signed, 60 points`."""
    text = IN_POINTS.sub(r"\g<n>%", found[0])
    text = BARE_WEIGHT.sub(lambda one: f"{one['word']} {_share(one['n'])}", text)
    text = SCALED_TO.sub(r"\g<arrow> \g<n>%", text)
    text = MOST.sub(lambda one: f" {'cap' if one['english'] else '封顶'} {one['n']}%", text)
    behind = None if re.search(r"\bweight|权重", text) else WEIGHT_BEHIND.fullmatch(text)
    if behind is None:
        return text
    chinese = not text.isascii()
    weight = f"{'权重' if chinese else 'weight'} {behind['n']}%"
    alone = LINE.fullmatch(behind["before"])
    if alone is None:
        return f"{behind['before'].rstrip()}, {weight}"
    figure = f"{alone['name']} {'本月' if chinese else 'this month'}"
    return f"{alone['word']} {alone['name']}{alone['title'] or ''} = {figure}, {weight}"


def _grade(found: re.Match[str], _: str) -> str:
    """`grade A 90 and above`, `等级 B 80～89分`: the least that a grade takes."""
    least = min(found["n"], found["to"] or found["n"], key=float)
    word = "from" if found["word"].isascii() else "从"
    return f"{found['word']} {found['name'].rstrip()} {word} {least}%"


GRADE = r"\A(?P<word>grade|等级)[ ]*(?P<name>[^\W\d]\w*?(?:[ ]*\"[^\"\n]*\")?)[ ]*[:：=]?[ ]*"
GRADES = (
    phrase(
        "SCORECARD",
        "",
        rf"{GRADE}(?:below|under|less than|<|低于|小于|不足|不到)[ ]*{SCORE}[ ]?(?:[%％]|{POINTS})?\Z",
        lambda found, _: (
            f"{found['word']} {found['name'].rstrip()} {'otherwise' if found['word'].isascii() else '其余'}"
        ),
    ),
    phrase(
        "SCORECARD",
        "",
        rf"{GRADE}{SCORE}[ ]?(?:[%％]|{POINTS})?[ ]*(?:and |or )?(?:以下|below|under|less)\Z",
        lambda found, _: (
            f"{found['word']} {found['name'].rstrip()} {'otherwise' if found['word'].isascii() else '其余'}"
        ),
    ),
    phrase(
        "SCORECARD",
        "",
        rf"{GRADE}(?:其他|其它|剩余|剩下|(?:all )?(?:the )?(?:rest|others?|else))\Z",
        lambda found, _: (
            f"{found['word']} {found['name'].rstrip()} {'otherwise' if found['word'].isascii() else '其余'}"
        ),
    ),
    phrase(
        "SCORECARD",
        "",
        rf"{GRADE}(?:from|>=|≥|>|at least|above|over|从|不低于|不少于|大于等于|大于|高于|达到|满)?[ ]*(?P<n>{SCORE})[ ]?(?:[%％]|{POINTS})?"
        rf"(?:[ ]*(?:-|–|—|~|～|\.\.|to|至|到)[ ]*(?P<to>{SCORE})[ ]?(?:[%％]|{POINTS})?)?"
        r"[ ]*(?:[(（]含[)）])?[ ]*(?:\+|(?:points? )?(?:or|and) (?:more|above|up|higher|over)|(?:及|含)?以上)?\Z",
        _grade,
    ),
    phrase("SCORECARD", "LINE", r"\A.*\Z", _line),
)


def _stages(found: re.Match[str], _: str) -> str:
    """`New Lead -> Proposal Sent` with a name of one word for each, and what it is called in the files."""
    stages = [_stage(stage) for stage in ARROW.split(found["stages"].strip())]
    return f"{found['word']} {' -> '.join(stages)}"


def _stage(written: str) -> str:
    if WORDS.fullmatch(written) is None:
        return written
    name = "_".join(re.findall(r"\w+", written))
    return f'{name.lower() if name.isascii() else name} | "{written}"'


HEADER = r"(?:\"(?P<quoted>[^\"\n]+)\"|\[(?P<bracketed>[^\]\n]+)\]|(?P<bare>[^\W\d][^\"\n:：,，;；{}|]*?))"
"""What stands in the first row of a file: in quotes, in brackets, or as it is."""
TYPES = r"(?:text|number|money|date|time|bool|person|ratio|stage|record|文字|文本|数字|数值|金额|日期|时间|是否|人员|人|比率|比例|阶段|记录)"


def _column_called(header: str) -> str:
    """A name for a column: `close_date` for `Close Date`, `合同金额` for `合同 金额（万元）`."""
    words = re.findall(r"\w+", re.sub(r"[(（\[][^)）\]]*[)）\]]", "", header)) or re.findall(r"\w+", header)
    name = "_".join(words).lower() if header.isascii() else "".join(words)
    return name if name.isidentifier() else f"a_{name}"


def _header(found: re.Match[str]) -> str:
    return str(found["quoted"] or found["bracketed"] or found["bare"]).strip()


def _by_column(kind: str) -> Answer:
    """A clause that names a header, with the column of that header, which is declared with it where it is not yet."""

    def becomes(found: re.Match[str], source: str) -> str:
        header = _header(found)
        written = re.escape(header)
        declared = re.search(
            rf"(?P<name>[^\W\d]\w*)[^\n;；:：]*[:：][^\n;；]*(?:from|从|自|取自)[ ]*[\"“]{written}[\"”]", source
        )
        tail = (
            f" {'as' if found['clause'].isascii() else '作为'} {_column_called(found['called'])}"
            if found["tail"]
            else ""
        )
        name = declared["name"] if declared is not None else _column_called(header)
        clause = f"{found['clause'].rstrip()} {name}{tail}"
        if header == name or declared is not None or re.search(rf"(?<!\w){name}[ ]*[:：]", source) is not None:
            return clause
        word, type_ = ("from", kind) if found["clause"].isascii() else ("从", {"text": "文字", "date": "日期"}[kind])
        return f'{clause}; {name}: {type_} {word} "{header}"'

    return becomes


def _column(found: re.Match[str], _: str) -> str:
    """`Close Date: date` as `close_date: date from "Close Date"`."""
    header = _header(found)
    word = "from" if found["type"].isascii() else "从"
    rest = found["rest"].rstrip()
    behind = "" if re.search(r"\bfrom\b|从|取自", rest) else f' {word} "{header}"'
    optional = re.match(r"[ ]*(?:optional|可空)", rest)
    at = optional.end() if optional is not None else 0
    return f"{_column_called(header)}: {found['type']}{rest[:at]}{behind}{rest[at:]}"


def _plain_text(found: re.Match[str]) -> bool:
    """Whether only the quotes of a header are missing."""
    return bool(found["bare"]) and found["rest"] is None and found["word"] in ("from", "从", "自", "取自")


TAIL = r"(?P<tail>[ ]+(?:as|作为|称为?|叫做?)[ ]+(?P<called>[^\W\d][\w ]*))?"
HEADERS = (
    phrase("SOURCE", "", rf"\A(?P<clause>one row per |每行一个[ ]?){HEADER}{TAIL}\Z", _by_column("text")),
    phrase(
        "SOURCE",
        "",
        rf"\A(?P<clause>event at |snapshot on |事件时间[ ]?|快照日期[ ]?){HEADER}(?P<tail>)\Z",
        _by_column("date"),
    ),
    phrase(
        "SOURCE",
        "",
        r"(?<=\w[ \]])(?P<word>from|mapped to|从|自|取自|来自|对应)[ :：=]*(?:\[(?P<bracketed>[^\]\n]+)\]|\"(?P<quoted>[^\"\n]+)\"|(?P<bare>[^\W\d][^\"\n:：;；{}|]*?))"
        r"(?P<rest>[ ]+(?:optional|unit|单位|可空)\b.*)?\Z",
        lambda found, _: (
            found[0]
            if _plain_text(found)
            else (
                (
                    "optional "
                    if "optional" in (found["rest"] or "")
                    else "可空 "
                    if "可空" in (found["rest"] or "")
                    else ""
                )
                + f'{"from" if found["word"].isascii() else "从"} "{_header(found)}"'
                + re.sub(r"[ ]*(?:optional|可空)", "", (found["rest"] or "").rstrip())
            )
        ),
    ),
    phrase(
        "SOURCE",
        "",
        rf"\A(?![^\W\d]\w*[ ]*[:：|]){HEADER}[ ]*[:：][ ]*(?P<type>{TYPES}(?:\[\w+\])?)(?P<rest>[^\n]*)\Z",
        _column,
    ),
)
SCHEMES = (
    *GRADES,
    *HEADERS,
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
