"""`python benchmarks/editor.py`: what the language server takes while somebody types into a plan of 5,000 lines in 8 files.

Each figure is the 95th percentile of CPU milliseconds over the same random keystrokes, beside the figure to be reached. The
yardstick in the same run is parse and check of the whole plan for the first time. `python benchmarks/editor.py 100000` takes another
number of lines.
"""

from __future__ import annotations

import gc
import io
import json
import random
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import edits

from planlang.editor.ready import make_ready
from planlang.lsp.documents import Document
from planlang.lsp.features import FEATURES
from planlang.lsp.findings import findings
from planlang.lsp.mailbox import Mailbox
from planlang.lsp.server import Server
from planlang.lsp.session import Session
from planlang.lsp.wire import Sender
from planlang.source import Counted, Source
from planlang.syntax.again import Readings
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
SYNTAX, DIAGNOSTICS = "edit and mistakes of writing in the file", "edit and diagnostics of all open files"
READY, BACK, OVERTAKEN = "made ready while nobody waits", "100 requests taken back", "100 requests overtaken"
MOST = {SYNTAX: 10, DIAGNOSTICS: 25, BACK: 50, OVERTAKEN: 50, **ASKED}
PLACES = ("takes ", "target ", "minutes > ", "for 3")
"""What is typed behind: digits in a task, a goal, a metric and an alert, one after the other."""
KEYS = 120
ANSWERS = {feature.method: feature.answer for feature in FEATURES}


def main() -> None:
    if len(sys.argv) > 1:
        edits.LINES = int(sys.argv[1])
    texts = edits.texts()
    start = next(iter(texts))
    print(
        f"{sum(text.count(chr(10)) for text in texts.values()):,} lines in {len(texts)} files; 95 of 100 take at most"
    )
    gc.disable()
    cold = timed(lambda: open_from(Sources(Memory(texts)), start))
    print(f"{'parsed and checked for the first time':40} {cold * 1000:8.1f} ms")
    session = Session(counted=Counted.UTF_16)
    session.desk.folders = (FOLDER,)
    readings = {name: Readings() for name in texts}
    for name, text in texts.items():
        path = FOLDER / name
        session.documents[path] = Document(path.as_uri(), path, 1, text)
        session.desk.put(path, text)
        readings[name].parse(Source(name, text))
    findings(session)
    took: dict[str, list[float]] = {what: [] for what in (SYNTAX, DIAGNOSTICS, READY)}
    chance = random.Random(1)
    for number in range(KEYS):
        name = chance.choice(list(texts))
        document = session.documents[FOLDER / name]
        lines = document.text.split("\n")
        written = PLACES[number % len(PLACES)]
        line = chance.choice([at for at, text in enumerate(lines) if written in text])
        column = lines[line].index(written) + len(written)
        here = {"line": line, "character": column}
        change = {"range": {"start": here, "end": here}, "text": chance.choice("123456789")}

        def typed(document: Document = document, change: Any = change) -> None:
            document.change([change], document.version + 1, session.counted)
            session.desk.put(document.path, document.text)
            findings(session)

        took[DIAGNOSTICS].append(timed(typed))
        took[SYNTAX].append(timed(lambda name=name, text=document.text: readings[name].parse(Source(name, text))))
        params = {
            "textDocument": {"uri": document.uri},
            "position": {"line": line, "character": column + 1},
            "positions": [here],
            "range": {"start": {"line": max(0, line - 25), "character": 0}, "end": {"line": line + 25, "character": 0}},
            "context": {"includeDeclaration": True},
        }
        # who types goes on typing: what is completed comes before the server had time to make ready
        took.setdefault(COMPLETION, []).append(timed(lambda params=params: ANSWERS[COMPLETION](session, params)))
        view = session.desk.view(document.path)
        assert view is not None
        took[READY].append(timed(lambda view=view: list(make_ready(view))))  # the server does this when nothing waits
        for method in ASKED.keys() - {COMPLETION}:
            took.setdefault(method, []).append(
                timed(lambda method=method, params=params: ANSWERS[method](session, params))
            )
    took |= queued(texts)
    for what, times in took.items():
        reached, most = percentile(times) * 1000, MOST.get(what)
        allowed = "" if most is None else f"  (at most {most}){'' if reached <= most else '  MISSED'}"
        print(f"{what:40} {reached:8.1f} ms{allowed}")
    print(f"{'memory':40} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024:8} MiB (at most 300)")


def queued(texts: dict[str, str]) -> dict[str, list[float]]:
    """What it takes to answer requests that the editor has taken back, and such as are about a text that has changed since."""
    began = [{"id": 0, "method": "initialize", "params": {"capabilities": {}}}]
    for name, text in texts.items():
        opened = {"uri": (FOLDER / name).as_uri(), "version": 1, "languageId": "planlang", "text": text}
        began.append({"method": "textDocument/didOpen", "params": {"textDocument": opened}})
    uri = (FOLDER / next(iter(texts))).as_uri()
    about = {"textDocument": {"uri": uri}, "position": {"line": 3, "character": 3}}
    asked = [{"id": number, "method": "textDocument/completion", "params": about} for number in range(1, 101)]
    takes_back = [{"method": "$/cancelRequest", "params": {"id": number}} for number in range(1, 101)]
    here = {"line": 0, "character": 0}
    change = {"range": {"start": here, "end": here}, "text": "\n"}
    about_it = {"textDocument": {"uri": uri, "version": 2}, "contentChanges": [change]}
    overtakes = [{"method": "textDocument/didChange", "params": about_it}]
    none = min(served([*began, *overtakes]) for _ in range(5))
    return {
        BACK: [min(served([*began, *asked, *takes_back, *overtakes]) for _ in range(5)) - none],
        OVERTAKEN: [min(served([*began, *asked, *overtakes]) for _ in range(5)) - none],
    }


def served(messages: list[dict[str, Any]]) -> float:
    """The seconds of CPU that a server takes for messages that all wait when it begins."""
    bodies = [json.dumps({"jsonrpc": "2.0", **one}).encode() for one in [*messages, {"method": "exit"}]]
    mailbox = Mailbox(io.BytesIO(b"".join(b"Content-Length: %d\r\n\r\n" % len(body) + body for body in bodies)))
    mailbox.open()
    while not mailbox.ended:
        time.sleep(0.01)
    said = io.BytesIO()
    took = timed(Server(mailbox, Sender(said)).run)
    answers = said.getvalue().count(b'"id"')
    refused = said.getvalue().count(b'"error"')
    assert answers == refused + 1, "all but the first are refused"
    return took


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
