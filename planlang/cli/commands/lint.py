"""`planlang lint`: say what is wrong with plan files, for people and for CI."""

from __future__ import annotations

import difflib
import os
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from planlang.cli.options import colour_option, lang_option, output_options, workspace_option
from planlang.cli.session import WRITTEN, print_errors, put_pieces, wants_colour
from planlang.diagnostics.text import Language, Text
from planlang.diagnostics.width import printable
from planlang.lint.categories import CATEGORIES
from planlang.workspace.errors import PlanlangError, UnusableOptionError

if TYPE_CHECKING:
    from planlang.diagnostics.finding import Report
    from planlang.workspace.linting.fixing import Mended
    from planlang.workspace.linting.run import Asked, Linter, Run

HELP = Text(
    "cli.lint.help",
    "Check plan files and everything they use, without looking at data.\n\n"
    "\b\nExamples:\n  planlang lint premium.plan\n  planlang lint plans/ --format sarif -o findings.sarif\n"
    "  planlang lint plans/ --fix\n  planlang lint plans/ --select owners,task-* --statistics\n  planlang lint --show-settings plans/\n\n"
    "Settings are read from the nearest planlang.toml or [tool.planlang] of pyproject.toml. "
    "Ends with 0 where nothing is found, 1 with findings at or above --fail-on, 2 where a file cannot be read or a setting cannot be.",
)
FAIL_ON = Text("cli.lint.fail-on", "the mildest finding that makes the exit status 1 (default: warning)")
SELECT = Text(
    "cli.lint.select",
    "only these checks, with commas between them: names, beginnings (task-*), groups ({groups}) or all",
)
IGNORE = Text("cli.lint.ignore", "not these checks")
ISOLATED = Text("cli.lint.isolated", "leave all files of settings aside")
SHOW_SETTINGS = Text("cli.lint.show-settings", "print the settings that hold for each plan, and check nothing")
NO_CACHE = Text("cli.lint.no-cache", "look for everything again, and keep nothing")
STDIN_NAME = Text("cli.lint.stdin-filename", "where the plan on standard input (`-`) lies, for settings and `use`")
FIX = Text("cli.lint.fix", "mend what has a safe fix; nothing is written that would be worse than before")
UNSAFE = Text("cli.lint.unsafe-fixes", "with --fix or --diff: fixes, too, that may change what the plan means")
DIFF = Text("cli.lint.diff", "write nothing; show what --fix would change")
BASELINE = Text("cli.lint.baseline", "do not tell what this file says was found before")
UPDATE = Text(
    "cli.lint.update-baseline",
    "take what is found no more out of the baseline; where there is none, make it of what is found",
)
ADD_IGNORE = Text(
    "cli.lint.add-ignore",
    "write a comment above everything that is found and is no error: it is ignored for this reason",
)
WATCH = Text("cli.lint.watch", "check again whenever a file changes, until Ctrl-C")
TIMING = Text("cli.lint.timing", "print how long reading takes and each rule, instead of the findings")
NO_REASON = Text("cli.lint.no-reason", '--add-ignore needs a reason: --add-ignore "agreed with finance"')
NOT_WITH = Text("cli.lint.not-with", "{option} does not go with {others}")
IGNORED = Text("cli.lint.ignored", "{fixes:finding|findings} ignored in {files:file|files}")
READING = Text("cli.lint.reading", "reading and checking")
AGAIN = Text("cli.lint.again", "── checked again; Ctrl-C ends it")
STATISTICS = Text("cli.lint.statistics", "print how often each check is told, instead of the findings")
HOLD_FOR = Text("cli.lint.hold-for", "# of {files}")
SAID_IN = Text("cli.lint.said-in", "# said in {file}")
SAID_NOWHERE = Text("cli.lint.said-nowhere", "# nothing is set; these hold")
EXCLUDED = Text("cli.lint.excluded", "{count:file is|files are} excluded by settings")
NO_SELECTOR = Text(
    "cli.lint.no-selector", "{option}: “{name}” is no check, no group of checks and no beginning of a name{near}"
)
NEAR = Text("cli.lint.near", "; there is {names}")
MENDED = Text("cli.lint.mended", "{fixes:finding|findings} mended in {files:file|files}")
REFUSED = Text("cli.lint.refused", "{count:fix was|fixes were} not made: more would be found afterwards")
GONE = Text(
    "cli.lint.gone",
    "{count:entry of the baseline is|entries of the baseline are} found no more; --update-baseline takes them out",
)
TAKEN_OUT = Text("cli.lint.taken-out", "{count:entry|entries} taken out of the baseline")
ONLY_WITH = Text("cli.lint.only-with", "{option} goes with {others}")
TWICE = Text("cli.lint.stdin-twice", "`-` is a plan by itself; name no other one beside it")
STEP_SUMMARY = "GITHUB_STEP_SUMMARY"
FORMATS = ("text", "concise", "json", "jsonl", "sarif", "github", "gitlab", "junit", "rdjson", "azure")
LEVELS = ("error", "warning", "note")


def command(language: Language) -> click.Command:
    """The command in a language."""
    return click.Command(
        "lint",
        callback=lambda **options: run(language=language, **options),
        help=HELP.template(language),
        params=[
            click.Argument(["paths"], type=click.Path(path_type=Path), nargs=-1, required=True, metavar="PLAN..."),
            click.Option(
                ["--select"],
                multiple=True,
                metavar="CHECKS",
                help=SELECT(groups=", ".join(CATEGORIES)).render(language),
            ),
            click.Option(["--ignore"], multiple=True, metavar="CHECKS", help=IGNORE.template(language)),
            click.Option(["--fail-on"], type=click.Choice(LEVELS), help=FAIL_ON.template(language)),
            click.Option(["--fix"], is_flag=True, help=FIX.template(language)),
            click.Option(["--unsafe-fixes"], is_flag=True, help=UNSAFE.template(language)),
            click.Option(["--diff"], is_flag=True, help=DIFF.template(language)),
            click.Option(["--add-ignore"], metavar="REASON", help=ADD_IGNORE.template(language)),
            click.Option(
                ["--baseline"],
                type=click.Path(path_type=Path, dir_okay=False),
                metavar="FILE",
                help=BASELINE.template(language),
            ),
            click.Option(["--update-baseline"], is_flag=True, help=UPDATE.template(language)),
            *output_options(language, *FORMATS),
            click.Option(["--statistics"], is_flag=True, help=STATISTICS.template(language)),
            click.Option(["--timing"], is_flag=True, help=TIMING.template(language)),
            click.Option(["--watch"], is_flag=True, help=WATCH.template(language)),
            click.Option(
                ["--stdin-filename"],
                type=click.Path(path_type=Path, dir_okay=False),
                metavar="FILE",
                help=STDIN_NAME.template(language),
            ),
            click.Option(["--show-settings"], is_flag=True, help=SHOW_SETTINGS.template(language)),
            click.Option(["--isolated"], is_flag=True, help=ISOLATED.template(language)),
            click.Option(["--no-cache"], is_flag=True, help=NO_CACHE.template(language)),
            workspace_option(language),
            colour_option(language),
            lang_option(language),
        ],
    )


def run(*, language: Language, watch: bool, add_ignore: str | None, **options: Any) -> int:
    """Check the files and give the exit status; where that is asked for, again and again."""
    if add_ignore is not None and not add_ignore.strip():
        raise UnusableOptionError(NO_REASON())
    writes = [name for name in ("fix", "update_baseline") if options[name]]
    if add_ignore is not None and (writes or Path("-") in options["paths"]):
        raise UnusableOptionError(NOT_WITH(option="--add-ignore", others="--fix, --update-baseline, `-`"))
    if not watch:
        return _once(language=language, add_ignore=add_ignore, **options)[0]
    if writes or add_ignore is not None or Path("-") in options["paths"]:
        raise UnusableOptionError(NOT_WITH(option="--watch", others="--fix, --add-ignore, --update-baseline, `-`"))
    from planlang.workspace.linting.watching import seen, wait

    own: tuple[Path, ...] = ()
    while True:
        before = seen(options["paths"], own)
        try:
            _, own = _once(language=language, add_ignore=None, **options)
        except PlanlangError as error:
            click.echo(error.message.render(language), err=True)
        before = {
            **before,
            **{path: state for path, state in seen(options["paths"], own).items() if path not in before},
        }
        wait(options["paths"], own, before)
        click.echo(AGAIN().render(language), err=True)


def _once(
    *,
    language: Language,
    paths: tuple[Path, ...],
    format: str,
    output: Path | None,
    statistics: bool,
    timing: bool,
    show_settings: bool,
    fix: bool,
    unsafe_fixes: bool,
    diff: bool,
    add_ignore: str | None,
    baseline: Path | None,
    update_baseline: bool,
    colour: bool | None,
    **options: Any,
) -> tuple[int, tuple[Path, ...]]:
    """Check the files; the exit status, and the files that were read."""
    from planlang.workspace.linting.run import Linter
    from planlang.workspace.linting.settings_file import UnusableSettingsError

    if unsafe_fixes and not (fix or diff):
        raise UnusableOptionError(ONLY_WITH(option="--unsafe-fixes", others="--fix, --diff"))
    linter = Linter(_asked(paths, **options))
    try:
        if show_settings:
            put_pieces(_settings(linter, language), output, language)
            return 0, ()
        if timing:
            put_pieces(_timings(linter, language), output, language)
            return 0, ()
        found = linter.run()
    except UnusableSettingsError as error:
        print_errors(error.diagnostics, language)
        raise
    if found.excluded:
        click.echo(EXCLUDED(count=found.excluded).render(language), err=True)
    if add_ignore is not None:
        from planlang.workspace.linting.ignoring import ignored

        mended = ignored(linter, _held(linter, found, baseline, language, update=False), add_ignore)
        if diff:
            put_pieces(_differences(mended), output, language)
            return int(bool(mended.after)), ()
        mended.write()
        if mended.fixes:
            click.echo(IGNORED(fixes=mended.fixes, files=len(mended.after)).render(language), err=True)
        linter = Linter(linter.asked)
        found = linter.run()
    elif fix or diff:
        from planlang.workspace.linting.fixing import Fixer

        mended = Fixer(linter, found, unsafe_fixes).mended()
        if diff:
            put_pieces(_differences(mended), output, language)
            return int(bool(mended.after)), ()
        found = mended.run
        _write(mended, linter, language)
    found = _held(linter, found, baseline, language, update=update_baseline)
    to_error = fix and linter.asked.given is not None
    _tell(found.report, format, output, language, statistics=statistics, colour=colour, to_error=to_error)
    return int(any(one.counts for one in found.report.told)), tuple(found.own.values())


def _timings(linter: Linter, language: Language) -> Iterator[str]:
    """What reading and each rule took, the longest first."""
    from planlang.workspace.linting.timing import timings

    for one in timings(linter.tasks()[0]):
        name = one.name or READING().render(language)
        yield f"{one.seconds * 1000:10.2f} ms {one.found:7}  {name}\n"


def _write(mended: Mended, linter: Linter, language: Language) -> None:
    """Writes the files that were mended, a plan on standard input to standard output, and says how many."""
    given = linter.asked.given
    if given is None:
        mended.write()
    else:
        click.echo(linter.source_at(mended.run.plans[0][0].place).text, nl=False)
    if mended.fixes:
        click.echo(MENDED(fixes=mended.fixes, files=len(mended.after)).render(language), err=True)
    if mended.refused:
        click.echo(REFUSED(count=mended.refused).render(language), err=True)


def _differences(mended: Mended) -> Iterator[str]:
    """What fixes change, file by file."""
    from planlang.workspace.files import shown_from_here

    for place, text in sorted(mended.after.items()):
        name = shown_from_here(place)
        before, after = mended.before[place].splitlines(keepends=True), text.splitlines(keepends=True)
        for line in difflib.unified_diff(before, after, name, name):
            yield printable(line.removesuffix("\n")) + "\n"


def _held(linter: Linter, found: Run, named: Path | None, language: Language, *, update: bool) -> Run:
    """What is found, held against the baseline; says what became of that."""
    from planlang.workspace.files import shown_from_here
    from planlang.workspace.linting.baseline import held

    if update and named is None and not any(linter.settings_of(place).baseline for place in found.own.values()):
        raise UnusableOptionError(ONLY_WITH(option="--update-baseline", others="--baseline"))
    against = held(linter, found, named, update=update)
    for path in against.written:
        click.echo(WRITTEN(path=shown_from_here(path)).render(language), err=True)
    if against.gone:
        click.echo((TAKEN_OUT if update else GONE)(count=against.gone).render(language), err=True)
    return against.run


def _asked(
    paths: tuple[Path, ...],
    *,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    fail_on: str | None,
    stdin_filename: Path | None,
    isolated: bool,
    no_cache: bool,
    workspace: Path | None,
) -> Asked:
    """What the command line asks for."""
    from planlang.workspace.files import decode
    from planlang.workspace.linting.run import Asked
    from planlang.workspace.linting.settings import SEVERITIES

    given = None
    if Path("-") in paths:
        if len(paths) > 1:
            raise UnusableOptionError(TWICE())
        given = decode(sys.stdin.buffer.read(), "<stdin>" if stdin_filename is None else stdin_filename.as_posix())
        paths = ()
    elif stdin_filename is not None:
        raise UnusableOptionError(ONLY_WITH(option="--stdin-filename", others="`-`"))
    return Asked(
        paths,
        workspace,
        given,
        isolated,
        not no_cache,
        _selectors("--select", select),
        _selectors("--ignore", ignore),
        None if fail_on is None else SEVERITIES[fail_on],
    )


def _selectors(option: str, given: tuple[str, ...]) -> tuple[str, ...]:
    """Selectors, taken apart at commas.

    Raises:
        UnusableOptionError: one means nothing.
    """
    from planlang.workspace.linting.choosing import like, means_something

    found = tuple(name.strip() for words in given for name in words.replace("，", ",").split(",") if name.strip())
    for name in found:
        if not means_something(name):
            near = ", ".join(like(name))
            raise UnusableOptionError(NO_SELECTOR(option=option, name=name, near=NEAR(names=near) if near else ""))
    return found


def _settings(linter: Linter, language: Language) -> Iterator[str]:
    """The settings of all plans, each once."""
    from planlang.workspace.files import shown_from_here
    from planlang.workspace.linting.settings import Settings, as_toml

    known: list[tuple[Settings, list[str]]] = []
    for task in linter.tasks()[0]:
        settings = linter.settings_of(task.place)
        same = next(
            (
                names
                for one, names in known
                if (one.file, list(as_toml(one))) == (settings.file, list(as_toml(settings)))
            ),
            None,
        )
        if same is None:
            known.append((settings, same := []))
        same.append(shown_from_here(task.place))
    for number, (settings, names) in enumerate(known):
        yield "\n" * bool(number) + HOLD_FOR(files=", ".join(names)).render(language) + "\n"
        said = SAID_NOWHERE() if settings.file is None else SAID_IN(file=shown_from_here(settings.file))
        yield said.render(language) + "\n"
        yield from (line + "\n" for line in as_toml(settings))


def _tell(
    report: Report,
    format: str,
    output: Path | None,
    language: Language,
    *,
    statistics: bool,
    colour: bool | None,
    to_error: bool,
) -> None:
    """Print what was found, in its format, and what has no room there where the build server shows it."""
    wanted = import_module(f"planlang.report.findings.formats.{format}")
    painted = {"colour": wants_colour(colour, error=to_error) and output is None} if format == "text" else {}
    pieces = _statistics(report, format, language) if statistics else wanted.pieces(report, language, **painted)
    if to_error and output is None:
        for piece in pieces:
            click.echo(piece, nl=False, err=True)
    else:
        put_pieces(pieces, output, language)
    if format == "github" and os.environ.get(STEP_SUMMARY):
        with open(os.environ[STEP_SUMMARY], "a", encoding="utf-8", newline="\n") as summary:
            summary.write(wanted.summary(report, language))


def _statistics(report: Report, format: str, language: Language) -> Iterator[str]:
    """How often each check is told."""
    from planlang.report.findings.statistics import as_json, as_lines

    return as_json(report) if format in ("json", "jsonl") else as_lines(report, language)
