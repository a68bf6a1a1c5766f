"""Scorecards: who gets one and how often, what counts how much, grades and dates.

In: `scorecard` declarations. Out: every scorecard by qualified name; metrics and goals must be on the bench.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from planlang.diagnostics.diagnostic import Related
from planlang.diagnostics.text import Text
from planlang.semantics.clauses.clauses import each, only
from planlang.semantics.clauses.entities import entity
from planlang.semantics.clauses.parties import party
from planlang.semantics.expressions.constants import literal
from planlang.semantics.expressions.figures import Figures
from planlang.semantics.expressions.units import unit_words
from planlang.semantics.expressions.windows import RuleGrain
from planlang.semantics.kinds.people.rhythms import rhythm
from planlang.semantics.model import CardGaps, EntityKind, Scorecard, ScoreLine
from planlang.semantics.names.bench import Bench
from planlang.semantics.names.scopes import Symbol
from planlang.semantics.names.uses import note_word
from planlang.semantics.names.vocabulary import TEAM_WORDS
from planlang.syntax import nodes
from planlang.syntax.nodes import Kind
from planlang.values.periods import Grain
from planlang.values.units import Count, Days, MoneyIn, Plain, Ratio, Unit, WorkingDays

NO_RHYTHM = Text("scorecard-without-rhythm", "the scorecard `{name}` does not say how often it is made")
NO_RHYTHM_HELP = Text("scorecard-without-rhythm.help", "add `every month` or `every quarter`")
NO_LINES = Text("scorecard-without-lines", "the scorecard `{name}` measures nothing")
NO_LINES_HELP = Text("scorecard-without-lines.help", "add `line NAME = FIGURE, weight 50%` for each thing that counts")
WEIGHTS = Text("weights-do-not-add-up", "these weights add up to {sum}%, not to 100%")
WEIGHTS_HELP = Text("weights-do-not-add-up.help", "{rest}% {side}: change one of them")
TOO_LITTLE = Text("weights-do-not-add-up.too-little", "too little")
TOO_MUCH = Text("weights-do-not-add-up.too-much", "too much")
NO_WEIGHT = Text("line-without-weight", "`{name}` does not say how much it counts")
NO_WEIGHT_HELP = Text("line-without-weight.help", "add `, weight 25%`")
NOT_A_SHARE = Text("unit-mismatch.score", "a score is a percentage, and this is {unit}")
NOT_A_SHARE_HELP = Text(
    "unit-mismatch.score-help", "say what it scores: `scale 3.0 -> 0%, 4.5 -> 100%`, or divide it by its target"
)
ANCHOR_UNIT = Text("unit-mismatch.anchor", "the values of this scale are {written}, and the line is {unit}")
ONE_ANCHOR = Text("scale-order", "a scale has at least two values, from low to high")
TWICE = Text("repeated-part.line", "there is a line `{name}` already")
TWICE_GRADE = Text("repeated-part.grade", "there is a grade `{name}` already")
FIRST = Text("repeated-part.first", "said here first")
AND_THIS = Text("repeated-part.and", "and this")
GRADES = Text("grade-order", "`{name}` begins where a better grade begins already")
GRADES_HELP = Text(
    "grade-order.help", "from the best to the worst: `grade A from 100%; grade B from 85%; grade C otherwise`"
)
CAPPED = Text("cap-below-floor", "the most that this line scores is below the least")
NOT_FOR = Text("unknown-name.card", "a scorecard is for each person of a role, or for each team")
BY_TEAM = Text("unknown-name.rank", "people are ranked in all, or `by team`")
TEAMS_BY_TEAM = Text("unknown-name.rank-of-teams", "within its team a team is always the first: take `by team` off")
LENGTH = Text("duration-unit.card", "say it in working days: `3wd`")


def scorecards(bench: Bench) -> dict[str, Scorecard]:
    """Every scorecard that could be understood."""
    found = bench.by_name(_scorecard, Kind.SCORECARD)
    return {name: card for name, card in found.items() if card is not None}


def _scorecard(bench: Bench, symbol: Symbol) -> Scorecard | None:
    node, scope, findings = symbol.node, symbol.scope, bench.findings
    assert isinstance(node, nodes.ScorecardDecl)
    name = node.head.name
    grain = rhythm(bench, node, NO_RHYTHM(name=symbol.name), NO_RHYTHM_HELP())
    about = entity(bench, scope, node.for_each, RuleGrain(grain or Grain.MONTH))
    if about.kind not in (EntityKind.PERSON, EntityKind.TEAM) or about.part is not None:
        findings.error(node.for_each.span, NOT_FOR())
    written = each(node.clauses, nodes.CardLine)
    if not written:
        findings.error(name.span, NO_LINES(name=symbol.name), help=NO_LINES_HELP())
    lines = [_line(bench, symbol, line, grain or Grain.MONTH) for line in written]
    _check_weights(bench, written)
    _check_names(bench, written)
    ranked = only(node.clauses, nodes.Ranked, findings)
    ties = None
    if ranked is not None and ranked.ties is not None:
        ties = _figures(bench, symbol, grain or Grain.MONTH).value(ranked.ties)
    by_team = _by_team(bench, ranked, about.kind)
    gaps = only(node.clauses, nodes.CardGaps, findings)
    owner = only(node.clauses, nodes.Owner, findings)
    answers = party(bench, scope, owner.who, about.setting) if owner else None
    agreed, appeal = only(node.clauses, nodes.Agreed, findings), only(node.clauses, nodes.Appeal, findings)
    grades = _grades(bench, each(node.clauses, nodes.Grade))
    known = [line for line in lines if line is not None]
    if grain is None or len(known) != len(written) or not written:
        return None
    return Scorecard(
        symbol.ident(),
        about.kind,
        about.role,
        about.where,
        about.among,
        grain,
        tuple(known),
        grades,
        CardGaps.UNGRADED if gaps is None else CardGaps(gaps.policy.value),
        _days(bench, agreed),
        _days(bench, appeal),
        ranked is not None,
        by_team,
        ties,
        answers,
    )


def _figures(bench: Bench, symbol: Symbol, grain: Grain) -> Figures:
    return Figures(bench, symbol.scope, rule=RuleGrain(grain), needs_window=True)


def _line(bench: Bench, symbol: Symbol, line: nodes.CardLine, grain: Grain) -> ScoreLine | None:
    """One line; None where it could not be understood."""
    findings, name = bench.findings, line.head.name
    for written in (name, line.head.alias):
        if written is not None:
            note_word(written.span, findings)
    value = _figures(bench, symbol, grain).value(line.value)
    weight = only(line.options, nodes.Weight, findings)
    if weight is None:
        findings.error(name.span, NO_WEIGHT(name=name.text), help=NO_WEIGHT_HELP())
    cap, least = only(line.options, nodes.Cap, findings), only(line.options, nodes.Least, findings)
    if cap is not None and least is not None and cap.share.value < least.share.value:
        findings.error(cap.span, CAPPED(), related=(Related(least.span, AND_THIS()),))
    anchors = each(line.options, nodes.Anchor)
    if value is None:
        return None
    unit: Unit = getattr(value, "unit", Plain())
    points = _scale(bench, line, anchors, unit)
    if points is None or weight is None:
        return None
    return ScoreLine(
        name.text,
        line.head.title.text if line.head.title else name.text,
        value,
        unit,
        weight.share.value,
        cap.share.value if cap else None,
        least.share.value if least else None,
        points,
        line.span,
    )


def _scale(
    bench: Bench, line: nodes.CardLine, anchors: Sequence[nodes.Anchor], unit: Unit
) -> tuple[tuple[Decimal, Decimal], ...] | None:
    """What values score; None after reporting that they do not fit the line."""
    findings = bench.findings
    if not anchors:
        if isinstance(unit, Ratio):
            return ()
        findings.error(line.value.span, NOT_A_SHARE(unit=unit_words(unit)), help=NOT_A_SHARE_HELP())
        return None
    points: list[tuple[Decimal, Decimal]] = []
    for anchor in anchors:
        known = literal(bench, anchor.value)
        if known is None:
            return None
        if known.unit != unit and not (isinstance(known.unit, Plain) and isinstance(unit, PLAIN)):
            findings.error(anchor.value.span, ANCHOR_UNIT(written=unit_words(known.unit), unit=unit_words(unit)))
            return None
        assert isinstance(known.value, Decimal), "what stands in a scale is a number"
        points.append((known.value, anchor.score.value))
    if len(points) < 2 or any(after <= before for (before, _), (after, _) in pairwise(points)):
        findings.error(anchors[0].span.to(anchors[-1].span), ONE_ANCHOR())
        return None
    return tuple(points)


PLAIN = (Plain, Count, Days, WorkingDays, MoneyIn)
"""Units of which a plain number can be the value."""


def _check_weights(bench: Bench, lines: Sequence[nodes.CardLine]) -> None:
    weights = [option for line in lines for option in line.options if isinstance(option, nodes.Weight)]
    whole = sum((weight.share.value for weight in weights), Decimal())
    if len(weights) < len(lines) or whole == 1 or not lines:
        return
    rest, side = (1 - whole, TOO_LITTLE()) if whole < 1 else (whole - 1, TOO_MUCH())
    told = (f"{(100 * share).normalize():f}" for share in (whole, rest))
    summed, missing = told
    bench.findings.error(
        weights[0].span,
        WEIGHTS(sum=summed),
        help=WEIGHTS_HELP(rest=missing, side=side),
        related=tuple(Related(weight.span, AND_THIS()) for weight in weights[1:]),
    )


def _check_names(bench: Bench, lines: Sequence[nodes.CardLine]) -> None:
    seen: dict[str, nodes.Name] = {}
    for line in lines:
        name = line.head.name
        if name.text in seen:
            bench.findings.error(name.span, TWICE(name=name.text), related=(Related(seen[name.text].span, FIRST()),))
        seen.setdefault(name.text, name)


def _grades(bench: Bench, grades: Sequence[nodes.Grade]) -> tuple[tuple[str, Decimal | None], ...]:
    """The grades, the best one first."""
    seen: dict[str, nodes.Name] = {}
    last: Decimal | None = None
    ended = False
    for grade in grades:
        name = grade.name
        note_word(name.span, bench.findings)
        if name.text in seen:
            related = (Related(seen[name.text].span, FIRST()),)
            bench.findings.error(name.span, TWICE_GRADE(name=name.text), related=related)
        seen.setdefault(name.text, name)
        since = grade.since.value if grade.since is not None else None
        if ended or (since is not None and last is not None and since >= last):
            bench.findings.error(grade.span, GRADES(name=name.text), help=GRADES_HELP())
        ended = ended or since is None
        last = since if since is not None else last
    return tuple((grade.name.text, grade.since.value if grade.since else None) for grade in grades)


def _by_team(bench: Bench, ranked: nodes.Ranked | None, kind: EntityKind) -> bool:
    if ranked is None or ranked.group is None:
        return False
    note_word(ranked.group.span, bench.findings)
    if ranked.group.text not in TEAM_WORDS:
        bench.findings.error(ranked.group.span, BY_TEAM())
    elif kind is EntityKind.TEAM:
        bench.findings.error(ranked.group.span, TEAMS_BY_TEAM())
    return True


def _days(bench: Bench, clause: nodes.Agreed | nodes.Appeal | None) -> int | None:
    """A number of working days."""
    if clause is None:
        return None
    amount = clause.within.amount
    if clause.within.unit is not nodes.TimeUnit.WORKING_DAY or amount != amount.to_integral_value():
        bench.findings.error(clause.within.span, LENGTH())
        return None
    return int(amount)
