"""Checks for tests/spec/stage_since.md."""

from __future__ import annotations

import re
import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path

from attrs import evolve

from planlang.data.loaded.snapshot import Fault
from planlang.diagnostics.display import percent
from planlang.diagnostics.text import Language
from planlang.evaluate.cohorts import entered
from planlang.evaluate.figures.derived.entered import Stay
from planlang.evaluate.rules.conversion import conversions
from planlang.evaluate.stages.visits import make_visits
from planlang.semantics.expr import StayMeasure, StayOf
from planlang.semantics.model import Expectation, IdleRule, Process, ResponseRule, SkipRule
from planlang.values.units import Days
from planlang.workspace.run import held, planned
from tests.evaluate.judge.stays import stays_of
from tests.evaluate.judge.worlds import CALLS, SPAN, as_of, day, deals, plan, process, rule, snapshot
from tests.evaluate.whole.small_plans import HEAD, TEAMS, opened_plan
from tests.spec.checks.processes import World, exported, judged, length, limit, stay_rule, verdicts


def rows_of(record: str, text: str) -> list[tuple[str, str, str, date | None, date]]:
    """`contact 03-02; proposal 03-09(03-04) 03-16`: the day of an export, and since when it says that the stage is."""
    found = []
    for step in filter(None, (part.strip() for part in text.split(";"))):
        stage, *exports = step.split()
        for one in exports:
            taken, since = re.fullmatch(r"([\d-]+)(?:\(([\d-]+)\))?", one).groups()  # type: ignore[union-attr]
            found.append((record, "lily", stage, day(since) if since else None, day(taken)))
    return found


def from_exports(texts: str, of: Process) -> World:
    """The records D1, D2 …; in every export there is another one, too."""
    spec = deals(exports=True, since=True)
    rows = [row for n, text in enumerate(texts.split("/"), 1) for row in rows_of(f"D{n}", text)]
    others = [("D0", "lily", "prospect", None, taken) for taken in sorted({row[-1] for row in rows})]
    shown = [row for row in rows if row[2] != "-"]
    return plan(spec, CALLS, of=of), snapshot((spec, [*others, *shown]), (CALLS, []))


def from_state(text: str, of: Process) -> World:
    """`proposal(03-04)`: a table of the present alone."""
    stage, since = re.fullmatch(r"(\w+)(?:\(([\d-]+)\))?", text).groups()  # type: ignore[union-attr]
    spec = deals(since=True)
    return plan(spec, CALLS, of=of), snapshot((spec, [("D1", "lily", stage, day(since) if since else None)]))


def visits(row: dict[str, str]) -> dict[str, str]:
    """`contact 03-02, proposal 03-04..03-09`: the stage, and the day or days on which it can have been entered."""
    made = make_visits(*from_exports(row["exports"], process()), as_of(day(row["as of"])))["b2b"]
    found = []
    for one in stays_of(made):
        if one.record == "D1":
            ends = [f"{at:%m-%d}" if at else "" for at in (one.low, one.high)]
            found.append(f"{one.stage} {ends[0] if one.exact else '..'.join(ends)}")
    return {"stays": ", ".join(found)}


def stay(row: dict[str, str]) -> dict[str, str]:
    (found,) = judged(from_exports(row["exports"], process(stay_rule(row["rule"]))), row["as of"])
    if len(found.verdict) == 1:
        return exported(found)
    lengths = ", ".join(length(*one) for one in zip(found.low.tolist(), found.high.tolist(), strict=True))
    return {"verdict": verdicts(found, ", "), "days": lengths, "due": ""}


def stay_now(row: dict[str, str]) -> dict[str, str]:
    found = exported(judged(from_state(row["now"], process(stay_rule(row["rule"]))), row["as of"])[0])
    return {"verdict": found["verdict"], "days": found["days"]}


def moves(row: dict[str, str]) -> dict[str, str]:
    of = process(SkipRule(rule("skip")), ResponseRule(rule("answer"), "contact", "proposal", limit("7d")))
    skips, answers = judged(from_exports(row["exports"], of), row["as of"])
    return {"skips": verdicts(skips), "from contact to proposal within 7d": verdicts(answers)}


def silence(row: dict[str, str]) -> dict[str, str]:
    of = process(
        IdleRule(rule("idle"), limit("10d"), "calls", None, None),
        IdleRule(rule("idle.proposal"), limit("10d"), "calls", "proposal", None),
    )
    found = judged(from_exports(row["exports"], of), row["as of"])
    return dict(zip(("in any stage", "in proposal"), map(verdicts, found), strict=True))


def conversion(row: dict[str, str]) -> dict[str, str]:
    bare = process()
    expects = Expectation(Decimal("0.3"), limit(row["within"]))
    stages = tuple(evolve(one, expectation=expects) if one.name == "proposal" else one for one in bare.stages)
    found_plan, loaded = from_exports(row["exports"], evolve(bare, stages=stages))
    made = make_visits(found_plan, loaded, as_of(day(row["as of"])))
    (found,) = conversions(found_plan, made, loaded)
    rate = "" if found.bounds is None else f"{percent(found.bounds.low)} to {percent(found.bounds.high)}"  # type: ignore[arg-type]
    told = f"{found.converted} of {found.counted}"
    return {"converted": told, "between": rate, "not yet": str(found.immature), "undated": str(found.undated)}


def days_in_stage(row: dict[str, str]) -> dict[str, str]:
    """How long the visits to proposal lasted, as a figure counts them; `x` where they are over."""
    asked = StayOf(StayMeasure.MEDIAN, "b2b", "proposal", False, False, 0, Days(), SPAN)
    found_plan, loaded = from_exports(row["exports"], process())
    made = make_visits(found_plan, loaded, as_of(day(row["as of"])))["b2b"]
    told = [one.outcome for one in entered(asked, found_plan, made, loaded).entries]
    lengths = [f"{one.low}..{one.high}{'x' if one.ended else ''}" for one in told if isinstance(one, Stay)]
    return {"days": ", ".join(lengths)}


PLAN = (
    HEAD
    + TEAMS
    + """
source deals "Deals" {
  read "data/deals-*.csv"; one row per id; SNAPSHOT entered stage on since; entered contact on contacted
  id: text; stage: stage[b2b]; since: date optional; contacted: date optional
}
process b2b "Process" on deals {
  stages contact "Contact" -> proposal "Proposal"
  win stage won "Won"
  loss stage lost "Lost" from any
}
"""
)


def notes(row: dict[str, str]) -> dict[str, str]:
    """What is said of the cells of files: `W11: proposal 2026-03-04, contact` is a file with two records."""
    exported = row["how"] == "exports"
    files = {}
    for text in row["files"].split(";"):
        week, _, records = text.strip().partition(": ")
        lines = [f"D{n},{','.join([*one.split(), '', ''][:3])}\n" for n, one in enumerate(records.split(", "), 1)]
        files[f"deals-2026-{week}.csv"] = "".join(["id,stage,since,contacted\n", *lines])
    with tempfile.TemporaryDirectory() as folder:
        text = PLAN.replace("SNAPSHOT", "snapshot on file date;" if exported else "")
        opened = opened_plan(Path(folder), text, files)
        found = held(planned(opened), opened, as_of="2026-W12").snapshot.notes
    told = [
        f"{one.place.file.removeprefix('data/')}:{one.place.line}: {one.message.render(Language.EN)}"
        for one in found
        if one.fault is Fault.ASSUMED
    ]
    return {"said": " / ".join(told)}
