"""Messages on the wire: JSON behind a header that tells its length.

In: streams of bytes. Out: messages. What is no JSON is a message of its own, so that it can be answered.
"""

from __future__ import annotations

import json
from threading import Lock
from typing import Any, BinaryIO

from planlang.frozen import define, field, frozen

Json = Any
"""What JSON can say: nothing, a truth, a number, a text, a list, a mapping of texts."""

MOST_BYTES = 256 * 1024 * 1024
LENGTH = b"content-length:"

PARSE_ERROR = -32700
INVALID_REQUEST = -32600
METHOD_NOT_FOUND = -32601
INVALID_PARAMS = -32602
INTERNAL_ERROR = -32603
NOT_INITIALIZED = -32002
REQUEST_FAILED = -32803
SERVER_CANCELLED = -32802
CONTENT_MODIFIED = -32801
REQUEST_CANCELLED = -32800


class RefusedError(Exception):
    """A request that is answered with an error.

    Attributes:
        code: as the protocol numbers them.
        data: what goes with it.
    """

    def __init__(self, code: int, message: str, data: Json = None) -> None:
        super().__init__(message)
        self.code, self.data = code, data


@frozen
class Unreadable:
    """Bytes that are no message."""

    reason: str


def read_message(stream: BinaryIO) -> Json | Unreadable:
    """The next message; None at the end of the stream."""
    length: int | None = None
    while True:
        line = stream.readline()
        if not line:
            return None
        if not line.strip():
            if length is None:
                continue
            break
        if line.lower().startswith(LENGTH) and line[len(LENGTH) :].strip().isdigit():
            length = int(line[len(LENGTH) :])
    if length > MOST_BYTES:
        return None
    body = stream.read(length)
    if len(body) < length:
        return None
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        return Unreadable(str(error))
    return found if isinstance(found, dict) else Unreadable("a message is an object")


@define(eq=False)
class Sender:
    """Writes messages, one after the other."""

    stream: BinaryIO
    _lock: Lock = field(factory=Lock)
    _asked: int = 0

    def send(self, message: Json) -> None:
        """One message; one that nobody reads any more is lost."""
        whole = {"jsonrpc": "2.0", **message}
        try:
            body = json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()
        except UnicodeEncodeError:  # half of a pair of surrogates
            body = json.dumps(whole, separators=(",", ":")).encode()
        with self._lock:
            try:
                self.stream.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
                self.stream.flush()
            except BrokenPipeError:
                return

    def answer(self, id: Json, result: Json) -> None:
        """What a request asked for."""
        self.send({"id": id, "result": result})

    def refuse(self, id: Json, error: RefusedError) -> None:
        """Why a request gets nothing."""
        said = {"code": error.code, "message": str(error)}
        self.send({"id": id, "error": said if error.data is None else {**said, "data": error.data}})

    def tell(self, method: str, params: Json) -> None:
        """Something that is not answered."""
        self.send({"method": method, "params": params})

    def ask(self, method: str, params: Json = None) -> None:
        """Something whose answer does not matter."""
        self._asked += 1
        self.send({"id": f"planlang-{self._asked}", "method": method, "params": params})
