"""Every format of findings: valid, whole, and safe against what a stranger writes into a plan."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from importlib import import_module
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest
from attrs import evolve

from planlang.cli.commands.lint import FORMATS
from planlang.diagnostics.diagnostic import Diagnostic, Edit, Fix, Related, Severity
from planlang.diagnostics.finding import Finding, Report, State
from planlang.diagnostics.text import Language, Text
from planlang.report.findings import formats
from planlang.report.findings.formats import github
from planlang.source import Source, Span
from tests.report.findings import shapes

HOSTILE = "a\n::error::x%0A]]> <b>&\"' ##[error]y ##vso[task.complete]z \u2028|`*[l](http://e)* \x00\x1b[31m\u202e\ufffe 😀,;:"
SAYS = Text("test.says", "it says {said}")
COUNT = 6_000


def diagnostic(source: Source, number: int, severity: Severity) -> Diagnostic:
    start = source.line_starts[number]
    span = Span(source, start + 5, start + 5 + len(str(number)))
    related = (Related(Span(source, 0, 4), SAYS(said=HOSTILE)),) if number % 7 == 0 else ()
    fixes = (Fix(SAYS(said=HOSTILE), (Edit(span, HOSTILE),), safe=number % 2 == 0),) if number % 5 == 0 else ()
    return Diagnostic("task-without-owner", severity, span, SAYS(said=HOSTILE), None, SAYS(said="do"), related, fixes)


def report(count: int = COUNT, path: str = "plans/north,a;b]%:1.plan") -> Report:
    """So many findings, a sixth of each kind of severity told, and as many that are not."""
    source = Source(path, "".join(f"task t{number} {{ }}\n" for number in range(count)))
    severities = (Severity.ERROR, Severity.WARNING, Severity.NOTE)
    found = [
        Finding(diagnostic(source, number, severities[number % 3]), "owners", counts=number % 3 < 2)
        for number in range(count)
    ]
    hidden = [
        evolve(found[0], state=State.BASELINE),
        evolve(found[0], state=State.IGNORED, reason=HOSTILE),
        evolve(found[0], state=State.IGNORED),
    ]
    return Report((*found, *hidden), ("plans/clean.plan", path), against_baseline=True)


WHOLE = report()  # compared by what it is, not by what it holds


@cache
def said(format: str, of: Report = WHOLE, language: Language = Language.EN) -> str:
    return "".join(import_module(f"planlang.report.findings.formats.{format}").pieces(of, language))


def test_the_command_offers_every_file_of_the_drawer() -> None:
    files = {path.stem for path in Path(formats.__file__).parent.glob("*.py")} - {"__init__"}
    assert files == set(FORMATS)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("format", FORMATS)
def test_no_finding_at_all_is_a_document_too(format: str, language: Language) -> None:
    empty = Report((), ("a.plan",))
    text = said(format, empty, language)
    match format:
        case "sarif" | "json" | "gitlab" | "rdjson":
            json.loads(text)
        case "junit":
            assert ElementTree.fromstring(text).get("tests") == "1"
        case "jsonl":
            assert text == ""
        case _:
            assert text.endswith("\n")


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_findings_are_the_same_bytes(format: str) -> None:
    assert said(format, report(50)) == said.__wrapped__(format, report(50))


@pytest.mark.parametrize(
    ("format", "shape"),
    [("sarif", shapes.SARIF), ("gitlab", shapes.GITLAB), ("rdjson", shapes.RDJSON), ("json", shapes.OWN)],
)
def test_documents_of_json_have_their_shape(format: str, shape: shapes.Schema) -> None:
    found = json.loads(said(format))
    jsonschema.validate(found, shape)
    match format:
        case "sarif":
            assert len(found["runs"][0]["results"]) == COUNT + 3
        case "gitlab":
            assert len(found) == COUNT
        case _:
            assert len(found["diagnostics"]) == COUNT


def test_lines_of_json_are_one_finding_each() -> None:
    lines = said("jsonl").splitlines()
    assert len(lines) == COUNT
    for line in lines[:50]:
        jsonschema.validate(json.loads(line), shapes.FINDING)


def test_fingerprints_of_gitlab_are_all_different() -> None:
    found = json.loads(said("gitlab"))
    assert len({one["fingerprint"] for one in found}) == COUNT


def test_sarif_says_of_what_is_not_told_why() -> None:
    results = json.loads(said("sarif"))["runs"][0]["results"]
    assert Counter(one["baselineState"] for one in results) == {"new": COUNT + 2, "unchanged": 1}
    hidden = [one["suppressions"][0] for one in results if "suppressions" in one]
    assert [one["kind"] for one in hidden] == ["external", "inSource", "inSource"]
    assert hidden[1]["justification"] == HOSTILE
    assert "justification" not in hidden[2]
    without = json.loads(said("sarif", Report(WHOLE.findings[:9], ("a.plan",))))["runs"][0]["results"]
    assert not any("baselineState" in one for one in without)


def test_sarif_names_files_as_uris() -> None:
    for path, uri in (
        ("plans/north,a;b]%:1 计划.plan", "plans/north%2Ca%3Bb%5D%25%3A1%20%E8%AE%A1%E5%88%92.plan"),
        ("/tmp/a b.plan", "file:///tmp/a%20b.plan"),
        ("../a.plan", f"{Path.cwd().parent.as_uri()}/a.plan"),
    ):
        (result,) = json.loads(said("sarif", Report(report(1, path).findings[:1], ())))["runs"][0]["results"]
        assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == uri


def test_junit_is_xml_that_counts() -> None:
    root = ElementTree.fromstring(said("junit"))
    assert root.get("tests") == str(COUNT + 1)
    cases = list(root.iter("testcase"))
    assert len(cases) == COUNT + 1
    failures = list(root.iter("failure"))
    assert len(failures) == int(root.get("failures") or 0) == COUNT * 2 // 3
    assert sum(int(suite.get("tests") or 0) for suite in root) == COUNT + 1
    assert "<b>&" in (failures[0].text or "")
    assert "]]>" in (failures[0].get("message") or "")


COMMAND = re.compile(r"::(error|warning|notice) ([^:]*)::(.*)")


def unescaped(text: str) -> str:
    for code, letter in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, letter)
    return text


@pytest.mark.parametrize("count", [9, 31, COUNT])
def test_github_shows_what_it_has_room_for_and_lists_the_rest(count: int) -> None:
    of = report(count)
    lines = said("github", of).splitlines()
    commands = [match for line in lines if (match := COMMAND.fullmatch(line))]
    shown = {"error": 0, "warning": 0, "notice": 0} | Counter(match[1] for match in commands)
    assert all(number <= 10 for number in shown.values())
    rest = [line for line in lines if line.startswith("- ")]
    assert len(commands) + len(rest) == count
    assert not any("##[" in line for line in rest)
    assert len(lines) == count + (1 if rest else 0) + 1  # how many more there are, and how many in all
    given = dict(part.split("=", 1) for part in commands[0][2].split(","))
    assert unescaped(given["file"]) == "plans/north,a;b]%:1.plan"
    assert unescaped(commands[0][3]).startswith("it says a<U+000A>::error::x%0A]]>")
    table = github.summary(of, Language.EN).splitlines()
    rows = [line for line in table if line.startswith("| plans")]
    assert len(rows) == len(rest) or table[-1] == f"… and {len(rest) - len(rows)} more"
    assert all(len(re.findall(r"(?<!\\)\|", row)) == 4 for row in rows)
    assert f"not shown as annotations: {len(rest)}" in "\n".join(table)


def test_a_summary_that_grows_too_large_says_how_many_more_there_are() -> None:
    text = github.summary(WHOLE, Language.EN)
    rows = len(re.findall(r"(?m)^\| plans", text))
    assert len(text.encode()) < 1024 * 1024
    assert f"… and {COUNT - 30 - rows} more" in text
    assert github.summary(Report((), ()), Language.EN) == ""


def test_azure_has_a_command_for_every_finding() -> None:
    *lines, last = said("azure").splitlines()
    assert len(lines) == COUNT
    shape = re.compile(
        r"##vso\[task\.logissue type=(error|warning);sourcepath=([^;\]]*);linenumber=\d+;columnnumber=\d+;code=[a-z-]+;\](.*)"
    )
    matches = [shape.fullmatch(line) for line in lines]
    assert all(matches)
    assert last == f"{COUNT // 3} errors, {COUNT // 3} warnings, {COUNT // 3} notes"
    assert matches[0] is not None
    assert matches[0][2] == "plans/north,a%3Bb%5D%AZP25:1.plan"


def test_concise_is_a_line_each() -> None:
    lines = said("concise").splitlines()
    assert len(lines) == COUNT + 1
    assert all(line.startswith("plans/north,a;b]%:1.plan:") for line in lines[:-1])


def test_text_shows_the_first_and_says_how_many_more_there_are() -> None:
    text = said("text")
    assert text.count("┌ plans/") == 300
    assert f"… and {COUNT - 300} more" in text
    assert "1 finding in the baseline" in text
    assert "\x1b" not in text
    assert "\x1b[1;31m" in "".join(
        import_module("planlang.report.findings.formats.text").pieces(WHOLE, Language.EN, colour=True)
    )


def test_rdjson_counts_bytes() -> None:
    source = Source("a.plan", "任务 t { }")
    found = Diagnostic("x", Severity.WARNING, Span(source, 3, 4), SAYS(said="y"))
    (one,) = json.loads(said("rdjson", Report((Finding(found, "owners"),), ())))["diagnostics"]
    assert one["location"]["range"]["start"] == {"line": 1, "column": 8}
    assert "code" in one
    assert "url" not in one["code"]
