"""Incentives: who is paid for what, how much, when, and what is taken back.

In: `incentive` declarations; metrics and goals must be on the bench. Out: every incentive by qualified name. What is written of
tiers and of periods that are settled is the matter of tiers.py and settled.py.
"""

from __future__ import annotations

from decimal import Decimal

from planlang.diagnostics.text import Text
from planlang.semantics.clauses.clauses import each, only, repeated
from planlang.semantics.clauses.entities import entity
from planlang.semantics.clauses.lengths import days_in
from planlang.semantics.clauses.parties import party
from planlang.semantics.clauses.recurrences import recurrence
from planlang.semantics.expr import Aggregate, AsItStands, FigureExpression, Fold
from planlang.semantics.expressions.constants import constant
from planlang.semantics.expressions.figure_operators import figure_unit
from planlang.semantics.expressions.figures import Figures
from planlang.semantics.expressions.mismatch import as_money
from planlang.semantics.expressions.units import unit_words
from planlang.semantics.expressions.windows import RuleGrain
from planlang.semantics.kinds.people.rhythms import rhythm
from planlang.semantics.kinds.people.settled import settled
from planlang.semantics.kinds.people.tiers import NEGATIVE, base_to_date, check_days, paid_amount, rows_behind, tiers
from planlang.semantics.kinds.sources import column_named
from planlang.semantics.model import (
    Award,
    AwardTies,
    Bonus,
    ClawBack,
    EntityKind,
    Incentive,
)
from planlang.semantics.names.bench import Bench
from planlang.semantics.names.scopes import Symbol
from planlang.syntax import nodes
from planlang.syntax.nodes import Kind
from planlang.values.periods import Grain
from planlang.values.units import DateUnit, InstantUnit, MoneyIn

NO_RHYTHM = Text("incentive-without-rhythm", "the incentive `{name}` does not say how often it is paid")
NO_RHYTHM_HELP = Text("incentive-without-rhythm.help", "add `every month` or `every quarter`")
NOTHING = Text("incentive-without-pay", "the incentive `{name}` pays nothing")
NOTHING_HELP = Text(
    "incentive-without-pay.help", "add `tiers FIGURE, on the part above {{ from 80% pays 2% }}`, or `pays AMOUNT`"
)
NO_PRIZE = Text("incentive-without-pay.award", "this does not say what the first get")
NO_PRIZE_HELP = Text("incentive-without-pay.award-help", "add `pays AMOUNT`")
NO_BASE = Text("incentive-without-base", "a share is paid, and not said of what")
NO_BASE_HELP = Text("incentive-without-base.help", "add `base FIGURE`: the money of the period that shares are paid of")
UNUSED = Text("base-not-used", "amounts are paid here, and nothing of this base")
BASE_UNIT = Text("unit-mismatch.base", "shares are paid of money in {currency}; this is {unit}")
CAP_UNIT = Text("unit-mismatch.pay-cap", "the most that is paid is money in {currency}; this is {unit}")
AWARD_SHARE = Text("unit-mismatch.award", "the first get an amount of money, not a share")
NO_TIES = Text("award-without-ties", "this does not say who gets what among equals")
NO_TIES_HELP = Text(
    "award-without-ties.help",
    "add `ties shared` (they share it), `ties all win` (each gets all of it), or `ties by FIGURE`",
)
NO_AWARD = Text("award-without-ties.top", "nobody is the first here, so there are no equals")
NO_AWARD_HELP = Text("award-without-ties.top-help", "add `top 1 by FIGURE`, or take this out")
NO_PLACE = Text("not-a-constant.top", "at least the first one gets an award")
NO_DEALS = Text("claw-back-without-deals", "no rows stand behind what is paid here, so none of them can come back")
NO_DEALS_HELP = Text(
    "claw-back-without-deals.help",
    "pay shares of a base that is one sum of rows: `base signed`, where `signed = sum(…)`",
)
NO_AMOUNT = Text("unit-mismatch.came-back", "`{column}` is {found}, not the money that came back")
NO_DAY = Text("unit-mismatch.claw-back", "`{column}` is {found}, not the day on which something came back")
WHOLE_DAYS = Text("duration-unit.claw-back", "`{written}` is no whole number of days")
NOT_FOR = Text("unknown-name.incentive", "an incentive is for each person of a role, or for each team")


def incentives(bench: Bench) -> dict[str, Incentive]:
    """Every incentive that could be understood."""
    found = bench.by_name(_incentive, Kind.INCENTIVE)
    return {name: one for name, one in found.items() if one is not None}


def _incentive(bench: Bench, symbol: Symbol) -> Incentive | None:
    node, scope, findings = symbol.node, symbol.scope, bench.findings
    assert isinstance(node, nodes.IncentiveDecl)
    name = node.head.name
    grain = rhythm(bench, node, NO_RHYTHM(name=symbol.name), NO_RHYTHM_HELP())
    about = entity(bench, scope, node.for_each, RuleGrain(grain or Grain.MONTH))
    if about.kind not in (EntityKind.PERSON, EntityKind.TEAM) or about.part is not None:
        findings.error(node.for_each.span, NOT_FOR())
    figures = Figures(bench, scope, rule=RuleGrain(grain or Grain.MONTH))
    written_base, written_tiers = only(node.clauses, nodes.PayBase, findings), only(node.clauses, nodes.Tiers, findings)
    written_pays, top = only(node.clauses, nodes.Pays, findings), only(node.clauses, nodes.Top, findings)
    base = _base(bench, figures, written_base)
    deals = rows_behind(bench, base) if base is not None else None
    steps = tiers(bench, symbol, figures, written_tiers, base) if written_tiers is not None else None
    bonus = _bonus(bench, symbol, figures, written_pays) if written_pays is not None else None
    award = _award(bench, node, figures, top)
    if written_tiers is None and written_pays is None:
        findings.error(name.span, NOTHING(name=symbol.name), help=NOTHING_HELP())
    if top is not None and written_pays is None and written_tiers is not None:
        findings.error(top.span, NO_PRIZE(), help=NO_PRIZE_HELP())
    if top is not None and bonus is not None and bonus.is_share:
        assert written_pays is not None
        findings.error(written_pays.amount.span, AWARD_SHARE())
    shares = (steps is not None and steps.shares) or (bonus is not None and bonus.is_share)
    understood = (steps is None) == (written_tiers is None) and (bonus is None) == (written_pays is None)
    if understood and (steps is not None or bonus is not None):
        _check_base(bench, node, shares)
    to_date = base_to_date(bench, base, grain or Grain.MONTH)
    amount = bonus is not None and not bonus.is_share
    if not check_days(bench, node, steps, amount, to_date, grain or Grain.MONTH):
        return None
    cap = only(node.clauses, nodes.PayCap, findings)
    due = only(node.clauses, nodes.Due, findings)
    approver = only(node.clauses, nodes.Approver, findings)
    claw_back = _claw_back(
        bench,
        only(node.clauses, nodes.ClawBack, findings),
        deals,
        known=understood and (base is None) == (written_base is None),
        shares=shares,
    )
    paid = settled(bench, symbol, about.kind, grain)
    if grain is None or (steps is None and bonus is None) or (shares and base is None):
        return None
    if (written_tiers is not None and steps is None) or (written_pays is not None and bonus is None):
        return None
    if top is not None and award is None:
        return None
    return Incentive(
        symbol.ident(),
        about.kind,
        about.role,
        about.where,
        about.among,
        grain,
        bench.ground.currency,
        base,
        deals,
        to_date,
        steps,
        bonus,
        award,
        _cap(bench, symbol, cap) if cap is not None else None,
        claw_back,
        recurrence(bench, due.every) if due is not None else None,
        party(bench, scope, approver.who, about.setting) if approver is not None else None,
        paid,
    )


def _base(bench: Bench, figures: Figures, clause: nodes.PayBase | None) -> FigureExpression | None:
    """The money that shares are paid of; None where none is said, or after reporting that it is none."""
    value = figures.value(clause.value) if clause is not None else None
    if clause is None or value is None:
        return None
    unit = figure_unit(value)
    if unit != MoneyIn(bench.ground.currency):
        words = BASE_UNIT(currency=bench.ground.currency, unit=unit_words(unit))
        bench.findings.error(clause.value.span, words)
        return None
    return value


def _check_base(bench: Bench, node: nodes.IncentiveDecl, shares: bool) -> None:
    """Reports shares of nothing, and a base of which nothing is paid."""
    clause = next(iter(each(node.clauses, nodes.PayBase)), None)
    if shares and clause is None:
        place = next(one for one in node.clauses if isinstance(one, nodes.Tiers | nodes.Pays))
        bench.findings.error(place.span, NO_BASE(), help=NO_BASE_HELP())
    elif not shares and clause is not None:
        bench.findings.warning(clause.span, UNUSED())


def _bonus(bench: Bench, symbol: Symbol, figures: Figures, clause: nodes.Pays) -> Bonus | None:
    """What is paid where a condition holds; None after reporting that it cannot be."""
    found = paid_amount(bench, symbol.scope, clause.amount)
    condition = figures.condition(clause.condition) if clause.condition is not None else None
    if found is None or (clause.condition is not None and condition is None):
        return None
    value, is_share = found
    return Bonus(value, is_share, condition)


def _award(bench: Bench, node: nodes.IncentiveDecl, figures: Figures, top: nodes.Top | None) -> Award | None:
    """Who gets it, where only the first do."""
    findings = bench.findings
    ties = each(node.clauses, nodes.Ties)
    by = [one for one in ties if one.way is nodes.AwardTies.BY]
    ways = [one for one in ties if one.way is not nodes.AwardTies.BY]
    for several in (by, ways):
        for again in several[1:]:
            repeated(again.span, several[0].span, findings)
    if top is None:
        if ties:
            findings.error(ties[0].span, NO_AWARD(), help=NO_AWARD_HELP())
        return None
    if not ties:
        findings.error(top.span, NO_TIES(), help=NO_TIES_HELP())
    windowed = Figures(figures.bench, figures.scope, rule=figures.rule, needs_window=True)
    measure = windowed.value(top.measure)
    deciding = [windowed.value(one) for clause in by[:1] for one in clause.by]
    if top.count.value < 1:
        findings.error(top.count.span, NO_PLACE())
        return None
    known = tuple(one for one in deciding if one is not None)
    if measure is None or len(known) < len(deciding) or not ties:
        return None
    way = AwardTies(ways[0].way.value) if ways else None
    return Award(int(top.count.value), measure, figure_unit(measure), known, way)


def _cap(bench: Bench, symbol: Symbol, clause: nodes.PayCap) -> Decimal | None:
    """The most that is paid; None after reporting that it is no money."""
    most = constant(bench, symbol.scope, clause.most)
    if most is None:
        return None
    if most.unit != MoneyIn(bench.ground.currency) or not isinstance(most.value, Decimal):
        words = CAP_UNIT(currency=bench.ground.currency, unit=unit_words(most.unit))
        help_, fixes = as_money(bench, clause.most, most.unit)
        bench.findings.error(clause.most.span, words, help=help_, fixes=fixes)
        return None
    if most.value < 0:
        bench.findings.error(clause.most.span, NEGATIVE(written=clause.most.span.text))
        return None
    return most.value


def _claw_back(
    bench: Bench, clause: nodes.ClawBack | None, deals: Aggregate | None, *, known: bool, shares: bool
) -> ClawBack | None:
    """What is taken back; None where nothing is, or after reporting that nothing can be.

    `known`: whether all that is paid is understood; `shares`: whether some of it are shares of the base.
    """
    if clause is None:
        return None
    findings = bench.findings
    within = days_in(bench, clause.within)
    if within is not None and (within.days < 1 or within.days != within.days.to_integral_value()):
        findings.error(clause.within.span, WHOLE_DAYS(written=clause.within.span.text))
        within = None
    if deals is None or deals.fold is not Fold.SUM or isinstance(deals.moment, AsItStands) or not shares:
        if not known:
            return None
        findings.error(clause.span, NO_DEALS(), help=NO_DEALS_HELP())
        return None
    source = next((one for one in bench.program.symbols(Kind.SOURCE) if one.name == deals.source), None)
    column = column_named(bench, source, clause.column) if source is not None else None
    if column is None or within is None:
        return None
    unit = bench.columns[deals.source][column]
    if unit is not None and not isinstance(unit, DateUnit | InstantUnit):
        findings.error(clause.column.span, NO_DAY(column=clause.column.text, found=unit_words(unit)))
        return None
    part = column_named(bench, source, clause.part) if source is not None and clause.part is not None else None
    if clause.part is not None:
        if part is None:
            return None
        worth = bench.columns[deals.source][part]
        if worth is not None and worth != deals.unit:
            findings.error(clause.part.span, NO_AMOUNT(column=clause.part.text, found=unit_words(worth)))
            return None
    return ClawBack(column, within, clause.own, part)
