"""Whatever stands in a file, and wherever somebody points: every request is answered, and with what the protocol takes."""

from __future__ import annotations

import contextlib
import json
import random
from pathlib import Path
from typing import Any

import pytest
from lsprotocol.types import METHOD_TO_TYPES

from planlang.lsp.answers.commands import COMMANDS
from planlang.lsp.documents import Document
from planlang.lsp.features import FEATURES
from planlang.lsp.findings import findings
from planlang.lsp.session import Session
from planlang.lsp.wire import RefusedError
from planlang.source import Counted
from tests.laws import tries
from tests.lsp.client import CONVERTER
from tests.workspace.edits import edited
from tests.workspace.plans import MORE, TEXTS

FOLDER = Path("/nowhere/plans")
ODD = [
    "",
    "{",
    "}",
    '"',
    "# ",
    "\u0000",
    "🚀",
    "\r",
    "a.b.",
    "use ",
    'read "',
    "goal g { measure ",
    "（",
    "“",
    "\u2028",
    "\ud800",
]
ITEM = {"name": "x", "kind": 1}


def asked(document: Document, chance: random.Random, counted: Counted) -> dict[str, Any]:
    """Parameters that do for any request about a text."""
    lines = document.text.split("\n")

    def place() -> dict[str, int]:
        line = chance.randrange(len(lines) + 1)
        width = len(lines[line]) if line < len(lines) else 0
        return {"line": line, "character": chance.randrange(width + 3)}

    start, end = sorted((place(), place()), key=lambda one: (one["line"], one["character"]))
    where = {"start": start, "end": end}
    return {
        "textDocument": {"uri": document.uri},
        "position": start,
        "positions": [start, end],
        "range": where,
        "context": {"includeDeclaration": True, "diagnostics": []},
        "uri": chance.choice(["planlang://rows/1/x.md", "planlang:", "http://[", document.uri]),
        "command": chance.choice(COMMANDS),
        "arguments": [],
        "newName": chance.choice(["x", "y2", "goal", "新的", "a b", ""]),
        "ch": chance.choice(["}", "\n", "，", "；", "｛"]),
        "query": chance.choice(["", "a", "qy", "签"]),
        "previousResultId": "1",
        "options": {"tabSize": 2, "insertSpaces": True},
        "item": {**ITEM, "uri": document.uri, "range": where, "selectionRange": where},
    }


@pytest.mark.parametrize("counted", list(Counted))
@pytest.mark.parametrize("texts", [TEXTS, MORE])
def test_every_request_is_answered_about_any_text(texts: dict[str, str], counted: Counted) -> None:
    chance = random.Random(counted.value)
    session = Session(counted=counted)
    session.client = {"workspace": {"workspaceEdit": {"documentChanges": True}}, "textDocument": {"documentSymbol": {}}}
    session.desk.folders = (FOLDER,)
    for name, text in texts.items():
        path = FOLDER / name
        session.documents[path] = Document(path.as_uri(), path, 1, text)
        session.desk.put(path, text)
    for _ in range(tries(40)):
        document = session.documents[FOLDER / chance.choice(list(texts))]
        text = edited(document.text, chance)
        if chance.random() < 0.4:
            at = chance.randrange(len(text) + 1)
            text = text[:at] + chance.choice(ODD) + text[at:]
        document.change([{"text": text if chance.random() < 0.99 else ""}], document.version + 1, counted)
        session.desk.put(document.path, document.text)
        findings(session)
        for feature in FEATURES:
            with contextlib.suppress(RefusedError):  # a name that cannot be changed
                result = feature.answer(session, asked(document, chance, counted))
                assert json.loads(json.dumps(result)) == result, feature.method
                CONVERTER.structure({"id": 1, "jsonrpc": "2.0", "result": result}, METHOD_TO_TYPES[feature.method][1])
