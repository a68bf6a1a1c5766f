/** What the commands share: the settings, the plan that is meant, planlang run on it, and what is said where that fails. */
import { dirname, sep } from "node:path";
import * as vscode from "vscode";

import { declaresPlan } from "./plans";
import { run, type Said } from "./run";

export const output = vscode.window.createOutputChannel("planlang");

/** The program of the settings; those of a folder that is not trusted are left aside by the editor. */
export function program(): string {
  return vscode.workspace.getConfiguration("planlang").get<string>("command")?.trim() || "planlang";
}

/** The options that say in which language planlang answers. */
export function inLanguage(): string[] {
  const language = vscode.workspace.getConfiguration("planlang").get<string>("language");
  return language === "en" || language === "zh" ? ["--lang", language] : [];
}

export function isPlan(document: vscode.TextDocument | undefined): document is vscode.TextDocument {
  return document?.languageId === "planlang";
}

/** Runs planlang in the folder of a plan. */
export function planlang(command: string, options: string[], plan: vscode.Uri, ...words: string[]): Promise<Said> {
  return run(program(), command, [...options, ...inLanguage()], [plan.fsPath, ...words], dirname(plan.fsPath));
}

/** Tells why nothing came of a command; whether something did. */
export function succeeded(said: Said, most = 1): boolean {
  if (said.status !== null && said.status <= most) {
    return true;
  }
  if (said.status === null) {
    void cannotStart();
  } else {
    output.appendLine(said.error);
    const first = said.error.trim().split("\n")[0] ?? "";
    const more = vscode.l10n.t("Output");
    void vscode.window.showErrorMessage(vscode.l10n.t("planlang says: {0}", first), more).then((chosen) => {
      if (chosen === more) {
        output.show();
      }
    });
  }
  return false;
}

/** Says that the program is not there. */
export async function cannotStart(): Promise<void> {
  const settings = vscode.l10n.t("Settings");
  const message = vscode.l10n.t(
    "{0} could not be started. Install planlang, or write its path into the setting planlang.command.",
    program(),
  );
  if ((await vscode.window.showErrorMessage(message, settings)) === settings) {
    await vscode.commands.executeCommand("workbench.action.openSettings", "planlang.command");
  }
}

/** Whether data may be read; says so where they may not. */
export function trusted(): boolean {
  if (!vscode.workspace.isTrusted) {
    void vscode.window.showWarningMessage(
      vscode.l10n.t("Trust this folder first: its data are not read before that."),
    );
  }
  return vscode.workspace.isTrusted;
}

const chosen = new Map<string, vscode.Uri>();

/**
 * The file that declares the plan which a document belongs to: itself, else the nearest in its folder or above it.
 * Where several are as near, the user is asked, once; null where there is none, or where `ask` is false and one would have to.
 */
export async function planOf(document: vscode.TextDocument | undefined, ask = true): Promise<vscode.Uri | null> {
  if (isPlan(document) && declaresPlan(document.getText())) {
    if (document.uri.scheme === "file") {
      return document.uri;
    }
    if (ask) {
      void vscode.window.showWarningMessage(vscode.l10n.t("Save the file first."));
    }
    return null;
  }
  const declared: vscode.Uri[] = [];
  for (const uri of await vscode.workspace.findFiles("**/*.plan", "**/{node_modules,.*}/**", 500)) {
    const text = Buffer.from(await vscode.workspace.fs.readFile(uri)).toString("utf8");
    if (declaresPlan(text)) {
      declared.push(uri);
    }
  }
  const from = isPlan(document) ? dirname(document.uri.fsPath) : "";
  const above = declared.filter((uri) => (from + sep).startsWith(dirname(uri.fsPath) + sep));
  const deepest = Math.max(...above.map((uri) => dirname(uri.fsPath).length));
  const near = above.length ? above.filter((uri) => dirname(uri.fsPath).length === deepest) : declared;
  const before = chosen.get(from);
  if (near.length < 2) {
    if (!near.length && ask) {
      void vscode.window.showWarningMessage(
        vscode.l10n.t("There is no plan in this folder: no file declares one."),
      );
    }
    return near[0] ?? null;
  }
  if (before && near.some((uri) => uri.toString() === before.toString())) {
    return before;
  }
  if (!ask) {
    return null;
  }
  const items = near.map((uri) => ({ label: vscode.workspace.asRelativePath(uri), uri }));
  const picked = await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t("Which plan?") });
  if (picked) {
    chosen.set(from, picked.uri);
  }
  return picked?.uri ?? null;
}
