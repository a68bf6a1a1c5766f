"""Another name for something, everywhere that it is written; refused where that would change what the plan means.

In: a file of an opened plan, an offset, the new name. Out: edits of all files, or why there are none. The plan with the edits
is checked before they are given.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from planlang.diagnostics.diagnostic import Diagnostic, Edit, Severity
from planlang.diagnostics.text import Language, Message, Text
from planlang.editor.desk import LIBRARY, Desk, View
from planlang.editor.names import name_at, span_at, written
from planlang.frozen import frozen
from planlang.semantics.names.index import Known, Sort
from planlang.source import Span
from planlang.syntax import nodes
from planlang.syntax.lexical.keywords import vocabulary

NO_NAME = Text("rename.nothing", "there is no name here that can be changed")
OF_THE_LIBRARY = Text(
    "rename.library", "`{name}` is declared in the standard library; give it another name with `use … as`"
)
OF_A_PERSON = Text(
    "rename.person",
    "people are called in the exports as they are called here: `{name}` cannot be renamed in the plan alone",
)
NOT_DECLARED = Text("rename.undeclared", "nothing declares `{name}`, so there is nothing to rename")
UNWRITTEN = Text("rename.implied", "{place} rests on the name `{name}` without writing it; write it there first")
NO_WORD = Text("rename.no-word", "`{name}` is no name: it begins with a letter and has letters, digits and `_`")
RESERVED = Text("rename.reserved", "`{name}` is a word of the language")
MEANS_ANOTHER = Text("rename.means-another", "with the name `{name}`, something else would be meant: {reason}")
OTHER_USES = Text("rename.other-uses", "it would be used in {after:place|places} and not in {before}")
NAME = re.compile(r"[^\W\d]\w*")
QUOTES = '`"“”'


@frozen
class Renaming:
    """A name that can be changed: where it is, as it is written there."""

    span: Span
    text: str


def renamed_at(view: View, offset: int) -> Renaming | Message:
    """The name at an offset, or why it cannot be changed."""
    known = name_at(view, offset)
    if known is None or known.sort is Sort.WORD:
        return NO_NAME()
    refused = _refused(view, known)
    if refused is not None:
        return refused
    span = span_at(view, known, offset)
    text = _bare(span)
    part = span.part(span.text.rindex(text), len(text))
    return Renaming(part, text)


def _bare(span: Span) -> str:
    """A name without the marks around it; of a path in a text (`"{kit.share}"`) the last part."""
    return span.text.strip(QUOTES).rpartition(".")[2]


def _refused(view: View, known: Known) -> Message | None:
    if known.sort is Sort.PERSON:
        return OF_A_PERSON(name=known.name)
    if not known.declared:
        return NOT_DECLARED(name=known.name)
    if known.declared[0].source.path.startswith(LIBRARY):
        return OF_THE_LIBRARY(name=known.name)
    if known.implied:
        return UNWRITTEN(place=known.implied[0].place(), name=known.name)
    return None


def rename(desk: Desk, view: View, offset: int, new: str) -> dict[Path, tuple[Edit, ...]] | Message:
    """The edits of each file that give what is named at an offset another name; the view is void afterwards."""
    known, found = name_at(view, offset), renamed_at(view, offset)
    if isinstance(found, Message) or known is None:
        return found if isinstance(found, Message) else NO_NAME()
    new = new.strip().strip("`")
    if not NAME.fullmatch(new):
        return NO_WORD(name=new)
    keyword = vocabulary().whole(new)
    if keyword is not None and keyword.reserved:
        return RESERVED(name=new)
    edits = [*_edits(known, found.text, new), *_kept_for_data(view, known, found.text)]
    by_file: dict[Path, tuple[Edit, ...]] = {}
    for edit in sorted(edits, key=lambda edit: (edit.span.source.path, edit.span.start)):
        path = view.place(edit.span)
        whole = Edit(Span(edit.span.source, edit.span.start, edit.span.end), edit.text)
        by_file[path] = (*by_file.get(path, ()), whole)
    changed = _changes_meaning(desk, view, known, by_file, new)
    return by_file if changed is None else changed


def _edits(known: Known, old: str, new: str) -> Iterator[Edit]:
    """Every place at which the name is written so."""
    for one in written(known):
        if _bare(one.span) == old:
            yield Edit(one.span.part(one.span.text.rindex(old), len(old)), new)


def _kept_for_data(view: View, known: Known, old: str) -> Iterator[Edit]:
    """What keeps exports readable: the header of a column, the word for a stage."""
    modules = {module.source.path: module for module in view.opened.modules}
    module = modules.get(known.declared[0].source.path)
    for node in module.declarations if module is not None else ():
        match node:
            case nodes.SourceDecl(clauses=clauses) if known.sort is Sort.COLUMN:
                for column in clauses:
                    if isinstance(column, nodes.ColumnDecl) and column.name.span == known.declared[0]:
                        yield from _header(column, old)
            case nodes.ProcessDecl(clauses=clauses) if known.sort is Sort.STAGE:
                for clause in clauses:
                    for stage in _stages(clause):
                        if stage.name.span == known.declared[0]:
                            yield _synonym(stage, old)
            case _:
                pass


def _header(column: nodes.ColumnDecl, old: str) -> Iterator[Edit]:
    if not column.headers and column.formula is None and old == column.name.text:
        text = column.span.text
        behind = column.type.span.end - column.span.start
        words = vocabulary().called("optional")
        optional = re.compile(rf"\s+(?:{'|'.join(words.english + words.chinese)})(?!\w)").match(text, behind)
        at = optional.end() if optional is not None else behind
        written_in = Language.ZH if column.span.in_chinese else Language.EN
        yield Edit(column.span.part(at, 0), f' {vocabulary().called("from").spellings(written_in)[0]} "{old}"')


def _stages(clause: object) -> tuple[nodes.StageHead, ...]:
    match clause:
        case nodes.Stages(stages=stages) | nodes.WinStage(stages=stages):
            return stages
        case nodes.LossStage(stage=stage) | nodes.VoidStage(stage=stage):
            return (stage,)
        case _:
            return ()


def _synonym(stage: nodes.StageHead, old: str) -> Edit:
    last = stage.synonyms[-1].span if stage.synonyms else stage.alias.span if stage.alias is not None else None
    return Edit(stage.name.span.behind, f" | {old}") if last is None else Edit(last.behind, f", {old}")


# ---- the plan with the edits


def _changes_meaning(
    desk: Desk, view: View, known: Known, edits: dict[Path, tuple[Edit, ...]], new: str
) -> Message | None:
    """Why a plan with these edits would mean something else; None where it would not."""
    before = Counter(map(_identity, view.opened.diagnostics))
    uses, path, at = len(set(known.uses)), known.declared[0].source.path, known.declared[0].start
    there = edits.get(view.place(known.declared[0]), ())
    at += sum(len(edit.text) - (edit.span.end - edit.span.start) for edit in there if edit.span.end <= at)
    texts = {place: _edited(those) for place, those in edits.items()}
    with desk.trial(view.main, texts) as opened:
        if opened is None:
            return NO_NAME()
        for diagnostic in opened.diagnostics:
            identity = _identity(diagnostic)
            if diagnostic.severity is Severity.ERROR and not before[identity]:
                return MEANS_ANOTHER(name=new, reason=diagnostic.message)
            before[identity] -= 1
        after = opened.names.at(path, at)
        others = len(set(after.uses)) if after is not None else 0
        if others != uses:
            return MEANS_ANOTHER(name=new, reason=OTHER_USES(before=uses, after=others))
    return None


def _identity(diagnostic: Diagnostic) -> tuple[str, str]:
    return diagnostic.name, diagnostic.span.source.path


def _edited(edits: tuple[Edit, ...]) -> str:
    """The text of a file with edits in it, in order."""
    text, at, parts = edits[0].span.source.text, 0, []
    for edit in edits:
        parts += [text[at : edit.span.start], edit.text]
        at = edit.span.end
    return "".join([*parts, text[at:]])
