"""Builders: one function per rule of the grammar, from the values of its parts to a node.

In: what the parser has for the parts of a rule, in order: tokens, nodes, tuples of nodes, None for an optional part
that is not there. Out: a node, or a tuple of nodes for lists. A builder's name is the rule's; nothing is looked up.
"""

from __future__ import annotations

from collections.abc import Callable
from inspect import isfunction
from types import SimpleNamespace
from typing import Any

from planlang.syntax.build import (
    alerts,
    data,
    declarations,
    expressions,
    goals,
    literals,
    market,
    money,
    organisation,
    processes,
    rhythm,
    segments,
    shared,
    tasks,
)
from planlang.syntax.build.management import changes, incentives, people, resources, strategies, testing

Parts = list[Any]
Builder = Callable[[Parts], Any]

MODULES = (
    literals,
    market,
    expressions,
    shared,
    declarations,
    organisation,
    data,
    goals,
    processes,
    alerts,
    tasks,
    money,
    rhythm,
    changes,
    segments,
    people,
    resources,
    strategies,
    incentives,
    testing,
)


def builders() -> SimpleNamespace:
    """Every builder, by the name of its rule."""
    found: dict[str, Builder] = {}
    for module in MODULES:
        for name, value in vars(module).items():
            if isfunction(value) and value.__module__ == module.__name__ and not name.startswith("_"):
                assert name.removesuffix("_") not in found, f"two builders for {name}"
                found[name.removesuffix("_")] = value
    return SimpleNamespace(**found)
