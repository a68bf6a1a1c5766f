"""What can go wrong outside the plan's text: files that cannot be read, options that make no sense.

Every error says what was tried and what to try next, in the reader's language. The command line prints it and ends with
status 2.
"""

from __future__ import annotations

from planlang.diagnostics.text import Language, Message


class PlanlangError(Exception):
    """The root of all errors that are not about a plan's text."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.render(Language.EN))
        self.message = message


class UnreadableFileError(PlanlangError):
    """A plan file is missing, too large, not text, or may not be read."""


class UnwritableFileError(PlanlangError):
    """A file or folder cannot be written."""


class NoDataError(PlanlangError):
    """There is no export at all, or none that can be read."""


class UncountableDataError(PlanlangError):
    """Figures of the data are too large to be worked out."""


class UnusableOptionError(PlanlangError):
    """A command-line value that names nothing that exists."""
