"""`python benchmarks/unread_moves.py`: moves of a history that cannot be read, and what they could still change.

Of about 600,000 moves of 200,000 deals, some have no date or no stage that is known; figures and rules then ask for each
whose figure it could change, and until when. The baseline is the same evaluation with every move read, in the same run.
Not to be more than twice as much, and not to grow faster than the moves that cannot be read.
"""

from __future__ import annotations

import random
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

from measure import in_turn, table

DEALS, PEOPLE = 200_000, 200
LINE = ("lead", "offer", "terms", "won", "lost")
START = date(2026, 1, 5)

PLAN = """
plan p "P" {{ period 2026-01-01 .. 2026-12-31; timezone Asia/Shanghai; calendar china; currency CNY }}
role rep "Rep"
team t "Team" {{ rep {people} }}
source deals "Deals" {{
  read "deals.csv"; one row per deal_id
  deal_id: text; owner: person; stage: stage[b]; amount: money[CNY]
}}
source moves "Moves" {{ read "moves.csv"; history of deals; event at day; deal_id: text; day: date; stage: stage[b] }}
process b "Process" on deals {{
  stages lead "Lead" -> offer "Offer" -> terms "Terms"
  win stage won "Won"
  loss stage lost "Lost" from any
  stay in offer at most 5wd
}}
metric wins "Wins" = count(deals where stage enters won)
metric pipeline "Pipeline" = sum(deals.amount where open)
metric offers "Offers" = count(deals where stage enters offer)
metric in_offer "In offer" = count(deals where stage is offer)
alert few "Few" for each rep {{ when wins this week < 1 or offers this week < 2; notify P1 }}
alert low "Low" for each rep {{ when pipeline this week < 100k CNY or in_offer this week < 1; notify P1 }}
"""


def written(folder: Path, unread: float) -> Path:
    """A plan with its data, of which a part of the moves cannot be read."""
    chance = random.Random(3)
    folder.mkdir()
    with (
        (folder / "deals.csv").open("w", encoding="utf-8", newline="\n") as deals,
        (folder / "moves.csv").open("w", encoding="utf-8", newline="\n") as moves,
    ):
        deals.write("deal_id,owner,stage,amount\n")
        moves.write("deal_id,day,stage\n")
        for deal in range(DEALS):
            day, length = START + timedelta(days=chance.randrange(60)), chance.randrange(1, 6)
            for step in range(length):
                odd, wait = chance.random(), chance.randrange(1, 12)
                when = "soon" if odd < unread / 2 else day.isoformat()
                moves.write(f"D{deal},{when},{'?' if unread / 2 <= odd < unread else LINE[step]}\n")
                day += timedelta(days=wait)
            deals.write(f"D{deal},P{deal % PEOPLE},{LINE[length - 1]},{1000 * chance.randrange(1, 100)}\n")
    plan = folder / "p.plan"
    people = ", ".join(f"P{n} from 2025-01-01" for n in range(PEOPLE))
    plan.write_text(PLAN.format(people=people), encoding="utf-8")
    return plan


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        plans = {part: written(Path(place, f"unread-{part}"), part) for part in (0.0, 0.01, 0.1)}
        evaluate = [sys.executable, "-m", "planlang", "evaluate", "--as-of", "2026-W08"]
        costs = in_turn(
            {f"{part:.0%} of the moves cannot be read": [*evaluate, str(plan)] for part, plan in plans.items()}, runs=3
        )
        print(table(costs, "0% of the moves cannot be read"))


if __name__ == "__main__":
    main()
