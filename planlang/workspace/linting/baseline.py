"""What was found before and is not told again: a file that only shrinks.

In: what a run found, and files of what was found before. Out: the same findings, those that were there before marked so. A finding is known
again where its line was moved, its file renamed, or what it is about is called otherwise; a copy of it is a new finding, as there is one more
of them than before. Errors are told whatever a baseline says.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from pathlib import Path

from attrs import evolve

from planlang.diagnostics.diagnostic import Diagnostic
from planlang.diagnostics.finding import Report, State
from planlang.diagnostics.fingerprints import Fingerprint, fingerprints
from planlang.diagnostics.text import Text
from planlang.frozen import frozen
from planlang.workspace.errors import PlanlangError
from planlang.workspace.files import shown_from_here, write
from planlang.workspace.linting.run import Linter, Run

MISSING = Text("lint.no-baseline", "there is no baseline {path}; `--update-baseline` makes it of what is found now")
BROKEN = Text(
    "lint.broken-baseline", "{path} is no baseline of planlang; delete it and make it anew with `--update-baseline`"
)
SCHEMA = "planlang.baseline/1"


class UnusableBaselineError(PlanlangError):
    """There is no baseline where one is named, or what is there is none."""


@frozen
class Entry:
    """A finding that was there before; `file` is where it lies."""

    name: str
    file: Path
    line: int
    text: str
    head: str
    shape: str


@frozen
class Held:
    """A run, held against its baselines.

    Attributes:
        gone: how many entries are found no more.
        written: the baselines that were written.
    """

    run: Run
    gone: int = 0
    written: tuple[Path, ...] = ()


SAME: Sequence[Callable[[Entry], tuple[object, ...]]] = (
    lambda of: (of.file, of.text, of.head),
    lambda of: (of.file, of.text),
    lambda of: (of.text, of.head),
    lambda of: (of.file, of.head),
    lambda of: (of.text,),
    lambda of: (of.file, of.shape),
    lambda of: (of.head,),
    lambda of: (of.shape,),
)
"""By what a finding is known again, the surest first."""


def held(linter: Linter, run: Run, named: Path | None, *, update: bool) -> Held:
    """The findings of a run, those marked that baselines hold.

    Args:
        linter: knows the settings of files.
        run: what was found.
        named: the baseline that the command line names; else settings do, for their plans.
        update: whether baselines are written without what is gone, or where there is none yet, made.

    Raises:
        UnusableBaselineError: a baseline is missing, or is none.
        UnwritableFileError: it cannot be written.
    """
    baselines: dict[Path, set[Path]] = {}
    for place in run.own.values():
        path = named or linter.settings_of(place).baseline
        if path is not None:
            baselines.setdefault(path.resolve(), set()).add(place)
    gone = 0
    for path, places in sorted(baselines.items()):
        report, missing = _held(run, path, places, update=update)
        run = evolve(run, report=report)
        gone += missing
    return Held(run, gone, tuple(sorted(baselines)) if update else ())


def _held(run: Run, path: Path, places: set[Path], *, update: bool) -> tuple[Report, int]:
    """What a baseline makes of the findings in some files, and how many of its entries are found no more."""
    found = list(run.report.findings)
    here: dict[int, Path] = {}
    for index, one in enumerate(found):
        place = run.own.get(one.diagnostic.span.source.path)
        if place in places and one.state is State.TOLD and not one.always:
            here[index] = place
    prints = dict(zip(here, fingerprints(found[index].diagnostic for index in here), strict=True))
    now = {
        index: Entry(found[index].diagnostic.name, place, found[index].diagnostic.span.line, *_prints(prints[index]))
        for index, place in here.items()
    }
    gone = 0
    if path.exists():
        entries = _read(path)
        elsewhere = [one for one in entries if one.file not in places and one.file.exists()]
        before = [one for one in entries if one not in elsewhere]
        now = {index: now[index] for index in _matched(now, before)}
        gone = len(before) - len(now)
    elif update:
        elsewhere = []
    else:
        raise UnusableBaselineError(MISSING(path=shown_from_here(path)))
    for index in now:
        found[index] = evolve(found[index], state=State.BASELINE)
    if update:
        _write(path, [*now.values(), *elsewhere])
    return evolve(run.report, findings=tuple(found), against_baseline=True), gone


def there_before(path: Path, places: Set[Path], found: Sequence[tuple[Path, Diagnostic]]) -> set[int]:
    """Which of some findings a baseline holds, by their numbers; `places` are all files that were looked at. None where there is no
    baseline that can be read.
    """
    try:
        entries = _read(path)
    except UnusableBaselineError:
        return set()
    prints = fingerprints(one for _, one in found)
    now = {
        number: Entry(one.name, place, one.span.line, *_prints(known))
        for number, ((place, one), known) in enumerate(zip(found, prints, strict=True))
    }
    return _matched(now, [one for one in entries if one.file in places or not one.file.exists()])


def _prints(known: Fingerprint) -> tuple[str, str, str]:
    return known.text, known.head, known.shape


def _matched(now: Mapping[int, Entry], before: Sequence[Entry]) -> set[int]:
    """The findings that were there before; every entry is one of them at most."""
    found: set[int] = set()
    left = set(range(len(before)))
    for same in SAME:
        waiting: dict[tuple[object, ...], list[int]] = {}
        for number in sorted(left, reverse=True):
            waiting.setdefault(same(before[number]), []).append(number)
        for index, entry in now.items():
            alike = waiting.get(same(entry)) if index not in found else None
            if alike:
                found.add(index)
                left.discard(alike.pop())
    return found


def _read(path: Path) -> list[Entry]:
    """The entries of a baseline; files are named as from its folder."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        if found["schema"] != SCHEMA:
            raise UnusableBaselineError(BROKEN(path=shown_from_here(path)))
        return [
            Entry(
                str(one["name"]),
                Path(os.path.normpath(path.parent / one["file"])),
                int(one["line"]),
                *(str(one[key]) for key in ("text", "head", "shape")),
            )
            for one in found["findings"]
        ]
    except (OSError, ValueError, KeyError, TypeError):
        raise UnusableBaselineError(BROKEN(path=shown_from_here(path))) from None


def _write(path: Path, entries: Iterable[Entry]) -> None:
    """Writes a baseline, a line for each entry, so that a change of it can be read."""
    rows = [
        {
            "name": one.name,
            "file": Path(os.path.relpath(one.file, path.parent)).as_posix(),
            "line": one.line,
            "text": one.text,
            "head": one.head,
            "shape": one.shape,
        }
        for one in entries
    ]
    rows.sort(key=lambda row: (str(row["file"]), int(str(row["line"])), str(row["name"]), str(row["text"])))
    lines = ",\n".join(f"  {json.dumps(row, ensure_ascii=False)}" for row in rows)
    body = f"\n{lines}\n" if rows else ""
    write(path, f'{{"schema": "{SCHEMA}", "findings": [{body}]}}\n'.encode())
