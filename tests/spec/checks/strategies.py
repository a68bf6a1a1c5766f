"""Checks for tests/spec/strategies.md: strategies held against spending, evaluated whole."""

from __future__ import annotations

from planlang.diagnostics.display import show
from planlang.diagnostics.text import Language
from planlang.evaluate.results.market import GoalStanding, StrategyValue
from planlang.report.words.market.strategies import counted_words, share_words
from planlang.values.figure import Known
from planlang.values.units import Ratio
from tests.spec.checks.budgets import evaluation, words

Row = dict[str, str]
GROUND = """
metric spent = sum(bills.amount)
goal saved "Saved" { measure spent; target 248 CNY; owner Boss }
budget b = 100 CNY { account a = 50%; account c = 50%; actual sum(bills.amount) by account }
task other { takes 5wd; cost 1 CNY charged to b.c; owner Boss; starts on 2026-11-02 }
"""


def strategy(row: Row) -> StrategyValue:
    """A strategy of tasks `clauses | …`, one after the other where nobody says when it starts."""
    by = f"progress by {row['progress by']}; " if row.get("progress by") else ""
    written = [one.strip() for one in row["tasks"].split("|") if one.strip()]
    tasks = []
    for number, one in enumerate(written):
        clauses = "; ".join(_priced(clause.strip()) for clause in one.split(";"))
        dated = number == 0 or any(word in one for word in ("not before", "standby"))
        after = "" if dated else f"; after t{number - 1}"
        if one == "milestone":
            tasks.append(f"milestone t{number} {{ {after.removeprefix('; ')} }}")
        else:
            tasks.append(f"task t{number} {{ {clauses}{after} }}")
    text = f"{GROUND}strategy s {{ owner Boss; serves saved; measure spent; {by}{'; '.join(tasks)} }}"
    (found,) = evaluation(text, row.get("spent", ""), row.get("covered to", "2026-12-31"), row["as of"]).strategies
    return found


def _priced(clause: str) -> str:
    """A clause with the currency of its cost."""
    words_of = clause.split()
    return " ".join([*words_of[:2], "CNY", *words_of[2:]]) if words_of[0] == "cost" else clause


def progress(row: Row) -> Row:
    found = strategy(row)
    return {
        "→ done": share_words(found, Language.EN),
        "→ as planned": show(found.expected, Ratio(), Language.EN),
        "→ tasks": counted_words(found).render(Language.EN),
    }


def cost(row: Row) -> Row:
    found = strategy(row).cost
    if found is None:
        return dict.fromkeys(("→ used", "→ committed", "→ planned", "→ cost"), "not said")
    return {
        "→ used": "–" if found.used is None else words(found.used),
        "→ committed": words(found.committed),
        "→ planned": words(found.planned),
        "→ cost": words(found.total),
    }


def meanwhile(row: Row) -> Row:
    found = strategy(row)
    (effect,), (measured,) = found.effects, found.measured
    return {
        "→ when it began": "not begun" if effect.before is None else _standing(effect.before),
        "→ now": _standing(effect.now),
        "→ week before": "not begun" if measured.before is None else words(measured.before.figure),
        "→ this week": words(measured.now.figure),
    }


def _standing(found: GoalStanding) -> str:
    if not isinstance(found.actual, Known):
        return words(found.actual)
    return f"{words(found.actual)} of {words(found.due)}"
