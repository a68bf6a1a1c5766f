"""`planlang evaluate`: hold a plan against the week's exports."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from planlang.cli.completing import people, sections
from planlang.cli.options import (
    as_of_option,
    colour_option,
    data_option,
    lang_option,
    output_options,
    plan_argument,
    workspace_option,
)
from planlang.cli.session import line_width, open_usable, progress, put_document, put_pieces
from planlang.diagnostics.suggest import nearest
from planlang.diagnostics.text import Language, Message, Text
from planlang.report.words.extent import EVERYTHING, SECTIONS, Section, section_called
from planlang.values.severities import SEVERITY_LADDER
from planlang.workspace.errors import UnusableOptionError

if TYPE_CHECKING:
    from planlang.evaluate.results.evaluation import Evaluation
    from planlang.workspace.workspace import Opened

HELP = Text(
    "cli.evaluate.help",
    "Hold the plan against the week's exports: goals, late tasks, broken rules, alerts.\n\n"
    "\b\nExamples:\n  planlang evaluate premium.plan --as-of 2026-W20\n"
    "  planlang evaluate premium.plan --data exports/ --format json -o week20.json --fail-on critical\n"
    "  planlang evaluate premium.plan --format markdown -o week20.md\n\n"
    "The report is as long as a screen; --all, --only and --for show the whole of it, or of a part. They do not change the exit "
    "status.\n\n"
    "Ends with 0 where nothing is wrong, 1 with violations at or above --fail-on, 2 where the plan or the data cannot be "
    "read. Nothing after --as-of is looked at; without it, the last week is reviewed that the weekly exports cover.",
)
FAIL_ON = Text("cli.evaluate.fail-on", "the mildest violation that makes the exit status 1")
ALL = Text("cli.evaluate.all", "cut no list and no cell")
ONLY = Text("cli.evaluate.only", "only these sections, whole: {names}")
FOR = Text("cli.evaluate.for", "only what concerns a person, a team, a task or a record such as a deal, whole")
NO_SECTION = Text("cli.evaluate.no-section", '--only: no section is called "{name}"; there are {names}')
NEAR_SECTION = Text("cli.evaluate.near-section", '--only: no section is called "{name}"; near it: {names}')
NOBODY = Text(
    "cli.evaluate.nobody", '--for: the plan has no person, team, task or record with findings called "{name}"; {known}'
)
TEXT_ONLY = Text(
    "cli.evaluate.text-only", "--all, --only and --for are for text and Markdown; the JSON always has everything"
)
NEAR = Text("cli.evaluate.near", "near it: {names}")
SOME = Text("cli.evaluate.some", "there are, for example: {names}")
MOST = 5
SEPARATOR = {Language.EN: ", ", Language.ZH: "、"}
LEVELS = (*SEVERITY_LADDER, "never")


def command(language: Language) -> click.Command:
    """The command in a language."""
    return click.Command(
        "evaluate",
        callback=lambda **options: run(language=language, **options),
        help=HELP.template(language),
        params=[
            plan_argument(),
            data_option(language),
            as_of_option(language),
            click.Option(
                ["--fail-on"],
                type=click.Choice(LEVELS),
                default="warning",
                show_default=True,
                help=FAIL_ON.template(language),
            ),
            click.Option(["--all", "whole"], is_flag=True, help=ALL.template(language)),
            click.Option(
                ["--only"],
                metavar="SECTION,…",
                help=ONLY(names=_sections(language)).render(language),
                shell_complete=sections,
            ),
            click.Option(["--for", "entity"], metavar="NAME", help=FOR.template(language), shell_complete=people),
            *output_options(language, "text", "markdown", "json"),
            workspace_option(language),
            colour_option(language),
            lang_option(language),
        ],
    )


def run(
    plan: Path,
    data: Path | None,
    as_of: str | None,
    fail_on: str,
    whole: bool,
    only: str | None,
    entity: str | None,
    format: str,
    output: Path | None,
    workspace: Path | None,
    colour: bool | None,
    language: Language,
) -> int:
    """Evaluate the plan, print what was found, and give the exit status.

    Raises:
        UnusableOptionError: there is no such section, nobody of that name, or no text to which that applies.
    """
    if format == "json" and (whole or only or entity):
        raise UnusableOptionError(TEXT_ONLY())
    sections = _asked(only, language)
    opened = open_usable(plan, workspace, language)
    if opened is None:
        return 2
    from planlang.evaluate.results.violations import listed
    from planlang.workspace.run import check_readable, countable, data_files, evaluated, planned

    with progress(language) as step:
        ordered = planned(opened, None if format == "json" else language)
        data_files(ordered, opened, data)
        evaluation = evaluated(ordered, opened, data=data, as_of=as_of, step=step)
        check_readable(evaluation)
    if format == "json":
        from planlang.report.formats.json import json_pieces

        with countable():
            put_pieces(json_pieces(evaluation), output, language)
    else:
        from planlang.report.documents.summary import week_document
        from planlang.report.words.extent import Extent

        extent = Extent(sections, whole or bool(only or entity), _entity(entity, evaluation, opened))
        document = week_document(evaluation, language, extent)
        put_document(document, format, output, language, colour=colour, width=line_width())
    worst = max((LEVELS.index(sort.severity) for sort in listed(evaluation.violations).counts()), default=-1)
    return int(worst >= LEVELS.index(fail_on))


def _sections(language: Language) -> str:
    """The names of all sections."""
    return SEPARATOR[language].join(text.template(language) for text in SECTIONS.values())


def _asked(only: str | None, language: Language) -> frozenset[Section]:
    """The sections asked for."""
    found: set[Section] = set()
    for part in re.split(r"[,，、]", only or ""):
        headed = _headed(part)
        if headed is not None:
            found.add(headed)
            continue
        for word in part.split():
            section = _headed(word)
            if section is None:
                raise UnusableOptionError(_no_section(part.strip(), word, language))
            found.add(section)
    return frozenset(found)


def _no_section(part: str, word: str, language: Language) -> Message:
    """What is said of a section that is not there: the nearest name of all that was written, of the word, or all."""
    from planlang.report.documents.headings import names_of_sections

    known = names_of_sections()
    for written in (part, word):
        near = nearest(written, known)
        if near:
            return NEAR_SECTION(name=written, names=SEPARATOR[language].join(near))
    return NO_SECTION(name=word, names=_sections(language))


def _headed(written: str) -> Section | None:
    """The section of this name or under this heading."""
    from planlang.report.documents.headings import section_headed

    return section_called(written.strip()) or section_headed(written)


def _entity(name: str | None, evaluation: Evaluation, opened: Opened) -> str:
    """The key of whom the report is to be about."""
    from planlang.report.words.concerning import entity_called, names_known

    if name is None:
        return EVERYTHING
    written = opened.model or evaluation.plan.model
    entity = entity_called(evaluation, name, written)
    if entity is None:
        known = names_known(evaluation, written)
        near = nearest(name, known, MOST)
        raise UnusableOptionError(
            NOBODY(name=name, known=(NEAR if near else SOME)(names=", ".join(near or known[:MOST])))
        )
    return entity
