"""`python benchmarks/figures.py [rows]`: what figures and verdicts cost once the data are loaded.

A million activities of 500 people over 104 weeks and a quarter as many moves of deals lie in a DuckDB in memory; 20 rules
are judged for every person and week. The baseline is one bare `GROUP BY` of week and person over the activities, read from
a CSV file, as in `weekly_data.py`. To be reached: queries and numpy together cost no more than that.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb
import numpy as np
from numpy.typing import NDArray

from planlang.data.engines.duckdb import DuckDB
from planlang.data.loaded.rowcount import RowCount
from planlang.data.loaded.snapshot import Cell, Load, LoadedTable, Place, Snapshot
from planlang.evaluate.conditions.judging import judge
from planlang.evaluate.entities.roster import make_roster
from planlang.evaluate.figures.figures import Figures
from planlang.evaluate.figures.provenance import Asked
from planlang.evaluate.results.evaluation import AsOf
from planlang.plan.build import build
from planlang.plan.plan import Plan
from planlang.semantics.model import EntityKind
from planlang.values.periods import Grain, periods_meeting, week_of
from planlang.values.units import Unit
from planlang.workspace.workspace import open_plan

PEOPLE, TEAMS, WEEKS = 500, 20, 104
START = date(2025, 1, 6)
CUT = START + timedelta(weeks=WEEKS)

RULES = """
visits this week < 5
visits rolling 4 weeks < 20
visits averaged over 4 weeks < 5
visits previous week < 4
visits quarter to date < 60
calls this week < 8
calls rolling 4 weeks < 32
calls averaged over 8 weeks < 8
calls month to date < 30
demos this week < 2
demos rolling 13 weeks < 26
minutes this week < 500
minutes rolling 4 weeks < 2000
long_calls this week < 1
won_amount rolling 13 weeks < 1000000 CNY
won rolling 13 weeks < 1
entered_proposal this week < 1
open_deals this week < 3
win_rate rolling 13 weeks < 20%
demo_share rolling 4 weeks < 5%
""".strip().splitlines()


def written_plan() -> str:
    """A plan with twenty alerts for each person."""
    teams = []
    for team in range(TEAMS):
        members = ", ".join(f'"Rep {person:03}"' for person in range(team, PEOPLE, TEAMS))
        teams.append(f'team t{team} "Team {team}" {{ lead "Lead {team}"\n  rep {members} }}')
    alerts = [
        f"alert rule_{number} for each rep {{ when {rule}; severity warning; notify rep.lead }}"
        for number, rule in enumerate(RULES)
    ]
    return (
        f"plan big {{ period {START} .. {CUT - timedelta(days=1)}; timezone Asia/Shanghai; calendar china; currency CNY }}\n"
        "role lead\nrole rep under lead\n" + "\n".join(teams) + """
source activities { read "activities.csv"; event at at; at: instant; owner: person; kind: text; minutes: number }
source deals { read "deals.csv"; one row per id; id: text; owner: person; stage: stage[b2b]; amount: money[CNY] }
source moves { read "moves.csv"; history of deals; event at at; id: text; at: instant; stage: stage[b2b] }
process b2b on deals { stages contact -> proposal; win stage won; loss stage lost from any }
metric visits = count(activities where kind is "visit")
metric calls = count(activities where kind is "call")
metric demos = count(activities where kind is "demo")
metric long_calls = count(activities where kind is "call" and minutes > 60)
metric minutes = sum(activities.minutes)
metric won_amount = sum(deals.amount where stage enters won) credit owner at close
metric won = count(deals where stage enters won) credit owner at close
metric lost = count(deals where stage enters lost) credit owner at close
metric entered_proposal = count(deals where stage enters proposal) credit owner at event
metric open_deals = count(deals where open) credit owner at period end
metric win_rate = ratio(won, won + lost)
metric demo_share = ratio(demos, visits + calls + demos)
""" + "\n".join(alerts) + "\n"
    )  # fmt: skip


class Timed(DuckDB):
    """An engine that adds up what its queries and uploads cost."""

    spent = 0.0

    def run(self, sql: str) -> Mapping[str, NDArray[np.generic]]:
        """Run, and count the CPU seconds."""
        started = time.process_time()
        try:
            return super().run(sql)
        finally:
            self.spent += time.process_time() - started

    def keep(self, name: str, sql: str) -> None:
        """Keep, and count the CPU seconds."""
        started = time.process_time()
        super().keep(name, sql)
        self.spent += time.process_time() - started

    def upload(self, name: str, columns: Mapping[str, tuple[Unit, Sequence[Cell] | NDArray[np.generic]]]) -> None:
        """Upload, and count the CPU seconds."""
        started = time.process_time()
        super().upload(name, columns)
        self.spent += time.process_time() - started


class Rows(Snapshot):
    """A snapshot of tables made in the engine; places are not looked up."""

    def places(self, source: str, row_ids: object) -> tuple[Place, ...]:
        """A line for each row."""
        return tuple(Place(f"{source}.csv", row, None, None) for row in row_ids)  # type: ignore[attr-defined]


def filled(engine: DuckDB, rows: int) -> Snapshot:
    """Activities, deals, moves and visits, the same every time."""
    run = engine.connection.execute
    run("CREATE MACRO mixed(n) AS CAST(hash(n) % 1000000007 AS BIGINT)")
    run(f"""CREATE TABLE s_0 AS SELECT TIMESTAMP '{START}' + INTERVAL 1 MINUTE * (mixed(i) % {WEEKS * 7 * 1440}) AS c_0,
        'Rep ' || lpad(CAST(mixed(i + 1) % {PEOPLE} AS VARCHAR), 3, '0') AS c_1,
        ['visit', 'visit', 'call', 'call', 'demo', 'mail'][1 + mixed(i + 2) % 6] AS c_2,
        CAST(mixed(i + 3) % 90 AS DECIMAL(24, 6)) AS c_3, i AS row_id FROM range({rows}) t(i)""")
    deals = rows // 12
    run(f"""CREATE TABLE s_1 AS SELECT 'D' || i AS c_0, 'Rep ' || lpad(CAST(i % {PEOPLE} AS VARCHAR), 3, '0') AS c_1,
        ['contact', 'proposal', 'won', 'lost'][1 + mixed(i) % 4] AS c_2, CAST(1000 + mixed(i) % 900000 AS DECIMAL(24, 6)) AS c_3,
        i AS row_id FROM range({deals}) t(i)""")
    run(f"""CREATE TABLE visits_0 AS SELECT i // 3 AS record, i // 3 AS row, TRUE AS counts,
        ['contact', 'proposal', CASE WHEN mixed(i // 3) % 3 = 0 THEN 'won' ELSE 'lost' END][1 + i % 3] AS stage,
        TIMESTAMP '{START}' + INTERVAL 1 HOUR * (mixed(i // 3) % {WEEKS * 7 * 20} + (i % 3) * 400) AS entered,
        CASE WHEN i % 3 < 2 THEN TIMESTAMP '{START}' + INTERVAL 1 HOUR * (mixed(i // 3) % {WEEKS * 7 * 20} + (i % 3 + 1) * 400)
        END AS left_at,
        TIMESTAMP '{START}' + INTERVAL 1 HOUR * (mixed(i // 3) % {WEEKS * 7 * 20} + 800) AS closed FROM range({deals * 3}) t(i)""")
    run("""CREATE TABLE s_2 AS SELECT 'D' || record AS c_0, entered AS c_1, stage AS c_2, row_number() OVER () AS row_id
        FROM visits_0""")
    names = (("activities", 4), ("deals", 4), ("moves", 3))
    columns = (("at", "owner", "kind", "minutes"), ("id", "owner", "stage", "amount"), ("id", "at", "stage"))
    tables = {
        name: LoadedTable(name, f"s_{n}", {column: f"c_{i}" for i, column in enumerate(columns[n])}, rows)
        for n, (name, _) in enumerate(names)
    }
    loads = tuple(
        Load(name, f"{name}.csv", "", "utf-8", (START, CUT), None, None, RowCount(rows, rows, {}, {}))
        for name, _ in names
    )
    return Rows(engine, tables, loads, {name: ((START, CUT),) for name, _ in names}, ())


def spent(label: str, work: Callable[[], object], runs: int = 3) -> float:
    """The least CPU seconds of several runs, all threads counted; printed."""
    costs = []
    for _ in range(runs):
        started = time.process_time()
        work()
        costs.append(time.process_time() - started)
    print(f"{label:44} {min(costs):7.3f} CPU s")
    return min(costs)


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "big.plan").write_text(written_plan(), encoding="utf-8")
        opened = open_plan(folder / "big.plan")
        assert opened.usable, opened.diagnostics
        plan: Plan = build(opened.model).value
        engine = Timed()
        snapshot = filled(engine, rows)
        file = folder / "activities.csv"
        engine.connection.execute(f"COPY s_0 TO '{file.as_posix()}' (HEADER)")
        group_by = f"SELECT c_1, date_trunc('week', c_0) AS w, c_2, count(*), sum(c_3) FROM read_csv('{file.as_posix()}') GROUP BY ALL"
        bare = spent("bare DuckDB GROUP BY over the CSV", lambda: duckdb.connect().execute(group_by).fetchall())
        as_of = AsOf("end", datetime.combine(CUT, datetime.min.time()), week_of(CUT - timedelta(days=1)))
        weeks = list(periods_meeting(START, CUT, Grain.WEEK))
        alerts = list(plan.model.alerts.values())

        def figures() -> Figures:
            return Figures(plan, snapshot, as_of, make_roster(plan))

        def judged(asked: Figures) -> None:
            people = asked.roster.entities(EntityKind.PERSON, "rep")
            for alert in alerts:
                judge(asked, alert.rungs[0].when, people, weeks)

        whole = spent(f"{len(alerts)} rules x {PEOPLE} people x {len(weeks)} weeks", lambda: judged(figures()))
        print(f"{'ratio to the bare GROUP BY':44} {whole / bare:7.2f}")
        warm = figures()
        engine.spent = 0.0
        judged(warm)
        print(f"{'of which queries':44} {engine.spent:7.3f} CPU s")
        week = weeks[-1]
        some = warm.roster.entities(EntityKind.PERSON, "rep").keys[:100]
        asked = [Asked(alerts[0].rungs[0].when, entity, week.start, week.end) for entity in some]
        spent("evidence of 100 figures at once", lambda: warm.evidences(asked))


if __name__ == "__main__":
    main()
