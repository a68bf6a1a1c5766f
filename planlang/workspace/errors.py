"""What can go wrong outside the plan's text: files that cannot be read, options that make no sense.

Every error says what was tried and what to try next, in the reader's language. The command line prints it and ends with
status 2.
"""

from __future__ import annotations

import errno

from planlang.diagnostics.text import Language, Message, Text

REASONS = {
    errno.EACCES: Text("files.reason.access", "you may not open it"),
    errno.EPERM: Text("files.reason.permission", "it is not allowed"),
    errno.EISDIR: Text("files.reason.folder", "it is a folder"),
    errno.ENOTDIR: Text("files.reason.no-folder", "a part of the path is no folder"),
    errno.ENOENT: Text("files.reason.missing", "there is no such file or folder"),
    errno.ELOOP: Text("files.reason.loop", "its links lead in a circle"),
    errno.ENAMETOOLONG: Text("files.reason.long-name", "its name is too long"),
    errno.EIO: Text("files.reason.device", "the disk cannot be read"),
    errno.ENOSPC: Text("files.reason.full", "the disk is full"),
    errno.EROFS: Text("files.reason.read-only", "the disk can only be read"),
    errno.EINVAL: Text("files.reason.name", "there can be no file of that name"),
}
"""What the system refuses, in words; any other reason in its own."""


class PlanlangError(Exception):
    """The root of all errors that are not about a plan's text."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.render(Language.EN))
        self.message = message


def reason_of(error: OSError) -> Message | str:
    """Why the system refused."""
    text = REASONS.get(error.errno or 0)
    return (error.strerror or str(error)) if text is None else text()


class UnreadableFileError(PlanlangError):
    """A plan file is missing, too large, not text, or may not be read."""


class UnwritableFileError(PlanlangError):
    """A file or folder cannot be written."""


class NoDataError(PlanlangError):
    """There is no export at all, or none that can be read."""


class UncountableDataError(PlanlangError):
    """Figures of the data are too large to be worked out."""


class UnreachableEngineError(PlanlangError):
    """The database that was named for the figures cannot be used."""


class UnusableOptionError(PlanlangError):
    """A command-line value that names nothing that exists."""
