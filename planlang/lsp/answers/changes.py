"""Answers that change several places: names, and what can be done about findings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from planlang.diagnostics.diagnostic import Edit
from planlang.diagnostics.text import Message
from planlang.editor.changing.action import EXTRACT, MOVE
from planlang.editor.changing.actions import actions
from planlang.editor.changing.declaring import extracted
from planlang.editor.changing.moving import moved
from planlang.editor.changing.rename import rename, renamed_at
from planlang.editor.desk import View
from planlang.lsp.findings import diagnostic_json
from planlang.lsp.session import Session
from planlang.lsp.wire import REQUEST_FAILED, Json, RefusedError

INVOKED = 1
MARK = "planlang"


def prepare_rename(session: Session, params: Json) -> Json:
    """`textDocument/prepareRename`.

    Raises:
        RefusedError: the name cannot be changed.
    """
    view = session.view(params)
    if view is None:
        return None
    found = renamed_at(view, session.offset(params))
    if isinstance(found, Message):
        raise RefusedError(REQUEST_FAILED, found.render(session.language(view)))
    return {"range": session.range(found.span, session.document(params)), "placeholder": found.text}


def rename_name(session: Session, params: Json) -> Json:
    """`textDocument/rename`.

    Raises:
        RefusedError: the name cannot be changed, or not to this one.
    """
    view = session.view(params)
    if view is None:
        return None
    language = session.language(view)
    found = rename(session.desk, view, session.offset(params), params["newName"])
    if isinstance(found, Message):
        raise RefusedError(REQUEST_FAILED, found.render(language))
    return _change(session, found)


def code_actions(session: Session, params: Json) -> Json:
    """`textDocument/codeAction`."""
    view = session.view(params)
    if view is None:
        return []
    document = session.document(params)
    language = session.language(view)
    start, end = (document.offset(params["range"][side], session.counted) for side in ("start", "end"))
    only = (params.get("context") or {}).get("only")
    told = session.desk.told(view.main)
    before = {place for one in told if one.before for place in one.diagnostic.everywhere()}
    found = [
        {
            "title": action.title.render(language),
            "kind": action.kind,
            "edit": _change(session, _by_file(view, action.edits)),
            **(
                {"diagnostics": [diagnostic_json(session, view, action.about, language, before=action.about in before)]}
                if action.about
                else {}
            ),
            **({"isPreferred": True} if action.best else {}),
        }
        for action in actions(view, [one.diagnostic for one in told], start, end, language)
        if _is_wanted(action.kind, only)
    ]
    invoked = (params.get("context") or {}).get("triggerKind") == INVOKED or bool(only)
    if invoked and _is_wanted(MOVE, only):  # the plan is checked for each: not for a light bulb alone
        for move in moved(session.desk, view, start):
            words = move.title.render(language)
            edits = _change(session, _by_file(view, move.edits), words)
            found.append({"title": words, "kind": move.kind, "edit": edits})
        view = session.view(params) or view
    if start < end and _is_wanted(EXTRACT, only):
        action = extracted(session.desk, view, start, end)
        if action is not None:
            edits = _change(session, {document.path: action.edits})
            found.append({"title": action.title.render(language), "kind": action.kind, "edit": edits})
    return found


def _is_wanted(kind: str, only: list[str] | None) -> bool:
    """Whether a client asks for actions of a kind."""
    return not only or any(kind == one or kind.startswith(f"{one}.") for one in only)


def _by_file(view: View, edits: Iterable[Edit]) -> dict[Path, tuple[Edit, ...]]:
    found: dict[Path, tuple[Edit, ...]] = {}
    for edit in edits:
        path = view.place(edit.span)
        found[path] = (*found.get(path, ()), edit)
    return found


def _change(session: Session, edits: Mapping[Path, tuple[Edit, ...]], label: str | None = None) -> Json:
    """Edits of several files, with the versions of those that are open where the client looks at them; what has a label is shown
    before it is done, where the client can.
    """
    files = [(path, session.documents.get(path), edits[path]) for path in sorted(edits)]
    if not session.can("workspace", "workspaceEdit", "documentChanges"):
        return {"changes": {session.uri(path): session.edits(those, document) for path, document, those in files}}
    asks = label is not None and session.can("workspace", "workspaceEdit", "changeAnnotationSupport") is not None
    mark = {"annotationId": MARK} if asks else {}
    changes = [
        {
            "textDocument": {"uri": session.uri(path), "version": document.version if document else None},
            "edits": [{**edit, **mark} for edit in session.edits(those, document)],
        }
        for path, document, those in files
    ]
    if not asks:
        return {"documentChanges": changes}
    return {"documentChanges": changes, "changeAnnotations": {MARK: {"label": label, "needsConfirmation": True}}}
