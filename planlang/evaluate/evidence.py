"""The rows behind violations, and rows that stand behind nothing: which lines of which files.

In: violations without rows, and what they were made from. Out: the same with rows, the first of each; notes on records
that no file of their source has.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache, reduce
from typing import Any

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
from planlang.evaluate.stages.disputes import DISPUTES
from planlang.evaluate.stages.stage_entries import Basis
from planlang.evaluate.stages.stage_rows import NEWEST
from planlang.evaluate.stages.visits import ABSENT, STAYS, Visits
from planlang.query.catalog import SEPARATOR, records_table
from planlang.values.periods import Period

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


def rows_of_alert(judged: JudgedAlert, entity: str, period: Period, held: Held, most: int) -> Evidence:
    """The rows that the mildest condition of an alert counts for an entity in a period."""
    when = judged.alert.rungs[0].when
    asked, figures, key = when, held.figures, entity
    if judged.figures_of is not None:
        part = judged.alert.part
        assert part is not None, "only records and values are counted by themselves"
        figures, key = judged.figures_of, f"rep:{entity.removeprefix(f'{part.name}:')}"
        asked = credited(when, Parting(part.name, part.source), held.plan.model)
    found = figures.evidence(asked, key, period.start, period.end, most)
    return evolve(found, formula=when.span.text, where=when.span.place())


def orphan_notes(held: Held) -> tuple[DataNote, ...]:
    """A note for each process with records of which only a history tells, at the first row about the first of them."""
    return tuple(note for visits in held.visits.values() if (note := _orphans(held, visits)) is not None)


def absence_notes(held: Held) -> tuple[DataNote, ...]:
    """A note for each process with records that its full history does not know by the cut, at the first of them."""
    notes = []
    for visits in held.visits.values():
        if not visits.absent:
            continue
        assert visits.history is not None, "only a history tells that a record had not come"
        source = visits.process.source
        ((record, row),) = _records(visits, f"SELECT record FROM {visits.table(ABSENT)}", 1)
        message = NOT_YET(
            record=record.replace(SEPARATOR, "/"),
            history=held.plan.model.sources[visits.history].ident.title,
            count=visits.absent,
        )
        (place,) = held.snapshot.places(source, [row])
        notes.append(DataNote(Fault.ASSUMED, source, place, message, visits.absent, set_aside=False))
    return tuple(notes)


def dispute_notes(held: Held) -> tuple[DataNote, ...]:
    """A note for each process with records whose stage the latest export and the history tell differently."""
    return tuple(_disputes(held, visits) for visits in held.visits.values() if visits.disputed)


def _disputes(held: Held, visits: Visits) -> DataNote:
    """The records of one process, at the row of the first of them; the first few by name and both stages."""
    assert visits.history is not None, "only where there is a history there is something to disagree with"
    stages = visits.process.stages
    history = held.plan.model.sources[visits.history].ident.title
    first = _records(visits, f"SELECT record, stage, listed FROM {visits.table(DISPUTES)}", NAMED)
    named = [
        DISPUTED(
            record=record.replace(SEPARATOR, "/"),
            shown=stages[shown].title,
            listed=stages[listed].title,
            history=history,
        )
        for record, _, shown, listed in first
    ]
    return DataNote(
        fault=Fault.DISPUTED,
        source=visits.process.source,
        place=held.snapshot.places(visits.process.source, [first[0][1]])[0],
        message=DISPUTE(
            count=visits.disputed,
            history=history,
            records=reduce(lambda first, rest: AND_MORE(first=first, rest=rest), named),
        ),
        rows=visits.disputed,
        set_aside=False,
    )


def _orphans(held: Held, visits: Visits) -> DataNote | None:
    """The records of one process that are in no file of its source; None where there are none."""
    if visits.history is None:
        return None
    stays, sources = visits.table(STAYS), held.plan.model.sources
    known = f" AND record NOT IN (SELECT record FROM {visits.table(NEWEST)})" if visits.has_source else ""
    listed = f"FROM {stays} WHERE basis = {Basis.HISTORY}{known}"
    counted = visits.engine.run(
        f"SELECT COUNT(*) AS moves, COUNT(DISTINCT record) AS records, MIN(record) AS first {listed}"
    )
    ((moves, records, first),) = zip(*(cells.tolist() for cells in counted.values()), strict=True)
    if not records:
        return None
    shown = visits.engine.run(
        f"SELECT k.record, s.row_id FROM {stays} AS s JOIN {records_table(visits.index)} AS k ON k.rank = s.record"
        f" WHERE s.record = {first} ORDER BY s.n LIMIT 1"
    )
    ((record, row),) = zip(*(cells.tolist() for cells in shown.values()), strict=True)
    found = {
        "record": record.replace(SEPARATOR, "/"),
        "history": sources[visits.history].ident.title,
        "source": sources[visits.process.source].ident.title,
    }
    return DataNote(
        fault=Fault.NO_RECORD,
        source=visits.history,
        place=held.snapshot.places(visits.history, [row])[0],
        message=ORPHANS(count=records, **found),
        rows=moves,
        set_aside=False,
    )


def _records(visits: Visits, rows: str, most: int) -> list[tuple[Any, ...]]:
    """The first records of some rows (`record`, ...): key, `row_id` of its newest row, and what else the rows have."""
    found = visits.engine.run(
        f"SELECT k.record AS key, n.row_id, r.* FROM ({rows}) AS r JOIN {records_table(visits.index)} AS k ON k.rank = r.record"
        f" JOIN {visits.table(NEWEST)} AS n ON n.record = r.record ORDER BY r.record LIMIT {most}"
    )
    return list(zip(*(cells.tolist() for name, cells in found.items() if name != "record"), strict=True))
