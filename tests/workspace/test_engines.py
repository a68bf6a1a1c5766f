"""Where figures are worked out: what PLANLANG_ENGINE takes, what is told where it cannot be used, and that reports are the same."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from planlang.cli.main import run
from planlang.data.engines.postgresql import _answers
from planlang.data.loaded.snapshot import UnusableEngineError
from planlang.workspace.engines import VARIABLE
from tests.engines import address

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
PLAN = EXAMPLES / "premium_line" / "premium_line.plan"


def said(capsys: pytest.CaptureFixture[str], *arguments: str, lang: str = "en") -> tuple[int, str, str]:
    status = run([*arguments, "--lang", lang], {})
    out, err = capsys.readouterr()
    return status, out, err


def evaluate(capsys: pytest.CaptureFixture[str], lang: str = "en", *more: str) -> tuple[int, str, str]:
    return said(capsys, "evaluate", str(PLAN), "--as-of", "2026-W20", *more, lang=lang)


@pytest.mark.parametrize("named", ["mysql://u:hidden@h/d", "postgresql", "hidden", "://hidden"])
def test_an_engine_that_there_is_not_is_told(
    named: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(VARIABLE, named)
    status, out, err = evaluate(capsys)
    assert (status, out) == (2, "")
    assert err == (
        "error: PLANLANG_ENGINE has to begin with one of postgresql://, postgres://; without it the figures are worked out"
        " in this process\n"
    )
    assert "PLANLANG_ENGINE 必须以 postgresql://" in evaluate(capsys, "zh")[2]


@pytest.mark.parametrize(
    "named",
    [
        "postgresql://ann:hidden@/x?host=/no/such/folder",
        "postgresql://ann:hidden@127.0.0.1:1/x",
        "postgresql://ann:hidden@/x?no_such_word=hidden",
        "postgresql://ann:hidden@[/x",
        "postgresql://ann:sec@hidden@no.such.host/x",
        "postgresql://127.0.0.1:1/x?user=ann&password=hidden",
        "postgresql://127.0.0.1:1/x?password=hidden&port=hidden",
    ],
)
def test_a_server_that_cannot_be_reached_is_told_without_the_password(
    named: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("psycopg")
    monkeypatch.setenv(VARIABLE, named)
    status, out, err = evaluate(capsys)
    assert (status, out) == (2, "")
    assert err.startswith("error: the database that PLANLANG_ENGINE names cannot be used: ")
    assert "hidden" not in err
    assert "sec@" not in err
    assert "PLANLANG_ENGINE 指定的数据库无法使用" in evaluate(capsys, "zh")[2]


def test_a_driver_that_is_missing_is_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    monkeypatch.setenv(VARIABLE, "postgresql://ann@/x")
    status, _, err = evaluate(capsys)
    assert status == 2
    assert err == (
        "error: psycopg is not installed, which PLANLANG_ENGINE needs; install planlang with it:"
        ' pip install "planlang[postgres]"\n'
    )
    assert "没有安装 psycopg" in evaluate(capsys, "zh")[2]


def test_reports_are_the_same_from_a_server(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of the smaller example; `nox -s postgresql` has the larger one as well."""
    there = address()
    asked = str(EXAMPLES / "graded_team" / "graded_team.plan"), "--as-of", "2026-W20"
    report, explained = ("evaluate", *asked, "--format", "json"), ("explain", asked[0], "revenue", *asked[1:])
    here = [said(capsys, *words) for words in (report, explained)]
    assert not [err for _, _, err in here if "error" in err]
    monkeypatch.setenv(VARIABLE, there)
    assert [said(capsys, *words) for words in (report, explained)] == here


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("FeatureNotSupported", "cannot set transaction read-write mode during recovery"),
        ("ReadOnlySqlTransaction", "cannot execute CREATE TABLE in a read-only transaction"),
        ("InFailedSqlTransaction", "current transaction is aborted"),
        ("AdminShutdown", "terminating connection due to administrator command"),
    ],
)
def test_a_server_that_can_only_be_read_is_told_as_one_that_cannot_be_used(name: str, words: str) -> None:
    errors = pytest.importorskip("psycopg").errors
    with pytest.raises(UnusableEngineError) as caught, _answers(["secret"]):
        raise getattr(errors, name)(f"{words}, secret\nHINT: none")
    assert caught.value.reason == f"{words}, ***"
