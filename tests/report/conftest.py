"""Goldens of reports: `pytest tests/report --accept` writes what the program says, for a person to read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent.parent / "golden" / "report"


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compares a text with the file of that name in tests/golden/report."""

    def compare(name: str, text: str) -> None:
        path = FOLDER / name
        if request.config.getoption("--accept"):
            path.write_bytes(text.encode("utf-8"))
        assert text == path.read_bytes().decode("utf-8"), f"{path.name} differs; read it, then run with --accept"

    return compare
