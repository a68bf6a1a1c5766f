"""What a look at the data found, for a terminal: each source with its files, its columns and what is wrong with them.

In: the checks of all sources. Out: lines. Files whose column was read alike share a line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from planlang.data.loaded.checking import SourceCheck, Topic, is_clean
from planlang.data.loaded.formats import ColumnFormat, FileFormat
from planlang.data.loaded.snapshot import Load
from planlang.data.tables.encodings import ENCODING_NAMES
from planlang.diagnostics.text import Language, Message, Text
from planlang.diagnostics.width import printable
from planlang.evaluate.results.evaluation import AsOf
from planlang.report.sections.columns import Cell, Column, Paint, headed, painted, table, wrapped
from planlang.report.sections.shortcomings import place_text
from planlang.report.words.dates import cut_words
from planlang.values.periods import DAY

AS_OF = Text("report.check.as-of", "as of {day}")
NO_FILES = Text("report.check.no-files", "no file was read")
ROWS = Text("report.check.rows", "{files:file|files}, {rows:row|rows}: {used} used, {aside} set aside, {out} left out")
FILES = Text("report.check.files", "Files")
COLUMNS = Text("report.check.columns", "Columns")
FILE = Text("report.check.file", "file")
DAYS = Text("report.check.days", "for the days")
IN_FILE = Text("report.check.in-file", "rows")
USED = Text("report.check.used", "used")
ASIDE = Text("report.check.aside", "set aside")
OUT = Text("report.check.out", "left out")
COLUMN = Text("report.check.column", "column")
HEADER = Text("report.check.header", "header")
TAKEN_FOR = Text("report.check.taken-for", "taken for")
WHY = Text("report.check.why", "why")
DISAGREE = Text("report.check.disagree", "disagree")
EXAMPLES = Text("report.check.examples", "for example")
OF = Text("report.check.of", "{count} of {cells}")
READ_AS = Text("report.check.read-as", "{file}: read as {encoding}, {why}")
FURTHER = Text("report.check.further", "{file} and {count} more")
BEGINNING = Text("report.check.up-to", "up to {day}")
CLEAN = Text("report.check.clean", "Nothing has to be mended.")
TOPICS = {
    Topic.MISSING: Text("report.check.missing", "Missing"),
    Topic.LATE: Text("report.check.late", "Late"),
    Topic.OVERLAPPING: Text("report.check.overlapping", "Overlapping"),
    Topic.DUPLICATE: Text("report.check.duplicate", "Duplicate"),
    Topic.UNMAPPED: Text("report.check.unmapped", "Unmapped"),
    Topic.WRONG: Text("report.check.wrong", "Cannot be read"),
    Topic.NOTEWORTHY: Text("report.check.noteworthy", "Noteworthy"),
}
REASONS = {
    "blank-row": Text("report.check.reason.blank", "blank {count}"),
    "total-row": Text("report.check.reason.total", "totals {count}"),
    "after-cut": Text("report.check.reason.after-cut", "after the as-of {count}"),
    "repeated-key": Text("report.check.reason.repeated-key", "with a key again {count}"),
    "superseded": Text("report.check.reason.superseded", "in a later file {count}"),
    "repeated-row": Text("report.check.reason.repeated-row", "in another file {count}"),
    "corrected-file": Text("report.check.reason.corrected", "in a corrected file {count}"),
}


def data_check_lines(
    checks: Sequence[SourceCheck], as_of: AsOf, language: Language, width: int, colour: bool
) -> Iterator[str]:
    """The lines of a check of the data."""
    yield AS_OF(day=cut_words(as_of.cut, language)).render(language)
    for check in checks:
        yield ""
        yield from _source(check, language, width, colour)
    if is_clean(checks):
        yield from ("", painted(CLEAN().render(language), Paint.DIM, colour))


def _source(check: SourceCheck, language: Language, width: int, colour: bool) -> Iterator[str]:
    """One source."""
    ident = check.source.ident
    yield painted(f"{ident.title} ({ident.name})", Paint.BOLD, colour)
    if not check.loads:
        yield f"  {NO_FILES().render(language)}"
    else:
        yield from wrapped(f"  {_sums(check.loads).render(language)}", width)
        reasons = _reasons(check.loads, language)
        if reasons:
            yield from wrapped(f"  {reasons}", width)
        yield from _files(check.loads, language, width, colour)
        yield from _encodings(check.files, language, width)
    if check.formats:
        yield from _columns(check.formats, language, width, colour)
    for topic, notes in check.notes:
        yield headed(TOPICS[topic], len(notes), language, colour)
        for note in notes:
            place = f"{place_text(note.place)}  " if note.place is not None else ""
            yield from wrapped(printable(f"{place}{note.message.render(language)}"), width, 2)


def _sums(loads: Sequence[Load]) -> Message:
    """What became of the rows of all files."""
    counts = [load.rows for load in loads]
    return ROWS(
        files=len(loads),
        rows=f"{sum(count.in_file for count in counts):,}",
        used=f"{sum(count.used for count in counts):,}",
        aside=f"{sum(count.aside for count in counts):,}",
        out=f"{sum(sum(count.left_out.values()) for count in counts):,}",
    )


def _reasons(loads: Sequence[Load], language: Language) -> str:
    """Why rows were left out."""
    sums = {reason: sum(load.rows.left_out.get(reason, 0) for load in loads) for reason in REASONS}
    return ", ".join(REASONS[reason](count=f"{count:,}").render(language) for reason, count in sums.items() if count)


def _files(loads: Sequence[Load], language: Language, width: int, colour: bool) -> list[str]:
    """The files of a source with their rows."""
    head = [text().render(language) for text in (FILE, DAYS, IN_FILE, USED, ASIDE, OUT)]
    rows = [
        [
            Cell(load.file),
            Cell(_days(load, language)),
            Cell(f"{load.rows.in_file:,}"),
            Cell(f"{load.rows.used:,}"),
            Cell(f"{load.rows.aside:,}" if load.rows.aside else "", Paint.RISK),
            Cell(f"{out:,}" if (out := sum(load.rows.left_out.values())) else ""),
        ]
        for load in loads
    ]
    columns = (
        Column(head[0], elastic=True, least=24),
        Column(head[1]),
        *(Column(text, right=True) for text in head[2:]),
    )
    return [headed(FILES, len(rows), language, colour), *table(columns, rows, width, colour=colour, indent=2)]


def _encodings(files: Sequence[FileFormat], language: Language, width: int) -> Iterator[str]:
    """The encodings other than UTF-8 that files were taken for, and why."""
    alike: dict[tuple[str, str], list[FileFormat]] = {}
    for form in files:
        if form.encoding in ENCODING_NAMES:
            alike.setdefault((ENCODING_NAMES[form.encoding], form.why.render(language)), []).append(form)
    for (encoding, why), forms in alike.items():
        first = forms[0].file
        name = first if len(forms) == 1 else FURTHER(file=first, count=len(forms) - 1).render(language)
        yield from wrapped(f"  {READ_AS(file=name, encoding=encoding, why=why).render(language)}", width, 2)


def _days(load: Load, language: Language) -> str:
    """The days that a file is for."""
    start, last = load.covers[0], load.covers[1] - DAY
    if load.snapshot is not None:
        return load.snapshot.isoformat()
    if start == date.min:
        return BEGINNING(day=last.isoformat()).render(language)
    return f"{start} .. {last}" if start < last else start.isoformat()


def _columns(formats: Sequence[ColumnFormat], language: Language, width: int, colour: bool) -> list[str]:
    """How each column was read, files alike on one line."""
    alike: dict[tuple[str, str | None, str, str], list[ColumnFormat]] = {}
    for form in formats:
        key = (form.column, form.header, form.taken_for.render(language), form.why.render(language))
        alike.setdefault(key, []).append(form)
    texts = (COLUMN, HEADER, TAKEN_FOR, WHY, DISAGREE, EXAMPLES, FILE)
    wide = {TAKEN_FOR: 26, WHY: 26}
    columns = [
        Column(
            text().render(language),
            elastic=text not in (COLUMN, DISAGREE),
            least=wide.get(text, 12),
            rank=int(text is FILE),
        )
        for text in texts
    ]
    rows = []
    for (column, header, taken_for, why), found in alike.items():
        disagree, cells = sum(form.disagree for form in found), sum(form.cells for form in found)
        examples = list(dict.fromkeys(example for form in found for example in form.examples))[:3]
        count = OF(count=f"{disagree:,}", cells=f"{cells:,}").render(language)
        files = found[0].file if len(found) == 1 else FURTHER(file=found[0].file, count=len(found) - 1).render(language)
        rows.append(
            [
                Cell(column),
                Cell(header or "–"),
                Cell(taken_for),
                Cell(why),
                Cell(count, Paint.RISK if disagree else Paint.DIM),
                Cell(" · ".join(examples)),
                Cell(files, Paint.DIM),
            ]
        )
    return [
        headed(COLUMNS, len(rows), language, colour),
        *table(columns, rows, width, colour=colour, indent=2, whole=True),
    ]
