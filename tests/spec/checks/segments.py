"""Checks for tests/spec/segments.md, through plans and files as people write them."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from planlang.diagnostics.display import show
from planlang.diagnostics.text import Language
from planlang.evaluate.figure_table import Part
from planlang.evaluate.market.truth import in_share
from planlang.evaluate.results.evaluation import Evaluation
from planlang.report.document import Table
from planlang.report.sections.market.classes import classes_section
from planlang.values.figure import Known
from planlang.values.periods import Grain
from planlang.workspace.figures import Wanted, figures
from planlang.workspace.run import evaluated, planned
from tests.evaluate.whole.small_plans import HEAD, csv, opened_plan

NAMES = {"T": "1", "F": "0", "?": "", "": "0"}


def conditions(row: dict[str, str]) -> dict[str, str]:
    """The class of a record by three conditions."""
    rest = "  class rest otherwise\n" if row["rest"] == "yes" else ""
    unknown = "  unknown is no\n" if row["unknown is no"] == "yes" else ""
    found = _by_conditions("abc", [[row[name] for name in "abc"]], rest + unknown)
    ((_, possible),) = found.segments[0].classes
    return {"→ class": " or ".join(name or "none" for name in possible)}


def counted(row: dict[str, str]) -> dict[str, str]:
    """How many of some records are told to be of which class."""
    found = _by_conditions("ab", list(zip(row["a of each"].split(), row["b of each"].split(), strict=True)), "")
    told = []
    for language in (Language.EN, Language.ZH):
        (section,) = classes_section(found, language)
        (table,) = section.blocks
        assert isinstance(table, Table)
        told.append(
            ", ".join(
                ": ".join(cell if isinstance(cell, str) else cell.text for cell in one.cells) for one in table.rows
            )
        )
    return {"→ counts": told[0], "→ zh": told[1]}


def _by_conditions(names: str, records: Sequence[Sequence[str]], clauses: str) -> Evaluation:
    """Records by conditions of which each is true, false or unknown."""
    columns = "; ".join(f"{name}: number optional" for name in names)
    text = HEAD + (
        f'source s "S" {{ read "data/s-*.csv"; one row per id; snapshot on file date; id: text; {columns} }}\nsegment g on s {{\n'
        + "".join(f"  class {name.upper()} when {name} is 1\n" for name in names)
        + f"{clauses}}}\n"
    )
    rows = [(f"x{number}", *(NAMES[one] for one in record)) for number, record in enumerate(records)]
    with tempfile.TemporaryDirectory() as folder:
        opened = opened_plan(Path(folder), text, {"s-2026-01-05.csv": csv(f"id,{','.join(names)}", rows)})
        return evaluated(planned(opened), opened, as_of="2026-W02")


def shares(row: dict[str, str]) -> dict[str, str]:
    """The classes of records by their figures."""
    values = {f"{index}": None if cell == "_" else Fraction(cell) for index, cell in enumerate(row["figures"].split())}
    reaching = row["how"] == "reaching"
    a, b = (in_share(values, Fraction(share, 100), reaching=reaching) for share in (80, 95))
    found = []
    for key in values:
        if a[key] is None:
            found.append("-")
        else:
            found.append("A" if a[key] else "B" if b[key] else "C")
    return {"→ classes": " ".join(found)}


PLAN = (
    HEAD
    + """
source customers "Customers" {
  read "data/customers-*.csv"
  one row per customer
  snapshot on file date
  customer: text
  size: number
}
segment grade on customers { class A when size >= 10; class B otherwise; classified every quarter }
source orders "Orders" {
  read "data/orders.csv"
  covers 2026-01-01 .. 2026-12-31
  event at day
  day: date
  customer: record[customers]
  paid: number
}
metric a "A" = sum(orders.paid where customer.grade is A)
metric b "B" = sum(orders.paid where customer.grade is B)
metric a_today "A today" = sum(orders.paid where customer.grade as today is A)
metric b_today "B today" = sum(orders.paid where customer.grade as today is B)
"""
)
FILES = {
    "customers-2026-01-05.csv": "customer,size\nC1,5\n",
    "customers-2026-02-16.csv": "customer,size\nC1,20\n",
    "customers-2026-05-04.csv": "customer,size\nC1,1\n",
    "orders.csv": "day,customer,paid\n2026-03-20,C1,100\n2026-04-10,C1,200\n",
}
FIGURES = {"of A": "a", "of B": "b", "of A, as today": "a_today", "of B, as today": "b_today"}


def over_time(row: dict[str, str]) -> dict[str, str]:
    """A figure of two quarters."""
    with tempfile.TemporaryDirectory() as folder:
        opened = opened_plan(Path(folder), PLAN, FILES)
        wanted = Wanted((FIGURES[row["figure"]],), Grain.QUARTER)
        table = figures(planned(opened), opened, wanted, as_of="2026-05-31")
    (total,) = table.metrics[0].rows
    cells = [str(one.value) if isinstance(one, Known) else "unknown" for one in total.figures]
    return {"→ 2026-Q1": cells[0], "→ 2026-Q2": cells[1]}


KNOWN = (
    HEAD
    + """
source customers "Customers" { read "data/customers*.csv"; one row per customer as customer; DATED; customer: text; owner: person }
segment grade on customers {
  class key "Key" by share of ordered rolling 8 weeks reaching 80%
  class C otherwise
  classified every month
}
source orders "Orders" {
  read "data/orders.csv"
  covers SINCE .. 2026-12-31
  event at day
  day: date
  customer: record[customers]
  paid: number
}
metric ordered "All" = sum(orders.paid)
metric of_key "Key" = sum(orders.paid where customer.grade is key)
metric of_key_today "Key today" = sum(orders.paid where customer.grade as today is key)
metric share "Share" = ratio(sum(orders.paid where customer.grade is key), sum(orders.paid))
"""
)
ORDERS = "day,customer,paid\n" + "".join(
    f"{day},C1,{one}\n{day},C2,{other}\n"
    for day, one, other in (
        ("2025-11-14", 800, 90),
        ("2026-01-14", 900, 80),
        ("2026-02-17", 500, 70),
        ("2026-03-11", 300, 60),
    )
)
CALLED = {"of key": "of_key", "of key, as today": "of_key_today", "share of key": "share", "all": "ordered"}


def known(row: dict[str, str]) -> dict[str, str]:
    """A figure by class over the first months, with the customers and orders that are loaded."""
    dated = row["customers"] != "any"
    days = [f"-2026-{day}" for day in row["customers"].split()] if dated else [""]
    files = {f"customers{day}.csv": "customer,owner\nC1,Ann\nC2,Bob\n" for day in days} | {"orders.csv": ORDERS}
    text = KNOWN.replace("DATED", "snapshot on file date" if dated else "").replace("SINCE", row["orders since"])
    name, _, part = row["figure"].partition(": ")
    with tempfile.TemporaryDirectory() as folder:
        opened = opened_plan(Path(folder), text, files)
        asked = CALLED.get(name, "ordered")
        wanted = Wanted((asked,), Grain.MONTH, "grade" if part else None, "2026-01", "2026-03")
        table = figures(planned(opened), opened, wanted, as_of="2026-03-31")
    metric = table.metrics[0]
    one = next(one for one in metric.rows if part in (one.name, {Part.TOTAL: "total"}.get(one.part, "")))
    told = [*one.figures, one.whole or metric.rows[-1].whole]
    cells = ["" if figure is None else show(figure, metric.unit, Language.EN).replace(",", "") for figure in told]
    return dict(zip(("→ 2026-01", "→ 2026-02", "→ 2026-03", "→ all"), cells, strict=True))
