"""`python benchmarks/servers.py`: this language server beside those of other languages, on files of equal size.

Each is started as editors start it, gets 8 files of 5,000 lines together, and then keystrokes, each followed by the question what is
wrong with that file; those that format are asked for that too. Figures are milliseconds of CPU of all threads of the server, and in
brackets of the clock, that half and 95 of 100 take at most. A server that is not installed is left out. `python
benchmarks/servers.py 100000` takes another number of lines.
"""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import edits
from attrs import define, field

KEYS = 60
PAUSE = 0.2
"""Seconds between two questions."""
PYTHON = '''
def visited_{n}(days: list[int], least: int = 1{n}) -> list[int]:
    """The days on which there were enough visits."""
    found: list[int] = []
    for day in days:
        if day % 7 < 5 and day > least:
            found.append(day + 1{n})
        elif day == 0:
            found.extend(range(day))
    return found


class Team{n}:
    """People who sell together."""

    def __init__(self, name: str, people: dict[str, int]) -> None:
        self.name = name
        self.people = people

    def largest(self) -> str | None:
        """Who sells most."""
        best = max(self.people.values(), default=1{n})
        return next((name for name, sold in self.people.items() if sold == best), None)

'''


@define
class Client:
    """A server that was started, as an editor talks to it."""

    process: subprocess.Popen[bytes]
    asked: int = field(default=0)

    def tell(self, method: str, params: Any) -> None:
        """Sends what needs no answer."""
        self._send({"method": method, "params": params})

    def ask(self, method: str, params: Any) -> Any:
        """The answer to a question; what the server asks in the meantime it gets none of."""
        self.asked += 1
        self._send({"id": self.asked, "method": method, "params": params})
        while True:
            message = self._next()
            if "method" in message:
                if "id" in message:
                    items = (message.get("params") or {}).get("items")
                    self._send({"id": message["id"], "result": None if items is None else [None for _ in items]})
            elif message.get("id") == self.asked:
                if "error" in message and message["error"]["code"] != -32802:
                    raise RuntimeError(message["error"])
                return message.get("result")

    def took(self) -> float:
        """The seconds of CPU that it and what it has started have taken so far."""
        tasks = [task for process in _family(self.process.pid) for task in process.glob("task/*/schedstat")]
        return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9

    @property
    def memory(self) -> int:
        """The MiB that it and what it has started have had at most."""
        statuses = [(process / "status").read_text().splitlines() for process in _family(self.process.pid)]
        return sum(int(line.split()[1]) for status in statuses for line in status if "VmHWM" in line) // 1024

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def _next(self) -> Any:
        assert self.process.stdout is not None
        length = 0
        while (line := self.process.stdout.readline().strip()) or not length:
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        return json.loads(self.process.stdout.read(length))


def _family(pid: int) -> list[Path]:
    """A process and all that it has started."""
    here = Path(f"/proc/{pid}")
    started = [int(child) for task in here.glob("task/*/children") for child in task.read_text().split()]
    return [here, *(one for child in started for one in _family(child))]


def python(lines: int) -> dict[str, str]:
    """Files of Python of so many lines together."""
    block = PYTHON.count("\n")
    blocks = [PYTHON.format(n=n) for n in range(lines // block)]
    part = len(blocks) // edits.FILES + 1
    return {f"part{at}.py": "".join(blocks[at * part : (at + 1) * part]) for at in range(edits.FILES)}


SERVERS: dict[str, tuple[list[str], str, Callable[[], dict[str, str]]]] = {
    "planlang lsp": ([sys.executable, "-m", "planlang", "lsp"], "planlang", edits.texts),
    "ruff server": (["ruff", "server"], "python", lambda: python(edits.LINES)),
    "ty server": (["ty", "server"], "python", lambda: python(edits.LINES)),
    "basedpyright": (["basedpyright-langserver", "--stdio"], "python", lambda: python(edits.LINES)),
}
PLACES = {"planlang": ("takes ", "target ", "minutes > ", "for 3"), "python": ("day + 1", "default=1", "int = 1")}


def main() -> None:
    if len(sys.argv) > 1:
        edits.LINES = int(sys.argv[1])
    for name, (command, language, texts) in SERVERS.items():
        if shutil.which(command[0]) is None:
            print(f"{name:14} left out: {command[0]} is not installed")
            continue
        with tempfile.TemporaryDirectory() as folder:
            measured(name, command, language, texts(), Path(folder))


def measured(name: str, command: list[str], language: str, texts: dict[str, str], folder: Path) -> None:
    """Starts a server, types, and prints what that took."""
    for path, text in texts.items():
        (folder / path).write_text(text, encoding="utf-8")
    process = subprocess.Popen(
        command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    client = Client(process)
    try:
        can = {
            "textDocument": {"diagnostic": {"dynamicRegistration": False}},
            "general": {"positionEncodings": ["utf-16"]},
        }
        root = {"uri": folder.as_uri(), "name": folder.name}
        params = {"processId": None, "rootUri": root["uri"], "capabilities": can, "workspaceFolders": [root]}
        offered = client.ask("initialize", params)["capabilities"]
        client.tell("initialized", {})
        for path, text in texts.items():
            item = {"uri": (folder / path).as_uri(), "languageId": language, "version": 1, "text": text}
            client.tell("textDocument/didOpen", {"textDocument": item})
        for path in texts:
            client.ask("textDocument/diagnostic", {"textDocument": {"uri": (folder / path).as_uri()}})
        cold = client.took()
        took = typed(client, folder, texts, PLACES[language], formats="documentFormattingProvider" in offered)
        lines = sum(text.count("\n") for text in texts.values())
        said = [f"{what} {figures(times)}" for what, times in took.items() if times]
        print(f"{name:14} {lines:,} lines, opened in {cold:.1f} s; {'; '.join(said)}; {client.memory} MiB")
    finally:
        process.kill()
        process.wait()


def typed(
    client: Client, folder: Path, texts: dict[str, str], places: tuple[str, ...], *, formats: bool
) -> dict[str, list[tuple[float, float]]]:
    """What each keystroke with its diagnostics took, and what formatting, in seconds of CPU and of the clock."""
    took: dict[str, list[tuple[float, float]]] = {"edit and diagnostics": [], "formatting": []}
    chance = random.Random(1)
    for number in range(KEYS):
        path = chance.choice(list(texts))
        lines = texts[path].split("\n")
        written = places[number % len(places)]
        line = chance.choice([at for at, text in enumerate(lines) if written in text])
        column = lines[line].index(written) + len(written)
        here, key = {"line": line, "character": column}, chance.choice("123456789")
        lines[line] = lines[line][:column] + key + lines[line][column:]
        texts[path] = "\n".join(lines)
        document = {"uri": (folder / path).as_uri()}
        change = [{"range": {"start": here, "end": here}, "text": key}]
        before, clock = client.took(), time.perf_counter()
        client.tell(
            "textDocument/didChange", {"textDocument": {**document, "version": number + 2}, "contentChanges": change}
        )
        client.ask("textDocument/diagnostic", {"textDocument": document})
        took["edit and diagnostics"].append((client.took() - before, time.perf_counter() - clock))
        time.sleep(PAUSE)  # what is done while nobody waits is not counted
        if formats:
            before, clock = client.took(), time.perf_counter()
            options = {"tabSize": 4, "insertSpaces": True}
            client.ask("textDocument/formatting", {"textDocument": document, "options": options})
            took["formatting"].append((client.took() - before, time.perf_counter() - clock))
            time.sleep(PAUSE)
    return took


def figures(times: list[tuple[float, float]]) -> str:
    """The middle and the 95th of 100, of CPU and of the clock."""
    cpu, clock = (sorted(one[at] * 1000 for one in times) for at in (0, 1))
    middle, most = len(times) // 2, int(len(times) * 0.95)
    return f"{cpu[middle]:.1f}/{cpu[most]:.1f} ({clock[middle]:.0f}/{clock[most]:.0f}) ms"


if __name__ == "__main__":
    main()
