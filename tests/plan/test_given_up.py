"""From when something is held against those whose tasks waited for what a revision gave up."""

from __future__ import annotations

from datetime import date

import pytest

from planlang.plan.build import build
from planlang.plan.current import in_force
from planlang.schedule.schedule_plan import make_schedule
from planlang.semantics.check import check_files
from planlang.source import Source
from planlang.syntax.parse import parse
from planlang.values.zoned import midnight
from tests.evaluate.whole.small_plans import HEAD
from tests.semantics.marked import Memory

PLAN = (
    HEAD
    + """
team company "Company" { director Boss }
task tour { takes 20wd; not before 2026-03-02; owner director; FACT }
task fair { owner director; task booth { takes 3wd } }
strategy s1 "S1" { owner director; task deep { takes 3wd }; milestone known { after deep } }
task follow { takes 5wd; owner director; LINK }
task later { takes 2wd; owner director; after follow }
revision less "Less" on 2026-06-01 { approved by director on DECIDED; because "x"; drop DROPPED }
"""
)


def late(link: str, dropped: str, as_of: date, fact: str = "", decided: str = "2026-05-29") -> dict[str, str]:
    """What is behind, and since when it should have been done or begun."""
    text = PLAN.replace("FACT", fact).replace("LINK", link).replace("DROPPED", dropped).replace("DECIDED", decided)
    checked = check_files(parse(Source("p.plan", text)).value, Memory({}))
    model = checked.value.model
    assert model is not None
    assert not checked.diagnostics
    plan = in_force(build(model).value, midnight(as_of))
    found = make_schedule(plan, as_of=as_of).conflicts
    return {one.task: f"{one.kind.value} {one.limit:%m-%d}" for one in found if one.task in ("follow", "later")}


@pytest.mark.parametrize(
    ("link", "dropped", "told"),
    [
        ("after tour", "tour", "overdue 06-05"),
        ("after tour; after fair", "tour, fair", "overdue 06-05"),
        ("starts with tour", "tour", "overdue 06-05"),
        ("ends with tour", "tour", "overdue 06-05"),
        ("after s1", "s1", "overdue 06-05"),
        ("after s1.deep", "s1", "overdue 06-05"),
        ("after s1.known", "s1", "overdue 06-05"),
        ("after fair", "fair", "overdue 06-05"),
        ("after fair", "fair.booth", "overdue 06-05"),  # of fair nothing is left
        ("not before 2026-06-08; after tour", "tour", "overdue 06-12"),
        ("after tour", "fair", None),  # it waits still, and what is late is the tour
        ("not before 2026-03-02", "tour", "overdue 03-06"),  # it never waited for it
    ],
)
def test_what_waited_is_late_from_the_day_on_which_it_waits_no_longer(
    link: str, dropped: str, told: str | None
) -> None:
    assert late(link, dropped, date(2026, 7, 1)).get("follow") == told


def test_nothing_is_held_against_anybody_while_the_days_go_on_that_it_takes() -> None:
    assert late("after tour", "tour", date(2026, 6, 1)) == {}
    assert late("after tour", "tour", date(2026, 6, 3)) == {"follow": "late-start 06-01"}
    assert late("after tour", "tour", date(2026, 6, 8))["follow"] == "overdue 06-05"


def test_a_revision_decided_later_counts_from_then() -> None:
    assert late("after tour", "tour", date(2026, 7, 1), decided="2026-06-08")["follow"] == "overdue 06-12"


def test_what_was_done_before_it_was_given_up_kept_nobody_waiting() -> None:
    done = "started 2026-03-02; finished 2026-03-27"
    assert late("after tour", "tour", date(2026, 7, 1), fact=done)["follow"] == "overdue 04-03"
