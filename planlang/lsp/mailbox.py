"""Messages that wait: read as soon as they come, so that what is cancelled or overtaken is known before it is worked on.

In: a stream. Out: messages in order, and for each whether it is still worth an answer.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from threading import Condition, Thread
from typing import BinaryIO

from planlang.frozen import define, field
from planlang.lsp.wire import Json, read_message

CANCEL = "$/cancelRequest"
CHANGES = frozenset({"textDocument/didChange", "textDocument/didClose"})


@define(eq=False)
class Mailbox:
    """A stream of messages, read by a thread of its own."""

    stream: BinaryIO
    ended: bool = False
    _waiting: deque[Json] = field(factory=deque)
    _cancelled: set[Json] = field(factory=set)
    _news: Condition = field(factory=Condition)

    def open(self) -> None:
        """Begin to read."""
        Thread(target=self._read, name="mailbox", daemon=True).start()

    def _read(self) -> None:
        while True:
            try:
                message = read_message(self.stream)
            except (OSError, ValueError):
                message = None
            with self._news:
                if message is None:
                    self.ended = True
                elif isinstance(message, dict) and message.get("method") == CANCEL:
                    self._cancel((message.get("params") or {}).get("id"))
                else:
                    self._waiting.append(message)
                self._news.notify()
            if message is None:
                return

    def _cancel(self, id: Json) -> None:
        """Notes that a request that waits is not wanted any more; one that was answered is forgotten."""
        if any(isinstance(one, dict) and one.get("id") == id and "method" in one for one in self._waiting):
            self._cancelled.add(id)

    def put(self, work: Callable[[], None]) -> None:
        """Something that another thread wants done in its turn."""
        with self._news:
            self._waiting.append(work)
            self._news.notify()

    def next(self, wait: float | None) -> Json:
        """The next message, or work that was put in between; None where none comes within so many seconds, or ever."""
        with self._news:
            self._news.wait_for(lambda: self._waiting or self.ended, wait)
            return self._waiting.popleft() if self._waiting else None

    def cancelled(self, id: Json) -> bool:
        """Whether the client has taken a request back."""
        with self._news:
            if id in self._cancelled:
                self._cancelled.discard(id)
                return True
            return False

    def overtaken(self, uri: str) -> bool:
        """Whether a later message that waits changes the text that a request is about."""
        with self._news:
            return any(
                isinstance(one, dict)
                and one.get("method") in CHANGES
                and ((one.get("params") or {}).get("textDocument") or {}).get("uri") == uri
                for one in self._waiting
            )

    @property
    def empty(self) -> bool:
        """Whether nothing waits."""
        with self._news:
            return not self._waiting
