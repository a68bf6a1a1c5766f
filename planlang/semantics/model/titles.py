"""Titles in the reader's language, where a plan gives a name in the other one beside them.

In: a model. Out: the same model, in which title and alias have changed places wherever the alias is in the reader's
language and the title is not; of doc comments in both languages, and of what a stage is for (`"Meet | 见面"`), the half in
that language. Names stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import evolve, fields

from planlang.diagnostics.text import Language
from planlang.semantics.model.ident import Ident
from planlang.semantics.model.management.notes import Noted
from planlang.semantics.model.processes import Process, ProcessRule, Stage, TodoRule
from planlang.semantics.model.segments import Segment, SegmentClass
from planlang.semantics.model.whole import Changes, Model


def in_language(model: Model, language: Language) -> Model:
    """The model for readers of a language."""

    def each(declared: Mapping[str, Any]) -> dict[str, Any]:
        return {name: evolve(one, ident=_ident(one.ident, language)) for name, one in declared.items()}

    changed: dict[str, Any] = {kind: each(getattr(model, kind)) for kind in TITLED}
    processes: Mapping[str, Process] = changed["processes"]
    changed["processes"] = {
        name: evolve(
            process,
            stages=tuple(_stage(stage, language) for stage in process.stages),
            rules=tuple(_rule(rule, language) for rule in process.rules),
        )
        for name, process in processes.items()
    }
    segments: Mapping[str, Segment] = changed["segments"]
    changed["segments"] = {
        name: evolve(one, classes=tuple(_class(part, language) for part in one.classes))
        for name, one in segments.items()
    }
    changed["roles"] = {
        name: evolve(role, duties=tuple(_of_language(duty, " | ", language) for duty in role.duties))
        for name, role in changed["roles"].items()
    }
    notes: Mapping[str, Noted] = changed["notes"]
    changed["notes"] = {name: _noted(noted, language) for name, noted in notes.items()}
    if model.variants is not None:
        changed["variants"] = _Translated(model.variants, language)
    return evolve(model, plan=evolve(model.plan, ident=_ident(model.plan.ident, language)), **changed)


class _Translated:
    """The variants of a plan for readers of a language."""

    def __init__(self, variants: Changes, language: Language) -> None:
        self.variants = variants
        self.language = language

    def keys(self) -> Iterator[tuple[str, ...]]:
        """What there is."""
        return self.variants.keys()

    def model(self, key: tuple[str, ...]) -> Model:
        """One of them."""
        return in_language(evolve(self.variants.model(key), variants=self.variants), self.language)


TITLED = tuple(field.name for field in fields(Model) if field.name not in ("plan", "calendars", "variants", "assumed"))
"""What the model holds by name, each with an `Ident`; calendars are known by theirs, what is assumed by its kind and name."""


def name_for(name: str, alias: str | None, language: Language) -> str:
    """The one of two names of the same thing that is in a language; the first where neither or both are.

    >>> name_for("签约额", "signed", Language.EN), name_for("signed", None, Language.ZH)
    ('signed', 'signed')
    """
    return alias if alias is not None and _belongs(alias, name, language) else name


def _ident(ident: Ident, language: Language) -> Ident:
    """The names of a declaration, in the order of the language."""
    alias = ident.alias
    if ident.doc is not None:
        ident = evolve(ident, doc=_of_language(ident.doc, "\n", language))
    if alias is None or not _belongs(alias, ident.title, language):
        return ident
    return evolve(ident, title=_worded(alias), alias=ident.title)


def _of_language(text: str, separator: str, language: Language) -> str:
    """The parts of a text that are in a language; all of it where none or all are.

    >>> _of_language("Meet | 见面", " | ", Language.ZH), _of_language("见面", " | ", Language.EN)
    ('见面', '见面')
    """
    parts = text.split(separator)
    own = [part for part in parts if is_chinese(part) is (language is Language.ZH)]
    return separator.join(own or parts)


def _stage(stage: Stage, language: Language) -> Stage:
    """The names of a stage, in the order of the language, and its texts in that language."""
    stage = evolve(
        stage,
        aim=None if stage.aim is None else _of_language(stage.aim, " | ", language),
        standard=None if stage.standard is None else _of_language(stage.standard, " | ", language),
    )
    if stage.alias is None or not _belongs(stage.alias, stage.title, language):
        return stage
    return evolve(stage, title=_worded(stage.alias), alias=stage.title)


def _class(one: SegmentClass, language: Language) -> SegmentClass:
    """The names of a class, in the order of the language."""
    if one.alias is None or not _belongs(one.alias, one.title, language):
        return one
    return evolve(one, title=_worded(one.alias), alias=one.title)


def _rule(rule: ProcessRule, language: Language) -> ProcessRule:
    """A rule with its title and its standard in the language."""
    if isinstance(rule, TodoRule) and rule.alias is not None and _belongs(rule.alias, rule.title, language):
        rule = evolve(rule, title=_worded(rule.alias), alias=rule.title)
    handling = rule.ident.handling
    if handling.standard is None:
        return rule
    said = evolve(handling, standard=_of_language(handling.standard, " | ", language))
    return evolve(rule, ident=evolve(rule.ident, handling=said))


def _noted(noted: Noted, language: Language) -> Noted:
    """Notes in the language, of those that are written in both."""
    return evolve(
        noted, notes=tuple(evolve(note, text=_of_language(note.text, " | ", language)) for note in noted.notes)
    )


def _worded(name: str) -> str:
    """A name as a title: `premium_line` is `premium line`."""
    return name.replace("_", " ")


def _belongs(alias: str, title: str, language: Language) -> bool:
    """Whether the alias is for readers of the language and the title is not."""
    wanted = language is Language.ZH
    return is_chinese(alias) is wanted and is_chinese(title) is not wanted


def is_chinese(text: str) -> bool:
    """Whether a text has Chinese characters."""
    return any("\u4e00" <= char <= "\u9fff" or "\u3400" <= char <= "\u4dbf" for char in text)
