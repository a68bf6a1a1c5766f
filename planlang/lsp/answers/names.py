"""Answers about names: where they are declared, where they are used, what there is of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from planlang.editor.completion.items import Item
from planlang.editor.dependants import Tie, declaration_at, dependants, dependencies
from planlang.editor.desk import View
from planlang.editor.hover import hover
from planlang.editor.names import definitions, in_file, name_at, written
from planlang.editor.outline import Symbol, outline
from planlang.lsp.documents import Document, path_of
from planlang.lsp.session import Session
from planlang.lsp.wire import Json
from planlang.semantics.names.index import Meant, Sort
from planlang.syntax.nodes import Kind

MOST_SYMBOLS = 500
READ, WRITE = 2, 3
FILE, MODULE, NAMESPACE, CLASS, PROPERTY, FIELD, ENUM, INTERFACE, FUNCTION = 1, 2, 3, 5, 7, 8, 10, 11, 12
VARIABLE, CONSTANT, ARRAY, OBJECT, ENUM_MEMBER, STRUCT, EVENT, OPERATOR, TYPE_PARAMETER = (
    13,
    14,
    18,
    19,
    22,
    23,
    24,
    25,
    26,
)
SYMBOLS: dict[Meant, int] = {
    Sort.PLAN: MODULE,
    Sort.MODULE: MODULE,
    Sort.PARAMETER: TYPE_PARAMETER,
    Sort.ALIAS: NAMESPACE,
    Sort.COLUMN: FIELD,
    Sort.STAGE: ENUM_MEMBER,
    Sort.CLASS: ENUM_MEMBER,
    Sort.STEP: EVENT,
    Kind.SOURCE: STRUCT,
    Kind.SEGMENT: ENUM,
    Kind.METRIC: FUNCTION,
    Kind.ASSUMPTION: CONSTANT,
    Kind.PROCESS: ENUM,
    Kind.ALERT: EVENT,
    Kind.TEAM: CLASS,
    Kind.ROLE: INTERFACE,
    Kind.TEMPLATE: OPERATOR,
    Kind.CALENDAR: ARRAY,
    Kind.GOAL: PROPERTY,
}
"""What comes nearest among the kinds that editors have pictures for; of anything else an object."""


def kind_of(sort: Meant | None) -> int:
    """The picture of a name."""
    return FILE if sort is None else SYMBOLS.get(sort, OBJECT)


def show_hover(session: Session, params: Json) -> Json:
    """`textDocument/hover`."""
    view = session.view(params)
    if view is None:
        return None
    main = view.main
    language, schedule = session.language(view), lambda: session.desk.schedule(main)
    found = hover(view, session.offset(params), language, schedule, session.standings)
    if found is None:
        return None
    formats = session.can("textDocument", "hover", "contentFormat")
    markdown = not formats or "markdown" in formats
    code = [f"```planlang\n{found.code}\n```" if markdown else found.code] if found.code else []
    document = session.document(params)
    return {
        "contents": {"kind": "markdown" if markdown else "plaintext", "value": "\n\n".join([*code, *found.words])},
        "range": session.range(found.span, document),
    }


def definition(session: Session, params: Json) -> Json:
    """`textDocument/definition`."""
    view = session.view(params)
    if view is None:
        return []
    return [session.location(view, span) for span in definitions(view, session.offset(params))]


def references(session: Session, params: Json) -> Json:
    """`textDocument/references`."""
    view = session.view(params)
    known = name_at(view, session.offset(params)) if view is not None else None
    if view is None or known is None:
        return []
    declared = (params.get("context") or {}).get("includeDeclaration", True)
    return [session.location(view, one.span) for one in written(known) if declared or not one.declares]


def highlights(session: Session, params: Json) -> Json:
    """`textDocument/documentHighlight`."""
    view = session.view(params)
    known = name_at(view, session.offset(params)) if view is not None else None
    if view is None or known is None:
        return []
    document = session.document(params)
    return [
        {"range": session.range(one.span, document), "kind": WRITE if one.declares else READ}
        for one in in_file(view, known)
    ]


def symbols(session: Session, params: Json) -> Json:
    """`textDocument/documentSymbol`: a tree, or a list for a client that knows no trees."""
    view = session.view(params)
    if view is None:
        return []
    document = session.document(params)
    found = outline(view.module)
    if session.can("textDocument", "documentSymbol", "hierarchicalDocumentSymbolSupport") is False:
        return [
            {"name": one.name, "kind": kind_of(one.sort), "location": session.location(view, one.whole)}
            for top in found
            for one in top.all()
        ]

    def told(symbol: Symbol) -> Json:
        return {
            "name": symbol.name,
            **({"detail": symbol.title} if symbol.title is not None else {}),
            "kind": kind_of(symbol.sort),
            "range": session.range(symbol.whole, document),
            "selectionRange": session.range(symbol.name_span, document),
            "children": [told(child) for child in symbol.children],
        }

    return [told(symbol) for symbol in found]


def workspace_symbols(session: Session, params: Json) -> Json:
    """`workspace/symbol`: names of all plans that something open belongs to, by any of their spellings."""
    wanted = params.get("query") or ""
    found = []
    for view in session.desk.views():
        for top in outline(view.module):
            for one in top.all():
                item = Item(one.name, Sort.WORD, others=tuple(filter(None, (one.alias, one.title))))
                if one.sort is not None and item.found_by(wanted) is not None:
                    told = {
                        "name": one.name,
                        "kind": kind_of(one.sort),
                        "location": session.location(view, one.name_span),
                    }
                    found.append({**told, **({"containerName": one.title} if one.title else {})})
                    if len(found) >= MOST_SYMBOLS:
                        return found
    return found


# ---- what rests on what


def prepare_hierarchy(session: Session, params: Json) -> Json:
    """`textDocument/prepareCallHierarchy`: the declaration that is pointed at."""
    view = session.view(params)
    symbol = declaration_at(view, session.offset(params)) if view is not None else None
    return None if view is None or symbol is None else [_node(session, view, symbol)]


def incoming(session: Session, params: Json) -> Json:
    """`callHierarchy/incomingCalls`: the declarations that rest on one."""
    return _ties(session, params, dependants, "from")


def outgoing(session: Session, params: Json) -> Json:
    """`callHierarchy/outgoingCalls`: the declarations that one rests on."""
    return _ties(session, params, dependencies, "to")


def _ties(session: Session, params: Json, ties: Callable[[View, Symbol], Iterator[Tie]], side: str) -> Json:
    item = params["item"]
    path = path_of(item["uri"])
    view = session.desk.view(path)
    if view is None:
        return []
    place = item["selectionRange"]["start"]
    document = session.documents.get(path) or Document(item["uri"], path, 0, view.source.text)
    symbol = declaration_at(view, document.offset(place, session.counted))
    if symbol is None:
        return []
    return [
        {
            side: _node(session, view, tie.symbol),
            "fromRanges": [session.range(span, session.documents.get(view.place(span))) for span in tie.places],
        }
        for tie in ties(view, symbol)
    ]


def _node(session: Session, view: View, symbol: Symbol) -> Json:
    path = view.place(symbol.name_span)
    document = session.documents.get(path)
    return {
        "name": symbol.name,
        **({"detail": symbol.title} if symbol.title else {}),
        "kind": kind_of(symbol.sort),
        "uri": session.uri(path),
        "range": session.range(symbol.whole, document),
        "selectionRange": session.range(symbol.name_span, document),
    }
