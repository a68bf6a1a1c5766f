"""Checks for tests/spec/syntax.md and docs/reference/mistakes.md."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from enum import Enum
from typing import Any

import attrs

from planlang.diagnostics.render import render
from planlang.diagnostics.text import Language
from planlang.source import Source
from planlang.syntax import nodes
from planlang.syntax.formatter.format import format_source
from planlang.syntax.lexical.lexer import scan
from planlang.syntax.parse import parse

Row = dict[str, str]


def code(cell: str) -> str:
    """The text in backticks of a cell; ⏎ is a line end."""
    return cell.strip("`").strip().replace("⏎", "\n")


def plan(text: str) -> Source:
    return Source("a.plan", text)


def literal(row: Row) -> Row:
    """What a quantity is read as: its terminal in words and its value, or the name of the mistake."""
    scanned = scan(plan(code(row["written"])))
    if scanned.findings.kept:
        return {"means": scanned.findings.kept[0].name}
    tokens = [token for token in scanned.tokens if token.type != "NEWLINE"]
    return {"means": " · ".join(f"{token.type.lower().strip('_')} {value(token.value)}" for token in tokens)}


def value(found: object) -> str:
    if isinstance(found, tuple):
        return " ".join(value(part) for part in found)
    if isinstance(found, (date, time)):
        return found.isoformat()
    if found is None:
        return "of the plan"
    return str(found.value if isinstance(found, Enum) else found)


def outline(text: str) -> str:
    """Declarations and their statements, one a line."""
    outcome = parse(plan(text))
    lines = [line for declaration in outcome.value.declarations for line in outlined(declaration, "")]
    return "\n".join([*lines, *(f"! {d.name} {d.span.place()}" for d in outcome.diagnostics)])


def outlined(declaration: Any, indent: str) -> Iterator[str]:
    name = declaration.head.name.text if hasattr(declaration, "head") else declaration.span.text
    doc = f"  ## {declaration.head.doc}" if hasattr(declaration, "head") and declaration.head.doc else ""
    yield f"{indent}{type(declaration).__name__} {name}{doc}"
    for clause in getattr(declaration, "clauses", ()):
        words = " ".join(clause.span.text.split())
        yield f"{indent}  {type(clause).__name__}: {words}"
    for child in getattr(declaration, "children", ()):
        yield from outlined(child, indent + "  ")


def tree(row: Row) -> Row:
    """How an expression is put together, every operator in brackets."""
    (metric,) = parse(plan(f"metric m = {code(row['written'])}")).value.declarations
    assert isinstance(metric, nodes.MetricDecl)
    return {"means": f"`{shown(metric.value)}`"}


def shown(node: nodes.Expression) -> str:
    match node:
        case nodes.Binary(operator, left, right, _):
            return f"[{shown(left)} {operator.value} {shown(right)}]"
        case nodes.Not(operand, _):
            return f"[not {shown(operand)}]"
        case nodes.Negative(operand, _):
            return f"[-{shown(operand)}]"
        case nodes.Windowed(subject, window, _):
            return f"[{shown(subject)} {window.kind.value} {window.count} {window.unit.value}]"
        case nodes.Among(subject, items, negated, _):
            return f"[{shown(subject)} {'not in' if negated else 'in'} {', '.join(map(shown, items))}]"
        case nodes.Enters(subject, stage, _):
            return f"[{shown(subject)} enters {stage.text}]"
        case nodes.Call(function, arguments, _):
            return f"{function.text}({', '.join(map(shown, arguments))})"
        case nodes.Selection(subject, at, where, _):
            rest = (f" at {at.text}" if at else "") + (f" where {shown(where)}" if where else "")
            return shown(subject) + rest
        case nodes.Reference(path, _):
            return path.text
        case _:
            return value(attrs.astuple(node, recurse=False)[0])


def said(text: str) -> str:
    """Everything that is said about a file, in English."""
    return told(text, Language.EN)


def said_in_chinese(text: str) -> str:
    """Everything that is said about a file, in Chinese."""
    return told(text, Language.ZH)


def told(text: str, language: Language) -> str:
    diagnostics = parse(plan(text)).diagnostics
    return "\n".join(render(diagnostic, language) for diagnostic in diagnostics) or "nothing"


def mistake(row: Row) -> Row:
    """The one mistake in a text: its check, and what is said, in both languages."""
    (diagnostic,) = parse(plan(code(row["written"]))).diagnostics
    help_ = "" if diagnostic.help is None else diagnostic.help.render()
    return {"check": diagnostic.name, "says": diagnostic.message.render(), "help": help_}


def formatted(text: str) -> str:
    """The file in the one style."""
    return format_source(plan(text)).text


def formatted_in_chinese(text: str) -> str:
    """The file in the one style, keywords in Chinese."""
    return format_source(plan(text), Language.ZH).text


def formatted_in_english(text: str) -> str:
    """The file in the one style, keywords in English."""
    return format_source(plan(text), Language.EN).text
