"""`python benchmarks/many_alerts.py`: what more alerts cost, and alerts about more people and weeks.

100,000 activities of 60 people over 52 weeks lie in a CSV file. The baseline is the evaluation of a plan with 50 alerts for
each person. To be reached: 500 of them cost at most twice its CPU, 120 at most 1.5 times that of 12.
"""

from __future__ import annotations

import random
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

from measure import in_turn, table

PEOPLE, WEEKS = 60, 52
START = date(2026, 1, 5)
FIGURES = (("visits", 11), ("calls", 16), ("demos", 5), ("minutes", 1400))
WINDOWS = (("this week", 1), ("rolling 4 weeks", 4), ("averaged over 4 weeks", 1))


def activities(path: Path, rows: int) -> None:
    """Visits, calls and demos over a year."""
    chance = random.Random(1)
    kinds = ("visit", "visit", "call", "call", "call", "demo")
    with path.open("w", encoding="utf-8", newline="\n") as out:
        out.write("id,at,owner,kind,minutes\n")
        for row in range(rows):
            day = START + timedelta(days=int(chance.random() * WEEKS * 7))
            who, kind = int(chance.random() * PEOPLE), kinds[int(chance.random() * 6)]
            out.write(f"A{row:06},{day.isoformat()},Rep {who:02},{kind},{int(chance.random() * 90)}\n")


def plan(path: Path, alerts: int) -> None:
    """A plan with so many alerts, each with limits of its own."""
    people = ", ".join(f'"Rep {person:02}"' for person in range(PEOPLE))
    written = []
    for number in range(alerts):
        figure, limit = FIGURES[number % 4]
        window, factor = WINDOWS[number // 4 % 3]
        low = limit * factor * (70 + number // 12 % 45) // 100
        written.append(
            f"alert low_{number} for each rep {{ when {figure} {window} < {low} for 3 weeks; until {figure} {window} >= "
            f"{low + 2}; severity warning; notify rep.lead }}"
        )
    path.write_text(
        "plan many { period 2026-01-01 .. 2026-12-31; timezone Asia/Shanghai; calendar china; currency CNY }\n"
        f'role lead\nrole rep under lead\nteam sales "Sales" {{ lead "Lead"\n  rep {people} }}\n'
        'source activities { read "activities.csv"; event at at; id: text; at: date; owner: person; kind: text; '
        "minutes: number }\n"
        'metric visits = count(activities where kind is "visit")\n'
        'metric calls = count(activities where kind is "call")\n'
        'metric demos = count(activities where kind is "demo")\n'
        "metric minutes = sum(activities.minutes)\n" + "\n".join(written) + "\n",
        encoding="utf-8",
    )


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        activities(folder / "activities.csv", 100_000)
        command = [sys.executable, "-m", "planlang", "evaluate"]
        commands = {}
        for alerts in (50, 500, 12, 120):
            plan(folder / f"p{alerts}.plan", alerts)
            words = [str(folder / f"p{alerts}.plan"), "--as-of", "2026-W52", "--fail-on", "never"]
            commands[f"{alerts} alerts"] = [*command, *words]
        print(table(in_turn(commands, runs=3), "50 alerts"))


if __name__ == "__main__":
    main()
