"""What the work costs: sums by hand, and laws."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from planlang.plan.plan import Plan
from planlang.schedule.costs import Cost, Costs, costs
from planlang.schedule.schedule_plan import make_schedule
from planlang.workspace.run import planned
from planlang.workspace.workspace import open_plan
from tests.laws import tries

HEAD = """
plan p "P" { period 2026-01-01 .. 2026-12-31; currency CNY }
source bills "Bills" { read "bills.csv"; event at day; day: date; amount: money }
metric spent "Spent" = sum(bills.amount)
metric paid "Paid" = count(bills)
"""


def read(folder: Path, text: str) -> Plan:
    (folder / "p.plan").write_text(HEAD + text, encoding="utf-8")
    opened = open_plan(folder / "p.plan", None)
    assert opened.usable, [one.message.render() for one in opened.diagnostics]
    return planned(opened)


def found(plan: Plan) -> Costs:
    return costs(plan, make_schedule(plan))


def test_costs_are_summed_by_what_they_stand_in_and_by_how_far_the_work_is(tmp_path: Path) -> None:
    plan = read(
        tmp_path,
        """
        task a { cost 1 CNY
          task b { takes 2wd; cost 10 CNY; started 2026-01-05; finished 2026-01-06 }
          task c { task d { takes 2wd; cost 100.50 CNY; started 2026-01-07; done 50% } }
          task e { takes 2wd; cost 1000 CNY }
        }
        task f { takes 1wd }
        """,
    )
    told = found(plan)
    assert {name: (cost.finished, cost.running, cost.planned) for name, cost in told.tasks.items()} == {
        "a": (10, Decimal("101.50"), 1000),
        "b": (10, 0, 0),
        "c": (0, Decimal("100.50"), 0),
        "d": (0, Decimal("100.50"), 0),
        "e": (0, 0, 1000),
    }
    assert told.whole.total == Decimal("1111.50")
    assert told.whole.committed == Decimal("111.50")
    assert told.budgets == ()


def test_a_budget_is_a_goal_on_money_to_be_kept_under_that_work_serves(tmp_path: Path) -> None:
    plan = read(
        tmp_path,
        """
        goal ceiling { measure spent; target at most 100 CNY by 2026-12-31 }
        goal floor { measure spent; target at least 100 CNY by 2026-12-31 }
        goal bills_paid { measure paid; target at most 5 by 2026-12-31 }
        goal unserved { measure spent; target at most 7 CNY by 2026-12-31 }
        task a { serves ceiling, floor, bills_paid; task b { takes 1wd; cost 70 CNY; serves ceiling }; task c { takes 1wd; cost 40 CNY } }
        task d { takes 1wd; cost 1000 CNY }
        """,
    )
    (budget,) = found(plan).budgets
    assert (budget.goal, budget.allowed, budget.cost.total) == ("ceiling", 100, 110)


def test_a_plan_without_costs_has_none(tmp_path: Path) -> None:
    assert found(read(tmp_path, "task a { takes 1wd }")) == Costs()


AMOUNTS = st.lists(st.decimals(0, 10**9, places=2), min_size=1, max_size=6)


@settings(max_examples=tries(20), deadline=None)
@given(AMOUNTS, AMOUNTS)
def test_the_whole_is_the_sum_of_its_parts(inside: list[Decimal], beside: list[Decimal]) -> None:
    import tempfile

    def tasks(letter: str, amounts: list[Decimal]) -> str:
        return "\n".join(f"task {letter}{n} {{ takes 1wd; cost {one:f} CNY }}" for n, one in enumerate(amounts))

    with tempfile.TemporaryDirectory() as folder:
        told = found(read(Path(folder), f"task s {{ {tasks('i', inside)} }}\n{tasks('b', beside)}"))
    assert told.tasks["s"].total == sum(inside)
    assert told.whole == Cost(planned=sum(inside, Decimal(0)) + sum(beside, Decimal(0)))
