"""Visits: which record was in which stage of a process, from when to when, as far as the data tell.

In: a plan, a snapshot, the as-of instant. Out: tables of visits in the engine, for rules and for the query room, and `Visits` for
each process, which says what there is. Rules on visits are judged elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import cached_property

import numpy as np
from attrs import evolve

from planlang.data.loaded.snapshot import Engine, Snapshot
from planlang.evaluate.results.evaluation import AsOf
from planlang.evaluate.stages.disputes import DISPUTES, disputes
from planlang.evaluate.stages.export_days import EXPORT_DAYS, upload_export_days
from planlang.evaluate.stages.holes import HOLES, UNREAD, holes, met
from planlang.evaluate.stages.rhythm import rhythm_of
from planlang.evaluate.stages.stage_entries import (
    COLUMNS,
    MICROSECONDS_A_DAY,
    Basis,
    by_win,
    dated_entries,
    listed_entries,
    midnight,
    sighted_entries,
    standing_entries,
    with_exports,
)
from planlang.evaluate.stages.stage_rows import (
    NEWEST,
    SHOWN,
    STAGES,
    State,
    Told,
    as_number,
    table,
    told_stages,
)
from planlang.evaluate.stages.unsure import after_cut, entered_before, of_table, stood_before, without_moves
from planlang.frozen import define, frozen
from planlang.plan.plan import Plan
from planlang.query.catalog import unsure_table, visits_table
from planlang.query.processes.records import lower_rank
from planlang.query.processes.visits import lower_unsure, lower_visits
from planlang.semantics.model import Model, Process, StagePhase

LISTED, FOUND, ABSENT, SPANS, STAYS, FIGURED = "listed", "found", "absent", "spans", "stays", "figured"
WITH_WINS = "with_wins"
"""Tables of a process:

- `listed`, `found`: entries that the history lists; those that the process's own source tells of.
- `absent`: `record`: records that the source has and that had not come by the cut, for all that a full history tells.
- `spans`: stages that records may have been in, or entered (`unsure`).
- `stays`: a row for each visit. As `stage_entries` says of entries; `visit`: how many times the record has been in that stage by
  then, from 1; `previous`, `following`: the stages before and after it, unknown for none; `leave_low`, `leave_high`: first and
  last day on which it can have ended, for a visit that goes on `leave_low` is the last sighting (unknown: it lasts up to the cut)
  and `leave_high` unknown; `left_at`: the instant that stands for its end, as `instant` for its beginning, the first sighting
  elsewhere where only exports are known; `is_open`: whether the record is still there, for all that is known; `counts`: whether it
  is the entry into its stage that counts, the first one, and for a final stage one that was not left again (tests/spec/credit.md),
  and a record that only drops out of the exports has not left; of a win and what comes after it the first since the record is won,
  while it is; `begins`: whether it comes from elsewhere than a stage of the same win; `unseen`: whether the record was out of sight
  for an export meanwhile, so that it may be several visits.
- `figured`: the same for figures, where there are disputes: the export is right about the stage a record is in, and the history
  about how long it was where.
- `with_wins`: what figures need of either, with wins that records came past.
"""


@frozen(eq=False, slots=False)
class Visits:
    """What is known of the visits of all records to the stages of one process.

    Attributes:
        index: rank of the process in the plan.
        cut: the first day of which not everything is known.
        cut_at: the first instant of which nothing is known, in local time.
        observable: for each stage, whether an entry into it would show in the data.
        sighted: whether records are known from successive exports.
        history: the source that lists moves, or None.
        has_source: whether the process's own source is loaded.
        holes, unread: whether there are holes of that kind (`holes`).
        disputed: of how many records the latest export and the history disagree on the stage.
        absent: how many records the source has that had not come by the cut.
        unsure: whether there are stages that records may have been in (True), or entered (False).
        untimed: whether records are won or lost of which no column says since when, nor anything else.
        timed: ranks of the stages that columns of times date.
        untold: ranks of the stages of which nothing tells.
        told_until: the first day of which the list of a process without stages tells nothing, where that is before the cut.
    """

    process: Process
    index: int
    cut: date
    cut_at: datetime
    engine: Engine
    observable: tuple[bool, ...]
    sighted: bool = False
    history: str | None = None
    has_source: bool = False
    holes: bool = False
    unread: bool = False
    disputed: int = 0
    absent: int = 0
    unsure: frozenset[bool] = frozenset()
    untimed: bool = False
    timed: tuple[int, ...] = ()
    untold: frozenset[int] = frozenset()
    told_until: int | None = None

    def table(self, kind: str) -> str:
        """The name of one of the tables of the process."""
        return table(kind, self.index)

    @property
    def cut_number(self) -> int:
        """The day of the cut as the tables have it."""
        return as_number(np.datetime64(self.cut))

    @cached_property
    def earliest(self) -> date:
        """The first day on which anything is known to have happened; the cut where nothing is."""
        sql = f"SELECT CAST(MIN(LEAST(low, high, leave_low, leave_high)) AS BIGINT) AS day FROM {self.table(STAYS)}"
        (found,) = self.engine.run(sql)["day"].tolist()
        first: date = np.datetime64(self.cut_number if found is None else min(found, self.cut_number), "D").item()
        return first

    def source_of(self, listed: bool) -> str:
        """The source whose rows show the visits of a record, by whether the history lists it."""
        return self.history if self.history is not None and listed else self.process.source

    def rank_of(self, key: str) -> int | None:
        """The number of the record of a key, None where there is none."""
        found: list[int] = self.engine.run(lower_rank(self.index, key, self.engine.dialect))["rank"].tolist()
        return found[0] if found else None

    def rank(self, stage: str) -> int:
        """The rank of a stage of the process."""
        return next(rank for rank, known in enumerate(self.process.stages) if known.name == stage)


def make_visits(plan: Plan, snapshot: Snapshot, as_of: AsOf) -> Mapping[str, Visits]:
    """The visits of every process, by its name, from facts before the cut."""
    return {
        name: process_visits(process, index, plan.model, snapshot, as_of.cut)
        for index, (name, process) in enumerate(plan.model.processes.items())
    }


def process_visits(process: Process, index: int, model: Model, snapshot: Snapshot, cut: datetime) -> Visits:
    """The visits of one process: from a history, else from dated columns and exports, else from the present stage.

    Makes the tables of the process, `index` being its rank in the plan.
    """
    told = told_stages(process, index, model, snapshot, cut)
    return _Making(process, index, model, snapshot, cut.replace(tzinfo=None), told).made()


@define(eq=False)
class _Making:
    """Makes the tables one after the other."""

    process: Process
    index: int
    model: Model
    snapshot: Snapshot
    cut: datetime
    told: Told

    def made(self) -> Visits:
        """The visits, and their tables."""
        state, history = self.told.state, self.told.history
        known = Visits(
            process=self.process,
            index=self.index,
            cut=self.cut.date(),
            cut_at=self.cut,
            engine=self.engine,
            observable=(history is not None,) * len(self.process.stages),
            history=history,
            has_source=state is not None,
            timed=() if state is None else state.timed,
            untold=frozenset() if state is None or history is not None else state.untold,
        )
        if state is not None and state.days is not None:
            rhythm = rhythm_of(self.model.sources[self.process.source], self.model.plan.week_start)
            upload_export_days(state, rhythm, np.datetime64(self.cut.date()), self.index, self.engine)
        if history is not None:
            listed = listed_entries(self.index)
            exported = state is not None and state.days is not None
            self.engine.keep(self.table(LISTED), with_exports(listed, self.index) if exported else listed)
        if state is not None:
            known = self.of_table(known, state) if state.days is None else self.of_exports(known, state)
        self.keep_stays(STAYS, self.entries(known), known)
        if known.disputed:
            disputed = f"SELECT {COLUMNS} FROM {self.table(DISPUTES)}"
            self.keep_stays(FIGURED, f"{self.entries(known)}\nUNION ALL\n{disputed}", known)
        return known

    @property
    def engine(self) -> Engine:
        """Where the tables are."""
        return self.snapshot.engine

    @property
    def first(self) -> int:
        """The first day of which not everything is known."""
        return as_number(np.datetime64(self.cut.date()))

    def table(self, kind: str) -> str:
        """The name of one of the tables of the process."""
        return table(kind, self.index)

    def count(self, sql: str) -> int:
        """The number in the only column of the only row."""
        ((found,),) = (cells.tolist() for cells in self.engine.run(sql).values())
        return int(found)

    def of_table(self, known: Visits, state: State) -> Visits:
        """What a plain table tells of: with the dates in its columns, else only the present stage."""
        found, history = self.table(FOUND), known.history
        covers = self.model.sources[self.process.source].covers
        if not self.process.stages:
            loaded = self.snapshot.coverage.get(self.process.source, ())
            if loaded and loaded[-1][1] < self.cut.date():
                known = evolve(known, told_until=as_number(np.datetime64(loaded[-1][1])))
        if not self.process.stages and covers is not None and covers[0] < self.cut.date():
            self.engine.keep(found, standing_entries(self.index, as_number(np.datetime64(covers[0]))))
            return known
        self.engine.keep(found, dated_entries(self.process, state, self.index, self.first))
        if history is None:
            told = tuple(rank in state.dated for rank in range(len(self.process.stages)))
            open_ = StagePhase.OPEN
            finals = [n for n, stage in enumerate(self.process.stages) if stage.phase is not open_ and not told[n]]
            untimed = bool(finals) and self.count(
                f"SELECT COUNT(*) AS found FROM {found} WHERE basis = {Basis.STATED} AND stage IN ({', '.join(map(str, finals))})"
            )
            newer = self.count(after_cut(self.process, state.dated, self.index, self.first)) > 0
            spans = of_table(found, self.process, state.dated, self.index, self.first, newer=newer)
            return evolve(known, observable=told, untimed=bool(untimed), unsure=self.keep_unsure(spans, standing=True))
        known = evolve(known, observable=(True,) * len(self.process.stages))
        untold = f"(SELECT * FROM {found} WHERE record NOT IN (SELECT record FROM {self.table(LISTED)}))"
        if not (self.is_full() and self.has_no_date() and self.goes_back(history)):
            return evolve(known, unsure=self.keep_unsure(without_moves(untold, self.first), standing=True))
        self.engine.keep(self.table(ABSENT), f"SELECT record FROM {untold} AS e WHERE basis = {Basis.STATED}")
        return evolve(known, absent=self.count(f"SELECT COUNT(*) AS found FROM {self.table(ABSENT)}"))

    def of_exports(self, known: Visits, state: State) -> Visits:
        """What dated exports betray."""
        assert state.days is not None
        found, listed = self.table(FOUND), self.table(LISTED)
        self.engine.keep(found, sighted_entries(self.process, state, self.index, self.first))
        known = evolve(known, sighted=len(state.days) > 0, observable=(True,) * len(self.process.stages))
        for kind, with_aside in ((HOLES, state.has_aside), (UNREAD, False)):
            self.engine.keep(self.table(kind), holes(self.index, with_aside=with_aside))
        has = {kind: self.count(f"SELECT COUNT(*) AS found FROM {self.table(kind)}") > 0 for kind in (HOLES, UNREAD)}
        if self.process.stages:  # a record without stages is simply there
            known = evolve(known, holes=has[HOLES], unread=has[UNREAD])
        if not len(state.days):
            return known
        first, latest = as_number(state.days[0]), as_number(state.days[-1])
        untold = found
        if known.history is not None:
            self.engine.keep(self.table(DISPUTES), disputes(listed, found, latest, self.index))
            known = evolve(known, disputed=self.count(f"SELECT COUNT(*) AS found FROM {self.table(DISPUTES)}"))
            untold = f"(SELECT * FROM {found} WHERE record NOT IN (SELECT record FROM {listed}))"
        unsure = self.keep_unsure(entered_before(untold, first, self.index), standing=False)
        if known.history is not None:
            unsure |= self.keep_unsure(stood_before(untold, first, self.index), standing=True)
        return evolve(known, unsure=unsure)

    def keep_unsure(self, spans: str, *, standing: bool) -> frozenset[bool]:
        """Make a table of what is not known (`query.catalog.unsure_table`), where there is something."""
        told, unsure = self.table(SPANS), unsure_table(self.index, standing=standing)
        self.engine.keep(told, spans)
        if not self.count(f"SELECT COUNT(*) AS found FROM {told}"):
            return frozenset()
        self.engine.keep(unsure, lower_unsure(told, self.table(STAGES), self.table(NEWEST), self.engine.dialect))
        return frozenset([standing])

    def entries(self, known: Visits) -> str:
        """All entries: those of the history, and of records that it does not list what else is known."""
        listed, found = self.table(LISTED), self.table(FOUND)
        parts = [] if known.history is None else [f"SELECT {COLUMNS} FROM {listed}"]
        if self.told.state is not None:
            untold = "" if known.history is None else f" WHERE record NOT IN (SELECT record FROM {listed})"
            there = f" AND basis <> {Basis.STATED}" if known.absent else ""
            parts.append(f"SELECT {COLUMNS} FROM {found}{untold}{there}")
        return "\nUNION ALL\n".join(parts)

    def keep_stays(self, kind: str, entries: str, known: Visits) -> None:
        """Make a table of visits.

        They end with the next entry of the record, or its disappearance from the exports. Many systems stop exporting what is
        won or lost: only an open record that is no longer exported has left. One that a history lists is seen up to its last
        move, too: an export of the very day may be from before it. A record may still be in an export that has a row without a
        key: only one without such tells that it has left, and its end is not known to be before that. A row that was set aside
        shows it there, but maybe in another stage.
        """
        self.engine.keep(self.table(kind), stays(entries, self.index, self.cut, known, self.latest))

    @property
    def latest(self) -> int | None:
        """The day of the last export."""
        days = None if self.told.state is None else self.told.state.days
        return None if days is None or not len(days) else as_number(days[-1])

    def is_full(self) -> bool:
        """Whether a history lists how records came in, not only what became of them: most of those that it tells of begin in
        the first stage. One that tells of nobody yet is taken for full.
        """
        first = next((rank for rank, stage in enumerate(self.process.stages) if stage.position == 0), -1)
        begun = f"FROM {self.table(LISTED)} WHERE n = 1"
        return 2 * self.count(f"SELECT COUNT(*) AS found {begun} AND stage = {first}") >= self.count(
            f"SELECT COUNT(*) AS found {begun}"
        )

    def has_no_date(self) -> bool:
        """Whether the files of the source do not say of which time they are."""
        return all(load.arrived is None for load in self.snapshot.loads if load.source == self.process.source)

    def goes_back(self, history: str) -> bool:
        """Whether a history is loaded from the beginning."""
        covered = self.snapshot.coverage.get(history, ())
        return bool(covered) and covered[0][0] == date.min


def stays(entries: str, index: int, cut: datetime, known: Visits, latest: int | None) -> str:
    """Visits from entries; `latest` is the day of the last export."""
    last_day = datetime.combine((cut - timedelta(microseconds=1)).date(), time())
    at_last = as_number(np.datetime64(last_day.date())) * MICROSECONDS_A_DAY
    names = ", ".join(f"e.{name.strip()}" for name in COLUMNS.split(","))
    left = "CASE WHEN following IS NOT NULL THEN"
    goes_on = f"""
  {left} next_low ELSE seen_last END AS leave_low, {left} next_high END AS leave_high,
  {left} COALESCE(next_instant, {at_last}) END AS left_at, following IS NULL AS is_open"""
    joined = ""
    if latest is not None:
        moved = f"CASE WHEN basis = {Basis.HISTORY} THEN high END"
        last = f"GREATEST(k.last_day, {moved})"
        last_seen = "seen_last" if known.process.stages else "CAST(NULL AS INT)"  # where no stage can change, it lasts
        gone = f"following IS NULL AND NOT is_final AND {last} < {latest} AND k.last_day IS NOT NULL"
        goes_on = f"""
  CASE
    WHEN following IS NOT NULL THEN next_low
    WHEN {gone} AND seen_last IS NULL THEN {last}
    WHEN {gone} THEN GREATEST(seen_last, {moved})
    ELSE {last_seen}
  END AS leave_low,
  CASE WHEN following IS NOT NULL THEN next_high WHEN {gone} THEN d.later_whole END AS leave_high,
  CASE
    WHEN following IS NOT NULL THEN COALESCE(next_instant, {at_last})
    WHEN {gone} THEN {midnight("d.later")}
  END AS left_at,
  following IS NULL AND (NOT COALESCE({gone}, FALSE) OR d.later_whole IS NULL) AS is_open"""
        joined = f"""
LEFT JOIN {table(SHOWN, index)} AS k ON k.record = e.record
LEFT JOIN {table(EXPORT_DAYS, index)} AS d ON d.day = {last}"""
    stands = "following IS NULL OR next_instant IS NULL"
    counts, begins, source = f"CASE WHEN in_open THEN visit = 1 ELSE {stands} END", "TRUE", entries or _nobody()
    marks = ""
    if any(stage.goes_on for stage in known.process.stages):
        source, marks = by_win(source, index), ", e.begins, e.first_in, e.stands_in"
        counts = "CASE WHEN in_open THEN visit = 1 ELSE stands_in = 1 AND first_in END"
        begins = "begins"
    made = f"""
SELECT
  {names}, previous, following, CAST(visit AS INT) AS visit,{goes_on}, {counts} AS counts, {begins} AS begins
FROM (
  SELECT
    {names}, s.is_open AS in_open, s.is_final{marks},
    LAG(e.stage) OVER moves AS previous, LEAD(e.stage) OVER moves AS following, LEAD(e.earliest) OVER moves AS next_low,
    LEAD(e.high) OVER moves AS next_high, LEAD(e.instant) OVER moves AS next_instant,
    ROW_NUMBER() OVER (PARTITION BY e.record, e.stage ORDER BY e.n) AS visit
  FROM ({source}) AS e
  JOIN {table(STAGES, index)} AS s ON s.stage = e.stage
  WINDOW moves AS (PARTITION BY e.record ORDER BY e.n)
) AS e{joined}"""
    if not known.holes:
        return f"SELECT m.*, FALSE AS unseen FROM ({made}) AS m"
    until = as_number(np.datetime64(cut.date())) - 1
    stretches = f"""
SELECT {visit_id("m")} AS id, record, COALESCE(told_day, high) AS first, COALESCE(leave_low, {until}) AS last
FROM made AS m WHERE basis <> {Basis.HISTORY}"""
    return f"""
WITH made AS ({made})
SELECT m.*, h.id IS NOT NULL AS unseen
FROM made AS m LEFT JOIN ({met(stretches, table(HOLES, index))}) AS h ON h.id = {visit_id("m")}"""


def visit_id(alias: str) -> str:
    """A number that tells a visit apart from all others of its process."""
    return f"CAST({alias}.record AS BIGINT) * 4294967296 + {alias}.n"


def _nobody() -> str:
    """No entries."""
    kinds = {"instant": "BIGINT", "row_id": "BIGINT"}
    names = [name.strip() for name in COLUMNS.split(",")]
    nothing = ", ".join(f"CAST(NULL AS {kinds.get(name, 'INT')}) AS {name}" for name in names)
    return f"SELECT {nothing} WHERE FALSE"


def keep_visits(engine: Engine, visits: Mapping[str, Visits]) -> None:
    """Make the table of visits of each process (`query.catalog.visits_table`)."""
    for known in visits.values():
        told = known.table(FIGURED if known.disputed else STAYS)
        if any(stage.goes_on for stage in known.process.stages):
            engine.keep(known.table(WITH_WINS), _with_wins(told, known.table(STAGES)))
            told = known.table(WITH_WINS)
        newest = known.table(NEWEST) if known.has_source else None
        engine.keep(visits_table(known.index), lower_visits(told, known.table(STAGES), newest, engine.dialect))


def _with_wins(stays: str, stages: str) -> str:
    """Visits, and one without length to the win itself for each record that came into a stage after it from elsewhere."""
    told = "v.record, {stage} AS stage, v.instant, {left} AS left_at, v.counts, v.begins"
    return f"""
SELECT {told.format(stage="v.stage", left="v.left_at")} FROM {stays} AS v
UNION ALL
SELECT {told.format(stage="s.head", left="v.instant")} FROM {stays} AS v
JOIN {stages} AS s ON s.stage = v.stage
WHERE v.begins AND s.head <> v.stage AND v.instant IS NOT NULL"""


def unsure_of(visits: Mapping[str, Visits]) -> frozenset[tuple[str, bool]]:
    """The processes of which there is a table of stages that are not known: standing (True), entered."""
    return frozenset((name, standing) for name, known in visits.items() for standing in known.unsure)
