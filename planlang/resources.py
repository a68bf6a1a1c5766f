"""Where the files that travel with the package lie: the grammar, the standard library, the examples' templates.

In a wheel they lie under `planlang/_bundled/`; in a checkout at its top level.
"""

from __future__ import annotations

import os
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path


def bundled(name: str) -> Traversable:
    """The folder `grammar` or `stdlib`, wherever this installation keeps it.

    Raises:
        FileNotFoundError: neither place has it; the installation is broken.
    """
    inside = files("planlang").joinpath("_bundled", name)
    if inside.is_dir():
        return inside
    beside = Path(__file__).resolve().parent.parent / name
    if beside.is_dir():
        return beside
    raise FileNotFoundError(f'planlang was installed without its "{name}" folder; install it again')


@cache
def check_pages() -> dict[str, str]:
    """The names of all checks, in order, each with the path of its page below `docs`."""
    names = sorted(entry.name for entry in bundled("docs").joinpath("diagnostics").iterdir())
    return {name.removesuffix(".md"): f"diagnostics/{name}" for name in names}


def age_of_checkout() -> int:
    """When the newest file of a checkout was changed; 0 of an installation, which does not change."""
    top = Path(__file__).resolve().parent
    if (top / "_bundled").is_dir():
        return 0
    folders = (top, top.parent / "grammar", top.parent / "stdlib")
    walked = ((folder, name) for place in folders for folder, _, names in os.walk(place) for name in names)
    return max(os.stat(os.path.join(folder, name)).st_mtime_ns for folder, name in walked if not name.endswith(".pyc"))
