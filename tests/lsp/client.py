"""An editor as tests drive it: a server in a process of its own, or in a thread of this one; every answer is held to the protocol."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from lsprotocol import converters
from lsprotocol.types import METHOD_TO_TYPES

from planlang.diagnostics.text import Language
from planlang.lsp.server import serve
from planlang.lsp.wire import Sender, Unreadable, read_message

ROOT = Path(__file__).resolve().parents[2]
CONVERTER = converters.get_converter()
CAPABILITIES: dict[str, Any] = {
    "textDocument": {
        "hover": {"contentFormat": ["markdown", "plaintext"]},
        "documentSymbol": {"hierarchicalDocumentSymbolSupport": True},
        "publishDiagnostics": {"relatedInformation": True, "versionSupport": True},
        "completion": {"completionItem": {"snippetSupport": True}},
        "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix", "source.fixAll"]}}},
    },
    "workspace": {
        "workspaceEdit": {"documentChanges": True},
        "inlayHint": {"refreshSupport": True},
        "codeLens": {"refreshSupport": True},
    },
}


class RefusedByServerError(Exception):
    """The server answered with an error."""

    def __init__(self, error: dict[str, Any]) -> None:
        super().__init__(error["message"])
        self.code = error["code"]
        self.data = error.get("data")


class Client:
    """One editor. Texts are called by their path in a folder."""

    def __init__(self, reader: BinaryIO, writer: BinaryIO, folder: Path, encoding: str) -> None:
        self.reader, self.sender = reader, Sender(writer)
        self.folder, self.encoding = folder, encoding
        self.versions: dict[str, int] = {}
        self.texts: dict[str, str] = {}
        self.published: list[dict[str, Any]] = []
        self.logged: list[str] = []
        self.shown: list[str] = []
        self.asked: list[dict[str, Any]] = []
        self.answers: dict[Any, dict[str, Any]] = {}
        self._ids = itertools.count(1)

    # ---- the protocol

    def post(self, method: str, params: Any) -> int:
        """Asks, and does not wait."""
        id = next(self._ids)
        self.sender.send({"id": id, "method": method, "params": params})
        return id

    def wait(self, id: int, method: str) -> Any:
        """The answer to what was asked."""
        while id not in self.answers:
            self._hear()
        answer = self.answers.pop(id)
        if "error" in answer:
            raise RefusedByServerError(answer["error"])
        known = METHOD_TO_TYPES.get(method)
        if known is not None:
            CONVERTER.structure(answer, known[1])
        return answer["result"]

    def ask(self, method: str, params: Any) -> Any:
        """Asks and waits."""
        return self.wait(self.post(method, params), method)

    def tell(self, method: str, params: Any) -> None:
        self.sender.tell(method, params)

    def _hear(self) -> None:
        message = read_message(self.reader)
        assert message is not None, "the server is gone"
        assert not isinstance(message, Unreadable)
        if "method" not in message:
            self.answers[message["id"]] = message
            return
        CONVERTER.structure(message, METHOD_TO_TYPES[message["method"]][0])
        if "id" in message:
            self.asked.append(message)
            self.sender.answer(message["id"], None)
        elif message["method"] == "window/showMessage":
            self.shown.append(message["params"]["message"])
        elif message["method"] == "window/logMessage":
            self.logged.append(message["params"]["message"])
        else:
            self.published.append(message["params"])

    def until(self, holds: Callable[[], Any]) -> None:
        """Listens until something holds."""
        while not holds():
            self._hear()

    # ---- what an editor does

    def initialize(self, capabilities: dict[str, Any] = CAPABILITIES, **options: Any) -> Any:
        result = self.ask(
            "initialize",
            {
                "processId": None,
                "rootUri": self.folder.as_uri(),
                "workspaceFolders": [{"uri": self.folder.as_uri(), "name": "plans"}],
                "capabilities": {"general": {"positionEncodings": [self.encoding]}, **capabilities},
                **options,
            },
        )
        self.tell("initialized", {})
        return result

    def uri(self, name: str) -> str:
        return name if ":" in name else (self.folder / name).as_uri()

    def name(self, uri: str) -> str:
        return uri.removeprefix(self.folder.as_uri() + "/")

    def open(self, name: str, text: str | None = None) -> None:
        text = (self.folder / name).read_bytes().decode() if text is None else text
        self.versions[name], self.texts[name] = 1, text
        item = {"uri": self.uri(name), "languageId": "planlang", "version": 1, "text": text}
        self.tell("textDocument/didOpen", {"textDocument": item})

    def change(self, name: str, *changes: dict[str, Any]) -> None:
        self.versions[name] += 1
        document = {"uri": self.uri(name), "version": self.versions[name]}
        self.tell("textDocument/didChange", {"textDocument": document, "contentChanges": list(changes)})

    def replace(self, name: str, text: str) -> None:
        self.texts[name] = text
        self.change(name, {"text": text})

    def edit(self, name: str, old: str, new: str) -> None:
        """Replaces the one place of a text, as an edit of a range."""
        text = self.texts[name]
        assert text.count(old) == 1, old
        at = text.index(old)
        where = {"start": self.position(name, at), "end": self.position(name, at + len(old))}
        self.change(name, {"range": where, "text": new})
        self.texts[name] = text.replace(old, new)

    def close(self, name: str) -> None:
        self.tell("textDocument/didClose", {"textDocument": {"uri": self.uri(name)}})

    def diagnostics(self, name: str) -> list[dict[str, Any]]:
        """What is published for the newest version of a text."""
        while True:
            for told in reversed(self.published):
                if told["uri"] == self.uri(name) and told.get("version") == self.versions[name]:
                    return list(told["diagnostics"])
            self._hear()

    def at(self, name: str, marked: str, **more: Any) -> dict[str, Any]:
        """The place of `|` in a piece of a text, which has it once."""
        before, after = marked.split("|") if "|" in marked else (marked, "")
        assert self.texts[name].count(before + after) == 1, marked
        offset = self.texts[name].index(before + after) + len(before)
        return {"textDocument": {"uri": self.uri(name)}, "position": self.position(name, offset), **more}

    def about(self, name: str, **more: Any) -> dict[str, Any]:
        return {"textDocument": {"uri": self.uri(name)}, **more}

    def size(self, text: str) -> int:
        match self.encoding:
            case "utf-8":
                return len(text.encode())
            case "utf-16":
                return len(text.encode("utf-16-le")) // 2
            case _:
                return len(text)

    def position(self, name: str, offset: int) -> dict[str, int]:
        before = self.texts[name][:offset].replace("\r\n", "\n")
        return {"line": before.count("\n"), "character": self.size(before[before.rfind("\n") + 1 :])}

    def offset(self, name: str, position: dict[str, int]) -> int:
        lines = [*self.texts[name].splitlines(keepends=True), ""]
        start = sum(map(len, lines[: position["line"]]))
        line = lines[position["line"]] if position["line"] < len(lines) else ""
        length = next(n for n in range(len(line) + 1) if self.size(line[:n]) >= position["character"])
        return start + length

    def text_at(self, name: str, where: dict[str, Any]) -> str:
        return self.texts[name][self.offset(name, where["start"]) : self.offset(name, where["end"])]

    def places(self, found: list[dict[str, Any]]) -> list[str]:
        """Locations as `file:line:text`."""
        return [
            f"{(name := self.name(one['uri']))}:{one['range']['start']['line'] + 1}:{self.text_at(name, one['range'])}"
            for one in found
        ]

    def edited(self, name: str, edits: list[dict[str, Any]]) -> str:
        """A text after edits, none of which overlaps another."""
        text = self.texts[name]
        places = [(self.offset(name, one["range"]["start"]), self.offset(name, one["range"]["end"])) for one in edits]
        order = sorted(range(len(edits)), key=lambda index: places[index], reverse=True)
        behind = len(text)
        for index in order:
            start, end = places[index]
            assert start <= end <= behind, "edits overlap"
            text = text[:start] + edits[index]["newText"] + text[end:]
            behind = start
        return text


@contextmanager
def connected(folder: Path, encoding: str = "utf-16", *, start: bool = True, **options: Any) -> Iterator[Client]:
    """A client of a server that runs in a thread of this process."""
    to_server, from_client = os.pipe()
    to_client, from_server = os.pipe()
    ended: list[int] = []
    with open(to_server, "rb") as reads, open(to_client, "rb") as hears, open(from_server, "wb") as says:

        def work() -> None:
            ended.append(serve(reads, says, None, Language.EN))

        worker = threading.Thread(target=work, daemon=True)
        worker.start()
        try:
            with open(from_client, "wb") as writes:
                client = Client(hears, writes, folder, encoding)
                if start:
                    client.initialize(**options)
                yield client
                client.ask("shutdown", None)
                client.tell("exit", None)
        finally:
            worker.join(10)
    assert ended == [0]


@contextmanager
def process(folder: Path, *arguments: str) -> Iterator[tuple[Client, subprocess.Popen[bytes]]]:
    """A client of a server in a process of its own."""
    command = [sys.executable, "-m", "planlang", "lsp", *arguments]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT
    ) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        patience = threading.Timer(60, server.kill)
        patience.start()
        yield Client(server.stdout, server.stdin, folder, "utf-16"), server
        patience.cancel()
