"""Names that fit a place: those of the sort that is wanted behind the word before it come first, others after them.

In: a file of an opened plan, a place in it. Out: items. Behind a dot only what stands inside of what is named before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from planlang.diagnostics.text import Language
from planlang.editor.completion.items import Item
from planlang.editor.completion.known import Writable, file_path, library_at, library_path, writable
from planlang.editor.completion.place import Place
from planlang.editor.desk import View
from planlang.editor.outline import Symbol, outline
from planlang.editor.sorts import said_of
from planlang.semantics.names.index import Meant, Sort
from planlang.semantics.names.vocabulary import EVERYBODY, OWNER_WORDS, TEAM_WORDS
from planlang.syntax import nodes
from planlang.syntax.lexical.tokens import Token
from planlang.syntax.nodes import Kind

FIGURE = (Kind.METRIC, Sort.COLUMN, Kind.ASSUMPTION, Sort.PARAMETER, Kind.SOURCE)
WHO = (Sort.PERSON, Kind.ROLE, Kind.TEAM)
GRAPH = (Kind.TASK, Kind.MILESTONE, Kind.STRATEGY)
WANTED: dict[str, tuple[Meant, ...]] = {
    **dict.fromkeys(("owner", "responsible", "manager"), (*WHO, Sort.PARAMETER)),
    **dict.fromkeys(("notify", "escalate_to", "attended_by"), (Kind.ROLE, Sort.PERSON, Kind.TEAM, Sort.PARAMETER)),
    **dict.fromkeys(
        ("approved_by", "rejected_by", "proposed_by", "paid", "only_for", "on_leave", "people", "work_week"), WHO
    ),
    "assign": (Sort.PERSON, Kind.RESOURCE, Kind.TEAM),
    **dict.fromkeys(("under",), (Kind.TEAM, Kind.ROLE)),
    **dict.fromkeys(("after", "starts_with", "ends_with", "ends_on_start_of", "propose", "respond_with"), GRAPH),
    **dict.fromkeys(("accept", "drop", "change"), (*GRAPH, Kind.GOAL, Kind.ALERT)),
    "serves": (Kind.GOAL,),
    **dict.fromkeys(("measure", "share_of", "tiers", "base", "until", "warn_when", "when", "done_when"), FIGURE),
    "where": (Sort.COLUMN, *FIGURE),
    **dict.fromkeys(("requires", "event_at", "one_row_per", "credit", "value", "exams", "approval"), (Sort.COLUMN,)),
    **dict.fromkeys(("by", "split_by", "split_each_by"), (Sort.COLUMN, Kind.TEAM, Kind.ROLE)),
    **dict.fromkeys(
        ("stay_in", "total_in", "enter", "leave", "enters", "stage", "return_to", "except_to", "no_skipping", "in"),
        (Sort.STAGE,),
    ),
    "from": (Sort.STAGE, Kind.SOURCE, Sort.COLUMN),
    "to": (Sort.STAGE, Kind.ROLE, Kind.TEAM),
    "is": (Sort.STAGE, Sort.CLASS, Kind.TEAM, Sort.PERSON),
    "on": (Kind.SOURCE, Kind.GOAL, Kind.PROCESS, Kind.ALERT, Kind.METRIC),
    **dict.fromkeys(("CELL", "expect"), (Sort.PERSON, Kind.TEAM)),
    "history_of": (Kind.SOURCE,),
    "without": (Kind.SOURCE, Kind.METRIC, Kind.ALERT),
    "for_each": (Kind.ROLE, Kind.TEAM, Sort.RECORD, Sort.COLUMN),
    "per": (Kind.ROLE,),
    "charged_to": (Kind.BUDGET, Kind.ACCOUNT),
    "inhibits": (Kind.ALERT,),
    "sends": (Kind.ALERT, Kind.PROCESS, Kind.BUDGET, Kind.RISK, Kind.REVIEW),
    "covers": (Kind.GOAL, Kind.METRIC, Kind.PROCESS, Kind.ALERT),
    "via": (Kind.CHANNEL,),
    "apply": (Kind.TEMPLATE,),
    "_EQUALS": FIGURE,
    "_LPAR": (Kind.SOURCE, Kind.METRIC, Kind.GOAL, Kind.PROCESS, Kind.BUDGET),
    "_LSQB": (Kind.PROCESS, Kind.SOURCE),
    "MONEY": WHO,
    "PERCENT": WHO,
}
"""What is named behind a word of the language, or behind a mark, the likeliest first."""
IN_SPLITS = (Kind.TEAM, Sort.PERSON, Kind.ROLE)
SKIPPED = frozenset({"NAME", "_COMMA", "_DOT", "STRING", "COMPARISON", "PLUS", "MINUS", "SLASH", "STAR", "_COLON"})


def names(view: View, place: Place, language: Language) -> Iterator[Item]:
    """The names that may stand at a place."""
    known = writable(view)
    wanted = _wanted(place)
    if place.dotted:
        yield from _inside(view, place, known, language)
        return
    columns = _columns(place, known)
    for symbol in columns:
        yield from _item(symbol.name, symbol, wanted, language, symbol.alias)
    for process in _of_kind(Kind.PROCESS, known):
        around = process.whole.start <= place.start <= process.whole.end
        if around or (Sort.STAGE in wanted and not _in_process(place)):
            for stage in process.children:
                if stage.sort is Sort.STAGE:
                    yield from _item(stage.name, stage, wanted, language, stage.alias)
    if Sort.CLASS in wanted:
        for segment in _of_kind(Kind.SEGMENT, known):
            for child in segment.children:
                yield from _item(child.name, child, wanted, language, child.alias)
    if Sort.RECORD in wanted:
        yield from _records(view, wanted, language)
    for one in known:
        yield from _item(one.name, one.symbol, wanted, language, None)
        if one.sort in GRAPH:
            for child in (inner for outer in one.symbol.children for inner in outer.all()):
                yield from _item(child.name, child, wanted, language, child.alias)
    yield from _given(view, place, language)
    rank = _rank(Sort.PERSON, wanted)
    for name in view.opened.names.people:
        if name == place.typed:  # somebody who is known by this place alone, as it seems
            continue
        written = name if name.isidentifier() else f'"{name}"'
        yield Item(written, Sort.PERSON, detail=said_of(Sort.PERSON, language), rank=rank, others=(name,))


def _in_process(place: Place) -> bool:
    """Whether it stands in a process, which has stages of its own."""
    return bool(place.head) and place.head[0].keyword is not None and place.head[0].keyword.key == "process"


def _of_kind(kind: Kind, known: Iterable[Writable]) -> tuple[Symbol, ...]:
    return tuple(dict.fromkeys(one.symbol for one in known if one.sort is kind))


def _wanted(place: Place) -> tuple[Meant, ...]:
    """What sorts of names are wanted, the likeliest first."""
    for token in reversed(place.words):
        if token.keyword is not None and token.words == 0:
            continue
        key = token.keyword.key if token.keyword is not None else token.type
        if token.keyword is not None and token.keyword.section == "kinds" and key in {kind.value for kind in Kind}:
            return (Kind(key),)
        if key in WANTED:
            return WANTED[key]
        if token.keyword is not None or token.type not in SKIPPED:
            return FIGURE if "INTEGER" in place.expected else ()
    return {"SHARES": IN_SPLITS, "TEAM": (Kind.ROLE,)}.get(place.block, ())


def _rank(sort: Meant | None, wanted: tuple[Meant, ...]) -> int:
    """How soon names of a sort are shown."""
    if sort is None or sort not in wanted:
        return 6 if wanted else 4
    return 1 + min(2, wanted.index(sort))


def _item(
    name: str, symbol: Symbol, wanted: tuple[Meant, ...], language: Language, alias: str | None
) -> Iterator[Item]:
    if symbol.sort is None or symbol.sort in (Sort.PLAN, Sort.MODULE, Sort.STEP):
        return
    others = tuple(filter(None, (symbol.title, alias or symbol.alias, symbol.name)))
    sort = said_of(symbol.sort, language)
    detail = f"{sort} — {symbol.title}" if symbol.title is not None else sort
    yield Item(name, symbol.sort, None, detail, "", others, _rank(symbol.sort, wanted))
    if alias is not None and alias != name:
        yield Item(alias, symbol.sort, None, detail, "", others, _rank(symbol.sort, wanted))


# ---- what has names of its own inside


def _inside(view: View, place: Place, known: Iterable[Writable], language: Language) -> Iterator[Item]:
    """What stands in what is named before the dot."""
    path = place.dotted
    before = ".".join(path) + "."
    for one in known:
        if one.name.startswith(before) and "." not in one.name[len(before) :]:
            yield from _item(one.name[len(before) :], one.symbol, (), language, None)
    for symbol in _named(path, known):
        for child in symbol.children:
            yield from _item(child.name, child, (), language, child.alias)
        if symbol.sort is Sort.ALIAS:
            yield from _applied(view, symbol, language)
    if _of_people(path, place, known):
        for one in known:
            if one.sort is Kind.ROLE:
                yield from _item(one.name, one.symbol, (), language, None)
    source = _record(path[-1], place, known)
    if source is not None:
        for child in source.children:
            yield from _item(child.name, child, (), language, child.alias)


def _named(path: tuple[str, ...], known: Iterable[Writable]) -> Iterator[Symbol]:
    """What a path means: names with dots in them first, then what stands inside."""
    for length in range(len(path), 0, -1):
        start = ".".join(path[:length])
        for one in known:
            if one.name == start:
                found: list[Symbol] = [one.symbol]
                for step in path[length:]:
                    found = [
                        child for symbol in found for child in symbol.children if step in (child.name, child.alias)
                    ]
                yield from found


def _applied(view: View, alias: Symbol, language: Language) -> Iterator[Item]:
    """What a template declares where it is applied."""
    for module in view.opened.modules:
        for node in module.declarations:
            if isinstance(node, nodes.ApplyDecl) and node.alias.span == alias.name_span:
                for other in view.opened.modules:
                    for symbol in outline(other):
                        if symbol.sort is Kind.TEMPLATE and node.template.text in (symbol.name, symbol.alias):
                            for child in symbol.children:
                                yield from _item(child.name, child, (), language, child.alias)


def _of_people(path: tuple[str, ...], place: Place, known: Iterable[Writable]) -> bool:
    """Whether a path names somebody, of whom there are roles: `owner.lead`, `north.manager`."""
    sorts = {one.sort for one in known if one.name == path[-1]}
    if sorts & {Kind.ROLE, Kind.TEAM}:
        return True
    return path[-1] in OWNER_WORDS | EVERYBODY | TEAM_WORDS or any(
        child.name == path[-1] and ": person" in child.whole.text for child in _columns(place, known)
    )


def _record(column: str, place: Place, known: Iterable[Writable]) -> Symbol | None:
    """The source that a column refers to: `goods: record[prices]`."""
    for child in _columns(place, known):
        if column in (child.name, child.alias) and "[" in child.whole.text:
            name = child.whole.text.partition("[")[2].partition("]")[0].strip()
            return next((one.symbol for one in known if one.name == name and one.sort is Kind.SOURCE), None)
    return None


def _columns(place: Place, known: Iterable[Writable]) -> tuple[Symbol, ...]:
    """The columns that a bare name may mean."""
    source = _source_at(place, known)
    return tuple(child for child in source.children if child.sort is Sort.COLUMN) if source is not None else ()


def _source_at(place: Place, known: Iterable[Writable]) -> Symbol | None:
    """The source whose columns have no dot before them: that in the brackets around, else one that the statement names, else
    that of the declaration.
    """
    sources = {one.name: one.symbol for one in known if one.sort is Kind.SOURCE}
    name = _in_brackets(place.words, sources) or _of_head(place.head, sources)
    return None if name is None else sources[name]


def column_at(words: tuple[Token, ...], place: Place, known: Iterable[Writable]) -> tuple[Symbol, Symbol] | None:
    """The source and its column that some words end with: `kind`, `deals.kind`; None where they end with something else."""
    if not words:
        return None
    listed = tuple(known)
    source = _source_at(place, listed)
    if len(words) > 2 and words[-2].type == "_DOT":
        named = str(words[-3].value)
        source = next((one.symbol for one in listed if one.name == named and one.sort is Kind.SOURCE), source)
    name = str(words[-1].value) if words[-1].type == "NAME" else words[-1].text
    for child in source.children if source is not None else ():
        if source is not None and child.sort is Sort.COLUMN and name in (child.name, child.alias):
            return source, child
    return None


def _in_brackets(words: tuple[Token, ...], sources: Iterable[str]) -> str | None:
    """The source that the innermost open bracket begins with."""
    depth = 0
    for at in range(len(words) - 1, -1, -1):
        depth += (words[at].type == "RPAR") - (words[at].type == "_LPAR")
        if depth < 0:
            depth = 0
            name = _source(words[at + 1 :], sources)
            if name is not None:
                return name
    said = (_source(words[at:], sources) for at in range(len(words)) if at == 0 or words[at - 1].type != "_DOT")
    return next((name for name in said if name is not None), None)


def _source(words: tuple[Token, ...], sources: Iterable[str]) -> str | None:
    """The source that a path at the beginning of some words is, or begins with: `deals` of `deals.amount`."""
    parts = _path(words).split(".")
    paths = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((path for path in paths if path in sources), None)


def _given(view: View, place: Place, language: Language) -> Iterator[Item]:
    """What a file that is used takes and declares: `use sales.activity(few: 4) without calls`."""
    if place.kind != "USE" or len(place.words) < 2:
        return
    target = place.words[1]
    path = (
        file_path(view.source.path, str(target.value))
        if target.type == "STRING"
        else library_path(_path(place.words[1:]))
    )
    used = next((one for one in view.opened.modules if one.source.path == path), None) or library_at(path)
    for symbol in outline(used) if used is not None else ():
        if symbol.sort is Sort.MODULE:
            for child in symbol.children:
                yield from _item(child.name, child, (Sort.PARAMETER,), language, child.alias)
        elif not symbol.private:
            yield from _item(symbol.name, symbol, (), language, symbol.alias)


def _of_head(words: tuple[Token, ...], sources: Iterable[str]) -> str | None:
    """The source of a declaration: the one it declares, or is on."""
    if words and words[0].keyword is not None and words[0].keyword.key == "source" and len(words) > 1:
        return str(words[1].value) if str(words[1].value) in sources else None
    for at, token in enumerate(words):
        if token.keyword is not None and token.keyword.key == "on":
            name = _path(words[at + 1 :])
            return name if name in sources else None
    return None


def _path(words: tuple[Token, ...]) -> str:
    """The name, with dots, that some words begin with."""
    parts: list[str] = []
    for at, token in enumerate(words):
        if at % 2 == 0 and token.type == "NAME":
            parts.append(str(token.value))
        elif token.type != "_DOT":
            break
    return ".".join(parts)


def _records(view: View, wanted: tuple[Meant, ...], language: Language) -> Iterator[Item]:
    """What the rows of sources are called."""
    declarations = chain.from_iterable(module.declarations for module in view.opened.modules)
    for node in declarations:
        for clause in node.clauses if isinstance(node, nodes.SourceDecl) else ():
            if isinstance(clause, nodes.OneRowPer) and clause.called is not None:
                detail = said_of(Sort.RECORD, language)
                yield Item(clause.called.text, Sort.RECORD, None, detail, rank=_rank(Sort.RECORD, wanted))
