"""Answers about how a file looks: colours, folds, selections, what stands at the ends of lines and above declarations."""

from __future__ import annotations

from collections.abc import Iterable

from planlang.diagnostics.text import Text
from planlang.editor.dependants import counted
from planlang.editor.hints import hints
from planlang.editor.links import links
from planlang.editor.shape import folds, selections
from planlang.editor.tokens import MODIFIERS, TYPES, Coloured, coloured
from planlang.lsp.answers.commands import ROWS
from planlang.lsp.documents import Document
from planlang.lsp.session import Session
from planlang.lsp.wire import Json
from planlang.source import Counted, Span

USED = Text("lens.used", "{count:use|uses}")
UNUSED = Text("lens.unused", "not used")
ROWS_BEHIND = Text("lens.rows", "the rows behind it")
LEGEND = {"tokenTypes": list(TYPES), "tokenModifiers": list(MODIFIERS)}
TYPE_NUMBERS = {name: number for number, name in enumerate(TYPES)}
MODIFIER_BITS = {name: 1 << number for number, name in enumerate(MODIFIERS)}


def tokens(session: Session, params: Json) -> Json:
    """`textDocument/semanticTokens/full`."""
    view = session.view(params)
    document = session.document(params)
    data = _numbers(session, document, coloured(view)) if view is not None else []
    return {"resultId": document.remember(data), "data": data}


def token_changes(session: Session, params: Json) -> Json:
    """`textDocument/semanticTokens/full/delta`: the one stretch in which the numbers differ."""
    document = session.document(params)
    before = document.remembered(params["previousResultId"])
    found = tokens(session, params)
    if before is None:
        return found
    data = found["data"]
    least = min(len(before), len(data))
    first = next((at for at in range(least) if before[at] != data[at]), least)
    last = next((at for at in range(least - first) if before[-1 - at] != data[-1 - at]), least - first)
    edits = [{"start": first, "deleteCount": len(before) - last - first, "data": data[first : len(data) - last]}]
    return {"resultId": found["resultId"], "edits": edits if before != data else []}


def tokens_in_range(session: Session, params: Json) -> Json:
    """`textDocument/semanticTokens/range`."""
    view = session.view(params)
    document = session.document(params)
    start, end = (document.offset(params["range"][side], session.counted) for side in ("start", "end"))
    return {"data": _numbers(session, document, coloured(view, start, end)) if view is not None else []}


def _numbers(session: Session, document: Document, found: Iterable[Coloured]) -> list[int]:
    """Five numbers a token: lines and columns behind the one before, length, type, modifiers."""
    source = document.source
    starts, text = source.line_starts, source.text
    plain = session.counted is Counted.CODE_POINTS or text.isascii()
    data: list[int] = []
    line, before_line, before_column = 0, 0, 0
    for token in found:
        while line + 1 < len(starts) and starts[line + 1] <= token.start:
            line += 1
        if plain:
            column, length = token.start - starts[line], token.end - token.start
        else:
            column = session.size(text[starts[line] : token.start])
            length = session.size(text[token.start : token.end])
        column += document.shift(line, session.counted)
        behind = column - before_column if line == before_line else column
        modifiers = sum(MODIFIER_BITS[name] for name in token.modifiers)
        data += (line - before_line, behind, length, TYPE_NUMBERS[token.type], modifiers)
        before_line, before_column = line, column
    return data


def folding(session: Session, params: Json) -> Json:
    """`textDocument/foldingRange`."""
    return [
        {"startLine": fold.first, "endLine": fold.last, **({"kind": fold.kind} if fold.kind else {})}
        for fold in folds(session.document(params).source)
    ]


def selection(session: Session, params: Json) -> Json:
    """`textDocument/selectionRange`."""
    document = session.document(params)
    found = []
    for position in params["positions"]:
        told: Json = None
        for span in reversed(selections(document.source, document.offset(position, session.counted))):
            told = {"range": session.range(span, document), **({"parent": told} if told is not None else {})}
        found.append(told)
    return found


def document_links(session: Session, params: Json) -> Json:
    """`textDocument/documentLink`."""
    view = session.view(params)
    document = session.document(params)
    return [
        {"range": session.range(link.span, document), "target": session.uri(link.file)}
        for link in (links(view) if view is not None else ())
    ]


def inlay_hints(session: Session, params: Json) -> Json:
    """`textDocument/inlayHint`: at the ends of lines, and not on the one that was changed last."""
    view = session.view(params)
    if view is None:
        return []
    document, language = session.document(params), session.language(view)
    first, last = (params["range"][side]["line"] + 1 for side in ("start", "end"))
    schedule = session.desk.schedule(view.main)
    told = {} if schedule is None else {hint.line: hint.words for hint in hints(view, schedule, first, last)}
    shown = {line: " · ".join(words.render(language) for words in several) for line, several in told.items()}
    for (path, start), standing in session.standings.by_place(view).items():
        if path == view.source.path and standing.line:
            line = view.source.line_column(start)[0]
            shown |= {line: standing.line} if first <= line <= last else {}
    return [
        {
            "position": session.position(view.source, _end(view.source.line_starts, line, view.source.text), document),
            "label": label,
            "paddingLeft": True,
        }
        for line, label in sorted(shown.items())
        if line - 1 != document.edited
    ]


def _end(starts: tuple[int, ...], line: int, text: str) -> int:
    """The offset of the end of a line, counted from 1."""
    return starts[line] - 1 if line < len(starts) else len(text)


def lenses(session: Session, params: Json) -> Json:
    """`textDocument/codeLens`: how often a declaration is used; how goals and alerts stood, with the rows behind."""
    view = session.view(params)
    if view is None:
        return []
    document, language = session.document(params), session.language(view)
    found: list[tuple[Span, str, str, list[str]]] = [
        (symbol.name_span, (USED(count=len(known.uses)) if known.uses else UNUSED()).render(language), "", [])
        for symbol, known in counted(view)
    ]
    for symbol, _ in counted(view):
        standing = session.standings.at(view, symbol.name_span)
        if standing is not None and (standing.above or standing.line):
            title = standing.above or ROWS_BEHIND().render(language)
            found.append((symbol.name_span, title, ROWS, [session.uri(view.main), standing.name]))
    return [
        {
            "range": session.range(span, document),
            "command": {"title": title, "command": command, **({"arguments": given} if given else {})},
        }
        for span, title, command, given in found
    ]
