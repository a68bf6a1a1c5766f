"""The protocol between an agent and its tools: JSON-RPC, a message a line.

In: lines of a stream, tools. Out: lines. Model Context Protocol, revisions 2024-11-05 to 2025-11-25: `initialize`, `ping`, `tools/list`,
`tools/call`; notifications are taken note of and not answered. One message is answered after the other.
"""

from __future__ import annotations

import json
import traceback
from collections.abc import Callable, Mapping, Sequence
from typing import Any, BinaryIO

from planlang import __version__
from planlang.diagnostics.text import Language, Text
from planlang.frozen import frozen

Json = Any
REVISIONS = ("2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05")
"""Revisions of the protocol, the newest first."""
PARSE_ERROR, INVALID_REQUEST, NO_METHOD, INVALID_PARAMS = -32700, -32600, -32601, -32602
MOST_BYTES = 32 * 1024 * 1024
"""Of one message."""
NO_TOOL = Text("mcp.no-tool", 'there is no tool "{name}"; there are: {names}')
MISSING = Text("mcp.missing", "{tool} needs {name}")
UNKNOWN = Text("mcp.unknown-argument", "{tool} takes no {name}; it takes: {names}")
ODD = Text("mcp.odd-text", "{name} of {tool} has a character that no text has")
FAILED = Text("mcp.failed", "{tool} failed by a mistake of planlang itself ({kind}); the others still answer")
WRONG = Text("mcp.wrong-argument", "{name} of {tool} has to be of the type {kind}")
KINDS: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "array": (list,),
    "object": (dict,),
}


class RefusedError(Exception):
    """What a tool does not do; its words are the answer."""


@frozen
class Parameter:
    """What a tool takes.

    Attributes:
        kind: a type of JSON: `string`, `integer`; `array` and `object` are of texts.
    """

    name: str
    kind: str
    says: str
    required: bool = False


@frozen(eq=False)
class Tool:
    """Something that an agent can ask.

    Attributes:
        answer: texts, one after the other, from the arguments by name.
    """

    name: str
    says: str
    parameters: tuple[Parameter, ...]
    answer: Callable[[Mapping[str, Json]], Sequence[str]]

    def told(self) -> Json:
        """The tool as the protocol describes it."""
        items = {"items": {"type": "string"}}
        properties = {
            one.name: {"type": one.kind, "description": one.says} | (items if one.kind == "array" else {})
            for one in self.parameters
        }
        required = [one.name for one in self.parameters if one.required]
        schema = {"type": "object", "properties": properties, "required": required, "additionalProperties": False}
        hints = {"readOnlyHint": True, "destructiveHint": False, "idempotentHint": True, "openWorldHint": False}
        return {"name": self.name, "description": self.says, "inputSchema": schema, "annotations": hints}

    def check(self, given: Mapping[str, Json], language: Language) -> None:
        """See that the arguments are what the tool takes.

        Raises:
            RefusedError: one is missing, is another, or is not known.
        """
        known = {one.name: one for one in self.parameters}
        for name, value in given.items():
            if name not in known:
                names = ", ".join(known)
                raise RefusedError(UNKNOWN(tool=self.name, name=name, names=names).render(language))
            kind = known[name].kind
            texts = value if kind == "array" else value.values() if kind == "object" and isinstance(value, dict) else ()
            right = isinstance(value, KINDS[kind]) and not isinstance(value, bool)
            if not right or not all(isinstance(text, str) for text in texts):
                raise RefusedError(WRONG(tool=self.name, name=name, kind=kind).render(language))
            said = (value,) if kind == "string" else (*(value if kind in ("array", "object") else ()), *texts)
            if any("\0" in text or not _is_whole(text) for text in said):
                raise RefusedError(ODD(tool=self.name, name=name).render(language))
        for one in self.parameters:
            if one.required and one.name not in given:
                raise RefusedError(MISSING(tool=self.name, name=one.name).render(language))


def serve(lines: BinaryIO, out: BinaryIO, tools: Sequence[Tool], instructions: str, language: Language) -> int:
    """Answer until the stream ends, and give the exit status."""
    known = {tool.name: tool for tool in tools}
    while line := lines.readline(MOST_BYTES):
        if not line.strip():
            continue
        try:
            message = json.loads(line)
        except (ValueError, RecursionError):
            _send(out, _error(None, PARSE_ERROR, "this is no JSON in one line"))
            continue
        many = message if isinstance(message, list) else [message]
        for one in many:
            answer = _answer(one, known, instructions, language)
            if answer is not None:
                _send(out, answer)
    return 0


def _send(out: BinaryIO, message: Json) -> None:
    out.write(json.dumps(message, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
    out.flush()


def _error(number: Json, code: int, words: str) -> Json:
    return {"jsonrpc": "2.0", "id": number, "error": {"code": code, "message": words}}


def _answer(message: Json, tools: Mapping[str, Tool], instructions: str, language: Language) -> Json | None:
    """The answer to a message; None for what is not answered."""
    if not isinstance(message, dict) or not isinstance(message.get("method"), str):
        if isinstance(message, dict) and ("result" in message or "error" in message):
            return None
        return _error(None, INVALID_REQUEST, "this is no request")
    if "id" not in message:
        return None
    number, method, given = message["id"], message["method"], message.get("params") or {}
    if not isinstance(given, dict):
        return _error(number, INVALID_PARAMS, "parameters have names")
    match method:
        case "initialize":
            wanted = given.get("protocolVersion")
            result: Json = {
                "protocolVersion": wanted if wanted in REVISIONS else REVISIONS[0],
                "capabilities": {"tools": {"listChanged": False}},
                "serverInfo": {"name": "planlang", "version": __version__},
                "instructions": instructions,
            }
        case "ping":
            result = {}
        case "tools/list":
            result = {"tools": [tool.told() for tool in tools.values()]}
        case "tools/call":
            tool = tools.get(str(given.get("name")))
            if tool is None:
                words = NO_TOOL(name=str(given.get("name")), names=", ".join(tools)).render(language)
                return _error(number, INVALID_PARAMS, words)
            result = _called(tool, given.get("arguments") or {}, language)
        case _:
            return _error(number, NO_METHOD, f"there is no {method}")
    return {"jsonrpc": "2.0", "id": number, "result": result}


def _is_whole(text: str) -> bool:
    """Whether no half of a character stands in a text, as JSON can write it."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _called(tool: Tool, given: Json, language: Language) -> Json:
    """What a tool answers; where it refuses, its words, marked as an error that the agent is to read."""
    try:
        if not isinstance(given, dict):
            raise RefusedError(WRONG(tool=tool.name, name="arguments", kind="object").render(language))
        tool.check(given, language)
        texts, failed = tool.answer(given), False
    except RefusedError as error:
        texts, failed = (str(error),), True
    except Exception as error:  # the agent goes on with the others
        traceback.print_exc()
        texts, failed = (FAILED(tool=tool.name, kind=type(error).__name__).render(language),), True
    return {"content": [{"type": "text", "text": text} for text in texts], "isError": failed}
