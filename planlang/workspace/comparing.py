"""Two versions of a plan held against each other, and what the edit does on data.

In: two opened plans. Out: a `Comparison`.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve

from planlang.compare.compare import Dates, Version, compare
from planlang.compare.differences import Comparison, Fate
from planlang.plan.plan import Plan
from planlang.semantics.model import Milestone, Task
from planlang.workspace.run import Step, countable, held, planned, scheduled, silent
from planlang.workspace.workspace import Opened

if TYPE_CHECKING:
    from planlang.evaluate.held import Held


def compared(before: Opened, after: Opened, called: tuple[str, str]) -> Comparison:
    """The differences of two usable plans; `called` is what people call them."""
    versions = [_version(*pair) for pair in zip((before, after), called, strict=True)]
    return compare(*versions)


def _version(opened: Opened, called: str) -> Version:
    assert opened.model is not None, "only usable plans are compared"
    plan = planned(opened)
    return Version(called, opened.modules, opened.model, _dates(plan))


def _dates(plan: Plan) -> Dates:
    named: dict[str, Task | Milestone] = {**plan.model.tasks, **plan.model.milestones}
    slots = scheduled(plan).slots.items()
    return {name: (named[name].ident.title, slot.start, slot.finish) for name, slot in slots if name in named}


def with_data(
    comparison: Comparison,
    before: Opened,
    after: Opened,
    *,
    weeks: int,
    data: Path | None,
    as_of: str | None,
    step: Step = silent,
) -> Comparison:
    """A comparison with what both versions tell of the same data over the last weeks.

    Weeks are counted back from the as-of, which the exports of the later version tell where nobody does; `data` is a folder to look
    in instead of the ones that the sources name.

    Raises:
        PlanlangError: as `run.held` raises.
    """
    from planlang.evaluate.alerts.onsets import counted

    with countable():
        new = held(planned(after), after, data=data, as_of=as_of, step=step)
        until = new.as_of
        old = held(planned(before), before, data=data, otherwise=lambda *_: until, step=step)
        start = (until.cut - timedelta(weeks=weeks)).date()
        return evolve(comparison, counted=counted(old, new, start, _renamed_alerts(comparison, old, new)))


def _renamed_alerts(comparison: Comparison, before: Held, after: Held) -> dict[str, str]:
    """The later names of alerts by the earlier ones, as both plans call them: one in a module may have the name of its use before it."""
    found: dict[str, str] = {}
    for one in comparison.differences:
        if one.kind == "alert" and one.fate is Fate.RENAMED:
            names = [
                [alert.ident.name for alert in held.plan.model.alerts.values() if alert.ident.span == span]
                for held, span in ((before, one.before), (after, one.after))
            ]
            found.update(zip(*names, strict=False))
    return found
