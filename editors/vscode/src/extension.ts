/** planlang in Visual Studio Code: the server for what concerns the text, the commands for what concerns the week. */
import * as vscode from "vscode";
import { LanguageClient } from "vscode-languageclient/node";

import { cannotStart, inLanguage, output, program } from "./host";
import * as reports from "./reports";
import * as status from "./status";
import * as timeline from "./timeline";

let client: LanguageClient | undefined;

async function start(): Promise<void> {
  await client?.dispose().catch(() => undefined);
  const server = { command: program(), args: ["lsp", ...inLanguage()] }; // to name the transport would add `--stdio`
  client = new LanguageClient("planlang", "planlang", server, {
    documentSelector: [
      { language: "planlang", scheme: "file" },
      { language: "planlang", scheme: "untitled" },
    ],
    outputChannel: output,
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
      if (event.affectsConfiguration("planlang.command") || event.affectsConfiguration("planlang.language")) {
        void start();
      }
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
