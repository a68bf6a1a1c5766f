"""What budgets mean, and each check of them with a plan that breaks it; the wrong place is marked ⟦so⟧."""

from __future__ import annotations

from decimal import Decimal

import pytest

from planlang.semantics.expr import Aggregate, FigureArithmetic, FigureExpression, OfBudget, RowAll, RowAmong
from planlang.semantics.expressions.walk import every
from planlang.semantics.model import EntityKind, ToPerson, ToRole
from tests.semantics.marked import COMPANY, assert_bad, assert_good, linted, unmarked

BILLS = 'source bills { read "b.csv"; event at day; day: date; account: text; item | 科目: text; paid: money; share: ratio }\n'
ROWS = 'source sums { read "s.csv"; one row per id; id: text; account: text; paid: money }\n'
BAD = [
    ("unit-mismatch", "budget b = ⟦5⟧"),
    ("unit-mismatch", "budget b = ⟦20%⟧"),
    ("unit-mismatch", "budget b = ⟦5 EUR⟧"),
    ("unit-mismatch", "budget b = 5 CNY { account a = ⟦5⟧ }"),
    ("target-not-positive", "budget b = ⟦0 CNY⟧"),
    ("target-not-positive", "budget b = ⟦0 CNY⟧ { account a = 2 CNY }"),
    ("split-negative", "budget b = 5 CNY { account a = ⟦-1 CNY⟧ }"),
    ("split-does-not-add-up", "budget b = ⟦5 CNY⟧ { account a = 2 CNY; account c = 2 CNY }"),
    ("split-does-not-add-up", "budget b = ⟦5 CNY⟧ { account a = 2 CNY; account c = 70% }"),
    ("split-does-not-add-up", "budget b = 5 CNY { account a = ⟦100%⟧ { account c = 70% } }"),
    ("split-does-not-add-up", "budget b = 5 CNY { split by quarter ⟦20%, 25%, 25%, 20%⟧ }"),
    ("split-count", "budget b = 5 CNY { account a = 5 CNY { ⟦split by quarter 50%, 50%⟧ } }"),
    ("duplicate-name", "budget b = 5 CNY { account a = 2 CNY; account ⟦a⟧ = 3 CNY }"),
    ("duplicate-name", "budget b = 5 CNY { account ⟦b⟧ = 5 CNY }"),
    ("duplicate-name", "budget b = 5 CNY\nbudget ⟦b⟧ = 5 CNY"),
    ("unknown-name", "budget b = 5 CNY { serves ⟦revenu⟧ }"),
    ("wrong-kind", "budget b = 5 CNY { serves ⟦visits⟧ }"),
    ("repeated-clause", "budget b = 5 CNY { owner director; ⟦owner rep⟧ }"),
    ("repeated-clause", "budget b = 5 CNY { actual sum(bills.paid); ⟦actual sum(bills.paid)⟧ }"),
    ("repeated-clause", "budget b = 5 CNY { warn when burn > 100%; ⟦warn when burn > 90%⟧ }"),
    ("unit-mismatch", "budget b = 5 CNY { actual ⟦count(bills)⟧ }"),
    ("budget-actual", "budget b = 5 CNY { actual ⟦sum(sums.paid)⟧ }"),
    ("budget-actual", "budget b = 5 CNY { actual ⟦max(bills.paid)⟧ }"),
    ("budget-actual", "budget b = 5 CNY { actual ⟦sum(bills.paid) this month⟧ }"),
    ("budget-actual", "budget b = 5 CNY { account a = 100%; ⟦actual sum(bills.paid)⟧ }"),
    ("budget-actual", "budget b = 5 CNY { account a = 100%; actual sum(bills.paid) by ⟦share⟧ }"),
    ("budget-actual", "budget b = 5 CNY { account a = 100%; actual sum(bills.paid) by ⟦acount⟧ }"),
    ("budget-actual", "budget b = 5 CNY { account a = 100%; actual sum(bills.paid) + sum(deals.amount at created) by ⟦account⟧ }"),
    ("clause-without-effect", "budget b = 5 CNY { actual sum(bills.paid) by ⟦account⟧ }"),
    ("clause-without-effect", "budget b = 5 CNY { ⟦notify director⟧ }"),
    ("clause-without-effect", "budget b = 5 CNY { account a = 100% { ⟦until burn < 100%⟧ } }"),
    ("circular-definition", "budget b = 5 CNY { actual ⟦half⟧ }\nmetric half = used(b) / 2"),
    ("repeated-part", "budget b = 5 CNY { account x = 50% { account a = 100% }; account y = 50% { account ⟦a⟧ = 100% }; "
                      "actual sum(bills.paid) by account }"),
    ("repeated-part", 'budget b = 5 CNY { account x = 50%; account ⟦y⟧ "x" = 50%; actual sum(bills.paid) by account }'),
    ("wrong-kind", "metric m = used(⟦visits⟧)"),
    ("wrong-kind", "metric m = burn(⟦revenue⟧)"),
    ("unknown-name", "budget b = 5 CNY { account a = 100% }\nmetric m = used(⟦a⟧)"),
    ("unknown-name", "budget b = 5 CNY { account aa = 100% }\nmetric m = used(⟦b.aaa⟧)"),
    ("wrong-arguments", "budget b = 5 CNY\nmetric m = ⟦used(b, b)⟧"),
    ("unknown-name", "metric m = ⟦burn⟧"),
    ("window-missing", "budget b = 5 CNY { warn when ⟦used⟧ > 2 CNY }"),
    ("unit-mismatch", "budget b = 5 CNY { warn when burn > ⟦2 CNY⟧ }"),
    ("condition-needed", "budget b = 5 CNY { warn when ⟦burn⟧ }"),
    ("not-a-period", "budget b = 5 CNY { warn when burn > 100% for ⟦2h⟧ }"),
    ("misplaced-statement", "⟦account⟧ a = 5 CNY"),
]  # fmt: skip
GOOD = [
    "budget b = 5 CNY",
    'budget b | 预算一 "B" = 5 CNY { account a | 甲 "A" = 40%; account c = 3 CNY }\nmetric m = used(b.a) + used(预算一.甲)',
    "budget b = 5 CNY { account training = 100%; actual sum(bills.paid) by item }\ntask training { takes 2wd; owner director }",
    "budget b = 5 CNY { account a = 100%; actual sum(bills.paid) by 科目 }",
    "budget b = 5 CNY { actual paid }\nmetric paid = sum(bills.paid where share < 50%) + sum(deals.amount at created)",
    "budget b = 5 CNY { warn when burn > pace + 10pp and used this week > 2 CNY for 2 weeks; until burn <= pace; notify director }",
    "budget pace = 5 CNY\nbudget burn = 5 CNY { account used = 100%; warn when burn > pace }\nmetric m = burn(burn) - pace(pace)",
    "budget b = 5 CNY\nalert a { when remaining(b) < 1 CNY or forecast(b) > 6 CNY or overrun(b) > 1 CNY; notify director }",
    "review r { every monday; covers b, b.a }\nbudget b = 5 CNY { account a = 100%; note culture \"Ask first\" }",
]  # fmt: skip


@pytest.mark.parametrize(("name", "snippet"), BAD)
def test_each_mistake_is_told_once_and_where_it_stands(name: str, snippet: str) -> None:
    if name == "misplaced-statement":
        text, _ = unmarked(snippet)
        with pytest.raises(AssertionError, match="cannot stand outside a block"):
            assert_good(text)
        return
    assert_bad(name, BILLS + ROWS + snippet)


@pytest.mark.parametrize("snippet", GOOD)
def test_what_can_be_said(snippet: str) -> None:
    assert_good(BILLS + snippet)


def amounts(snippet: str) -> dict[str, Decimal]:
    model = assert_good(snippet).model
    assert model is not None
    return {name: account.amount for name, account in model.accounts.items()}


def test_shares_that_are_no_whole_cents_are_rounded_so_that_they_add_up() -> None:
    thirds = "account x = 33.333%; account y = 33.333%; account z = 33.334%"
    found = amounts(f"budget b = 100.01 CNY {{ {thirds} }}")
    assert list(found) == ["b", "b.x", "b.y", "b.z"]
    assert [found[name] for name in ("b.x", "b.y", "b.z")] == [Decimal("33.34"), Decimal("33.33"), Decimal("33.34")]
    mixed = amounts(
        "budget b = 10 CNY { account x = 0.03 CNY; account y = 99.7% { account u = 50%; account v = 50% } }"
    )
    assert (mixed["b.y"], mixed["b.y.u"], mixed["b.y.v"]) == (Decimal("9.97"), Decimal("4.99"), Decimal("4.98"))


def test_the_clauses_of_what_an_account_stands_in_hold_for_it() -> None:
    found = assert_good("budget b = 5 CNY { owner director; account x = 60%; account y = 40% { owner 王敏 } }").model
    assert found is not None
    assert found.accounts["b.x"].owner == found.accounts["b"].owner == ToRole("director", anywhere=True)
    assert found.accounts["b.y"].owner == ToPerson("王敏")
    assert [one.parent for one in found.accounts.values()] == [None, "b", "b"]


def words(expression: FigureExpression | None) -> list[list[str]]:
    """The texts that the rows of each aggregate are told apart by."""
    assert expression is not None
    found: list[list[str]] = []
    for part in every(expression):
        if isinstance(part, Aggregate):
            where = part.where
            among = where.operands[-1] if isinstance(where, RowAll) else where
            found.append([str(item.value) for item in among.items] if isinstance(among, RowAmong) else [])
    return found


def test_rows_name_an_account_by_its_name_its_alias_or_its_title() -> None:
    text = BILLS + (
        'budget b = 5 CNY { account x | 甲 "X" = 60% { account y = 100% }; account z = 40%; '
        "actual sum(bills.paid where share > 10%) + sum(bills.paid) by account }"
    )
    found = assert_good(text).model
    assert found is not None
    assert words(found.accounts["b"].spent) == [[], []]
    assert words(found.accounts["b.x"].spent) == [["x", "甲", "X", "y"]] * 2
    assert words(found.accounts["b.x.y"].spent) == [["y"]] * 2
    assert isinstance(found.budgets["b"].strays, FigureArithmetic)


def test_budgets_that_are_spent_from_the_same_rows_share_them_out() -> None:
    text = BILLS + (
        "budget one = 5 CNY { account x = 100%; actual sum(bills.paid) by account }\n"
        "budget two = 5 CNY { account y = 100%; actual sum(bills.paid) by account }\n"
        "budget far = 5 CNY { account x = 100%; actual sum(bills.paid where share > 10%) by account }\n"
    )
    found = assert_good(text).model
    assert found is not None
    assert words(found.accounts["one"].spent) == [["one", "x"]]
    assert words(found.accounts["two"].spent) == [["two", "y"]]
    assert words(found.accounts["far"].spent) == [[]]


def test_a_warning_is_an_alert_about_the_plan_and_goes_to_the_owner_where_nobody_else_is_to_be_told() -> None:
    text = (
        'budget b "All" = 5 CNY { owner director; warn when burn > pace + 10pp for 2 weeks; '
        'account x | 甲 "X" = 100% { warn when burn(b) > 100%; notify 王敏; severity high } }'
    )
    found = assert_good(text).model
    assert found is not None
    whole, part = found.alerts["b.warning"], found.alerts["b.x.warning"]
    assert (whole.entity, whole.rungs[0].periods, whole.ident.title) == (EntityKind.PLAN, 2, "All")
    assert whole.notify == (ToRole("director", anywhere=True),)
    assert [one.account for one in every(whole.rungs[0].when) if isinstance(one, OfBudget)] == ["b", "b"]
    assert (part.ident.title, part.ident.alias, part.rungs[0].severity) == ("All · X", "All · 甲", "high")
    assert part.notify == (ToPerson("王敏"),)


def test_a_list_of_definitions_that_double_is_refused_in_time() -> None:
    doubling = "\n".join(f"metric m{n} = m{n - 1} + m{n - 1}" for n in range(1, 40))
    text = f"metric m0 = sum(bills.paid)\n{doubling}\n"
    assert_bad("budget-actual", BILLS + text + "budget b = 5 CNY { actual ⟦m39⟧ }")


def test_good_habits() -> None:
    spent = BILLS + "budget b = 5 CNY { actual sum(bills.paid); warn when burn > 100% }"
    assert {one.name for one in linted(COMPANY + spent)} >= {"budget-without-owner", "alert-nobody-receives"}
