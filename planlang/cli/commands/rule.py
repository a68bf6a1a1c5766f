"""`planlang rule`: what a check finds; in a checkout, the files of a new one."""

from __future__ import annotations

import re
from pathlib import Path

import click

import planlang
from planlang.cli.main import run as command_line
from planlang.cli.options import lang_option
from planlang.diagnostics.suggest import nearest
from planlang.diagnostics.text import Language, Text
from planlang.resources import check_pages
from planlang.workspace.errors import UnusableOptionError
from planlang.workspace.files import write

HELP = Text(
    "cli.rule.help",
    "Show what a check finds, with examples; with --new, begin another rule in a checkout of planlang: its module, its page in both "
    "languages, which are its tests, and its texts.\n\n"
    "\b\nExamples:\n  planlang rule task-without-owner\n  planlang rule --new task-too-long --category figures",
)
NEW = Text("cli.rule.new", "begin a rule of this name")
CATEGORY = Text("cli.rule.category", "its group")
NO_CHECKOUT = Text("cli.rule.no-checkout", "--new works in a checkout of planlang, and {path} is none")
NO_NAME = Text(
    "cli.rule.no-name", '"{name}" is no name of a rule: write small letters with dashes between words, task-too-long'
)
UNKNOWN = Text("cli.rule.unknown", "no check is called {name}; near it: {near}")
THERE = Text("cli.rule.there", "there is a check called {name} already")
MOST = 5
ROOT = Path(planlang.__file__).resolve().parent.parent
_NAME = re.compile(r"[a-z]+(-[a-z0-9]+)+")
MODULE = '''"""TODO: what this finds, and why that is unwise."""

from __future__ import annotations

from collections.abc import Iterator

from planlang.diagnostics.diagnostic import Diagnostic, Severity
from planlang.diagnostics.text import Text
from planlang.lint.rule import Rule, Subject, finding, own

MESSAGE = Text("{name}", "TODO `{{name}}`")
HELP = Text("{name}.help", "TODO")
SUMMARY = Text("{name}.summary", "TODO")


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Every task of which that is so."""
    for name, task in subject.model.tasks.items():
        if own(task.ident) and not task.ident.title:
            yield finding(RULE.severity, task.ident.span, MESSAGE(name=name), HELP())


RULE = Rule("{name}", SUMMARY, "{category}", Severity.WARNING, check)
'''
PAGE = {
    "docs/diagnostics/{name}.md": "# {name}\n\nTODO\n\n```plan bad\ntask a {{ takes 5wd }}\n```\n```plan good\ntask a {{ takes 5wd; owner director }}\n```\n",
    "docs/zh/diagnostics/{name}.md": "# {name}\n\nTODO\n\n```plan bad\n任务 选型 {{ 工期 5个工作日 }}\n```\n```plan good\n任务 选型 {{ 工期 5个工作日; 负责人 总监 }}\n```\n",
}
TEXTS = '"{name}" = "TODO `{{name}}`"\n"{name}.help" = "TODO"\n"{name}.summary" = "TODO"\n'


def command(language: Language) -> click.Command:
    """The command in a language."""
    from planlang.lint.categories import CATEGORIES

    groups = [name for name in CATEGORIES if name not in ("syntax", "meaning")]
    return click.Command(
        "rule",
        callback=lambda **options: run(language=language, **options),
        help=HELP.template(language),
        params=[
            click.Argument(["name"], metavar="NAME"),
            click.Option(["--new"], is_flag=True, help=NEW.template(language)),
            click.Option(
                ["--category"],
                type=click.Choice(groups),
                default="unsaid",
                show_default=True,
                help=CATEGORY.template(language),
            ),
            lang_option(language),
        ],
    )


def run(name: str, new: bool, category: str, language: Language) -> int:
    """Print the page, or write the files, and give the exit status.

    Raises:
        UnusableOptionError: no rule can be begun there or under that name.
    """
    if not new:
        if name not in check_pages():
            near = ", ".join(nearest(name, tuple(check_pages()), MOST))
            raise UnusableOptionError(UNKNOWN(name=name, near=near or "task-without-owner"))
        return command_line(["reference", f"--lang={language.value}", "--", name], {})
    if not all((ROOT / part).is_dir() for part in ("docs/diagnostics", "grammar", "planlang/lint/rules")):
        raise UnusableOptionError(NO_CHECKOUT(path=ROOT.as_posix()))
    if not _NAME.fullmatch(name):
        raise UnusableOptionError(NO_NAME(name=name))
    module = ROOT / "planlang" / "lint" / "rules" / f"{name.replace('-', '_')}.py"
    if module.exists() or any((ROOT / path.format(name=name)).exists() for path in PAGE):
        raise UnusableOptionError(THERE(name=name))
    written = {module: MODULE.format(name=name, category=category)}
    written |= {ROOT / path.format(name=name): text.format(name=name) for path, text in PAGE.items()}
    texts = ROOT / "planlang" / "diagnostics" / "zh" / "lint.toml"
    written[texts] = texts.read_text(encoding="utf-8") + TEXTS.format(name=name)
    for path, text in written.items():
        write(path, text.encode("utf-8"))
        click.echo(path.relative_to(ROOT).as_posix())
    return 0
