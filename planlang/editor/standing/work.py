"""The process that reads data for an editor: one question a line, one answer a line, until nobody asks any more.

In: plans with the texts of open files. Out: how they stand in the last evaluated week; the rows behind a figure. What was read
last is kept, for the same texts and the same files.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from planlang.data.loaded.seen import seen_values
from planlang.diagnostics.text import Language, Message, Text
from planlang.editor.standing.words import alert_words, goal_words, metric_words
from planlang.evaluate.held import Held
from planlang.evaluate.results.evaluation import Evaluation
from planlang.frozen import define, frozen
from planlang.plan.plan import Plan
from planlang.report.documents.explain import explanations
from planlang.report.formats.markdown import to_markdown
from planlang.workspace.errors import PlanlangError
from planlang.workspace.explaining import explained, untold
from planlang.workspace.files import DiskLoader
from planlang.workspace.run import check_readable, countable, data_files, held, judged, planned
from planlang.workspace.sources import Sources, Unsaved
from planlang.workspace.workspace import Opened, open_from

Json = Any
MISTAKES = Text("standing.mistakes", "the plan has mistakes; mend them first")
ODD = Text("standing.odd", "the data could not be read by a mistake of planlang ({kind})")


@frozen(eq=False)
class World:
    """A plan held against data, and what was found."""

    opened: Opened
    held: Held
    evaluation: Evaluation


class UntoldError(Exception):
    """What keeps a question from being answered; its words are the answer."""


@define(eq=False)
class Reader:
    """What was read last."""

    _key: Json = None
    _world: World | None = None

    def answer(self, asked: Mapping[str, Json]) -> dict[str, Json]:
        """The answer to a question, or what keeps it from being answered."""
        language = Language(asked["language"])
        try:
            world = self._read(asked, language)
            if asked["kind"] == "week":
                return _week(world, language)
            return {"text": _rows(world, asked["name"], asked.get("who"), language)}
        except (PlanlangError, UntoldError) as error:
            message = error.message if isinstance(error, PlanlangError) else error.args[0]
            return {"fault": message.render(language)}
        except Exception as error:
            traceback.print_exc()
            return {"fault": ODD(kind=type(error).__name__).render(language)}

    def _read(self, asked: Mapping[str, Json], language: Language) -> World:
        """A plan held against its data.

        Raises:
            UntoldError: it has mistakes.
        """
        main, texts = Path(asked["main"]), asked["texts"]
        root = main.parent
        buffers = {Path(path).relative_to(root).as_posix(): text for path, text in texts.items()}
        opened = open_from(Sources(Unsaved(buffers, DiskLoader(root)), root), main.name)
        if not opened.usable:
            raise UntoldError(MISTAKES())
        plan = planned(opened, language)
        key = (
            main,
            language,
            tuple((module.source.path, module.source.text) for module in opened.modules),
            tuple(_stamps(plan, opened)),
        )
        if self._world is None or self._key != key:
            self._world = None  # two of them need not be in memory
            world = held(plan, opened)
            evaluation = judged(world)
            check_readable(evaluation)
            self._world, self._key = World(opened, world, evaluation), key
        return self._world


def _stamps(plan: Plan, opened: Opened) -> Iterator[tuple[str, int, int]]:
    """What tells whether files of data are others."""
    for files in data_files(plan, opened, None).values():
        for file in files:
            try:
                found = os.stat(file.path)
            except OSError:
                continue
            yield file.name, found.st_mtime_ns, found.st_size


def _week(world: World, language: Language) -> dict[str, Json]:
    """How everything stands in the week."""
    with countable():
        values = seen_values(world.held.plan.model, world.held.snapshot)
        return {
            "week": world.evaluation.as_of.label,
            "goals": goal_words(world.evaluation, language),
            "metrics": metric_words(world.evaluation, language),
            "alerts": alert_words(world.held, language),
            "values": {
                source: {column: [(one.value, one.rows) for one in seen] for column, seen in columns.items()}
                for source, columns in values.items()
            },
        }


def _rows(world: World, name: str, who: str | None, language: Language) -> str:
    """What goes by a name with the rows behind its figures, as Markdown.

    Raises:
        UntoldError: there is nothing to tell.
    """
    found = explained(world.held, world.evaluation, name, who, world.opened.model, language)
    missing: Message | None = untold(found, name, who, language)
    if missing is not None:
        raise UntoldError(missing)
    return to_markdown(explanations(found.subjects, world.evaluation, language))


def work(questions: BinaryIO, answers: BinaryIO) -> None:
    """Answer until the stream of questions ends."""
    reader = Reader()
    for line in questions:
        asked = json.loads(line)
        answer = {"id": asked["id"], **reader.answer(asked)}
        answers.write(json.dumps(answer, ensure_ascii=True).encode() + b"\n")
        answers.flush()


def main() -> None:
    """Work over standard input and output, behind everything else that this machine does."""
    if hasattr(os, "nice"):
        os.nice(10)
    answers, sys.stdout = sys.stdout, sys.stderr  # nothing else may get in between
    work(sys.stdin.buffer, answers.buffer)
