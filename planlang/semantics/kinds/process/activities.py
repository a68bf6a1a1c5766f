"""Sources whose rows happen to the records of a process: calls, visits, answers.

In: a source that a rule names. Out: whether each of its rows has a day and belongs to a record, by the columns of its key.
"""

from __future__ import annotations

from planlang.diagnostics.text import Text
from planlang.semantics.expressions.units import can_be_one_key, unit_words
from planlang.semantics.model import Table
from planlang.semantics.names.bench import Bench
from planlang.semantics.names.scopes import Symbol
from planlang.semantics.names.uses import note_key
from planlang.source import Span
from planlang.values.units import RecordOf

NO_KEY = Text(
    "activities-without-key", "`{source}` has no column `{column}`, so its rows belong to no record of `{records}`"
)
NO_KEY_HELP = Text("activities-without-key.help", "add `{column}: text` to `{source}`")
NO_KEY_NAMED_HELP = Text(
    "activities-without-key.named",
    "its rows name `{named}` of `{records}`: write the rule in a process on `{owner}`, or add `{column}: text` to `{source}`",
)
KEY_TYPE = Text(
    "activities-without-key.type",
    "`{column}` is {here} in `{source}` and {there} in `{records}`, so its rows belong to no record",
)
KEY_TYPE_HELP = Text("activities-without-key.type-help", "give `{column}` the same type in both, best `text`")
NOT_EVENTS = Text("activities-without-date", "the rows of `{source}` have no date, so they end no silence")
NOT_EVENTS_HELP = Text("activities-without-date.help", "add `event at COLUMN` to `{source}`")


def happens_to_records(bench: Bench, place: Span, activities: str, records: Symbol | None) -> bool:
    """Whether the rows of a source have a day and belong to the records; reported where they do not."""
    source = bench.rows.get(activities)
    of = None if records is None else bench.rows.get(records.name)
    if source is None or of is None or records is None:
        return False
    if isinstance(source.shape, Table):
        help_ = NOT_EVENTS_HELP(source=activities)
        bench.findings.error(place, NOT_EVENTS(source=activities), help=help_)
        return False
    key = of.shape.key if isinstance(of.shape, Table) else ()
    missing = [column for column in key if column not in bench.columns[activities]]
    if missing:
        lacking = {"source": activities, "column": missing[0]}
        named = reached_by(bench, activities, records)
        reached = None if named is None else bench.columns[records.name][named]
        help_ = NO_KEY_HELP(**lacking)
        if named is not None and isinstance(reached, RecordOf):
            help_ = NO_KEY_NAMED_HELP(**lacking, named=named, records=records.name, owner=reached.source)
        bench.findings.error(place, NO_KEY(**lacking, records=records.name), help=help_)
        return False
    for column in key:
        here, there = bench.columns[activities][column], bench.columns[records.name].get(column)
        if here is not None and there is not None and not can_be_one_key(here, there):
            words = KEY_TYPE(
                column=column,
                here=unit_words(here),
                there=unit_words(there),
                source=activities,
                records=records.name,
            )
            bench.findings.error(place, words, help=KEY_TYPE_HELP(column=column))
            return False
        note_key(activities, records.name, column, place, bench.findings)
    return True


def reached_by(bench: Bench, activities: str, records: Symbol | None) -> str | None:
    """The one column of the records that names a record of another source to which the rows of a source belong: the customer
    of a deal. None where they belong to the records themselves, or there is no such column, or several.
    """
    of = None if records is None else bench.rows.get(records.name)
    columns = bench.columns.get(activities, {})
    if (
        of is None
        or records is None
        or not isinstance(of.shape, Table)
        or all(part in columns for part in of.shape.key)
    ):
        return None
    found: list[str] = []
    for name, unit in bench.columns[records.name].items():
        if isinstance(unit, RecordOf) and unit.source in bench.rows:
            shape = bench.rows[unit.source].shape
            if isinstance(shape, Table) and len(shape.key) == 1 and shape.key[0] in columns:
                found.append(name)
    return found[0] if len(found) == 1 else None
