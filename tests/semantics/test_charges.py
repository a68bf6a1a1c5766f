"""What costs of tasks mean, and each check of them with a plan that breaks it; the wrong place is marked ⟦so⟧."""

from __future__ import annotations

from decimal import Decimal

import pytest

from planlang.semantics.model import Accrual
from tests.semantics.marked import COMPANY, assert_bad, assert_good, linted

BUDGET = "budget b | 预算一 = 100 CNY { owner director; account x = 60 CNY { account y = 100% }; account z = 40 CNY }\n"
BILLS = 'source bills { read "b.csv"; event at day; day: date; account: text; paid: money }\n'
BAD = [
    ("unit-mismatch", "task t { takes 1wd; cost ⟦5⟧ }"),
    ("unit-mismatch", "task t { takes 1wd; cost ⟦20%⟧ charged to b.x }"),
    ("split-negative", "task t { takes 1wd; cost ⟦-5 CNY⟧ }"),
    ("unknown-name", "task t { takes 1wd; cost 5 CNY charged to ⟦b.nothing⟧ }"),
    ("unknown-name", "task t { takes 1wd; cost 5 CNY charged to ⟦x⟧ }"),
    ("wrong-kind", "task t { takes 1wd; cost 5 CNY charged to ⟦revenue⟧ }"),
    ("unknown-name", "task t { takes 1wd; cost 5 CNY; charged to ⟦b.nothing⟧ }"),
    ("repeated-clause", "task t { takes 1wd; cost 5 CNY; ⟦cost 6 CNY⟧ }"),
    ("repeated-clause", "task t { takes 1wd; cost 5 CNY charged to b.x; ⟦cost 6 CNY evenly charged to 预算一.x⟧ }"),
    ("repeated-clause", "task t { takes 1wd; cost 5 CNY; charged to b.x; ⟦charged to b.z⟧ }"),
    ("charged-to-several", "task t { takes 1wd; cost 5 CNY; charged to b.x, ⟦b.z⟧ }"),
    ("clause-without-effect", "task t { takes 1wd; ⟦charged to b.x⟧ }"),
    ("clause-without-effect", "task t { ⟦charged to b.x⟧; task u { takes 1wd; cost 5 CNY; charged to b.z } }"),
    ("circular-definition", "task t { takes 1wd; starts when ⟦free(b) > 5 CNY⟧; cost 5 CNY charged to b.x }"),
    ("circular-definition", "milestone t { reached when ⟦forecast(b) > 5 CNY and visits > 3⟧ }"),
    ("circular-definition", "metric rest = remaining(b.x) - 5 CNY\ntask t { takes 1wd; starts when ⟦rest > 5 CNY⟧ }"),
    ("circular-definition", "goal g { measure accrued(b); target 5 CNY }\nmilestone t { reached when ⟦attainment(g) > 5%⟧ }"),
    ("repeated-clause", "budget c = 5 CNY { actual sum(bills.paid); forecast by plan; ⟦forecast by run rate⟧ }"),
    ("budget-actual", "budget c = 5 CNY { account a = 100%; ⟦committed sum(bills.paid)⟧ }"),
    ("unit-mismatch", "budget c = 5 CNY { committed ⟦count(bills)⟧ }"),
    ("circular-definition", "budget c = 5 CNY { committed ⟦accrued(b)⟧ }"),
    ("window-missing", "alert a { when ⟦accrued(b)⟧ > 5 CNY; notify director }"),
]  # fmt: skip
GOOD = [
    "task t { takes 1wd; cost 5 CNY charged to b; cost 5 CNY at end charged to b; cost 5 CNY per day charged to b; cost 3 CNY }",
    "task t { takes 1wd; starts when used(b) > 5 CNY and burn(b.x) < pace(b.x); cost 5 CNY charged to b.x.y }",
    "alert a { when committed(b) + planned(b) > free(b); notify director }\nmetric spent_on = accrued(预算一.x) - used(b.x)",
    "budget c = 5 CNY { account a = 100%; actual sum(bills.paid) by account; committed sum(bills.paid) by account; forecast by plan }",
    "budget c = 5 CNY { committed sum(bills.paid); forecast by run rate; warn when free < 0 CNY or committed > planned }",
]  # fmt: skip


@pytest.mark.parametrize(("name", "snippet"), BAD)
def test_each_mistake_is_told_once_and_where_it_stands(name: str, snippet: str) -> None:
    assert_bad(name, BILLS + BUDGET + snippet)


@pytest.mark.parametrize("snippet", GOOD)
def test_what_can_be_said(snippet: str) -> None:
    assert_good(BILLS + BUDGET + snippet)


def test_costs_are_paid_from_the_account_that_they_or_the_nearest_task_around_them_names() -> None:
    text = """
    task whole {
      charged to b.x
      cost 1 CNY
      task part { takes 1wd; cost 2 CNY; cost 3 CNY per working day at start charged to b }
      task other { charged to b.z; cost 4 CNY at end; task deep { takes 1wd; cost 5 CNY } }
    }
    task alone { takes 1wd; cost 6 CNY }
    """
    model = assert_good(BUDGET + text).model
    assert model is not None
    found = {
        task.ident.name.rsplit(".")[-1]: [(c.amount, c.per_day, c.accrual, c.account) for c in task.costs]
        for task in model.tasks.values()
    }
    evenly = Accrual.EVENLY
    assert found == {
        "whole": [(Decimal(1), False, evenly, "b.x")],
        "part": [(Decimal(2), False, evenly, "b.x"), (Decimal(3), True, Accrual.AT_START, "b")],
        "other": [(Decimal(4), False, Accrual.AT_END, "b.z")],
        "deep": [(Decimal(5), False, evenly, "b.z")],
        "alone": [(Decimal(6), False, evenly, None)],
    }


def names(text: str) -> set[str]:
    return {one.name for one in linted(COMPANY + BUDGET + text)}


def test_good_habits() -> None:
    charged = "task t { takes 1wd; owner director; cost 60 CNY charged to b.x.y }\n"
    assert "account-overcharged" not in names(charged)
    assert "account-overcharged" in names(charged + "task u { takes 1wd; owner director; cost 1 CNY charged to b.x }")
    assert "account-overcharged" not in names(charged + "task u { standby; takes 1wd; cost 1 CNY charged to b.x }")
    assert "account-without-spending" in names(charged)
    assert "account-without-spending" not in names(charged + "task u { takes 1wd; cost 1 CNY charged to b }")
    assert "budget-never-judged" in names("")
    assert "budget-never-judged" not in names(charged)
    assert "cost-without-account" in names("task u { takes 1wd; cost 1 CNY }")
    assert "cost-without-account" not in names("task u { takes 1wd; cost 0 CNY }")
