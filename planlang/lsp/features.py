"""All that the server can be asked, once: its method, how it is advertised, who answers, what people call it.

The capabilities that a client is told and the table of docs/guide/editor.md follow from here.
"""

from __future__ import annotations

from collections.abc import Callable

from planlang.diagnostics.text import Text
from planlang.editor.formatting import WIDE
from planlang.frozen import frozen
from planlang.lsp.answers.changes import code_actions, prepare_rename, rename_name
from planlang.lsp.answers.names import definition, highlights, references, show_hover, symbols
from planlang.lsp.answers.texts import format_document, format_range, format_typed, pulled, pulled_everywhere
from planlang.lsp.answers.writing import completion
from planlang.lsp.session import Session
from planlang.lsp.wire import Json

Answer = Callable[[Session, Json], Json]


@frozen
class Feature:
    """One request.

    Attributes:
        capability: the field of the capabilities that advertises it; of two requests with one field the first says it.
        says: the value of that field.
        about: what it is for, in the words of somebody who writes plans.
    """

    method: str
    capability: str
    says: Json
    answer: Answer
    about: Text


FEATURES = (
    Feature(
        "textDocument/diagnostic",
        "diagnosticProvider",
        {"identifier": "planlang", "interFileDependencies": True, "workspaceDiagnostics": True},
        pulled,
        Text("lsp.diagnostic", "what is wrong with a file, when the editor asks"),
    ),
    Feature(
        "workspace/diagnostic",
        "diagnosticProvider",
        None,
        pulled_everywhere,
        Text("lsp.workspace-diagnostic", "what is wrong with all files of the plan"),
    ),
    Feature(
        "textDocument/hover",
        "hoverProvider",
        True,
        show_hover,
        Text("lsp.hover", "what a name is and what a word of the language means"),
    ),
    Feature(
        "textDocument/definition",
        "definitionProvider",
        True,
        definition,
        Text("lsp.definition", "go to where a name is declared"),
    ),
    Feature(
        "textDocument/references",
        "referencesProvider",
        True,
        references,
        Text("lsp.references", "all places that use a name, in all files of the plan"),
    ),
    Feature(
        "textDocument/prepareRename",
        "renameProvider",
        {"prepareProvider": True},
        prepare_rename,
        Text("lsp.prepare-rename", "whether a name can be changed, and if not, why"),
    ),
    Feature(
        "textDocument/rename",
        "renameProvider",
        None,
        rename_name,
        Text(
            "lsp.rename",
            "change a name in all files; exports stay readable, and a plan that would mean something else is refused",
        ),
    ),
    Feature(
        "textDocument/codeAction",
        "codeActionProvider",
        {"codeActionKinds": ["quickfix", "source.fixAll.planlang"]},
        code_actions,
        Text("lsp.code-action", "mend a finding, ignore it with a reason, mend all that is safe"),
    ),
    Feature(
        "textDocument/documentHighlight",
        "documentHighlightProvider",
        True,
        highlights,
        Text("lsp.highlight", "the same name elsewhere in the file"),
    ),
    Feature(
        "textDocument/documentSymbol",
        "documentSymbolProvider",
        {"label": "planlang"},
        symbols,
        Text("lsp.document-symbol", "the outline of a file"),
    ),
    Feature(
        "textDocument/completion",
        "completionProvider",
        {"triggerCharacters": [".", '"', "[", ":"]},
        completion,
        Text("lsp.completion", "what may be written here: clauses, names, columns, units, dates, files"),
    ),
    Feature(
        "textDocument/formatting",
        "documentFormattingProvider",
        True,
        format_document,
        Text("lsp.formatting", "bring a file into the one style"),
    ),
    Feature(
        "textDocument/rangeFormatting",
        "documentRangeFormattingProvider",
        True,
        format_range,
        Text("lsp.range-formatting", "the same for the declarations that are selected"),
    ),
    Feature(
        "textDocument/onTypeFormatting",
        "documentOnTypeFormattingProvider",
        {"firstTriggerCharacter": "}", "moreTriggerCharacter": ["\n", *WIDE]},
        format_typed,
        Text("lsp.on-type-formatting", "while typing: full-width marks outside of texts, a block that ends"),
    ),
)

ABOUT = {feature.method: feature.about for feature in FEATURES}
"""What each request is for."""


def capabilities(encoding: str) -> Json:
    """What the server tells a client that it can do."""
    return {
        "positionEncoding": encoding,
        "textDocumentSync": {"openClose": True, "change": 2, "save": {"includeText": False}},
        "workspace": {"workspaceFolders": {"supported": True, "changeNotifications": True}},
        **{feature.capability: feature.says for feature in reversed(FEATURES) if feature.says is not None},
    }
