"""Comments that ignore what is found now, each with the same reason.

In: what a run found, a reason. Out: the texts of files with comments. A comment stands on a line of its own above what it is about; where
one is there, the name of the check goes into it. Errors are always told, and so is what is said of comments.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from planlang.diagnostics.diagnostic import Diagnostic, Edit
from planlang.diagnostics.finding import Finding, State
from planlang.lint.suppressions import NO_REASON, UNUSED, Suppression, suppressions
from planlang.source import Source, Span
from planlang.workspace.linting.fixing import Mended
from planlang.workspace.linting.run import Linter, Run

ABOUT_COMMENTS = frozenset({UNUSED.key, NO_REASON.key})


def ignored(linter: Linter, run: Run, reason: str) -> Mended:
    """The files of a run with a comment for everything that is told and may be ignored."""
    said = " ".join(reason.split())
    before: dict[Path, str] = {}
    after: dict[Path, str] = {}
    count = 0
    for place, found in _by_file(run.report.findings, run.own).items():
        source = linter.source_at(place)
        before[place] = source.text
        edits = tuple(_comments(source, found, said))
        after[place] = _edited(source.text, edits)
        count += len(found)
    return Mended(run, before, after, count, 0)


def _by_file(findings: Iterable[Finding], own: Mapping[str, Path]) -> dict[Path, list[Diagnostic]]:
    """What may be ignored, by where its file lies."""
    found: dict[Path, list[Diagnostic]] = {}
    for one in findings:
        place = own.get(one.diagnostic.span.source.path)
        is_told = one.state is State.TOLD and not one.always
        if place is not None and is_told and one.diagnostic.name not in ABOUT_COMMENTS:
            found.setdefault(place, []).append(one.diagnostic)
    return found


def _comments(source: Source, found: Iterable[Diagnostic], reason: str) -> Iterable[Edit]:
    """The edits that write comments, one for each line."""
    lines: dict[int, dict[str, Diagnostic]] = {}
    for one in found:
        lines.setdefault(one.span.line, {}).setdefault(one.name, one)
    there: dict[int, Suppression] = {one.line: one for one in suppressions((source,)) if one.rule}
    for number, several in lines.items():
        known = there.get(number)
        chinese = any(one.span.in_chinese for one in several.values())
        names = ("，" if chinese else ", ").join(several)
        if known is not None:
            end = known.span.end
            yield Edit(Span(source, end, end), f"{'，' if chinese else ', '}{names}")
            continue
        start = source.line_starts[number - 1]
        text = source.line_text(number)
        indent = text[: len(text) - len(text.lstrip())]
        comment = f"# 允许：{names} {reason}" if chinese else f"# planlang: ignore[{names}] {reason}"
        yield Edit(Span(source, start, start), f"{indent}{comment}\n")


def _edited(text: str, edits: Iterable[Edit]) -> str:
    for edit in sorted(edits, key=lambda edit: edit.span.start, reverse=True):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text
