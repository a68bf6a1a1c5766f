"""The files that a plan names, to be opened from there.

In: a file of an opened plan. Out: texts in it with the files that they mean: plans and modules that are used, exports that are
read, of several the last.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from planlang.editor.completion.known import used_path
from planlang.editor.desk import View
from planlang.frozen import frozen
from planlang.source import Span
from planlang.syntax import nodes


@frozen
class Link:
    """A text that means a file."""

    span: Span
    file: Path


def links(view: View) -> Iterator[Link]:
    """The files of a plan file that are there."""
    for node in view.module.declarations:
        match node:
            case nodes.Use():
                file = view.place_of(used_path(view.module, node))
                if file.is_file():
                    yield Link(node.target.span, file)
            case nodes.SourceDecl(clauses=clauses) if view.main.is_absolute():
                texts = (text for clause in clauses if isinstance(clause, nodes.Read) for text in clause.patterns)
                found = ((text.span, _last(view.opened.root, text.text)) for text in texts)
                yield from (Link(span, last) for span, last in found if last is not None)
            case _:
                pass


def _last(root: Path, pattern: str) -> Path | None:
    """The last file of a pattern inside the workspace."""
    if not pattern or pattern.startswith(("/", "\\")) or ":" in pattern:
        return None
    whole = root.resolve()
    found = [path for path in root.glob(pattern) if path.is_file() and path.resolve().is_relative_to(whole)]
    return max(found, default=None)
