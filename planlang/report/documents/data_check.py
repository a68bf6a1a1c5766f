"""What a look at the data found: each source with its files, its columns and what is wrong with them.

In: the checks of all sources. Out: a document. Files whose column was read alike share a line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction

from planlang.data.loaded.checking import SourceCheck, Topic, is_clean
from planlang.data.loaded.formats import ColumnFormat, FileFormat
from planlang.data.loaded.snapshot import DataNote, Load
from planlang.data.tables.encodings import ENCODING_NAMES
from planlang.diagnostics.text import Language, Message, Text
from planlang.evaluate.results.evaluation import AsOf
from planlang.evaluate.results.readings import Reading
from planlang.report.document import (
    NOTES,
    Block,
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
from planlang.report.sections.shortcomings import place_text
from planlang.report.words.dates import cut_words
from planlang.values.figure import Known
from planlang.values.periods import DAY
from planlang.values.units import Count

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
    "repeated-header": Text("report.check.reason.repeated-header", "headers again {count}"),
    "remark": Text("report.check.reason.remark", "remarks {count}"),
    "after-cut": Text("report.check.reason.after-cut", "after the as-of {count}"),
    "repeated-key": Text("report.check.reason.repeated-key", "with a key again {count}"),
    "superseded": Text("report.check.reason.superseded", "in a later file {count}"),
    "repeated-row": Text("report.check.reason.repeated-row", "in another file {count}"),
    "corrected-file": Text("report.check.reason.corrected", "in a corrected file {count}"),
}


def data_check_document(checks: Sequence[SourceCheck], as_of: AsOf, language: Language) -> Document:
    """What `planlang data check` prints."""
    head = Section("", (Paragraph(AS_OF(day=cut_words(as_of.cut, language)).render(language)),))
    clean = Section(NOTES().render(language), (Paragraph(CLEAN().render(language), Tone.MUTED),), quiet=True)
    sources = tuple(_source(check, language) for check in checks)
    return Document(head, (*sources, *((clean,) if is_clean(checks) else ())))


def _source(check: SourceCheck, language: Language) -> Section:
    """One source."""
    ident = check.source.ident
    blocks: list[Block] = []
    if not check.loads:
        blocks.append(Paragraph(NO_FILES().render(language), depth=1))
    else:
        said = (_sums(check.loads).render(language), _reasons(check.loads, language))
        blocks += (Paragraph(text, depth=1) for text in said if text)
        blocks.append(_files(check, language))
    if check.formats:
        blocks.append(_columns(check.formats, language))
    for topic, notes in check.notes:
        entries = tuple(Entry(_placed(note, language)) for note in notes)
        blocks.append(Section(headed(TOPICS[topic], len(notes), language), (Listing(entries, depth=1),)))
    return Section(f"{ident.title} ({ident.name})", tuple(blocks))


def _placed(note: DataNote, language: Language) -> str:
    """A note after the place that it is about."""
    place = f"{place_text(note.place)}  " if note.place is not None else ""
    return f"{place}{note.message.render(language)}"


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


def _files(check: SourceCheck, language: Language) -> Section:
    """The files of a source with their rows, and in which encoding they were read."""
    head = [text().render(language) for text in (FILE, DAYS, IN_FILE, USED, ASIDE, OUT)]
    rows = tuple(
        Row(
            (
                load.file,
                _days(load, language),
                _count(load.rows.in_file),
                _count(load.rows.used),
                _count(load.rows.aside, Tone.RISK) if load.rows.aside else "",
                _count(out) if (out := sum(load.rows.left_out.values())) else "",
            )
        )
        for load in check.loads
    )
    columns = (
        Column(head[0], elastic=True, least=24),
        Column(head[1]),
        *(Column(text, right=True) for text in head[2:]),
    )
    table = Table(columns, rows, depth=1)
    return Section(headed(FILES, len(rows), language), (table, *_encodings(check.files, language)))


def _count(rows: int, tone: Tone = Tone.PLAIN) -> Cell:
    """A number of rows."""
    return Cell(f"{rows:,}", tone, Reading(Known(Fraction(rows)), Count()))


def _encodings(files: Sequence[FileFormat], language: Language) -> Iterator[Paragraph]:
    """The encodings other than UTF-8 that files were taken for, and why."""
    alike: dict[tuple[str, str], list[FileFormat]] = {}
    for form in files:
        if form.encoding in ENCODING_NAMES:
            alike.setdefault((ENCODING_NAMES[form.encoding], form.why.render(language)), []).append(form)
    for (encoding, why), forms in alike.items():
        first = forms[0].file
        name = first if len(forms) == 1 else FURTHER(file=first, count=len(forms) - 1).render(language)
        yield Paragraph(READ_AS(file=name, encoding=encoding, why=why).render(language), depth=2)


def _days(load: Load, language: Language) -> str:
    """The days that a file is for."""
    start, last = load.covers[0], load.covers[1] - DAY
    if load.snapshot is not None:
        return load.snapshot.isoformat()
    if start == date.min:
        return BEGINNING(day=last.isoformat()).render(language)
    return f"{start} .. {last}" if start < last else start.isoformat()


def _columns(formats: Sequence[ColumnFormat], language: Language) -> Section:
    """How each column was read, files alike on one line."""
    alike: dict[tuple[str, str | None, str, str], list[ColumnFormat]] = {}
    for form in formats:
        key = (form.column, form.header, form.taken_for.render(language), form.why.render(language))
        alike.setdefault(key, []).append(form)
    texts = (COLUMN, HEADER, TAKEN_FOR, WHY, DISAGREE, EXAMPLES, FILE)
    wide = {TAKEN_FOR: 26, WHY: 26}
    columns = tuple(
        Column(
            text().render(language),
            elastic=text not in (COLUMN, DISAGREE),
            least=wide.get(text, 12),
            rank=int(text is FILE),
        )
        for text in texts
    )
    rows: list[Row] = []
    for (column, header, taken_for, why), found in alike.items():
        disagree, cells = sum(form.disagree for form in found), sum(form.cells for form in found)
        examples = list(dict.fromkeys(example for form in found for example in form.examples))[:3]
        count = OF(count=f"{disagree:,}", cells=f"{cells:,}").render(language)
        files = found[0].file if len(found) == 1 else FURTHER(file=found[0].file, count=len(found) - 1).render(language)
        row = (
            column,
            header or "–",
            taken_for,
            why,
            Cell(count, Tone.RISK if disagree else Tone.MUTED, Reading(Known(Fraction(disagree)), Count())),
            " · ".join(examples),
            Cell(files, Tone.MUTED),
        )
        rows.append(Row(row))
    table = Table(columns, tuple(rows), whole=True, depth=1)
    return Section(headed(COLUMNS, len(rows), language), (table,))
