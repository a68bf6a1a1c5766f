"""Answers for somebody who is writing: what may come next."""

from __future__ import annotations

from planlang.editor.calls import signature
from planlang.editor.completion.complete import Offer, complete
from planlang.editor.completion.items import Sort, as_written, plain_snippet
from planlang.lsp.documents import Document
from planlang.lsp.session import Session
from planlang.lsp.wire import Json
from planlang.semantics.names.index import Meant
from planlang.semantics.names.index import Sort as Names
from planlang.syntax.nodes import Kind

FUNCTION, FIELD, VARIABLE, CLASS, INTERFACE, MODULE, UNIT, VALUE, ENUM, KEYWORD = 3, 5, 6, 7, 8, 9, 11, 12, 13, 14
SNIPPET, FILE, ENUM_MEMBER, CONSTANT, STRUCT, EVENT = 15, 17, 20, 21, 22, 23
KINDS: dict[Sort | Meant, int] = {
    Sort.WORD: KEYWORD,
    Sort.FUNCTION: FUNCTION,
    Sort.VALUE: VALUE,
    Sort.FILE: FILE,
    Sort.WHOLE: SNIPPET,
    Names.COLUMN: FIELD,
    Names.STAGE: ENUM_MEMBER,
    Names.CLASS: ENUM_MEMBER,
    Names.ALIAS: MODULE,
    Kind.SOURCE: STRUCT,
    Kind.METRIC: VARIABLE,
    Kind.ASSUMPTION: CONSTANT,
    Kind.TEAM: CLASS,
    Kind.ROLE: INTERFACE,
    Kind.PROCESS: ENUM,
    Kind.ALERT: EVENT,
}
"""The pictures of what is offered; of anything else that of a unit of something."""


def completion(session: Session, params: Json) -> Json:
    """`textDocument/completion`; it is asked again with each letter, as the letters may be initials."""
    view = session.view(params)
    if view is None:
        return {"isIncomplete": False, "items": []}
    document = session.document(params)
    found = complete(view, session.offset(params), session.language(view), session.standings)
    return {
        "isIncomplete": True,
        "items": [_item(session, document, number, offer) for number, offer in enumerate(found.offers)],
    }


def signature_help(session: Session, params: Json) -> Json:
    """`textDocument/signatureHelp`."""
    document = session.document(params)
    found = signature(document.source, session.offset(params), session.language(session.view(params)))
    if found is None:
        return None
    told = {
        "label": found.shown,
        "parameters": [{"label": argument} for argument in found.arguments],
        "activeParameter": found.active,
    }
    return {"signatures": [told], "activeSignature": 0, "activeParameter": found.active}


def _item(session: Session, document: Document, number: int, offer: Offer) -> Json:
    item = offer.item
    snippets = bool(session.can("textDocument", "completion", "completionItem", "snippetSupport"))
    snippet = item.snippet
    if snippet is None and snippets and " " in item.label:
        snippet = as_written(item.label)  # of plain text Neovim takes the first word alone
    text = item.label if snippet is None else snippet if snippets else plain_snippet(snippet)
    return {
        "label": item.label,
        "kind": KINDS.get(item.sort, UNIT),
        **({"detail": item.detail} if item.detail else {}),
        **({"documentation": {"kind": "markdown", "value": item.words}} if item.words else {}),
        "sortText": f"{number:04}",
        "filterText": offer.found_by,
        **({"insertTextFormat": 2} if snippet is not None and snippets else {}),
        "textEdit": {
            "range": session.range(offer.replaced, document),
            "newText": text.replace("\n", document.line_end) if "\n" in text else text,
        },
    }
