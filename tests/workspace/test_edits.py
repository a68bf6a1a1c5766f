"""After any edit a plan says what it says when it is opened for the first time: the model, the files, every diagnostic.

`PLANLANG_EDITS` sets how many random edits are made; `nox -s edits` makes 10,000.
"""

from __future__ import annotations

import os
import random

import pytest

from planlang.diagnostics.diagnostic import Outcome
from planlang.semantics.check import Checked, check_files
from planlang.semantics.last import LastCheck
from planlang.workspace.sources import Memory, Sources
from tests.workspace.edits import edited, same
from tests.workspace.plans import TEXTS

EDITS = int(os.environ.get("PLANLANG_EDITS", "300"))
PER_RUN = 20


def cold(texts: dict[str, str]) -> Outcome[Checked]:
    sources = Sources(Memory(texts))
    return check_files(sources.main("main.plan").value, sources)


@pytest.mark.parametrize("seed", range(max(1, EDITS // PER_RUN)))
def test_a_plan_says_after_an_edit_what_it_says_when_it_is_opened(seed: int) -> None:
    chance = random.Random(seed)
    texts = dict(TEXTS)
    sources, last = Sources(Memory(texts), edited=True), LastCheck()
    for _ in range(PER_RUN):
        again = check_files(sources.main("main.plan").value, sources, last)
        assert same(again, cold(texts)), texts
        name = chance.choice(list(texts))
        texts[name] = TEXTS[name] if chance.random() < 0.35 else edited(texts[name], chance)
