/** planlang in Visual Studio Code: the server for what concerns the text, the commands for what concerns the week. */
import * as vscode from "vscode";
import { LanguageClient } from "vscode-languageclient/node";

import { cannotStart, inLanguage, output, program } from "./host";
import * as reports from "./reports";
import * as status from "./status";
import * as timeline from "./timeline";

/** Of texts that the server has and that lie in no file. */
const SCHEME = "planlang";

let client: LanguageClient | undefined;

function readsData(): boolean {
  return vscode.workspace.isTrusted && vscode.workspace.getConfiguration("planlang").get<boolean>("data") !== false;
}

async function start(): Promise<void> {
  await client?.dispose().catch(() => undefined);
  const server = { command: program(), args: ["lsp", ...inLanguage()] }; // to name the transport would add `--stdio`
  client = new LanguageClient("planlang", "planlang", server, {
    documentSelector: [
      { language: "planlang", scheme: "file" },
      { language: "planlang", scheme: "untitled" },
    ],
    outputChannel: output,
    initializationOptions: { data: readsData() },
    middleware: {
      window: {
        showDocument: async (asked, next) => {
          const uri = vscode.Uri.parse(asked.uri);
          if (uri.scheme !== SCHEME) {
            const answer = await next(asked, new vscode.CancellationTokenSource().token);
            return answer instanceof Error ? { success: false } : answer;
          }
          await vscode.commands.executeCommand("markdown.showPreviewToSide", uri);
          return { success: true };
        },
      },
    },
  });
  client.registerFeature({
    fillClientCapabilities: (told) => {
      Object.assign((told.workspace ??= {}), { textDocumentContent: {} });
    },
    initialize: () => undefined,
    getState: () => ({ kind: "static" }),
    clear: () => undefined,
  });
  try {
    await client.start();
  } catch {
    await cannotStart();
  }
}

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  context.subscriptions.push(
    output,
    vscode.commands.registerCommand("planlang.restart", start),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (["command", "language", "data"].some((name) => event.affectsConfiguration(`planlang.${name}`))) {
        void start();
      }
    }),
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
      provideTextDocumentContent: async (uri) =>
        (await client?.sendRequest<{ text: string }>("workspace/textDocumentContent", { uri: uri.toString() }))?.text,
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void start()),
  );
  reports.register(context);
  timeline.register(context);
  status.register(context);
  await start();
}

export async function deactivate(): Promise<void> {
  await client?.stop().catch(() => undefined);
}
