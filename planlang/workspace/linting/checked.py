"""One plan, checked: what was found, and the texts that it rests on, so that it can be kept and handed on.

In: a plan file and where the files lie that it uses. Out: values of JSON, and findings again. Every check goes this way, kept or
not: what is told the second time is what was told the first. A message is kept in both languages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any

from planlang.diagnostics.diagnostic import Diagnostic, Edit, Fix, Related, Severity
from planlang.diagnostics.finding import Finding, State
from planlang.diagnostics.text import Language, Message, Text
from planlang.frozen import define, field, frozen
from planlang.lint.options import Options
from planlang.source import LIBRARY, Source, Span
from planlang.workspace.files import DiskLoader

TOO_MANY = "too-many-errors"
Plain = dict[str, Any]
SourceOf = Callable[[str], Source]


@frozen
class Task:
    """A plan that has to be checked.

    Attributes:
        root: the workspace.
        place: where the main file lies.
        source: the main file; its path is relative to the workspace.
        options: what settings say of lint rules.
        given: the texts that are not those on disk, by their paths in the workspace.
    """

    root: Path
    place: Path
    source: Source
    options: Options
    given: Mapping[str, str] = field(factory=dict)

    def place_of(self, path: str) -> Path | None:
        """Where a file of the workspace lies; None of a library."""
        if path == self.source.path:
            return self.place
        return None if path.startswith(LIBRARY) else self.root / path


@define
class Recording:
    """Files on disk; `reads` says which were asked for, and what was found: what a check rests on.

    Attributes:
        texts: of files that are not read from disk, by their paths in the workspace.
        known: files that were read, by where they lie.
    """

    disk: DiskLoader
    texts: Mapping[str, str] = field(factory=dict)
    reads: list[tuple[str, str, str]] = field(factory=list)
    known: Mapping[str | Path, Source] = field(factory=dict)
    _read: dict[str, Source | Message] = field(factory=dict)

    def file(self, path: str, used_in: str) -> Source | Message:
        """The file at a path as written in the file `used_in`, or why it cannot be read."""
        named = self.disk.find(path, used_in)
        found = named if isinstance(named, Message) else self._file(named)
        self.reads.append((path, used_in, digest(found)))
        return found

    def _file(self, path: str) -> Source | Message:
        """The file at a path in the workspace; each is read once."""
        if path not in self._read:
            text = self.texts.get(path)
            if text is None and (known := self.known.get(self.disk.root / path)) is not None:
                text = known.text
            self._read[path] = self.disk.read(path) if text is None else Source(path, text)
        return self._read[path]

    def library(self, name: str) -> Source | None:
        """The module of the standard library with that dotted name, or None."""
        return self.disk.library(name)

    def libraries(self) -> tuple[str, ...]:
        """The dotted names of all modules of the standard library."""
        return self.disk.libraries()


def digest(found: Source | Message) -> str:
    """What a file was when it was read, or that it could not be."""
    said = f"{found.path}\0{found.text}" if isinstance(found, Source) else f"!{found.text.key}"
    return blake2b(said.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def check_all(tasks: Sequence[Task]) -> list[Plain]:
    """Plans, checked one after the other; what they share is parsed once."""
    from planlang.lint.run import category_of
    from planlang.workspace.sources import Sources
    from planlang.workspace.workspace import open_source

    before: tuple[object, ...] = ()
    libraries: dict[str, Any] = {}
    done: list[Plain] = []
    for task in tasks:
        shared = (task.root, task.options, task.given)
        if shared != before:  # what is known of a folder is let go with it
            texts = Recording(DiskLoader(task.root), task.given)
            sources = Sources(texts, task.root, options=task.options, libraries_parsed=libraries)
            before = shared
        texts.reads = []
        opened = open_source(task.source, sources)
        paths: dict[str, int] = {}
        told = [(one, State.TOLD, "") for one in opened.diagnostics]
        told += [(one.diagnostic, State.IGNORED, one.reason) for one in opened.told.ignored]
        found = [[*_diagnostic(one, paths), category_of(one.name), *rest] for one, *rest in told]
        unreasoned = [
            [*_diagnostic(one, paths), category_of(one.name), State.TOLD, ""] for one in opened.told.unreasoned
        ]
        for entry in (*found, *unreasoned):
            entry[-2] = entry[-2].value
        modules = list(dict.fromkeys(module.source.path for module in opened.modules))
        done.append(
            {
                "modules": modules or [task.source.path],
                "reads": texts.reads,
                "paths": list(paths),
                "unshown": sum(_unshown(one) for one in opened.diagnostics),
                "found": found,
                "unreasoned": unreasoned,
            }
        )
    return done


def findings(plain: Plain, source_of: SourceOf) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """What was found in a plan, and the comments without a reason; `source_of` gives the file of a path in the workspace."""
    sources = [source_of(path) for path in plain["paths"]]
    first, second = ([_finding(entry, sources) for entry in plain[part]] for part in ("found", "unreasoned"))
    return tuple(first), tuple(second)


def _unshown(one: Diagnostic) -> int:
    """How many mistakes there are beyond those that are told of a file."""
    count = dict(one.message.values).get("count") if one.name == TOO_MANY else 0
    return count if isinstance(count, int) else 0


def graveness(plain: Plain) -> Iterator[tuple[Severity, str]]:
    """Of everything that is told of a plan, how grave it is and its group."""
    for _, severity, *_, category, state, _ in plain["found"]:
        if state == State.TOLD.value:
            yield Severity(severity), category


def _diagnostic(value: Diagnostic, paths: dict[str, int]) -> list[Any]:
    return [
        value.name,
        value.severity.value,
        _span(value.span, paths),
        _message(value.message),
        _message(value.note),
        _message(value.help),
        [[_span(one.span, paths), _message(one.message)] for one in value.related],
        [
            [_message(fix.message), fix.safe, [[_span(edit.span, paths), edit.text] for edit in fix.edits]]
            for fix in value.fixes
        ],
    ]


def _span(span: Span, paths: dict[str, int]) -> list[int]:
    return [paths.setdefault(span.source.path, len(paths)), span.start, span.end]


def _message(message: Message | None) -> list[str] | None:
    return None if message is None else [message.render(language) for language in Language]


def _finding(entry: list[Any], sources: list[Source]) -> Finding:
    name, severity, span, message, note, help_, related, fixes, category, state, reason = entry
    return Finding(
        Diagnostic(
            name,
            Severity(severity),
            _span_of(span, sources),
            _said(message),
            note and _said(note),
            help_ and _said(help_),
            tuple(Related(_span_of(one, sources), _said(words)) for one, words in related),
            tuple(
                Fix(_said(words), tuple(Edit(_span_of(one, sources), text) for one, text in edits), safe)
                for words, safe, edits in fixes
            ),
        ),
        category,
        State(state),
        reason,
    )


def _span_of(value: list[int], sources: list[Source]) -> Span:
    file, start, end = value
    return Span(sources[file], start, end)


def _said(words: list[str]) -> Message:
    """A message whose words are known in every language."""
    said = dict(zip(Language, words, strict=True))
    return Message(Text("said", said[Language.EN]), (), said)
