"""The process that reads data, as the server sees it: started when it is first asked, ended when nobody asks for a while.

In: questions. Out: their answers, on a thread of its own; None where the process went away without one. What is asked again
before it was begun is asked once.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from threading import Lock, Thread, Timer
from typing import Any

from planlang.frozen import define, field

Json = Any
Heard = Callable[[Json], None]
IDLE = 600.0
"""Seconds without a question after which the process ends, and what it keeps in memory with it."""
START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from planlang.editor.standing.work import main; main()"
)
"""Nothing that lies in the working directory is imported."""


@define(eq=False)
class Worker:
    """At most one process, which works on one question after the other."""

    command: tuple[str, ...] = field(factory=lambda: (sys.executable, "-I", "-c", START, json.dumps(sys.path)))
    idle: float = IDLE
    _waiting: list[tuple[str, dict[str, Json], Heard]] = field(factory=list)
    _process: subprocess.Popen[bytes] | None = None
    _busy: bool = False
    _lock: Lock = field(factory=Lock)
    _timer: Timer | None = None

    def ask(self, key: str, question: Mapping[str, Json], heard: Heard) -> None:
        """Asks; of questions of one key that wait the last one counts."""
        with self._lock:
            self._waiting = [one for one in self._waiting if one[0] != key]
            self._waiting.append((key, {**question, "id": key}, heard))
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None
            if not self._busy:
                self._busy = True
                Thread(target=self._work, name="data", daemon=True).start()

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._waiting:
                    self._busy = False
                    self._timer = Timer(self.idle, self.end)
                    self._timer.daemon = True
                    self._timer.start()
                    return
                _, question, heard = self._waiting.pop(0)
            heard(self._answer(question))

    def _answer(self, question: Json) -> Json:
        process = self._process
        if process is not None and process.poll() is not None:
            _let_go(process)
            process = None
        if process is None:
            try:
                process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            except OSError:
                return None
            self._process = process
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(json.dumps(question).encode() + b"\n")
            process.stdin.flush()
            line = process.stdout.readline()
            return json.loads(line) if line else None
        except (OSError, ValueError):
            return None

    def end(self) -> None:
        """Let the process go; the next question starts another one."""
        with self._lock:
            process, self._process = self._process, None
            self._waiting = []
            if self._timer is not None:
                self._timer.cancel()
        if process is not None:
            process.kill()
            _let_go(process)


def _let_go(process: subprocess.Popen[bytes]) -> None:
    """Takes note of a process that is at its end."""
    process.wait()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with suppress(OSError):
                stream.close()
