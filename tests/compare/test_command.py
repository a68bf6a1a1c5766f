"""`planlang diff` as people use it: files, folders, git revisions; on data; for a pull request."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.cli.calling import call as called

PLAN = """
plan small "小计划" { period 2026-01-01 .. 2026-03-31; timezone UTC; currency CNY }
role rep
team north "North" { rep Ann, Bob }
use "sources.plan"
metric calls "Calls" = count(visits where kind is "call")
alert few "Few calls" for each rep { when calls this week < 3 for 2 weeks; severity warning }
"""
SOURCES = 'source visits { read "data/*.csv"; covers 2026-01-01 .. 2026-02-01; event at day; day: date; who: person; kind: text }\n'
ROWS = """day,who,kind
2026-01-05,Ann,call
2026-01-06,Ann,call
2026-01-12,Ann,call
2026-01-13,Ann,call
2026-01-19,Ann,call
2026-01-05,Bob,call
2026-01-12,Bob,call
2026-01-19,Bob,call
2026-01-26,Bob,call
"""
"""Ann: 2, 2, 1, 0 calls a week; Bob: 1, 1, 1, 1."""


def call(folder: Path, *arguments: str) -> tuple[int, str, str]:
    """Status, output and errors of a command in a folder."""
    done = called(*arguments, cwd=folder)
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the plan, its data, and an edit of it beside: two calls suffice."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "visits.csv").write_text(ROWS, encoding="utf-8")
    (tmp_path / "small.plan").write_text(PLAN, encoding="utf-8")
    (tmp_path / "sources.plan").write_text(SOURCES, encoding="utf-8")
    (tmp_path / "new.plan").write_text(PLAN.replace("< 3", "< 2"), encoding="utf-8")
    return tmp_path


def test_less_is_told_with_the_clause_and_its_place(folder: Path) -> None:
    status, out, _ = call(folder, "diff", "small.plan", "new.plan", "--lang", "en")
    assert status == 0
    assert "1 difference: less is asked in 1, more in 0, 0 are neither." in out
    assert "alert Few calls (few) (new.plan:7)" in out
    assert "when calls this week < 3 for 2 weeks → when calls this week < 2 for 2 weeks [less]" in " ".join(out.split())


def test_it_is_told_in_chinese(folder: Path) -> None:
    _, out, _ = call(folder, "diff", "small.plan", "new.plan", "--lang", "zh")
    assert "共 1 处不同：放松 1 处，收紧 0 处，其他 0 处。" in out
    assert "预警 Few calls（few）（new.plan:7）" in out


@pytest.mark.parametrize(
    ("wanted", "old", "new", "status"),
    [
        ("loosened", "small.plan", "new.plan", 1),
        ("loosened", "new.plan", "small.plan", 0),
        ("changed", "new.plan", "small.plan", 1),
        ("changed", "small.plan", "small.plan", 0),
        ("never", "small.plan", "new.plan", 0),
    ],
)
def test_a_build_can_end_with_one(folder: Path, wanted: str, old: str, new: str, status: int) -> None:
    assert call(folder, "diff", old, new, "--fail-on", wanted)[0] == status


def test_on_data_it_is_told_how_often_alerts_come_on(folder: Path) -> None:
    _, out, _ = call(folder, "diff", "small.plan", "new.plan", "--as-of", "2026-W05", "--format", "json")
    data = json.loads(out)["data"]
    # both fire in the second week with less than 3, only Bob does with less than 2, and Ann in the fourth
    assert data == {
        "from": "2025-08-04",
        "to": "2026-02-01",
        "onsets": {"before": 2, "after": 2},
        "alerts": [
            {"name": "few", "title": "Few calls", "before": 2, "after": 2, "only_before": 1, "only_after": 1},
        ],
    }


def test_weeks_before_those_asked_for_are_left_aside(folder: Path) -> None:
    _, out, _ = call(
        folder, "diff", "small.plan", "new.plan", "--as-of", "2026-W05", "--weeks", "2", "--format", "json"
    )
    assert json.loads(out)["data"]["onsets"] == {"before": 0, "after": 1}


def test_it_is_written_in_the_format_of_its_ending(folder: Path) -> None:
    assert call(folder, "diff", "small.plan", "new.plan", "-o", "comment.md")[0] == 0
    assert (folder / "comment.md").read_text(encoding="utf-8").startswith("# small.plan → new.plan\n")
    assert call(folder, "backtest", "small.plan", "--as-of", "2026-W05", "-o", "few.json")[0] == 0
    assert json.loads((folder / "few.json").read_text(encoding="utf-8"))["schema"] == "planlang.backtest/1"


def test_an_alert_of_a_module_under_another_name_is_the_same_on_data(folder: Path) -> None:
    alert = "alert few for each rep { when calls this week < 3 for 2 weeks; severity warning }\n"
    for name, text in (("old", alert), ("new", alert.replace("few", "idle"))):
        (folder / name).mkdir()
        shutil.copytree(folder / "data", folder / name / "data")
        shutil.copy(folder / "sources.plan", folder / name)
        whole = PLAN[: PLAN.index("alert few")] + 'use "alerts.plan"(calls: calls) as act\n'
        (folder / name / "p.plan").write_text(whole, encoding="utf-8")
        (folder / name / "alerts.plan").write_text(f"module alerts(calls: metric)\n{text}", encoding="utf-8")
    _, out, err = call(folder, "diff", "old/p.plan", "new/p.plan", "--as-of", "2026-W05", "--format", "json")
    assert err == ""
    assert json.loads(out)["data"]["onsets"] == {"before": 2, "after": 2}
    assert json.loads(out)["data"]["alerts"] == []


def test_without_data_none_are_read(folder: Path) -> None:
    shutil.rmtree(folder / "data")
    status, out, _ = call(folder, "diff", "small.plan", "new.plan", "--format", "json")
    assert (status, json.loads(out)["data"]) == (0, None)


def test_in_markdown_no_text_of_a_plan_becomes_markup(folder: Path) -> None:
    odd = PLAN.replace('"Few calls"', '"<b>Few</b> | [x](http://e.org) `"')
    (folder / "odd.plan").write_text(odd, encoding="utf-8")
    _, out, _ = call(folder, "diff", "small.plan", "odd.plan", "--format", "markdown")
    assert "<b>" not in out
    assert "[x](http" not in out


def test_a_plan_with_errors_is_not_compared(folder: Path) -> None:
    (folder / "broken.plan").write_text(PLAN.replace("calls this", "nothing this"), encoding="utf-8")
    status, out, err = call(folder, "diff", "broken.plan", "small.plan", "--lang", "en")
    assert (status, out) == (2, "")
    assert "no metric is called `nothing`" in err
    assert "broken.plan" in err


def test_many_differences_fit_in_one_comment(folder: Path) -> None:
    title = "#1 <b>*x*_[y](z)_| `" * 12
    parts = " and ".join(f"calls rolling {count} weeks < 10" for count in range(2, 30))
    many = [
        f'alert a{number} "{title}" for each rep {{ when {parts}; severity warning }}\n'
        f'metric m{number} "{title}" = calls * 2\n'
        f'task t{number} "{title}" {{ takes 3wd; not before 2026-02-02; owner Ann }}\n'
        for number in range(100)
    ]
    text = PLAN + "".join(many)
    (folder / "many.plan").write_text(text, encoding="utf-8")
    other = text.replace("rolling 29 weeks < 10", "rolling 29 weeks < 9").replace("calls * 2", "calls * 3")
    other_names = other.replace("takes 3wd", "takes 4wd") + "".join(many).replace("alert a", "alert b").replace(
        "metric m", "metric n"
    ).replace("task t", "task u")
    (folder / "other.plan").write_text(other_names, encoding="utf-8")
    _, out, _ = call(folder, "diff", "many.plan", "other.plan", "--lang", "en", "--format", "markdown")
    assert len(out) < 65_536
    assert "weeks \\< 9 \\[less\\]" in " ".join(out.split()), "what differs is shown of a long clause"
    assert "more; --format json has all" in out


def git(folder: Path, *arguments: str) -> None:
    """Run git with a name of its own."""
    named = ("-c", "user.name=somebody", "-c", "user.email=somebody@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", str(folder), *named, *arguments], check=True, capture_output=True)


@pytest.fixture
def repository(folder: Path) -> Path:
    """The plan committed below a folder, then edited there; what it uses is broken on disk."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    plans = folder / "plans"
    plans.mkdir()
    for name in ("small.plan", "sources.plan"):
        shutil.copy(folder / name, plans / name)
    git(folder, "init", "-q")
    git(folder, "add", "plans")
    git(folder, "commit", "-q", "-m", "a plan")
    (plans / "small.plan").write_text(
        PLAN.replace("< 3", "< 2").replace('use "sources.plan"', SOURCES), encoding="utf-8"
    )
    (plans / "sources.plan").write_text("source {", encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("inside", "old", "new"),
    [
        (".", "HEAD:plans/small.plan", "plans/small.plan"),
        (".", "HEAD:plans", "plans/small.plan"),
        ("plans", "HEAD:small.plan", "small.plan"),
        ("plans", "HEAD:", "small.plan"),
        ("plans", "HEAD:.", "small.plan"),
    ],
)
def test_a_revision_is_read_with_what_it_uses(repository: Path, inside: str, old: str, new: str) -> None:
    status, out, err = call(repository / inside, "diff", old, new, "--lang", "en", "--fail-on", "loosened")
    assert (status, err) == (1, "")
    assert "alert Few calls (few) (small.plan:7)" in out or "alert Few calls (few) (small.plan:8)" in out


@pytest.mark.parametrize(
    ("old", "words"),
    [
        ("HEAD:plans/none.plan", "there is no file none.plan in the revision HEAD"),
        ("nowhere:plans", "git knows no revision nowhere in this folder; `git log` lists those there are"),
        ("--upload-pack=x:plans", "there is no option"),
        ("HEAD:data", "there is no file data in the revision HEAD"),
        ("main", "there is no file main; a git revision is written with what is to be read of it: main:plans"),
    ],
)
def test_a_revision_that_cannot_be_read_is_told(repository: Path, old: str, words: str) -> None:
    status, _, err = call(repository, "diff", old, "plans/small.plan", "--lang", "en")
    assert status == 2
    assert words in err


def test_it_is_told_where_git_knows_no_repository(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(folder.parent))
    status, _, err = call(folder, "diff", "HEAD:small.plan", "small.plan", "--lang", "en")
    assert status == 2
    assert "git cannot tell what HEAD is: not a git repository" in err


def test_a_revision_reads_nothing_outside_its_workspace(repository: Path) -> None:
    (repository / "plans" / "small.plan").write_text(PLAN.replace("sources.plan", "../secret.plan"), encoding="utf-8")
    (repository / "secret.plan").write_text(SOURCES, encoding="utf-8")
    git(repository, "add", ".")
    git(repository, "commit", "-q", "-m", "outside")
    status, _, err = call(repository, "diff", "HEAD:plans/small.plan", "small.plan", "--lang", "en")
    assert status == 2
    assert "../secret.plan" in err
