"""The rows that people are paid for, one by one, with what each adds to the base and the day on which it came back.

In: the sum that a base is, and whose rows of which periods are asked for. Out: the rows, by day, then key. By the same filters as
the base itself, so they add up to it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

import numpy as np

from planlang.evaluate.entities.spine import At, level_of
from planlang.evaluate.figures.figures import Figures
from planlang.evaluate.figures.ledger import integers
from planlang.evaluate.figures.provenance import Witness
from planlang.evaluate.figures.windows import Stretch
from planlang.evaluate.results.people import Deal
from planlang.frozen import frozen
from planlang.query.core.sql import sql_text
from planlang.query.logical import recount_of, rows_of
from planlang.query.lower import SLOT
from planlang.query.scope import is_number
from planlang.query.witness import BACK, DAY, ROW, VALUE, lower_valued
from planlang.semantics.expr import Aggregate, Column
from planlang.semantics.model import Events, Table
from planlang.values.periods import Period

PART = "part"
"""What of a deal came back."""
Asked = tuple[str, Period]
"""Whose rows, and of which period."""


@frozen
class Counted:
    """A deal that nobody is paid for yet, the day on which it came back, and how much of it."""

    deal: Deal
    back: date | None
    returned: Fraction = Fraction(0)


def deals_of(
    figures: Figures,
    aggregate: Aggregate,
    role: str | None,
    asked: Sequence[Asked],
    back: str | None = None,
    part: str | None = None,
) -> Mapping[Asked, tuple[Counted, ...]]:
    """The deals of each; with `back` only those that have a day in this column, before the cut, and of which came back what `part` says,
    or all.

    One question to the data for all of them.
    """
    rows = {one: figures.spine.row(one[0], At(role)) for one in asked}
    known = [(one, row) for one, row in rows.items() if row is not None]
    found: dict[Asked, tuple[Counted, ...]] = dict.fromkeys(asked, ())
    if not known or not figures.catalog.is_loaded(rows_of(aggregate)):
        return found
    recount, catalog = recount_of(aggregate), figures.catalog
    source = catalog.source(aggregate.source)
    key = source.shape.key if isinstance(source.shape, Table | Events) else ()
    cells = {f"key_{number}": Column(name, source.column(name).unit) for number, name in enumerate(key)}
    if part is not None:
        cells[PART] = Column(part, source.column(part).unit)
    witness = Witness(figures.provenance, aggregate, level_of(known[0][0][0]), False, 0)
    witness.upload(recount, [(Stretch(period, period.start, period.end), row) for (_, period), row in known])
    column = None if back is None else Column(back, source.column(back).unit)
    answer = figures.snapshot.engine.run(
        sql_text(lower_valued(recount, catalog, cells, column), figures.snapshot.engine.dialect)
    )
    slots, row_ids = integers(answer[SLOT]).tolist(), integers(answer[ROW]).tolist()
    names = [*cells, VALUE, DAY, *([BACK] if back is not None else [])]
    told: dict[str, list[Any]] = {name: np.ma.asarray(answer[name]).tolist() for name in names}
    places = figures.snapshot.places(aggregate.source, row_ids)
    lists: dict[Asked, list[Counted]] = {}
    for at, (slot, place) in enumerate(zip(slots, places, strict=True)):
        came_back = date.fromisoformat(told[BACK][at][:10]) if back is not None else None
        if came_back is not None and came_back >= catalog.cut_days:
            continue
        texts = [_plain(told[name][at], is_number(cells[name].unit)) for name in cells if name != PART]
        amount = told[VALUE][at]
        deal = Deal(
            " / ".join(texts) or str(place.line),
            place,
            date.fromisoformat(told[DAY][at][:10]),
            None if amount is None else Fraction(str(amount)),
            None,
        )
        returned = told[PART][at] if part is not None else None
        lists.setdefault(known[slot][0], []).append(Counted(deal, came_back, _returned(deal.amount, returned)))
    for one, listed in lists.items():
        found[one] = tuple(sorted(listed, key=lambda row: (row.deal.day, row.deal.key, row.deal.place.line)))
    return found


def _returned(amount: Fraction | None, part: str | None) -> Fraction:
    """How much of a deal came back: never more than all of it. Exports write a refund as `300` or as `-300`."""
    whole = amount or Fraction(0)
    return whole if part is None else max(Fraction(0), min(whole, abs(Fraction(str(part)))))


def _plain(text: str | None, number: bool) -> str:
    """A cell as people write it."""
    if text is None:
        return ""
    return text.rstrip("0").removesuffix(".") if number and "." in text else text
