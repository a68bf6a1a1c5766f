"""What the rules of a process are checked with, and what they share: identities, stages, conditions on records.

In: the clauses of a `process`. Out: parts of rules; what repeats or cannot be is reported.
"""

from __future__ import annotations

from collections.abc import Mapping

from planlang.diagnostics.diagnostic import Related
from planlang.diagnostics.text import Text
from planlang.frozen import define, field
from planlang.semantics.clauses.clauses import REPEATED_FIRST
from planlang.semantics.expr import Column, Constant, Looked, RowAll, RowAmong, RowEmpty, RowExpression
from planlang.semantics.expressions.limits import Limited
from planlang.semantics.expressions.rows import Rows
from planlang.semantics.expressions.walk import shape
from planlang.semantics.kinds.process.cases import REPEATED
from planlang.semantics.kinds.process.handling import NOTHING, Said, fitting, said
from planlang.semantics.model import RuleIdent
from planlang.semantics.names.bench import Bench, StageNames
from planlang.semantics.names.scopes import Symbol
from planlang.semantics.names.stage_names import unknown_stage
from planlang.semantics.names.uses import note_stage
from planlang.source import Span
from planlang.syntax import nodes
from planlang.values.texts import STAND_INS
from planlang.values.units import TextUnit, Truth

FINAL_STAY = Text("limit-on-final-stage", "`{stage}` is a final stage: nothing has to leave it")
FINAL_HELP = Text("limit-on-final-stage.help", "limit the time in an open stage: {stages}")
REPEATED_HELP = Text("contradictory-rules.help", "keep one, or tell them apart with `where`")

Move = nodes.NoSkipping | nodes.NoGoingBack | nodes.NoReopening
Written = (
    nodes.NoSkipping
    | nodes.NoGoingBack
    | nodes.NoReopening
    | nodes.StayIn
    | nodes.IdleAtMost
    | nodes.Revisit
    | nodes.Holding
    | nodes.SameOwner
    | nodes.HandOver
    | nodes.FileHas
    | nodes.Requires
    | nodes.FromTo
    | nodes.Approval
)


def records_of(bench: Bench, symbol: Symbol, source: Symbol | None) -> Rows | None:
    """What types conditions on the records; None where these are not known."""
    if source is None or source.name not in bench.columns:
        return None
    return Rows(bench, symbol.scope, source.name, bench.columns[source.name])


@define(eq=False)
class Desk:
    """What the rules of one process are checked with."""

    bench: Bench
    symbol: Symbol
    stages: StageNames
    source: Symbol | None
    rows: Rows | None
    default: str
    of_stages: Mapping[str, Said]
    handled: set[str | None] = field(factory=set)
    """The stages that rules are about."""
    said: dict[object, Span] = field(factory=dict)
    used: dict[str, int] = field(factory=dict)

    def ident(
        self,
        name: str,
        clause: Written | nodes.Todo,
        order: int,
        stage: str | None = None,
        limited: Limited | None = None,
    ) -> RuleIdent:
        """The identity of a rule about a stage, with what is done about its breaches; the second of a name gets a number."""
        count = self.used[name] = self.used.get(name, 0) + 1
        numbered = name if count == 1 else f"{name}.{count}"
        written = clause.clauses if isinstance(clause, nodes.Todo) else clause.handling
        own, of_stage = said(self.bench, self.symbol, written), self.of_stages.get(stage or "", NOTHING)
        limit = None if limited is None else limited.limit
        return RuleIdent(
            f"{self.symbol.name}.{numbered}",
            own.severity or of_stage.severity or self.default,
            clause.span,
            order,
            None if limited is None else limited.span,
            fitting(self.bench, own, of_stage, limit, a_move=isinstance(clause, Move)),
        )

    def first(self, clause: Written | nodes.Todo, key: object) -> bool:
        """Whether nothing like this was said before; reported where it was."""
        before = self.said.setdefault(key, clause.span)
        if before is clause.span:
            return True
        self.bench.findings.error(
            clause.span, REPEATED(), help=REPEATED_HELP(), related=(Related(before, REPEATED_FIRST()),)
        )
        return False

    def stage(self, name: nodes.Name) -> str | None:
        """A stage by name; None after reporting that there is none."""
        found = self.stages.names.get(name.text)
        if found is None:
            unknown_stage(self.bench, self.symbol.name, name)
        else:
            note_stage(self.symbol.name, found, name, self.bench.findings)
        return found

    def open_stage(self, name: nodes.Name) -> str | None:
        """An open stage, for rules about time."""
        found = self.stage(name)
        if found is None or not self.stages.is_final(found):
            return found
        self.bench.findings.error(
            name.span, FINAL_STAY(stage=name.text), help=FINAL_HELP(stages=", ".join(self.stages.going_on))
        )
        return None

    def where(self, node: nodes.Expression | None) -> tuple[RowExpression | None, bool]:
        """A condition on the record, and whether it could be understood."""
        if node is None:
            return None, True
        found = self.rows.condition(node) if self.rows else None
        return found, found is not None

    def condition(self, written: nodes.Expression) -> RowExpression | None:
        """A requirement; the bare name of a column means that it is filled, of a bool column that it is true. In a text no word that
        stands for nothing (`N/A`) is filled in.
        """
        if self.rows is None:
            return None
        if not self.rows.is_column(written):
            return self.rows.condition(written)
        column = self.rows.value(written)
        if column is None:
            return None
        if isinstance(column, Column) and isinstance(column.unit, Truth):
            return column
        filled = RowEmpty(column, negated=True, span=column.span)
        if not (isinstance(column, Column | Looked) and isinstance(column.unit, TextUnit)):
            return filled
        words = dict.fromkeys(form for word in STAND_INS for form in (word, word.upper(), word.capitalize()))
        items = tuple(Constant(word, TextUnit(), column.span) for word in words)
        return RowAll((filled, RowAmong(column, items, negated=True, span=column.span)), column.span)

    def first_condition(self, written: nodes.Expression, border: object, condition: RowExpression) -> bool:
        """Whether a condition is not said twice of the same; reported where it is."""
        key = (border, shape(condition))
        before = self.said.setdefault(key, written.span)
        if before is written.span:
            return True
        self.bench.findings.error(
            written.span, REPEATED(), help=REPEATED_HELP(), related=(Related(before, REPEATED_FIRST()),)
        )
        return False
