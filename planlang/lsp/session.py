"""What one editor has open, and how it counts: from its positions to places in plans and back.

In: addresses and positions of the protocol. Out: views of plans with offsets; ranges, locations and edits of the protocol.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from planlang.diagnostics.diagnostic import Edit
from planlang.diagnostics.text import Language
from planlang.editor.desk import Desk, View
from planlang.editor.standing.standing import Standings
from planlang.editor.standing.worker import Worker
from planlang.frozen import define, field, frozen
from planlang.lsp.documents import Document, path_of
from planlang.lsp.wire import INVALID_PARAMS, Json, RefusedError
from planlang.source import Counted, Source, Span, size_of
from planlang.syntax.lexical.written_in import written_in


def at_once(work: Callable[[], None]) -> None:
    """Does it."""
    work()


@frozen
class Question:
    """About what goes by a name in the plan of a file, or about one person or team alone."""

    path: Path
    name: str
    who: str | None


@define(eq=False)
class Session:
    """An editor that is connected.

    Attributes:
        counted: what its columns are counted in.
        client: what it can do, as it said.
        asked: the language that it, or whoever started the server, asks for.
        locale: the language of the editor itself.
        reads: whether data may be read.
        unread: files whose plans are to be held against their data as soon as there is time.
        questions: about rows behind figures, to be answered as soon as there is time.
        rows: what can be read that lies in no file, by its number.
        standings: what is known of plans held against data.
        worker: who reads data.
        later: has something done by the thread that answers.
    """

    desk: Desk = field(factory=Desk, repr=False)
    documents: dict[Path, Document] = field(factory=dict)
    counted: Counted = Counted.UTF_16
    client: Json = field(factory=dict)
    asked: Language | None = None
    locale: Language = Language.EN
    reads: bool = True
    unread: set[Path] = field(factory=set)
    questions: list[Question] = field(factory=list)
    rows: dict[int, str] = field(factory=dict)
    standings: Standings = field(factory=Standings)
    worker: Worker = field(factory=Worker)
    later: Callable[[Callable[[], None]], None] = at_once

    def can(self, *path: str) -> Json:
        """What the client says of an ability, by its path; None where it says nothing."""
        here = self.client
        for step in path:
            here = here.get(step) if isinstance(here, dict) else None
        return here

    def document(self, params: Json) -> Document:
        """The open text that a request is about.

        Raises:
            RefusedError: it is not open.
        """
        uri = params["textDocument"]["uri"]
        found = self.documents.get(path_of(uri))
        if found is None:
            raise RefusedError(INVALID_PARAMS, f"not open: {uri}")
        return found

    def view(self, params: Json) -> View | None:
        """The file that a request is about, in its plan."""
        return self.desk.view(self.document(params).path)

    def offset(self, params: Json, key: str = "position") -> int:
        """The offset that a request is about."""
        return self.document(params).offset(params[key], self.counted)

    def language(self, view: View | None) -> Language:
        """The language that somebody who writes a plan is answered in: Chinese where its keywords are."""
        if self.asked is not None:
            return self.asked
        texts = (module.source.text for module in view.opened.modules[:1]) if view is not None else ()
        return Language.ZH if written_in(texts) is Language.ZH else self.locale

    def position(self, source: Source, offset: int, document: Document | None) -> Json:
        """A place as the client counts it."""
        line, column = source.line_column(offset)
        if self.counted is not Counted.CODE_POINTS:
            column = source.column(offset, self.counted)
        shift = document.shift(line - 1, self.counted) if document is not None else 0
        return {"line": line - 1, "character": column - 1 + shift}

    def size(self, text: str) -> int:
        """How long a text is as the client counts it."""
        return size_of(text, self.counted)

    def range(self, span: Span, document: Document | None) -> Json:
        """A stretch as the client counts it."""
        source = span.source
        return {
            "start": self.position(source, span.start, document),
            "end": self.position(source, span.end, document),
        }

    def uri(self, path: Path) -> str:
        """The address of a file, as the client writes it where it is open."""
        document = self.documents.get(path)
        return document.uri if document is not None else path.as_uri()

    def location(self, view: View, span: Span) -> Json:
        """A stretch with its file."""
        path = view.place(span)
        return {"uri": self.uri(path), "range": self.range(span, self.documents.get(path))}

    def edits(self, edits: Iterable[Edit], document: Document | None) -> list[Json]:
        """Edits of one file; lines end as in the text that the client has."""
        end = document.line_end if document is not None else "\n"
        return [{"range": self.range(edit.span, document), "newText": edit.text.replace("\n", end)} for edit in edits]

    def open_views(self) -> Iterator[tuple[Document, View]]:
        """The open texts, each in its plan."""
        for path, document in self.documents.items():
            view = self.desk.view(path)
            if view is not None:
                yield document, view
