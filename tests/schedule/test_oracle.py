"""The schedule against one that counts minutes in tables: dates and floats, over random plans.

`PLANLANG_PLANS=2000` tries so many of each kind (`nox -s schedule`).
"""

from __future__ import annotations

import os
from fractions import Fraction

from hypothesis import HealthCheck, Phase, given, settings

from planlang.plan.build import build
from planlang.plan.plan import Plan
from planlang.schedule.schedule_plan import make_schedule
from planlang.semantics.model import InPersonDays, Task
from tests.plan.notation import model
from tests.schedule.oracle import Leaf, Oracle, minute
from tests.schedule.plans import CALENDARS, START, plans

PLANS = int(os.environ.get("PLANLANG_PLANS", "40"))
many = settings(
    max_examples=PLANS,
    deadline=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
SHARED = Fraction(2, 480)
"""Where several people share the minutes, less than two of them are nothing."""


def planned(text: str) -> Plan:
    outcome = build(model(text, START, "2026-12-31", CALENDARS))
    assert outcome.diagnostics == ()
    return outcome.value


def unsure(leaf: Leaf, oracle: Oracle) -> Fraction:
    """By how much two floats may differ: where a milestone that ends something would come to begin something, a day."""
    turned = bool(oracle.turned)
    oracle.turned.clear()
    shared = isinstance(leaf.node, Task) and isinstance(leaf.node.length, InPersonDays)
    return Fraction(1) if turned else SHARED if shared else Fraction(0)


@many
@given(plans())
def test_dates_and_floats_are_those_that_counting_finds(text: str) -> None:
    plan = planned(text)
    schedule, oracle = make_schedule(plan), Oracle(plan)
    placed = oracle.earliest()
    del placed[""]
    times = {name: (minute(slot.starts_at), minute(slot.ends_at)) for name, slot in schedule.slots.items()}
    assert times == oracle.times(placed)
    firsts, end = oracle.firsts(placed), oracle.end(placed)
    for name, leaf in oracle.leaves.items():
        if leaf.closes:
            continue
        slot = schedule.slots[name]
        total = oracle.total(name, placed, firsts, end)
        assert abs(slot.total_float_days - total) <= unsure(leaf, oracle), name
        free = oracle.free(name, placed, firsts, end)
        assert abs(slot.free_float_days - free) <= unsure(leaf, oracle), name


@many
@given(plans(late=True))
def test_what_is_to_be_late_could_not_be_a_day_later(text: str) -> None:
    plan = planned(text)
    oracle = Oracle(plan)
    placed, early = oracle.given(make_schedule(plan)), oracle.earliest()
    soonest = {name: early[name].finish for name in placed}
    del early[""]
    firsts, end = oracle.firsts(placed), oracle.end(early)
    for name, leaf in oracle.leaves.items():
        if leaf.closes or leaf.is_point or not oracle.is_late(leaf.node):
            continue
        pin, finish = oracle.pinned(leaf, placed), placed[name].finish
        if pin is not None and finish >= pin:
            assert finish <= max(pin, soonest[name]), f"{name} ends after what it is to end on begins"
        else:
            assert oracle.free(name, placed, firsts, end) < 1, name
