"""`planlang test`: the tests of plans, run."""

from __future__ import annotations

from pathlib import Path

import click

from planlang.cli.options import colour_option, lang_option, output_options, workspace_option
from planlang.cli.session import FIRST, line_width, print_errors, put, put_document
from planlang.diagnostics.text import Language, Text
from planlang.workspace.errors import UnusableOptionError

HELP = Text(
    "cli.test.help",
    "Run the tests of plans: rows of weeks, and what is expected of an alert, a process, a goal or a metric in each. A folder stands for "
    "all plan files below it, a plan for the files of tests beside it as well (premium.tests.plan).\n\n"
    "\b\nExamples:\n  planlang test premium.plan\n  planlang test . --format junit -o tests.xml\n  planlang test premium.plan --only thin_counts\n"
    "  planlang test premium.plan --coverage --fail-under 90\n\n"
    "Exit status: 0 all pass, 1 some fail or --fail-under is not reached, 2 a file has errors; the tests of all others are run.",
)
ONLY = Text("cli.test.only", "only tests of this name, or title; may be given several times")
COVERAGE = Text("cli.test.coverage", "tell which outcomes of alerts, rules, goals and filters no test has seen")
MUTATE = Text("cli.test.mutate", "change the plan in one place after the other, and tell which changes no test notices")
LIBRARY = Text("cli.test.library", "for --coverage and --mutate: what the standard library declares counts as well")
FAIL_UNDER = Text(
    "cli.test.fail-under", "exit with 1 where fewer percent of outcomes are seen, or of changes are noticed"
)
UNUSABLE = Text("cli.test.unusable", "{plan} cannot be tested before its errors are mended: {errors}")
OF_NOTHING = Text("cli.test.of-nothing", "{option} goes with --coverage or --mutate; add one of them")
TOO_FEW_SEEN = Text("cli.test.too-few-seen", "{share}% of outcomes are seen, fewer than {least}%")
TOO_FEW_NOTICED = Text("cli.test.too-few-noticed", "{share}% of changes are noticed, fewer than {least}%")


def command(language: Language) -> click.Command:
    """The command in a language."""
    return click.Command(
        "test",
        callback=lambda **options: run(language=language, **options),
        help=HELP.template(language),
        params=[
            click.Argument(["paths"], type=click.Path(path_type=Path), metavar="[FILE|FOLDER]...", nargs=-1),
            click.Option(["--only"], metavar="NAME", multiple=True, help=ONLY.template(language)),
            click.Option(["--coverage"], is_flag=True, help=COVERAGE.template(language)),
            click.Option(["--mutate"], is_flag=True, help=MUTATE.template(language)),
            click.Option(["--library"], is_flag=True, help=LIBRARY.template(language)),
            click.Option(
                ["--fail-under"],
                type=click.FloatRange(0, 100),
                metavar="PERCENT",
                help=FAIL_UNDER.template(language),
            ),
            *output_options(language, "text", "markdown", "json", "junit"),
            workspace_option(language),
            colour_option(language),
            lang_option(language),
        ],
    )


def run(
    paths: tuple[Path, ...],
    only: tuple[str, ...],
    coverage: bool,
    mutate: bool,
    library: bool,
    fail_under: float | None,
    format: str,
    output: Path | None,
    workspace: Path | None,
    colour: bool | None,
    language: Language,
) -> int:
    """Print what became of the tests and give the exit status."""
    from planlang.workspace.testing.suite import chosen, reported, suites

    for option, given in (("--fail-under", fail_under is not None), ("--library", library)):
        if given and not coverage and not mutate:
            raise UnusableOptionError(OF_NOTHING(option=option))
    found = tuple(suites(paths, workspace))
    told: set[tuple[Path, int, str]] = set()
    for suite in found:
        if suite.errors:
            errors = {(suite.opened.root / one.span.source.path, one.span.start, one.name): one for one in suite.errors}
            print_errors([one for key, one in errors.items() if key not in told], language, most=FIRST)
            told |= errors.keys()
            click.echo(UNUSABLE(plan=suite.opened.source.path, errors=len(suite.errors)).render(language), err=True)
    report = reported(chosen(found, only, paths), coverage=coverage, mutate=mutate, library=library)
    if format == "json":
        from planlang.report.formats.json import json_of_tests

        put(json_of_tests(report), output, language)
    elif format == "junit":
        from planlang.report.formats.junit import to_junit

        put(to_junit(report, language), output, language)
    else:
        from planlang.report.documents.testing import document_of_tests

        document = document_of_tests(report, language)
        put_document(document, format, output, language, colour=colour, width=line_width())
    short = False
    for asked, (part, whole), text in (
        (coverage, report.coverage, TOO_FEW_SEEN),
        (mutate, report.mutation, TOO_FEW_NOTICED),
    ):
        if asked and fail_under is not None and part * 100 < fail_under * whole:
            short = True
            click.echo(text(share=part * 100 // whole, least=f"{fail_under:g}").render(language), err=True)
    if report.untested:
        return 2
    return 0 if all(one.passes for one in report.tried) and not short else 1
