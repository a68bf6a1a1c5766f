"""`planlang mcp`: the engine as tools of an agent, which reads everything and writes nothing."""

from __future__ import annotations

import hashlib
import io
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from planlang.cli.main import run as command_line
from planlang.cli.options import lang_option
from planlang.diagnostics.finding import Finding, Report
from planlang.diagnostics.text import Language, Message, Text
from planlang.mcp.server import Parameter, RefusedError, Tool, serve
from planlang.workspace.errors import PlanlangError

if TYPE_CHECKING:
    from planlang.workspace.workspace import Opened

HELP = Text(
    "cli.mcp.help",
    "Answer an agent over standard input and output, in the model context protocol: check, preview, explain, evaluate, figures, "
    "backtest, reference. It reads plans and data below --workspace and writes nothing.\n\n"
    "\b\nExample:\n  planlang mcp --workspace plans",
)
WORKSPACE = Text("cli.mcp.workspace", "nothing outside this folder is read (default: the working directory)")
OUTSIDE = Text("cli.mcp.outside", "{path} lies outside the workspace; only files below {root} are read")
CHANGED = Text(
    "cli.mcp.changed",
    "the plan is another one now (version {now}, asked about was {asked}); look at it again before you go on",
)
TOO_LONG = Text(
    "cli.mcp.too-long", "the answer has {size} characters, at most {most} are sent; ask for a part (only, who, metrics)"
)
NO_SUCH_TEXT = Text("cli.mcp.not-used", "{path} is no file of this plan; it has: {names}")
NOTHING = Text("cli.mcp.nothing", "nothing is called {name} in this plan")
SEVERAL = Text("cli.mcp.several", "several things are called {name}: {places}")
MOST = 400_000
"""How many characters of an answer are sent."""
INSTRUCTIONS = (
    "Sales plans as text. `check` after every edit; `preview` tells what an edit asks for before it is saved; `reference` says how something is written. "
    "Every answer about a plan has its version, a digest of its files: pass it as `version` to be refused where the files have changed meanwhile."
)
PLAN = Parameter(
    "plan", "string", "path of the plan file, or of a folder with one plan, below the workspace", required=True
)
VERSION = Parameter(
    "version", "string", "the version that an earlier answer told; refused where the plan is another one now"
)
AS_OF = Parameter("as_of", "string", "what is known by then: 2026-W20, 2026-05-17 or 2026-05-17T20:00")
DATA = Parameter("data", "string", "folder with the exports, where the plan does not name it")
TEXTS = Parameter(
    "texts", "object", "texts that are not saved, by path below the workspace; they count instead of the files"
)


def command(language: Language) -> click.Command:
    """The command in a language."""
    return click.Command(
        "mcp",
        callback=lambda **options: run(language=language, **options),
        help=HELP.template(language),
        params=[
            click.Option(
                ["--workspace"],
                type=click.Path(path_type=Path, exists=True, file_okay=False),
                metavar="DIR",
                help=WORKSPACE.template(language),
            ),
            lang_option(language),
        ],
    )


def run(workspace: Path | None, language: Language) -> int:
    """Serve until the agent ends it, and give the exit status."""
    messages, sys.stdout = sys.stdout, sys.stderr  # nothing else may get to the agent
    desk = Desk((workspace or Path()).resolve(), language)
    return serve(sys.stdin.buffer, messages.buffer, desk.tools(), INSTRUCTIONS, language)


class Desk:
    """The tools over one workspace."""

    def __init__(self, root: Path, language: Language) -> None:
        self.root, self.language = root, language

    def tools(self) -> tuple[Tool, ...]:
        """All tools, in the order in which they are listed."""
        return (
            Tool(
                "check",
                "What is wrong with a plan and all it uses: name, severity, place, message, help and fixes of each finding, as JSON. Data are not looked at.",
                (PLAN, TEXTS, VERSION),
                self._check,
            ),
            Tool(
                "preview",
                "What unsaved texts would do to a plan: which targets, limits and dates change, looser or stricter; nothing is saved.",
                (PLAN, Parameter(TEXTS.name, TEXTS.kind, TEXTS.says, required=True), VERSION),
                self._preview,
            ),
            Tool(
                "rename",
                "The edits that give something another name in all files of a plan, as JSON; refused where that would change what the plan means. Nothing is saved.",
                (
                    PLAN,
                    Parameter("name", "string", "its name in the plan, in either language", required=True),
                    Parameter("new", "string", "the new name", required=True),
                    VERSION,
                ),
                self._rename,
            ),
            Tool(
                "evaluate",
                "The weekly report of a plan held against its exports, as Markdown: broken rules, alerts, goals, tasks and more.",
                (
                    PLAN,
                    AS_OF,
                    DATA,
                    Parameter("only", "string", "sections to show in full, e.g. alerts, goals"),
                    Parameter("who", "string", "only what concerns this person, team, task or record"),
                    VERSION,
                ),
                self._command("evaluate", ("as_of", "data", "only"), {"who": "--for"}, ("--fail-on", "never")),
            ),
            Tool(
                "explain",
                "Why a figure, goal, alert, rule or task stands as it does, with the rows behind it, as Markdown.",
                (
                    PLAN,
                    Parameter("name", "string", "its name in the plan, or the id of a violation", required=True),
                    Parameter("who", "string", "the person or team"),
                    AS_OF,
                    DATA,
                    VERSION,
                ),
                self._command("explain", ("as_of", "data"), {"who": "--for"}, positional="name"),
            ),
            Tool(
                "figures",
                "Plain figures of metrics by period, as JSON; what is unknown says why.",
                (
                    PLAN,
                    Parameter("metrics", "array", "names of metrics; none: all"),
                    Parameter("by", "string", "week, month, quarter or year (default: month)"),
                    Parameter("each", "string", "a row for each team, role or value of a column"),
                    Parameter("from", "string", "first day or period"),
                    Parameter("to", "string", "last day or period"),
                    AS_OF,
                    DATA,
                    VERSION,
                ),
                self._command(
                    "figures", ("by", "from", "to", "as_of", "data"), {}, positional="metrics", format="json"
                ),
            ),
            Tool(
                "backtest",
                "How alerts would have done over the last weeks, and with other limits, as Markdown.",
                (
                    PLAN,
                    Parameter("alerts", "array", "names of alerts; none: all"),
                    Parameter("weeks", "integer", "how many weeks (default: 26)"),
                    Parameter("sweep", "string", "limits to try: 5..15"),
                    AS_OF,
                    DATA,
                    VERSION,
                ),
                self._command("backtest", ("weeks", "sweep", "as_of", "data"), {}, positional="alerts"),
            ),
            Tool(
                "reference",
                "How something is written and what a word of the language or a check means; without words, the list of pages.",
                (Parameter("words", "string", "a keyword, a function, the name of a check, or a few words"),),
                self._reference,
            ),
        )

    def _refuse(self, message: Message) -> RefusedError:
        return RefusedError(message.render(self.language))

    def _inside(self, written: str) -> Path:
        """A path below the workspace.

        Raises:
            RefusedError: it lies elsewhere.
        """
        path = (self.root / written).resolve()
        if not path.is_relative_to(self.root):
            raise self._refuse(OUTSIDE(path=written, root=self.root.name or "/"))
        return path

    def _opened(self, given: Mapping[str, Any]) -> Opened:
        """The plan that is asked about, if it is the version that the agent knows; unsaved texts are left aside.

        Raises:
            RefusedError: it cannot be read, or is another version.
        """
        from planlang.workspace.workspace import open_plan, plan_in

        path = self._inside(given["plan"])
        try:
            opened = open_plan(plan_in(path) if path.is_dir() else path, self.root)
        except (PlanlangError, OSError) as error:
            raise RefusedError(self._words(error)) from None
        now, asked = version_of(opened), given.get("version")
        if asked is not None and asked != now:
            raise self._refuse(CHANGED(now=now, asked=asked))
        return opened

    def _edited(self, opened: Opened, texts: Mapping[str, str]) -> Opened:
        """The plan with texts in place of files.

        Raises:
            RefusedError: one of them is no file of the plan, before or after.
        """
        from planlang.workspace.files import DiskLoader
        from planlang.workspace.sources import Sources, Unsaved
        from planlang.workspace.workspace import open_from

        buffers = {self._inside(path).relative_to(self.root).as_posix(): text for path, text in texts.items()}
        edited = open_from(Sources(Unsaved(buffers, DiskLoader(self.root)), self.root), opened.source.path)
        names = {module.source.path for module in (*opened.modules, *edited.modules)}
        for path in buffers:
            if path not in names:
                raise self._refuse(NO_SUCH_TEXT(path=path, names=", ".join(sorted(names))))
        return edited

    def _words(self, error: Exception) -> str:
        return error.message.render(self.language) if isinstance(error, PlanlangError) else str(error)

    def _sent(self, version: str, text: str) -> tuple[str, ...]:
        """The version and the answer.

        Raises:
            RefusedError: it is too long.
        """
        if len(text) > MOST:
            raise self._refuse(TOO_LONG(size=len(text), most=MOST))
        return (json.dumps({"version": version}), text)

    def _check(self, given: Mapping[str, Any]) -> tuple[str, ...]:
        opened = self._opened(given)
        found = self._edited(opened, given["texts"]) if given.get("texts") else opened
        return self._sent(version_of(opened), self._findings(found))

    def _findings(self, opened: Opened) -> str:
        """What is wrong with a plan, as JSON."""
        from planlang.lint.run import category_of
        from planlang.report.findings.formats.json import pieces

        found = tuple(Finding(one, category_of(one.name)) for one in opened.diagnostics)
        files = tuple(module.source.path for module in opened.modules)
        return "".join(pieces(Report(found, files), self.language))

    def _preview(self, given: Mapping[str, Any]) -> tuple[str, ...]:
        opened = self._opened(given)
        edited = self._edited(opened, given["texts"])
        checked = self._findings(edited)
        if not (opened.usable and edited.usable):
            return self._sent(version_of(opened), checked)
        from planlang.report.documents.comparison import comparison_document
        from planlang.report.formats.markdown import to_markdown
        from planlang.workspace.comparing import compared

        name = opened.source.path
        told = to_markdown(comparison_document(compared(opened, edited, (name, name)), self.language))
        return (*self._sent(version_of(opened), told), checked)

    def _rename(self, given: Mapping[str, Any]) -> tuple[str, ...]:
        from planlang.editor.changing.rename import rename
        from planlang.editor.desk import Desk as Edited

        opened = self._opened(given)
        places = {
            place
            for known in opened.names.symbols
            for place in known.declared
            if given["name"] in (known.name, known.alias, known.name.rpartition(".")[2]) and given["name"] in place.text
        }
        if len(places) != 1:
            told = ", ".join(sorted(place.place() for place in places))
            raise self._refuse(SEVERAL(name=given["name"], places=told) if places else NOTHING(name=given["name"]))
        (place,) = places
        desk = Edited((self.root,))
        view = desk.view(self.root / place.source.path)
        if view is None:
            raise self._refuse(NOTHING(name=given["name"]))
        found = rename(desk, view, place.start, given["new"])
        if isinstance(found, Message):
            raise self._refuse(found)
        edits = [
            {
                "file": path.relative_to(self.root).as_posix(),
                "edits": [{"at": edit.span.place(), "old": edit.span.text, "new": edit.text} for edit in several],
            }
            for path, several in found.items()
        ]
        return self._sent(version_of(opened), json.dumps(edits, ensure_ascii=False, indent=2))

    def _command(
        self,
        name: str,
        options: Sequence[str],
        renamed: Mapping[str, str],
        fixed: Sequence[str] = (),
        *,
        positional: str | None = None,
        format: str = "markdown",
    ) -> Callable[[Mapping[str, Any]], tuple[str, ...]]:
        """A tool that is a command; what an agent says can be no option of it."""

        def answer(given: Mapping[str, Any]) -> tuple[str, ...]:
            opened = self._opened(given)
            words = [name, *fixed, f"--format={format}", f"--lang={self.language.value}", f"--workspace={self.root}"]
            for option in options:
                if option in given:
                    value = self._inside(given[option]) if option == "data" else given[option]
                    words.append(f"--{option.replace('_', '-')}={value}")
            words += [f"{option}={given[told]}" for told, option in renamed.items() if told in given]
            if "each" in given:
                words += ["--for", "each", given["each"]]
            asked = given.get(positional, []) if positional else []
            words += ["--", str(self.root / opened.source.path), *([asked] if isinstance(asked, str) else asked)]
            said = self._ran(words)
            self._opened({**given, "version": version_of(opened)})  # or it is not known of which version that was said
            return self._sent(version_of(opened), said)

        return answer

    def _reference(self, given: Mapping[str, Any]) -> tuple[str, ...]:
        words = given.get("words", "").split()
        return (self._ran(["reference", f"--lang={self.language.value}", "--", *words]),)

    def _ran(self, words: Sequence[str]) -> str:
        """What a command says.

        Raises:
            RefusedError: it ends with what it could not do.
        """
        out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", "replace", write_through=True) for _ in range(2))
        with redirect_stdout(out), redirect_stderr(err):
            status = command_line(words, {**os.environ, "NO_COLOR": "1"})
        said, complaint = (stream.buffer.getvalue().decode("utf-8") for stream in (out, err))
        if status not in (0, 1):
            raise RefusedError(complaint.strip() or said.strip())
        return said or complaint


def version_of(opened: Opened) -> str:
    """A digest of the files of a plan, without those of the standard library: equal for equal texts under equal paths."""
    digest = hashlib.sha256()
    for module in sorted(opened.modules, key=lambda one: one.source.path):
        if not module.source.path.startswith("stdlib:"):
            digest.update(f"{module.source.path}\0{module.source.text}\0".encode())
    return digest.hexdigest()[:16]
