"""Tasks and strategies of which a revision leaves no part are given up with their parts."""

from __future__ import annotations

import pytest

from tests.semantics.marked import checked

HEAD = """
plan p "Plan" { period 2026-01-01 .. 2026-12-31; timezone Asia/Shanghai; currency CNY }
role director
team north { director Boss }
"""


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("task launch { task go { takes 4wd } }\ntask next { takes 1wd; after launch }", ["next"]),
        ("task all { task launch { task go { takes 4wd } } }\ntask next { takes 1wd; after all }", ["next"]),
        ("strategy push { task go { takes 4wd } }\ntask next { takes 1wd; after push }", ["next"]),
        ("task launch { task go { takes 4wd }; milestone done { on 2026-03-02 } }", ["launch"]),
        ("task launch { task go { takes 4wd }; task stay { takes 1wd } }", ["launch", "stay"]),
        ("task go { takes 4wd }\ntask bare { owner Boss }", ["bare"]),
    ],
)
def test_what_has_no_part_left_is_given_up(text: str, left: list[str]) -> None:
    model = checked(f"{HEAD}{text}\nrevision r on 2026-02-01 {{ drop go }}").model
    assert model is not None
    assert model.variants is not None
    revised = model.variants.model(("r",))
    assert list(revised.tasks) == left
    assert [link.on for task in revised.tasks.values() for link in task.links] == []
