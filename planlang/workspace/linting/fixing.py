"""Mends what has a fix, pass after pass until nothing changes, and only where nothing gets worse.

In: what a run found. Out: the texts of files that were mended, and what is found then. A fix is kept where reading and checking every plan
that uses the file finds less: fewer errors of reading, as many of these and fewer others, or as many errors and fewer findings. Fixes that
touch each other wait for the next pass.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from attrs import evolve

from planlang.diagnostics.diagnostic import Edit, Fix, Severity
from planlang.diagnostics.finding import Finding, State
from planlang.diagnostics.text import Text
from planlang.frozen import define, field, frozen
from planlang.lint.categories import SYNTAX
from planlang.source import Source
from planlang.workspace.errors import UnwritableFileError
from planlang.workspace.files import decode, encoded_like, shown_from_here, write
from planlang.workspace.linting.checked import Task, graveness
from planlang.workspace.linting.run import Linter, Run, checked

CHANGED = Text("lint.changed-meanwhile", "{path} was changed while it was mended; it is left as it is")
Score = tuple[int, int, int]
"""Errors of reading, other errors, and whatever else was found."""


@frozen
class Mended:
    """What became of files.

    Attributes:
        run: what is found now.
        before: the texts that were mended, as they were, by where they lie.
        after: as they are now.
        fixes: how many fixes were made.
        refused: how many were not, as they would have made it worse.
    """

    run: Run
    before: dict[Path, str]
    after: dict[Path, str]
    fixes: int
    refused: int

    def write(self) -> None:
        """Writes the files, each as a whole, with its newlines and its byte order mark.

        Raises:
            UnwritableFileError: one cannot be written, or is another one by now.
        """
        for place, text in self.after.items():
            content = place.read_bytes()
            if decode(content, place.as_posix()).text != self.before[place]:
                raise UnwritableFileError(CHANGED(path=shown_from_here(place)))
            write(place, encoded_like(text, content))


@define
class Fixer:
    """Mends the plans of a run.

    Attributes:
        unsafe: whether fixes count that may change what a plan means.
    """

    linter: Linter
    run: Run
    unsafe: bool
    _texts: dict[Path, str] = field(factory=dict)
    _before: dict[Path, str] = field(factory=dict)
    _fixes: int = 0
    _refused: int = 0

    def mended(self) -> Mended:
        """The plans once nothing more can be mended."""
        while self._pass():
            pass
        changed = {place: text for place, text in self._texts.items() if text != self._before[place]}
        return Mended(self.run, self._before, changed, self._fixes, self._refused)

    def _pass(self) -> bool:
        """Makes all fixes at once, or as many of them as do good; whether there were any."""
        wanted = self._apart(self.run.report.findings)
        self._refused = 0
        kept: list[tuple[Finding, Fix]] = []
        best = self.run
        left = [wanted] if wanted else []
        while left:
            some = left.pop()
            tried = self._tried([*kept, *some])
            if _is_better(best, tried, some):
                kept, best = [*kept, *some], tried
            elif len(some) == 1:
                self._refused += 1
            else:
                left += [some[len(some) // 2 :], some[: len(some) // 2]]
        if not kept:
            return False
        for place, text in self._edited(kept).items():
            self._before.setdefault(place, self.linter.source_at(place).text)
            self._texts[place] = text
            self.linter.replace(place, text)
        self._fixes += len(kept)
        self.run = self.linter.told(best.plans, best.excluded)
        return True

    def _apart(self, found: Iterable[Finding]) -> list[tuple[Finding, Fix]]:
        """The fix of each finding, of those that do not touch each other."""
        taken: dict[Source, list[tuple[int, int]]] = {}
        apart: list[tuple[Finding, Fix]] = []
        for one in found:
            fix = one.fix(unsafe=self.unsafe)
            if fix is None or one.state is not State.TOLD or not all(map(self._may_change, fix.edits)):
                continue
            spans = [(edit.span.source, edit.span.start, edit.span.end) for edit in fix.edits]
            if any(
                start <= last and first <= end for source, start, end in spans for first, last in taken.get(source, ())
            ):
                continue
            for source, start, end in spans:
                taken.setdefault(source, []).append((start, end))
            apart.append((one, fix))
        return apart

    def _may_change(self, edit: Edit) -> bool:
        """Whether a file may be changed: no library, and of a plan on standard input nothing but itself."""
        place = self.run.own.get(edit.span.source.path)
        given = self.linter.asked.given
        return place is not None and (given is None or edit.span.source is given or place in self._texts)

    def _edited(self, fixes: Iterable[tuple[Finding, Fix]]) -> dict[Path, str]:
        """The texts after fixes."""
        edits: dict[Path, list[Edit]] = {}
        for _, fix in fixes:
            for edit in fix.edits:
                edits.setdefault(self.run.own[edit.span.source.path], []).append(edit)
        texts: dict[Path, str] = {}
        for place, of in edits.items():
            text, pieces, at = of[0].span.source.text, [], 0
            for edit in sorted(of, key=lambda edit: edit.span.start):
                pieces += [text[at : edit.span.start], edit.text]
                at = edit.span.end
            texts[place] = "".join([*pieces, text[at:]])
        return texts

    def _tried(self, fixes: Sequence[tuple[Finding, Fix]]) -> Run:
        """What is found after fixes, in the plans that use the files."""
        texts = self._texts | self._edited(fixes)
        changed = self._edited(fixes).keys()
        plans = list(self.run.plans)
        again = [
            index
            for index, (task, plain) in enumerate(plans)
            if not changed.isdisjoint(map(task.place_of, plain["modules"]))
        ]
        tasks = [_with(plans[index][0], texts) for index in again]
        for index, task, plain in zip(again, tasks, checked(tasks), strict=True):
            plans[index] = (task, plain)
        return evolve(self.run, plans=tuple(plans))


def _with(task: Task, texts: dict[Path, str]) -> Task:
    """A plan whose files, and those that it uses, say something else than on disk."""
    inside = {
        task.source.path if place == task.place else place.relative_to(task.root).as_posix(): text
        for place, text in texts.items()
        if place == task.place or place.is_relative_to(task.root)
    }
    text = texts.get(task.place, task.source.text)
    return evolve(task, source=Source(task.source.path, text), given=inside)


def _is_better(before: Run, after: Run, fixes: Sequence[tuple[Finding, Fix]]) -> bool:
    """Whether less is found after fixes; after several, as much less as there are of them."""
    reading, errors, all_found = _score(before)
    now_reading, now_errors, now_all = _score(after)
    if len(fixes) == 1:
        return (now_reading, now_errors, now_all) < (reading, errors, all_found)
    graver = sum(one.always for one, _ in fixes)
    if graver:
        return now_reading <= reading and now_reading + now_errors <= reading + errors - graver
    return (now_reading, now_errors) == (reading, errors) and now_all <= all_found - len(fixes)


def _score(run: Run) -> Score:
    """How much is found in plans, whatever is told of it."""
    reading = errors = others = 0
    for _, plain in run.plans:
        reading += plain["unshown"]
        for grave, category in graveness(plain):
            if grave is not Severity.ERROR:
                others += 1
            elif category == SYNTAX:
                reading += 1
            else:
                errors += 1
    return reading, errors, others
