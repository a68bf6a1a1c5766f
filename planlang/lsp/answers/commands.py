"""Commands: what an editor asks for that changes no text; and texts that lie in no file."""

from __future__ import annotations

import re

from planlang.diagnostics.text import Text
from planlang.lsp.documents import path_of
from planlang.lsp.reading import SCHEME
from planlang.lsp.session import Question, Session
from planlang.lsp.wire import INVALID_PARAMS, Json, RefusedError

READ = "planlang.server.read"
ROWS = "planlang.server.rows"
COMMANDS = (READ, ROWS)
ADDRESS = re.compile(rf"{SCHEME}://rows/([0-9]{{1,9}})/")
OVER = Text("reading.over", "This is not kept any more; ask for it again.")


def execute(session: Session, params: Json) -> Json:
    """`workspace/executeCommand`: what it asks for is shown once it is there.

    Raises:
        RefusedError: there is no such command.
    """
    name, given = params["command"], params.get("arguments") or []
    if name == READ:
        session.unread.update([path_of(given[0])] if given else session.documents)
    elif name == ROWS and len(given) in (2, 3) and all(isinstance(one, str) for one in given):
        session.questions.append(Question(path_of(given[0]), given[1], given[2] if len(given) > 2 else None))
    else:
        raise RefusedError(INVALID_PARAMS, f"no such command: {name}")


def content(session: Session, params: Json) -> Json:
    """`workspace/textDocumentContent`."""
    found = ADDRESS.match(params["uri"])
    text = session.rows.get(int(found[1])) if found is not None else None
    return {"text": OVER().render(session.language(None)) + "\n" if text is None else text}
