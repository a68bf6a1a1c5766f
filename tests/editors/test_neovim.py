"""A person at Neovim: keys are typed, with the settings of the guide, and what is on the screen is looked at."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from planlang.source import Source
from planlang.syntax.formatter.format import format_source
from tests.architecture.test_layers import ROOT

GUIDES = ("docs/guide/editor.md", "docs/zh/guide/editor.md")
PLAN = """plan p "Plan" {
  period 2026-01-01 .. 2026-12-31
  currency CNY
}
use "figures.plan"
role boss "Boss"
team all "🚀" { boss 王敏 }
goal revenue "🚀 Revenue" { measure sighned; target 100 CNY; owner boss }
goal   second "Second" { measure signed;   target 90 CNY; owner boss }
"""
FIGURES = """source deals "Deals" {
  read "deals.csv"
  event at day
  day: date
  owner: person
  金额: money[CNY]
}
## What is signed.
metric signed "Signed" = sum(deals.金额) credit owner at event
"""
WEEK = {
    "week.plan": """plan w "Week" { period 2026-01-01 .. 2026-12-31; currency CNY }
source deals "Deals" {
  read "deals-*.csv"
  event at day
  day: date
  owner: person
  amount: money[CNY]
}
metric signed "Signed" = sum(deals.amount) credit owner at event
role boss "Boss"
team all "All" { boss 王敏 }
goal revenue "🚀 Revenue" { measure signed; target 5200 CNY by 2026-12-31; owner boss }
""",
    **{
        f"deals-2026-W{week:02}.csv": f"day,owner,amount\n2026-01-{7 * week - 5:02},王敏,{amount}\n"
        for week, amount in ((1, 110), (2, 80), (3, 90))
    },
}


def nvim() -> str:
    """Neovim 0.11 or later, where it is installed for everybody or beside this Python."""
    places = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    program = shutil.which("nvim", path=places)
    if program is None:
        pytest.skip("Neovim is not there; nox -s neovim installs it")
    said = subprocess.run([program, "--version"], capture_output=True, encoding="utf-8", check=True).stdout
    found = re.match(r"NVIM v(\d+)\.(\d+)", said)
    assert found is not None, said
    if (int(found[1]), int(found[2])) < (0, 11):
        pytest.skip(
            f"Neovim {found[1]}.{found[2]} is older than the settings of the guide; nox -s neovim has a newer one"
        )
    return program


def settings(guide: str) -> str:
    """What the guide says for `init.lua`."""
    blocks = re.findall(r"```lua\n(.*?)```", (ROOT / guide).read_text(encoding="utf-8"), re.DOTALL)
    assert len(blocks) == 2
    return "".join(blocks)


class Neovim:
    """One session, in a process of its own."""

    def __init__(self, program: str, folder: Path, init: Path, environment: dict[str, str]) -> None:
        self.socket = str(init.parent / "nvim.sock")
        self.command = [program, "--clean", "--headless", "-n", "-u", str(init), "--listen", self.socket]
        self.environment, self.folder = environment, folder
        self.process = subprocess.Popen(
            self.command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        self.program = program
        self.until(lambda: Path(self.socket).exists())

    def _remote(self, *words: str) -> str:
        done = subprocess.run(
            [self.program, "--clean", "--headless", "--server", self.socket, *words],
            cwd=self.folder, env=self.environment, capture_output=True, encoding="utf-8", timeout=30, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout or done.stderr

    def type(self, keys: str) -> None:
        self._remote("--remote-send", keys)

    def ask(self, lua: str) -> Any:
        """What a Lua expression is."""
        quoted = lua.replace("'", "''")
        return json.loads(self._remote("--remote-expr", f"luaeval('vim.json.encode({{ {quoted} }})')"))[0]

    def until(self, holds: Callable[[], Any]) -> Any:
        """What holds at last; a server has a process to start."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            found = holds()
            if found:
                return found
            assert self.process.poll() is None, self.process.stderr and self.process.stderr.read()
            time.sleep(0.05)
        raise AssertionError("nothing came of it")

    # ---- what is on the screen

    def lines(self) -> list[str]:
        return list(self.ask("vim.api.nvim_buf_get_lines(0, 0, -1, false)"))

    def go(self, text: str) -> None:
        """Puts the cursor on the first place of a text."""
        self.type(rf"<Esc>gg:call search('\V{text}', 'c')<CR>")

    def found(self) -> list[dict[str, Any]]:
        return list(
            self.ask(
                "vim.tbl_map(function(d) return {code=d.code, line=d.lnum, start=d.col, stop=d.end_col} end, vim.diagnostic.get(0))"
            )
        )

    def popup(self) -> list[str]:
        words = self.ask("vim.tbl_map(function(i) return i.word end, vim.fn.complete_info({'items'}).items)")
        return list(words or [])

    def quit(self) -> None:
        self.process.terminate()
        self.process.wait(10)
        if self.process.stderr is not None:
            self.process.stderr.close()


def begun(program: str, folder: Path, guide: str) -> Neovim:
    """A session with the settings of a guide, in a folder of its own."""
    plans, home = folder / "plans", folder / "home"
    for one in (plans, home, home / "bin"):
        one.mkdir()
    (home / "init.lua").write_text(settings(guide), encoding="utf-8")
    started = home / "bin" / "planlang"
    started.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m planlang "$@"\n', encoding="utf-8")
    started.chmod(0o755)
    environment = {
        **os.environ,
        "PATH": os.pathsep.join([str(home / "bin"), os.environ.get("PATH", "")]),
        "HOME": str(home), "XDG_CONFIG_HOME": str(home), "XDG_STATE_HOME": str(home), "XDG_DATA_HOME": str(home),
        "LC_ALL": "C.UTF-8", "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1",
    }  # fmt: skip
    return Neovim(program, plans, home / "init.lua", environment)


@pytest.fixture(params=GUIDES)
def editor(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Neovim]:
    session = begun(nvim(), tmp_path, request.param)
    (session.folder / "p.plan").write_text(PLAN, encoding="utf-8")
    (session.folder / "figures.plan").write_text(FIGURES, encoding="utf-8")
    try:
        yield session
    finally:
        session.quit()


@pytest.mark.skipif(os.name == "nt", reason="the session is driven over a socket")
def test_a_session(editor: Neovim) -> None:
    """Open, see a mistake, mend it with what is offered, ask, write with completion, rename everywhere, format."""
    editor.type(":edit p.plan<CR>")
    assert editor.ask("vim.bo.filetype") == "planlang"
    assert editor.ask("vim.bo.commentstring") == "# %s"

    # a mistake, behind a character of two units and four bytes; columns are bytes here
    found = editor.until(editor.found)
    line = PLAN.splitlines()[7].encode()
    assert [(one["code"], one["line"], line[one["start"] : one["stop"]]) for one in found] == [
        ("unknown-name", 7, b"sighned")
    ]
    editor.go("sighned")
    editor.type(
        ":lua vim.lsp.buf.code_action({ apply = true, context = { only = { 'quickfix' }, diagnostics = {} }, filter = function(a) return a.title:find('signed') end })<CR>"
    )
    editor.until(lambda: "measure signed" in editor.lines()[7])
    editor.until(lambda: not editor.found())

    # what a name is
    editor.go("signed")
    editor.type("K")
    floats = (
        "vim.tbl_filter(function(w) return vim.api.nvim_win_get_config(w).relative ~= '' end, vim.api.nvim_list_wins())"
    )
    editor.until(lambda: editor.ask(f"#({floats})"))
    shown = "\n".join(editor.ask(f"vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(({floats})[1]), 0, -1, false)"))
    assert "What is signed" in shown
    editor.go("plan p")

    # where it is declared, and back
    editor.go("signed")
    editor.type("<C-]>")
    editor.until(lambda: editor.ask("vim.fn.expand('%:t')") == "figures.plan")
    editor.type("<C-o>")
    editor.until(lambda: editor.ask("vim.fn.expand('%:t')") == "p.plan")

    # a goal written with what is offered: in a statement, and behind a word that wants a metric
    editor.type('Gogoal third "Third" {<CR>meas<C-x><C-o>')
    editor.until(lambda: "measure" in editor.popup())
    editor.type("<C-y> sig<C-x><C-o>")
    editor.until(lambda: "signed" in editor.popup())
    editor.type("<C-y><CR>target 80 CNY<CR>owner boss<CR>}<Esc>")
    editor.until(lambda: any("measure signed" in line for line in editor.lines()[9:]))
    editor.until(lambda: not editor.found())

    # another name for it, in both files
    editor.go("signed")
    editor.type(":lua vim.lsp.buf.rename('won')<CR>")
    editor.until(lambda: "measure won" in editor.lines()[7])
    editor.type(":wall<CR>")
    editor.until(lambda: "metric won " in (editor.folder / "figures.plan").read_text(encoding="utf-8"))
    assert "signed" not in (editor.folder / "p.plan").read_text(encoding="utf-8")
    editor.until(lambda: not editor.found())

    # the one style, and colours that only the server knows
    before = "\n".join(editor.lines()) + "\n"
    formatted = format_source(Source("p.plan", before)).text
    assert formatted != before
    editor.type(":lua vim.lsp.buf.format()<CR>")
    editor.until(lambda: "\n".join(editor.lines()) + "\n" == formatted)
    editor.go("won")
    editor.until(lambda: editor.ask("vim.lsp.semantic_tokens.get_at_pos() or {}"))

    editor.type(":wall<CR>")
    editor.until(lambda: (editor.folder / "p.plan").read_text(encoding="utf-8") == formatted)
    log = Path(editor.environment["XDG_STATE_HOME"]) / "nvim" / "lsp.log"
    assert not log.exists() or "[ERROR]" not in log.read_text(encoding="utf-8", errors="replace")


@pytest.mark.skipif(os.name == "nt", reason="the session is driven over a socket")
def test_the_week_and_the_rows_behind_it(editor: Neovim) -> None:
    """What is attained stands at the end of the line of a goal, and the rows behind it open beside the plan."""
    for name, text in WEEK.items():
        (editor.folder / name).write_text(text, encoding="utf-8")
    editor.type(":edit week.plan<CR>")
    label = "vim.tbl_map(function(h) return h.inlay_hint.label end, vim.lsp.inlay_hint.get({ bufnr = 0 }))"
    shown = editor.until(lambda: editor.ask(label))
    assert shown == ["attained 117.1% · on track · 2026-W03"]
    editor.type(
        ":lua vim.lsp.get_clients()[1]:exec_cmd({ title = '', command = 'planlang.server.rows', arguments = { vim.uri_from_bufnr(0), 'revenue' } })<CR>"
    )
    editor.until(lambda: editor.ask("vim.fn.expand('%')").startswith("planlang://rows/1/"))
    editor.until(lambda: any("deals-2026-W03.csv:2" in line for line in editor.lines()))
    assert not editor.ask("vim.bo.modifiable")
