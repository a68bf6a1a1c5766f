"""Promotions: from which role to which, and what has to hold of somebody.

In: `promotion` declarations; scorecards must have been checked. Out: every promotion by qualified name.
"""

from __future__ import annotations

from planlang.diagnostics.text import Text
from planlang.semantics.clauses.clauses import each, only
from planlang.semantics.clauses.messages import ABOUT_A_PERSON
from planlang.semantics.clauses.parties import Setting, party
from planlang.semantics.expressions.figures import Figures
from planlang.semantics.expressions.windows import GRAINS as WINDOW_GRAINS
from planlang.semantics.expressions.windows import RuleGrain
from planlang.semantics.kinds.people.rhythms import GRAINS, rhythm
from planlang.semantics.model import FigureNeeded, GradesNeeded, Promotion
from planlang.semantics.names.bench import Bench
from planlang.semantics.names.resolving import resolve
from planlang.semantics.names.scopes import Scope, Symbol
from planlang.semantics.names.uses import note_word
from planlang.semantics.names.vocabulary import OWNER_WORDS
from planlang.syntax import nodes
from planlang.syntax.nodes import Kind
from planlang.values.periods import Grain

NO_RHYTHM = Text("promotion-without-rhythm", "the promotion `{name}` does not say how often it is looked at")
NO_RHYTHM_HELP = Text("promotion-without-rhythm.help", "add `every half year` or `every quarter`")
NOTHING = Text("promotion-without-needs", "the promotion `{name}` asks nothing of anybody")
NOTHING_HELP = Text("promotion-without-needs.help", "add `requires CONDITION`, for example `requires tenure >= 365d`")
NOT_ABOVE = Text("promotion-downwards", "`{target}` does not stand above `{source}`")
NOT_ABOVE_HELP = Text("promotion-downwards.help", "a role stands above another that is declared `under` it")
SAME = Text("promotion-downwards.same", "`{source}` is where they are already")
GRADES = Text("wrong-arguments.grades", "this does not say how many cards have which grade")
GRADES_HELP = Text("wrong-arguments.grades-help", "write `grades(CARD, at_least: GRADE) rolling 6 months >= 5`")
NO_GRADE = Text("unknown-name.grade", "the scorecard `{card}` has no grade `{name}`")
OTHER_GRAIN = Text("mixed-grain.cards", "the scorecard `{card}` is made once a {grain}: count in that")
TOO_MANY = Text("wrong-arguments.cards", "{least} of {of} cards: that can never be")
AT_LEAST_WORDS = frozenset({"at_least", "等级"})
GRADES_WORDS = frozenset({"grades", "达标次数"})
"""How the function over cards is called, and its option."""


def promotions(bench: Bench) -> dict[str, Promotion]:
    """Every promotion that could be understood."""
    found = bench.by_name(_promotion, Kind.PROMOTION)
    return {name: one for name, one in found.items() if one is not None}


def _promotion(bench: Bench, symbol: Symbol) -> Promotion | None:
    node, scope, findings = symbol.node, symbol.scope, bench.findings
    assert isinstance(node, nodes.PromotionDecl)
    name = node.head.name
    grain = rhythm(bench, node, NO_RHYTHM(name=symbol.name), NO_RHYTHM_HELP())
    source = resolve(scope, node.source, (Kind.ROLE,), findings)
    target = resolve(scope, node.target, (Kind.ROLE,), findings)
    if source is not None and target is not None:
        _check_order(bench, node, source, target)
    written = [one for clause in each(node.clauses, nodes.Needs) for one in clause.conditions]
    if not written:
        findings.error(name.span, NOTHING(name=symbol.name), help=NOTHING_HELP())
    figures = Figures(bench, scope, rule=RuleGrain(grain or Grain.HALF), needs_window=True)
    needed = [_needed(bench, scope, figures, one) for one in written]
    names = {node.source.text} if source is None else _called(source)
    setting = Setting(frozenset(names | set(ABOUT_A_PERSON)) | OWNER_WORDS)
    proposed, approver = only(node.clauses, nodes.Proposed, findings), only(node.clauses, nodes.Approver, findings)
    proposer = party(bench, scope, proposed.who, setting) if proposed is not None else None
    approved = party(bench, scope, approver.who, setting) if approver is not None else None
    known = tuple(one for one in needed if one is not None)
    if grain is None or source is None or target is None or not written or len(known) < len(needed):
        return None
    return Promotion(symbol.ident(), source.name, target.name, grain, known, proposer, approved)


def _called(role: Symbol) -> set[str]:
    """All that a role is called."""
    head = role.head
    return {head.name.text} | ({head.alias.text} if head.alias else set())


def _check_order(bench: Bench, node: nodes.PromotionDecl, source: Symbol, target: Symbol) -> None:
    """Warns of one that leads nowhere, or not upwards."""
    if source is target:
        bench.findings.error(node.target.span, SAME(source=node.source.text))
        return
    seen: list[Symbol] = []
    above: Symbol | None = source
    while above is not None and above not in seen:
        seen.append(above)
        declared = above.declared
        under = declared.under if isinstance(declared, nodes.RoleDecl) else None
        above = above.scope.find(under.text, (Kind.ROLE,)) if under is not None else None
    if target not in seen:
        words = NOT_ABOVE(target=node.target.text, source=node.source.text)
        bench.findings.warning(node.target.span, words, help=NOT_ABOVE_HELP())


def _needed(
    bench: Bench, scope: Scope, figures: Figures, written: nodes.Expression
) -> FigureNeeded | GradesNeeded | None:
    """One thing that has to hold; None after reporting that it cannot be understood."""
    call = _grades_call(written)
    if call is not None:
        return _grades(bench, scope, written, call)
    condition = figures.condition(written)
    return None if condition is None else FigureNeeded(condition, written.span)


def _grades_call(written: nodes.Expression) -> nodes.Call | None:
    """The call of `grades` in a condition."""
    part = written.left if isinstance(written, nodes.Binary) else written
    part = part.subject if isinstance(part, nodes.Windowed) else part
    return part if isinstance(part, nodes.Call) and part.function.text in GRADES_WORDS else None


def _grades(bench: Bench, scope: Scope, written: nodes.Expression, call: nodes.Call) -> GradesNeeded | None:
    """So many cards with a grade or a better one."""
    findings = bench.findings
    note_word(call.function.span, findings)
    match written, call.arguments:
        case (
            nodes.Binary(
                operator=nodes.Operator.AT_LEAST,
                left=nodes.Windowed(window=nodes.Window(kind=nodes.WindowKind.ROLLING) as window),
                right=nodes.Number(value=least),
            ),
            (nodes.Reference(path=path), nodes.NamedOption(name=option, value=nodes.Reference(path=grade))),
        ) if option.text in AT_LEAST_WORDS and least == least.to_integral_value() and least >= 1:
            pass
        case _:
            findings.error(written.span, GRADES(), help=GRADES_HELP())
            return None
    note_word(option.span, findings)
    note_word(grade.span, findings)
    card = resolve(scope, path, (Kind.SCORECARD,), findings)
    if card is None:
        return None
    declared = card.declared
    assert isinstance(declared, nodes.ScorecardDecl)
    names = [one.name.text for one in each(declared.clauses, nodes.Grade)]
    if grade.text not in names:
        words = NO_GRADE(card=path.text, name=grade.text)
        findings.unknown(grade.span, words, grade.text, lambda: names, among=card.name)
        return None
    cadence = next(iter(each(declared.clauses, nodes.Cadence)), None)
    own = GRAINS.get(cadence.often) if cadence is not None else None
    if own is not None and WINDOW_GRAINS.get(window.unit) is not own:
        findings.error(window.span, OTHER_GRAIN(card=path.text, grain=own.value))
        return None
    if least > window.count:
        findings.error(written.span, TOO_MANY(least=int(least), of=window.count))
        return None
    return GradesNeeded(card.name, grade.text, int(least), window.count, written.span)
