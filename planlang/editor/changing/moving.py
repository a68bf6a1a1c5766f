"""A declaration that goes into another file of its plan.

In: a file of an opened plan, an offset. Out: actions, one for each file that it may go to: the plan has the same errors afterwards.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from planlang.diagnostics.diagnostic import Edit, Severity
from planlang.diagnostics.text import Text
from planlang.editor.changing.action import MOVE, Action
from planlang.editor.desk import LIBRARY, Desk, View
from planlang.editor.words import stretch_at
from planlang.source import Span
from planlang.syntax import nodes
from planlang.syntax.automaton.blocks import declarations
from planlang.workspace.workspace import Opened

MOVE_TO = Text("action.move", "move this to {file}")
STAYS = frozenset({"plan", "module", "use", "language"})
MOST = 8
"""Files that are offered."""


def moved(desk: Desk, view: View, offset: int) -> tuple[Action, ...]:
    """What can be done with the declaration around an offset; the view is void afterwards."""
    source = view.source
    stretch = stretch_at(source, offset)
    head = next((token.keyword for token in stretch.tokens[:2] if token.keyword is not None), None)
    if head is None or head.terminal not in declarations() or head.key in STAYS:
        return ()
    text = stretch.text.strip("\n")
    left = source.text[: stretch.start] + source.text[stretch.end :]
    before = _errors(view.opened)
    found: list[Action] = []
    for target in list(_parts(view))[:MOST]:
        there = target.source.text
        behind = there.rstrip("\n")
        added = f"{chr(10) * 2 if behind else ''}{text}\n"
        texts = {view.place_of(source.path): left, view.place_of(target.source.path): behind + added}
        with desk.trial(view.main, texts) as opened:
            if opened is None or _errors(opened) - before:
                continue
        edits = (
            Edit(Span(source, stretch.start, stretch.end), ""),
            Edit(Span(target.source, len(behind), len(there)), added),
        )
        found.append(Action(MOVE_TO(file=target.source.path), MOVE, edits))
    return tuple(found)


def _parts(view: View) -> Iterator[nodes.Module]:
    """The other files of the plan that know the same names: the main one, and its parts."""
    for module in view.opened.modules:
        path = module.source.path
        own = path != view.source.path and not path.startswith(LIBRARY)
        if own and not any(isinstance(node, nodes.ModuleDecl) for node in module.declarations):
            yield module


def _errors(opened: Opened) -> Counter[str]:
    return Counter(one.name for one in opened.diagnostics if one.severity is Severity.ERROR)
