"""The schedule against one that counts minutes in tables: dates and floats, over random plans.

`PLANLANG_PLANS=2000` tries so many of each kind (`nox -s schedule`).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from fractions import Fraction

from hypothesis import HealthCheck, Phase, example, given, seed, settings

from planlang.plan.build import build
from planlang.plan.plan import Plan
from planlang.schedule.schedule_plan import make_schedule
from tests.plan.notation import model
from tests.schedule.oracle import Leaf, Oracle, minute
from tests.schedule.plans import CALENDARS, START, plans

PLANS = int(os.environ.get("PLANLANG_PLANS", "40"))
SEED = os.environ.get("PLANLANG_SEED")
"""Other plans than the usual ones."""
usual = settings(
    max_examples=PLANS,
    deadline=None,
    derandomize=SEED is None,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)


def many(test: Callable[[str], None]) -> Callable[[str], None]:
    """A test that is tried with that many plans."""
    return usual(test if SEED is None else seed(int(SEED))(test))


def planned(text: str) -> Plan:
    outcome = build(model(text, START, "2026-12-31", CALENDARS))
    assert outcome.diagnostics == ()
    return outcome.value


def agree(told: Fraction, found: Fraction, leaf: Leaf, oracle: Oracle) -> bool:
    """Whether two floats are the same, with three exceptions.

    A milestone that ends something may come to begin something while it is moved, or the other way round, and then stands on
    the other side of a night: the schedule keeps it on its side, counting does not, so the two may differ by up to a day. The
    same holds for one that begins a day at midnight, by a date, and would begin a working day.
    Where several people share the minutes, what begins after them does so on a whole minute: a part of one is nothing. A
    deadline that is missed by such a part is told as missed by a day.
    """
    turned = bool(oracle.turned)
    oracle.turned.clear()
    apart, shared = abs(told - found), 1 if leaf.own is None else leaf.own.most
    hardly = shared > 1 and all(-1 <= days <= 0 for days in (told, found))
    least = Fraction(shared - 1, oracle.calendar(leaf.node).minutes_per_day)
    return apart <= (1 if turned or hardly else least)


@many
@given(plans(rich=True))
@example(
    "leave li 2026-02-02 .. 2026-02-28\ngoal g { 2026-02-01 .. 2026-02-20 }\nmilestone t0 { not before 2026-02-23 }\n"
    "task t1 { ends with t0 + 1d; after g; effort 6; assign zhao, li, wang }\n"
    "task t2 { ends on start of t1; takes 1wd; calendar shop }\ntask t3 { ends with g + 1d; starts with t1 - 2wd; takes 1d }\n"
    "milestone t4 { after t0; starts with t2 + 1wd; not after 2026-02-15 }"
)
@example(  # a milestone on days off of the plan that may move, on days off
    "own zhao shop\ngoal g { 2026-02-01 .. 2026-02-20 }\ntask t0 { after g; task t00 { ends with g; takes 6h; owner zhao }; "
    "milestone t01 { after g; starts with t00 }; milestone t02 { ends with t00 + 2d; starts with g } }"
)
@example(  # a milestone held by a date, that would be driven by a task
    "task t0 { takes 7wd; calendar shop; ends on 2026-03-22 }\ntask t1 { not before 2026-03-26; milestone t10 { starts with t0 + 2d } }\n"
    "task t2 { after t10 - 1d; task t21 { takes 2mo; not after 2026-03-09 } }"
)
@example(  # people of whom one has days of his own, beside the one alone
    "own wang short\nleave wang 2026-03-16 .. 2026-03-28\ntask t1 { takes 6h; owner wang }\n"
    "task t2 { takes 4h; assign li, wang; starts on 2026-03-30 }"
)
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
        assert agree(slot.total_float_days, total, leaf, oracle), name
        free = oracle.free(name, placed, firsts, end)
        assert agree(slot.free_float_days, free, leaf, oracle), name


@many
@given(plans(late=True, rich=True))
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
            assert oracle.free(name, placed, firsts, end) <= 1, name
