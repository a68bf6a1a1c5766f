"""The phases in a row: from an opened plan to its schedule and its evaluation.

In: an opened plan, where its data lie, the as-of words of the command line. Out: what the report rooms print.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from planlang.data.bind import bind
from planlang.data.files.files import DataFile, find_files
from planlang.data.loaded.snapshot import EngineError, Fault
from planlang.diagnostics.text import Language, Message, Text
from planlang.evaluate.breakdown import TooManyValuesError
from planlang.evaluate.evaluate import evaluate
from planlang.evaluate.held import Held, hold
from planlang.evaluate.results.evaluation import AsOf, Evaluation
from planlang.plan.build import build
from planlang.plan.current import in_force
from planlang.plan.plan import Plan
from planlang.schedule.schedule import Schedule
from planlang.schedule.schedule_plan import make_schedule
from planlang.semantics.model import WeeklyAt
from planlang.semantics.model.titles import in_language
from planlang.values.periods import Grain, OtherMonthError, Period
from planlang.values.zoned import last_closed, midnight, parse_as_of
from planlang.workspace.engines import chosen_engine
from planlang.workspace.errors import NoDataError, UncountableDataError, UnusableOptionError
from planlang.workspace.workspace import Opened

WRONG_AS_OF = Text(
    "run.as-of",
    '--as-of "{text}" is no week, day or time that exists; write one like 2026-W20, 2026-05-17 or 2026-05-17T20:00',
)
OTHER_MONTH = Text("run.other-month", '{option} "{text}" is no month of this plan: write {instead}')
NO_AS_OF = Text(
    "run.no-as-of", "no file of the data has a date in its name; say with --as-of what is to be looked at: 2026-W20"
)
NO_FILE = Text(
    "run.no-file",
    "there is no data to hold the plan against: no file matches {patterns} in {folder}; --data names another folder",
)
NONE_READABLE = Text("run.none-readable", "no file of the data can be read: {file}: {reason}")
MOST_PATTERNS = 3
"""How many patterns are told."""
TOO_LARGE = Text(
    "run.too-large",
    "the figures in the data are too large to be worked out; look for an amount with too many digits ({reason})",
)
TOO_MANY_PARTS = Text(
    "run.too-many-parts",
    "there are {count} different {name}, which is more than an alert can be for each of; take a coarser one",
)
READING = Text("run.reading", "reading the exports")
COUNTING = Text("run.counting", "working out figures")
JUDGING = Text("run.judging", "judging rules")
STEPS = 3
NO_FILES = (Fault.BROKEN_FILE, Fault.EMPTY_FILE, Fault.WRONG_ENCODING, Fault.MISSING_COLUMN)
"""What keeps a whole file from being read."""

Step = Callable[[Message, int, int], None]
"""Told what begins, how many parts of the work are done, and of how many."""


def silent(message: Message, done: int, total: int) -> None:
    """Tells nobody."""


def planned(opened: Opened, language: Language | None = None) -> Plan:
    """The plan of an opened file that has no errors, with all its revisions.

    Titles are in a language where the plan has them; None: as written.
    """
    assert opened.model is not None, "only a usable plan is put in order"
    return in_force(build(opened.model if language is None else in_language(opened.model, language)).value)


def scheduled(plan: Plan) -> Schedule:
    """The schedule as written: nothing of what happened is known but what the plan says."""
    return make_schedule(plan)


def scheduled_as_of(plan: Plan, opened: Opened, *, data: Path | None, as_of: str | None) -> Schedule:
    """The schedule as things stand; as written where no as-of is given.

    Data are read only where a condition of a task or milestone asks for them.

    Raises:
        UnusableOptionError: the as-of cannot be read.
    """
    if as_of is None:
        return scheduled(plan)
    model = plan.model
    waiting = any(task.starts_when for task in model.tasks.values())
    if waiting or any(stone.reached_when for stone in model.milestones.values()):
        return evaluated(plan, opened, data=data, as_of=as_of).schedule
    cut = as_of_words(plan, as_of).cut
    return make_schedule(in_force(plan, cut), as_of=cut.date())


def as_of_words(plan: Plan, text: str) -> AsOf:
    """The as-of that a person wrote.

    Raises:
        UnusableOptionError: it is no week, day or time.
    """
    try:
        cut, label = parse_as_of(text, plan.model.plan.zone, plan.grid)
    except OtherMonthError as error:
        raise UnusableOptionError(OTHER_MONTH(option="--as-of", text=text, instead=error.instead)) from None
    except ValueError:
        raise UnusableOptionError(WRONG_AS_OF(text=text)) from None
    return AsOf(label, cut, last_closed(cut, Grain.WEEK, plan.grid))


def data_files(plan: Plan, opened: Opened, data: Path | None) -> Mapping[str, tuple[DataFile, ...]]:
    """The files that each of the plan's sources finds.

    Raises:
        NoDataError: there is none although the plan has sources.
    """
    sources = plan.model.sources
    found = {
        name: find_files(source.patterns, source.base, opened.root, data, plan.grid)[0]
        for name, source in sources.items()
    }
    if not any(found.values()) and sources:
        patterns = list(dict.fromkeys(f'"{pattern}"' for source in sources.values() for pattern in source.patterns))
        listed = ", ".join(patterns[:MOST_PATTERNS]) + (" …" if len(patterns) > MOST_PATTERNS else "")
        raise NoDataError(NO_FILE(patterns=listed, folder=str(opened.root if data is None else data)))
    return found


def check_readable(evaluation: Evaluation) -> None:
    """Refuse an evaluation for which every file was broken.

    Raises:
        NoDataError: there is nothing that was read.
    """
    broken = [note for note in evaluation.notes if note.fault in NO_FILES and note.place is not None]
    if not evaluation.loads and broken and (place := broken[0].place) is not None:
        raise NoDataError(NONE_READABLE(file=place.file, reason=broken[0].message))


def last_covered(plan: Plan, opened: Opened, data: Path | None) -> AsOf:
    """The end of the last week that the names of the exports reach into.

    Raises:
        UnusableOptionError: no file has a date in its name.
        NoDataError: there is no file.
    """
    week = max(_last_weeks(plan, opened, data).values(), key=lambda week: week.end)
    return AsOf(week.label, midnight(week.end), week)


def to_review(plan: Plan, opened: Opened, data: Path | None) -> AsOf:
    """The end of the week that is reviewed where nobody says which, and the sources that end before it.

    It is the last one of the sources that are due every week, where there are none of those of no rhythm, else of all:
    the exports of a month reach into a week of which nothing else is there yet. One source that is late keeps no week
    from being looked at. Raises as `last_covered` does.
    """
    found = _last_weeks(plan, opened, data)
    due = {name: plan.model.sources[name].due for name in found}
    weekly = [name for name in found if isinstance(due[name], WeeklyAt)]
    telling = weekly or [name for name in found if due[name] is None] or list(found)
    week, whole = (pick((found[name] for name in telling), key=lambda week: week.end) for pick in (max, min))
    short = tuple(name for name in weekly if found[name] != week)
    return AsOf(week.label, midnight(week.end), week, short, whole if short else None)


def _last_weeks(plan: Plan, opened: Opened, data: Path | None) -> Mapping[str, Period]:
    """The last week that the names of the exports of each source reach into; sources without dated ones are left out."""
    found = {
        name: last_closed(midnight(max(ends) + timedelta(days=6)), Grain.WEEK, plan.grid)
        for name, files in data_files(plan, opened, data).items()
        if (ends := [file.days.end for file in files if file.days is not None and file.instead is None])
    }
    if not found:
        raise UnusableOptionError(NO_AS_OF())
    return found


def has_dated_files(plan: Plan, opened: Opened, data: Path | None) -> bool:
    """Whether the names of the exports tell what is to be looked at where nobody says."""
    try:
        last_covered(plan, opened, data)
    except (UnusableOptionError, NoDataError):
        return False
    return True


def held(
    plan: Plan,
    opened: Opened,
    *,
    data: Path | None = None,
    as_of: str | None = None,
    step: Step = silent,
    otherwise: Callable[[Plan, Opened, Path | None], AsOf] = to_review,
) -> Held:
    """The plan held against its data.

    Args:
        plan: from `planned`.
        opened: where it was read from.
        data: a folder to look in instead of the one that the sources name.
        as_of: 2026-W20, a date or a time; None: as the exports tell.
        step: told what begins.
        otherwise: how the exports tell it.

    Raises:
        UnusableOptionError: the as-of cannot be read, or is not given and cannot be guessed.
        NoDataError: there is no file to guess it from.
        UnreachableEngineError: the database that was named for the figures cannot be used.
    """
    when = as_of_words(plan, as_of) if as_of is not None else otherwise(plan, opened, data)
    plan = in_force(plan, when.cut)
    step(READING(), 0, STEPS)
    engine = chosen_engine()
    snapshot = bind(plan.model, opened.root, cut=when.cut, engine=engine, data_dir=data)
    step(COUNTING(), 1, STEPS)
    return hold(plan, snapshot, when)


def evaluated(
    plan: Plan, opened: Opened, *, data: Path | None = None, as_of: str | None = None, step: Step = silent
) -> Evaluation:
    """The evaluation of a plan; see `held` for what is asked and raised."""
    world = held(plan, opened, data=data, as_of=as_of, step=step)
    step(JUDGING(), 2, STEPS)
    return judged(world)


def judged(world: Held) -> Evaluation:
    """All that is found for the week of a plan held against data; raises as `countable` does."""
    with countable():
        return evaluate(world)


@contextmanager
def countable() -> Iterator[None]:
    """Tells of figures that an engine cannot work out in the words of people.

    Raises:
        UncountableDataError: a sum is out of range, or the memory does not suffice.
    """
    try:
        yield
    except EngineError as error:
        raise UncountableDataError(TOO_LARGE(reason=str(error))) from error
    except TooManyValuesError as error:
        raise UncountableDataError(TOO_MANY_PARTS(name=error.name, count=error.count)) from error
