"""The notes of a plan: the appendix of the report, and what `explain` shows of one declaration.

In: the notes of a model. Out: a section, paragraphs.
"""

from __future__ import annotations

from planlang.diagnostics.text import Language, Text
from planlang.plan.plan import Plan
from planlang.report.document import Entry, Listing, Paragraph, Section, Tone, headed, more
from planlang.report.sections.evidence import STANDS, facts_of
from planlang.report.words.names import clean
from planlang.report.words.rules import stage_title
from planlang.semantics.model import Ident, Model, Note, Noted
from planlang.syntax.nodes import DECLARED

NOTES = Text("report.appendix.notes", "Appendix: notes")
WHOSE = Text("report.appendix.whose", "{title} ({kind})")
OF_STAGE = Text("report.appendix.of-stage", "{title} · {stage}")
LABELLED = Text("report.appendix.labelled", "{label}: {words}")
NOTE = Text("report.appendix.note", "Note: {words}")
LABELLED_NOTE = Text("report.appendix.labelled-note", "Note ({label}): {words}")
OF_PLAN = Text("report.appendix.plan", "plan")
MOST = 20
"""How many notes a report shows that is not whole."""

KINDS = {declared.kind.value: declared.word for declared in DECLARED} | {"plan": OF_PLAN}


def notes_section(plan: Plan, language: Language, *, whole: bool = False) -> Section | None:
    """All notes, the plan's first, then in declared order; nothing where there are none."""
    every = sum(len(one.notes) for one in plan.model.notes.values())
    if not every:
        return None
    entries, left = [], every if whole else MOST
    for one in plan.model.notes.values():
        shown, left = one.notes[:left], left - len(one.notes[:left])
        if shown:
            below = tuple(Paragraph(_words(note, language)) for note in shown)
            entries.append(Entry(whose(one, plan.model, language), Tone.STRONG, below=below))
    shown_in_all = sum(len(entry.below) for entry in entries)
    return Section(headed(NOTES, every, language), (Listing(tuple(entries)), *more(every - shown_in_all, language)))


def note_paragraphs(model: Model, ident: Ident, language: Language) -> tuple[Paragraph, ...]:
    """The notes of a declaration, and of the stages of a process."""
    found: list[Paragraph] = []
    for one in model.notes.values():
        if (one.ident.span, one.ident.name) == (ident.span, ident.name):
            stage = None if one.stage is None else stage_title(model.processes[one.ident.name], one.stage)
            found += [Paragraph(_alone(note, stage, language), depth=1) for note in one.notes]
    return tuple(found)


def _alone(note: Note, stage: str | None, language: Language) -> str:
    """A note where nothing else says that it is one."""
    if note.label is None:
        words = NOTE(words=clean(note.text)).render(language)
    else:
        words = LABELLED_NOTE(label=note.label, words=clean(note.text)).render(language)
    return words if stage is None else LABELLED(label=stage, words=words).render(language)


def noted_explanation(value: Noted, plan: Plan, language: Language) -> Section:
    """Anything with notes that there is no figure of: who it is, its notes, and the line that declares it."""
    said = tuple(Paragraph(part, Tone.MUTED, depth=1) for part in (value.ident.doc or "").split("\n") if part)
    notes = note_paragraphs(plan.model, value.ident, language)
    stands = facts_of([(STANDS, value.ident.span.place())], language)
    return Section(whose(value, plan.model, language), (*said, *notes, stands))


def whose(one: Noted, model: Model, language: Language) -> str:
    """What a noted thing is called, with its kind."""
    title = one.ident.title
    if one.stage is not None:
        title = OF_STAGE(title=title, stage=stage_title(model.processes[one.ident.name], one.stage)).render(language)
    return WHOSE(title=title, kind=KINDS[one.kind]()).render(language)


def _words(note: Note, language: Language) -> str:
    words = clean(note.text)
    return words if note.label is None else LABELLED(label=note.label, words=words).render(language)
