"""Checks for tests/spec/incentives.md: plans and their files as people write them, evaluated whole."""

from __future__ import annotations

import tempfile
from pathlib import Path

from planlang.diagnostics.display import show
from planlang.diagnostics.text import Language
from planlang.evaluate.evaluate import evaluate
from planlang.evaluate.results.people import IncentiveValue, Payee
from planlang.values.figure import Figure, Known
from planlang.values.units import MoneyIn
from planlang.workspace.run import held, planned
from planlang.workspace.workspace import open_plan

CNY = MoneyIn("CNY")
HEAD = """
plan p "Plan" { period 2026-01-01 .. 2026-12-31; timezone Asia/Shanghai; calendar china; currency CNY }
calendar china "China" { work week monday .. friday; holidays china }
role director "Director"
role rep "Rep" under director
team company "Company" { director Boss; rep Ann, Bob from 2025-06-01, Cem from 2026-01-10 to 2026-02-20 }
source orders "Orders" { read "orders.csv"; one row per order; event at day; covers 2026-01-01 .. COVERED
  order: text; day: date; owner: person; amount: money optional; back: date optional
  half: money = amount * 50%; came: date = back }
source parts "Parts" { read "parts.csv"; event at day; covers 2026-01-01 .. COVERED
  day: date; who: person; bill: record[bills]; share: number; part: money = bill.amount * share
  returned: money = bill.refunded * share; returned_on: date = bill.refunded_on }
source bills "Bills" { read "bills.csv"; one row per bill; bill: text; amount: money; refunded: money optional; refunded_on: date optional }
source receipts "Receipts" { read "receipts.csv"; event at day; covers 2026-01-01 .. COVERED; day: date; owner: person; amount: money }
metric signed "Signed" = sum(orders.amount)
metric shared_out "Shared" = sum(parts.part)
metric orders_won "Orders" = count(orders)
metric received "Received" = sum(receipts.amount)
goal revenue "Revenue" { measure signed; target 1200万 CNY by 2026-12-31; split by quarter 25%, 25%, 25%, 25%; split by rep { Ann; Bob; Cem } }
"""
COLUMNS = {
    "orders": "order,day,owner,amount,back",
    "receipts": "day,owner,amount",
    "parts": "day,who,bill,share",
    "bills": "bill,amount,refunded,refunded_on",
}


def evaluated(row: dict[str, str]) -> IncentiveValue:
    """The incentive `i` of a row, held against its files."""
    text = HEAD.replace("COVERED", row.get("covered") or "2026-12-31")
    text += f'incentive i "I" for each rep {row.get("for", "")} {{ {row["incentive"]} }}\n'
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "p.plan").write_text(text, encoding="utf-8")
        for source, columns in COLUMNS.items():
            count = columns.count(",") + 1
            cells = [(one.split() + [""] * count)[:count] for one in row.get(source, "").split(";") if one.strip()]
            rows = [",".join(one).replace("–", "") for one in cells]
            (folder / f"{source}.csv").write_text("\n".join([columns, *rows, ""]), encoding="utf-8")
        opened = open_plan(folder / "p.plan", None)
        assert opened.usable, [one.message.render() for one in opened.diagnostics]
        (value,) = evaluate(held(planned(opened, Language.EN), opened, as_of=row["as of"])).incentives
        for payee in value.payees:
            payee.deals.look_up()
        return value


def words(figure: Figure) -> str:
    """An amount as people read it, without the currency."""
    return show(figure, CNY, Language.EN).removesuffix(" CNY")


def _of(value: IncentiveValue, name: str) -> Payee | None:
    return next((one for one in value.payees if one.entity == f"rep:{name}"), None)


def _all(row: dict[str, str]) -> dict[str, str]:
    """What Ann, or each who is asked for, gets, and what is told of it."""
    value = evaluated(row)
    names = [one.strip() for one in row["who"].split(",")] if row.get("who") else ["Ann"]
    found = [_of(value, name) for name in names]
    return {
        "→ pays": "; ".join("–" if one is None else words(one.payout) for one in found),
        "→ deals": "; ".join(
            " ".join(words(Known(deal.pay)) if deal.pay is not None else "?" for deal in one.deals.look_up())
            for one in found
            if one is not None
        ),
        "→ taken back": "; ".join(words(one.taken_back) for one in found if one is not None),
        "→ from before": "; ".join(words(one.opening) for one in found if one is not None),
        "→ carried on": "; ".join(words(one.carried) for one in found if one is not None),
        "→ due": "" if value.due is None else value.due.isoformat(),
        "→ unsure": " ".join(value.unsure),
    }


def _only(row: dict[str, str], *names: str) -> dict[str, str]:
    found = _all(row)
    return {name: found[name] for name in names}


def paid(row: dict[str, str]) -> dict[str, str]:
    """What each gets."""
    return _only(row, "→ pays")


def deals(row: dict[str, str]) -> dict[str, str]:
    """What each gets, and for which deals."""
    return _only(row, "→ pays", "→ deals")


def back(row: dict[str, str]) -> dict[str, str]:
    """What is taken back."""
    return _only(row, "→ pays", "→ taken back", "→ from before", "→ carried on")


def settled(row: dict[str, str]) -> dict[str, str]:
    """What is open from settled periods."""
    return _only(row, "→ pays", "→ from before", "→ carried on", "→ unsure")


def due(row: dict[str, str]) -> dict[str, str]:
    """When it is paid."""
    return _only(row, "→ due")


def below_zero(row: dict[str, str]) -> dict[str, str]:
    """What Ann gets, what is carried on, and whose base below zero nothing is taken off for."""
    value = evaluated(row)
    ann = _of(value, "Ann")
    assert ann is not None
    return {
        "→ pays": words(ann.payout),
        "→ carried on": words(ann.carried),
        "→ forgiven": ", ".join(key.removeprefix("rep:") for key in value.forgiven),
    }
