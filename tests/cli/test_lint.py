"""`planlang lint`: which checks and files, standard input, what is kept, and the exit status."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from planlang.cli.main import DATA_PACKAGES, run
from planlang.workspace.linting.cache import sealed, unsealed
from tests.architecture.test_layers import ROOT
from tests.cli.calling import call, environment_of, process, surroundings

HEAD = "plan p { period 2026-01-01 .. 2026-12-31; calendar china }\n"
PLAN = HEAD + 'task a { takes 5wd }\nmetric s "Sales" = 1\n'


def checks(*arguments: object, cwd: Path) -> list[str]:
    """The checks that are told, with their places."""
    lines = call("lint", *arguments, "--format", "concise", cwd=cwd).stdout.splitlines()[:-1]
    return [line.split(" ")[0] + line.split("[")[1].split("]")[0] for line in lines]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.plan").write_text(PLAN, encoding="utf-8")
    return tmp_path


def given(text: str, *arguments: str, cwd: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str, str]:
    """The command with a text on standard input: its status, and what it says."""
    environment = environment_of({})
    with surroundings(cwd, environment) as (out, err):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8"))
        status = run(["lint", "-", *arguments], environment)
    return status, out.getvalue().decode(), err.getvalue().decode()


def test_checks_are_selected_by_name_group_and_beginning(folder: Path) -> None:
    both = ["a.plan:2:6:task-without-owner", "a.plan:3:8:vague-sales-title"]
    assert checks("a.plan", cwd=folder) == both
    assert checks("a.plan", "--select", "owners", cwd=folder) == both[:1]
    assert checks("a.plan", "--select", "vague-*,task-*", cwd=folder) == both
    assert checks("a.plan", "--select", "names", "--select", "task-without-owner", cwd=folder) == both
    assert checks("a.plan", "--ignore", "names", cwd=folder) == both[:1]
    assert checks("a.plan", "--ignore", "all", "--select", "names", cwd=folder) == both[1:]
    assert call("lint", "a.plan", "--ignore", "names，owners", cwd=folder).returncode == 0


def test_a_selector_that_means_nothing_is_answered_with_the_nearest(folder: Path) -> None:
    done = call("lint", "a.plan", "--select", "ownrs", cwd=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert "there is owners" in done.stderr
    assert "相近的有：owners" in call("lint", "a.plan", "--ignore", "ownrs", "--lang", "zh", cwd=folder).stderr


def test_errors_are_told_whatever_is_selected(folder: Path) -> None:
    (folder / "a.plan").write_text(HEAD + "metric m = vists\n", encoding="utf-8")
    assert checks("a.plan", "--select", "owners", "--ignore", "unknown-name", cwd=folder) == [
        "a.plan:2:12:unknown-name"
    ]


def test_that_there_are_more_errors_is_told_whatever_is_selected(folder: Path) -> None:
    (folder / "a.plan").write_text(
        HEAD + "".join(f"task t{n} {{ takes ５wd; owner Ann }}\n" for n in range(120)), encoding="utf-8"
    )
    found = checks("a.plan", "--select", "owners", cwd=folder)
    assert len(found) == 101
    assert sum(one.endswith("too-many-errors") for one in found) == 1


def test_settings_say_what_is_told_and_how_grave_it_is(folder: Path) -> None:
    (folder / "planlang.toml").write_text(
        '[lint]\nfail-on = "error"\n[lint.rules.vague-sales-title]\nseverity = "note"\n', encoding="utf-8"
    )
    done = call("lint", "a.plan", "--format", "concise", cwd=folder)
    assert done.returncode == 0
    assert "note[vague-sales-title]" in done.stdout
    assert done.stdout.endswith("0 errors, 1 warning, 1 note\n")
    assert call("lint", "a.plan", "--fail-on", "note", cwd=folder).returncode == 1
    assert call("lint", "a.plan", "--isolated", cwd=folder).returncode == 1
    (folder / "planlang.toml").write_text('[lint.rules.task-without-owner]\nseverity = "error"\n', encoding="utf-8")
    assert call("lint", "a.plan", "--fail-on", "error", cwd=folder).returncode == 1
    assert call("schedule", "a.plan", cwd=folder).returncode == 0  # a severity of lint makes no plan unusable


def test_other_commands_count_the_warnings_that_lint_tells(folder: Path) -> None:
    assert "2 warnings on the plan" in call("schedule", "a.plan", cwd=folder).stderr
    (folder / "planlang.toml").write_text('[lint]\nignore = ["names"]\n', encoding="utf-8")
    assert "1 warning on the plan" in call("schedule", "a.plan", cwd=folder).stderr
    (folder / "planlang.toml").write_text(
        '[lint]\nignore = ["names"]\n[lint.rules.task-without-owner]\nseverity = "note"\n', encoding="utf-8"
    )
    assert "on the plan" not in call("schedule", "a.plan", cwd=folder).stderr
    (folder / "planlang.toml").write_text("[lint]\nignor = []\n", encoding="utf-8")
    assert "2 warnings on the plan" in call("schedule", "a.plan", cwd=folder).stderr


def test_options_of_rules_come_from_settings(folder: Path) -> None:
    (folder / "a.plan").write_text(HEAD + 'metric s "流水" = 1\n', encoding="utf-8")
    assert checks("a.plan", cwd=folder) == []
    (folder / "planlang.toml").write_text('[lint.rules.vague-sales-title]\ntitles = ["流水"]\n', encoding="utf-8")
    assert checks("a.plan", cwd=folder) == ["a.plan:2:8:vague-sales-title"]


def test_files_are_excluded_and_left_out_file_by_file(folder: Path) -> None:
    for name in ("drafts", "old"):
        (folder / name).mkdir()
        (folder / name / "b.plan").write_text(PLAN, encoding="utf-8")
    (folder / "planlang.toml").write_text(
        '[lint]\nexclude = ["drafts"]\n[lint.per-file-ignores]\n"old/*" = ["owners"]\n', encoding="utf-8"
    )
    found = ["a.plan:2:6:task-without-owner", "a.plan:3:8:vague-sales-title", "old/b.plan:3:8:vague-sales-title"]
    assert checks(".", cwd=folder) == found
    assert "1 file is excluded by settings" in call("lint", ".", cwd=folder).stderr
    alone = call("lint", "drafts/b.plan", cwd=folder)
    assert (alone.returncode, alone.stdout) == (0, "0 files checked, nothing found\n")


def test_reasons_can_be_required(folder: Path) -> None:
    (folder / "a.plan").write_text(
        HEAD + "task a { takes 5wd } # planlang: ignore[task-without-owner]\n", encoding="utf-8"
    )
    assert checks("a.plan", cwd=folder) == []
    (folder / "planlang.toml").write_text("[lint]\nrequire-reasons = true\n", encoding="utf-8")
    assert checks("a.plan", cwd=folder) == ["a.plan:2:41:ignore-without-reason"]


def test_a_comment_in_a_file_of_several_plans_is_of_use_if_it_is_to_one(folder: Path) -> None:
    (folder / "more.plan").write_text(
        'resource hall "Hall" { cost 2 CNY per day; owner Ann }  # planlang: ignore[resource-never-used] spare\n',
        encoding="utf-8",
    )
    head = 'use "more.plan"\n' + HEAD.replace("calendar china", "calendar china; currency CNY")
    team = 'role rep "Rep"\nteam north "North" { rep Ann }\n'
    (folder / "a.plan").write_text(head + team, encoding="utf-8")
    (folder / "b.plan").write_text(
        head + team + "task t { takes 2wd; assign hall; owner Ann; starts on 2026-02-02 }\n", encoding="utf-8"
    )
    assert checks("a.plan", cwd=folder) == []
    assert checks("b.plan", cwd=folder) == ["more.plan:1:76:unused-ignore"]
    assert checks(".", cwd=folder) == []
    (folder / "a.plan").write_text((folder / "b.plan").read_text(encoding="utf-8"), encoding="utf-8")
    assert checks(".", cwd=folder) == ["more.plan:1:76:unused-ignore"]


def test_settings_are_shown_once_for_all_plans_that_share_them(folder: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / "b.plan").write_text(PLAN, encoding="utf-8")
    (folder / "c.plan").write_text(PLAN, encoding="utf-8")
    (folder / "sub" / "planlang.toml").write_text('[lint]\nignore = ["names"]\n', encoding="utf-8")
    shown = call("lint", "--show-settings", ".", cwd=folder).stdout
    assert shown.startswith("# of a.plan, c.plan\n# nothing is set; these hold\n[lint]\n")
    assert '\n\n# of sub/b.plan\n# said in sub/planlang.toml\n[lint]\nselect = ["all"]\nignore = ["names"]\n' in shown


def test_settings_that_cannot_be_end_with_two(folder: Path) -> None:
    (folder / "planlang.toml").write_text("[lint]\nselct = []\n", encoding="utf-8")
    done = call("lint", "a.plan", cwd=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert "┌ planlang.toml:2:1" in done.stderr
    assert done.stderr.endswith("error: the settings in planlang.toml cannot be used\n")
    assert call("lint", "a.plan", "--isolated", cwd=folder).returncode == 1


def test_standard_input_lies_where_its_name_says(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / "more.plan").write_text("task b { takes 5wd }\n", encoding="utf-8")
    (folder / "sub" / "planlang.toml").write_text('[lint]\nignore = ["names"]\n', encoding="utf-8")
    text = 'use "more.plan"\n' + PLAN
    options = ("--stdin-filename", "sub/new.plan", "--format", "concise")
    status, out, _ = given(text, *options, cwd=folder, monkeypatch=monkeypatch)
    assert status == 1
    assert [line.split(" ")[0] for line in out.splitlines()[:-1]] == ["sub/more.plan:1:6:", "sub/new.plan:3:6:"]
    status, out, _ = given(PLAN, "--format", "concise", cwd=folder, monkeypatch=monkeypatch)
    assert [line.split(" ")[0] for line in out.splitlines()[:-1]] == ["<stdin>:2:6:", "<stdin>:3:8:"]
    status, _, err = given(PLAN, "a.plan", cwd=folder, monkeypatch=monkeypatch)
    assert (status, "name no other one" in err) == (2, True)
    done = call("lint", "a.plan", "--stdin-filename", "b.plan", cwd=folder)
    assert (done.returncode, "goes with `-`" in done.stderr) == (2, True)


def test_statistics_tell_how_often_each_check_is_told(folder: Path) -> None:
    (folder / "a.plan").write_text(PLAN + "task b { takes 1d }\n", encoding="utf-8")
    done = call("lint", "a.plan", "--statistics", cwd=folder)
    assert done.stdout == "2  task-without-owner\n1  vague-sales-title\n0 errors, 3 warnings\n"
    assert done.returncode == 1
    found = json.loads(call("lint", "a.plan", "--statistics", "--format", "json", cwd=folder).stdout)
    assert found["checks"][0] == {"name": "task-without-owner", "count": 2, "with_fix": 0}


def test_github_gets_the_rest_in_the_summary_of_the_step(folder: Path) -> None:
    tasks = "".join(f"task t{number} {{ takes 1d }}\n" for number in range(25))
    (folder / "a.plan").write_text(HEAD + tasks, encoding="utf-8")
    (folder / "summary.md").write_text("before\n", encoding="utf-8")
    done = call("lint", "a.plan", "--format", "github", cwd=folder, GITHUB_STEP_SUMMARY=str(folder / "summary.md"))
    assert done.stdout.count("::warning ") == 10
    assert done.stdout.count("- a.plan:") == 15
    summary = (folder / "summary.md").read_text(encoding="utf-8")
    assert summary.startswith("before\n### planlang lint\n\n0 errors, 25 warnings; not shown as annotations: 15\n")
    assert summary.count("| a.plan:") == 15


def test_the_machine_formats_need_no_data_packages(folder: Path) -> None:
    for format in ("json", "sarif", "gitlab"):
        program = (
            f"import sys\nsys.modules.update(dict.fromkeys({sorted(DATA_PACKAGES)!r}))\n"
            "from planlang.cli.main import run\n"
            f"sys.exit(run(['lint', {str(folder / 'a.plan')!r}, '--format', {format!r}], {{}}))"
        )
        done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=False)
        assert done.returncode == 1, done.stderr
        assert len(json.loads(done.stdout)) >= 2


# ---------------------------------------------------------------- what is kept


def kept(folder: Path) -> list[Path]:
    return sorted((folder / ".planlang_cache").glob("*.json"))


def test_what_was_found_is_kept_beside_the_settings_and_told_again(folder: Path) -> None:
    (folder / "planlang.toml").write_text("[lint]\n", encoding="utf-8")
    first = call("lint", "a.plan", "--format", "json", cwd=folder)
    assert len(kept(folder)) == 1
    assert (folder / ".planlang_cache" / ".gitignore").read_text(encoding="utf-8") == "*\n"
    file = kept(folder)[0]
    whole = file.read_text(encoding="utf-8")
    file.write_text(sealed(unsealed(whole).replace("nobody is", "NOBODY IS")), encoding="utf-8")
    assert "NOBODY IS" in call("lint", "a.plan", cwd=folder).stdout  # it was taken from there
    assert call("lint", "a.plan", "--no-cache", "--format", "json", cwd=folder).stdout == first.stdout
    for broken in ("{", "", whole[:-1], whole.replace("nobody is", "NOBODY IS"), whole[:-200] + whole[-199:]):
        file.write_text(broken, encoding="utf-8")
        assert call("lint", "a.plan", "--format", "json", cwd=folder).stdout == first.stdout
        assert file.read_text(encoding="utf-8") == whole


def test_nothing_is_kept_outside_of_a_project(folder: Path) -> None:
    call("lint", "a.plan", cwd=folder)
    assert [path.name for path in folder.iterdir()] == ["a.plan"]
    (folder / ".git").mkdir()
    call("lint", "a.plan", cwd=folder)
    assert len(kept(folder)) == 1


def test_what_is_kept_holds_as_long_as_all_files_do(folder: Path) -> None:
    (folder / ".git").mkdir()
    (folder / "a.plan").write_text('use "more.plan"\n' + HEAD, encoding="utf-8")
    assert checks("a.plan", cwd=folder) == ["a.plan:1:5:unreadable-file"]
    (folder / "more.plan").write_text("task b { takes 1d }\n", encoding="utf-8")
    assert checks("a.plan", cwd=folder) == ["more.plan:1:6:task-without-owner"]
    (folder / "more.plan").write_text("\ntask b { takes 1d }\n", encoding="utf-8")
    assert checks("a.plan", cwd=folder) == ["more.plan:2:6:task-without-owner"]
    (folder / "planlang.toml").write_text('[lint]\nignore = ["owners"]\n', encoding="utf-8")
    assert checks("a.plan", cwd=folder) == []


def test_a_folder_that_may_not_be_written_changes_nothing(folder: Path) -> None:
    (folder / "planlang.toml").write_text("[lint]\n", encoding="utf-8")
    (folder / ".planlang_cache").write_text("a file", encoding="utf-8")
    assert call("lint", "a.plan", cwd=folder).returncode == 1


def test_what_a_plan_uses_is_checked_and_kept_with_it_alone(folder: Path) -> None:
    (folder / ".git").mkdir()
    (folder / "a.plan").write_text('use "parts/b.plan"\n' + HEAD, encoding="utf-8")
    (folder / "parts").mkdir()
    (folder / "parts" / "b.plan").write_text('use "c.plan"\ntask b { takes 1d }\n', encoding="utf-8")
    (folder / "parts" / "c.plan").write_text("task c { takes 1d }\n", encoding="utf-8")
    (folder / "loose.plan").write_text("task d { takes 1d; owner Ann }\n", encoding="utf-8")
    told = ["loose.plan:1:1:no-plan", "parts/b.plan:2:6:task-without-owner", "parts/c.plan:1:6:task-without-owner"]
    assert checks(".", cwd=folder) == told
    assert len(kept(folder)) == 2  # of a.plan and of loose.plan
    assert checks(".", cwd=folder) == told
    assert checks("parts/c.plan", ".", cwd=folder) == told
    (folder / "link.plan").symlink_to(folder / "a.plan")
    assert checks(".", cwd=folder) == told


def test_many_plans_are_checked_by_several_processes(tmp_path: Path) -> None:
    for number in range(30):
        (tmp_path / f"{number:02}.plan").write_text(PLAN, encoding="utf-8")
    (tmp_path / "planlang.toml").write_text("[lint]\n", encoding="utf-8")
    cold = process("lint", tmp_path, "--format", "concise", cwd=ROOT)
    assert cold.stderr == ""
    assert len(cold.stdout.splitlines()) == 61
    assert len(kept(tmp_path)) == 30
    assert call("lint", tmp_path, "--format", "concise", cwd=ROOT).stdout == cold.stdout


def test_a_mistake_of_ours_does_not_look_like_a_finding() -> None:
    program = "import planlang.cli.main as m; m.run = lambda *given: 1 / 0; m.main()"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment_of({}), capture_output=True, check=False, text=True
    )
    assert done.returncode == 2
    assert "ZeroDivisionError" in done.stderr
    assert done.stderr.endswith("this is a mistake of planlang; please report it with the lines above\n")
