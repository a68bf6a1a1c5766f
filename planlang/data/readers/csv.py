"""Text files with a delimiter: comma, tab, semicolon or bar; UTF-8, GB18030 or UTF-16; quoted fields may hold newlines.

In: a file. Out: `Opened` with one sheet for each delimiter that its first lines hold. Files that are not UTF-8 are
written again as UTF-8 for the engine. Which delimiter is right, the header tells (headers.py).
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import shutil
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np
from attrs import evolve

from planlang.data.loaded.snapshot import Fault
from planlang.data.tables.encodings import LONGEST, likeliest
from planlang.data.tables.reading import (
    HEAD_ROWS,
    NO_HINT,
    Bulk,
    Hint,
    Opened,
    Padding,
    Record,
    UnreadableError,
    is_blank,
)
from planlang.data.tables.textrows import rows_of
from planlang.diagnostics.text import Message, Text
from planlang.frozen import field, frozen

DELIMITERS = (",", "\t", ";", "|")
MAX_BYTES = 4 * 1024**3
CHUNK = 1 << 18
HEAD_LENGTH = 1 << 15
"""How many characters of a file are looked at for its header."""
BLOCK = 1 << 16
PATTERN_MARKS = frozenset("*?[]{}")
SAMPLE_BLOCKS = 8
SAMPLE_ROWS = 200
RARE_LEADS = (0xCC, 0xE3)
RARE_LEAD_BYTES = (0xC2, 0xEF)
"""With what the UTF-8 of a letter begins that is a blank or that `values/texts.py` may write otherwise, and few others."""
LONGEST_LINE = 1 << 24
"""How many bytes a line may have."""

UNKNOWN = "unknown"
"""Stands for an encoding that is none of those that bytes show by themselves."""
BY_PLAN = Text("format.encoding-declared", "declared in the plan")
BY_BYTES = Text("format.encoding-bytes", "its bytes allow nothing else")
TOO_LARGE = Text("data.too-large", "the file has {size} MB; at most {limit} are read")
EMPTY = Text("data.empty-file", "the file is empty: not even a header")
NOT_TEXT = Text("data.not-text", "the file is not text: it has a zero byte in line {line}")
UNDECODABLE = Text("data.wrong-encoding", "the encoding of the file is not known here; export it again as UTF-8")
DAMAGED = Text("data.damaged-text", "the file is UTF-8 text with damaged bytes; export it again")
LONG_LINE = Text("data.long-line", "this line has more than {limit} MB; is it a table of rows and columns?")


@frozen
class Contents:
    """What one pass over the bytes of a file tells; `padded` and `rare`: of cells and letters, as far as is known."""

    digest: str
    encoding: str
    lines: int
    lone_returns: bool
    quotes: bool
    tabs: bool
    padded: bool
    rare: bool

    def padding(self, delimiter: str) -> Padding:
        """With what cells may begin or end that such a delimiter stands between."""
        if self.quotes or (self.tabs and delimiter != "\t"):
            return Padding.ANY
        return Padding.SPACES if self.padded or self.rare else Padding.NONE


@frozen(eq=False)
class CsvSheet:
    """A text file read with one delimiter."""

    path: Path
    delimiter: str
    encoding: str
    head: tuple[Record, ...]
    bulk: Bulk | None
    first_field: int = 1
    is_text: bool = True
    name: None = None
    height: int = 0

    def records(self, after: int) -> Iterator[Record]:
        """Every row that starts below line `after`, blank ones too.

        Raises:
            UnreadableError: too many quotes do not fit.
        """
        # Where every byte matters the encoding was checked; a column that nobody reads may hold anything.
        with self.path.open(encoding=self.encoding, errors="replace", newline="") as file:
            yield from rows_of(file, self.delimiter, after, self.path.stat().st_size)

    def samples(self) -> Iterator[Record]:
        """Some rows from the whole length of the file; their line numbers are not told."""
        if self.bulk is None:
            yield from islice(self.records(0), SAMPLE_BLOCKS * SAMPLE_ROWS)
            return
        with self.bulk.path.open("rb") as file:
            size = file.seek(0, io.SEEK_END)
            blocks = SAMPLE_BLOCKS if size > SAMPLE_BLOCKS * BLOCK else 1
            for block in range(blocks):
                file.seek(size * block // blocks)
                text = file.read(BLOCK if blocks > 1 else size).decode("utf-8-sig", errors="ignore")
                lines = text.splitlines()[1 if block else 0 : -1 if block < blocks - 1 else None]
                reader = csv.reader(lines, delimiter=self.delimiter, skipinitialspace=True)
                try:
                    yield from ((0, row) for row in islice(reader, SAMPLE_ROWS * SAMPLE_BLOCKS // blocks))
                except csv.Error:
                    continue


@frozen
class CsvReader:
    """Opens text files with a delimiter."""

    suffixes: tuple[str, ...] = field(default=(".csv", ".txt", ".tsv"))

    def open(self, path: Path, scratch: Path, hint: Hint = NO_HINT, *, careful: bool = True) -> Opened:
        """One sheet for each delimiter in the first rows.

        Raises:
            UnreadableError: the file is empty, too large, no text, or in no known encoding.
        """
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise UnreadableError(Fault.BROKEN_FILE, TOO_LARGE(size=size >> 20, limit=MAX_BYTES >> 20))
        contents = examined(path, careful=hint.encoding is None and (careful or not starts_as_utf8(path)))
        why: Message = BY_BYTES()
        if hint.encoding is not None and _marked_as(path) is None:
            contents, why = evolve(contents, encoding=hint.encoding), BY_PLAN()
        elif contents.encoding == UNKNOWN:
            with path.open("rb") as file:
                found = likeliest(file.read(LONGEST), hint.words)
            if found is None:
                raise UnreadableError(Fault.WRONG_ENCODING, UNDECODABLE())
            encoding, why = found
            contents = evolve(contents, encoding=encoding)
        text = path
        if not contents.encoding.startswith("utf-8"):
            text = Path(tempfile.mkdtemp(dir=scratch)) / "text.csv"
            contents = transcoded(path, text, contents)
        elif PATTERN_MARKS.intersection(str(path.absolute())):
            # The engine would take the path for a pattern.
            text = Path(tempfile.mkdtemp(dir=scratch)) / "text.csv"
            shutil.copyfile(path, text)
        head, is_whole = head_of(text)
        if not head.strip():
            raise UnreadableError(Fault.EMPTY_FILE, EMPTY())
        simple = not contents.lone_returns
        sheets = [
            CsvSheet(
                path,
                delimiter,
                contents.encoding,
                head_rows(head, delimiter, is_whole=is_whole),
                Bulk(
                    text,
                    delimiter,
                    size,
                    contents.lines,
                    contents.quotes,
                    contents.padding(delimiter),
                    contents.rare,
                )
                if simple
                else None,
            )
            for delimiter in DELIMITERS
            if delimiter in head or delimiter == DELIMITERS[0]
        ]
        return Opened(contents.digest, contents.encoding, why, tuple(sheets))


READER = CsvReader()


def starts_as_utf8(path: Path) -> bool:
    """Whether the beginning of a file is UTF-8."""
    with path.open("rb") as file:
        start = file.read(4 * HEAD_LENGTH)
    return _decodes(codecs.getincrementaldecoder("utf-8")(), start, final=len(start) < 4 * HEAD_LENGTH)


def examined(path: Path, *, careful: bool) -> Contents:
    """The digest, encoding and line count of a file, in one pass over its bytes; only with `careful` every byte is
    checked to be UTF-8, only without it blanks at the ends of cells and rare letters are looked for.

    Raises:
        UnreadableError: it is neither UTF-8 nor GB18030 nor marked as UTF-16, has a zero byte or too long a line.
    """
    digest = hashlib.sha256()
    utf8 = codecs.getincrementaldecoder("utf-8")()
    encoding, lines, returns, pairs, run = "utf-8", 0, 0, 0, 0
    is_utf8, quotes, tabs = True, False, False
    padded = rare = careful
    last = b""
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            if not last:
                encoding = _marked(chunk)
            if b"\0" in chunk and not encoding.startswith("utf-16"):
                line = lines + chunk.count(b"\n", 0, chunk.index(b"\0")) + 1
                raise UnreadableError(Fault.BROKEN_FILE, NOT_TEXT(line=line), line)
            is_utf8 = is_utf8 and (not careful or _decodes(utf8, chunk))
            newlines = _newlines(chunk)
            ended = max(chunk.rfind(b"\n"), chunk.rfind(b"\r")) + 1
            run = len(chunk) - ended if ended else run + len(chunk)
            if run > LONGEST_LINE:
                raise UnreadableError(Fault.BROKEN_FILE, LONG_LINE(limit=LONGEST_LINE >> 20), lines + newlines + 1)
            lines += newlines
            if b"\r" in chunk:
                returns += chunk.count(b"\r")
                pairs += chunk.count(b"\r\n")
            pairs += last == b"\r" and chunk[:1] == b"\n"
            quotes = quotes or b'"' in chunk
            tabs = tabs or b"\t" in chunk
            rare = rare or has_rare_letters(chunk)
            padded = padded or rare or has_padded_cells(last + chunk)
            last = chunk[-1:]
    if not encoding.startswith("utf-16") and not (is_utf8 and _decodes(utf8, b"", final=True)):
        if encoding == "utf-8-sig" or _is_mostly_utf8(path):
            raise UnreadableError(Fault.WRONG_ENCODING, DAMAGED())
        encoding = UNKNOWN
    return Contents(
        digest.hexdigest(),
        encoding,
        lines + (last not in (b"\n", b"")),
        returns != pairs,
        quotes,
        tabs,
        padded or last == b" ",
        rare,
    )


def _marked_as(path: Path) -> str | None:
    """The encoding that the first bytes of a file name."""
    with path.open("rb") as file:
        marked = _marked(file.read(CHUNK))
    return None if marked == "utf-8" else marked


def _newlines(chunk: bytes) -> int:
    """How many lines end in some bytes; `bytes.count` takes three times as long."""
    return int(np.count_nonzero(np.frombuffer(chunk, np.uint8) == ord("\n")))


def has_padded_cells(text: bytes) -> bool:
    r"""Whether a space stands beside what may end a cell.

    >>> has_padded_cells(b"a b;c"), has_padded_cells(b"a;b ;c"), has_padded_cells(b"a; b"), has_padded_cells(b"a \r\n")
    (False, True, True, True)
    """
    cells = np.frombuffer(text, np.uint8)
    spaces = cells == ord(" ")
    ends = cells == ord("\n")
    for end in (b"\r", *(delimiter.encode() for delimiter in DELIMITERS)):
        if end in text:
            ends |= cells == ord(end)
    return bool((spaces[1:] & ends[:-1]).any() or (spaces[:-1] & ends[1:]).any())


def has_rare_letters(text: bytes) -> bool:
    """Whether UTF-8 may hold blanks other than ASCII's, or letters that are compared in another form; surely not where all
    letters are Latin, Chinese or Korean, and all signs ASCII's.

    >>> [has_rare_letters(word.encode()) for word in ("Müller", "张丽", "Ｖｉｓｉｔ", "Mu\u0308ller", "a\u2003b")]
    [False, False, True, True, True]
    """
    if text.isascii():
        return False
    cells = np.frombuffer(text, np.uint8)
    first, last = RARE_LEADS
    found = cells - np.uint8(first) <= last - first  # what is less than the first is greater than all
    for lead in RARE_LEAD_BYTES:
        found |= cells == lead
    return bool(found.any())


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> bool:
    """Whether further bytes are text in the encoding of a decoder."""
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _marked(start: bytes) -> str:
    """The encoding that a byte order mark or zero bytes show; `utf-8` where nothing does."""
    if start.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return _two_bytes_each(start[:HEAD_LENGTH]) or "utf-8"


def _two_bytes_each(start: bytes) -> str | None:
    """UTF-16 without a mark: each line ends in a zero byte and another, and zeros stand on one side of pairs only."""
    pairs = len(start) // 2
    zeros = start[0 : 2 * pairs : 2].count(0), start[1 : 2 * pairs : 2].count(0)
    if min(zeros) > 0 or 8 * max(zeros) < pairs:
        return None
    encoding = "utf-16-le" if zeros[1] else "utf-16-be"
    return encoding if "\n" in start.decode(encoding, "ignore") else None


def _is_mostly_utf8(path: Path) -> bool:
    """Whether bytes that are not UTF-8 are rare exceptions: a damaged file, which would pass for GB18030 unnoticed."""
    good = bad = 0
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        while text := file.read(CHUNK):
            wrong = text.count("\ufffd")
            bad += wrong
            good += len(text.encode("utf-8")) - len(text) - 2 * wrong
    return good > 20 * bad


def transcoded(path: Path, target: Path, contents: Contents) -> Contents:
    """Write the text of a file as UTF-8; what is known of the new file, the digest being that of the old one.

    Raises:
        UnreadableError: the bytes are not text in that encoding.
    """
    decoder = codecs.getincrementaldecoder(contents.encoding)()
    try:
        with path.open("rb") as source, target.open("wb") as file:
            while chunk := source.read(CHUNK):
                file.write(decoder.decode(chunk).encode("utf-8"))
            file.write(decoder.decode(b"", final=True).encode("utf-8"))
    except UnicodeError:
        raise UnreadableError(Fault.WRONG_ENCODING, UNDECODABLE()) from None
    return evolve(examined(target, careful=False), digest=contents.digest, encoding=contents.encoding)


def head_of(path: Path) -> tuple[str, bool]:
    """The beginning of a UTF-8 text, up to the end of a line, and whether that is all of it."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        head = file.read(HEAD_LENGTH)
        if len(head) < HEAD_LENGTH:
            return head, True
        return head + file.readline(), False


def head_rows(text: str, delimiter: str, *, is_whole: bool) -> tuple[Record, ...]:
    """The first rows of a text that are not blank."""
    rows = rows_of(io.StringIO(text, newline=""), delimiter, 0, len(text), is_cut=not is_whole)
    found: list[Record] = []
    try:
        for line, cells in rows:
            if not is_blank(cells):
                found.append((line, cells))
            if len(found) == HEAD_ROWS:
                break
    except UnreadableError:
        pass
    return tuple(found)
