"""The language server: takes messages one by one, answers, and says what is wrong with the plans when nothing waits.

In: the streams of a process. Out: its exit status. One thread works; another one reads, so that what was taken back or is
about a text that has changed since is answered without work. Nothing is ever said of a version that is not the last.
"""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from planlang import __version__
from planlang.diagnostics.text import Language
from planlang.editor.ready import make_ready
from planlang.frozen import define, field
from planlang.lsp.documents import Document, path_of
from planlang.lsp.features import FEATURES, Answer, capabilities
from planlang.lsp.findings import findings
from planlang.lsp.mailbox import Mailbox
from planlang.lsp.reading import look, want_headers
from planlang.lsp.session import Session
from planlang.lsp.wire import (
    CONTENT_MODIFIED,
    INTERNAL_ERROR,
    INVALID_PARAMS,
    INVALID_REQUEST,
    METHOD_NOT_FOUND,
    NOT_INITIALIZED,
    PARSE_ERROR,
    REQUEST_CANCELLED,
    SERVER_CANCELLED,
    Json,
    RefusedError,
    Sender,
    Unreadable,
)
from planlang.source import Counted

ANSWERS: dict[str, Answer] = {feature.method: feature.answer for feature in FEATURES}
PULL = "textDocument/diagnostic"
IDLE = 2.0
"""Seconds without a message after which garbage is looked for."""
WATCHED = "workspace/didChangeWatchedFiles"
TABLES = ("csv", "tsv", "txt", "xlsx", "xls", "xlsm", "ods")
"""How files of data end."""
SETTINGS = "**/{planlang,pyproject}.toml"

logger = logging.getLogger(__name__)


@define(eq=False)
class Server:
    """One editor, from its first message to its last."""

    mailbox: Mailbox
    sender: Sender
    session: Session = field(factory=Session)
    initialized: bool = False
    stopping: bool = False
    status: int | None = None
    _published: dict[Path, tuple[int | None, list[Json]]] = field(factory=dict)
    _news: bool = False
    """Whether something has changed of which nothing was said yet."""
    _worked: bool = False
    _latest: Path = Path()
    """The file that was opened or changed last, about which the next question is likely to be."""

    def run(self) -> int:
        """Work until the client says that it is over, or is gone."""
        self.mailbox.open()
        self.session.later = self.mailbox.put
        while self.status is None:
            message = self.mailbox.next(0 if self._news else IDLE if self._worked else None)
            if message is not None:
                self._worked = True
                self._take(message)
                self._news |= bool(self.session.unread or self.session.questions or self.session.standings.missed)
            elif self.mailbox.ended and self.mailbox.empty:
                self.status = 0 if self.stopping else 1
            elif self._news:
                self._say()
            elif self._worked:
                self._worked = False
                gc.collect()
        self.session.worker.end()
        return self.status

    def _take(self, message: Json) -> None:
        """Works on a message; whatever goes wrong with it, the next one is taken."""
        if isinstance(message, Unreadable):
            self.sender.refuse(None, RefusedError(PARSE_ERROR, message.reason))
            return
        if callable(message):
            message()
            return
        method, id = message.get("method"), message.get("id")
        if method is None:
            return  # the answer to something that was asked of the client
        params = message.get("params") or {}
        try:
            if id is None:
                self._hear(method, params)
            else:
                self.sender.answer(id, self._answer(id, method, params))
        except RefusedError as error:
            if id is not None:
                self.sender.refuse(id, error)
        except (KeyError, TypeError, AttributeError) as error:
            logger.exception("%s", method)
            if id is not None:
                self.sender.refuse(id, RefusedError(INVALID_PARAMS, repr(error)))
        except Exception as error:
            logger.exception("%s", method)
            if id is not None:
                self.sender.refuse(id, RefusedError(INTERNAL_ERROR, repr(error)))

    # ---- requests

    def _answer(self, id: Json, method: str, params: Json) -> Json:
        """The answer to a request.

        Raises:
            RefusedError: there is none.
        """
        if self.mailbox.cancelled(id):
            raise RefusedError(REQUEST_CANCELLED, "cancelled")
        if method == "initialize":
            return self._initialize(params)
        if not self.initialized:
            raise RefusedError(NOT_INITIALIZED, "`initialize` comes first")
        if self.stopping:
            raise RefusedError(INVALID_REQUEST, "the server was shut down")
        if method == "shutdown":
            self.stopping = True
            return None
        answer = ANSWERS.get(method)
        if answer is None:
            raise RefusedError(METHOD_NOT_FOUND, f"no such method: {method}")
        uri = (params.get("textDocument") or {}).get("uri")
        if uri is not None and self.mailbox.overtaken(uri):
            if method == PULL:
                raise RefusedError(SERVER_CANCELLED, "the text has changed", {"retriggerRequest": True})
            raise RefusedError(CONTENT_MODIFIED, "the text has changed")
        return answer(self.session, params)

    def _initialize(self, params: Json) -> Json:
        if self.initialized:
            raise RefusedError(INVALID_REQUEST, "initialized already")
        session = self.session
        session.client = params.get("capabilities") or {}
        offered = session.can("general", "positionEncodings") or ["utf-16"]
        known = {counted.value: counted for counted in Counted}
        session.counted = next((known[name] for name in offered if name in known), Counted.UTF_16)
        if str(params.get("locale") or "").lower().startswith("zh"):
            session.locale = Language.ZH
        wanted = params.get("initializationOptions") or {}
        asked = wanted.get("language")
        session.reads = session.reads and wanted.get("data") is not False
        if session.asked is None and asked in ("en", "zh"):
            session.asked = Language(asked)
        roots = [folder["uri"] for folder in params.get("workspaceFolders") or []]
        roots = roots or [params["rootUri"]] if params.get("rootUri") or roots else []
        session.desk.folders = tuple(path_of(uri) for uri in roots)
        self.initialized = True
        return {
            "capabilities": capabilities(session.counted.value),
            "serverInfo": {"name": "planlang", "version": __version__},
        }

    # ---- what needs no answer

    def _hear(self, method: str, params: Json) -> None:
        if method == "exit":
            self.status = 0 if self.stopping else 1
            return
        heard = HEARD.get(method)
        if self.initialized and heard is not None:
            heard(self, params)

    def began(self, params: Json) -> None:
        """The client is ready: ask to be told of files that change on disk."""
        if self.session.can("workspace", "didChangeWatchedFiles", "dynamicRegistration"):
            watching = {
                "watchers": [
                    {"globPattern": "**/*.plan"},
                    {"globPattern": SETTINGS},
                    {"globPattern": f"**/*.{{{','.join(TABLES)}}}"},
                ]
            }
            register = {"id": "plans", "method": WATCHED, "registerOptions": watching}
            self.sender.ask("client/registerCapability", {"registrations": [register]})

    def opened(self, params: Json) -> None:
        """A text is open."""
        item = params["textDocument"]
        path = path_of(item["uri"])
        self._keep(Document(item["uri"], path, item["version"], item["text"]))
        self.session.unread.add(path)

    def saved(self, params: Json) -> None:
        """An open text is on disk."""
        self.session.unread.add(path_of(params["textDocument"]["uri"]))

    def changed(self, params: Json) -> None:
        """An open text is another."""
        document = self.session.document(params)
        document.change(params["contentChanges"], params["textDocument"]["version"], self.session.counted)
        self._keep(document)

    def _keep(self, document: Document) -> None:
        self.session.documents[document.path] = document
        self._latest = document.path
        self.session.desk.put(document.path, document.text)
        self._news = True

    def closed(self, params: Json) -> None:
        """A text is open no longer."""
        path = path_of(params["textDocument"]["uri"])
        document = self.session.documents.pop(path, None)
        if document is None:
            return
        self.session.desk.drop(path)
        self._published.pop(path, None)
        if not self._pulls:
            self.sender.tell("textDocument/publishDiagnostics", {"uri": document.uri, "diagnostics": []})
        self._news = True

    def files_changed(self, params: Json) -> None:
        """Files have changed on disk."""
        self.session.unread.update(self.session.documents)
        if all(one["uri"].endswith(TABLES) for one in params.get("changes", [{"uri": ""}])):
            return
        if any(one["uri"].endswith(".toml") for one in params.get("changes", ())):
            self.session.desk.settings_changed()
        self.session.desk.look_again()
        self._news = True

    def folders_changed(self, params: Json) -> None:
        """The folders of the client are others."""
        event = params["event"]
        gone = {path_of(folder["uri"]) for folder in event["removed"]}
        kept = [folder for folder in self.session.desk.folders if folder not in gone]
        new = [path_of(folder["uri"]) for folder in event["added"]]
        self.session.desk.folders = tuple(dict.fromkeys([*kept, *new]))
        self.files_changed(params)

    # ---- what is said unasked

    @property
    def _pulls(self) -> bool:
        """Whether the client asks for diagnostics itself."""
        return self.session.can("textDocument", "diagnostic") is not None

    def _say(self) -> None:
        """Says what is wrong with the plans, once nothing waits that could change it."""
        self._news = False
        try:
            found = findings(self.session)
        except Exception:
            logger.exception("diagnostics")
            return
        if not self.mailbox.empty and any(
            self.mailbox.overtaken(document.uri) for document in self.session.documents.values()
        ):
            self._news = True
            return
        if self._pulls:
            self._prepare()
            return
        for path in [*found, *(path for path in self._published if path not in found)]:
            told = found.get(path, [])
            document = self.session.documents.get(path)
            version = document.version if document is not None else None
            if self._published.get(path, (None, [])) == (version, told):
                continue
            params = {"uri": self.session.uri(path), "diagnostics": told}
            self.sender.tell(
                "textDocument/publishDiagnostics", params if version is None else {**params, "version": version}
            )
            if told or document is not None:
                self._published[path] = (version, told)
            else:
                self._published.pop(path, None)
        self._prepare()

    def _prepare(self) -> None:
        """Puts together what the next question is likely about, while nobody waits."""
        for document in self.session.documents.values():
            if not self.mailbox.empty:
                return
            view = self.session.desk.view(document.path)
            if view is not None:
                view.opened.names.places(view.source.path)
                want_headers(self.session, view)
        view = self.session.desk.view(self._latest) if self._latest in self.session.documents else None
        for _ in make_ready(view) if view is not None else ():
            if not self.mailbox.empty:
                return
        if self.mailbox.empty:
            look(self.session, self.sender)


HEARD: dict[str, Callable[[Server, Json], None]] = {
    "initialized": Server.began,
    "textDocument/didOpen": Server.opened,
    "textDocument/didChange": Server.changed,
    "textDocument/didSave": Server.saved,
    "textDocument/didClose": Server.closed,
    WATCHED: Server.files_changed,
    "workspace/didChangeWorkspaceFolders": Server.folders_changed,
}


def serve(reader: BinaryIO, writer: BinaryIO, asked: Language | None, locale: Language, *, reads: bool = True) -> int:
    """Serve one editor over two streams; the exit status.

    Args:
        reader: where its messages come from.
        writer: where they go to.
        asked: the language of all that is told; None: that of the plan, else that of the editor.
        locale: that of an editor which does not say.
        reads: whether data may be read.
    """
    return Server(Mailbox(reader), Sender(writer), Session(asked=asked, locale=locale, reads=reads)).run()
