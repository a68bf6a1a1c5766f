"""What is to be told of the rows that figures rest on, as it shows only where they are counted.

In: what finds rows, and the loaded data. Out: notes, each at the first row it is about.
"""

from __future__ import annotations

from datetime import timedelta

from attrs import evolve

from planlang.data.loaded.snapshot import DataNote, Fault
from planlang.diagnostics.text import Text
from planlang.evaluate.entities.roster import WHOLE
from planlang.evaluate.figures.asked import everything_in, of_plan
from planlang.evaluate.figures.ledger import OLDEST, integers
from planlang.evaluate.figures.provenance import Asked, Provenance
from planlang.query.core.sql import sql_text
from planlang.query.logical import Recount, recount_of
from planlang.query.witness import lower_outsiders
from planlang.semantics.expr import Aggregate, Dated, ResponseRate
from planlang.semantics.model import Table

OUTSIDER = Text("figures.outsider", "“{person}” is in no team on some days; rows that count as unassigned: {rows}")
EARLY = Text(
    "figures.answered-before-sent",
    "{count:answer is|answers are} dated before {column}, the day of the sending; such rows are not counted",
)


def row_notes(found: Provenance) -> tuple[DataNote, ...]:
    """All notes."""
    return (*_outsiders(found), *_early(found))


def _outsiders(found: Provenance) -> list[DataNote]:
    """A note for everybody of the roster whose rows count as unassigned, for want of a team on the day; by source,
    then person. One pass over each source of events that figures rest on, if there can be any.
    """
    facts, engine = found.facts, found.snapshot.engine
    if facts.spine.is_gapless(facts.catalog.cut_days):
        return []
    facts.tell_memberships()
    notes: list[DataNote] = []
    for source, column in facts.credited_columns():
        if isinstance(facts.catalog.shape(source), Table):
            continue
        told = engine.run(sql_text(lower_outsiders(source, column, facts.catalog), engine.dialect))
        cells = (told["person"].tolist(), integers(told["rows"]).tolist(), integers(told["first"]).tolist())
        people = sorted(zip(*cells, strict=True))
        places = found.snapshot.places(source, [first for _, _, first in people])
        for (person, rows, _), place in zip(people, places, strict=True):
            message = OUTSIDER(person=person, rows=rows)
            notes.append(DataNote(Fault.UNKNOWN_PERSON, source, place, message, rows, set_aside=False))
    return notes


def _early(found: Provenance) -> list[DataNote]:
    """A note for each kind of rows that response rates do not count, as they were answered before they were sent."""
    model, cut = found.plan.model, found.facts.catalog.cut_days
    early: dict[Recount, Aggregate] = {}
    for part in everything_in(of_plan(model), model):
        if isinstance(part, ResponseRate):
            rows = evolve(part.sent, where=part.early)
            early.setdefault(recount_of(rows), rows)
    asked = tuple(early.values())
    first = cut - timedelta(days=OLDEST)
    notes = []
    for rows, evidence in zip(asked, found.evidences([Asked(one, WHOLE, first, cut) for one in asked], 1), strict=True):
        if evidence.count and isinstance(rows.moment, Dated):
            message = EARLY(count=evidence.count, column=rows.moment.column)
            place = evidence.rows[0].place
            notes.append(DataNote(Fault.EARLY_ANSWER, rows.source, place, message, evidence.count, set_aside=False))
    return notes
