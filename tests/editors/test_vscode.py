"""The extension for Visual Studio Code, as far as that goes without one: what is made from the tables, what the manifest promises."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from pygments.token import Comment, Keyword, Literal, Name, Number, Operator, String

from editors.generate import files, snippets
from planlang.diagnostics.text import Language
from planlang.editor.completion.items import plain_snippet
from planlang.highlight import PlanLexer
from planlang.source import Source
from planlang.syntax.lexical.keywords import vocabulary
from planlang.syntax.parse import parse
from tests.architecture.test_layers import ROOT

FOLDER = ROOT / "editors" / "vscode"
SOURCES = sorted((FOLDER / "src").glob("*.ts"))
CODE = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)


def read(name: str) -> Any:
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", files(), ids=lambda path: path.name)
def test_what_is_made_from_the_tables_is_that_of_these_tables(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == files()[path], "run python -m editors.generate"


@pytest.mark.parametrize("language", Language)
def test_every_kind_has_a_snippet_that_can_be_read(language: Language) -> None:
    made = snippets(language)
    assert list(made) == [keyword.spellings(language)[0] for keyword in vocabulary().section("kinds")]
    for name, snippet in made.items():
        text = plain_snippet("\n".join(snippet["body"]).replace("\t", "  ")) + "\n"
        assert parse(Source("a.plan", text)).diagnostics == (), text
        assert text.startswith(name)
        places = [int(number) for number in re.findall(r"\$\{(\d+):", "\n".join(snippet["body"]))]
        assert places == list(range(1, len(places) + 1))


def test_chinese_snippets_are_found_by_first_letters_too() -> None:
    assert snippets(Language.ZH)["目标"]["prefix"] == ["目标", "mb"]


def test_english_snippets_are_english() -> None:
    assert json.dumps(snippets(Language.EN), ensure_ascii=False).isascii()


def test_versions_are_exact_and_no_file_says_where_packages_come_from() -> None:
    manifest, lock = read("package.json"), (FOLDER / "package-lock.json").read_text(encoding="utf-8")
    wanted = {**manifest["dependencies"], **manifest["devDependencies"]}
    assert [
        f"{name} {version}" for name, version in wanted.items() if not re.fullmatch(r"\d+\.\d+\.\d+", version)
    ] == []
    packages = json.loads(lock)["packages"]
    assert {name: packages[f"node_modules/{name}"]["version"] for name in wanted} == wanted
    assert '"resolved"' not in lock
    assert [name for name, package in packages.items() if name and "integrity" not in package] == []
    assert manifest["engines"]["vscode"] == "^" + wanted["@types/vscode"]


def test_every_command_is_there_and_has_a_title_in_both_languages() -> None:
    manifest, english, chinese = read("package.json"), read("package.nls.json"), read("package.nls.zh-cn.json")
    commands = {command["command"] for command in manifest["contributes"]["commands"]}
    assert commands == set(re.findall(r'registerCommand\("([^"]+)"', CODE))
    asked = set(re.findall(r'"%([\w.]+)%"', json.dumps(manifest)))
    assert asked == set(english) == set(chinese)
    settings = set(manifest["contributes"]["configuration"]["properties"])
    read_settings = set(re.findall(r'get<\w+>\("(\w+)"\)', CODE))
    assert settings == {f"planlang.{name}" for name in read_settings}


def test_every_sentence_has_a_chinese_one() -> None:
    said = set(re.findall(r'l10n\.t\(\s*"((?:[^"\\]|\\.)*)"', CODE))
    told = read("l10n/bundle.l10n.zh-cn.json")
    assert said == set(told)
    for english, chinese in told.items():
        assert re.findall(r"\{\d\}", english) == re.findall(r"\{\d\}", chinese)


def test_only_one_place_starts_a_process_and_none_a_shell() -> None:
    assert [path.name for path in SOURCES if "node:child_process" in path.read_text(encoding="utf-8")] == ["run.ts"]
    assert "shell:" not in CODE
    assert [path.name for path in SOURCES if ".html" in path.read_text(encoding="utf-8")] == ["timeline.ts"]


def test_the_page_draws_what_planlang_draws() -> None:
    """The elements that the timeline is made of are those that the page lets through."""
    drawn = (ROOT / "tests/golden/report/timeline.zh.svg").read_text(encoding="utf-8")
    allowed = re.search(r'"(svg title [\w ]+)"', (FOLDER / "src/page.ts").read_text(encoding="utf-8"))
    assert allowed is not None
    assert set(re.findall(r"<(\w+)", drawn)) <= set(allowed[1].split())
    assert not re.search(r"\s(on\w+|style|(xlink:)?href)=", drawn)
    assert 'data-key="' in drawn


# ---- with what npm installs

INSTALLED = (FOLDER / "node_modules/vscode-textmate").is_dir() and shutil.which("node") is not None
with_node = pytest.mark.skipif(not INSTALLED, reason="nox -s vscode installs what this needs")
SORTS = (
    ("comment", (Comment,), ("comment",)),
    ("text", (String,), ("string", "constant.character")),
    ("keyword", (Keyword, Operator.Word), ("storage", "keyword.control", "keyword.operator.word", "support.constant")),
    ("figure", (Literal.Date, Number), ("constant.numeric", "constant.other")),
    ("name", (Name,), ("variable", "entity")),
)


@with_node
def test_the_grammar_colours_plans_as_the_parser_reads_them() -> None:
    """It has no parser to ask, so that some words go wrong: at most one in a hundred of each sort."""
    paths = sorted(path for folder in ("examples", "stdlib") for path in (ROOT / folder).rglob("*.plan"))
    command = ["node", str(FOLDER / "scripts/tokens.mjs"), *map(str, paths)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    seen: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for name, found in json.loads(done.stdout).items():
        text = Path(name).read_text(encoding="utf-8")
        starts = [0, *(place.end() for place in re.finditer("\n", text))]
        scopes = {starts[line] + column: scope for line, start, end, scope in found for column in range(start, end)}
        for at, colour, piece in PlanLexer().get_tokens_unprocessed(text):
            for sort, colours, prefixes in SORTS:
                if any(colour in each for each in colours):
                    seen[sort] += 1
                    places = [at + n for n, letter in enumerate(piece) if not letter.isspace()]
                    wrong[sort] += not all(scopes[place].startswith(prefixes) for place in places)
                    break
    assert {sort for sort, _, _ in SORTS} == set(seen)
    assert {sort: (wrong[sort], seen[sort]) for sort in seen if wrong[sort] > seen[sort] // 100} == {}


@pytest.mark.skipif(not (FOLDER / "planlang.vsix").is_file(), reason="nox -s vscode packs it")
def test_the_package_holds_what_the_extension_needs_and_nothing_else() -> None:
    with zipfile.ZipFile(FOLDER / "planlang.vsix") as archive:
        names = {name.removeprefix("extension/") for name in archive.namelist() if name.startswith("extension/")}
        code = archive.read("extension/dist/extension.js").decode()
    assert names == {
        "LICENSE.txt", "dist/extension.js", "l10n/bundle.l10n.zh-cn.json", "language-configuration.json", "package.json",
        "package.nls.json", "package.nls.zh-cn.json", "readme.md", "snippets/en.json", "snippets/zh.json",
        "syntaxes/planlang.tmLanguage.json",
    }  # fmt: skip
    assert str(ROOT) not in code
