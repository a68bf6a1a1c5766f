"""`planlang lint --fix`, `--diff` and `--baseline`: what is mended and written, and what is known again."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest
from attrs import evolve

from planlang.cli.main import run
from planlang.diagnostics.diagnostic import Diagnostic, Edit, Fix, Severity
from planlang.diagnostics.finding import Finding
from planlang.diagnostics.text import Text
from planlang.source import Source, Span
from planlang.workspace.linting.fixing import Fixer
from planlang.workspace.linting.run import Asked, Linter
from tests.cli.calling import call, environment_of, surroundings

HEAD = "plan p { period 2026-01-01 .. 2026-12-31; calendar china }\n"
SAYS = Text("test.says", "x")


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8"))


def lint(*arguments: object, cwd: Path) -> tuple[int, str, str]:
    done = call("lint", *arguments, "--format", "concise", cwd=cwd)
    return done.returncode, done.stdout, done.stderr


def names(*arguments: object, cwd: Path) -> list[str]:
    return [line.split("[")[1].split("]")[0] for line in lint(*arguments, cwd=cwd)[1].splitlines()[:-1]]


# ---------------------------------------------------------------- fixes


def test_what_has_a_safe_fix_is_mended(tmp_path: Path) -> None:
    path = tmp_path / "a.plan"
    write(path, HEAD + "task a { takes ５wd; owner Ann }  # planlang: ignore[task-without-owner] x\n")
    status, out, err = lint("a.plan", "--fix", cwd=tmp_path)
    assert path.read_text(encoding="utf-8") == HEAD + "task a { takes 5wd; owner Ann }\n"
    assert (status, out) == (0, "0 errors, 0 warnings\n")
    assert err == "2 findings mended in 1 file\n"  # the comment is told once there is no error left
    assert lint("a.plan", "--fix", cwd=tmp_path) == (0, "0 errors, 0 warnings\n", "")


def test_byte_order_marks_newlines_and_permissions_stay(tmp_path: Path) -> None:
    path = tmp_path / "a.plan"
    write(path, "\ufeff" + HEAD.replace("\n", "\r\n") + "task a { takes ５wd; owner Ann }\r\n")
    path.chmod(0o640)
    lint("a.plan", "--fix", cwd=tmp_path)
    assert path.read_bytes() == ("\ufeff" + HEAD.replace("\n", "\r\n") + "task a { takes 5wd; owner Ann }\r\n").encode()
    assert path.stat().st_mode & 0o777 == 0o640
    assert [one.name for one in tmp_path.iterdir()] == ["a.plan"]


def test_unsafe_fixes_are_made_where_they_are_asked_for(tmp_path: Path) -> None:
    text = HEAD + (
        'source d { read "d.csv"; one row per id; snapshot on file date; id: text; stage: stage[q] }\n'
        'source c { read "c.csv"; event at day; id: text; day: date }\n'
        "process q on d { stages a -> b; win stage w; at most 14d without c }\n"
    )
    write(tmp_path / "a.plan", text)
    assert "--unsafe-fixes` can mend 1" in call("lint", "a.plan", cwd=tmp_path).stdout
    lint("a.plan", "--fix", cwd=tmp_path)
    assert (tmp_path / "a.plan").read_text(encoding="utf-8") == text
    lint("a.plan", "--fix", "--unsafe-fixes", cwd=tmp_path)
    assert (tmp_path / "a.plan").read_text(encoding="utf-8") == text.replace("14d", "10wd")
    status, _, err = lint("a.plan", "--unsafe-fixes", cwd=tmp_path)
    assert (status, "--unsafe-fixes goes with --fix, --diff" in err) == (2, True)


@pytest.mark.parametrize(
    ("safe", "made", "made_unsafe"),
    [
        ([], None, None),
        ([True], 0, 0),
        ([False], None, 0),
        ([False, True], 1, 1),
        ([True, True], 0, 0),
        ([False, False], None, None),  # a person has to choose
    ],
)
def test_which_fix_is_made(safe: list[bool], made: int | None, made_unsafe: int | None) -> None:
    span = Span(Source("a.plan", "x"), 0, 1)
    fixes = tuple(Fix(SAYS(), (Edit(span, str(number)),), safe=one) for number, one in enumerate(safe))
    found = Finding(Diagnostic("x", Severity.WARNING, span, SAYS(), fixes=fixes), "names")
    for unsafe, number in ((False, made), (True, made_unsafe)):
        assert found.fix(unsafe=unsafe) is (None if number is None else fixes[number])


def test_a_difference_is_shown_and_nothing_is_written(tmp_path: Path) -> None:
    text = HEAD + "task a { takes ５wd; owner Ann }\n"
    write(tmp_path / "sub" / "a.plan", text)
    done = call("lint", "sub", "--diff", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout.splitlines()[:2] == ["--- sub/a.plan", "+++ sub/a.plan"]
    assert "-task a { takes ５wd; owner Ann }\n+task a { takes 5wd; owner Ann }\n" in done.stdout
    assert (tmp_path / "sub" / "a.plan").read_text(encoding="utf-8") == text
    write(tmp_path / "sub" / "a.plan", HEAD)
    assert call("lint", "sub", "--diff", cwd=tmp_path).stdout == ""


def test_files_that_plans_use_are_mended_with_them(tmp_path: Path) -> None:
    write(tmp_path / "a.plan", 'use "sub/more.plan"\n' + HEAD)
    write(tmp_path / "b.plan", 'use "sub/more.plan"\n' + HEAD)
    write(tmp_path / "sub" / "more.plan", "task x { takes ５wd; owner Ann }\n")
    assert lint(".", "--fix", cwd=tmp_path)[0] == 0
    assert (tmp_path / "sub" / "more.plan").read_text(encoding="utf-8") == "task x { takes 5wd; owner Ann }\n"


def test_many_fixes_are_made_at_once(tmp_path: Path) -> None:
    write(tmp_path / "a.plan", HEAD + "".join(f"task t{n} {{ takes ５wd; owner Ann }}\n" for n in range(200)))
    status, out, err = lint("a.plan", "--fix", cwd=tmp_path)
    assert (status, out) == (0, "0 errors, 0 warnings\n")
    assert err == "200 findings mended in 1 file\n"


def test_what_settings_or_comments_leave_out_is_not_mended(tmp_path: Path) -> None:
    text = HEAD + "# planlang: ignore[task-without-owner] x\n"
    write(tmp_path / "a.plan", text)
    lint("a.plan", "--fix", "--ignore", "unused", cwd=tmp_path)
    assert (tmp_path / "a.plan").read_text(encoding="utf-8") == text


def fixer(folder: Path, fixes: list[tuple[str, str]]) -> Fixer:
    """A fixer of `a.plan`, whose findings have other fixes: each replaces a text by another one."""
    linter = Linter(Asked((folder / "a.plan",)))
    found = linter.run()
    source = linter.source_at((folder / "a.plan").resolve())

    def one(old: str, new: str) -> Finding:
        start = source.text.index(old)
        span = Span(source, start, start + len(old))
        return Finding(
            Diagnostic("x", Severity.WARNING, span, SAYS(), fixes=(Fix(SAYS(), (Edit(span, new),)),)), "names"
        )

    findings = tuple(one(old, new) for old, new in fixes)
    return Fixer(linter, evolve(found, report=evolve(found.report, findings=findings)), unsafe=False)


def test_a_fix_that_makes_it_worse_is_not_made_and_the_others_are(tmp_path: Path) -> None:
    text = HEAD + "".join(f"task t{n} {{ takes 5wd }}\n" for n in range(8))
    write(tmp_path / "a.plan", text)
    good = [(f"task t{n} {{ takes 5wd }}", f"task t{n} {{ takes 5wd; owner Ann }}") for n in (0, 1, 2, 4, 5, 6)]
    bad = [("task t3 {", "task t3"), ("task t7 { takes 5wd }", "task t7 { takes 5wd; owner Nobody_ }; }")]
    mended = fixer(tmp_path, [*good[:3], bad[0], *good[3:], bad[1]])
    done = mended.mended()
    (after,) = done.after.values()
    assert [line for line in after.splitlines() if "owner" not in line] == [
        HEAD.strip(),
        *text.splitlines()[4:5],
        text.splitlines()[8],
    ]
    assert done.fixes == 6


def test_fixes_that_touch_each_other_are_made_one_after_the_other(tmp_path: Path) -> None:
    write(tmp_path / "a.plan", HEAD + "task t { takes 5wd }\n")
    whole, part = "task t { takes 5wd }", "takes 5wd }"
    done = fixer(tmp_path, [(whole, "task t { takes 5wd; owner Ann }"), (part, "takes 5wd; owner Bob }")]).mended()
    (after,) = done.after.values()
    assert after == HEAD + "task t { takes 5wd; owner Ann }\n"


def test_a_file_that_was_changed_meanwhile_is_left_as_it_is(tmp_path: Path) -> None:
    write(tmp_path / "a.plan", HEAD + "task t { takes ５wd; owner Ann }\n")
    linter = Linter(Asked((tmp_path / "a.plan",)))
    mended = Fixer(linter, linter.run(), unsafe=False).mended()
    write(tmp_path / "a.plan", HEAD)
    with pytest.raises(Exception, match="was changed while it was mended"):
        mended.write()
    assert (tmp_path / "a.plan").read_text(encoding="utf-8") == HEAD


def test_a_plan_on_standard_input_is_mended_to_standard_output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "more.plan", "task y { takes ５wd; owner Ann }\n")
    text = 'use "more.plan"\n' + HEAD + "task x { takes ５wd; owner Ann }\n"
    environment = environment_of({})
    with surroundings(tmp_path, environment) as (out, err):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8"))
        run(["lint", "-", "--stdin-filename", "new.plan", "--fix", "--format", "concise"], environment)
    assert out.getvalue().decode() == text.replace("５", "5")
    said = err.getvalue().decode()
    assert "more.plan:1:16: error" in said
    assert "new.plan" not in said
    assert (tmp_path / "more.plan").read_text(encoding="utf-8") == "task y { takes ５wd; owner Ann }\n"
    assert not (tmp_path / "new.plan").exists()


# ---------------------------------------------------------------- what was there before

TASKS = 'task a { takes 5wd }\n\ntask b {\n  takes 3wd\n  note "x"\n}\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path / "a.plan", HEAD + TASKS)
    status, out, err = lint("a.plan", "--baseline", "old.json", "--update-baseline", cwd=tmp_path)
    assert (status, out) == (0, "0 errors, 0 warnings\n")
    assert err == "wrote old.json\n"
    return tmp_path


def entries(folder: Path) -> list[tuple[str, str, int]]:
    found = json.loads((folder / "old.json").read_text(encoding="utf-8"))
    return [(one["name"], one["file"], one["line"]) for one in found["findings"]]


def test_a_baseline_holds_what_was_there(folder: Path) -> None:
    assert entries(folder) == [("task-without-owner", "a.plan", 2), ("task-without-owner", "a.plan", 4)]
    done = call("lint", "a.plan", "--baseline", "old.json", cwd=folder)
    assert (done.returncode, done.stdout, done.stderr) == (
        0,
        "1 file checked, nothing found\n2 findings in the baseline\n",
        "",
    )
    assert names("a.plan", cwd=folder) == ["task-without-owner"] * 2


@pytest.mark.parametrize(
    ("after", "told"),
    [
        (TASKS, 0),
        ("\n\n# moved\n" + TASKS, 0),
        ("".join(TASKS.partition("\n\n")[::-1]), 0),  # in another order
        (TASKS.replace("task b", "task beta"), 0),
        (TASKS.replace("task a", "task alpha").replace("task b", "task beta"), 0),
        (TASKS.replace("takes 5wd", "takes 8wd"), 0),  # the same task, another length
        (TASKS.replace('note "x"', 'note "y"'), 0),
        (TASKS.replace("task b {\n  takes 3wd\n", "task b { takes 3wd\n"), 0),
        (TASKS + "task c { takes 9wd }\n", 1),
        (TASKS + TASKS.replace("task a", "task a2").replace("task b", "task b2"), 2),  # copied and renamed
        (TASKS + "task a3 { takes 5wd }\n", 1),
        (TASKS.replace("task a { takes 5wd }", "task z { takes 1wd; note \"new\" }"), 1),
    ],
)  # fmt: skip
def test_what_is_known_again(folder: Path, after: str, told: int) -> None:
    write(folder / "a.plan", HEAD + after)
    assert len(names("a.plan", "--baseline", "old.json", cwd=folder)) == told


def test_files_may_be_renamed_and_code_moved_between_them(folder: Path) -> None:
    (folder / "a.plan").rename(folder / "renamed.plan")
    assert names("renamed.plan", "--baseline", "old.json", cwd=folder) == []
    write(folder / "renamed.plan", 'use "more.plan"\n' + HEAD + TASKS.split("\n\n")[0] + "\n")
    write(folder / "more.plan", TASKS.split("\n\n")[1])
    assert names("renamed.plan", "--baseline", "old.json", cwd=folder) == []


def test_a_baseline_only_shrinks(folder: Path) -> None:
    write(folder / "a.plan", HEAD + TASKS.split("\n\n")[1] + "task new { takes 9wd }\n")
    status, out, err = lint("a.plan", "--baseline", "old.json", cwd=folder)
    assert (status, out.count("task-without-owner")) == (1, 1)
    assert err == "1 entry of the baseline is found no more; --update-baseline takes them out\n"
    status, out, err = lint("a.plan", "--baseline", "old.json", "--update-baseline", cwd=folder)
    assert status == 1
    assert err == "wrote old.json\n1 entry taken out of the baseline\n"
    assert entries(folder) == [("task-without-owner", "a.plan", 2)]
    assert names("a.plan", "--baseline", "old.json", cwd=folder) == ["task-without-owner"]


def test_what_was_not_checked_stays_in_the_baseline(folder: Path) -> None:
    (folder / "old.json").unlink()
    write(folder / "b.plan", HEAD + "task q { takes 5wd }\n")
    lint(".", "--baseline", "old.json", "--update-baseline", cwd=folder)
    assert len(entries(folder)) == 3
    before = (folder / "old.json").read_bytes()
    assert lint("b.plan", "--baseline", "old.json", "--update-baseline", cwd=folder)[0] == 0
    assert (folder / "old.json").read_bytes() == before
    write(
        folder / "b.plan", HEAD + "task q { takes 5wd }\ntask a { takes 5wd }\n"
    )  # the entry of a.plan is not that of a copy
    assert names("b.plan", "--baseline", "old.json", cwd=folder) == ["task-without-owner"]
    (folder / "b.plan").unlink()
    lint("a.plan", "--baseline", "old.json", "--update-baseline", cwd=folder)
    assert len(entries(folder)) == 2


def test_errors_are_told_whatever_was_there_before(tmp_path: Path) -> None:
    write(tmp_path / "a.plan", HEAD + "metric m = vists\n")
    assert lint("a.plan", "--baseline", "old.json", "--update-baseline", cwd=tmp_path)[0] == 1
    assert entries(tmp_path) == []


def test_a_warning_that_settings_make_an_error_can_be_in_a_baseline(folder: Path) -> None:
    write(
        folder / "planlang.toml", '[lint]\nbaseline = "old.json"\n[lint.rules.task-without-owner]\nseverity = "error"\n'
    )
    assert lint("a.plan", "--fail-on", "error", cwd=folder)[0] == 0
    assert lint("a.plan", "--fail-on", "error", "--isolated", cwd=folder)[0] == 0
    write(folder / "a.plan", HEAD + TASKS + "task c { takes 9wd }\n")
    assert lint("a.plan", "--fail-on", "error", cwd=folder)[0] == 1


def test_a_baseline_that_is_none_is_told(folder: Path) -> None:
    status, _, err = lint("a.plan", "--baseline", "none.json", cwd=folder)
    assert (status, "`--update-baseline` makes it" in err) == (2, True)
    for text in ("{", "[]", '{"schema": "other"}', '{"schema": "planlang.baseline/1", "findings": [{}]}'):
        write(folder / "old.json", text)
        status, _, err = lint("a.plan", "--baseline", "old.json", cwd=folder)
        assert (status, "old.json is no baseline" in err) == (2, True)
    status, _, err = lint("a.plan", "--update-baseline", cwd=folder)
    assert (status, "--update-baseline goes with --baseline" in err) == (2, True)


def test_sarif_keeps_what_is_in_the_baseline(folder: Path) -> None:
    write(folder / "a.plan", HEAD + TASKS + "task c { takes 9wd }\n")
    found = json.loads(call("lint", "a.plan", "--baseline", "old.json", "--format", "sarif", cwd=folder).stdout)
    states = [(one["baselineState"], "suppressions" in one) for one in found["runs"][0]["results"]]
    assert states == [("unchanged", True), ("unchanged", True), ("new", False)]


def test_a_baseline_is_the_same_bytes_however_often_it_is_written(folder: Path) -> None:
    before = (folder / "old.json").read_bytes()
    lint("a.plan", "--baseline", "old.json", "--update-baseline", cwd=folder)
    assert (folder / "old.json").read_bytes() == before
    (folder / "old.json").unlink()
    lint("a.plan", "--baseline", "old.json", "--update-baseline", cwd=folder)
    assert (folder / "old.json").read_bytes() == before
