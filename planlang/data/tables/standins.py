"""Files that stand where an export should: what they are, told by their first bytes and never by their name.

In: a path that a pattern found. Out: whether it is text or a workbook, or the words for what it is instead. Nothing that is
no ordinary file is ever opened: a pipe would never end.
"""

from __future__ import annotations

import re
import stat
import zipfile
from enum import Enum
from pathlib import Path

from planlang.data.loaded.snapshot import Fault
from planlang.data.tables.reading import UnreadableError
from planlang.diagnostics.text import Message, Text

START = 4096
"""How many bytes are looked at."""
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""First bytes of an .xls file, and of an encrypted workbook."""
ZIP = b"PK\x03\x04"

FOLDER = Text("data.stand-in.folder", "this is a folder, not a file")
PIPE = Text("data.stand-in.pipe", "this is a pipe or a device, not a file; it is not opened")
OUTSIDE = Text("data.stand-in.link", "this is a link that leads out of the data folder; it is not followed")
DANGLING = Text("data.stand-in.dangling", "this is a link to a file that is not there")
PAGE = Text("data.stand-in.page", "this is a web page, perhaps the one to sign in with; export the data again")
PAGE_TITLED = Text("data.stand-in.page.titled", 'this is a web page ("{title}"), not the data; export them again')
OLD_XML = Text("data.stand-in.xml-2003", "this is a spreadsheet in the XML of 2003; save it as .xlsx or CSV")
XML = Text("data.stand-in.xml", "this is XML, not a table; export it as CSV or .xlsx")
JSON = Text("data.stand-in.json", "this is JSON, not a table; export it as CSV or .xlsx")
DOCUMENT = Text("data.stand-in.pdf", "this is a PDF document; export the data as CSV or .xlsx")
WORDS = Text("data.stand-in.word", "this is a Word document; export the data as CSV or .xlsx")
ARCHIVE = Text("data.stand-in.archive", "this is an archive ({kind}); unpack it into the data folder")
PICTURE = Text("data.stand-in.picture", "this is a picture; export the data as CSV or .xlsx")
DATABASE = Text("data.stand-in.database", "this is a file of a database ({kind}); export the table as CSV")


class Kind(Enum):
    """How a file is to be read."""

    TEXT = "text"
    WORKBOOK = "workbook"


_STARTS: tuple[tuple[bytes, Message], ...] = (
    (b"%PDF", DOCUMENT()),
    (b"{\\rtf", WORDS()),
    (b"\x1f\x8b", ARCHIVE(kind="gzip")),
    (b"7z\xbc\xaf\x27\x1c", ARCHIVE(kind="7z")),
    (b"Rar!", ARCHIVE(kind="rar")),
    (b"BZh", ARCHIVE(kind="bzip2")),
    (b"\xfd7zXZ", ARCHIVE(kind="xz")),
    (b"\x28\xb5\x2f\xfd", ARCHIVE(kind="zstd")),
    (b"\x89PNG", PICTURE()),
    (b"\xff\xd8\xff", PICTURE()),
    (b"GIF8", PICTURE()),
    (b"SQLite format 3", DATABASE(kind="SQLite")),
    (b"PAR1", DATABASE(kind="Parquet")),
    (b"ARROW1", DATABASE(kind="Arrow")),
)
_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body|script|meta|table|div|title|style)\b", re.IGNORECASE)
_TITLE = re.compile(rb"<title[^>]*>\s*([^<]{1,80})", re.IGNORECASE)


def kind_of(path: Path) -> Kind:
    """How a file is to be read.

    Raises:
        UnreadableError: it is neither text nor a workbook.
        OSError: it cannot be opened.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise UnreadableError(Fault.BROKEN_FILE, FOLDER() if path.is_dir() else PIPE())
    with path.open("rb") as file:
        start = file.read(START)
    if start.startswith(OLE):
        return Kind.WORKBOOK
    if start.startswith(ZIP):
        return _archive(path)
    found = next((message for begins, message in _STARTS if start.startswith(begins)), None) or _marked_up(start)
    if found is not None:
        raise UnreadableError(Fault.BROKEN_FILE, found)
    return Kind.TEXT


def _archive(path: Path) -> Kind:
    """Whether a zip archive is a workbook; one that is damaged passes for one.

    Raises:
        UnreadableError: it holds something else.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            names = {name.lower() for name in archive.namelist()}
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return Kind.WORKBOOK
    if "word/document.xml" in names:
        raise UnreadableError(Fault.BROKEN_FILE, WORDS())
    if "content.xml" in names or any(name.startswith("xl/") for name in names):
        return Kind.WORKBOOK
    raise UnreadableError(Fault.BROKEN_FILE, ARCHIVE(kind="zip"))


def _marked_up(start: bytes) -> Message | None:
    """What a text in a language of machines is; None for any other text."""
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if _PAGE.match(text) or (text.startswith((b"<!--", b"<?xml")) and _PAGE.search(text)):
        title = _TITLE.search(text)
        words = " ".join(title[1].decode("utf-8", errors="replace").split()) if title else ""
        return PAGE_TITLED(title=words) if words else PAGE()
    if text.startswith(b"<?xml"):
        return OLD_XML() if b"office:spreadsheet" in text else XML()
    return JSON() if re.match(rb'(?:\{\s*"|\[\s*[{\[])', text) else None
