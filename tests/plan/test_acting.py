"""What is on stand-by has no dates, and changes none, until it has begun."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planlang.plan.acting import acting
from planlang.report.words.outline import outline
from planlang.schedule.costs import costs
from planlang.schedule.schedule import Slot
from planlang.schedule.schedule_plan import make_schedule
from tests.spec.checks.rhythm import planned

TEXT = """
role director "Director"
team t "T" { director Ann, Bo }
task first { takes 5wd; owner Ann; starts on 2026-03-02; cost 10 CNY }
task spare {
  standby
  owner Ann
  cost 3 CNY
  task part { takes 3wd; after first; {part} }
  task deep { standby; takes 3wd; {deep} }
  milestone done_with { after part }
}
task around { owner Ann; task inner { standby; takes 1wd; {inner} } }
task later { takes 2wd; after spare; owner Ann }
"""


def slots(as_of: date | None = None, **said: str) -> set[str]:
    """What has dates."""
    text = TEXT
    for name in ("part", "deep", "inner"):
        text = text.replace(f"{{{name}}}", said.get(name, ""))
    plan = planned(text)
    schedule = make_schedule(plan, as_of=as_of)
    assert schedule.slots.keys() | schedule.waiting == plan.nodes.keys()
    assert not schedule.slots.keys() & schedule.waiting
    return set(schedule.slots)


ALWAYS = {"first", "later"}
SPARE = {"spare", "part", "done_with"}


def test_nothing_in_a_task_on_standby_has_dates() -> None:
    assert slots() == ALWAYS


@pytest.mark.parametrize("begun", ["started 2026-03-10", "finished 2026-03-12", "started 2026-03-10; done 10%"])
def test_a_part_that_has_begun_accepts_the_whole(begun: str) -> None:
    assert slots(part=begun) == ALWAYS | SPARE


def test_what_is_on_standby_within_it_waits_for_itself() -> None:
    assert slots(deep="started 2026-03-10") == ALWAYS | SPARE | {"deep"}


def test_a_task_with_such_parts_alone_waits_as_well() -> None:
    assert slots(inner="finished 2026-03-05") == ALWAYS | {"around", "inner"}


def test_a_fact_after_the_cut_is_not_seen() -> None:
    assert slots(date(2026, 3, 10), part="started 2026-03-10") == ALWAYS
    assert slots(date(2026, 3, 11), part="started 2026-03-10") == ALWAYS | SPARE


def test_nobody_waits_for_it_and_it_costs_nothing() -> None:
    plan = planned(TEXT.replace("{part}", "").replace("{deep}", "").replace("{inner}", ""))
    schedule = make_schedule(plan)
    assert schedule.slots["later"].start == date(2026, 1, 4)
    assert costs(plan, schedule).whole.total == 10


@given(st.sets(st.sampled_from("abcdef")))
def test_the_rest_is_scheduled_as_if_it_were_not_there(idle: set[str]) -> None:
    def text(names: str) -> str:
        found = 'role director "Director"\nteam t "T" { director Ann }\n'
        for name, before, at in zip("abcdef", "_abcde", range(6), strict=True):
            link = f"after {before}; " if before in names else ""
            standby = "standby; " if name in idle else ""
            if name in names:
                found += f"task {name} {{ takes {at + 1}wd; owner Ann; {standby}{link} }}\n"
        return found

    kept = "".join(name for name in "abcdef" if name not in idle)
    whole, alone = planned(text("abcdef")), planned(text(kept))
    assert set(acting(whole, None).nodes) == set(kept)
    assert idle or acting(whole, None) is whole
    with_idle, without = make_schedule(whole), make_schedule(alone)
    assert with_idle.waiting == idle
    assert [_dates(slot) for slot in with_idle.slots.values()] == [_dates(slot) for slot in without.slots.values()]
    assert with_idle.critical_path == without.critical_path


def _dates(slot: Slot) -> tuple[object, ...]:
    return slot.name, slot.starts_at, slot.ends_at, slot.late_finish, slot.total_float_days, slot.critical


MEETINGS = """
role director "Director"
team t "T" { director Ann }
task base { takes 1wd; owner Ann }
review r { every monday; attended by Ann
  held 2026-03-02 { task first { owner Ann; task part { takes 2wd }; milestone end { after part } } }
  held 2026-03-09 { task second { takes 2wd; owner Ann; started 2026-03-09 } }
}
task after_it { takes 1wd; after second; owner Ann }
"""


@pytest.mark.parametrize(
    ("as_of", "known"),
    [
        (date(2026, 3, 2), ""),
        (date(2026, 3, 3), "first part end"),
        (date(2026, 3, 9), "first part end"),
        (date(2026, 3, 10), "first part end second"),
        (None, "first part end second"),
    ],
)
def test_what_a_meeting_wants_done_is_not_known_before_it(as_of: date | None, known: str) -> None:
    plan = planned(MEETINGS)
    schedule = make_schedule(plan, as_of=as_of)
    assert set(schedule.slots) == {"base", "after_it", *known.split()}
    assert schedule.undecided == plan.nodes.keys() - schedule.slots.keys()
    assert not schedule.waiting
    assert {line.key for line in outline(plan, schedule)} == set(schedule.slots)


def test_what_a_meeting_wants_done_begins_with_it() -> None:
    plan = planned(MEETINGS)
    assert make_schedule(plan).slots["part"].start == date(2026, 3, 2)
    assert plan.model.tasks["first"].parent is None
    assert plan.model.tasks["part"].parent == "first"
    assert [held.tasks for held in plan.model.reviews["r"].held] == [("first",), ("second",)]
