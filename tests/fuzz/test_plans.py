"""A few hundred mutated plans of those that `nox -s fuzz` reads by the hundred thousand, and what they found."""

from __future__ import annotations

import random

import pytest

from planlang.diagnostics.diagnostic import Severity
from tests.fuzz.mutations import CHANGES, mutated, plans
from tests.fuzz.plans import read, run

BASE = 'plan p "P" { period 2026-01-05 .. 2026-12-31; currency USD }\nrole rep "Rep"\nteam s "S" { rep Bob }\n'

BEFORE = {
    "a task inside a task of its name": "task a { takes 5wd; task a { takes 1wd } }",
    "a goal twice, the second without a measure": (
        'metric v = count(deals)\nsource deals { read "a.csv"; one row per id; id: text; o: person }\n'
        "goal g { measure v; target 3 }\ngoal g { target 5 USD; split by team { s 100% } }"
    ),
    "a source twice, the second without a column": (
        'source deals { read "a.csv"; one row per id; id: text; o: person; x: number }\n'
        'source deals { read "b.csv"; one row per id; id: text }\nmetric q = sum(deals.x)'
    ),
    "a key of a type that is not there": (
        'source deals { read "a.csv"; one row per lead_id; lead_id: texx; stage: stage[b] }\n'
        'source calls { read "b.csv"; event at d; d: date; lead_id: text }\n'
        "process b on deals { stages a -> c; win stage w; at most 24h without calls in a }"
    ),
    "a process twice, the second on another source": (
        'source x { read "x.csv"; one row per id; id: text; stage: stage[b] }\n'
        'source y { read "y.csv"; one row per id; id: text; stage: stage[b] }\n'
        "process b on x { stages a -> c; win stage w }\nprocess b on y { stages d -> e; win stage f; stay in d at most 3d }"
    ),
    "a team twice, inside itself": "team t { rep Ann }\nteam t under t { rep Ben }",
    "a metric twice, of another unit": "metric m = 1\nmetric m = 5 USD\ngoal g { measure m; target 3 }",
    "an alert twice": "metric m = 1\nalert a { when m > 1 }\nalert a for each rep { when m < 1; inhibits a }",
    "a calendar twice": "calendar c { off 2026-05-01 }\ncalendar c { work week monday .. friday }\ntask t { takes 1wd; calendar c }",
}


@pytest.mark.parametrize("text", BEFORE.values(), ids=BEFORE)
def test_an_ordinary_mistake_is_an_error_and_no_traceback(text: str) -> None:
    assert [one.name for one in read(BASE + text) if one.severity is Severity.ERROR]


def test_mutated_plans_are_read_without_a_traceback() -> None:
    assert run(120, seed=2026) == []


def test_every_kind_of_change_changes_something() -> None:
    text = plans()[0]
    for name, change in CHANGES:
        assert any(change(text, random.Random(seed)) != text for seed in range(5)), name


def test_a_run_can_be_repeated() -> None:
    assert [mutated(random.Random(f"1/{n}")) for n in range(5)] == [mutated(random.Random(f"1/{n}")) for n in range(5)]
