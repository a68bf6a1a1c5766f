"""Commands: what an editor asks for that changes no text."""

from __future__ import annotations

from planlang.lsp.documents import path_of
from planlang.lsp.session import Session
from planlang.lsp.wire import INVALID_PARAMS, Json, RefusedError

READ = "planlang.server.read"
COMMANDS = (READ,)


def execute(session: Session, params: Json) -> Json:
    """`workspace/executeCommand`.

    Raises:
        RefusedError: there is no such command.
    """
    name, given = params["command"], params.get("arguments") or []
    if name != READ:
        raise RefusedError(INVALID_PARAMS, f"no such command: {name}")
    session.unread.update([path_of(given[0])] if given else session.documents)
