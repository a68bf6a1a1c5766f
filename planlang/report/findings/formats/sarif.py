"""Findings as SARIF 2.1.0, for code scanning: with fingerprints, fixes, help, and those that are not told as suppressed.

What a baseline holds stays among the results: a code host would close its alerts otherwise, and open them again.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import PurePath
from urllib.parse import quote

from planlang import __version__
from planlang.diagnostics.diagnostic import Diagnostic, Fix, Severity
from planlang.diagnostics.finding import Finding, Report, State
from planlang.diagnostics.fingerprints import Fingerprint, fingerprints
from planlang.diagnostics.text import Language, Text
from planlang.report.findings.parts import Object, advice, page, page_text, sentence
from planlang.report.plain.indented import written
from planlang.source import Span

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}
ROOT = "SRCROOT"
IN_BASELINE = Text("findings.in-baseline", "it is in the baseline")


def pieces(report: Report, language: Language) -> Iterator[str]:
    """One run, with every finding."""
    names = sorted({one.diagnostic.name for one in report.findings})
    places = {name: index for index, name in enumerate(names)}
    categories = {one.diagnostic.name: one.category for one in report.findings}
    prints = fingerprints(one.diagnostic for one in report.findings)
    run = {
        "tool": {
            "driver": {
                "name": "planlang",
                "version": __version__,
                "semanticVersion": __version__,
                "rules": [_rule(name, categories[name], language) for name in names],
            }
        },
        "invocations": [{"executionSuccessful": True}],
        "columnKind": "unicodeCodePoints",
        "results": [
            _result(one, known, places, report, language) for one, known in zip(report.findings, prints, strict=True)
        ],
    }
    yield written({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, "\n") + "\n"


def _rule(name: str, category: str, language: Language) -> Object:
    """What is known of a check: its page, and the first paragraph of that."""
    said = page_text(name, language)
    known: Object = {"id": name, "properties": {"category": category, "tags": [category]}}
    if said is None:
        return known
    first = said.split("\n\n")[1].replace("\n", " ") if "\n\n" in said else name
    return known | {
        "shortDescription": {"text": first},
        "help": {"text": said, "markdown": said},
        "helpUri": f"planlang:/{page(name, language)}",
    }


def _result(one: Finding, known: Fingerprint, places: dict[str, int], report: Report, language: Language) -> Object:
    value = one.diagnostic
    said = ". ".join(filter(None, (sentence(value, language), advice(value, language))))
    result: Object = {
        "ruleId": value.name,
        "ruleIndex": places[value.name],
        "level": LEVELS[value.severity],
        "message": {"text": said},
        "locations": [{"physicalLocation": _location(value.span)}],
        "partialFingerprints": {
            "planlangText/v1": known.whole,
            "planlangShape/v1": known.shape,
            "primaryLocationLineHash": known.whole,
        },
    }
    if value.related:
        result["relatedLocations"] = [
            {
                "id": number,
                "physicalLocation": _location(other.span),
                "message": {"text": other.message.render(language)},
            }
            for number, other in enumerate(value.related, start=1)
        ]
    if value.fixes:
        result["fixes"] = [_fix(fix, value, language) for fix in value.fixes]
    if report.against_baseline:
        result["baselineState"] = "unchanged" if one.state is State.BASELINE else "new"
    if one.state is not State.TOLD:
        ignored = one.state is State.IGNORED
        why = one.reason if ignored else IN_BASELINE().render(language)
        result["suppressions"] = [
            {"kind": "inSource" if ignored else "external", **({"justification": why} if why else {})}
        ]
    return result


def _fix(fix: Fix, value: Diagnostic, language: Language) -> Object:
    """A fix, file by file."""
    files: dict[str, list[Object]] = {}
    for edit in fix.edits:
        replaced: Object = {"deletedRegion": _region(edit.span)}
        if edit.text:
            replaced["insertedContent"] = {"text": edit.text}
        files.setdefault(edit.span.source.path, []).append(replaced)
    return {
        "description": {"text": fix.message.render(language)},
        "artifactChanges": [
            {"artifactLocation": _artifact(path), "replacements": replaced} for path, replaced in files.items()
        ],
    }


def _location(span: Span) -> Object:
    return {"artifactLocation": _artifact(span.source.path), "region": _region(span)}


def _artifact(path: str) -> Object:
    """A file: relative to the top of the sources, or by itself where it lies outside of them."""
    if path.startswith("stdlib:"):
        return {"uri": f"stdlib:{quote(path.removeprefix('stdlib:'))}"}
    if path.startswith("../") or PurePath(path).is_absolute():
        return {"uri": PurePath(os.path.abspath(path)).as_uri()}
    return {"uri": quote(path), "uriBaseId": ROOT}


def _region(span: Span) -> Object:
    line, column = span.source.line_column(span.start)
    end, end_column = span.source.line_column(span.end)
    return {"startLine": line, "startColumn": column, "endLine": end, "endColumn": end_column}
