"""What stands in brackets behind a name: whether it says something of that person, or tells that it is somebody else.

In: a text and the name in front of its bracket. Out: the addition, and whether it is of a kind that leaves the person the
same: that somebody has left or works here, a mail address or login of theirs, a number.
"""

from __future__ import annotations

import re

from planlang.values.texts import BLANKS, alike

_BRACKETS = "(（<＜〈《[［【〔{｛)）>＞〉》]］】〕}｝"
# `Ann（离职）`, `Ann <ann@x.com>`
_OPENING = re.compile(r"[(（<＜〈《\[［【〔{｛]")
_BRACKET = re.compile(f"[{re.escape(_BRACKETS)}]")
_MAIL = re.compile(r"[^\s@,;]+@[^\s@,;]+")
_NUMBER = re.compile(r"[#e]?[-_]?\d+|\d+(?:[-./]\d+)+")
_LOGIN = re.compile(r"[a-z]+(?:[._][a-z]+)*\d*")
_WORD = re.compile(r"[^\W\d_]+")
STATES = frozenset({
    "left", "inactive", "active", "former", "former employee", "ex", "ex employee", "left the company", "leaver", "resigned",
    "retired", "terminated", "disabled", "deactivated", "deleted", "inaktiv", "ausgeschieden", "ehemalig", "inactif",
    "离职", "已离职", "停用", "已停用", "在职", "禁用", "已禁用", "注销", "已注销", "退休", "已退休", "前员工", "离职员工", "账号停用",
    "离职 年", "离职 年 月", "离职 年 月 日", "年离职", "年 月离职", "年 月 日离职", "年 月 日 离职", "年 月 离职", "年 离职",
    "id", "no", "nr", "工号", "编号", "员工号",
})  # fmt: skip
"""Words that say of a person whether they work here, or that a number follows; dates beside them do not matter."""


def without_addition(text: str) -> str:
    """What stands before the first bracket.

    >>> without_addition("Ann（离职）"), without_addition("Ann")
    ('Ann', 'Ann')
    """
    found = _OPENING.search(text)
    return text if found is None else text[: found.start()].strip(BLANKS)


def addition(text: str) -> str | None:
    """What stands from the first bracket on, in the form in which additions are the same; nothing without a bracket.

    >>> addition("Ann（Left）"), addition("Ann (left) <ann@x.com>"), addition("Ann")
    ('left', 'left | ann@x.com', None)
    """
    found = _OPENING.search(text)
    if found is None:
        return None
    parts = (alike(part).strip(BLANKS) for part in _BRACKET.split(text[found.start() :]))
    return " | ".join(part for part in parts if part)


def leaves_the_person(added: str, name: str) -> bool:
    """Whether an addition is of a kind that never tells one bearer of a name from another.

    >>> [leaves_the_person(text, "Ann Lee") for text in ("left", "ann@x.com", "离职2026-03", "alee2", "10024")]
    [True, True, True, True, True]
    >>> [leaves_the_person(text, "Ann Lee") for text in ("上海", "for zoe", "left | north", "leeds", "")]
    [False, False, False, False, False]
    """
    return bool(added) and all(_is_known(part, name) for part in added.split(" | "))


def _is_known(part: str, name: str) -> bool:
    if _MAIL.fullmatch(part) or _NUMBER.fullmatch(part) or " ".join(_WORD.findall(part)) in STATES:
        return True
    return _LOGIN.fullmatch(part) is not None and _is_login_of(part, name)


def _is_login_of(part: str, name: str) -> bool:
    """Whether a login is made of somebody's names and their first letters: `alee2`, `ann.lee`."""
    words = _WORD.findall(alike(name))
    letters = {word[0] for word in words}
    own = {
        *words,
        *(letter + word for letter in letters for word in words),
        *(word + letter for letter in letters for word in words),
    }
    parts = _WORD.findall(part)
    return all(piece in own or piece in letters for piece in parts) and any(piece in own for piece in parts)
