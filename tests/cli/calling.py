"""Command lines as tests run them: in this process, or in one of their own where it matters how a process starts and ends."""

from __future__ import annotations

import contextlib
import io
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from planlang.cli.main import run

LOCALE = ("LANG", "LC_ALL", "LC_MESSAGES")


def environment_of(changes: dict[str, str]) -> dict[str, str]:
    """The surroundings of a command: those of the tests without a language, with some changes."""
    return {**{key: value for key, value in os.environ.items() if key not in LOCALE}, **changes}


def heeds_interrupts() -> None:
    """For `preexec_fn`: a process ends with Ctrl-C, as in a terminal; who runs tests in the background has it ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@contextlib.contextmanager
def surroundings(cwd: Path, environment: dict[str, str]) -> Iterator[tuple[io.BytesIO, io.BytesIO]]:
    """A folder, an environment, and where standard output and error go to, as bytes in UTF-8."""
    before = dict(os.environ)
    out, err = io.BytesIO(), io.BytesIO()
    streams = [io.TextIOWrapper(into, encoding="utf-8", errors="replace", newline="\n") for into in (out, err)]
    os.environ.clear()
    os.environ.update(environment)
    try:
        with contextlib.chdir(cwd), contextlib.redirect_stdout(streams[0]), contextlib.redirect_stderr(streams[1]):
            yield out, err
    finally:
        for stream in streams:
            stream.detach()  # flushed, and the bytes stay
        os.environ.clear()
        os.environ.update(before)


def call(*arguments: object, cwd: Path, **changes: str) -> subprocess.CompletedProcess[str]:
    """A command line run in this process: what it says, and its status."""
    environment = environment_of(changes)
    with surroundings(cwd, environment) as (out, err):
        words = list(map(str, arguments))
        status = run(words, environment)
    return subprocess.CompletedProcess(words, status, out.getvalue().decode(), err.getvalue().decode())


def process(
    *arguments: object, cwd: Path, stdout: int = subprocess.PIPE, **changes: str
) -> subprocess.CompletedProcess[str]:
    """A command line run in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "planlang", *map(str, arguments)],
        cwd=cwd,
        env=environment_of({"PYTHONUTF8": "1"} | changes),
        stdout=stdout,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
