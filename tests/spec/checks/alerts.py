"""Checks for tests/spec/alerts.md."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from planlang.evaluate.alerts.alerts import (
    FALSE,
    FIRING,
    NO_CELL,
    SKIP,
    TRUE,
    UNKNOWN,
    AlertFold,
    fold_alerts,
    inhibited,
    released,
)
from planlang.values.periods import Period, next_period, parse_label
from tests.evaluate.judge.worlds import CHINA

LETTERS = "IPFRE-"
NO_VALUE = {"_": UNKNOWN, "s": SKIP, "x": NO_CELL}


def codes(values: str, limits: list[str], *, below: bool) -> np.ndarray:
    """Truth codes of `value < limit`, or of `value >= limit`."""
    return np.array(
        [
            NO_VALUE[value] if value in NO_VALUE else TRUE if (int(value) < int(limit)) is below else FALSE
            for value, limit in zip(values.split(), limits, strict=True)
        ],
        dtype=np.int8,
    )


def fold(values: str, options: str, *, has_until: bool) -> AlertFold:
    count = len(values.split())
    limits = options.removeprefix("limits ").split() if options.startswith("limits") else ["10"] * count
    until = codes(values, [x if x == "-" else str(int(x) * 12 // 10) for x in limits], below=False)
    return fold_alerts(
        codes(values, limits, below=True)[None, None],
        [until[None] if has_until else None],
        needed=[3],
        keep=1 if "keep 1" in options else 0,
        reset_on_gap="gaps reset" in options,
        counts_age=np.ones(count, dtype=bool),
    )


def letters(phases: np.ndarray) -> str:
    return " ".join(LETTERS[phase] for phase in phases.tolist())


def life(row: dict[str, str]) -> dict[str, str]:
    found = fold(row["values"], row["options"], has_until=True)
    assert (found.whole.phase == found.rungs.phase[0]).all()
    streak = " ".join(map(str, found.whole.streak[0].tolist()))
    return {"states": letters(found.whole.phase[0]), "streak": streak}


def life_without_until(row: dict[str, str]) -> dict[str, str]:
    return {"states": letters(fold(row["values"], row["options"], has_until=False).whole.phase[0])}


def ladder(row: dict[str, str]) -> dict[str, str]:
    return rungs(row, [None, None])


def ladder_with_ends(row: dict[str, str]) -> dict[str, str]:
    count = len(row["values"].split())
    return rungs(row, [codes(row["values"], [limit] * count, below=False)[None] for limit in ("12", "8")])


def rungs(row: dict[str, str], until: list[np.ndarray | None]) -> dict[str, str]:
    count = len(row["values"].split())
    when = np.stack([codes(row["values"], [limit] * count, below=True)[None] for limit in ("10", "5")])
    ages = np.ones(count, dtype=bool)
    found = fold_alerts(when, until, needed=[2, 2], keep=0, reset_on_gap=False, counts_age=ages)
    words = []
    for period, phase in enumerate(found.whole.phase[0].tolist()):
        rung = found.rung[0, period].item()
        before = found.rung[0, period - 1].item() if period and found.whole.phase[0, period - 1] == FIRING else rung
        news = "" if rung == before else " (raised)" if rung > before else " (lowered)"
        shown = ("warning", "critical")[rung] + news
        words.append(shown if phase == FIRING else ("inactive", "pending", "", "resolved", "ended", "-")[phase])
    return {
        "warning": letters(found.rungs.phase[0, 0]),
        "critical": letters(found.rungs.phase[1, 0]),
        "shown": ", ".join(words),
    }


def escalation(row: dict[str, str]) -> dict[str, str]:
    weeks: list[Period] = [parse_label(row["fired"])]
    for _ in range(8):
        weeks.append(next_period(weeks[-1]))
    works = np.array([CHINA.working_days(week.start, week.start + timedelta(days=7)) > 0 for week in weeks])
    when = np.full((1, 1, len(weeks)), TRUE, dtype=np.int8)
    found = fold_alerts(when, [None], needed=[1], keep=0, reset_on_gap=False, counts_age=works)
    ages = found.whole.age[0].tolist()
    told = {who: next(w.label for w, age in zip(weeks, ages, strict=True) if age >= after) for who, after in STEPS}
    return dict(told)


STEPS = (("A", 0), ("B", 1), ("C", 3))


def inhibition(row: dict[str, str]) -> dict[str, str]:
    child = np.array([[LETTERS.index(letter) for letter in row["child"].split()]], dtype=np.int8)
    parent = np.array([[LETTERS.index(letter) for letter in row["parent"].split()]], dtype=np.int8)
    ancestors = np.array([[[-1, 0 if mark == "t" else -1] for mark in row["membership"].split()]])
    holder = inhibited(child, parent, ancestors)
    freed = released(child, holder)
    return {
        "held back": " ".join("h" if at >= 0 else "." for at in holder[0].tolist()),
        "released": " ".join("r" if at else "." for at in freed[0].tolist()),
    }
