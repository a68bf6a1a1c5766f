"""Targets and parts of goals that a table has, read from its rows (tests/spec/quotas.md).

In: a goal with `Quotas`, the loaded rows, who is in which team. Out: the goal with amounts, those open that the table does not
tell, and notes on rows that could not be placed. A gap in a table is no target of zero.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from attrs import evolve

from planlang.data.loaded.rowcount import LeftOut
from planlang.data.loaded.snapshot import DataNote, Fault, Snapshot
from planlang.diagnostics.text import Message, Text
from planlang.evaluate.entities.roster import Post, Roster
from planlang.evaluate.goals.calling import period_called
from planlang.frozen import define, field, frozen
from planlang.plan.plan import Plan
from planlang.query.core.scan import scan
from planlang.semantics.clauses.each.restricting import restricted
from planlang.semantics.expr import FigureExpression
from planlang.semantics.model import AxisKind, Goal, Part, QuotaAxis, Quotas, Split, Table
from planlang.values.periods import DAY, Grid, periods_meeting

NOBODY = Text(
    "data.quota-nobody",
    "{source} has a target for “{name}”, who is no person or team of the plan: it counts in what stands above alone",
)
NO_TIME = Text(
    "data.quota-time", "“{name}” in {source} is no period of the goal {goal}, so the target of this row counts nowhere"
)
NO_KEY = Text("data.quota-empty", "this row of {source} does not say whose target it is")
TWICE = Text(
    "data.quota-twice",
    "{source} has several targets for {name}: none of them counts; `summed` in the split adds them up",
)
NO_AMOUNT = Text(
    "data.quota-amount",
    "{source} has an empty cell for the target of {name}: it is not known, and so is what stands above; write 0 where there is none",
)
NEGATIVE = Text("data.quota-negative", "{source} has a target below zero for {name}: it is taken for not known")

NOT_OF_THE_PLAN = ""
"""The part of people and teams that the plan does not know: their amounts count in what stands above them alone."""

Stretch = tuple[date, date]
Key = tuple[str, ...]


@frozen
class Filled:
    """A goal with what a table says, and what is wrong with its rows."""

    goal: Goal
    notes: tuple[DataNote, ...] = ()


@frozen(eq=False)
class _Row:
    """A row: the cells of its axes, when it is for, how much, and where it stands."""

    cells: tuple[object, ...]
    dated: object
    amount: Decimal | None
    number: int


@define(eq=False)
class _Cells:
    """What the rows say of each part at the bottom, by leaf period: the days of each row and its amounts.

    Attributes:
        lost: whether there are rows that might be for any part.
        open: the parts of which a row could not be placed in time.
    """

    by_part: dict[Key, dict[int, dict[Stretch, list[_Row]]]] = field(factory=dict)
    open: set[Key] = field(factory=set)
    notes: list[tuple[Message, int]] = field(factory=list)
    lost: bool = False


def filled(goal: Goal, plan: Plan, snapshot: Snapshot, roster: Roster, cut: date) -> Filled:
    """A goal with the amounts of its table; one without a table as it is."""
    table = goal.quotas
    if table is None:
        return Filled(goal)
    if table.source not in {load.source for load in snapshot.loads} or table.source not in snapshot.tables:
        return Filled(evolve(goal, is_open=table.is_target, leaf_amounts=()))
    bounds = _bounds(goal, table, plan.grid)
    leaves = tuple((max(since, goal.start), min(until, goal.end + DAY)) for since, until in bounds)
    found = _placed(goal, table, bounds, plan, snapshot, roster, cut)
    loads = [load for load in snapshot.loads if load.source == table.source]
    found.lost |= any(load.rows.aside for load in loads)
    if any(load.rows.out_of(LeftOut.REPEATED_KEY) for load in loads):
        found.open |= found.by_part.keys()  # two rows with one key: which part they were for is told in the notes alone
    amounts = {key: _amounts(key, cells, table, leaves, found, plan, roster) for key, cells in found.by_part.items()}
    notes = tuple(_note(snapshot, table, message, number) for message, number in found.notes)
    split = _split(table, amounts, found.lost, roster)
    parts = list(amounts.values())
    total = tuple(_sum([part[leaf] for part in parts], open_=found.lost) for leaf in range(len(leaves)))
    told = evolve(goal, splits=(*goal.splits, *(() if split is None else (split,))))
    if not table.is_target:
        target = Fraction(goal.target)
        return Filled(evolve(told, splits=tuple(_over(one, target) for one in told.splits)), notes)
    known = sum((amount or Decimal(0) for part in parts for amount in part), Decimal(0))
    timed = table.time is not None and not goal.time_shares
    return Filled(
        evolve(
            told,
            target=known,
            is_open=not parts or None in total,
            time_grain=table.time if timed else goal.time_grain,
            leaf_amounts=total if timed else (),
        ),
        notes,
    )


def _bounds(goal: Goal, table: Quotas, grid: Grid) -> tuple[Stretch, ...]:
    """The periods that the table has amounts for, those at the ends not cut to the days of the goal."""
    after = goal.end + DAY
    if table.time is None:
        return ((goal.start, after),)
    return tuple((one.start, one.end) for one in periods_meeting(goal.start, after, table.time, grid))


# ---------------------------------------------------------------- rows


def _placed(
    goal: Goal, table: Quotas, bounds: Sequence[Stretch], plan: Plan, snapshot: Snapshot, roster: Roster, cut: date
) -> _Cells:
    """Every row put to its part and period."""
    found, title = _Cells(), plan.model.sources[table.source].ident.title
    names = [_naming(axis, plan, roster) for axis in table.axes]
    for row in _rows(table, plan, snapshot, cut):
        stretch = period_called(row.dated, table, goal, bounds, plan.grid) if table.dated is not None else bounds[0]
        if stretch is not None and (stretch[1] <= goal.start or goal.end < stretch[0]):
            continue  # of another time
        key: list[str] = []
        for cell, named in zip(row.cells, names, strict=True):
            text = "" if cell is None else str(cell).strip()
            who = named(text) if text else None
            if who is None:
                message = NOBODY(source=title, name=text) if text else NO_KEY(source=title)
                found.notes.append((message, row.number))
                found.lost |= not text
                key += [NOT_OF_THE_PLAN] * (len(names) - len(key))
                break
            key.append(who)
        leaf = None if stretch is None else _leaf_of(stretch, bounds)
        if leaf is None or stretch is None:
            written = "" if row.dated is None else str(row.dated)
            found.notes.append((NO_TIME(source=title, name=written, goal=goal.ident.title), row.number))
            found.open.add(tuple(key))
            found.by_part.setdefault(tuple(key), {})
            continue
        days = max(stretch[0], goal.start), min(stretch[1], goal.end + DAY)
        found.by_part.setdefault(tuple(key), {}).setdefault(leaf, {}).setdefault(days, []).append(row)
    return found


def _rows(table: Quotas, plan: Plan, snapshot: Snapshot, cut: date) -> Sequence[_Row]:
    """The rows of a table: of dated exports those of the last one before the cut, in the order of files."""
    source, loaded = plan.model.sources[table.source], snapshot.tables[table.source]
    columns = {f"axis_{number}": loaded.columns[axis.column] for number, axis in enumerate(table.axes)}
    columns |= {"amount": loaded.columns[table.amount], "row_id": "row_id"}
    if table.dated is not None:
        columns["dated"] = loaded.columns[table.dated]
    is_dated = isinstance(source.shape, Table) and source.shape.snapshot is not None
    if is_dated:
        columns["taken"] = "taken"
    answer = snapshot.engine.run(scan(loaded.table, columns, snapshot.engine.dialect))
    lists = {name: array.tolist() for name, array in answer.items()}
    rows = [dict(zip(lists, cells, strict=True)) for cells in zip(*lists.values(), strict=True)]
    if is_dated:
        days = {str(row["taken"])[:10] for row in rows if str(row["taken"])[:10] < cut.isoformat()}
        rows = [row for row in rows if str(row["taken"])[:10] == max(days, default="")]
    rows.sort(key=lambda row: int(str(row["row_id"])))
    return tuple(
        _Row(
            tuple(row[f"axis_{number}"] for number in range(len(table.axes))),
            row.get("dated"),
            None if row["amount"] is None else Decimal(str(row["amount"])),
            int(str(row["row_id"])),
        )
        for row in rows
    )


def _naming(axis: QuotaAxis, plan: Plan, roster: Roster) -> Callable[[str], str | None]:
    """The key of the part that a cell of an axis names; None where it names none."""
    match axis.kind:
        case AxisKind.PERSON:
            people = frozenset(roster.persons)
            return lambda text: f"rep:{text}" if text in people else None
        case AxisKind.TEAM:
            teams = {
                word: f"team:{name}"
                for name, team in plan.model.teams.items()
                for word in (team.ident.title, team.ident.alias, team.ident.name)
                if word
            }
            return teams.get
        case AxisKind.VALUE:
            return lambda text: {"True": "true", "False": "false"}.get(text, text)


def _leaf_of(stretch: Stretch, bounds: Sequence[Stretch]) -> int | None:
    """The period that the days of a row lie in; None where they lie in several, or not all in one."""
    first, after = stretch
    return next((at for at, (since, until) in enumerate(bounds) if since <= first and after <= until), None)


# ---------------------------------------------------------------- amounts


def _amounts(
    key: Key,
    cells: Mapping[int, Mapping[Stretch, Sequence[_Row]]],
    table: Quotas,
    leaves: Sequence[Stretch],
    found: _Cells,
    plan: Plan,
    roster: Roster,
) -> tuple[Decimal | None, ...]:
    """What a part has in each leaf; None where the table does not tell it, or tells it twice."""
    if key in found.open:
        return (None,) * len(leaves)
    names = " · ".join(part.partition(":")[2] or part for part in key)
    title, posts = plan.model.sources[table.source].ident.title, _posts(key, roster)
    amounts: list[Decimal | None] = []
    if NOT_OF_THE_PLAN not in key:
        empty = (row for own in cells.values() for rows in own.values() for row in rows if row.amount is None)
        found.notes += [(NO_AMOUNT(source=title, name=_told(names or title, row)), row.number) for row in empty]
    for number, (since, until) in enumerate(leaves):
        rows = cells.get(number, {})
        every = [row for own in rows.values() for row in own]
        is_known = NOT_OF_THE_PLAN in key
        twice = next((own for own in rows.values() if len(own) > 1), None)
        if not is_known and twice is not None and table.axes and not table.summed:
            found.notes.append((TWICE(source=title, name=names or title), twice[1].number))
            amounts.append(None)
            continue
        is_open = not is_known and not _is_told(sorted(rows), (since, until), posts)
        amount = _sum([row.amount for row in every], open_=is_open)
        if amount is not None and amount < 0:
            found.notes.append((NEGATIVE(source=title, name=names or title), _lowest(every).number))
            amount = None
        amounts.append(amount)
    return tuple(amounts)


def _told(names: str, row: _Row) -> str:
    """Whose the target of a row is, and for which period, as far as it says so."""
    return names if row.dated is None else f"{names} · {row.dated}"


def _posts(key: Key, roster: Roster) -> Sequence[Post] | None:
    """The posts in which somebody has a part: in the team of the part, where it has one; None for who is always there."""
    person = next((name.removeprefix("rep:") for name in key if name.startswith("rep:")), None)
    if person is None:
        return None
    teams = {name.removeprefix("team:") for name in key if name.startswith("team:")}
    return [post for post in roster.posts_of.get(person, ()) if teams <= set(roster.lineage(post.team))]


def _is_told(rows: Sequence[Stretch], leaf: Stretch, posts: Sequence[Post] | None) -> bool:
    """Whether rows tell each day of a leaf once, but those on which whoever has the part is not there."""

    def is_there(since: date, until: date) -> bool:
        return since < until and (posts is None or any(post.start < until and since <= post.end for post in posts))

    at, until = leaf
    for first, after in rows:
        if first < at or is_there(at, first):
            return False
        at = after
    return not is_there(at, until)


def _lowest(rows: Sequence[_Row]) -> _Row:
    return min(rows, key=lambda row: row.amount or Decimal(0))


def _sum(amounts: Sequence[Decimal | None], *, open_: bool) -> Decimal | None:
    """The sum of amounts; None where one is not known, or something is missing."""
    known = [amount for amount in amounts if amount is not None]
    return None if open_ or len(known) < len(amounts) else sum(known, Decimal(0))


def _split(
    table: Quotas,
    amounts: Mapping[Key, tuple[Decimal | None, ...]],
    lost: bool,
    roster: Roster,
) -> Split | None:
    """The parts as a tree, the outermost dimension first; None where there are none."""
    if not table.axes or all(key[0] == NOT_OF_THE_PLAN for key in amounts):
        return None
    rank = {f"team:{name}": number for number, name in enumerate(roster.teams)}
    rank |= {f"rep:{name}": number for number, name in enumerate(roster.persons)}
    return _level(table, 0, amounts, lost, rank, None)


def _level(
    table: Quotas,
    depth: int,
    amounts: Mapping[Key, tuple[Decimal | None, ...]],
    lost: bool,
    rank: Mapping[str, int],
    above: FigureExpression | None,
) -> Split:
    axis = table.axes[depth]
    groups: dict[str, dict[Key, tuple[Decimal | None, ...]]] = {}
    for key, own in amounts.items():
        groups.setdefault(key[depth], {})[key] = own
    parts: list[Part] = []
    groups.pop(NOT_OF_THE_PLAN, None)
    for name, inside in sorted(groups.items(), key=lambda item: rank.get(item[0], 0)):
        own_measure = above
        if axis.kind is AxisKind.VALUE:
            own_measure = restricted(above or table.measure, dict(axis.values), name)
        is_last = depth + 1 == len(table.axes)
        inner = () if is_last else (_level(table, depth + 1, inside, lost, rank, own_measure),)
        leaves = tuple(_sum(column, open_=lost and not is_last) for column in zip(*inside.values(), strict=True))
        weight = sum((one or Decimal(0) for own in inside.values() for one in own), Decimal(0))
        timed = leaves if table.time is not None else ()
        parts.append(Part(name, weight, own_measure, inner, table.span, not table.prorated, timed, None in leaves))
    column = axis.name if axis.kind is AxisKind.VALUE else None
    every = sum((one or Decimal(0) for own in amounts.values() for one in own), Decimal(0))
    found = Split(column, tuple(parts), Fraction(1), table.buffer, in_amounts=True, from_table=True)
    return _over(found, Fraction(every))


def _over(split: Split, target: Fraction) -> Split:
    """A split by a table with how much its parts have together over a written target."""
    if not split.from_table or not target:
        return split
    return evolve(split, over=sum((Fraction(part.weight) for part in split.parts), Fraction(0)) / target)


def _note(snapshot: Snapshot, table: Quotas, message: Message, row: int) -> DataNote:
    (place,) = snapshot.places(table.source, [row])
    return DataNote(Fault.QUOTA, table.source, place, message, 1, set_aside=False)
