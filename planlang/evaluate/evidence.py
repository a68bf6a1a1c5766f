"""The rows behind violations, and rows that stand behind nothing: which lines of which files.

In: violations without rows, and what they were made from. Out: the same with rows, the first of each; notes on records
that no file of their source has.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache, reduce

import numpy as np
from attrs import evolve

from planlang.data.loaded.snapshot import DataNote, Fault, Place
from planlang.diagnostics.text import Text
from planlang.evaluate.alerts.histories import JudgedAlert
from planlang.evaluate.breakdown import Parting, credited
from planlang.evaluate.figures.provenance import Asked
from planlang.evaluate.held import Held
from planlang.evaluate.results.beside import Later
from planlang.evaluate.results.evaluation import Evidence, Violation
from planlang.evaluate.rules.findings import RuleInstance
from planlang.evaluate.stages.visits import Visits
from planlang.query.catalog import SEPARATOR

ORPHANS = Text(
    "evaluate.no-record",
    "“{record}” of {history} is in no file of {source} and in no figure of it; {count:such record|such records} in all",
)
DISPUTE = Text(
    "evaluate.disputed-stage",
    "the latest export and {history} disagree on {count:a record|records}: {records}; where they are, the export says, for how"
    " long, the history",
)
DISPUTED = Text(
    "evaluate.disputed-stage.record", "“{record}” is in “{shown}” by the export, in “{listed}” by {history}"
)
NOT_YET = Text(
    "evaluate.not-there-yet",
    "{history} tells of no move of “{record}” by then; it is taken as not there yet; {count:such record|such records} in all",
)
AND_MORE = Text("evaluate.and-more", "{first}; {rest}")
NAMED = 3
"""Records named in a note about several."""
LISTED = 10
"""Rows listed with an alert's violation."""
AT_ONCE = 2048
"""Violations whose rows are looked up together."""


def places_of(instances: Sequence[RuleInstance], held: Held) -> Mapping[tuple[str, int], Place]:
    """Where the rows stand that show instances of process rules, by source and `row_id`."""
    rows: dict[str, list[int]] = {}
    for instance in instances:
        if instance.row is not None:
            rows.setdefault(instance.source, []).append(instance.row)
    return {
        (source, row): place
        for source, told in rows.items()
        for row, place in zip(told, held.snapshot.places(source, told), strict=True)
    }


def with_rows_of_alerts(
    violations: Sequence[Violation], held: Held, judged: JudgedAlert | None = None
) -> tuple[Violation, ...]:
    """Violations of alerts, each with the rows counted in the period under review by the condition that fires; of one alert
    alone by what counts for whom it is about.

    They are looked up when one is asked for, many of them at once: what is behind equal figures is looked at once.
    """
    alerts = held.plan.model.alerts
    conditions = {(name, rung.severity): rung.when for name, alert in alerts.items() for rung in alert.rungs}
    figures, named = held.figures, ""
    if judged is not None and judged.figures_of is not None:
        figures, part = judged.figures_of, judged.alert.part
        assert part is not None, "only records and values are counted by themselves"
        parting, named = Parting(part.name, part.source), f"{part.name}:"
        conditions = {
            key: credited(when, parting, held.plan.model)
            for key, when in conditions.items()
            if key[0] == judged.alert.ident.name
        }
    written = [violation.evidence for violation in violations]
    asked = [
        Asked(
            conditions[violation.rule, violation.severity],
            f"rep:{violation.entity.removeprefix(named)}" if named else violation.entity,
            *evidence.days,
        )
        for violation, evidence in zip(violations, written, strict=True)
        if evidence.days is not None
    ]
    assert len(asked) == len(violations), "an alert is judged over a period"

    @lru_cache(maxsize=2)
    def found(start: int) -> tuple[Evidence, ...]:
        some = slice(start, start + AT_ONCE)
        rows = figures.evidences(asked[some], LISTED)
        pairs = zip(rows, written[some], strict=True)
        return tuple(evolve(one, formula=words.formula, where=words.where) for one, words in pairs)

    def later(index: int) -> Later[Evidence]:
        return Later(lambda: found(index - index % AT_ONCE)[index % AT_ONCE])

    return tuple(evolve(violation, evidence=later(index)) for index, violation in enumerate(violations))


def orphan_notes(held: Held) -> tuple[DataNote, ...]:
    """A note for each process with records of which only a history tells, at the first row about the first of them."""
    return tuple(_orphans(held, visits) for visits in held.visits.values() if len(visits.orphans))


def absence_notes(held: Held) -> tuple[DataNote, ...]:
    """A note for each process with records that its full history does not know by the cut, at the first of them."""
    notes = []
    for visits in held.visits.values():
        if not len(visits.absent):
            continue
        assert visits.history is not None, "only a history tells that a record had not come"
        source, first = visits.process.source, int(visits.absent[0])
        message = NOT_YET(
            record=visits.records[first].replace(SEPARATOR, "/"),
            history=held.plan.model.sources[visits.history].ident.title,
            count=len(visits.absent),
        )
        (place,) = held.snapshot.places(source, [int(visits.newest[first])])
        notes.append(DataNote(Fault.ASSUMED, source, place, message, len(visits.absent), set_aside=False))
    return tuple(notes)


def dispute_notes(held: Held) -> tuple[DataNote, ...]:
    """A note for each process with records whose stage the latest export and the history tell differently."""
    return tuple(_disputes(held, visits) for visits in held.visits.values() if len(visits.disputes.record))


def _disputes(held: Held, visits: Visits) -> DataNote:
    """The records of one process, at the row of the first of them; the first few by name and both stages."""
    assert visits.history is not None, "only where there is a history there is something to disagree with"
    found, stages = visits.disputes, visits.process.stages
    history = held.plan.model.sources[visits.history].ident.title
    named = [
        DISPUTED(
            record=visits.records[record].replace(SEPARATOR, "/"),
            shown=stages[shown].title,
            listed=stages[listed].title,
            history=history,
        )
        for record, shown, listed in zip(
            found.record[:NAMED].tolist(), found.seen.stage[:NAMED].tolist(), found.listed[:NAMED].tolist(), strict=True
        )
    ]
    row = int(visits.newest[int(found.record[0])])
    return DataNote(
        fault=Fault.DISPUTED,
        source=visits.process.source,
        place=held.snapshot.places(visits.process.source, [row])[0],
        message=DISPUTE(
            count=len(found.record),
            history=history,
            records=reduce(lambda first, rest: AND_MORE(first=first, rest=rest), named),
        ),
        rows=len(found.record),
        set_aside=False,
    )


def _orphans(held: Held, visits: Visits) -> DataNote:
    """The records of one process that are in no file of its source."""
    assert visits.history is not None, "only a history tells of records that are nowhere else"
    sources = held.plan.model.sources
    first = int(visits.orphans[0])
    row = int(visits.entries.row[visits.entries.record == first][0])
    found = {
        "record": visits.records[first].replace(SEPARATOR, "/"),
        "history": sources[visits.history].ident.title,
        "source": sources[visits.process.source].ident.title,
    }
    return DataNote(
        fault=Fault.NO_RECORD,
        source=visits.history,
        place=held.snapshot.places(visits.history, [row])[0],
        message=ORPHANS(count=len(visits.orphans), **found),
        rows=int(np.isin(visits.entries.record, visits.orphans).sum()),
        set_aside=False,
    )
