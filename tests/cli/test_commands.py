"""The command line as people use it, on files of their own."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from planlang.cli.main import NAMES, run
from tests.cli.calling import call, process

PLAN = """
plan small "Small plan" {
  period 2026-01-01 .. 2026-03-31
  timezone Asia/Shanghai
  calendar china
  currency CNY
}
role lead
role rep under lead
team north "North" {
  lead 李强
  rep 张丽, 王磊
}
source visits "Visits" {
  read "data/visits-*.csv"
  event at day
  due every monday 08:00
  day: date from "日期"
  who: person from "跟进人"
  kind: text from "方式"
}
metric calls "Calls" = count(visits where kind is "电话")
goal call_goal "Calls of the quarter" { measure calls; target 120 by 2026-03-31; owner lead }
alert few_calls "Few calls" for each rep {
  when calls this week < 2 for 2 weeks
  until calls this week >= 3
  severity warning
  notify rep.lead
  say "{rep}: {calls} calls, {streak} weeks in a row"
}
task prepare "Prepare" { takes 5wd; owner 李强; by 2026-01-09 }
milestone open "Open" { after prepare }
"""

HEAD = 'plan p "P" { period 2026-01-01 .. 2026-12-31; timezone Asia/Shanghai; currency CNY }\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "small.plan").write_text(PLAN, encoding="utf-8")
    data = tmp_path / "data"
    data.mkdir()
    for week, days in (("2026-W02", ("2026-01-05", "2026-01-06")), ("2026-W03", ("2026-01-12",)), ("2026-W04", ())):
        rows = "".join(f"{day},张丽,电话\n{day},张丽,拜访\n" for day in days)
        (data / f"visits-{week}.csv").write_text("日期,跟进人,方式\n" + rows, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_command_has_help_with_an_example(name: str, language: str, tmp_path: Path) -> None:
    done = call(name, "--help", "--lang", language, cwd=tmp_path)
    assert done.returncode == 0
    assert f"planlang {name}" in done.stdout.split("\n", 1)[1]
    assert ("示例" if language == "zh" else "Example") in done.stdout


@pytest.mark.parametrize("command", [[], *([name] for name in NAMES), ["data", "check"]])
def test_help_in_chinese_has_no_english_words_of_its_frame_and_explains_every_option(command: list[str]) -> None:
    text = helped([*command, "--help", "--lang", "zh"])
    assert not re.search(r"Usage|Options|Commands|OPTIONS|default|required|Show this|Examples?:", text)
    options = re.split(r"(?m)^  (?=-)", text.partition("选项：")[2])
    assert len(options) > 2
    for option in options[1:]:
        assert re.search("[\u4e00-\u9fff]", option), option


def helped(arguments: list[str]) -> str:
    """What a command line for help prints."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        run(arguments, {})
    return out.getvalue()


def test_help_speaks_the_language_of_the_locale(tmp_path: Path) -> None:
    assert "计划" in process("--help", cwd=tmp_path, LANG="zh_CN.UTF-8").stdout
    assert "计划" not in process("--help", cwd=tmp_path, LANG="en_US.UTF-8").stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ["evaluat"],
        ["evaluate"],
        ["evaluate", "no.plan"],
        ["lint", "--colou"],
        ["lint", "no.plan"],
        ["fmt", "--keywords", "fr", "x"],
    ],
)
def test_wrong_usage_ends_with_two_and_one_line(arguments: list[str], tmp_path: Path) -> None:
    done = call(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("error: ")
    assert len(done.stderr.strip().split("\n")) == 1


@pytest.mark.parametrize(
    ("arguments", "key"),
    [
        (["lint", "small.plan", "--format", "xml"], "json"),
        (["evaluate", "small.plan", "--data", "nowhere"], "--data"),
        (["graph", "small.plan", "-o", "."], "-o"),
        (["timeline", "small.plan", "-o", "a.svg", "--from", "5/1"], "2026-05-17"),
        (["timeline", "small.plan"], "-o"),
        (["lint", "small.plan", "--format"], "--format"),
        (["evaluate", "small.plan", "small.plan"], "evaluate --help"),
        (["evaluate", "small.plan", "--as-of", "2026W20"], "2026-W20"),
        (["evaluate", "small.plan", "--as-of", "2026-W99"], "2026-W20"),
        (["explain", "small.plan", "zzz", "--as-of", "2026-W04"], "calls"),
    ],
)
def test_wrong_usage_is_told_in_chinese(arguments: list[str], key: str, folder: Path) -> None:
    done = call(*arguments, cwd=folder, LANG="zh_CN.UTF-8")
    assert done.returncode == 2
    said = done.stderr.strip().split("\n")[-1]
    assert said.startswith("错误：")
    assert key in said
    assert not re.search(r" (is|not|does|must|has|unexpected|requires|week) ", said)


def test_a_week_of_exports_is_evaluated(folder: Path) -> None:
    done = call("evaluate", "small.plan", "--as-of", "2026-W04", "--format", "json", cwd=folder)
    assert done.returncode == 1, done.stderr
    found = json.loads(done.stdout)
    assert found["schema"] == "planlang.evaluation/1"
    firing = {v["entity"]: v for v in found["violations"] if v["rule"] == "few_calls"}
    assert set(firing) == {"rep:张丽", "rep:王磊"}
    assert {name: violation["weeks"] for name, violation in firing.items()} == {"rep:张丽": 1, "rep:王磊": 2}
    assert firing["rep:王磊"]["owner"] == "王磊"


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("evaluate", "small.plan", "--as-of", "2026-W04", "--all"), "| **Calls of the quarter** | 120 |"),
        (("schedule", "small.plan"), "| Prepare | 李强 |"),
        (("figures", "small.plan", "calls", "--by", "week"), "| 2026-W04 |"),
        (("data", "check", "small.plan"), "## Visits (visits)"),
        (("explain", "small.plan", "call_goal", "--as-of", "2026-W04"), "- **target** 120"),
        (("explain", "small.plan", "prepare"), "## Prepare"),
    ],
)
def test_reports_come_as_markdown(arguments: tuple[str, ...], line: str, folder: Path) -> None:
    done = call(*arguments, "--format", "markdown", "--lang", "en", cwd=folder)
    assert done.returncode in (0, 1), done.stderr
    assert any(one.startswith(line) for one in done.stdout.split("\n")), done.stdout
    assert "\x1b" not in done.stdout
    assert (
        call(*arguments, "--format", "markdown", "--lang", "en", "-o", "out.md", cwd=folder).returncode
        == done.returncode
    )
    assert (folder / "out.md").read_text(encoding="utf-8") == done.stdout


def test_the_fail_level_decides_the_exit_status(folder: Path) -> None:
    for level, status in (("warning", 1), ("critical", 0), ("never", 0)):
        done = call("evaluate", "small.plan", "--as-of", "2026-W04", "--fail-on", level, cwd=folder)
        assert done.returncode == status, done.stderr


def test_the_same_input_gives_the_same_bytes(folder: Path) -> None:
    runs = [
        call(
            "evaluate", "small.plan", "--as-of", "2026-W04", "--format", "json", cwd=folder, PYTHONHASHSEED=seed
        ).stdout
        for seed in ("1", "2")
    ]
    assert runs[0] == runs[1] != ""


def test_without_as_of_the_last_week_with_data_is_reviewed(folder: Path) -> None:
    asked = call("evaluate", "small.plan", "--as-of", "2026-W04", cwd=folder)
    assert call("evaluate", "small.plan", cwd=folder).stdout == asked.stdout


MONTHLY = """source costs "Costs" {
  read "data/costs-*.csv"
  event at day
  due every month on 5
  day: date
}
source bills "Bills" {
  read "data/bills-*.csv"
  event at day
  day: date
}
"""


def test_exports_of_a_month_or_of_no_rhythm_say_not_which_week_is_reviewed(folder: Path) -> None:
    (folder / "small.plan").write_text(PLAN + MONTHLY, encoding="utf-8")
    (folder / "data" / "costs-2026-01.csv").write_text("day\n", encoding="utf-8")
    (folder / "data" / "bills-2026-03.csv").write_text("day\n", encoding="utf-8")
    for name in ("small.plan",), ("small.plan", "--lang", "zh"):
        asked = call("evaluate", *name, "--as-of", "2026-W04", cwd=folder)
        assert call("evaluate", *name, cwd=folder).stdout == asked.stdout != ""


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "still without Demos for this week: the last week with all is 2026-W03"),
        ("zh", "本周尚缺 Demos 的数据，数据齐全的最近一周是 2026-W03"),
    ],
)
def test_the_head_names_the_weekly_sources_that_the_reviewed_week_lacks(
    language: str, words: str, folder: Path
) -> None:
    demos = MONTHLY.split("source bills")[0].replace("costs", "demos").replace("Costs", "Demos")
    demos = demos.replace("month on 5", "monday 08:00")
    (folder / "small.plan").write_text(PLAN + demos, encoding="utf-8")
    (folder / "data" / "demos-2026-W03.csv").write_text("day\n", encoding="utf-8")
    head = flat(call("evaluate", "small.plan", "--lang", language, cwd=folder).stdout.split("\n\n")[0])
    assert flat(words) in head
    asked = call("evaluate", "small.plan", "--lang", language, "--as-of", "2026-W04", cwd=folder).stdout
    assert flat(words) not in flat(asked)


def flat(text: str) -> str:
    """A text without its line breaks and blanks."""
    return "".join(text.split())


def test_a_data_folder_can_be_named(folder: Path) -> None:
    beside = call("evaluate", "small.plan", "--as-of", "2026-W04", cwd=folder).stdout
    (folder / "data").rename(folder / "elsewhere")
    assert call("evaluate", "small.plan", "--as-of", "2026-W04", "--data", "elsewhere", cwd=folder).stdout == beside


@pytest.mark.parametrize("as_of", [(), ("--as-of", "2026-W04")])
@pytest.mark.parametrize("is_there", [True, False], ids=["empty", "missing"])
def test_a_plan_without_data_is_not_evaluated(folder: Path, as_of: tuple[str, ...], is_there: bool) -> None:
    for path in (folder / "data").iterdir():
        path.unlink()
    if not is_there:
        (folder / "data").rmdir()
    done = call("evaluate", "small.plan", *as_of, cwd=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert 'no file matches "data/visits-*.csv"' in done.stderr.strip().split("\n")[-1]


@pytest.mark.parametrize(
    ("words", "near"),
    [
        ("evalute", "planlang evaluate"),
        ("tests", "planlang test"),
        ("lnt", "planlang lint"),
        ("check", "planlang lint"),
        ("gantt", "planlang timeline"),
        ("data chek", "planlang data check"),
    ],
)
def test_a_mistyped_command_is_answered_with_the_one_that_is_near(words: str, near: str, tmp_path: Path) -> None:
    done = call(*words.split(), cwd=tmp_path)
    assert done.returncode == 2
    command = near.rpartition(" ")[0]
    assert done.stderr.strip() == (
        f'error: there is no command "{words.split()[-1]}"; do you mean `{near}`? `{command} --help` lists them all'
    )
    assert f"`{near}`" in call(*words.split(), "--lang", "zh", cwd=tmp_path).stderr


@pytest.mark.parametrize("name", ["华东", "east", "a/华东2"])
def test_what_a_new_plan_proposes_can_be_typed_as_it_stands(name: str, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    done = call("new", name, "--lang", "zh", cwd=tmp_path)
    lines = [line.split() for line in done.stdout.splitlines() if line.startswith("  planlang ")]
    assert lines == [
        ["planlang", "evaluate", f"{name}/plan.plan", "--as-of", lines[0][-1]],
        ["planlang", "timeline", f"{name}/plan.plan", "-o", f"{name}/timeline.svg"],
    ]


def test_a_command_that_is_like_none_is_answered_with_those_that_are(tmp_path: Path) -> None:
    assert (
        'there is no command "frobnicate"; there are: evaluate, data, lint' in call("frobnicate", cwd=tmp_path).stderr
    )


def test_a_plan_of_which_no_export_can_be_read_is_not_evaluated(folder: Path) -> None:
    for path in (folder / "data").iterdir():
        path.write_text("<!doctype html><title>Sign in</title>", encoding="utf-8")
    done = call("evaluate", "small.plan", "--as-of", "2026-W04", cwd=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.strip().endswith(
        'data/visits-2026-W02.csv: this is a web page ("Sign in"), not the data; export them again (and in 2 more files)'
    )


def test_files_from_after_the_cut_are_no_missing_data(folder: Path) -> None:
    done = call("evaluate", "small.plan", "--as-of", "2026-W01", cwd=folder)
    assert done.returncode in (0, 1)


def test_amounts_that_cannot_be_added_up_are_one_error(folder: Path) -> None:
    plan = PLAN.replace("  day: date", "  amount: number\n  day: date").replace(
        "count(visits where", "sum(visits.amount where"
    )
    (folder / "huge.plan").write_text(plan, encoding="utf-8")
    huge = "9" * 17
    rows = "".join(f"2026-01-05,张丽,电话,{huge}\n" for _ in range(100))
    (folder / "data" / "visits-2026-W02.csv").write_text("日期,跟进人,方式,amount\n" + rows, encoding="utf-8")
    done = call("evaluate", "huge.plan", "--as-of", "2026-W02", cwd=folder)
    assert done.returncode == 2
    assert "too large" in done.stderr
    assert "Traceback" not in done.stderr


def test_lint_ends_with_one_on_a_finding(folder: Path) -> None:
    (folder / "bad.plan").write_text(PLAN.replace("owner 李强", "ownr 李强"), encoding="utf-8")
    done = call("lint", "bad.plan", cwd=folder)
    assert done.returncode == 1
    assert "bad.plan:" in done.stdout
    assert "owner" in done.stdout


def test_files_of_one_name_in_several_folders_are_told_apart(tmp_path: Path) -> None:
    for name, metric in (("north", "cuont(deals)"), ("south", "cuont(deals)"), ("west", "1")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "plan.plan").write_text(HEAD + 'use "data.plan"\n', encoding="utf-8")
        (tmp_path / name / "data.plan").write_text(f"metric x = {metric}\n", encoding="utf-8")
    done = call("lint", ".", cwd=tmp_path)
    assert [line.strip() for line in done.stdout.splitlines() if "┌" in line] == [
        "┌ north/data.plan:1:12",
        "┌ south/data.plan:1:12",
    ]
    found = json.loads(call("lint", ".", "--format", "json", cwd=tmp_path).stdout)["diagnostics"]
    assert [one["file"] for one in found] == ["north/data.plan", "south/data.plan"]
    clean = call("lint", "west", "north/plan.plan", "--fail-on", "error", cwd=tmp_path)
    assert "north/data.plan" in clean.stdout
    for name in ("north", "south"):
        (tmp_path / name / "data.plan").write_text("metric x = 1\n", encoding="utf-8")
    assert call("lint", ".", "--fail-on", "error", cwd=tmp_path).stdout.startswith("6 files checked")


def test_lint_of_a_clean_plan_says_so(folder: Path) -> None:
    done = call("lint", "small.plan", "--fail-on", "error", cwd=folder)
    assert done.returncode == 0, done.stdout


def test_a_broken_plan_is_not_evaluated(folder: Path) -> None:
    (folder / "bad.plan").write_text(PLAN.replace("measure calls", "measure cals"), encoding="utf-8")
    done = call("evaluate", "bad.plan", "--as-of", "2026-W04", cwd=folder)
    assert done.returncode == 2
    assert "cals" in done.stderr
    assert "calls" in done.stderr
    assert done.stdout == ""


def test_a_data_file_given_as_a_plan_is_answered_in_a_few_lines(folder: Path) -> None:
    rows = "".join(f"2026-01-05,张丽,电话 {n}\n" for n in range(500))
    (folder / "data" / "visits-2026-W02.csv").write_text("日期,跟进人,方式\n" + rows, encoding="utf-8")
    done = call("evaluate", "data/visits-2026-W02.csv", "--as-of", "2026-W02", cwd=folder)
    assert done.returncode == 2
    assert done.stderr.count("error[") <= 10
    assert "planlang lint data/visits-2026-W02.csv" in done.stderr


def test_a_text_that_is_no_plan_is_answered_in_one_message(folder: Path) -> None:
    (folder / "notes.plan").write_text("we met the customer and they were glad\n" * 200, encoding="utf-8")
    done = call("lint", "notes.plan", cwd=folder)
    assert done.returncode == 1
    assert re.findall(r"error\[([a-z-]+)\]", done.stdout) == ["not-a-plan"]
    assert done.stdout.endswith("1 error, 0 warnings\nmore warnings are looked for once there are no errors\n")
    checked = call("fmt", "--check", "notes.plan", cwd=folder)
    assert checked.returncode == 0
    assert "notes.plan: left as written (not a plan); see `planlang lint`" in checked.stderr


def test_fmt_says_how_many_declarations_it_left_because_of_a_mistake(folder: Path) -> None:
    text = PLAN + "goal   one { mesure calls }\nmetric two = calls\ngoal   three { mesure calls }\n"
    (folder / "small.plan").write_text(text, encoding="utf-8")
    for arguments in (("--check",), ()):
        done = call("fmt", *arguments, "small.plan", cwd=folder)
        assert "small.plan: 2 declarations left as written (mistake); see `planlang lint`" in done.stderr
    chinese = call("fmt", "--check", "--lang", "zh", "small.plan", cwd=folder)
    assert chinese.returncode == 0
    assert "small.plan：2 处声明有错误，原样保留；详见 `planlang lint`" in chinese.stderr
    (folder / "small.plan").write_text(PLAN, encoding="utf-8")
    assert "left as written" not in call("fmt", "small.plan", cwd=folder).stderr


@pytest.mark.skipif(os.name == "nt", reason="pipes of this kind are not there")
@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("evaluate", "small.plan", "--as-of", "2026-W04"), 1),
        (("evaluate", "small.plan", "--as-of", "2026-W04", "--format", "json"), 1),
        (("graph", "small.plan"), 0),
        (("lint", "data/visits-2026-W02.csv"), 1),
        (("--help",), 0),
        (("lint", "missing.plan"), 2),
    ],
)
def test_a_reader_that_leaves_early_changes_nothing(folder: Path, arguments: tuple[str, ...], status: int) -> None:
    """`planlang evaluate … | head -1`: no traceback, and the status of the work."""
    whole = process(*arguments, cwd=folder)
    assert whole.returncode == status
    reading, writing = os.pipe()
    os.close(reading)
    done = process(*arguments, cwd=folder, stdout=writing)
    os.close(writing)
    assert done.returncode == status
    assert done.stderr == whole.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no disk that is full")
def test_a_full_disk_is_said_in_one_line(folder: Path) -> None:
    with open("/dev/full", "wb") as full:
        done = process("graph", "small.plan", cwd=folder, stdout=full.fileno())
    assert done.returncode == 2
    *before, last = done.stderr.splitlines()
    assert last.startswith("error: the output cannot be written: ")
    assert before == process("graph", "small.plan", cwd=folder).stderr.splitlines()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no disk that is full")
def test_the_status_tells_what_standard_error_cannot(folder: Path) -> None:
    command = [sys.executable, "-m", "planlang", "graph", "nowhere.plan"]
    with open("/dev/full", "wb") as full:
        done = subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=full, check=False)
    assert done.returncode == 2


def test_fmt_rewrites_and_then_is_content(folder: Path) -> None:
    assert call("fmt", "--check", "small.plan", cwd=folder).returncode == 1
    assert call("fmt", "small.plan", cwd=folder).returncode == 0
    assert call("fmt", "--check", "small.plan", cwd=folder).returncode == 0


def test_fmt_takes_no_blame_beside_a_mistake(folder: Path) -> None:
    (folder / "bad.plan").write_text("role   r\nrole;\n s\n", encoding="utf-8")
    done = call("fmt", "bad.plan", cwd=folder)
    assert "bad.plan: 3 declarations left as written (mistake); see `planlang lint`" in done.stderr
    assert "please report" not in done.stderr


def test_schedule_timeline_and_graph_are_written(folder: Path) -> None:
    table = call("schedule", "small.plan", cwd=folder)
    assert "Prepare" in table.stdout
    assert call("timeline", "small.plan", "-o", "out/small.svg", cwd=folder).returncode == 0
    assert (folder / "out" / "small.svg").read_text(encoding="utf-8").startswith("<svg")
    assert call("timeline", "small.plan", "--as-of", "2026-W04", "-o", "week.svg", cwd=folder).returncode == 0
    assert "flowchart" in call("graph", "small.plan", cwd=folder).stdout
    assert "digraph" in call("graph", "small.plan", "--format", "dot", cwd=folder).stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("timeline", "small.plan", "-o", "a.xyz"), "this command writes no .xyz files; it writes .svg"),
        (("timeline", "small.plan", "-o", "a.PNG"), "this command writes no .PNG files; it writes .svg"),
        (("graph", "small.plan", "-o", "a.svg"), "this command writes no .svg files; it writes .mmd, .dot"),
        (("evaluate", "small.plan", "-o", "a.docx"), "this command writes no .docx files; it writes .txt, .md, .json"),
        (
            ("figures", "small.plan", "-o", "a.xlsx"),
            "this command writes no .xlsx files; it writes .txt, .md, .csv, .json",
        ),
        (
            ("lint", "small.plan", "-o", "a.plan"),
            "this command writes no .plan files; it writes .txt, .json, .jsonl, .sarif, .xml, .rdjson",
        ),
        (
            ("schedule", "small.plan", "--format", "json", "-o", "a.md"),
            ".md is no ending of the format json: write to a.json",
        ),
        (("schedule", "small.plan", "-o", "a.plan", "--format", "json"), "this command writes no .plan files"),
    ],
)
def test_a_file_ends_as_its_format_does(arguments: tuple[str, ...], says: str, folder: Path) -> None:
    done = call(*arguments, "--lang", "en", cwd=folder)
    assert done.returncode == 2
    assert done.stderr.startswith(f"error: {says}"), done.stderr
    assert not list(folder.glob("a.*"))


@pytest.mark.parametrize(
    ("arguments", "begins"),
    [
        (("graph", "small.plan", "-o", "a.gv"), "digraph"),
        (("schedule", "small.plan", "-o", "a.json"), "{"),
        (("schedule", "small.plan", "-o", "a.MD"), "# "),
        (("schedule", "small.plan", "--format", "json", "-o", "a"), "{"),
        (("schedule", "small.plan", "--format", "json", "-o", "a.txt"), "{"),
        (("schedule", "small.plan", "--format", "markdown", "-o", "a.out"), "# "),
    ],
)
def test_the_ending_of_a_file_says_its_format(arguments: tuple[str, ...], begins: str, folder: Path) -> None:
    assert call(*arguments, cwd=folder).returncode == 0
    assert (folder / arguments[-1]).read_text(encoding="utf-8").startswith(begins)


@pytest.mark.parametrize("path", ["small.plan/a", "/proc/a"])
def test_a_file_that_cannot_be_written_is_one_error(path: str, folder: Path) -> None:
    for command in ("timeline", "graph"):
        done = call(command, "small.plan", "-o", path, cwd=folder)
        assert done.returncode == 2
        assert done.stderr.strip().split("\n")[-1].startswith(f"error: {path} cannot be written")
    assert call("new", "small.plan/mine", cwd=folder).stderr.startswith("error: small.plan/mine")


def test_a_timeline_that_cannot_be_drawn_is_one_error(folder: Path) -> None:
    for arguments in (
        ["a.png"],
        ["a.svg", "--from", "2026-03-01", "--to", "2026-02-01"],
        ["a.svg", "--from", "2027-01-01"],
    ):
        done = call("timeline", "small.plan", "-o", *arguments, cwd=folder)
        assert done.returncode == 2
        assert done.stderr.strip().split("\n")[-1].startswith("error: ")
        assert not list(folder.glob("a.*"))


@pytest.mark.parametrize(
    "name", ["few_calls", "calls", "call_goal", "prepare", "open", "Calls of the quarter", "Few calls"]
)
def test_everything_with_a_name_can_be_explained(name: str, folder: Path) -> None:
    done = call("explain", "small.plan", name, "--as-of", "2026-W04", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert "small.plan:" in done.stdout


def test_a_violation_is_explained_down_to_its_rows(folder: Path) -> None:
    found = json.loads(call("evaluate", "small.plan", "--as-of", "2026-W03", "--format", "json", cwd=folder).stdout)
    assert not [v for v in found["violations"] if v["entity"] == "rep:张丽" and v["rule"] == "few_calls"]
    done = call("explain", "small.plan", "calls", "--for", "张丽", "--as-of", "2026-W03", cwd=folder)
    assert "data/visits-2026-W03.csv:2" in done.stdout


@pytest.mark.parametrize(
    ("language", "whole", "own"),
    [
        (
            "en_US.UTF-8",
            'of "few_calls" there is nothing to tell for the plan as a whole; `--for WHO` tells of one of these: 张丽, 王磊\n',
            'nothing to tell of "open" for "张丽"',
        ),
        (
            "zh_CN.UTF-8",
            "“few_calls”没有针对整个计划的内容，用 `--for 谁` 可查：张丽、王磊\n",
            "“open”对“张丽”没有可说明的内容",
        ),
    ],
)
def test_of_what_there_is_nothing_to_tell_it_is_not_said_that_there_is_no_such_name(
    language: str, whole: str, own: str, folder: Path
) -> None:
    for file in (folder / "data").glob("visits-*.csv"):
        file.unlink()
    done = call("explain", "small.plan", "few_calls", "--as-of", "2026-W04", cwd=folder, LANG=language)
    assert (done.returncode, done.stdout) == (2, "")
    assert whole in done.stderr
    done = call("explain", "small.plan", "open", "--for", "张丽", "--as-of", "2026-W04", cwd=folder, LANG=language)
    assert done.returncode == 2
    assert own in done.stderr


def test_something_unknown_is_answered_with_near_names(folder: Path) -> None:
    done = call("explain", "small.plan", "few_cals", "--as-of", "2026-W04", cwd=folder)
    assert done.returncode == 2
    assert "few_calls" in done.stderr


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_new_plan_can_be_evaluated_at_once(language: str, tmp_path: Path) -> None:
    made = call("new", "mine", "--lang", language, cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    command = next(line for line in made.stdout.split("\n") if "planlang evaluate" in line).split("planlang ")[1]
    done = call(*command.split(), "--lang", language, cwd=tmp_path)
    assert done.returncode in (0, 1), done.stderr
    assert call("lint", "mine/plan.plan", cwd=tmp_path).returncode == 0
    assert call("new", "mine", cwd=tmp_path).returncode == 2


def test_ten_megabytes_of_braces_get_one_error(tmp_path: Path) -> None:
    (tmp_path / "braces.plan").write_text("{" * 10_000_000, encoding="ascii")
    done = call("lint", "braces.plan", cwd=tmp_path)
    assert done.returncode == 2
    assert len(done.stderr.strip().split("\n")) == 1


def test_many_open_braces_get_few_findings(tmp_path: Path) -> None:
    (tmp_path / "braces.plan").write_text("plan a " + "{" * 1_000_000, encoding="ascii")
    done = call("lint", "braces.plan", cwd=tmp_path)
    assert done.returncode == 1
    assert len(done.stdout) < 5000


def test_of_very_many_findings_the_first_are_printed_and_all_are_counted(tmp_path: Path) -> None:
    (tmp_path / "same.plan").write_text(PLAN + 'task again "Again" { takes 1wd }\n' * 1001, encoding="utf-8")
    lines = call("lint", "same.plan", cwd=tmp_path).stdout.split("\n")
    assert sum(line.startswith("error[") for line in lines) == 300
    assert "… and 700 more" in lines
    assert "1000 errors, 0 warnings" in lines


def test_a_path_out_of_the_workspace_is_one_error(folder: Path) -> None:
    (folder / "bad.plan").write_text(PLAN + 'use "../../secret"\n', encoding="utf-8")
    done = call("lint", "bad.plan", "--fail-on", "error", cwd=folder)
    assert done.returncode == 1
    assert done.stdout.count("error[") == 1
    assert "../../secret" in done.stdout


def test_a_file_that_is_not_utf8_is_one_error(folder: Path) -> None:
    (folder / "bad.plan").write_bytes(PLAN.encode("gb18030"))
    done = call("evaluate", "bad.plan", "--as-of", "2026-W04", cwd=folder)
    assert done.returncode == 2
    assert "UTF-8" in done.stderr
    assert len(done.stderr.strip().split("\n")) == 1


def test_figures_come_as_text_as_csv_for_excel_and_as_json(folder: Path) -> None:
    done = call("figures", "small.plan", "calls", "--by", "week", "--lang", "en", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert re.search(r"2026-W02 +2\n2026-W03 +1\n2026-W04 +0\n", done.stdout)
    asked = ("figures", "small.plan", "calls", "--for", "each", "rep", "--format", "csv", "-o", "calls.csv")
    done = call(*asked, "--lang", "zh", cwd=folder)
    assert done.returncode == 0, done.stderr
    written = (folder / "calls.csv").read_bytes()
    assert written.startswith("\ufeff指标,指标名称,".encode())
    assert "calls,Calls,人员,张丽,,2026年1月,2026-01-01,2026-01-31,,count,未知,".encode() in written
    done = call("figures", "small.plan", "--by", "week", "--format", "json", cwd=folder)
    found = json.loads(done.stdout)
    assert [period["label"] for period in found["periods"]] == ["2026-W01", "2026-W02", "2026-W03", "2026-W04"]
    assert [figure.get("value") for figure in found["metrics"][0]["rows"][0]["figures"]] == [None, "2", "1", "0"]


def test_figures_asked_in_vain_end_with_2_and_a_sentence(folder: Path) -> None:
    for options, said in (
        (("cals",), 'error: the plan has no metric called "cals"; near it: '),
        (("--for", "all", "reps"), "error: --for is followed by `each` and a team, role or column"),
        (("--for", "each"), "error: --for is followed by `each` and a team, role or column"),
        (("--by", "fortnight"), "error: --by takes one of: week, month"),
        (("--from", "2026-02"), "error: nothing is seen of 2026-02-01 and after"),
    ):
        done = call("figures", "small.plan", *options, "--lang", "en", cwd=folder)
        assert (done.returncode, done.stdout) == (2, "")
        assert said in done.stderr, done.stderr
    done = call("figures", "small.plan", "--lang", "en", "--for", "person", cwd=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert "error: --for is followed by `each NAME`" in done.stderr


def test_a_task_is_explained_without_data(folder: Path) -> None:
    for path in (folder / "data").iterdir():
        path.unlink()
    done = call("explain", "small.plan", "prepare", cwd=folder)
    assert done.returncode == 0
    assert "5 working days" in done.stdout
    assert "owner: 李强" in done.stdout
    assert call("explain", "small.plan", "calls", cwd=folder).returncode == 2


def test_a_part_of_the_report_and_what_concerns_somebody_can_be_asked_for(folder: Path) -> None:
    whole = call("evaluate", "small.plan", "--all", "--lang", "en", cwd=folder)
    assert (whole.returncode, "--all" in whole.stdout) == (1, False)
    only = call("evaluate", "small.plan", "--only", "任务,alerts", "--lang", "en", cwd=folder)
    assert only.returncode == 1
    assert "Late tasks" in only.stdout
    assert "Goals" not in only.stdout
    assert (
        call("evaluate", "small.plan", "--only", "late tasks, 预警", "--lang", "en", cwd=folder).stdout == only.stdout
    )
    about = call("evaluate", "small.plan", "--for", "李强", "--lang", "zh", cwd=folder)
    assert about.returncode == 1
    assert about.stdout.startswith("Small plan · 与李强有关")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (
            ("--only", "xylophone"),
            'error: --only: no section is called "xylophone"; there are goals, splits, chains, strategies, assumptions, tasks, rules',
        ),
        (("--only", "tusks"), 'error: --only: no section is called "tusks"; near it: tasks'),
        (("--only", "goals, late task"), 'error: --only: no section is called "late task"; near it: Late tasks'),
        (("--only", "goals 预景"), 'error: --only: no section is called "预景"; near it: 情景, 预算, 预警'),
        (("--for", "张莉"), "error: --for: the plan has no person, team, task or record with findings"),
        (("--all", "--format", "json"), "error: --all, --only and --for are for text and Markdown"),
    ],
)
def test_a_part_that_is_not_there_ends_with_2_and_a_sentence(options: tuple[str, ...], said: str, folder: Path) -> None:
    done = call("evaluate", "small.plan", *options, "--lang", "en", cwd=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
