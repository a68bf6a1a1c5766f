"""Checks for tests/spec/goal_trees.md: goals as they are written, split into amounts."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from planlang.evaluate.goals.division import ALL, UNASSIGNED, Slice
from planlang.evaluate.goals.reconciliation import split_checks
from planlang.evaluate.goals.targets import ALWAYS, People, Targets, goal_targets
from planlang.plan.build import build
from planlang.semantics.model import Model
from planlang.values.figure import Figure, Known
from planlang.values.rounding import half_away
from tests.semantics.marked import HEAD, checked

WORLD = (
    HEAD
    + """
role director "Director"
role rep "Rep" under director
team company "Company" { director Boss }
team north "North" under company { rep Ann, Bob, Cem }
team south "South" under company { rep Dan }
source orders "Orders" {
  read "orders.csv"
  event at day
  day: date
  owner: person
  amount: money
  region: text
  line: text
  big: bool = amount > 100 CNY
}
metric signed "Signed" = sum(orders.amount) credit owner at event
metric orders_won "Orders" = count(orders) credit owner at event
metric rate "Rate" = ratio(orders_won, orders_won)
"""
)


def model_of(clauses: str, each: str = "") -> Model:
    """The model of a goal with these clauses, which must be in order."""
    found = checked(WORLD + f"goal g {each} {{ {clauses}; owner director }}\n")
    assert not found.diagnostics, [one.message.render() for one in found.diagnostics]
    assert found.model is not None
    return found.model


def targets_of(clauses: str, people: People = ALWAYS, each: str = "") -> Targets:
    """What is to be reached of it."""
    plan = build(model_of(clauses, each)).value
    return goal_targets(plan, plan.model.goals["g"], people)


def named(part: Slice) -> str:
    """`north`, `north / line a`, `Ann in north`, `line a`."""
    words = [] if part.entity == "plan:" else [part.entity.partition(":")[2]]
    words += [f"{column} {value or '(other)'}" for column, value in part.values]
    within = f" in {part.within.partition(':')[2]}" if part.within else ""
    return " / ".join(words) + within or "whole"


def amount(value: Fraction, targets: Targets) -> str:
    digits = 0 if targets.step is None or targets.step >= 1 else 2
    return f"{half_away(value, digits):,f}"


def money(figure: Figure, targets: Targets) -> str:
    return amount(figure.value, targets) if isinstance(figure, Known) else figure.why.value


def _asked(parts: str, found: Targets) -> list[Slice]:
    wanted = [text.strip() for text in parts.split(",")] if parts else []
    told = [part for part in found.amounts if not part.values or part.values[-1][1] is not None]
    return [part for part in told if not wanted or named(part) in wanted]


def cells(row: dict[str, str]) -> dict[str, str]:
    """The parts asked for, by leaf and over all of them."""
    found = targets_of(row["goal"])
    asked = _asked(row["parts"], found)
    lines = [" ".join(amount(leaf, found) for leaf in found.amounts[part]) for part in asked]
    return {
        "by period": "; ".join(lines),
        "in all": "; ".join(f"{named(part)} {amount(found.whole(part), found)}" for part in asked),
    }


def _from(there: str, *each: Slice) -> People:
    """`Ann from 2026-02-09`: since when somebody is there; and who each have a goal."""
    name, _, since = there.partition(" from ")

    def days(part: Slice, _: str | None) -> list[tuple[date, date]] | None:
        return [(date.fromisoformat(since), date(2027, 1, 1))] if since and part.entity == f"rep:{name}" else None

    return People(days, lambda _: each)


def reconciled(row: dict[str, str]) -> dict[str, str]:
    """Every split of a goal against what it splits."""
    there = row.get("there", "")

    found = targets_of(row["goal"], _from(there))
    lines = [
        f"{named(Slice(one.entity, one.within, one.values))} by {one.by}: {money(one.own, found)}, "
        f"{money(one.parts, found)}, {money(one.difference, found)}, {one.verdict.value}"
        for one in split_checks(found)
    ]
    nobody = [part for part in found.amounts if part.entity == UNASSIGNED]
    return {"splits": "; ".join(lines), "nobody's": "; ".join(amount(found.whole(part), found) for part in nobody)}


def due(row: dict[str, str]) -> dict[str, str]:
    """What of the parts is due by a day."""
    found = targets_of(row["goal"])
    day = date.fromisoformat(row["by"])
    asked = [part for part in _asked("", found) if part != ALL]
    return {"due": "; ".join(f"{named(part)} {amount(found.by(part, day), found)}" for part in asked)}


def of_each(row: dict[str, str]) -> dict[str, str]:
    """What each who has a goal has in all, and what of it is due by a day."""
    each = tuple(Slice(name.strip()) for name in row["who"].split(","))
    word = "team" if each[0].entity.startswith("team:") else "rep"
    found = targets_of(row["goal"], _from(row["there"], *each), f"for each {word}")
    day = date.fromisoformat(row["by"])
    return {
        "in all": "; ".join(f"{named(part)} {amount(found.whole(part), found)}" for part in found.amounts),
        "due": "; ".join(f"{named(p)} {amount(found.between(p, found.goal.start, day), found)}" for p in found.roots),
        "depths": " ".join(str(found.depth(part)) for part in found.amounts),
    }
