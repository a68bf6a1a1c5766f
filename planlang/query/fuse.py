"""As few passes over the data as possible: additive aggregates over the same rows share one scan.

In: aggregates. Out: scans, in order of first appearance; the same tally is counted once. Entries into different stages
of one process are the same rows, told apart in the tally.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import evolve

from planlang.query.catalog import Catalog, MemberAt, OwnerAt, StateKnown
from planlang.query.logical import Rows, Scan, Tally, adds_up, rows_of, tallies_of
from planlang.query.scope import can_be_unknown, everything_in, looked_into
from planlang.semantics.expr import (
    Aggregate,
    AsItStands,
    ClassOf,
    DaysSince,
    FallsIn,
    Looked,
    OnEntry,
    RowExpression,
)


def is_additive(aggregate: Aggregate, catalog: Catalog) -> bool:
    """Whether the aggregate over any stretch of days follows from sums over its bins."""
    if not adds_up(aggregate.fold):
        return False
    rows = rows_of(aggregate)
    standing = isinstance(rows.moment, AsItStands)
    now_only = standing and catalog.state_known(rows) is StateKnown.NOW_ONLY
    if not now_only and asks_period_end(aggregate, catalog):
        return False
    by_visits = standing and catalog.state_known(rows) is StateKnown.BY_VISITS
    if by_visits and looks_up(aggregate, catalog):
        return False
    attribution = catalog.attribution(rows)
    return standing or attribution.owner is not OwnerAt.PERIOD_END or attribution.member is not MemberAt.PERIOD_END


def shared_rows(aggregate: Aggregate) -> Rows:
    """The rows by which aggregates share a scan."""
    rows = rows_of(aggregate)
    return evolve(rows, moment=evolve(rows.moment, stage="")) if isinstance(rows.moment, OnEntry) else rows


def needed_tallies(aggregate: Aggregate, catalog: Catalog) -> tuple[Tally, ...]:
    """The tallies of an aggregate; how many values are known is asked only where some may not be."""
    tallies = tallies_of(aggregate)
    if aggregate.value is None or len(tallies) < 3:
        return tallies
    source = catalog.source(aggregate.source)
    return tallies if can_be_unknown(aggregate.value, source) else tallies[2:]


def fuse(aggregates: Iterable[Aggregate], catalog: Catalog) -> tuple[Scan, ...]:
    """The scans that answer all additive aggregates among these."""
    gathered: dict[Rows, dict[Tally, None]] = {}
    for aggregate in aggregates:
        if is_additive(aggregate, catalog):
            gathered.setdefault(shared_rows(aggregate), {}).update(dict.fromkeys(needed_tallies(aggregate, catalog)))
    return tuple(Scan(rows, tuple(tallies)) for rows, tallies in gathered.items())


def asks_period_end(aggregate: Aggregate, catalog: Catalog) -> bool:
    """Whether the value for a row depends on where the period ends, computed columns included."""
    return any(isinstance(part, DaysSince | FallsIn) for part in everything_asked(aggregate, catalog))


def classes_asked(aggregate: Aggregate, catalog: Catalog, *, parted: bool) -> Iterator[ClassOf]:
    """The classes kept over periods that an aggregate asks for; those by which its rows are parted only where they are `parted`."""
    asked = aggregate if parted else evolve(aggregate, credit=None)
    for part in everything_asked(asked, catalog):
        if isinstance(part, ClassOf) and catalog.model.segments[part.segment].grain is not None:
            yield part


def everything_asked(aggregate: Aggregate, catalog: Catalog) -> Iterator[RowExpression]:
    """All that an aggregate asks of a row, computed columns included."""
    by = catalog.told_by(aggregate.source, aggregate.credit)
    return everything_in(catalog.source(aggregate.source), catalog.model, aggregate.where, aggregate.value, by)


def looked_sources(aggregate: Aggregate, catalog: Catalog) -> frozenset[str]:
    """The sources of the records that the rows of an aggregate name, as far as it asks for these."""
    asked = everything_asked(aggregate, catalog)
    references = (part.reference for part in asked if isinstance(part, Looked | ClassOf))
    return frozenset(looked_into(reference) for reference in references if reference is not None)


def looks_up(aggregate: Aggregate, catalog: Catalog) -> bool:
    """Whether an aggregate asks for records, or classes, of which something else is told on another day."""
    for part in everything_asked(aggregate, catalog):
        match part:
            case Looked(today=False, reference=reference) if catalog.varies(looked_into(reference)):
                return True
            case ClassOf(today=False, segment=segment) if catalog.model.segments[segment].grain is not None:
                return True
            case _:
                pass
    return False
