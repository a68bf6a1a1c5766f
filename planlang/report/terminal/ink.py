"""Tones as the colours of a terminal."""

from __future__ import annotations

from planlang.report.document import Tone

RESET = "\x1b[0m"
CODES = {
    Tone.PLAIN: "",
    Tone.STRONG: "\x1b[1m",
    Tone.MUTED: "\x1b[2m",
    Tone.BAD: "\x1b[1;31m",
    Tone.RISK: "\x1b[33m",
    Tone.GOOD: "\x1b[32m",
    Tone.NOTE: "\x1b[36m",
}


def inked(text: str, tone: Tone, colour: bool) -> str:
    """A text that is safe to print, in colour where that is asked for."""
    return f"{CODES[tone]}{text}{RESET}" if colour and CODES[tone] and text else text
