"""In which language texts of plans are written.

In: texts. Out: the language of most of the keywords that their lines begin with. Whether a word is a keyword where it
stands only the parser knows; over a whole text the beginnings of lines tell as much in a hundredth of the time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from planlang.diagnostics.text import Language
from planlang.syntax.lexical.keywords import vocabulary

FIRST_WORD = re.compile(r"^[ \t]*([^\W\d]\w*+)(?![\w ]*+[:：])", re.MULTILINE)
"""The word that a line begins with, unless it names a column or an argument."""


def written_in(texts: Iterable[str]) -> Language | None:
    r"""The language of most keywords; None where there are none, or as many of each.

    >>> written_in(['计划 p "P" {\n  期间 2026-01-01 .. 2026-12-31\n}', "goal g {}"])
    <Language.ZH: 'zh'>
    >>> written_in(["# 计划"]) is None
    True
    """
    keywords = vocabulary().by_first_word
    chinese = english = 0
    for text in texts:
        for word in FIRST_WORD.findall(text):
            if word in keywords:
                if word.isascii():
                    english += 1
                else:
                    chinese += 1
    if chinese == english:
        return None
    return Language.ZH if chinese > english else Language.EN
