"""A text that is formatted piece by piece after each edit reads as when it is formatted as a whole."""

from __future__ import annotations

import random

import pytest

from planlang.source import Source
from planlang.syntax.formatter.again import format_again
from planlang.syntax.formatter.format import format_source
from tests.syntax.samples import PLANS
from tests.workspace.edits import edited
from tests.workspace.plans import TEXTS

SAMPLES = [path.read_text(encoding="utf-8") for path in sorted(PLANS.glob("*.plan"))]
ODD = [
    "",
    "\n\n# only a remark\n",
    "metric a = 1; metric b = 2\nmetric c = 3 # three\n# of d\n\n\n## said\nmetric d = 4",
    "  metric a = 1\n\ttask b { takes 1wd\n}\n",
    "plan p { period 2026-01-01 .. 2026-12-31 }\n指标 甲 = 1\n指标 乙 = 2\n",
    "#language zh\n计划 甲 { 期间 2026-01-01 .. 2026-12-31 }\n",
    'use "a.plan"\nuse "b.plan"\n\nmetric a = 1\ntask b { takes 1wd }\n',
]


def again(text: str) -> str:
    pieces = format_again(Source("x.plan", text))
    assert [piece.end for piece in pieces[:-1]] == [piece.start for piece in pieces[1:]]
    assert (pieces[0].start, pieces[-1].end) == (0, len(text))
    return "".join(piece.text for piece in pieces)


@pytest.mark.parametrize("text", [*SAMPLES, *TEXTS.values(), *ODD])
def test_the_pieces_of_a_text_are_its_one_style(text: str) -> None:
    assert again(text) == format_source(Source("x.plan", text)).text


@pytest.mark.parametrize("seed", range(6))
def test_the_pieces_of_an_edited_text_are_its_one_style(seed: int) -> None:
    chance = random.Random(seed)
    base = chance.choice([*SAMPLES, *TEXTS.values()])
    text = base
    for _ in range(25):
        assert again(text) == format_source(Source("x.plan", text)).text, text
        text = base if chance.random() < 0.4 else edited(text, chance)
