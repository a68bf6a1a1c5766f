"""Runs the Markdown pages of tests/spec and docs/reference as tests.

`<!-- check: time.week_label -->` names the function `week_label` of `tests/spec/checks/time.py` for what follows it:

* a table: every row is a test. The function gets the row as a dict of header -> cell and returns a dict of the columns
  whose header starts with `→`, as texts.
* two fenced blocks: one test. The function gets the text of the first block and returns the text of the second.

`pytest tests/spec --accept` writes what the functions return into the pages, for a person to read before committing.
`pytest tests/spec --engine postgresql` has all figures of plans and files worked out by a PostgreSQL server.
Otherwise tests share one DuckDB where tests/shared_database.py says so.
"""

from __future__ import annotations

import importlib
import os
import re
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from tests.laws import PART, tries

# a build tries the same examples each time; `nox -s laws` always new ones
hypothesis.settings.register_profile("planlang", deadline=None, derandomize=PART < 1, max_examples=tries(100))
hypothesis.settings.load_profile("planlang")

DIRECTIVE = re.compile(r"<!-- check: ([a-z_]+)\.([a-z_]+) -->")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="write actual results into the spec pages")
    parser.addoption(
        "--engine", choices=("duckdb", "postgresql"), default="duckdb", help="where figures are worked out"
    )
    parser.addoption("--one-in", type=int, default=1, help="every so many-th test only, in order")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    items[:] = items[:: config.getoption("--one-in")]


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.config.getoption("--engine") == "duckdb":
        os.environ.pop("PLANLANG_ENGINE", None)
    else:
        from tests.engines import address

        os.environ["PLANLANG_ENGINE"] = address()


def pytest_collect_file(parent: pytest.Collector, file_path: Path) -> pytest.Collector | None:
    if file_path.suffix == ".md":
        return SpecPage.from_parent(parent, path=file_path)
    return None


def cells(line: str) -> list[str]:
    """The cells of a table row; `\\|` is a bar inside a cell."""
    return [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line.strip())[1:-1]]


class SpecPage(pytest.File):
    """A Markdown page; yields one test per table row or pair of blocks after a directive."""

    def collect(self) -> Iterator[pytest.Item]:
        lines = self.path.read_text(encoding="utf-8").split("\n")
        number = 0
        blocks: list[int] = []
        while number < len(lines):
            match = DIRECTIVE.match(lines[number].strip())
            number += 1
            if match is None:
                continue
            check = f"{match[1]}.{match[2]}"
            while not lines[number].strip():
                number += 1
            if lines[number].startswith("|"):
                header = cells(lines[number])
                number += 2
                while number < len(lines) and lines[number].startswith("|"):
                    yield SpecRow.from_parent(
                        self, name=f"{check}:{number + 1}", check=check, header=header, line=number
                    )
                    number += 1
            else:
                yield SpecBlock.from_parent(
                    self, name=f"{check}:{number + 1}", check=check, line=number, rank=len(blocks)
                )
                blocks.append(number)


class SpecItem(pytest.Item):
    def __init__(self, *, check: str, line: int, **kwargs: object) -> None:
        super().__init__(**kwargs)  # type: ignore[arg-type]
        self.check = check
        self.line = line

    def function(self):  # type: ignore[no-untyped-def]
        module, name = self.check.split(".")
        return getattr(importlib.import_module(f"tests.spec.checks.{module}"), name)

    def page(self) -> list[str]:
        return self.path.read_text(encoding="utf-8").split("\n")

    def accept(self, lines: list[str]) -> None:
        self.path.write_text("\n".join(lines), encoding="utf-8")

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, self.line, self.name

    def repr_failure(self, excinfo, style=None):  # type: ignore[no-untyped-def]
        if isinstance(excinfo.value, MismatchError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)


class MismatchError(AssertionError):
    """What a page says is not what the program says."""


class SpecRow(SpecItem):
    def __init__(self, *, header: list[str], **kwargs: object) -> None:
        super().__init__(**kwargs)  # type: ignore[arg-type]
        self.header = header

    def runtest(self) -> None:
        lines = self.page()
        row = dict(zip(self.header, cells(lines[self.line]), strict=True))
        expected = {name: cell for name, cell in row.items() if name.startswith("→")}
        assert expected, f"no column of {self.header} starts with →"
        given = {name: cell for name, cell in row.items() if not name.startswith("→")}
        actual = {f"→ {name.removeprefix('→').strip()}": text for name, text in self.function()(given).items()}
        if self.config.getoption("--accept"):
            row |= actual
            lines[self.line] = "| " + " | ".join(row[name].replace("|", "\\|") for name in self.header) + " |"
            self.accept(lines)
        elif actual != expected:
            raise MismatchError(f"{self.path.name}:{self.line + 1}\n  page:    {expected}\n  program: {actual}")


class SpecBlock(SpecItem):
    def __init__(self, *, rank: int, **kwargs: object) -> None:
        super().__init__(**kwargs)  # type: ignore[arg-type]
        self.rank = rank

    def runtest(self) -> None:
        lines = self.page()
        opening, closing = self.fences(lines, self.place(lines))
        start, end = self.fences(lines, closing + 1)
        actual = self.function()("\n".join(lines[opening + 1 : closing]) + "\n").rstrip("\n")
        expected = "\n".join(lines[start + 1 : end])
        if self.config.getoption("--accept"):
            self.accept([*lines[: start + 1], *actual.split("\n"), *lines[end:]])
        elif actual != expected:
            raise MismatchError(f"{self.path.name}:{start + 1}\n--- page\n{expected}\n--- program\n{actual}")

    def place(self, lines: list[str]) -> int:
        """The line after this block's directive, also when results before it have changed their length."""
        seen = -1
        for number, line in enumerate(lines):
            if DIRECTIVE.match(line.strip()):
                following = next(text for text in lines[number + 1 :] if text.strip())
                seen += not following.startswith("|")
                if seen == self.rank:
                    return number + 1
        raise AssertionError(f"{self.path.name} has changed while it was tested")

    @staticmethod
    def fences(lines: list[str], start: int) -> tuple[int, int]:
        opening = next(i for i in range(start, len(lines)) if lines[i].startswith("```"))
        closing = next(i for i in range(opening + 1, len(lines)) if lines[i].rstrip() == "```")
        return opening, closing
