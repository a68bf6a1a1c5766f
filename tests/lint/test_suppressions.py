"""Comments that keep a finding from being told, and what is said of those that keep nothing."""

from __future__ import annotations

import pytest

from planlang.diagnostics.diagnostic import Diagnostic
from planlang.lint.suppressions import suppressions
from planlang.source import Source
from planlang.syntax.parse import parse
from planlang.workspace.sources import Memory, Sources
from planlang.workspace.workspace import Opened, open_from
from tests.semantics.marked import COMPANY, linted


def opened(text: str) -> Opened:
    return open_from(Sources(Memory({"main.plan": text})), "main.plan")


def mended(text: str, fix: int = 0) -> str:
    """A text after a fix of its only finding."""
    (found,) = (one for one in linted(COMPANY + text) if one.name == "unused-ignore")
    after = COMPANY + text
    for edit in sorted(found.fixes[fix].edits, key=lambda edit: -edit.span.start):
        after = after[: edit.span.start] + edit.text + after[edit.span.end :]
    assert not parse(Source("main.plan", after)).diagnostics
    return after.removeprefix(COMPANY)


@pytest.mark.parametrize(
    ("comment", "names", "reason"),
    [
        ("# planlang: ignore[task-without-owner] nobody yet", ["task-without-owner"], "nobody yet"),
        ("#planlang:ignore[a-b,c-d]", ["a-b", "c-d"], ""),
        ("# planlang: ignore [ a-b , c-d ]: both", ["a-b", "c-d"], "both"),
        ("# planlang：ignore【a-b、c-d】，两个", ["a-b", "c-d"], "两个"),
        ("# planlang: ignore[Task Owner] x", ["Task Owner"], "x"),
        ("# why  # planlang: ignore[a-b] because", ["a-b"], "because"),
        ("# 允许：a-b，c-d 暂缺", ["a-b", "c-d"], "暂缺"),
        ("# 允许: a-b", ["a-b"], ""),
        ("# planlang: ignore", [""], ""),
        ("# planlang: ignore[] x", [""], ""),
        ("# planlang: ignore[a-b", [""], ""),
        ("# planlang: ignored[a-b]", [], ""),
        ("## planlang: ignore[a-b]", [], ""),
        ("# allow: a-b", [], ""),
        ("# 允许他们", [], ""),
    ],
)
def test_what_a_comment_says(comment: str, names: list[str], reason: str) -> None:
    found = list(suppressions([Source("a.plan", f"x\n{comment}\ny")]))
    assert [one.rule for one in found] == names
    assert {one.reason for one in found} <= {reason}
    assert all(one.span.text == one.rule for one in found if one.rule)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("task a { takes 1d; owner director }  # planlang: ignore[task-without-owner] x\n", "task a { takes 1d; owner director }\n"),
        ("  # planlang: ignore[task-without-owner]\ntask a { takes 1d; owner director }\n", "task a { takes 1d; owner director }\n"),
        ("task a { takes 1d; owner director }\n# planlang: ignore[task-without-owner]", "task a { takes 1d; owner director }\n"),
        ("# 允许：task-without-owner，task-without-length 早\ntask a { takes 1d }\n", "# 允许：task-without-owner 早\ntask a { takes 1d }\n"),
        ("# planlang: ignore[task-without-length, task-without-owner]\ntask a { takes 1d }\n", "# planlang: ignore[task-without-owner]\ntask a { takes 1d }\n"),
    ],
)  # fmt: skip
def test_a_comment_that_keeps_nothing_is_taken_away(before: str, after: str) -> None:
    assert mended(before) == after
    assert "unused-ignore" not in [one.name for one in linted(COMPANY + after)]


def test_a_name_that_no_check_has_is_answered_with_the_nearest() -> None:
    text = "task a { takes 1d }  # planlang: ignore[task-without-owners] soon\n"
    found = {one.name: one for one in linted(COMPANY + text)}
    assert found["unused-ignore"].message.render() == "there is no check called `task-without-owners`"
    assert found["unused-ignore"].help is not None
    assert found["unused-ignore"].help.render() == "write `task-without-owner`"
    assert mended(text) == text.replace("owners", "owner")
    assert mended(text, 1) == "task a { takes 1d }\n"


def test_a_comment_that_names_nothing_is_told() -> None:
    (found,) = linted(COMPANY + "# planlang: ignore\n")
    assert (found.name, found.message.render()) == ("unused-ignore", "the comment names no check")


def test_reasons_can_be_asked_for() -> None:
    text = COMPANY + "task a { takes 1d }  # planlang: ignore[task-without-owner]\n"
    assert linted(text) == ()
    (found,) = linted(text, require_reasons=True)
    assert (found.name, found.span.text) == ("ignore-without-reason", "task-without-owner")
    assert linted(text.replace("]", "] in May"), require_reasons=True) == ()


def test_a_comment_speaks_for_warnings_of_meaning_too() -> None:
    goal = "goal g { measure visits; target 5; path linear; owner director }"
    assert names(opened(COMPANY + goal).diagnostics) == ["clause-without-effect"]
    quiet = opened(f"{COMPANY}{goal}  # planlang: ignore[clause-without-effect] known\n")
    assert quiet.diagnostics == ()
    assert [(kept.diagnostic.name, kept.reason) for kept in quiet.told.ignored] == [("clause-without-effect", "known")]


def test_errors_are_always_told_and_nothing_is_said_of_comments_beside_them() -> None:
    text = COMPANY + "metric m = vists  # planlang: ignore[unknown-name] later\n"
    assert names(opened(text).diagnostics) == ["unknown-name"]


def names(found: tuple[Diagnostic, ...]) -> list[str]:
    return [one.name for one in found]
