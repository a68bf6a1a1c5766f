"""Names inside a row expression: columns, stages, people, phases of a process.

In: a name as written and the source it is about. Out: what it means there, or None after reporting that it means nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from attrs import evolve

from planlang.diagnostics.diagnostic import Edit, Fix, Related
from planlang.diagnostics.text import Message, Text
from planlang.frozen import define
from planlang.semantics.expr import (
    ClassOf,
    Column,
    Constant,
    InPhase,
    Looked,
    RowExpression,
)
from planlang.semantics.expressions.builtins import PHASE_WORDS, PHASES, TODAY_WORDS
from planlang.semantics.expressions.units import unit_words
from planlang.semantics.names.bench import Bench
from planlang.semantics.names.resolving import NEEDED_HERE
from planlang.semantics.names.scopes import Missing, Scope
from planlang.semantics.names.stage_names import missing_stage, unknown_stage
from planlang.semantics.names.uses import note, note_class, note_column, note_person, note_stage, note_word
from planlang.semantics.names.vocabulary import A_KIND, TRUTHS
from planlang.source import Span
from planlang.syntax import nodes
from planlang.syntax.nodes import Kind
from planlang.values.units import (
    ClassIn,
    DateUnit,
    Person,
    RecordOf,
    StageOf,
    TextUnit,
    Truth,
    Unit,
)

MISSING_COLUMN = Text("missing-column", "`{module}` needs a column `{name}` in `{source}`")
MISSING_COLUMN_HELP = Text("missing-column.help", "add `{name}` to `{source}`, with the header it has in your files")
UNKNOWN_COLUMN = Text("unknown-name.column", "`{source}` has no column called `{name}`")
NOT_A_COLUMN = Text("wrong-kind.column", "`{name}` is {found}, here a column of `{source}` is needed")
OTHER_SOURCE = Text("wrong-kind.other-source", "this is about the rows of `{source}`, not of `{other}`")
UNKNOWN_CLASS = Text("unknown-name.class", "`{segment}` has no class called `{name}`")
NO_RECORD = Text("record-needed", "`{name}` is {unit}, so it has no `{column}`; only a column of type `record[…]` has")
QUOTES = Text("text-without-quotes", "`{name}` is no column of `{source}`, and a text stands in quotes")
QUOTES_FIX = Text("text-without-quotes.fix", 'write `"{name}"`')
NO_PHASE = Text("no-process", "`{name}` needs a process, and `{source}` has no stage column")
NO_PHASE_HELP = Text("no-process.help", "give it a column of type `stage[PROCESS]`")
PHASE_HELP = Text("unknown-name.phase-help", "write `{instead}`")
TODAY_HELP = Text("unknown-name.today-help", "write `days_since({column}) > 0d` for days before the as-of")
TWO_PHASES = Text("no-process.several", "`{name}` is not clear: `{source}` has stages of several processes")


@define(eq=False)
class RowNames:
    """What names mean in expressions about the rows of one source.

    Attributes:
        scope: the file that the expressions stand in.
        source: the name of the source.
        columns: its columns by name; None for a column whose type is not known.
    """

    bench: Bench
    scope: Scope
    source: str
    columns: Mapping[str, Unit | None]

    def is_column(self, node: nodes.Expression) -> bool:
        """Whether a node is the bare name of a column."""
        return isinstance(node, nodes.Reference) and self.column_of(node.path.text) is not None

    def names_source(self, path: nodes.Path) -> bool:
        """Whether a path names the source itself."""
        before, rest = self.scope.split(path)
        return not rest and self.scope.find(before, (Kind.SOURCE,)) is not None

    def is_open(self, node: nodes.Expression) -> bool:
        """Whether only the other side can tell what a name means."""
        if not isinstance(node, nodes.Reference) or len(node.path.parts) != 1:
            return False
        word = node.path.text
        return self.column_of(word) is None and not isinstance(self.scope.lookup(word), Constant) and word not in TRUTHS

    def column_of(self, word: str) -> str | None:
        """The column that a word names here; None for another word, and for a parameter of the module it stands in."""
        if isinstance(self.scope.parameters.get(word), (Constant, Missing)):
            return None
        return self._declared(word)

    def _declared(self, word: str) -> str | None:
        name = self.bench.aliases.get(self.source, {}).get(word, word)
        return name if name in self.columns else None

    def column(self, name: nodes.Name) -> Column | None:
        """The column of that name; None after reporting that there is none."""
        declared = self._declared(name.text)
        if declared is not None:
            note_column(self.source, declared, name, self.bench.findings)
            unit = self.columns[declared]
            return Column(declared, unit, name.span) if unit is not None else None
        self._unknown(name.text, name.span)
        return None

    def _unknown(self, name: str, span: Span) -> None:
        """Report a column that the source lacks: where it is asked for, or where a module that needs it is used."""
        if not self.columns:
            return
        site = self._site()
        if site is None:
            self.bench.findings.unknown(
                span,
                UNKNOWN_COLUMN(source=self.source, name=name),
                name,
                lambda: self.columns,
                among=self.source,
                help=self._advice(name),
            )
            return
        self.bench.findings.unknown(
            site.target.span,
            MISSING_COLUMN(module=site.written, source=self.source, name=name),
            name,
            lambda: self.columns,
            among=self.source,
            help=MISSING_COLUMN_HELP(source=self.source, name=name),
            related=(Related(span, NEEDED_HERE()),),
        )

    def _advice(self, name: str) -> Message | None:
        """What to write for a word that people use for a phase or for the day of the as-of; None for any other."""
        if name in PHASE_WORDS and any(isinstance(unit, StageOf) for unit in self.columns.values()):
            return PHASE_HELP(instead=PHASE_WORDS[name])
        day = next((column for column, unit in self.columns.items() if isinstance(unit, DateUnit)), None)
        if name not in TODAY_WORDS or day is None:
            return None
        return TODAY_HELP(column=day)

    def _site(self) -> nodes.Use | None:
        """Where the plan uses the module that the expression stands in; None where the source is of the same file."""
        scope = self.scope
        if scope.site is None or not scope.is_module or self._is_own():
            return None
        while scope.user is not None and scope.user.is_module and scope.user.site is not None:
            scope = scope.user
        return scope.site

    def _is_own(self) -> bool:
        """Whether the source is declared in the file that the expression stands in."""
        return any(symbol.kind is Kind.SOURCE and symbol.name == self.source for symbol in self.scope.symbols)

    def stage(self, name: nodes.Name, process: str) -> Constant | None:
        """A stage of a process by name or alias; None after reporting that there is none."""
        stages = self.bench.stages.get(process)
        if stages is None:
            return None
        declared = stages.names.get(name.text)
        if declared is None:
            site = self._site()
            if site is None:
                unknown_stage(self.bench, process, name)
            else:
                missing_stage(self.bench, process, name, site)
            return None
        note_stage(process, declared, name, self.bench.findings)
        return Constant(declared, StageOf(process), name.span)

    def name(self, path: nodes.Path, expected: Unit | None) -> RowExpression | None:
        """What a name means: a column, a parameter, or what the other side of a comparison expects."""
        word = path.text
        column = self.column_of(word)
        if column is not None:
            note_column(self.source, column, path.parts[0], self.bench.findings)
            unit = self.columns[column]
            return Column(column, unit, path.span) if unit is not None else None
        if len(path.parts) > 1:
            return self._dotted(path)
        segment = self._segment(path.parts[0])
        if segment is not None:
            return ClassOf(None, segment, ClassIn(segment), span=path.span)
        name = path.parts[0]
        found = self.scope.lookup(word)
        if not isinstance(found, tuple):
            note(self.scope, path, None, self.bench.findings)
            return evolve(found, span=path.span) if isinstance(found, Constant) else None
        if isinstance(expected, StageOf):
            return self.stage(name, expected.process)
        if isinstance(expected, ClassIn):
            return self.class_named(name.text, name.span, expected.segment)
        if isinstance(expected, Person):
            note_person(word, path.span, self.bench.findings)
            return Constant(word, Person(), path.span)
        if word in PHASES or word in TRUTHS:
            note_word(path.span, self.bench.findings)
        if word in PHASES:
            return self._phase(name)
        if word in TRUTHS:
            return Constant(TRUTHS[word], Truth(), path.span)
        if isinstance(expected, TextUnit | RecordOf):
            text = QUOTES_FIX(name=word)
            self.bench.findings.error(
                path.span,
                QUOTES(name=word, source=self.source),
                help=text,
                fixes=(Fix(text, (Edit(path.span, f'"{word}"'),), safe=False),),
            )
            return None
        if found:
            self.bench.findings.error(
                path.span, NOT_A_COLUMN(name=word, found=A_KIND[found[0].kind](), source=self.source)
            )
            return None
        self._unknown(word, path.span)
        return None

    def _dotted(self, path: nodes.Path) -> RowExpression | None:
        """`deals.amount`, `customer.grade`: a column with its source in front, or of the record that a column names."""
        first = self.column_of(path.parts[0].text)
        before, rest = self.scope.split(path)
        symbol = self.scope.find(before, (Kind.SOURCE,))
        if first is not None and (symbol is None or isinstance(self.columns[first], RecordOf)):
            return self._through(path.parts, path.span)
        if symbol is None or not rest:
            if not isinstance(self.scope.lookup(before), Missing):
                self._unknown(path.text, path.span)
            return None
        if symbol.name != self.source:
            self.bench.findings.error(path.span, OTHER_SOURCE(source=self.source, other=symbol.name))
            return None
        in_front = nodes.Path(path.parts[: len(path.parts) - len(rest)], path.span)
        note(self.scope, in_front, symbol, self.bench.findings)
        return self._through(rest, path.span)

    def _through(self, names: tuple[nodes.Name, ...], span: Span) -> RowExpression | None:
        """A column, or one of the record that the columns before it lead to."""
        first = self._segment(names[0]) if len(names) == 1 and self.column_of(names[0].text) is None else None
        if first is not None:
            return ClassOf(None, first, ClassIn(first), span=span)
        found: Column | Looked | None = self.column(names[0])
        for index, (before, name) in enumerate(pairwise(names)):
            if found is None:
                return None
            if not isinstance(found.unit, RecordOf):
                unit = unit_words(found.unit)
                self.bench.findings.error(name.span, NO_RECORD(name=before.text, unit=unit, column=name.text))
                return None
            of = found.unit.source
            there = evolve(self, source=of, columns=self.bench.columns.get(of, {}))
            segment = there._segment(name) if there.column_of(name.text) is None else None
            if segment is not None and index == len(names) - 2:
                return ClassOf(found, segment, ClassIn(segment), span=span)
            column = there.column(name)
            found = None if column is None else Looked(found, column.name, column.unit, span=span)
        return found

    def _segment(self, name: nodes.Name) -> str | None:
        """The segment of the records of this source that a word names, None for any other word."""
        segment = self.bench.segment_names.get(self.source, {}).get(name.text)
        if segment is not None:
            symbol = self.scope.find(name.text, (Kind.SEGMENT,))
            if symbol is not None:
                note(self.scope, name, symbol, self.bench.findings)
        return segment

    def class_named(self, text: str, span: Span, segment: str) -> Constant | None:
        """A class of a segment by name, alias or title; None after reporting that there is none."""
        declared = class_called(self.bench, text, span, segment)
        return None if declared is None else Constant(declared, ClassIn(segment), span)

    def stage_column(self, name: nodes.Name) -> Column | None:
        """The one column that holds stages; None after reporting that there is none, or that there are several."""
        columns = [(column, unit) for column, unit in self.columns.items() if isinstance(unit, StageOf)]
        if len(columns) == 1:
            return Column(columns[0][0], columns[0][1], name.span)
        if columns:
            self.bench.findings.error(name.span, TWO_PHASES(name=name.text, source=self.source))
        elif None not in self.columns.values():
            self.bench.findings.error(name.span, NO_PHASE(name=name.text, source=self.source), help=NO_PHASE_HELP())
        return None

    def _phase(self, name: nodes.Name) -> RowExpression | None:
        column = self.stage_column(name)
        if column is None:
            return None
        assert isinstance(column.unit, StageOf)
        return InPhase(column, column.unit.process, PHASES[name.text], name.span)


def class_called(bench: Bench, text: str, span: Span, segment: str) -> str | None:
    """The declared name of a class by its name, alias or title; None after reporting that there is none."""
    classes = bench.segments[segment]
    declared = classes.names.get(text) or classes.titles.get(text)
    if declared is None:
        words = (*classes.names, *classes.titles)
        bench.findings.unknown(span, UNKNOWN_CLASS(segment=segment, name=text), text, lambda: words, among=segment)
        return None
    note_class(segment, declared, span, bench.findings)
    return declared
