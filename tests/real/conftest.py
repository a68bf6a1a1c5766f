"""Where the real data lie: the folder named by PLANLANG_REAL_DATA, or `shared/data` beside the checkout."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
REAL = Path(os.environ.get("PLANLANG_REAL_DATA", HERE.parents[2] / "shared" / "data"))


def real_data(name: str) -> Path:
    """A folder of real data; the test is skipped where it is not there."""
    folder = REAL / name
    if not folder.is_dir():
        pytest.skip(f"the real data are not here: {name} (set PLANLANG_REAL_DATA)")
    return folder
