"""Settings: where they are found, what they mean, and what is said of those that cannot be."""

from __future__ import annotations

import random
import re
import tomllib
from pathlib import Path

import pytest

from planlang.diagnostics.diagnostic import Diagnostic, Severity
from planlang.diagnostics.render import render
from planlang.diagnostics.text import Language, Text
from planlang.lint.categories import CATEGORIES
from planlang.lint.options import USUAL
from planlang.lint.run import all_rules, category_of
from planlang.resources import check_pages
from planlang.source import Source, Span
from planlang.workspace.linting.choosing import chosen, matches, means_something
from planlang.workspace.linting.settings import Settings, as_toml
from planlang.workspace.linting.settings_file import LINT, SettingsFinder, UnusableSettingsError
from tests.architecture.test_layers import ROOT
from tests.laws import seeds

SAYS = Text("test.says", "x")


def of(folder: Path) -> Settings:
    return SettingsFinder().of(folder.resolve())


def told(path: Path, text: str) -> list[tuple[str, str, str]]:
    """What is wrong with a file of settings: the place, what is said, what to do."""
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UnusableSettingsError) as raised:
        of(path.parent)
    return [
        (f"{one.span.line}:{one.span.text}", one.message.render(), one.help.render() if one.help else "")
        for one in raised.value.diagnostics
    ]


def test_every_check_is_in_a_group_of_the_table() -> None:
    assert {rule.category for rule in all_rules()} <= CATEGORIES.keys()
    assert {category_of(name) for name in check_pages()} == CATEGORIES.keys()
    assert not CATEGORIES.keys() & check_pages().keys()
    assert category_of("unclosed-brace") == "syntax"
    assert category_of("unit-mismatch") == "meaning"


def test_options_are_of_rules_that_exist() -> None:
    assert USUAL.keys() <= {rule.name for rule in all_rules()}


@pytest.mark.parametrize(
    ("select", "ignore", "is_chosen"),
    [
        (["all"], [], True),
        ([], [], False),
        (["owners"], [], True),
        (["figures"], [], False),
        (["task-*"], [], True),
        (["all"], ["all"], False),
        (["all"], ["task-without-owner"], False),
        (["all"], ["owners"], False),
        (["all", "task-*"], ["owners"], True),
        (["all", "task-*"], ["task-without-*"], False),
        (["task-without-owner"], ["task-without-*", "owners"], True),
        (["task-without-owner"], ["task-without-owner"], False),
    ],
)
def test_the_nearer_selector_counts(select: list[str], ignore: list[str], is_chosen: bool) -> None:
    assert chosen("task-without-owner", "owners", select, ignore) is is_chosen


def test_a_selector_means_something_or_nothing() -> None:
    assert all(map(means_something, ("all", "owners", "task-*", "task-without-owner", "*")))
    assert not any(map(means_something, ("", "owner", "xyz*", "task-without")))


@pytest.mark.parametrize(
    ("pattern", "path", "meant"),
    [
        ("drafts", "drafts/a.plan", True),
        ("drafts", "x/drafts/y/a.plan", True),
        ("drafts/", "x/drafts/a.plan", True),
        ("x/drafts", "x/drafts/y/a.plan", True),
        ("x/drafts", "y/x/drafts/a.plan", False),
        ("**/drafts", "y/x/drafts/a.plan", True),
        ("*.plan", "x/y/a.plan", True),
        ("x/*.plan", "x/y/a.plan", False),
        ("x/**/*.plan", "x/a.plan", True),
        ("./x/a.plan", "x/a.plan", True),
        ("x/**", "x/y/a.plan", True),
        ("a?.plan", "ab.plan", True),
        ("a.plan", "axplan", False),
        ("[a].plan", "a.plan", False),
        ("北区/*.plan", "北区/计划.plan", True),
    ],
)
def test_what_a_pattern_means(pattern: str, path: str, meant: bool) -> None:
    assert matches(pattern, Path(path)) is meant


def test_the_nearest_file_counts_and_it_alone(tmp_path: Path) -> None:
    deep = tmp_path / "a" / "b" / "c"
    deep.mkdir(parents=True)
    (tmp_path / "planlang.toml").write_text('[lint]\nignore = ["owners"]\nfail-on = "error"\n', encoding="utf-8")
    (tmp_path / "a" / "pyproject.toml").write_text("[tool.other]\nplanlang = 1\n", encoding="utf-8")
    assert of(deep).ignore == ("owners",)
    (tmp_path / "a" / "pyproject.toml").write_text('[tool.planlang.lint]\nignore = ["names"]\n', encoding="utf-8")
    assert of(deep).ignore == ("names",)
    assert of(deep).fail_on is Severity.WARNING
    (tmp_path / "a" / "planlang.toml").write_text("[lint]\nrequire-reasons = true\n", encoding="utf-8")
    assert (of(deep).ignore, of(deep).require_reasons) == ((), True)
    assert of(deep).file == (tmp_path / "a" / "planlang.toml").resolve()


def test_settings_are_shown_as_they_can_be_written(tmp_path: Path) -> None:
    text = """[lint]
select = ["owners", "task-*"]
ignore = ["names"]
exclude = ["drafts/**"]
fail-on = "error"
require-reasons = true
baseline = "old.json"
[lint.per-file-ignores]
"old/*.plan" = ["unsaid"]
[lint.rules.task-without-owner]
severity = "note"
[lint.rules.vague-sales-title]
titles = ["流水", "GMV \\"net\\""]
[lint.rules.idle-days-over-holiday]
weeks = 2
"""
    (tmp_path / "planlang.toml").write_text(text, encoding="utf-8")
    first = of(tmp_path)
    assert first.options == {
        "vague-sales-title": {"titles": ("流水", 'GMV "net"')},
        "idle-days-over-holiday": {"weeks": 2},
    }
    assert first.severities == {"task-without-owner": Severity.NOTE}
    again = "\n".join(as_toml(first)) + "\n"
    assert 'baseline = "old.json"' in again
    (tmp_path / "planlang.toml").write_text(again, encoding="utf-8")
    assert of(tmp_path) == first


def test_what_is_told_of_a_file(tmp_path: Path) -> None:
    settings = Settings(
        folder=tmp_path,
        ignore=("figures",),
        per_file_ignores=(("old/*.plan", ("owners",)),),
        severities={"task-without-owner": Severity.ERROR},
    )
    source = Source("a.plan", "task a { }")

    def one(severity: Severity) -> Diagnostic:
        return Diagnostic("task-without-owner", severity, Span(source, 0, 4), SAYS())

    warning, error = one(Severity.WARNING), one(Severity.ERROR)
    assert settings.tells(warning, "owners", tmp_path / "new" / "a.plan")
    assert not settings.tells(warning, "owners", tmp_path / "old" / "a.plan")
    assert not settings.tells(warning, "figures", tmp_path / "new" / "a.plan")
    assert settings.tells(error, "figures", tmp_path / "old" / "a.plan")
    assert settings.graded(warning).severity is Severity.ERROR
    assert Settings(severities={"task-without-owner": Severity.NOTE}).graded(error) is error


def test_what_cannot_be_is_told_with_its_place_and_the_nearest_name(tmp_path: Path) -> None:
    path = tmp_path / "planlang.toml"
    assert told(path, '[lint]\nselct = ["all"]\n') == [
        ("2:selct", "there is no setting `lint.selct`", "write `select`")
    ]
    assert told(path, "[lnt]\n") == [("1:lnt", "there is no setting `lnt`", "write `lint`")]
    assert told(path, '[lint]\nignore = ["names",\n  "owner"]\n') == [
        ("3:owner", "`owner` is no check, no group of checks and no beginning of a name", "write `owners`")
    ]
    assert told(path, '[lint]\nfail-on = "eror"\n') == [
        ("2:fail-on", '`lint.fail-on` takes one of "error", "warning", "note"', "")
    ]
    assert told(path, '[lint.rules.win-probabilities]\nseverity = "off"\n')[0][2] == (
        "to switch it off, write `win-probabilities` into `ignore`"
    )
    assert told(path, "lint.require-reasons = 1\n") == [
        ("1:require-reasons", "`lint.require-reasons` takes true or false", "")
    ]
    assert told(path, "[lint.rules.vague-sales-title]\ntitels = []\n") == [
        ("2:titels", "the check `vague-sales-title` has no option `titels`", "write `titles`")
    ]
    assert told(path, "[lint.rules]\nvague-sales-title = { titles = 3 }\n") == [
        ("2:titles", "`lint.rules.vague-sales-title.titles` takes a list of texts", "")
    ]
    assert told(path, "[lint.rules.idle-days-over-holiday]\nweeks = true\n") == [
        ("2:weeks", "`lint.rules.idle-days-over-holiday.weeks` takes a whole number that is not negative", "")
    ]
    assert told(path, "[lint.rules.task-without-ownr]\n")[0][:2] == (
        "1:task-without-ownr",
        "there is no check called `task-without-ownr`",
    )
    assert told(path, "lint = 3\n") == [("1:lint", "`lint` takes a table", "")]
    assert told(path, '[lint]\nbaseline = 3\nexclude = "x"\n') == [
        ("2:baseline", "`lint.baseline` takes a text", ""),
        ("3:exclude", "`lint.exclude` takes a list of texts", ""),
    ]


def test_all_that_is_wrong_is_told_at_once_in_order(tmp_path: Path) -> None:
    found = told(tmp_path / "planlang.toml", '[lint]\nb = 1\na = 1\nselect = ["nothing"]\n')
    assert [place for place, *_ in found] == ["2:b", "3:a", "4:nothing"]


def test_what_is_no_toml_is_told_with_its_place(tmp_path: Path) -> None:
    ((place, message, _),) = told(tmp_path / "planlang.toml", "[lint]\nselect = [\n")
    assert place.startswith("3:")
    assert message.startswith("this is no TOML: ")


def test_settings_in_pyproject_are_told_with_their_place(tmp_path: Path) -> None:
    text = '[project]\nname = "x"\n[tool.planlang.lint]\nselct = []\n'
    assert told(tmp_path / "pyproject.toml", text)[0][:2] == ("4:selct", "there is no setting `lint.selct`")
    assert told(tmp_path / "pyproject.toml", "[tool]\nplanlang = 3\n")[0][0] == "2:planlang"


GUIDES = {Language.EN: ROOT / "docs/guide/ci.md", Language.ZH: ROOT / "docs/zh/guide/ci.md"}


@pytest.mark.parametrize("language", Language)
def test_the_guide_shows_every_setting_and_every_group(language: Language, tmp_path: Path) -> None:
    page = GUIDES[language].read_text(encoding="utf-8")
    (shown,) = re.findall(r"(?s)```toml\n(.*?)```", page)
    (tmp_path / "planlang.toml").write_text(shown, encoding="utf-8")
    assert of(tmp_path).options.keys() == USUAL.keys()
    assert set(tomllib.loads(shown)["lint"]) == set(LINT)
    groups = re.findall(r"(?m)^\| `([a-z]+)` \| (.*) \|$", page)
    assert [row for row in groups if row[0] in CATEGORIES] == [
        (name, text.template(language)) for name, text in CATEGORIES.items()
    ]


TOKENS = [
    "[lint]",
    "[lint.rules]",
    "[[lint]]",
    "=",
    '"',
    "'",
    "[",
    "]",
    "{",
    "}",
    ".",
    "#",
    "\\",
    "3",
    "-1",
    "1.5",
    "true",
    "null",
    "2026-01-01",
    "lint",
    "rules",
    "severity",
    "select",
    "all",
    "计划",
    "[]",
    "{}",
    '""',
]


@pytest.mark.parametrize("seed", seeds(300))
def test_whatever_stands_in_a_file_of_settings_is_told_with_a_place(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    (text,) = re.findall(r"(?s)```toml\n(.*?)```", GUIDES[Language.EN].read_text(encoding="utf-8"))
    for _ in range(chance.randrange(1, 5)):
        start = chance.randrange(len(text) + 1)
        text = text[:start] + chance.choice([*TOKENS, "\n"]) + text[start + chance.choice([0, 1, 3, 10, 40]) :]
    path = tmp_path / chance.choice(["planlang.toml", "pyproject.toml"])
    if path.name == "pyproject.toml":
        text = text.replace("[lint", "[tool.planlang.lint")
    path.write_text(text, encoding="utf-8")
    told: tuple[Diagnostic, ...] = ()
    try:
        of(tmp_path)
    except UnusableSettingsError as error:
        told = error.diagnostics
    for diagnostic in told:
        assert diagnostic.span.end <= len(text)
        assert all(render(diagnostic, language) for language in Language)
