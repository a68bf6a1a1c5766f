"""Checks for tests/spec/todos.md."""

from __future__ import annotations

from decimal import Decimal
from typing import cast

from planlang.evaluate.results.evaluation import Verdict
from planlang.evaluate.rules.findings import VERDICTS
from planlang.semantics.expr import (
    Aggregate,
    Comparison,
    Dated,
    FigureComparison,
    FigureConstant,
    Fold,
)
from planlang.semantics.model import DayLimit, Process, TodoRule
from planlang.values.units import Count
from tests.evaluate.judge.worlds import SPAN, chained, day, process, rule
from tests.spec.checks.processes import (
    calls,
    dates,
    exported,
    from_exports,
    from_history,
    judged,
    limit,
    verdicts,
)

COUNTED = Aggregate(Fold.COUNT, "calls", None, Dated("day"), None, None, Count(), SPAN)


def owed(row: dict[str, str], *, chain: bool = False) -> Process:
    """A process in which proposal asks for calls."""
    least = Decimal(row.get("done when calls", ">= 1").removeprefix(">= "))
    done = FigureComparison(Comparison.AT_LEAST, COUNTED, FigureConstant(least, Count(), SPAN), SPAN)
    asked = TodoRule(rule("todo"), "Calls", None, "proposal", cast(DayLimit, limit(row["within"])), done)
    return chained(asked) if chain else process(asked)


def todo(row: dict[str, str]) -> dict[str, str]:
    chain = any(word in row["moves"] for word in ("delivery", "void"))
    (found,) = judged(from_history(row["moves"], owed(row, chain=chain), calls(row["calls"])), row["as of"])
    waived = VERDICTS.index(Verdict.WAIVED)
    is_open = (
        over is None and verdict != waived for over, verdict in zip(found.over.tolist(), found.verdict, strict=True)
    )
    return {
        "verdict": verdicts(found, ", "),
        "due": dates(found.due.tolist(), ", "),
        "since": dates(found.since.tolist(), ", "),
        "open": ", ".join("yes" if one else "no" for one in is_open),
    }


def loaded(row: dict[str, str]) -> dict[str, str]:
    coverage = {"calls": ((day("01-01"), day("02-17")),)}
    world = from_history(row["moves"], owed(row), calls(row["calls"]), coverage=coverage)
    return {"verdict": verdicts(judged(world, row["as of"])[0])}


def in_exports(row: dict[str, str]) -> dict[str, str]:
    world = from_exports("contact 03-02; proposal 03-09 03-16", owed(row), calls(row["calls"]))
    found = exported(judged(world, row["as of"])[0])
    return {"verdict": found["verdict"], "due": found["due"]}
