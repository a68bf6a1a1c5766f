"""Memberships listed in a source instead of written in the plan: one row a person and team, with dates.

In: the teams that name a roster source, and its loaded rows. Out: posts and leaves. A row of a team that does not
take its people from this source, or without a person, is passed over: who is on no roster shows as unassigned.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from planlang.data.loaded.snapshot import Snapshot
from planlang.evaluate.entities.roster import LAST_DAY, Post, leaf_role
from planlang.frozen import frozen
from planlang.query.core.scan import scan
from planlang.semantics.model import DataSource, Ident, Model, Table, Team
from planlang.values.units import Person

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "person": ("person", "name", "rep", "姓名", "人员", "员工"),
    "team": ("team", "团队", "小组", "部门"),
    "role": ("role", "岗位", "角色", "职位"),
    "from": ("from", "since", "start", "joined", "入岗日期", "入职日期", "开始日期", "开始"),
    "until": ("until", "to", "end", "left", "离岗日期", "离职日期", "结束日期", "结束"),
    "leave": ("leave", "leaves", "on_leave", "假期", "请假"),
}
"""What a roster says of a person, and the declared column names it may stand under."""

# `2026-05-06`, `2026-05-06 .. 2026-05-10`, `2026-05-06~2026-05-10`, `2026-05-06 至 2026-05-10`
_LEAVE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\s*(?:\.\.|~|～|至|到)\s*(\d{4}-\d{2}-\d{2}))?")


@frozen
class Listed:
    """What roster sources say."""

    posts: tuple[Post, ...]
    leaves: Mapping[str, tuple[tuple[date, date], ...]]


def listed_posts(model: Model, snapshot: Snapshot) -> Listed:
    """The posts and leaves in the roster sources of all teams, in order of source and row."""
    posts: list[Post] = []
    leaves: dict[str, list[tuple[date, date]]] = {}
    by_source: dict[str, list[Team]] = {}
    for team in model.teams.values():
        if team.roster is not None:
            by_source.setdefault(team.roster, []).append(team)
    for source, teams in by_source.items():
        for row in _rows(model.sources[source], snapshot):
            person = _text(row, "person")
            if person is None:
                continue
            for team in _teams(row, teams):
                start, end = _date(row, "from") or date.min, min(_date(row, "until") or LAST_DAY, LAST_DAY)
                posts.append(Post(person, team.ident.name, _role(row, model), start, end))
            leaves.setdefault(person, []).extend(_leaves(_text(row, "leave") or ""))
    return Listed(tuple(posts), {person: tuple(off) for person, off in leaves.items() if off})


Row = Mapping[str, object]


def _rows(source: DataSource, snapshot: Snapshot) -> Sequence[Row]:
    """The rows of a roster source by what they say, the newest of each key, in order."""
    loaded = snapshot.tables.get(source.ident.name)
    if loaded is None:
        return ()
    shape = source.shape
    key = shape.key if isinstance(shape, Table) else ()
    wanted = {what: name for what in COLUMNS if (name := _column(source, what)) is not None}
    columns = {what: loaded.columns[name] for what, name in wanted.items()}
    columns |= {f"key_{index}": loaded.columns[name] for index, name in enumerate(key)}
    columns["row_id"] = "row_id"
    if isinstance(shape, Table) and shape.snapshot is not None:
        columns["taken"] = "taken"
    found = snapshot.engine.run(scan(loaded.table, columns, snapshot.engine.dialect))
    lists = {name: _cells(array) for name, array in found.items()}
    rows = [dict(zip(lists, cells, strict=True)) for cells in zip(*lists.values(), strict=True)]
    rows.sort(key=lambda row: (str(row.get("taken", "")), row["row_id"]))
    newest: dict[object, Row] = {}
    for row in rows:
        newest[tuple(str(row[f"key_{index}"]) for index in range(len(key))) or row["row_id"]] = row
    return tuple(newest.values())


def _column(source: DataSource, what: str) -> str | None:
    """The declared column that says it."""
    names = {column.name for column in source.columns}
    found = next((name for name in COLUMNS[what] if name in names), None)
    if found is None and what == "person":
        return next((column.name for column in source.columns if column.unit == Person()), None)
    return found


def _cells(array: NDArray[np.generic]) -> list[object]:
    """The cells of a column as Python values, None where unknown; points in time as dates."""
    if array.dtype.kind == "M":
        array = array.astype("datetime64[D]")
    cells: list[object] = array.tolist()
    return cells


def _text(row: Row, what: str) -> str | None:
    cell = row.get(what)
    return str(cell).strip() or None if cell is not None else None


def _date(row: Row, what: str) -> date | None:
    cell = row.get(what)
    return cell if isinstance(cell, date) else None


def _teams(row: Row, teams: Sequence[Team]) -> list[Team]:
    """The team that a row names, by name, alias or title; every team of the source where there is no such column."""
    if "team" not in row:
        return list(teams)
    named = _text(row, "team")
    return [team for team in teams if _is_named(team.ident, named)][:1]


def _role(row: Row, model: Model) -> str:
    """The role that a row names; where it names none, the role at the bottom."""
    named = _text(row, "role")
    for name, role in model.roles.items():
        if _is_named(role.ident, named):
            return name
    return leaf_role(model)


def _is_named(ident: Ident, named: str | None) -> bool:
    """Whether a cell names a declaration: by its name, its alias or its title."""
    return named is not None and named in (ident.name, ident.alias, ident.title)


def _leaves(text: str) -> list[tuple[date, date]]:
    """The days off in a cell: dates and ranges of dates, whatever stands between them."""
    found = []
    for first, last in _LEAVE.findall(text):
        try:
            start, end = date.fromisoformat(first), date.fromisoformat(last or first)
        except ValueError:
            continue
        if start <= end:
            found.append((start, end))
    return found
