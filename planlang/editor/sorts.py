"""What a name can be, in words."""

from __future__ import annotations

from functools import cache

from planlang.diagnostics.text import Language, Text
from planlang.semantics.names.index import Meant, Sort
from planlang.syntax.nodes import DECLARED

WORDS: dict[Meant, Text] = {
    **{declared.kind: declared.word for declared in DECLARED},
    Sort.PLAN: Text("editor.sort.plan", "plan"),
    Sort.MODULE: Text("editor.sort.module", "module"),
    Sort.PARAMETER: Text("editor.sort.parameter", "parameter"),
    Sort.ALIAS: Text("editor.sort.alias", "name of a file that is used"),
    Sort.COLUMN: Text("editor.sort.column", "column"),
    Sort.STAGE: Text("editor.sort.stage", "stage"),
    Sort.CLASS: Text("editor.sort.class", "class"),
    Sort.STEP: Text("editor.sort.step", "to-do"),
    Sort.RECORD: Text("editor.sort.record", "record"),
    Sort.PERSON: Text("editor.sort.person", "person"),
    Sort.WORD: Text("editor.sort.word", "word"),
}


def word_of(sort: Meant) -> Text:
    """What names of a sort are called."""
    return WORDS[sort]


@cache
def said_of(sort: Meant, language: Language) -> str:
    """The same in a language."""
    return word_of(sort)().render(language)
