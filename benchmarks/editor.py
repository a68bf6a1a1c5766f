"""`python benchmarks/editor.py`: what the language server takes while somebody types into a plan of 5,000 lines in 8 files.

Each figure is the 95th percentile of CPU milliseconds over the same random keystrokes, beside the figure to be reached. The
yardstick in the same run is parse and check of the whole plan for the first time. `python benchmarks/editor.py 100000` takes another
number of lines.
"""

from __future__ import annotations

import gc
import random
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import edits

from planlang.lsp.documents import Document
from planlang.lsp.features import FEATURES
from planlang.lsp.findings import findings
from planlang.lsp.session import Session
from planlang.source import Counted
from planlang.workspace.sources import Memory, Sources
from planlang.workspace.workspace import open_from

COMPLETION = "textDocument/completion"
FOLDER = Path("/nowhere/plans")
ASKED = {
    "textDocument/completion": 30,
    "textDocument/hover": 15,
    "textDocument/definition": 10,
    "textDocument/references": 50,
    "textDocument/documentSymbol": 30,
    "textDocument/semanticTokens/range": 10,
    "textDocument/semanticTokens/full": 80,
    "textDocument/foldingRange": 30,
    "textDocument/selectionRange": 10,
    "textDocument/codeLens": 100,
    "textDocument/inlayHint": 50,
    "textDocument/signatureHelp": 20,
    "textDocument/codeAction": 50,
    "textDocument/formatting": 100,
}
"""What is asked after each keystroke, with the milliseconds that it may take."""
DIAGNOSTICS = 25
KEYS = 60
ANSWERS = {feature.method: feature.answer for feature in FEATURES}


def main() -> None:
    if len(sys.argv) > 1:
        edits.LINES = int(sys.argv[1])
    texts = edits.texts()
    start = next(iter(texts))
    print(f"{sum(text.count(chr(10)) for text in texts.values()):,} lines in {len(texts)} files")
    gc.disable()
    cold = timed(lambda: open_from(Sources(Memory(texts)), start))
    print(f"{'parsed and checked for the first time':40} {cold * 1000:8.1f} ms")
    session = Session(counted=Counted.UTF_16)
    session.desk.folders = (FOLDER,)
    for name, text in texts.items():
        path = FOLDER / name
        session.documents[path] = Document(path.as_uri(), path, 1, text)
        session.desk.put(path, text)
    findings(session)
    took: dict[str, list[float]] = {"edit and diagnostics": []}
    chance = random.Random(1)
    for _ in range(KEYS):
        name = chance.choice(list(texts))
        document = session.documents[FOLDER / name]
        lines = document.text.split("\n")
        line = chance.choice([at for at, text in enumerate(lines) if "takes" in text or "target" in text])
        column = max(lines[line].rfind("takes"), lines[line].rfind("target")) + 7
        here = {"line": line, "character": column}
        key = chance.choice("123456789")
        change = {"range": {"start": here, "end": here}, "text": key}

        def typed(document: Document = document, change: Any = change) -> None:
            document.change([change], document.version + 1, session.counted)
            session.desk.put(document.path, document.text)
            findings(session)

        took["edit and diagnostics"].append(timed(typed))
        params = {
            "textDocument": {"uri": document.uri},
            "position": {"line": line, "character": column + 1},
            "positions": [here],
            "range": {"start": {"line": max(0, line - 25), "character": 0}, "end": {"line": line + 25, "character": 0}},
            "context": {"includeDeclaration": True},
        }
        took.setdefault(COMPLETION, []).append(timed(lambda params=params: ANSWERS[COMPLETION](session, params)))
        view = session.desk.view(document.path)
        assert view is not None
        view.opened.names.places(document.path.name)  # the server does this when nothing waits
        for method in ASKED.keys() - {COMPLETION}:
            took.setdefault(method, []).append(
                timed(lambda method=method, params=params: ANSWERS[method](session, params))
            )
    for what, times in took.items():
        most = {"edit and diagnostics": DIAGNOSTICS, **ASKED}[what]
        reached = percentile(times) * 1000
        print(f"{what:40} {reached:8.1f} ms  (at most {most}){'' if reached <= most else '  MISSED'}")
    print(f"{'memory':40} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024:8} MiB (at most 300)")


def timed(work: Callable[[], object]) -> float:
    """The seconds of CPU that something takes."""
    began = time.process_time()
    work()
    return time.process_time() - began


def percentile(times: list[float]) -> float:
    """The time that 95 of 100 do not take longer than."""
    return sorted(times)[int(len(times) * 0.95)]


if __name__ == "__main__":
    main()
