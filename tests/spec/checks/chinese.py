"""Checks for docs/zh/reference: lists of words in Chinese, written by the program, so that no word is missing there.

The first block names what is listed, the second is the list: `pytest --accept` writes it.
"""

from __future__ import annotations

from collections.abc import Iterable

from planlang.diagnostics.text import Language
from planlang.report.words.extent import SECTIONS
from planlang.semantics.expressions import builtins
from planlang.syntax.lexical.keywords import vocabulary
from tests.spec.checks.reference import WORD_TABLES
from tests.spec.checks.syntax import Row, code, parse, plan

GIVES = {
    builtins.Gives.COUNT: "个数",
    builtins.Gives.SAME: "与所统计的同单位",
    builtins.Gives.SHARE: "同类相除得占比，不同类得商",
    builtins.Gives.DIFFERENCE: "两数之差",
    builtins.Gives.RATIO: "占比",
    builtins.Gives.GOAL_UNIT: "目标的单位",
    builtins.Gives.MONEY: "计划币种的金额",
    builtins.Gives.DAYS: "自然日",
    builtins.Gives.LENGTH: "工作日或自然日",
    builtins.Gives.NUMBER: "数",
    builtins.Gives.TRUTH: "条件",
}
WHERE = {
    "type": "类型",
    "severity": "级别",
    "term": "期限",
    "prorate by": "进度按",
    "true or false": "是否",
    "phase": "记录的状态",
    "no value": "没有值",
    "some value": "有值",
    "for each person": "对每个 人",
    "for each team": "对每个 团队",
    "placeholder": "占位符",
    "option": "函数的选项",
    "align": "对齐",
    "best": "最优",
    "days": "天数",
    "until": "算到",
}
"""Where words that are names may stand."""


def keywords(asked: str) -> str:
    """The keywords of the sections that a block names, by their Chinese spellings."""
    return _listed(
        [one.chinese[0], *("、".join(part) for part in (one.chinese[1:], one.english))]
        for one in vocabulary().section(*asked.split())
    )


def also(_: str) -> str:
    """Spellings that are read as another word where only that makes sense."""
    return _listed(
        [" ".join(spelling), "读作", f"{'、'.join(keyword.chinese)}（{keyword.english[0]}）"]
        for entries in vocabulary().also.values()
        for spelling, keyword in entries
    )


def units(_: str) -> str:
    """Units behind a number, in both languages."""
    return _listed(
        ["、".join(part) for part in (chinese, english)] for english, chinese in vocabulary().unit_spellings.values()
    )


def scales(_: str) -> str:
    """What scales multiply by."""
    return _listed([word, f"{10**power:,}"] for word, power in vocabulary().scales.items())


def functions(_: str) -> str:
    """All functions: how each is called in Chinese, what else it is called, what it gives."""
    found = dict.fromkeys(builtins.FUNCTIONS.values())
    return _listed(
        [one.signature(Language.ZH), "、".join((*one.aliases[1:], one.name)), GIVES[one.gives]] for one in found
    )


def names(_: str) -> str:
    """Words that are names and no keywords, with all that means the same."""
    return _listed(
        [
            WHERE[where],
            "、".join(sorted((word for word in table if table[word] == meaning), key=str.isascii)),
        ]
        for where, table in WORD_TABLES.items()
        for meaning in dict.fromkeys(table.values())
    )


def sections(_: str) -> str:
    """The sections of the report, as `--only` takes them."""
    return _listed([text().render(Language.ZH), section.value] for section, text in SECTIONS.items())


def mistake(row: Row) -> Row:
    """The one mistake in a text, as a Chinese reader is told."""
    (found,) = parse(plan(code(row["写成"]))).diagnostics
    help_ = "" if found.help is None else found.help.render(Language.ZH)
    return {"检查名": found.name, "提示": found.message.render(Language.ZH), "建议": help_}


def _listed(rows: Iterable[list[str]]) -> str:
    """A line a row; not in columns, which one longer word would move."""
    return "\n".join(" · ".join(cell for cell in row if cell) for row in rows)
