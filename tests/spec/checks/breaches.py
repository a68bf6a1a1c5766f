"""Checks for tests/spec/breaches.md."""

from __future__ import annotations

from datetime import date

from attrs import evolve

from planlang.evaluate.rules.findings import VIOLATED, breaches
from planlang.evaluate.rules.judged import Judged
from planlang.evaluate.rules.reminders import coming_due, passed_on, reminded_from
from planlang.semantics.model import EscalationStep, Handling, StayRule, TimeLimit, ToPerson
from planlang.values.periods import week_of
from tests.evaluate.judge.worlds import CHINA, day, process, rule
from tests.spec.checks.processes import by_rule, from_history, limit, verdicts

ZONE = "Asia/Shanghai"
BOSS = ToPerson("boss")


def reminder(row: dict[str, str]) -> dict[str, str]:
    lead = limit(row["warn"])
    found = _judged(f"proposal {row['entered']}", row["limit"], Handling(warn=lead), row["as of"])
    week = week_of(day(row["as of"]))
    (told,) = (*coming_due(found, week, date.max, CHINA, ZONE), None)[:1]
    if told is None:
        return {"due": "", "from": "", "reminded": "no: it is broken"}
    begins = reminded_from(told.instance, lead, CHINA, ZONE)
    assert begins is not None
    assert told.reminder in (begins, None)
    near = coming_due(found, week, date.min, CHINA, ZONE)
    assert len(near) == (told.reminder is not None), "what is reminded of is told however far away it is"
    assert told.instance.due is not None
    return {
        "due": told.instance.due.isoformat(),
        "from": begins.day.isoformat(),
        "reminded": "no" if told.reminder is None else "yes",
    }


def passing_on(row: dict[str, str]) -> dict[str, str]:
    number, _, weeks = row["after"].partition(" ")
    step = EscalationStep(BOSS, int(number)) if weeks else EscalationStep(BOSS, 0, limit(number))
    found = _judged(row["moves"], row["limit"], Handling(escalation=(step,)), row["as of"]).all()
    week = week_of(day(row["as of"]))
    instances = breaches(found, range(len(found.verdict)), week) if (found.verdict == VIOLATED).any() else ()
    passed = [who for one in instances for who in passed_on(one, (step,), day(row["as of"]), CHINA)]
    return {"verdict": verdicts(found), "passed on": "yes" if passed else "no"}


def _judged(moves: str, most: str, handling: Handling, until: str) -> Judged:
    allowed: TimeLimit = limit(most)
    stay = StayRule(evolve(rule("stay"), handling=handling), "proposal", allowed, False, None)
    (found,) = by_rule(from_history(moves, process(stay)), until)
    return found
