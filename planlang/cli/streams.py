"""Standard output and error of a command: UTF-8 on every system, and a reader that leaves early is no failure.

In: the streams that the process was started with. Out: streams to use in their stead. After `planlang lint plans | head`
has read its fill, the rest of the output is nobody's; the command goes on and ends with the status of its work.
"""

from __future__ import annotations

import io
import os
from typing import Any, TextIO

from planlang.diagnostics.text import Text
from planlang.workspace.errors import UnwritableFileError, reason_of

UNWRITABLE = Text("files.unwritable-output", "the output cannot be written: {reason}")


def written_to(stream: TextIO | None) -> TextIO:
    """A stream that writes where another one does; one that is closed swallows what is written."""
    if stream is None:
        return open(os.devnull, "w", encoding="utf-8")
    if stream.isatty():
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
        return stream
    raw = _Output(stream.fileno(), "w", closefd=False)
    return io.TextIOWrapper(
        io.BufferedWriter(raw), encoding="utf-8", errors="replace", line_buffering=bool(stream.line_buffering)
    )


class _Output(io.FileIO):
    """A file or a pipe that a command writes to."""

    def write(self, data: Any, /) -> int:
        """Writes bytes, into the void once nobody reads them.

        Raises:
            UnwritableFileError: the system refuses them, as on a full disk.
        """
        try:
            return super().write(data)
        except BrokenPipeError:
            void = os.open(os.devnull, os.O_WRONLY)
            os.dup2(void, self.fileno())
            os.close(void)
            return super().write(data)
        except OSError as error:
            raise UnwritableFileError(UNWRITABLE(reason=reason_of(error))) from None
