"""How many of their working days count for those who begin with less than a full target, as their role says.

In: the figures of a plan, entities. Out: for a condition that scales by working days, those days times the share of a full target.
"""

from __future__ import annotations

from fractions import Fraction
from math import lcm

import numpy as np

from planlang.evaluate.cells.exact import Integers
from planlang.evaluate.conditions.judging import Duties
from planlang.evaluate.entities.roster import Entities
from planlang.evaluate.entities.spine import At, Level
from planlang.evaluate.figures.figures import Figures
from planlang.evaluate.figures.windows import Columns
from planlang.evaluate.goals.ramp import Eased, eased
from planlang.semantics.model import EntityKind


def duties(figures: Figures, entities: Entities) -> Duties | None:
    """What counts for people some of whom begin with less; None where nobody does."""
    ramps = {name: role.ramp for name, role in figures.plan.model.roles.items()}
    if entities.kind is not EntityKind.PERSON or not any(ramps.values()):
        return None
    spine, found = figures.spine, dict[int, tuple[Eased, ...]]()
    for key in entities:
        person, row = key.partition(":")[2], spine.row(key, At(entities.role))
        days = eased(spine.in_roles(person, None, entities.role), figures.roster.joined(person), ramps)
        if row is not None and days is not None:
            found[row] = days
    if not found:
        return None
    full = lcm(*(share.denominator for days in found.values() for _, _, share in days))
    kept: dict[Columns, Integers] = {}

    def counted(columns: Columns) -> tuple[Integers, int]:
        if columns in kept:
            return kept[columns], full
        presence = figures.facts.presence(columns)
        worked = figures.worked(Level.PERSONS, columns) * full
        for row, days in found.items():
            worked[row] = 0
            for since, until, share in days:
                starts = np.maximum(columns.starts, since.toordinal())
                ends = np.maximum(np.minimum(columns.ends, until.toordinal()), starts)
                worked[row] += presence.worked(Level.PERSONS, starts, ends)[row] * int(share * full)
        kept[columns] = worked
        return worked, full

    return counted


def mean_share(counted: Duties, figures: Figures, row: int, columns: Columns, column: int) -> Fraction:
    """The mean share of a full target over the working days of somebody; 1 where he has none."""
    worked, full = counted(columns)
    whole = int(figures.worked(Level.PERSONS, columns)[row, column]) * full
    return Fraction(int(worked[row, column]), whole) if whole else Fraction(1)
