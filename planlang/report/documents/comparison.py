"""Two versions of a plan side by side: what asks for less, what for more, what is otherwise; dates; what it does on data.

In: a comparison. Out: a document, short enough for one comment on a change: of long lists the first, and how many more there are.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from planlang.compare.differences import ClauseChange, Comparison, Counted, Difference, Effect, Fate, Onsets
from planlang.diagnostics.text import Language, Message, Text
from planlang.report.document import (
    Cell,
    Column,
    Document,
    Entry,
    Listing,
    Paragraph,
    Row,
    Section,
    Table,
    Tone,
    headed,
)
from planlang.report.words.names import COMMA
from planlang.syntax.nodes import DECLARED

HEAD = Text("report.comparison.head", "{before} → {after}")
NOTHING = Text("report.comparison.nothing", "Both versions say the same.")
COUNTS = Text(
    "report.comparison.counts",
    "{all:difference|differences}: less is asked in {looser}, more in {stricter}, {other} are neither.",
)
TITLES = {
    Effect.LOOSENED: Text("report.comparison.loosened", "Less is asked, at least in part"),
    Effect.TIGHTENED: Text("report.comparison.tightened", "More is asked"),
    Effect.CHANGED: Text("report.comparison.changed", "Neither less nor more, or not to be told"),
}
ENTRIES = {
    Fate.ADDED: Text("report.comparison.added", "{what}: new ({place})"),
    Fate.REMOVED: Text("report.comparison.removed", "{what}: gone (it was in {place})"),
    Fate.RENAMED: Text("report.comparison.renamed", "{what}: was called {was} ({place})"),
    Fate.EDITED: Text("report.comparison.edited", "{what} ({place})"),
    Fate.AFFECTED: Text("report.comparison.affected", "{what}: written as before, and yet something else ({place})"),
}
NAMED = Text("report.comparison.named", "{kind} {title}")
WITH_NAME = Text("report.comparison.with-name", "{kind} {title} ({name})")
KINDS = {
    **{each.kind.value: each.word for each in DECLARED},
    "plan": Text("report.comparison.plan", "plan"),
    "use": Text("report.comparison.use", "use of"),
    "apply": Text("report.comparison.apply", "apply"),
    "module": Text("report.comparison.module", "module"),
    "language": Text("report.comparison.language", "language"),
}
"""What kinds are called."""
THROUGH = Text("report.comparison.through", "because of {names}")
LINES = {
    (True, True): Text("report.comparison.line", "{before} → {after}"),
    (False, True): Text("report.comparison.line-new", "new: {after}"),
    (True, False): Text("report.comparison.line-gone", "gone: {before}"),
}
EFFECTS = {
    Effect.LOOSENED: Text("report.comparison.less", "less"),
    Effect.TIGHTENED: Text("report.comparison.more", "more"),
}
LINE_EFFECT = Text("report.comparison.line-effect", "{line}  [{effect}]")
DATES = Text("report.comparison.dates", "Dates that move")
TASK = Text("report.comparison.task", "task")
START = Text("report.comparison.start", "start")
FINISH = Text("report.comparison.finish", "finish")
MOVED = Text("report.comparison.moved", "{before} → {after}")
DAYS = Text("report.comparison.days", "days")
DATA = Text("report.comparison.data", "On the data from {start} to {end}")
ALERTS = {
    1: Text(
        "report.comparison.more-alerts",
        "Alerts come on {count:time|times} more: {after:time|times} instead of {before}.",
    ),
    -1: Text(
        "report.comparison.fewer-alerts",
        "Alerts come on {count:time|times} less: {after:time|times} instead of {before}.",
    ),
    0: Text("report.comparison.as-many-alerts", "Alerts come on as often as before: {after:time|times}."),
}
SAME_ALERTS = Text("report.comparison.same-alerts", "The same alerts come on for the same people at the same time.")
ALERT = Text("report.comparison.alert", "alert")
BEFORE = Text("report.comparison.before", "before")
AFTER = Text("report.comparison.after", "after")
GONE = Text("report.comparison.only-before", "only before")
MORE = Text("report.comparison.only-after", "only after")
ABSENT = Text("report.comparison.absent", "–")
REST = Text("report.comparison.rest", "… and {count} more; --format json has all")
MOST = 40
"""How many entries of a section are shown, and rows of a table."""
ROOM = 5_000
"""How many characters the entries of a section have: escaped, with the tables, a comment on GitHub holds all of it (65,536)."""
MOST_LINES = 12
"""How many clauses of an entry."""
LONGEST, LONGEST_TITLE = 220, 80
"""Of a clause and of a title so many characters."""
SHARED = 40
"""Of what two long clauses begin with alike so many characters."""
SIGNS = {
    Fate.ADDED: Cell("+", Tone.GOOD),
    Fate.REMOVED: Cell("−", Tone.BAD),
    Fate.RENAMED: Cell("»", Tone.NOTE),
    Fate.EDITED: Cell("~", Tone.NOTE),
    Fate.AFFECTED: Cell("~", Tone.NOTE),
}


def comparison_document(comparison: Comparison, language: Language) -> Document:
    """The whole of a comparison in a language."""
    head = HEAD(before=comparison.before, after=comparison.after).render(language)
    blocks = [Paragraph(_summary(comparison).render(language), Tone.STRONG)]
    sections = [*_differences(comparison, language), *_dates(comparison, language)]
    if comparison.counted is not None:
        sections.append(_data(comparison.counted, language))
    return Document(Section(head, tuple(blocks)), tuple(sections))


def _summary(comparison: Comparison) -> Message:
    effects = [one.effect for one in comparison.differences]
    if not effects:
        return NOTHING()
    return COUNTS(
        all=len(effects),
        looser=effects.count(Effect.LOOSENED),
        stricter=effects.count(Effect.TIGHTENED),
        other=effects.count(Effect.CHANGED),
    )


def _differences(comparison: Comparison, language: Language) -> Iterator[Section]:
    for effect, title in TITLES.items():
        room = ROOM
        found = [one for one in comparison.differences if one.effect is effect]
        entries: list[Entry] = []
        for one in found[:MOST]:
            entry = _entry(one, language)
            room -= sum(map(len, (entry.text, *(each.text for each in entry.below))))
            if room < 0 and entries:
                break
            entries.append(entry)
        if found:
            rest = _rest(len(found) - len(entries), language)
            yield Section(headed(title, len(found), language), (Listing(tuple(entries)), *rest))


def _rest(count: int, language: Language) -> tuple[Paragraph, ...]:
    return (Paragraph(REST(count=count).render(language), Tone.MUTED),) if count > 0 else ()


def _entry(one: Difference, language: Language) -> Entry:
    kind = KINDS[one.kind]()
    last = one.name.rpartition(".")[2]
    title = _short(one.title, LONGEST_TITLE)
    what = NAMED(kind=kind, title=title) if one.title in (last, one.name) else None
    what = what or WITH_NAME(kind=kind, title=title, name=_short(one.name, LONGEST_TITLE))
    span = one.after or one.before
    place = "" if span is None else f"{span.source.path}:{span.line}"
    told = ENTRIES[one.fate](what=what, place=place, was=_short(one.was or "", LONGEST_TITLE))
    below = [_line(clause, language) for clause in one.clauses[:MOST_LINES]]
    if one.through:
        below.append(
            Paragraph(THROUGH(names=_short(COMMA().render(language).join(one.through), LONGEST)).render(language))
        )
    return Entry(
        told.render(language),
        sign=SIGNS[one.fate],
        below=(*below, *_rest(len(one.clauses) - MOST_LINES, language)),
    )


def _line(clause: ClauseChange, language: Language) -> Paragraph:
    texts = ["" if each is None else each.text for each in (clause.before, clause.after)]
    if max(map(len, texts)) > LONGEST:
        first = (at for at, pair in enumerate(zip(*texts, strict=False)) if pair[0] != pair[1])
        alike = next(first, min(map(len, texts))) - SHARED
        texts = [f"…{text[alike:]}" if alike > 0 else text for text in texts]
    before, after = (
        None if each is None else _short(text, LONGEST)
        for each, text in zip((clause.before, clause.after), texts, strict=True)
    )
    line = LINES[before is not None, after is not None](before=before or "", after=after or "")
    if clause.effect in EFFECTS:
        line = LINE_EFFECT(line=line, effect=EFFECTS[clause.effect]())
    return Paragraph(line.render(language))


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _dates(comparison: Comparison, language: Language) -> Iterator[Section]:
    if not comparison.shifts:
        return
    columns = (
        Column(TASK().render(language), elastic=True, least=16),
        Column(START().render(language)),
        Column(FINISH().render(language)),
        Column(DAYS().render(language), right=True),
    )
    rows = tuple(
        Row(
            (
                _short(shift.title, LONGEST_TITLE),
                _moved(*shift.starts, language),
                _moved(*shift.finishes, language),
                _by(*shift.finishes),
            )
        )
        for shift in comparison.shifts[:MOST]
    )
    rest = _rest(len(comparison.shifts) - MOST, language)
    yield Section(headed(DATES, len(comparison.shifts), language), (Table(columns, rows), *rest))


def _moved(before: date, after: date, language: Language) -> str:
    if before == after:
        return after.isoformat()
    return MOVED(before=before.isoformat(), after=after.isoformat()).render(language)


def _by(before: date, after: date) -> str:
    return f"{(after - before).days:+d}" if before != after else ""


def _data(counted: Counted, language: Language) -> Section:
    heading = DATA(start=counted.start.isoformat(), end=counted.end.isoformat()).render(language)
    if not counted.alerts:
        return Section(heading, (Paragraph(SAME_ALERTS().render(language)),))
    more = counted.after - counted.before
    said = ALERTS[(more > 0) - (more < 0)](count=abs(more), before=counted.before, after=counted.after)
    columns = (
        Column(ALERT().render(language), elastic=True, least=16),
        *(Column(each().render(language), right=True) for each in (BEFORE, AFTER, GONE, MORE)),
    )
    rows = tuple(Row(_counts(one, language)) for one in counted.alerts[:MOST])
    rest = _rest(len(counted.alerts) - MOST, language)
    return Section(heading, (Paragraph(said.render(language), Tone.STRONG), Table(columns, rows), *rest))


def _counts(one: Onsets, language: Language) -> tuple[str, ...]:
    absent = ABSENT().render(language)
    counts = (absent if count is None else str(count) for count in (one.before, one.after))
    return (_short(one.title, LONGEST_TITLE), *counts, str(one.gone), str(one.more))
