/** Reports as read-only documents: what planlang prints as Markdown, shown as a preview. */
import { basename } from "node:path";
import * as vscode from "vscode";

import { isPlan, planlang, planOf, succeeded, trusted } from "./host";
import { isWhen, meantAt } from "./plans";

const SCHEME = "planlang-report";
const REPORTS = 20;

class Reports implements vscode.TextDocumentContentProvider {
  private readonly texts = new Map<string, string>();
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.toString()) ?? "";
  }

  async show(name: string, text: string): Promise<void> {
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${name}.md` });
    this.texts.delete(uri.toString());
    this.texts.set(uri.toString(), text);
    for (const old of [...this.texts.keys()].slice(0, -REPORTS)) {
      this.texts.delete(old);
    }
    this.changed.fire(uri);
    await vscode.commands.executeCommand("markdown.showPreviewToSide", uri);
  }
}

const reports = new Reports();

async function evaluate(): Promise<void> {
  const plan = await planOf(vscode.window.activeTextEditor?.document);
  if (!plan || !trusted()) {
    return;
  }
  const week = await vscode.window.showInputBox({
    prompt: vscode.l10n.t("Week, such as 2026-W20; leave it empty for the last one of which there are exports"),
    validateInput: (text) =>
      !text.trim() || isWhen(text.trim()) ? null : vscode.l10n.t("A week is written 2026-W20, a day 2026-05-17."),
  });
  if (week === undefined) {
    return;
  }
  const when = week.trim() ? ["--as-of", week.trim()] : [];
  const options = ["--format", "markdown", "--fail-on", "never", ...when];
  const said = await busy(() => planlang("evaluate", options, plan));
  if (succeeded(said)) {
    await reports.show(`${basename(plan.fsPath, ".plan")} ${week.trim()}`.trim(), said.out);
  }
}

async function explain(): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (!editor || !isPlan(editor.document)) {
    return;
  }
  const at = editor.selection.active;
  const selected = editor.document.getText(editor.selection).trim();
  const name = selected && !selected.includes("\n") ? selected : meantAt(editor.document.lineAt(at).text, at.character);
  if (!name) {
    void vscode.window.showWarningMessage(vscode.l10n.t("Put the cursor on a name first."));
    return;
  }
  const plan = await planOf(editor.document);
  if (!plan || !trusted()) {
    return;
  }
  const said = await busy(() => planlang("explain", ["--format", "markdown"], plan, name));
  if (succeeded(said)) {
    await reports.show(name.replace(/[/\\]/g, "_"), said.out);
  }
}

function busy<T>(work: () => Promise<T>): Thenable<T> {
  return vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: "planlang" }, work);
}

export function register(context: vscode.ExtensionContext): void {
  context.subscriptions.push(
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, reports),
    vscode.commands.registerCommand("planlang.evaluate", evaluate),
    vscode.commands.registerCommand("planlang.explain", explain),
  );
}
