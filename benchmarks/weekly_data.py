"""`python benchmarks/weekly_data.py`: 20 rules over 1M activities and 250k stage rows, from CSV.

The baseline is a bare DuckDB `GROUP BY` over the same activities file, in the same run. To be reached: at most 4 times
its CPU, under 500 MiB.
"""

from __future__ import annotations

import random
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

from measure import in_turn, table

PEOPLE, TEAMS, WEEKS = 500, 20, 52
STAGES = ("lead", "contact", "discovery", "proposal", "negotiation", "won")
START = date(2026, 1, 1)


def activities(path: Path, rows: int) -> None:
    """Visits, calls and demos over a year."""
    chance = random.Random(1)
    kinds = ("visit", "visit", "call", "call", "call", "demo")
    days = [(START + timedelta(days=d)).isoformat() for d in range(365)]
    with path.open("w", encoding="utf-8", newline="\n") as out:
        out.write("id,at,owner,kind,customer,minutes,note\n")
        for row in range(rows):
            bits = chance.getrandbits(48)
            out.write(
                f"A{row:07},{days[bits % 365]},Rep {bits // 365 % PEOPLE:03},{kinds[bits // 7 % 6]},"
                f"C{bits // 11 % 40000:05},{bits // 13 % 90},talked about the offer\n"
            )


def deals(folder: Path, rows: int) -> None:
    """Deals that move down the line, one row per move, and their present state."""
    chance = random.Random(2)
    count = rows * 10 // 45
    with (
        (folder / "moves.csv").open("w", encoding="utf-8", newline="\n") as moves,
        (folder / "deals.csv").open("w", encoding="utf-8", newline="\n") as table_,
    ):
        moves.write("id,stage,at\n")
        table_.write("id,owner,stage,amount,created\n")
        for deal in range(count):
            day = START + timedelta(days=int(chance.random() * 300))
            created, stage = day, "lead"
            length = 3 + int(chance.random() * 4)
            for step in range(length):
                stage = "lost" if step == length - 1 and step < 5 and chance.random() < 0.9 else STAGES[step]
                moves.write(f"D{deal:06},{stage},{day.isoformat()}\n")
                day += timedelta(days=1 + int(chance.random() * 16))
            amount = 1000 + int(chance.random() * 900000)
            table_.write(f"D{deal:06},Rep {deal % PEOPLE:03},{stage},{amount}.00,{created.isoformat()}\n")


def plan(path: Path) -> None:
    """A plan with 20 rules: twelve alerts and eight process rules."""
    teams = []
    for team in range(TEAMS):
        members = ", ".join(f'"Rep {p:03}"' for p in range(team, PEOPLE, TEAMS))
        teams.append(f'team t{team} "Team {team}" {{ lead "Lead {team}"\n  rep {members} }}')
    alerts = []
    for number, (kind, limit) in enumerate((("visits", 5), ("calls", 8), ("demos", 2), ("minutes", 500))):
        for window, factor in (("this week", 1), ("rolling 4 weeks", 4), ("averaged over 4 weeks", 1)):
            alerts.append(
                f"alert low_{number}_{factor}_{window.split()[0]} for each rep {{ when {kind} {window} < {limit * factor} "
                f"for 3 weeks; until {kind} {window} >= {limit * factor + 1}; severity warning; notify rep.lead }}"
            )
    path.write_text(
        "plan big { period 2026-01-01 .. 2026-12-31; timezone Asia/Shanghai; calendar china; currency CNY }\n"
        "role lead\nrole rep under lead\n"
        + "\n".join(teams)
        + """
source activities { read "activities.csv"; event at at; id: text; at: date; owner: person; kind: text; customer: text
  minutes: number }
source deals { read "deals.csv"; one row per id; id: text; owner: person; stage: stage[b2b]; amount: money[CNY]
  created: date }
source moves { read "moves.csv"; history of deals; event at at; id: text; stage: stage[b2b]; at: date }
metric visits = count(activities where kind is "visit")
metric calls = count(activities where kind is "call")
metric demos = count(activities where kind is "demo")
metric minutes = sum(activities.minutes)
metric signed = sum(deals.amount where stage enters won) credit owner at close
process b2b on deals {
  stages lead -> contact -> discovery -> proposal -> negotiation
  win stage won
  loss stage lost from any
  no skipping
  no going back
  no reopening
  stay in lead at most 30d
  stay in contact at most 30d
  stay in discovery at most 15wd
  stay in proposal at most 15wd
  from discovery to proposal within 21d
}
"""
        + "\n".join(alerts)
        + "\n",
        encoding="utf-8",
    )


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        activities(folder / "activities.csv", 1_000_000)
        deals(folder, 250_000)
        plan(folder / "big.plan")
        group_by = (
            "import duckdb, sys; duckdb.execute('''select owner, date_trunc('week', \"at\") w, kind, count(*), "
            "sum(minutes) from read_csv(?) group by all''', [sys.argv[1]]).fetchall()"
        )
        costs = in_turn(
            {
                "bare DuckDB GROUP BY": [sys.executable, "-c", group_by, str(folder / "activities.csv")],
                "planlang evaluate, 20 rules": [
                    sys.executable,
                    "-m",
                    "planlang",
                    "evaluate",
                    str(folder / "big.plan"),
                    "--as-of",
                    "2026-W40",
                ],
            },
            runs=3,
        )
        print(table(costs, "bare DuckDB GROUP BY"))


if __name__ == "__main__":
    main()
