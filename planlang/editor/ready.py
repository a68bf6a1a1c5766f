"""What the next questions about a file are likely about, put together while nobody waits.

In: a file of an opened plan. Out: nothing; answers find it done. It goes in small steps, so that whoever asks can stop.
"""

from __future__ import annotations

from collections.abc import Iterator

from planlang.editor.desk import View
from planlang.editor.words import stretches
from planlang.syntax.formatter.again import format_by_steps


def make_ready(view: View) -> Iterator[None]:
    """Looks up the names of a file, reads its words and formats it, step by step."""
    view.opened.names.places(view.source.path)
    yield
    for _ in stretches(view.source):
        yield
    yield from format_by_steps(view.source)
