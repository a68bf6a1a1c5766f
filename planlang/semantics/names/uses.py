"""Uses: what each part of a written name stands for, noted as the checks find it out.

In: a name as written and what it means. Out: uses among the findings, one for each part of a path.
"""

from __future__ import annotations

from planlang.semantics.names.findings import Findings
from planlang.semantics.names.index import Sort, Target
from planlang.semantics.names.scopes import Scope, Symbol
from planlang.source import Span
from planlang.syntax import nodes


def note(scope: Scope, written: nodes.Path | nodes.Name, symbol: Symbol | None, findings: Findings) -> None:
    """Notes that a name means a declaration; or, where there is none, a constant that a parameter holds."""
    parts = written.parts if isinstance(written, nodes.Path) else (written,)
    if len(parts) == 1:
        holder = scope.holder(parts[0].text)
        if holder is not None:
            findings.use(parts[0].span, _parameter(holder, parts[0].text))
            return
    at = len(parts)
    while at and symbol is not None and parts[at - 1].text in symbol.called:
        at -= 1
        findings.use(parts[at].span, symbol.target)
        symbol = symbol.parent
    _note_aliases(scope, parts[:at], findings)


def note_text(scope: Scope, text: str, span: Span, symbol: Symbol, findings: Findings) -> None:
    """Notes what a name inside a text means."""
    holder = scope.holder(text)
    findings.use(span, symbol.target if holder is None else _parameter(holder, text))


def note_argument(scope: Scope, name: nodes.Name, findings: Findings) -> None:
    """Notes that an argument of a `use` names a parameter of the file used."""
    findings.use(name.span, _parameter(scope, name.text))


def note_column(source: str, column: str, name: nodes.Name, findings: Findings) -> None:
    """Notes a column of a source."""
    findings.use(name.span, Target(Sort.COLUMN, source, column))


def note_class(segment: str, name: str, span: Span, findings: Findings) -> None:
    """Notes a class of a segment."""
    findings.use(span, Target(Sort.CLASS, segment, name))


def note_record(source: str, record: str, name: nodes.Name, findings: Findings) -> None:
    """Notes what the rows of a source are called."""
    findings.use(name.span, Target(Sort.RECORD, source, record))


def note_key(one: str, other: str, column: str, span: Span, findings: Findings) -> None:
    """Notes that what stands at a place joins two sources by the name of a column that both have."""
    for source in (one, other):
        findings.use(span, Target(Sort.COLUMN, source, column), implied=True)


def note_stage(process: str, stage: str, name: nodes.Name, findings: Findings) -> None:
    """Notes a stage of a process."""
    findings.use(name.span, Target(Sort.STAGE, process, stage))


def note_person(name: str, span: Span, findings: Findings) -> None:
    """Notes somebody by name."""
    findings.use(span, Target(Sort.PERSON, "", name))


def note_word(span: Span, findings: Findings) -> None:
    """Notes a word of the trade that stands where a name could."""
    findings.use(span, WORD)


WORD = Target(Sort.WORD, "", "")


def _parameter(scope: Scope, name: str) -> Target:
    return Target(Sort.PARAMETER, scope.source.path, scope.within + scope.parameter_names.get(name, name))


def _note_aliases(scope: Scope, parts: tuple[nodes.Name, ...], findings: Findings) -> None:
    """Notes the words of `use … as` in front of a name."""
    here: Scope | None = scope
    for part in parts:
        while here is not None:
            other = next((other for use, other in here.uses if use.alias and use.alias.text == part.text), None)
            if other is not None:
                findings.use(part.span, Target(Sort.ALIAS, here.source.path, here.within + part.text))
                here = other
                break
            here = None if here.is_module else here.user
