"""When data are read: once a plan is opened or saved, once files of data change, when somebody asks; never on a keystroke.

In: a session with files that are to be looked at. Out: what is known of their plans, in the session; the editor is asked to show it.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from threading import Thread
from urllib.parse import quote

from planlang.diagnostics.text import Text
from planlang.editor.completion.seen import patterns_of
from planlang.editor.desk import View
from planlang.editor.standing.headers import read_headers
from planlang.editor.standing.standing import Files, week_of
from planlang.lsp.session import Question, Session
from planlang.lsp.wire import Json, Sender
from planlang.syntax import nodes

PACKAGES = ("duckdb", "numpy", "sqlglot")
NOT_INSTALLED = Text(
    "reading.not-installed",
    'data are not read, as {package} is not installed; install planlang with it: pip install "planlang[data]"',
)
NOT_READ = Text("reading.not-read", "nothing is known of the week of {plan}: {reason}")
GONE = Text("reading.gone", "the process that reads data has ended")
LEFT_ALONE = Text(
    "reading.left-alone",
    "data are not read here: they are switched off, the plan is not saved, or planlang[data] is not installed",
)
SCHEME = "planlang"
MOST_TEXTS = 50
"""Texts that are kept, the last ones."""
MOST_LINES = 30
INFORMATION = 3
REFRESHED = ("inlayHint", "codeLens")


def look(session: Session, sender: Sender) -> None:
    """Has the plans of files that are to be looked at held against their data; those with mistakes wait for the next time."""
    paths, session.unread = session.unread, set()
    questions, session.questions = session.questions, []
    for question in questions:
        _ask_rows(session, sender, question)
    if not session.reads:
        session.standings.missed.clear()
        return
    for main in dict.fromkeys(session.desk.main_of(path) for path in sorted(paths)):
        opened = session.desk.opened(main)
        if opened is None or not main.is_absolute():
            continue
        for module in opened.modules:
            session.standings.missed.update((opened.root, patterns) for patterns in _patterns(module))
        if opened.model is None or not opened.usable:
            continue
        if opened.model.sources and _installed(session, sender):
            _ask(session, sender, View(opened, opened.modules[0], main))
    if session.standings.missed:
        files, session.standings.missed = session.standings.missed, set()
        Thread(target=_read_headers, args=(session, files), name="headers", daemon=True).start()


def want_headers(session: Session, view: View) -> None:
    """Has the headers of sources read that are new in a file: whoever has named the exports declares their columns next."""
    if view.main.is_absolute():
        for patterns in _patterns(view.module):
            session.standings.headers_of(view.opened.root, patterns)


def _patterns(module: nodes.Module) -> Iterator[tuple[str, ...]]:
    return (patterns_of(node) for node in module.declarations if isinstance(node, nodes.SourceDecl))


def _read_headers(session: Session, files: set[Files]) -> None:
    """Reads headers, on a thread of its own: these are the first lines of a few files."""
    found = {(root, patterns): read_headers(root, patterns) for root, patterns in files}
    session.later(lambda: session.standings.headers.update(found))


def _installed(session: Session, sender: Sender) -> bool:
    """Whether there is an engine for data; says once where there is none."""
    for package in PACKAGES:
        if not _is_there(package):
            session.reads = False
            _say(sender, NOT_INSTALLED(package=package).render(session.language(None)))
            return False
    return True


def _is_there(package: str) -> bool:
    try:
        return find_spec(package) is not None
    except ValueError:
        return False


def _ask(session: Session, sender: Sender, view: View) -> None:
    main, language = view.main, session.language(view)
    meaning = session.standings.meaning(view.opened)
    question = {"kind": "week", "main": str(main), "texts": texts_around(session, main), "language": language.value}

    def heard(answer: Json) -> None:
        fault = GONE().render(language) if answer is None else answer.get("fault")
        if fault is not None:
            _say(sender, NOT_READ(plan=main.name, reason=fault).render(language))
        session.standings.put(main, None if fault is not None else week_of(answer, meaning))
        if fault is None:
            session.standings.values[main] = answer["values"]
        for what in REFRESHED:
            if session.can("workspace", what, "refreshSupport"):
                sender.ask(f"workspace/{what}/refresh")

    session.worker.ask(f"week {main}", question, lambda answer: session.later(lambda: heard(answer)))


def _ask_rows(session: Session, sender: Sender, question: Question) -> None:
    """Has the rows behind a figure looked up, and shown in a text of its own."""
    main = session.desk.main_of(question.path)
    opened = session.desk.opened(main)
    language = session.language(None if opened is None else View(opened, opened.modules[0], main))
    if not session.reads or not main.is_absolute() or not _installed(session, sender):
        _say(sender, LEFT_ALONE().render(language), shown=True)
        return
    asked = {"kind": "rows", "main": str(main), "texts": texts_around(session, main), "language": language.value}

    def heard(answer: Json) -> None:
        fault = GONE().render(language) if answer is None else answer.get("fault")
        if fault is not None:
            _say(sender, fault, shown=True)
            return
        _show(session, sender, question.name, answer["text"])

    key = f"rows {main} {question.name} {question.who or ''}"
    whole = {**asked, "name": question.name, "who": question.who}
    session.worker.ask(key, whole, lambda answer: session.later(lambda: heard(answer)))


def _show(session: Session, sender: Sender, name: str, text: str) -> None:
    """A text that lies in no file: opened where the editor can, else its beginning in a message."""
    number = max(session.rows, default=0) + 1
    session.rows[number] = text
    for old in list(session.rows)[:-MOST_TEXTS]:
        del session.rows[old]
    if session.can("workspace", "textDocumentContent") is not None and session.can("window", "showDocument", "support"):
        uri = f"{SCHEME}://rows/{number}/{quote(name.replace('/', '_'), safe='')}.md"
        sender.ask("window/showDocument", {"uri": uri, "external": False, "takeFocus": True})
    else:
        lines = text.split("\n")
        _say(sender, "\n".join([*lines[:MOST_LINES], *["…"][: len(lines) > MOST_LINES]]), shown=True)


def texts_around(session: Session, main: Path) -> dict[str, str]:
    """The open texts in the folder of a plan."""
    return {str(path): text for path, text in session.desk.texts.items() if path.is_relative_to(main.parent)}


def _say(sender: Sender, words: str, *, shown: bool = False) -> None:
    """A line in the log of the editor, or a message that is shown to somebody who has asked."""
    sender.tell("window/showMessage" if shown else "window/logMessage", {"type": INFORMATION, "message": words})
