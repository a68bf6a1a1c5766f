"""Notes may stand wherever something is declared, and are all found."""

from __future__ import annotations

import re

import pytest

from planlang.diagnostics.text import Language
from planlang.semantics.check import check
from planlang.semantics.model import Model
from planlang.semantics.model.titles import in_language
from planlang.source import Source
from planlang.syntax.automaton.blocks import SHARES, block_of, declarations, heads, home_blocks
from planlang.syntax.mistakes.examples import DECLARATIONS
from planlang.syntax.parse import parse
from tests.semantics.marked import HEAD, Memory

SHORT_FORM = {"METRIC": 'metric m "M" = 1 note k "words"', "BASELINE": 'baseline b on 2026-01-12 { note k "words" }'}
WITHOUT_BLOCK = {"USE", "MODULE", "METRIC", "LANGUAGE", "PRIVATE", "APPLY"}


def model_of(text: str, files: dict[str, str] | None = None) -> Model:
    """The model of a plan; some examples name things that are not there."""
    model = check(parse(Source("main.plan", text)).value, Memory(files or {})).value
    assert model is not None
    return model


def said(model: Model) -> dict[str, list[tuple[str | None, str]]]:
    """The notes by what has them."""
    return {key: [(note.label, note.text) for note in noted.notes] for key, noted in model.notes.items()}


def test_every_block_takes_notes() -> None:
    blocks = {block_of(word) for word in heads()} - {SHARES, "TIERS", "SETTLED"}  # lists of numbers have none
    assert blocks == set(home_blocks()["NOTE"])
    assert set(declarations()) - blocks == WITHOUT_BLOCK


@pytest.mark.parametrize("kind", [kind for kind in declarations() if kind not in WITHOUT_BLOCK - {"METRIC"} | {"PLAN"}])
def test_every_kind_keeps_its_notes(kind: str) -> None:
    example = SHORT_FORM.get(kind) or DECLARATIONS[kind][0].rstrip("} ") + '; note k "words"; note "more" }'
    name = re.split(r"[ (]", example)[1]
    (found,) = said(model_of(HEAD + example)).items()
    assert found[0] == f"{kind.lower()} {name}"
    assert found[1][0] == ("k", "words")
    assert kind in SHORT_FORM or found[1][1:] == [(None, "more")]


def test_the_plan_goes_first_then_what_is_declared_first() -> None:
    text = """
plan p { period 2026-01-01 .. 2026-12-31; note "0" }
task a { note "1"; task b { takes 5wd; note "2" }; owner Ann }
metric m = 1 note "3"
use "other.plan" as o
"""
    found = said(
        model_of(text, {"other.plan": 'plan q { period 2025-01-01 .. 2025-12-31; note "x" }\ntask t { note "4" }'})
    )
    assert list(found) == ["plan p", "task a", "task b", "metric m", "task o.t"]


def test_stages_have_notes_of_their_own() -> None:
    text = (
        HEAD
        + """
source deals { read "d.csv"; one row per key; key: text; stage: stage[b2b] }
process b2b on deals { stages lead | 线索 -> offer; win stage won; note "p"; stage 线索 { note "s" }; stage nowhere { note "n" } }
"""
    )
    assert said(model_of(text)) == {"process b2b": [(None, "p")], "process b2b.lead": [(None, "s")]}


def test_a_note_in_both_languages_is_shown_in_the_readers() -> None:
    model = model_of('plan p { period 2026-01-01 .. 2026-12-31; note "Customers first | 客户第一" }')
    assert said(in_language(model, Language.ZH)) == {"plan p": [(None, "客户第一")]}
    assert said(in_language(model, Language.EN)) == {"plan p": [(None, "Customers first")]}


def test_a_column_may_be_called_note() -> None:
    text = HEAD + 'source s { read "s.csv"; event at day; day: date; note: text; note "those of the sales people" }'
    model = model_of(text)
    assert [column.name for column in model.sources["s"].columns] == ["day", "note"]
    assert said(model) == {"source s": [(None, "those of the sales people")]}
