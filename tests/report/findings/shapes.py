"""What the formats of others ask of a document, as far as planlang fills it: nothing else may stand in it."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

Schema = dict[str, Any]
TEXT: Schema = {"type": "string", "minLength": 1}
COUNT: Schema = {"type": "integer", "minimum": 1}


def exactly(required: dict[str, Schema], **optional: Schema) -> Schema:
    """An object with these members and no others."""
    return {
        "type": "object",
        "required": list(required),
        "properties": required | optional,
        "additionalProperties": False,
    }


def listed(item: Schema, least: int = 0) -> Schema:
    return {"type": "array", "items": item, "minItems": least}


MESSAGE = exactly({"text": TEXT})
ARTIFACT = exactly({"uri": {"type": "string", "pattern": r"^[!-~]+$"}}, uriBaseId={"const": "SRCROOT"})
REGION = exactly(dict.fromkeys(("startLine", "startColumn", "endLine", "endColumn"), COUNT))
PHYSICAL = exactly({"artifactLocation": ARTIFACT, "region": REGION})
LEVEL: Schema = {"enum": ["error", "warning", "note"]}
RULE = exactly(
    {"id": TEXT, "properties": exactly({"category": TEXT, "tags": listed(TEXT, 1)})},
    shortDescription=MESSAGE,
    help=exactly({"text": TEXT, "markdown": TEXT}),
    helpUri={"type": "string", "pattern": r"^planlang:/docs/(zh/)?diagnostics/[a-z0-9-]+\.md$"},
)
REPLACEMENT = exactly(
    {"deletedRegion": REGION},
    insertedContent=MESSAGE,
)
RESULT = exactly(
    {
        "ruleId": TEXT,
        "ruleIndex": {"type": "integer", "minimum": 0},
        "level": LEVEL,
        "message": MESSAGE,
        "locations": listed(exactly({"physicalLocation": PHYSICAL}), 1),
        "partialFingerprints": {"type": "object", "additionalProperties": TEXT, "minProperties": 3},
    },
    relatedLocations=listed(exactly({"id": COUNT, "physicalLocation": PHYSICAL, "message": MESSAGE}), 1),
    fixes=listed(
        exactly(
            {
                "description": MESSAGE,
                "artifactChanges": listed(
                    exactly({"artifactLocation": ARTIFACT, "replacements": listed(REPLACEMENT, 1)}), 1
                ),
            }
        ),
        1,
    ),
    baselineState={"enum": ["new", "unchanged"]},
    suppressions=listed(exactly({"kind": {"enum": ["inSource", "external"]}}, justification=TEXT), 1),
)
SARIF = exactly(
    {
        "$schema": TEXT,
        "version": {"const": "2.1.0"},
        "runs": listed(
            exactly(
                {
                    "tool": exactly(
                        {
                            "driver": exactly(
                                {"name": TEXT, "version": TEXT, "semanticVersion": TEXT, "rules": listed(RULE)}
                            )
                        }
                    ),
                    "invocations": listed(exactly({"executionSuccessful": {"const": True}}), 1),
                    "columnKind": {"const": "unicodeCodePoints"},
                    "results": listed(RESULT),
                }
            ),
            1,
        ),
    }
)
GITLAB = listed(
    exactly(
        {
            "description": TEXT,
            "check_name": TEXT,
            "fingerprint": TEXT,
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": exactly({"path": TEXT, "lines": exactly({"begin": COUNT, "end": COUNT})}),
        }
    )
)
POSITION = exactly({"line": COUNT, "column": COUNT})
RD_RANGE = exactly({"start": POSITION, "end": POSITION})
RD_LOCATION = exactly({"path": TEXT, "range": RD_RANGE})
RDJSON = exactly(
    {
        "source": exactly({"name": TEXT}),
        "severity": {"enum": ["UNKNOWN_SEVERITY", "ERROR", "WARNING", "INFO"]},
        "diagnostics": listed(
            exactly(
                {
                    "message": TEXT,
                    "location": RD_LOCATION,
                    "severity": {"enum": ["ERROR", "WARNING", "INFO"]},
                    "code": exactly({"value": TEXT}, url=TEXT),
                },
                suggestions=listed(exactly({"range": RD_RANGE, "text": {"type": "string"}}), 1),
                relatedLocations=listed(exactly({"message": TEXT, "location": RD_LOCATION}), 1),
            )
        ),
    }
)
OWN: Schema = json.loads(files("planlang.report").joinpath("diagnostics.schema.json").read_text(encoding="utf-8"))
FINDING: Schema = OWN["properties"]["diagnostics"]["items"]
