"""What is wrong with the plans, as an editor is told: pushed for each version of a text, or pulled.

In: a session. Out: diagnostics of the protocol, by file. Of very many in one file the first are told, and how many more there are.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path

from planlang.diagnostics.diagnostic import Diagnostic, Severity
from planlang.diagnostics.text import Language, Text
from planlang.editor.desk import LIBRARY, View
from planlang.lsp.session import Session
from planlang.lsp.wire import Json

MOST = 1_000
"""Diagnostics of a file that are told one by one."""
MORE = Text("editor.more-findings", "{count} more findings in this file are not shown; mend some of these first")
SEVERITIES = {Severity.ERROR: 1, Severity.WARNING: 2, Severity.NOTE: 3}
HINT = 4
BEFORE = Text("editor.before", "known before, says the baseline")
SOURCE = "planlang"
Said = dict[Diagnostic, tuple[View, bool]]
"""Findings, each with its plan and whether a baseline knows it."""


def findings(session: Session) -> dict[Path, list[Json]]:
    """The diagnostics of all plans that something open belongs to, by file; a file without any has none."""
    found: dict[Path, Said] = {path: {} for path in session.documents}
    for main in dict.fromkeys(session.desk.main_of(path) for path in session.documents):
        opened = session.desk.opened(main)
        if opened is None:
            continue
        view = View(opened, opened.modules[0], main)
        for module in opened.modules:
            if not module.source.path.startswith(LIBRARY):
                found.setdefault(view.place_of(module.source.path), {})
        for one in session.desk.told(main):
            for diagnostic in one.diagnostic.everywhere():
                if not diagnostic.span.source.path.startswith(LIBRARY):
                    found.setdefault(view.place(diagnostic.span), {})[diagnostic] = view, one.before
    return {path: _told(session, path, said) for path, said in found.items()}


def _told(session: Session, path: Path, said: Said) -> list[Json]:
    language = session.language(next((view for view, _ in said.values()), None))
    told = [
        diagnostic_json(session, view, one, language, before=before)
        for one, (view, before) in list(said.items())[:MOST]
    ]
    if len(said) > MOST:
        message = MORE(count=len(said) - MOST).render(language)
        told.append({**told[-1], "severity": 1, "code": "more", "message": message, "relatedInformation": []})
    return told


def diagnostic_json(
    session: Session, view: View, diagnostic: Diagnostic, language: Language, *, before: bool = False
) -> Json:
    """One diagnostic; one that a baseline knows is a hint."""
    document = session.documents.get(view.place(diagnostic.span))
    words = [diagnostic.message, diagnostic.note, diagnostic.help, BEFORE() if before else None]
    return {
        "range": session.range(diagnostic.span, document),
        "severity": HINT if before else SEVERITIES[diagnostic.severity],
        "code": diagnostic.name,
        "source": SOURCE,
        "message": "\n".join(one.render(language) for one in words if one is not None),
        "relatedInformation": [
            {"location": session.location(view, one.span), "message": one.message.render(language)}
            for one in diagnostic.related
        ],
    }


def digest(told: Iterable[Json]) -> str:
    """What tells one list of diagnostics from another."""
    return blake2b(json.dumps(list(told), ensure_ascii=False).encode("utf-8", "replace"), digest_size=12).hexdigest()


def report(told: list[Json], before: str | None) -> Json:
    """The answer to a client that asks for the diagnostics of a file, having those of an earlier answer."""
    id = digest(told)
    return {"kind": "unchanged", "resultId": id} if id == before else {"kind": "full", "resultId": id, "items": told}
