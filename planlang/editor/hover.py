"""What is told of the word under the pointer: a name with its declaration, a word of the language with what it means.

In: a file of an opened plan, an offset, the reader's language. Out: a few paragraphs of Markdown. What people wrote into a
plan is shown as text and never taken for marks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from planlang.diagnostics.text import Language, Text
from planlang.editor.desk import View
from planlang.editor.hints import dates_of
from planlang.editor.names import name_at, span_at
from planlang.editor.outline import outline
from planlang.editor.sorts import word_of
from planlang.editor.standing.standing import Standings
from planlang.editor.words import Stretch, stretch_at
from planlang.frozen import frozen
from planlang.reference.clauses import clauses_of
from planlang.reference.terms import FUNCTION, terms
from planlang.schedule.schedule import Schedule
from planlang.semantics.expressions.units import unit_words
from planlang.semantics.names.index import Known, Sort
from planlang.source import Span
from planlang.syntax.automaton.blocks import declarations
from planlang.syntax.lexical.keywords import Keyword
from planlang.syntax.lexical.tokens import Token
from planlang.syntax.nodes import Kind

USED = Text("editor.used", "used in {count:place|places}")
UNIT = Text("editor.unit", "measured in {unit}")
COLUMN_OF = Text("editor.column-of", "column of `{source}`")
STAGE_OF = Text("editor.stage-of", "stage of `{process}`")
CLASS_OF = Text("editor.class-of", "class of `{segment}`")
PAGE = Text("editor.page", "more: `planlang reference {page}`")
ALSO = Text("editor.also", "also written {words}")
MOST_LINES = 12
MOST_CLAUSES = 3
LINK = re.compile(r"\[([^\]]+)\]\([^)]*\)")
MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~])")


@frozen
class Hover:
    """What is told, and of what.

    Attributes:
        code: what is shown as written in the language, or nothing.
        words: paragraphs in Markdown.
    """

    span: Span
    code: str
    words: tuple[str, ...]


def hover(
    view: View, offset: int, language: Language, schedule: Callable[[], Schedule | None], standings: Standings
) -> Hover | None:
    """What is told at an offset; None where there is nothing to tell. When tasks are to happen is asked for of tasks alone."""
    known = name_at(view, offset)
    if known is not None:
        words = list(_of_name(view, known, language))
        if known.sort in (Kind.TASK, Kind.MILESTONE) and known.declared:
            dates = dates_of(view, schedule(), known.declared[0])
            words[1:1] = [" · ".join(one.render(language) for one in dates)] if dates else []
        standing = standings.at(view, known.declared[0]) if known.declared else None
        if standing is not None:
            words[1:1] = [plain(text) for text in (standing.line, standing.above, standing.told) if text]
        return Hover(span_at(view, known, offset), _written(view, known), tuple(words))
    stretch = stretch_at(view.source, offset)
    token = stretch.at(offset)
    if token is None:
        return None
    span = Span(view.source, stretch.start + token.start, stretch.start + token.end)
    told = tuple(_of_word(stretch, token, language))
    return Hover(span, "", told) if told else None


def plain(text: str) -> str:
    """A text of a plan as Markdown that shows it and nothing else."""
    return MARKS.sub(r"\\\1", " ".join(text.split()))


def _written(view: View, known: Known) -> str:
    """The declaration of a name, of a long one the beginning."""
    if known.sort is Sort.PERSON or not known.declared:
        return known.name
    declared = known.declared[0]
    module = next((one for one in view.opened.modules if one.source.path == declared.source.path), None)
    symbols = (symbol for top in outline(module) for symbol in top.all()) if module is not None else ()
    whole = next((symbol.whole for symbol in symbols if symbol.name_span == declared), declared)
    source = whole.source
    begin = source.text.rfind("\n", 0, whole.start) + 1
    lines = source.text[begin : whole.end].rstrip().split("\n")
    indent = len(lines[0]) - len(lines[0].lstrip())
    lines = [line[indent:] if not line[:indent].strip() else line for line in lines]
    return "\n".join([*lines[:MOST_LINES], "…"] if len(lines) > MOST_LINES else lines)


def _of_name(view: View, known: Known, language: Language) -> Iterator[str]:
    """The title of a name, what the comment above it says, its unit, how often it is used."""
    head = f"{word_of(known.sort)().render(language)} **{plain(known.name)}**"
    if known.alias is not None:
        head += f" | **{plain(known.alias)}**"
    if known.title is not None:
        head += f" — {plain(known.title)}"
    yield head
    if known.doc is not None:
        yield plain(known.doc)
    owner = known.scope[1] if len(known.scope) > 1 else ""
    match known.sort:
        case Sort.COLUMN:
            yield COLUMN_OF(source=owner).render(language)
        case Sort.STAGE:
            yield STAGE_OF(process=owner).render(language)
        case Sort.CLASS:
            yield CLASS_OF(segment=owner).render(language)
        case Kind.METRIC:
            yield from _unit(view, known, language)
        case _:
            pass
    yield USED(count=len(known.uses)).render(language)


def _unit(view: View, known: Known, language: Language) -> Iterator[str]:
    model = view.opened.model
    for metric in model.metrics.values() if model is not None else ():
        if known.declared and metric.ident.span == known.declared[0]:
            yield UNIT(unit=unit_words(metric.unit)).render(language)
            return


def _of_word(stretch: Stretch, token: Token, language: Language) -> Iterator[str]:
    """What the reference says of a keyword, or of a function."""
    keyword = token.keyword
    if keyword is None:
        function = next((one for one in terms() if one.sort is FUNCTION and token.value in one.spellings), None)
        if function is not None:
            yield f"`{function.shown}`"
            yield from _other(tuple(word for word in function.spellings if word != token.value), language)
        return
    spellings = keyword.chinese + keyword.english if language is Language.ZH else keyword.english + keyword.chinese
    yield f"**{' · '.join(_both(keyword, language))}**"
    clauses = clauses_of(spellings, _kind(stretch), language)
    yield from (_row((clause.written, clause.meaning)) for clause in clauses[:MOST_CLAUSES])
    if clauses:
        yield PAGE(page=clauses[0].page).render(language)


def _both(keyword: Keyword, language: Language) -> tuple[str, ...]:
    first = (keyword.english[:1], keyword.chinese[:1])
    return tuple(word for words in (first if language is Language.EN else first[::-1]) for word in words)


def _other(words: tuple[str, ...], language: Language) -> Iterator[str]:
    if words:
        yield ALSO(words=", ".join(f"`{word}`" for word in words)).render(language)


def _row(cells: tuple[str, str]) -> str:
    return f"{cells[0]} — {LINK.sub(lambda found: found[1], cells[1])}"


def _kind(stretch: Stretch) -> str:
    """The kind of declaration that a stretch holds, by its key."""
    kinds = declarations()
    for token in stretch.tokens:
        if token.keyword is not None and token.keyword.terminal in kinds and token.keyword.key != "private":
            return token.keyword.key
    return ""
