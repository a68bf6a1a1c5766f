"""Declarations that are missing, and figures that get a name: edits that write a declaration.

In: a finding about a name that nothing declares, or a stretch of an expression. Out: actions. A figure gets a name only where
the plan means the same afterwards.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from planlang.diagnostics.diagnostic import Diagnostic, Edit, Severity
from planlang.diagnostics.text import Language, Message, Text
from planlang.editor.changing.action import EXTRACT, QUICK, Action
from planlang.editor.completion.items import plain_snippet
from planlang.editor.completion.words import declaration
from planlang.editor.desk import Desk, View
from planlang.editor.words import stretch_at
from planlang.source import Source, Span
from planlang.syntax.lexical.keywords import vocabulary
from planlang.syntax.nodes import DECLARED, Kind
from planlang.syntax.reading import read

DECLARE = Text("action.declare", "declare {kind} `{name}`")
NAME_FIGURE = Text("action.extract", "give this figure a name, as a metric")
UNKNOWN = "unknown-name"
OF_ONE_KIND = {"unknown-name.team": Kind.TEAM, "unknown-name.role-of": Kind.ROLE}
NEW = {Language.EN: "new_metric", Language.ZH: "新指标"}
SOURCE = {
    Language.EN: 'source {name} "{name}" {{\n  read "{name}-*.csv"\n  one row per id\n  id: text\n}}',
    Language.ZH: '数据源 {name} "{name}" {{\n  读取 "{name}-*.csv"\n  每行一条 id\n  id: 文本\n}}',
}


def declared(view: View, diagnostic: Diagnostic) -> Iterator[Action]:
    """A declaration of a name that has none, of the kind that is wanted there, behind the one that names it."""
    name = diagnostic.span.text.partition(".")[0].strip("`")
    kind = _missing(diagnostic.message)
    if kind is None or not name.isidentifier():
        return
    source = diagnostic.span.source
    writes = Language.ZH if diagnostic.span.in_chinese else Language.EN
    keyword = vocabulary().called(kind.value)
    text = SOURCE[writes].format(name=name) if kind is Kind.SOURCE else _empty(kind, name, writes)
    if text is not None:
        stretch = stretch_at(source, diagnostic.span.start)
        end = stretch.start + max((token.end for token in stretch.tokens), default=0)
        edit = Edit(Span(source, end, end), f"\n\n{text}")
        message = DECLARE(kind=keyword.spellings(writes)[0], name=name)
        yield Action(message, QUICK, (edit,), diagnostic)


def _missing(said: Message) -> Kind | None:
    """The kind of declaration that a message misses; None of messages that miss none."""
    if said.text.key != UNKNOWN:
        return OF_ONE_KIND.get(said.text.key)
    called = dict(said.values).get("kind")
    key = called.text.key if isinstance(called, Message) else ""
    return next((one.kind for one in DECLARED if one.word.key == key), None)


def _empty(kind: Kind, name: str, writes: Language) -> str | None:
    """A declaration with nothing in its block; None of a kind that cannot be without something."""
    if kind in (Kind.ROLE, Kind.TEAM):
        return f'{vocabulary().called(kind.value).spellings(writes)[0]} {name} "{name}"' + (
            " {\n}" if kind is Kind.TEAM else ""
        )
    if kind not in (Kind.TASK, Kind.MILESTONE, Kind.CHANNEL, Kind.CALENDAR, Kind.RESOURCE):
        return None
    snippet = declaration(vocabulary().called(kind.value), writes)
    return None if snippet is None else plain_snippet(_named(snippet, name))


def _named(snippet: str, name: str) -> str:
    """A snippet with its first two places, the name and the title, filled."""
    head, _, rest = snippet.partition("${1:")
    rest = rest[rest.index("}") + 1 :]
    before, title, behind = rest.partition("${2:")
    return head + name + before + ((name + behind[behind.index("}") + 1 :]) if title else behind)


def extracted(desk: Desk, view: View, start: int, end: int) -> Action | None:
    """A name for the figure that a stretch holds; the view is void afterwards."""
    source = view.source
    text = source.text[start:end]
    stretch = stretch_at(source, start)
    if not text.strip() or text != text.strip() or end > stretch.end or stretch.at(start) is None:
        return None
    edges = {stretch.start + edge for token in stretch.tokens for edge in (token.start, token.end)}
    trying = read(Source("", f"metric x = {text}\n"))
    if (
        start not in edges
        or end not in edges
        or any(phase.kept for phase in trying.phases)
        or len(trying.declarations) != 1
    ):
        return None
    writes = Language.ZH if Span(source, stretch.start + stretch.tokens[0].start, end).in_chinese else Language.EN
    name = NEW[writes]
    taken = {known.name for known in view.opened.names.symbols}
    while name in taken:
        name += "_"
    begin = stretch.start + stretch.tokens[0].start
    word = vocabulary().called("metric").spellings(writes)[0]
    edits = (Edit(Span(source, begin, begin), f"{word} {name} = {text}\n\n"), Edit(Span(source, start, end), name))
    before = Counter(one.name for one in view.opened.diagnostics if one.severity is Severity.ERROR)
    after = source.text[:begin] + edits[0].text + source.text[begin:start] + name + source.text[end:]
    with desk.trial(view.main, {view.place_of(source.path): after}) as opened:
        if opened is None:
            return None
        wrong = Counter(one.name for one in opened.diagnostics if one.severity is Severity.ERROR)
        if wrong - before:
            return None
    return Action(NAME_FIGURE(), EXTRACT, edits)
