"""Checks for tests/spec/proposals.md."""

from __future__ import annotations

import re
from datetime import date, timedelta

from planlang.evaluate.change.proposal_lives import Later, Seen, lives
from planlang.evaluate.results.changes import ProposalPhase

LETTERS = {
    ProposalPhase.NONE: ".",
    ProposalPhase.OPEN: "O",
    ProposalPhase.ACCEPTED: "A",
    ProposalPhase.REJECTED: "R",
    ProposalPhase.WITHDRAWN: "W",
    ProposalPhase.EXPIRED: "X",
    ProposalPhase.HELD: "h",
}
MONDAY = date(2026, 1, 5)


def wednesday(week: int) -> date:
    return MONDAY + timedelta(weeks=week - 1, days=2)


def weeks_of(word: str, decided: str) -> list[int]:
    return [int(week) for week in re.findall(rf"{word} in week (\d+)", decided)]


def later(word: str, options: str) -> Later | None:
    found = re.search(rf"{word} (\d+) week", options)
    return None if found is None else lambda day, weeks=int(found.group(1)): day + timedelta(weeks=weeks)


def life(row: dict[str, str]) -> dict[str, str]:
    cause, decided, options = row["cause"].split(), row["decided"], row["options"]
    accepted = 0 if "accepted before" in decided else min(weeks_of("accepted", decided), default=99)
    undone = min(weeks_of("undone", decided), default=99)
    seen = []
    for week, letter in enumerate(cause, 1):
        closes = letter != "|"
        letter = letter if closes else cause[week - 2]
        end = MONDAY + timedelta(weeks=week)
        seen.append(Seen(end, letter == "F", letter in "RE", accepted <= week < undone, closes))
    rejections = [wednesday(week) for week in weeks_of("rejected", decided)]
    found = lives(seen, rejections, later("not again", options), later("expires", options))
    return {"states": " ".join(LETTERS[one.phase] for one in found)}
