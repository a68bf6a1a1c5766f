"""How long somebody has been there: the days from the first one in any team to the last of a stretch.

In: the memberships of a roster. Out: cells. Whose first day is written nowhere was there before the plan began: how long is
not known, but no shorter than that. Teams and the plan have no tenure.
"""

from __future__ import annotations

from datetime import date

import numpy as np

from planlang.evaluate.cells import exact
from planlang.evaluate.cells.exact import Exact
from planlang.evaluate.cells.matrix import KNOWN, Cells, Reach, all_unknown, code
from planlang.evaluate.entities.spine import Level
from planlang.evaluate.figures.facts import Facts
from planlang.evaluate.figures.windows import Columns
from planlang.values.figure import Why

LONGEST = 36_525
"""Nobody has been there for longer: a hundred years."""


def tenure(level: Level, columns: Columns, facts: Facts, start: date) -> Cells:
    """The days for every row of a level and every stretch, as far as it lies before the cut.

    `start` is the first day of the plan.
    """
    spine = facts.spine
    shape = (spine.rows(level), len(columns))
    if level is not Level.PERSONS:
        return all_unknown(shape, Why.NO_VALUES)
    last = np.minimum(columns.ends, facts.cut) - 1
    persons = {person: row for row, person in enumerate(spine.roster.persons)}
    own = [persons[entity.removeprefix("rep:")] for entity in spine.entities(level)]
    joined = np.array([spine.roster.joined(person).toordinal() for person in spine.roster.persons], dtype=np.int64)
    first = joined[np.array(own, dtype=np.int64)][:, np.newaxis] if own else np.zeros((0, 1), dtype=np.int64)
    open_ = first == date.min.toordinal()
    days = last - np.where(open_, start.toordinal(), first)
    why = np.where(open_, code(Why.NO_FIRST_DAY), KNOWN)
    why = np.where(days < 0, code(Why.NOT_ACTIVE), why).astype(np.int8)
    days = np.maximum(days, 0)
    reach = Reach(exact.whole(days), exact.whole(days + LONGEST), np.asarray(open_ & (why != KNOWN), dtype=np.bool_))
    return Cells(Exact(days, exact.ONE), why, np.zeros(shape, dtype=np.bool_), reach if open_.any() else None)
