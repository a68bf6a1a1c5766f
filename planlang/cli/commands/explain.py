"""`planlang explain`: where a figure or a date comes from."""

from __future__ import annotations

from pathlib import Path

import click

from planlang.cli.completing import EXPLAINED, people, plan_names
from planlang.cli.options import (
    as_of_option,
    colour_option,
    data_option,
    lang_option,
    output_options,
    plan_argument,
    workspace_option,
)
from planlang.cli.session import line_width, open_usable, progress, put_document
from planlang.diagnostics.suggest import nearest
from planlang.diagnostics.text import Language, Message, Text
from planlang.workspace.errors import UnusableOptionError

HELP = Text(
    "cli.explain.help",
    "Say where a figure or a date comes from: formula, period, limit, and the rows behind it by file and line.\n\n"
    "\b\nExamples:\n  planlang explain premium.plan signed --as-of 2026-W20\n"
    "  planlang explain premium.plan visits --for 张丽 --as-of 2026-W20\n"
    "  planlang explain premium.plan SJ26-0842 --as-of 2026-W20\n"
    "  planlang explain premium.plan b2b.stay.proposal --as-of 2026-W20\n\n"
    "ID is the name of a task, milestone, goal, metric, alert, process or process rule, the key of a record (all that is "
    "broken or running about it), or the id of a violation (its first four characters will do).",
)
FOR = Text("cli.explain.for", "about which person or team (default: the whole plan)")
UNKNOWN = Text("cli.explain.unknown", 'nothing is called "{name}"; {known}')
NOTHING = Text(
    "cli.explain.nothing", 'there is nothing to tell of "{name}" for the plan as a whole; say of whom with `--for WHO`'
)
QUIET = Text(
    "cli.explain.quiet",
    'of "{name}" there is nothing to tell for the plan as a whole; `--for WHO` tells of one of these: {names}',
)
QUIET_MORE = Text("cli.explain.quiet-more", "{names} and {count:more|more}")
NOTHING_OF = Text("cli.explain.nothing-of", 'there is nothing to tell of "{name}" for "{entity}"')
NOBODY = Text("cli.explain.nobody", 'the plan has no person or team called "{name}"; {known}')
NEAR = Text("cli.explain.near", "near it: {names}")
SOME = Text("cli.explain.some", "there are, for example: {names}")
MOST = 5
MOST_CHOICES = 10
SEPARATOR = {Language.EN: ", ", Language.ZH: "、"}


def command(language: Language) -> click.Command:
    """The command in a language."""
    return click.Command(
        "explain",
        callback=lambda **options: run(language=language, **options),
        help=HELP.template(language),
        params=[
            plan_argument(),
            click.Argument(["name"], metavar="ID", shell_complete=plan_names(*EXPLAINED)),
            click.Option(["--for", "entity"], metavar="WHO", help=FOR.template(language), shell_complete=people),
            as_of_option(language),
            data_option(language),
            *output_options(language, "text", "markdown"),
            workspace_option(language),
            colour_option(language),
            lang_option(language),
        ],
    )


def run(
    plan: Path,
    name: str,
    entity: str | None,
    as_of: str | None,
    data: Path | None,
    format: str,
    output: Path | None,
    workspace: Path | None,
    colour: bool | None,
    language: Language,
) -> int:
    """Print the explanation and give the exit status.

    Raises:
        UnusableOptionError: nothing has that name, or nobody.
    """
    opened = open_usable(plan, workspace, language)
    if opened is None:
        return 2
    from planlang.report.documents.explain import explanations, task_explanation
    from planlang.workspace.explaining import explained, task_called
    from planlang.workspace.run import has_dated_files, held, judged, planned, scheduled

    ordered = planned(opened, language)
    assert opened.model is not None, "only a usable plan is put in order"
    task = task_called(name, ordered, opened.model) if as_of is None and entity is None else None
    if task is not None and not has_dated_files(ordered, opened, data):
        document = task_explanation(task, ordered, scheduled(ordered), language)
        put_document(document, format, output, language, colour=colour, width=line_width())
        return 0
    with progress(language) as step:
        world = held(ordered, opened, data=data, as_of=as_of, step=step)
        evaluation = judged(world)
        found = explained(world, evaluation, name, entity, opened.model, language)
    if not found.subjects:
        if entity is not None and entity not in found.entities:
            raise UnusableOptionError(NOBODY(name=entity, known=_known(entity, found.entities, found.entities)))
        if name in (*found.names, *found.spellings):
            raise UnusableOptionError(_nothing(name, entity, found.choices, language))
        raise UnusableOptionError(UNKNOWN(name=name, known=_known(name, found.names, found.spellings)))
    document = explanations(found.subjects, evaluation, language)
    put_document(document, format, output, language, colour=colour, width=line_width())
    return 0


def _nothing(name: str, entity: str | None, choices: tuple[str, ...], language: Language) -> Message:
    """What is said where there is nothing to tell of a name for somebody, or for the plan as a whole."""
    if entity is not None:
        return NOTHING_OF(name=name, entity=entity)
    if not choices:
        return NOTHING(name=name)
    names: str | Message = SEPARATOR[language].join(choices[:MOST_CHOICES])
    if len(choices) > MOST_CHOICES:
        names = QUIET_MORE(names=names, count=len(choices) - MOST_CHOICES)
    return QUIET(name=name, names=names)


def _known(name: str, known: tuple[str, ...], spellings: tuple[str, ...]) -> Message:
    """The nearest of all spellings, else the first names."""
    near = nearest(name, spellings, MOST)
    return NEAR(names=", ".join(near)) if near else SOME(names=", ".join(known[:MOST]))
