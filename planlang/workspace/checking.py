"""A look at the data of a plan, without any figure made of them.

In: an opened plan, where its data lie, the as-of words of the command line. Out: what was found, source by source.
"""

from __future__ import annotations

from pathlib import Path

from planlang.data.bind import bind
from planlang.data.loaded.checking import SourceCheck, check_sources
from planlang.evaluate.results.evaluation import AsOf
from planlang.plan.plan import Plan
from planlang.workspace.run import as_of_words, data_files, last_covered
from planlang.workspace.workspace import Opened


def check_data(
    plan: Plan, opened: Opened, *, data: Path | None, as_of: str | None
) -> tuple[tuple[SourceCheck, ...], AsOf]:
    """What the files hold and what is wrong with them, every column read; and the as-of.

    Raises:
        UnusableOptionError: the as-of cannot be read, or is not given and cannot be guessed.
        NoDataError: there is no file.
    """
    data_files(plan, opened, data)
    when = as_of_words(plan, as_of) if as_of is not None else last_covered(plan, opened, data)
    snapshot = bind(plan.model, opened.root, cut=when.cut, data_dir=data, formats=True)
    return check_sources(plan.model, snapshot), when
