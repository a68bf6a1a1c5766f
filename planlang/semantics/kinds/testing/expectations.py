"""What a test expects: of whom, when, and what.

In: rows of a table that begin with `expect`. Out: `Expected`s.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from planlang.diagnostics.text import Message, Text
from planlang.frozen import define, field
from planlang.semantics.expr import Constant
from planlang.semantics.expressions.constants import constant
from planlang.semantics.expressions.units import unit_words
from planlang.semantics.kinds.testing.cells import check_person
from planlang.semantics.model import Alert, ColumnSpec, EntityKind, Expected, Model, Tested, TestedRow
from planlang.semantics.names.bench import Bench
from planlang.semantics.names.scopes import Symbol
from planlang.semantics.names.uses import note, note_stage, note_word
from planlang.semantics.names.vocabulary import SEVERITIES
from planlang.source import Span
from planlang.syntax import nodes
from planlang.syntax.nodes import Kind
from planlang.values.periods import Period
from planlang.values.units import Count, Days, Minutes, MoneyIn, Plain, Ratio, RecordOf, Unit

NO_WORD = Text("unknown-name.expected", "`{word}` is nothing that can be expected here")
NO_WORD_HELP = Text("unknown-name.expected-help", "write one of {words}")
NO_FIGURE_HELP = Text("unknown-name.expected-figure-help", "write a figure such as `{example}`, or {words}")
NO_VALUE = Text("test-table.expected", "a value is expected here: {example}, or `unknown`")
OTHER_UNIT = Text("unit-mismatch.expected", "`{subject}` is {unit}, and this is {found}")
OF_NOBODY = Text("test-table.whole", "`{subject}` is about the whole plan, not about `{word}`")
OF_SOMEBODY = Text(
    "test-table.whose", "`{subject}` is about each of several; say of whom this is expected: `expect {example}`"
)
NO_RULE = Text("unknown-name.rule", "`{process}` has no rule called `{name}`")
NO_RULE_HELP = Text("unknown-name.rule-help", "its rules are {rules}")
NO_RECORD = Text("unknown-name.record", "no rows of this test are about `{name}`")
NEVER = Text(
    "expectation-never-judged", "`{alert}` is not judged in {period}, so that nothing is there whatever the data say"
)
NEVER_HELP = Text(
    "expectation-never-judged.help",
    "expect something in a period of the plan in which the alert holds, and nothing here",
)

PHASES = {
    "quiet": "inactive",
    "inactive": "inactive",
    "未触发": "inactive",
    "pending": "pending",
    "累计中": "pending",
    "待定": "pending",
    "firing": "firing",
    "预警中": "firing",
    "触发": "firing",
    "resolved": "resolved",
    "已解除": "resolved",
    "解除": "resolved",
    "ended": "ended",
    "已终止": "ended",
    "unknown": "unknown",
    "未知": "unknown",
    "off": "off",
    "不判": "off",
}
VERDICTS = {
    "kept": "satisfied",
    "satisfied": "satisfied",
    "合规": "satisfied",
    "running": "pending",
    "pending": "pending",
    "计时中": "pending",
    "待定": "pending",
    "broken": "violated",
    "violated": "violated",
    "违规": "violated",
    "possible": "possible",
    "疑似": "possible",
    "疑似违规": "possible",
    "waived": "waived",
    "免计": "waived",
    "none": "vacuous",
    "不适用": "vacuous",
    "unknown": "unknown",
    "未知": "unknown",
}
STATUSES = {
    "on_track": "on track",
    "green": "on track",
    "正常": "on track",
    "绿灯": "on track",
    "at_risk": "at risk",
    "amber": "at risk",
    "有风险": "at risk",
    "黄灯": "at risk",
    "off_track": "off track",
    "red": "off track",
    "落后": "off track",
    "红灯": "off track",
    "unknown": "unknown",
    "未知": "unknown",
}
UNKNOWN_WORDS = {"unknown": "unknown", "未知": "unknown"}
MEASURES = {
    "attainment": "attainment",
    "达成率": "attainment",
    "progress": "progress",
    "进度": "progress",
    "target": "target",
    "目标值": "target",
    "gap": "gap",
    "缺口": "gap",
    "actual": "actual",
    "实际": "actual",
}


@define(eq=False)
class Expecting:
    """Reads expectations.

    Attributes:
        unit: of the values of the subject; None where it has none.
        named: the records and values of which something is expected, each where it is first.
    """

    bench: Bench
    symbol: Symbol
    model: Model
    of: Tested
    subject: str
    unit: Unit | None
    words: Mapping[str, str]
    found: list[Expected] = field(factory=list)
    named: dict[str, Span] = field(factory=dict)

    def read(
        self,
        label: Sequence[nodes.CellWord],
        row: nodes.TableRow,
        cells: Sequence[tuple[tuple[Period, ...], nodes.TableCell]],
    ) -> None:
        """The expectations of a row; `label` is what stands behind `expect`."""
        whose = self._whose(label, row)
        for periods, cell in cells:
            for item in cell.items:
                found = self._what(item)
                if found is not None and whose is not None:
                    word, measure, value = found
                    self.found += [
                        Expected(*whose, period, word, measure, value, self._unit(measure), cell.span)
                        for period in periods
                    ]

    def _unit(self, measure: str) -> Unit | None:
        return Ratio() if measure in ("attainment", "progress") else self.unit

    def columns(self, among: Mapping[str, ColumnSpec]) -> Iterator[str]:
        """The columns that say which record or value an alert is about."""
        part = self.model.alerts[self.subject].part if self.of is Tested.ALERT else None
        if part is not None:
            record = None if part.source is None else RecordOf(part.source)
            yield from (name for name, column in among.items() if name == part.name or column.unit == record)

    def known(self, rows: Sequence[TestedRow]) -> set[str] | None:
        """The records or values that rows are about; None where their columns do not tell."""
        part = self.model.alerts[self.subject].part if self.of is Tested.ALERT else None
        source = self.model.processes[self.subject].source if self.of is Tested.PROCESS else part and part.source
        found: set[str] = set()
        told = False
        for of in dict.fromkeys(row.source for row in rows):
            columns = {column.name: column for column in self.model.sources[of].columns}
            keys = getattr(self.model.sources[of].shape, "key", ()) if of == source else ()
            names = {*keys, *self.columns(columns)}
            if len(keys) > 1 or any(columns[name].formula is not None for name in names):
                return None
            told = told or bool(names)
            found |= {text for row in rows if row.source == of for name, text in row.cells if name in names and text}
        return found if told else None

    # ---- of whom

    def _whose(self, label: Sequence[nodes.CellWord], row: nodes.TableRow) -> tuple[str, str | None] | None:
        """The entity, and of a process the rule; None after reporting that there is none."""
        if self.of is Tested.PROCESS:
            return self._record(label, row)
        kind = self._kind()
        if not label:
            if kind in (None, EntityKind.PLAN):
                return "plan:", None
            example = "WEI" if kind is EntityKind.VALUE else "NAME"
            self.bench.findings.error(row.cells[0].span, OF_SOMEBODY(subject=self.subject, example=example))
            return None
        word = label[0]
        name = _name(word)
        if len(label) > 1:
            self.bench.findings.error(label[1].span, OF_NOBODY(subject=self.subject, word=label[1].span.text))
        if kind is EntityKind.PLAN:
            self.bench.findings.error(word.span, OF_NOBODY(subject=self.subject, word=name))
            return None
        if kind in (EntityKind.RECORD, EntityKind.VALUE):
            part = self.model.alerts[self.subject].part
            note_word(word.span, self.bench.findings)
            self.named.setdefault(name, word.span)
            return f"{part.name if part is not None else ''}:{name}", None
        team = self.symbol.scope.find(name, (Kind.TEAM,)) if isinstance(word, nodes.Path) else None
        if team is not None and kind is not EntityKind.PERSON and isinstance(word, nodes.Path):
            note(self.symbol.scope, word, team, self.bench.findings)
            return f"team:{team.name}", None
        check_person(self.bench, name, word.span)
        return f"rep:{name}", None

    def _kind(self) -> EntityKind | None:
        """What the subject is about; None where it is about the plan, teams and people alike."""
        return self.model.alerts[self.subject].entity if self.of is Tested.ALERT else None

    def _record(self, label: Sequence[nodes.CellWord], row: nodes.TableRow) -> tuple[str, str | None] | None:
        if not label:
            self.bench.findings.error(row.cells[0].span, OF_SOMEBODY(subject=self.subject, example="KEY"))
            return None
        note_word(label[0].span, self.bench.findings)
        self.named.setdefault(_name(label[0]), label[0].span)
        if len(label) == 1:
            return _name(label[0]), None
        process = self.model.processes[self.subject]
        rules = [rule.ident.name.removeprefix(f"{self.subject}.") for rule in process.rules]
        name = self._rule(label[1])
        if name not in rules:
            listed = ", ".join(f"`{rule}`" for rule in rules)
            self.bench.findings.unknown(
                label[1].span,
                NO_RULE(process=self.subject, name=name),
                name,
                lambda: rules,
                among=self.symbol,
                help=NO_RULE_HELP(rules=listed) if rules else None,
            )
            return None
        return _name(label[0]), f"{self.subject}.{name}"

    def _rule(self, word: nodes.CellWord) -> str:
        """What a rule is called that may be written with other names of its stages."""
        if not isinstance(word, nodes.Path):
            note_word(word.span, self.bench.findings)
            return _name(word)
        stages = self.bench.stages[self.subject].names
        called = []
        for part in word.parts:
            stage = stages.get(part.text)
            if stage is None:
                note_word(part.span, self.bench.findings)
            else:
                note_stage(self.subject, stage, part, self.bench.findings)
            called.append(part.text if stage is None else stage)
        return ".".join(called)

    # ---- what

    def _what(self, item: nodes.TableItem) -> tuple[str, str, Decimal | None] | None:
        """A word, or a measure and its value; None after reporting that it is neither."""
        first, *more = item.words
        if isinstance(first, nodes.Path) and len(first.parts) == 1:
            name = first.text
            if self.of is Tested.GOAL and more and name in MEASURES:
                note_word(first.span, self.bench.findings)
                return self._value(more[0], MEASURES[name])
            if name in self.words:
                note_word(first.span, self.bench.findings)
                return self.words[name], "", None
        if self.of in (Tested.GOAL, Tested.METRIC) and not isinstance(first, nodes.Path):
            is_share = isinstance(first, nodes.Percent) and not isinstance(self.unit, Ratio)
            return self._value(first, "attainment" if self.of is Tested.GOAL and is_share else "actual")
        listed = ", ".join(f"`{word}`" for word in dict.fromkeys(_spoken(self.words, item.span.text)))
        self.bench.findings.unknown(
            item.span,
            NO_WORD(word=item.span.text),
            item.span.text,
            lambda: self.words,
            among=self.symbol,
            help=self._words(listed),
        )
        return None

    def _words(self, listed: str) -> Message:
        """What can be expected, figures included."""
        if self.of not in (Tested.GOAL, Tested.METRIC):
            return NO_WORD_HELP(words=listed)
        return NO_FIGURE_HELP(example="80%" if isinstance(self.unit, Ratio) else "3", words=listed)

    def _value(self, word: nodes.CellWord, measure: str) -> tuple[str, str, Decimal | None] | None:
        if isinstance(word, nodes.Path) and word.text in UNKNOWN_WORDS:
            note_word(word.span, self.bench.findings)
            return "unknown", measure, None
        if isinstance(word, nodes.Path | nodes.TableWord | nodes.Text | nodes.Label | nodes.LabelRange | nodes.Date):
            self.bench.findings.error(word.span, NO_VALUE(example="12"))
            return None
        value = constant(self.bench, self.symbol.scope, word)
        unit = self._unit(measure)
        if value is None:
            return None
        if not isinstance(value.value, Decimal) or (unit is not None and not _fits(value, unit)):
            found = unit_words(value.unit)
            subject = self.subject if measure == "actual" else measure
            unit_ = unit_words(unit) if unit is not None else ""
            self.bench.findings.error(word.span, OTHER_UNIT(subject=subject, unit=unit_, found=found))
            return None
        return "", measure, value.value


def _fits(value: Constant, unit: Unit) -> bool:
    return value.unit == unit or (
        isinstance(value.unit, Plain) and isinstance(unit, Count | MoneyIn | Days | Minutes | Plain)
    )


def _name(word: nodes.CellWord) -> str:
    return word.text if isinstance(word, nodes.Path | nodes.Text) else word.span.text


def _spoken(words: Mapping[str, str], written: str) -> list[str]:
    """The usual word for each, in the language of what is written."""
    ascii_ = written.isascii()
    usual: dict[str, str] = {}
    for word, meaning in words.items():
        if word.isascii() is ascii_:
            usual.setdefault(meaning, word)
    return list(usual.values())


def check_expected(expecting: Expecting, rows: Sequence[TestedRow]) -> None:
    """Report of what nothing can be expected: a record that is in no row, a period in which nothing is judged."""
    findings, model, subject = expecting.bench.findings, expecting.model, expecting.subject
    known = expecting.known(rows) if expecting.named else None
    if known is not None:
        for name, span in expecting.named.items():
            if name not in known:
                findings.unknown(
                    span, NO_RECORD(name=name), name, lambda: sorted(known), among=expecting.symbol, listed=True
                )
    for one in expecting.found:
        if expecting.of is Tested.ALERT and not _can_be_judged(model, model.alerts[subject], one.period):
            findings.warning(one.span, NEVER(alert=subject, period=one.period.label), help=NEVER_HELP())


def _can_be_judged(model: Model, alert: Alert, period: Period) -> bool:
    """Whether an alert is judged in a period at all: one of the plan, and of the time in which it holds."""
    return period.end > model.plan.start and period.start <= model.plan.end and alert.is_judged(period)


def expecting(bench: Bench, symbol: Symbol, model: Model, of: Tested, subject: str) -> Expecting:
    """What reads the expectations of a test of a subject."""
    unit: Unit | None = None
    words: Mapping[str, str] = UNKNOWN_WORDS
    match of:
        case Tested.ALERT:
            levels = {rung.severity for rung in model.alerts[subject].rungs}
            words = PHASES | {word: level for word, level in SEVERITIES.items() if level in levels}
        case Tested.PROCESS:
            words = VERDICTS
        case Tested.GOAL:
            words, unit = STATUSES, bench.goal_units.get(subject)
        case Tested.METRIC:
            unit = model.metrics[subject].unit
    return Expecting(bench, symbol, model, of, subject, unit, words)
