"""Where the files that travel with the package lie: the grammar, the standard library, the examples' templates.

In a wheel they lie under `planlang/_bundled/`; in a checkout at its top level.
"""

from __future__ import annotations

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
