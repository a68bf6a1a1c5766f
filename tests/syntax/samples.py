"""Plan texts that the tests of syntax share: every construct of the language, in English, in Chinese and mixed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs

from planlang.source import Source, Span
from planlang.syntax import nodes
from planlang.syntax.parse import parse

PLANS = Path(__file__).parent / "plans"


def source(name: str) -> Source:
    return Source(f"{name}.plan", (PLANS / f"{name}.plan").read_text(encoding="utf-8"))


def declarations(text: str) -> tuple[nodes.Declaration, ...]:
    """The declarations of a text without mistakes."""
    outcome = parse(Source("x.plan", text))
    assert not outcome.diagnostics, [d.message.render() for d in outcome.diagnostics]
    return outcome.value.declarations


def expression(text: str) -> nodes.Expression:
    """An expression, read as that of a metric."""
    (metric,) = declarations(f"metric m = {text}")
    assert isinstance(metric, nodes.MetricDecl)
    return metric.value


def walk(node: Any) -> Iterator[Any]:
    """A node and everything in it, spans left aside."""
    yield node
    if isinstance(node, tuple):
        for part in node:
            yield from walk(part)
    elif attrs.has(type(node)) and not isinstance(node, (Span, Source)):
        for attribute in attrs.fields(type(node)):
            if attribute.name != "span":
                yield from walk(getattr(node, attribute.name))


def shape(node: Any) -> Any:
    """A tree without spans, names and texts: what twins in two languages share."""
    if isinstance(node, tuple):
        return tuple(shape(part) for part in node)
    if isinstance(node, (nodes.Name, nodes.Text)):
        return type(node).__name__
    if isinstance(node, nodes.Money) and node.currency is None:  # 元, which English has no word for
        return shape(attrs.evolve(node, currency="CNY"))
    if attrs.has(type(node)):
        return (
            type(node).__name__,
            *(shape(getattr(node, a.name)) for a in attrs.fields(type(node)) if a.name not in ("span", "doc")),
        )
    return node


def bare(node: Any) -> Any:
    """A tree without spans."""
    if isinstance(node, tuple):
        return tuple(bare(part) for part in node)
    if attrs.has(type(node)):
        names = [a.name for a in attrs.fields(type(node)) if a.name != "span"]
        return (type(node).__name__, *(bare(getattr(node, name)) for name in names))
    return node
