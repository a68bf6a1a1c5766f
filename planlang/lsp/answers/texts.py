"""Answers that change texts, and what is found in them."""

from __future__ import annotations

from planlang.editor.changing.formatting import after_typing, formatted, formatted_lines
from planlang.lsp.findings import findings, report
from planlang.lsp.session import Session
from planlang.lsp.wire import Json


def format_document(session: Session, params: Json) -> Json:
    """`textDocument/formatting`."""
    document = session.document(params)
    return session.edits(formatted(document.source), document)


def format_range(session: Session, params: Json) -> Json:
    """`textDocument/rangeFormatting`: the declarations that a selection touches."""
    document = session.document(params)
    start, end = (document.offset(params["range"][side], session.counted) for side in ("start", "end"))
    return session.edits(formatted_lines(document.source, start, end), document)


def format_typed(session: Session, params: Json) -> Json:
    """`textDocument/onTypeFormatting`."""
    document = session.document(params)
    return session.edits(after_typing(document.source, session.offset(params), params["ch"]), document)


def pulled(session: Session, params: Json) -> Json:
    """`textDocument/diagnostic`."""
    document = session.document(params)
    return report(findings(session).get(document.path, []), params.get("previousResultId"))


def pulled_everywhere(session: Session, params: Json) -> Json:
    """`workspace/diagnostic`: of every file of the plans that something open belongs to."""
    before = {one["uri"]: one["value"] for one in params.get("previousResultIds") or []}
    items = []
    for path, told in findings(session).items():
        uri = session.uri(path)
        document = session.documents.get(path)
        said = report(told, before.get(uri))
        items.append({**said, "uri": uri, "version": document.version if document is not None else None})
    return {"items": items}
