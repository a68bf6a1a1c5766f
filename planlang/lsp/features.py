"""All that the server can be asked, once: its method, how it is advertised, who answers, what people call it.

The capabilities that a client is told and the table of docs/guide/editor.md follow from here.
"""

from __future__ import annotations

from collections.abc import Callable

from planlang.diagnostics.text import Text
from planlang.editor.changing.formatting import WIDE
from planlang.frozen import frozen
from planlang.lsp.answers.changes import code_actions, prepare_rename, rename_name
from planlang.lsp.answers.commands import COMMANDS, content, execute
from planlang.lsp.answers.names import (
    definition,
    highlights,
    incoming,
    outgoing,
    prepare_hierarchy,
    references,
    show_hover,
    symbols,
    workspace_symbols,
)
from planlang.lsp.answers.sight import (
    LEGEND,
    document_links,
    folding,
    inlay_hints,
    lenses,
    selection,
    token_changes,
    tokens,
    tokens_in_range,
)
from planlang.lsp.answers.texts import format_document, format_range, format_typed, pulled, pulled_everywhere
from planlang.lsp.answers.writing import completion, signature_help
from planlang.lsp.reading import SCHEME
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
        Text("lsp.hover", "what a name is, how it stood in the last evaluated week, what a word of the language means"),
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
        {"codeActionKinds": ["quickfix", "refactor.extract", "refactor.move", "source.fixAll.planlang"]},
        code_actions,
        Text(
            "lsp.code-action",
            "mend a finding, declare what is missing, ignore with a reason, mend all that is safe, give a figure a name, move a declaration to another file",
        ),
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
        Text(
            "lsp.completion",
            "what may be written here: clauses, names, columns, units, dates, files, values seen in the data",
        ),
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
    Feature(
        "textDocument/signatureHelp",
        "signatureHelpProvider",
        {"triggerCharacters": ["(", ","]},
        signature_help,
        Text("lsp.signature-help", "what the function takes whose brackets are open"),
    ),
    Feature(
        "textDocument/semanticTokens/full",
        "semanticTokensProvider",
        {"legend": LEGEND, "full": {"delta": True}, "range": True},
        tokens,
        Text("lsp.semantic-tokens", "colours that know a metric from a source and a keyword from a name"),
    ),
    Feature(
        "textDocument/semanticTokens/full/delta",
        "semanticTokensProvider",
        None,
        token_changes,
        Text("lsp.semantic-tokens-delta", "the same after an edit, only what is new"),
    ),
    Feature(
        "textDocument/semanticTokens/range",
        "semanticTokensProvider",
        None,
        tokens_in_range,
        Text("lsp.semantic-tokens-range", "the same for the lines in sight"),
    ),
    Feature(
        "textDocument/foldingRange",
        "foldingRangeProvider",
        True,
        folding,
        Text("lsp.folding-range", "fold blocks, runs of comments, the files that are used"),
    ),
    Feature(
        "textDocument/selectionRange",
        "selectionRangeProvider",
        True,
        selection,
        Text("lsp.selection-range", "grow a selection from the word to its statement, its block, its declaration"),
    ),
    Feature(
        "textDocument/documentLink",
        "documentLinkProvider",
        {},
        document_links,
        Text("lsp.document-link", "open the files that are used, and the last export that is read"),
    ),
    Feature(
        "textDocument/inlayHint",
        "inlayHintProvider",
        True,
        inlay_hints,
        Text(
            "lsp.inlay-hint",
            "at the end of the line of a task its dates and its float, of a goal how it stood in the last evaluated week; never on the line being written",
        ),
    ),
    Feature(
        "textDocument/codeLens",
        "codeLensProvider",
        {},
        lenses,
        Text(
            "lsp.code-lens",
            "above a declaration: how often it is used; of an alert in how many of its last weeks it was on; of a goal the rows behind it",
        ),
    ),
    Feature(
        "textDocument/prepareCallHierarchy",
        "callHierarchyProvider",
        True,
        prepare_hierarchy,
        Text("lsp.prepare-call-hierarchy", "the declaration that is pointed at, as the root of a tree"),
    ),
    Feature(
        "callHierarchy/incomingCalls",
        "callHierarchyProvider",
        None,
        incoming,
        Text("lsp.incoming-calls", "what rests on a declaration"),
    ),
    Feature(
        "callHierarchy/outgoingCalls",
        "callHierarchyProvider",
        None,
        outgoing,
        Text("lsp.outgoing-calls", "what a declaration rests on"),
    ),
    Feature(
        "workspace/executeCommand",
        "executeCommandProvider",
        {"commands": list(COMMANDS)},
        execute,
        Text(
            "lsp.execute-command",
            "`planlang.server.read`: hold the plan against its data once more; `planlang.server.rows`: show the rows behind a figure",
        ),
    ),
    Feature(
        "workspace/textDocumentContent",
        "workspace",
        {
            "workspaceFolders": {"supported": True, "changeNotifications": True},
            "textDocumentContent": {"schemes": [SCHEME]},
        },
        content,
        Text("lsp.text-document-content", "texts that lie in no file and cannot be changed: the rows behind a figure"),
    ),
    Feature(
        "workspace/symbol",
        "workspaceSymbolProvider",
        True,
        workspace_symbols,
        Text("lsp.workspace-symbol", "find a declaration by any of its names, by its title, by first letters"),
    ),
)

ABOUT = {feature.method: feature.about for feature in FEATURES}
"""What each request is for."""


def capabilities(encoding: str) -> Json:
    """What the server tells a client that it can do."""
    return {
        "positionEncoding": encoding,
        "textDocumentSync": {"openClose": True, "change": 2, "save": {"includeText": False}},
        **{feature.capability: feature.says for feature in reversed(FEATURES) if feature.says is not None},
    }
