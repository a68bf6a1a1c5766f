"""The first hour of somebody new, in Neovim with the settings of the guide: a plan from an empty file, written with what is offered."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.calling import call
from tests.editors.test_neovim import GUIDES, Neovim, begun, nvim

TASKS = ("prices", "training", "mailing", "visits")
TITLES = ("Price list", "Training", "Mailing", "Visits")
PAUSE = 0.25
PATIENCE = 4.0
ROWS = {1: (50, 60), 2: (50, 30), 3: (20, 70)}


@pytest.fixture
def editor(tmp_path: Path) -> Iterator[Neovim]:
    session = begun(nvim(), tmp_path, GUIDES[0])
    for week, (first, second) in ROWS.items():
        day = f"2026-01-{7 * week - 5:02}"
        text = f"day,owner,line,amount\n{day},Anna,premium,{first}\n{day},Ben,basic,{second}\n"
        (session.folder / f"deals-2026-W{week:02}.csv").write_text(text, encoding="utf-8")
    try:
        yield session
    finally:
        session.quit()


class Writer:
    """Somebody who types a letter or two, looks at what is offered, and takes it."""

    def __init__(self, editor: Neovim) -> None:
        self.editor = editor
        self.offered: list[str] = []

    def keys(self, *several: str) -> None:
        for one in several:
            self.editor.type(one)
            time.sleep(PAUSE)

    def pick(self, letters: str, label: str) -> None:
        """Types letters and takes what is called so; nothing else is typed of it."""
        items = "vim.tbl_map(function(i) return i.abbr end, vim.fn.complete_info({'items'}).items)"
        found: list[str] = []

        asked = time.monotonic()

        def there() -> bool:
            nonlocal asked
            found[:] = self.editor.ask(items) or []
            if label not in found and time.monotonic() - asked > PATIENCE:  # data are being read
                self.keys("<C-e><C-x><C-o>")
                asked = time.monotonic()
            return label in found

        self.keys(f"{letters}<C-x><C-o>")
        self.editor.until(there)
        self.offered.append(f"{letters or '·'} → {label}, of {len(found)}: {', '.join(found[:8])}")
        self.keys("<C-n>" * found.index(label) + "<C-y>")

    def lines(self) -> list[str]:
        return self.editor.lines()


@pytest.mark.skipif(os.name == "nt", reason="the session is driven over a socket")
def test_a_plan_from_an_empty_file(editor: Neovim) -> None:
    writer = Writer(editor)
    keys, pick = writer.keys, writer.pick
    editor.type(":edit week.plan<CR>")
    editor.until(lambda: editor.ask("#vim.lsp.get_clients({ bufnr = 0 })"))

    # an empty file is offered a whole plan, without a mistake
    keys("i")
    pick("", "plan")
    keys("<Esc>")
    editor.until(lambda: len(writer.lines()) > 10)
    assert editor.found() == []

    # a source from the exports that lie there: their pattern, their headers, types
    keys("Go")
    pick("so", "source")
    keys("deals", "<Tab>", "Deals", "<Tab>")
    pick("re", "read")
    keys(" ")
    pick("", '"deals-*.csv"')
    keys("<CR>")
    for header, type_ in (("day", "date"), ("owner", "person"), ("line", "text"), ("amount", "money")):
        pick("", header)
        pick(type_[:2], type_)
        keys("<Tab>", "<CR>")
    pick("ev", "event at")
    keys(" ")
    pick("", "day")
    keys("<Esc>", "Go<CR>")

    # a figure of it, with the values that a column has
    pick("me", "metric")
    keys(' signed "Signed" = ')
    pick("su", "sum")
    pick("de", "deals")
    keys(".")
    pick("am", "amount")
    keys("<End> ")
    pick("cr", "credit")
    keys(" ")
    pick("ow", "owner")
    keys(" ")
    pick("at", "at event")
    keys("<Esc>:write<CR>", "Go<CR>")
    editor.until(lambda: not editor.found())

    # a figure of some rows: the values that the column has in the data
    pick("me", "metric")
    keys(' premium "Premium" = ')
    pick("su", "sum")
    pick("de", "deals")
    keys(".")
    pick("am", "amount")
    keys(" ")
    pick("wh", "where")
    keys(" ")
    pick("li", "line")
    keys(" is ")
    pick("pr", '"premium"')
    keys("<End> ")
    pick("cr", "credit")
    keys(" ")
    pick("ow", "owner")
    keys(" ")
    pick("at", "at event")
    keys("<Esc>", "Go<CR>")

    # goals: one with a slip that a quick fix mends, one that says what is missing
    pick("go", "goal")
    keys("revenue", "<Tab>", "Revenue", "<Tab>")
    pick("me", "measure")
    keys(" sined<CR>")
    pick("ta", "target")
    keys(" 5200<C-x><C-o>")
    editor.until(lambda: "5200 USD" in editor.popup() or "5200" in editor.popup())
    keys("<C-e> USD<CR>")
    pick("ow", "owner")
    keys(" ")
    pick("Ma", "Maria")
    keys("<Esc>")
    editor.until(lambda: any(one["code"] == "unknown-name" for one in editor.found()))
    editor.go("sined")
    fix = "function(a) return a.title:find('signed') end"
    keys(f":lua vim.lsp.buf.code_action({{ apply = true, filter = {fix} }})<CR>")
    editor.until(lambda: any("measure signed" in line for line in writer.lines()))

    # an alert, tasks one after the other, a milestone; who is not there yet is declared by a quick fix
    keys("Go<CR>")
    pick("al", "alert")
    keys("thin", "<Tab>", "Thin", "<Tab>")
    pick("wh", "when")
    keys(" ")
    pick("si", "signed")
    keys(" ")
    pick("th", "this week")
    keys(" <lt> 95 USD<CR>")
    pick("no", "notify")
    keys(" ")
    pick("di", "director")
    keys("<Esc>", "Go<CR>")
    for before, name, title in zip(("", *TASKS), TASKS, TITLES, strict=False):
        pick("ta", "task")
        keys(name, "<Tab>", title, "<Tab>")
        pick("ta", "takes")
        keys(" 5")
        pick("", "5wd")
        keys("<CR>")
        pick("ow", "owner")
        keys(" ")
        pick("An", "Anna")
        if before:
            keys("<CR>")
            pick("af", "after")
            keys(" ")
            pick(before[:2], before)
        keys("<Esc>", "Go<CR>")
    keys("<Esc>:write<CR>")

    # what the week says of it all
    label = "vim.tbl_map(function(h) return h.inlay_hint.label end, vim.lsp.inlay_hint.get({ bufnr = 0 }))"
    editor.until(lambda: any("attained 117.1%" in each for each in editor.ask(label)))
    assert any("critical" in each for each in editor.ask(label))
    errors = editor.ask("#vim.diagnostic.get(0, { severity = vim.diagnostic.severity.ERROR })")
    assert errors == 0
    keys(":lua vim.lsp.buf.format()<CR>", ":write<CR>")
    text = (editor.folder / "week.plan").read_text(encoding="utf-8")
    print("\n".join(writer.offered), text, sep="\n\n")
    done = call("lint", "week.plan", cwd=editor.folder)
    assert (done.returncode, "0 errors" in done.stdout) in ((0, False), (1, True))
    assert len(text.splitlines()) >= 58
