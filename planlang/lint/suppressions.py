"""Comments that keep a finding from being told: `# planlang: ignore[task-without-owner] nobody yet`, `# 允许：task-without-owner 暂缺`.

In: the texts of plan files, and what was found in them. Out: the findings that are told, and those that are not with the reasons
given. A comment alone on its line speaks for the next one, a comment behind code for its own. Errors are always told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from planlang.diagnostics.diagnostic import Diagnostic, Edit, Fix, Severity
from planlang.diagnostics.suggest import nearest
from planlang.diagnostics.text import Message, Text
from planlang.frozen import frozen
from planlang.lint.rule import finding
from planlang.resources import check_pages
from planlang.source import Source, Span
from planlang.syntax.formatter.comments import IGNORING

UNUSED = Text("unused-ignore", "nothing is found here that `{name}` would tell")
UNUSED_HELP = Text("unused-ignore.help", "remove the comment")
UNUSED_NAME_HELP = Text("unused-ignore.help-name", "remove the name from the comment")
NO_CHECK = Text("unused-ignore.unknown", "there is no check called `{name}`")
NO_CHECK_HELP = Text("unused-ignore.nearest", "write `{name}`")
NO_NAME = Text("unused-ignore.nothing", "the comment names no check")
NO_NAME_HELP = Text(
    "unused-ignore.nothing-help", "name it in brackets: `# planlang: ignore[task-without-owner] reason`"
)
NO_REASON = Text("ignore-without-reason", "nothing says why `{name}` is ignored here")
NO_REASON_HELP = Text("ignore-without-reason.help", "write the reason behind the name")

BRACKETS = re.compile(r"[\[【［]([^\]】］#]*)[\]】］]")
BARE = re.compile(r"[a-z][a-z0-9-]*(?:[ \t]*[,，、][ \t]*[a-z][a-z0-9-]*)*")
"""In `# 允许：until-implied-by-when，week-53 董事会要看` it finds `until-implied-by-when，week-53`."""
NAME = re.compile(r"[^\s,，、][^,，、]*(?<!\s)")
BEFORE_REASON = " \t:：,，;；—-"


@frozen
class Suppression:
    """A check that is not told on a line.

    Attributes:
        rule: its name; empty where the comment names none.
        line: the line it speaks for.
        span: the name in the comment.
        reason: what is written behind the names.
        removal: what has to go for this name to be gone.
        alone: whether the comment goes with it.
    """

    rule: str
    line: int
    span: Span
    reason: str
    removal: Span
    alone: bool


@frozen
class Ignored:
    """A finding that is not told, and the reason that a comment gives."""

    diagnostic: Diagnostic
    reason: str


@frozen
class Told:
    """What becomes of findings.

    Attributes:
        kept: those that are told.
        ignored: those that a comment keeps from being told.
        unused: the comments that keep nothing from being told.
        unreasoned: those that do, and do not say why.
    """

    kept: tuple[Diagnostic, ...]
    ignored: tuple[Ignored, ...] = ()
    unused: tuple[Diagnostic, ...] = ()
    unreasoned: tuple[Diagnostic, ...] = ()


def told(found: Sequence[Diagnostic], sources: Iterable[Source]) -> Told:
    """What is told of findings, and what is said of the comments in the files."""
    comments = list(suppressions(sources))
    if not comments:
        return Told(tuple(found))
    by_place = {(comment.span.source.path, comment.line, comment.rule): comment for comment in reversed(comments)}
    kept: list[Diagnostic] = []
    ignored: list[Ignored] = []
    used: set[tuple[str, int, str]] = set()
    for diagnostic in found:
        key = (diagnostic.span.source.path, diagnostic.span.line, diagnostic.name)
        if diagnostic.severity is Severity.ERROR or key not in by_place:
            kept.append(diagnostic)
            continue
        used.add(key)
        ignored.append(Ignored(diagnostic, by_place[key].reason))
    idle = [comment for comment in comments if (comment.span.source.path, comment.line, comment.rule) not in used]
    busy = [comment for comment in comments if comment not in idle and not comment.reason]
    unreasoned = (
        finding(Severity.WARNING, comment.span, NO_REASON(name=comment.rule), NO_REASON_HELP()) for comment in busy
    )
    return Told(tuple(kept), tuple(ignored), tuple(map(_unused, idle)), tuple(unreasoned))


def _unused(comment: Suppression) -> Diagnostic:
    if not comment.rule:
        return finding(Severity.WARNING, comment.span, NO_NAME(), NO_NAME_HELP())
    known = check_pages()
    message: Message = UNUSED(name=comment.rule)
    fixes: list[Fix] = []
    if comment.rule not in known:
        message = NO_CHECK(name=comment.rule)
        near = nearest(comment.rule, known, 1)
        fixes = [Fix(NO_CHECK_HELP(name=name), (Edit(comment.span, name),)) for name in near]
    removing = UNUSED_HELP() if comment.alone else UNUSED_NAME_HELP()
    fixes.append(Fix(removing, (Edit(comment.removal, ""),)))
    return finding(Severity.WARNING, comment.span, message, fixes[0].message, fixes=tuple(fixes))


def suppressions(sources: Iterable[Source]) -> Iterator[Suppression]:
    """Every suppression in some files, in order."""
    for source in sources:
        for mark in IGNORING.finditer(source.text):
            yield from _in_line(source, source.line_column(mark.start())[0], mark)


def _in_line(source: Source, number: int, mark: re.Match[str]) -> Iterator[Suppression]:
    """What a comment says that is one and no text."""
    start = source.line_starts[number - 1]
    text = source.line_text(number)
    before = text[: mark.start() - start]
    if before.endswith("#") or _inside_quotes(before):
        return
    line = number if before.strip() else number + 1
    behind, bracketed = mark.end() - start, mark["brackets"] is not None
    match = BRACKETS.match(text, behind) if bracketed else BARE.match(text, behind)
    listed = "" if match is None else match[1] if bracketed else match[0]
    end = start + len(text)
    whole = Span(source, start + len(before.rstrip(" \t")), end)
    if not before.strip():
        whole = Span(source, start, min(end + 1, len(source.text)))  # the line goes with it
    if match is None or not listed.strip(" \t,，、"):
        yield Suppression("", line, Span(source, mark.start(), end), "", whole, alone=True)
        return
    at = start + (match.start(1) if bracketed else match.start())
    reason = text[match.end() :].strip(BEFORE_REASON)
    names = list(NAME.finditer(listed))
    for index, name in enumerate(names):
        span = Span(source, at + name.start(), at + name.end())
        removal = whole
        if index:
            removal = Span(source, at + names[index - 1].end(), span.end)
        elif len(names) > 1:
            removal = Span(source, span.start, at + names[1].start())
        yield Suppression(name[0], line, span, reason, removal, alone=len(names) == 1)


def _inside_quotes(before: str) -> bool:
    """Whether a text is open at the end of the beginning of a line."""
    plain = before.replace('\\"', "")
    return plain.count('"') % 2 == 1 or plain.count("“") > plain.count("”")
