/** The timeline beside the text: drawn anew when a plan is saved, follows the cursor, and a click goes to the line. */
import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import * as vscode from "vscode";

import { isPlan, planlang, planOf, succeeded } from "./host";
import { page, isPicture } from "./page";
import { placeAbove, placesOf, type Place } from "./places";
import { lastWeek } from "./status";

class Timeline {
  private places: Place[] = [];
  private shown = "";
  private waiting: Promise<void> = Promise.resolve();

  constructor(
    readonly plan: vscode.Uri,
    readonly panel: vscode.WebviewPanel,
  ) {
    panel.webview.onDidReceiveMessage((told: { key?: unknown; ready?: unknown } | null) => {
      if (told?.ready === true) {
        this.shown = "";
        vscode.window.visibleTextEditors.filter((each) => isPlan(each.document)).forEach((each) => this.follow(each));
      } else {
        void this.go(told?.key);
      }
    });
  }

  /** Draws once what was asked for before is drawn. */
  draw(): Promise<void> {
    this.waiting = this.waiting.then(() => this.drawn());
    return this.waiting;
  }

  private async drawn(): Promise<void> {
    const week = lastWeek(this.plan);
    const when = week && vscode.workspace.isTrusted ? ["--as-of", week] : [];
    const dark = vscode.window.activeColorTheme.kind;
    const theme = dark === vscode.ColorThemeKind.Dark || dark === vscode.ColorThemeKind.HighContrast ? "dark" : "light";
    const folder = await mkdtemp(join(tmpdir(), "planlang-"));
    try {
      const file = join(folder, "timeline.svg");
      const drawn = await planlang("timeline", ["-o", file, "--theme", theme, ...when], this.plan);
      if (!succeeded(drawn)) {
        return;
      }
      const svg = await readFile(file, "utf8");
      if (!isPicture(svg)) {
        void vscode.window.showErrorMessage(
          vscode.l10n.t("The timeline cannot be shown: it holds what no picture of planlang holds."),
        );
        return;
      }
      const told = await planlang("schedule", ["--format", "json"], this.plan);
      this.places = told.status !== null && told.status <= 1 ? placesOf(told.out) : [];
      this.shown = "";
      this.panel.webview.html = page(svg, this.panel.title, randomBytes(16).toString("hex"));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** Marks the row of what the cursor stands in. */
  follow(editor: vscode.TextEditor): void {
    const file = relative(dirname(this.plan.fsPath), editor.document.uri.fsPath).split(sep).join("/");
    const key = placeAbove(this.places, file, editor.selection.active.line)?.key ?? "";
    if (key !== this.shown) {
      this.shown = key;
      void this.panel.webview.postMessage({ key });
    }
  }

  /** Goes to where a task is declared; what the page says is looked up, never taken for a path. */
  private async go(key: unknown): Promise<void> {
    const place = this.places.find((each) => each.key === key);
    if (!place) {
      return;
    }
    const folder = dirname(this.plan.fsPath);
    const file = resolve(folder, place.file);
    if (isAbsolute(place.file) || !file.startsWith(folder + sep)) {
      return;
    }
    const document = await vscode.workspace.openTextDocument(file);
    const at = new vscode.Position(place.line, place.column);
    const beside = vscode.window.visibleTextEditors.find((each) => isPlan(each.document))?.viewColumn;
    const column = beside ?? vscode.ViewColumn.One;
    await vscode.window.showTextDocument(document, { viewColumn: column, selection: new vscode.Range(at, at) });
  }
}

const timelines = new Map<string, Timeline>();

async function beside(): Promise<void> {
  const plan = await planOf(vscode.window.activeTextEditor?.document);
  if (!plan) {
    return;
  }
  const known = timelines.get(plan.toString());
  if (known) {
    known.panel.reveal(undefined, true);
    await known.draw();
    return;
  }
  const title = vscode.l10n.t("Timeline: {0}", basename(plan.fsPath, ".plan"));
  const panel = vscode.window.createWebviewPanel(
    "planlang.timeline",
    title,
    { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
    { enableScripts: true, localResourceRoots: [], retainContextWhenHidden: true },
  );
  const timeline = new Timeline(plan, panel);
  timelines.set(plan.toString(), timeline);
  panel.onDidDispose(() => timelines.delete(plan.toString()));
  await timeline.draw();
}

export function register(context: vscode.ExtensionContext): void {
  const each = (act: (timeline: Timeline) => void) => timelines.forEach(act);
  context.subscriptions.push(
    vscode.commands.registerCommand("planlang.timeline", beside),
    vscode.workspace.onDidSaveTextDocument((document) => {
      if (isPlan(document)) {
        each((timeline) => void timeline.draw());
      }
    }),
    vscode.window.onDidChangeActiveColorTheme(() => each((timeline) => void timeline.draw())),
    vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
      if (isPlan(textEditor.document)) {
        each((timeline) => timeline.follow(textEditor));
      }
    }),
  );
}
