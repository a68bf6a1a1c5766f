"""planlang: a language and an engine for sales plans."""

from __future__ import annotations

__version__ = "0.1.0"
