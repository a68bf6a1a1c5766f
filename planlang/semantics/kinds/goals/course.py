"""When a goal runs: the time of the plan or one of its own, up to the day by which it has to be reached.

In: the `period`, `term` and `target` clauses of a goal. Out: its first and last day, and how far ahead it looks.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from planlang.diagnostics.diagnostic import Related
from planlang.diagnostics.text import Text
from planlang.semantics.clauses.clauses import days_of, labelled, only
from planlang.semantics.kinds.heads import FAR, LONG_PERIOD, YEARS, YEARS_AT_MOST
from planlang.semantics.model import Term
from planlang.semantics.names.bench import Bench
from planlang.semantics.names.uses import note_word
from planlang.semantics.names.vocabulary import PATHS, TERMS
from planlang.syntax import nodes
from planlang.values.periods import Period

OUTSIDE = Text("outside-the-period", "{day} is outside the plan, which runs from {start} to {end}")
OUTSIDE_HELP = Text("outside-the-period.help", "move the date, or make the plan longer")
OUTSIDE_OWN = Text("outside-the-period.goal", "{day} is outside the goal, which runs from {start} to {end}")
OUTSIDE_OWN_HELP = Text("outside-the-period.goal-help", "move the date, or make the period of the goal longer")
GIVE_IT_TIME = Text(
    "outside-the-period.own-help", "give the goal a time of its own, `period {start} .. {day}`, or move the date"
)
UNKNOWN_TERM = Text("unknown-name.term", "`{name}` says nothing about how far ahead a goal looks")
UNKNOWN_TERM_HELP = Text("unknown-name.term-help", "write `term short`, `term medium` or `term long`")

UNKNOWN_PATH = Text("unknown-name.path", "there is no path `{name}`")
UNKNOWN_PATH_HELP = Text("unknown-name.path-help", "write `path linear` or `path hold`")
NO_PATH = Text("clause-without-effect.path", "`path` has no effect: this goal adds up over time")
NO_PATH_HELP = Text("clause-without-effect.path-help", "say how it fills up: `split by quarter …`, `prorate by …`")
NO_BASE = Text("path-without-base", "a straight path needs a base to begin at")
NO_BASE_HELP = Text("path-without-base.help", "add `base 35% during 2025`")
PATH_OF_PARTS = Text("path-without-base.parts", "levels of periods or parts are not on a path from one base")
SPLIT_HERE = Text("path-without-base.split", "the levels are written here")
SPLITS = (nodes.SplitByTime, nodes.SplitByParts, nodes.SplitFrom)


def course(
    bench: Bench, node: nodes.GoalDecl, target: nodes.TargetClause | nodes.TargetFrom | None
) -> tuple[date, date]:
    """The first and the last day of a goal, both included; those of the plan where something about them is wrong."""
    own = only(node.clauses, nodes.GoalPeriod, bench.findings)
    found = _own_period(bench, own) if own is not None else None
    start, end = found or (bench.ground.start, bench.ground.end)
    if target is None or target.by is None:
        return start, end
    day = target.by.value
    if start <= day <= end:
        return start, day
    words = {"day": day.isoformat(), "start": start.isoformat(), "end": end.isoformat()}
    if found is not None:
        bench.findings.error(target.by.span, OUTSIDE_OWN(**words), help=OUTSIDE_OWN_HELP())
    else:
        later = day > end and own is None
        help_ = GIVE_IT_TIME(start=start.isoformat(), day=day.isoformat()) if later else OUTSIDE_HELP()
        bench.findings.error(target.by.span, OUTSIDE(**words), help=help_)
    return start, end


def _own_period(bench: Bench, clause: nodes.GoalPeriod) -> tuple[date, date] | None:
    """The days of a period of a goal's own; None after reporting what is wrong."""
    found = held_days(bench, clause.during)
    if found is None:
        return None
    first, last = found
    if first.year < YEARS[0] or last.year > YEARS[1]:
        bench.findings.error(clause.during.span, FAR(first=YEARS[0], last=YEARS[1]))
        return None
    if last.year - first.year >= YEARS_AT_MOST:
        message = LONG_PERIOD(years=last.year - first.year + 1, limit=YEARS_AT_MOST)
        bench.findings.error(clause.during.span, message)
        return None
    return first, last


def label_period(bench: Bench, label: nodes.Label) -> Period | None:
    """The period that a label means in this plan; None after reporting that it means none."""
    return labelled(label, bench.ground.grid, bench.findings)


def held_days(bench: Bench, during: nodes.Label | nodes.DateRange) -> tuple[date, date] | None:
    """The first and the last day for which something holds; None after reporting that there are none."""
    return days_of(during, bench.ground.grid, bench.findings)


def linear(bench: Bench, node: nodes.GoalDecl, base: Decimal | None, accumulates: bool) -> bool:
    """Whether what is due of a level goes from its base to its target; what cannot is reported."""
    findings, clause = bench.findings, only(node.clauses, nodes.GoalPath, bench.findings)
    if clause is None:
        return False
    word = clause.name.text
    note_word(clause.name.span, findings)
    found = PATHS.get(word)
    if found is None:
        findings.unknown(
            clause.name.span, UNKNOWN_PATH(name=word), word, lambda: PATHS, among="path", help=UNKNOWN_PATH_HELP()
        )
        return False
    if accumulates:
        findings.warning(clause.span, NO_PATH(), help=NO_PATH_HELP())
        return False
    split = next((one for one in node.clauses if isinstance(one, SPLITS)), None)
    if found and split is not None:
        findings.error(clause.span, PATH_OF_PARTS(), related=(Related(split.span, SPLIT_HERE()),))
        return False
    if found and base is None:
        findings.error(clause.span, NO_BASE(), help=NO_BASE_HELP())
        return False
    return found


def term(bench: Bench, node: nodes.GoalDecl) -> Term | None:
    """How far ahead a goal looks; None where nothing is said, or nothing that is known."""
    clause = only(node.clauses, nodes.Term, bench.findings)
    if clause is None:
        return None
    word = clause.name.text
    found = TERMS.get(word)
    note_word(clause.name.span, bench.findings)
    if found is None:
        bench.findings.unknown(
            clause.name.span,
            UNKNOWN_TERM(name=word),
            word,
            lambda: TERMS,
            among="term",
            help=UNKNOWN_TERM_HELP(),
        )
    return found
