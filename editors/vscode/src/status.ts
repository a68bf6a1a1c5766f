/** The state of the last week in the status bar; the exports are read when a plan is opened and when it is saved. */
import * as vscode from "vscode";

import { isPlan, planlang, planOf } from "./host";
import { stateOf, type State } from "./state";

const states = new Map<string, State>();

/** The last week of which there are exports, as far as that is known. */
export function lastWeek(plan: vscode.Uri): string | null {
  return states.get(plan.toString())?.week || null;
}

function told(state: State): string {
  const words = {
    critical: vscode.l10n.t("critical {0}", count(state, "critical")),
    high: vscode.l10n.t("high {0}", count(state, "high")),
    warning: vscode.l10n.t("warning {0}", count(state, "warning")),
  };
  const parts = state.counts.map(([severity]) => words[severity as keyof typeof words]);
  if (state.late) {
    parts.push(vscode.l10n.t("late {0}", state.late));
  }
  return parts.length ? `${state.week}: ${parts.join(" · ")}` : vscode.l10n.t("{0}: all well", state.week);
}

function count(state: State, severity: string): number {
  return state.counts.find(([each]) => each === severity)?.[1] ?? 0;
}

export function register(context: vscode.ExtensionContext): void {
  const item = vscode.window.createStatusBarItem("planlang.state", vscode.StatusBarAlignment.Left, 0);
  item.name = "planlang";
  item.command = "planlang.evaluate";
  item.tooltip = vscode.l10n.t("State of the last week of which there are exports. Click for the report.");
  let running = false;
  let again = false;

  async function look(fresh: boolean): Promise<void> {
    const document = vscode.window.activeTextEditor?.document;
    if (!document && !fresh) {
      return; // a report or the timeline has the focus
    }
    const wanted = vscode.workspace.getConfiguration("planlang", document?.uri).get<boolean>("status");
    if (!isPlan(document) || !wanted || !vscode.workspace.isTrusted) {
      item.hide();
      return;
    }
    if (running) {
      again ||= fresh;
      return;
    }
    const plan = await planOf(document, false);
    if (!plan) {
      item.hide();
      return;
    }
    const known = states.get(plan.toString());
    if (known && !fresh) {
      show(told(known), known.counts[0]?.[0] === "critical");
      return;
    }
    running = true;
    item.text = "$(sync~spin) planlang";
    item.show();
    try {
      const said = await planlang("evaluate", ["--format", "json", "--fail-on", "never"], plan);
      const state = said.status === null || said.status > 1 ? null : stateOf(said.out);
      if (said.status === null) {
        item.hide();
      } else if (state === null) {
        states.delete(plan.toString());
        show(vscode.l10n.t("the plan cannot be read"), true);
      } else {
        states.set(plan.toString(), state);
        show(state.week ? told(state) : vscode.l10n.t("no exports yet"), state.counts[0]?.[0] === "critical");
      }
    } finally {
      running = false;
    }
    if (again) {
      again = false;
      await look(true);
    }
  }

  function show(text: string, bad: boolean): void {
    item.text = `$(graph-line) ${text}`;
    item.backgroundColor = bad ? new vscode.ThemeColor("statusBarItem.warningBackground") : undefined;
    item.show();
  }

  context.subscriptions.push(
    item,
    vscode.window.onDidChangeActiveTextEditor(() => void look(false)),
    vscode.workspace.onDidSaveTextDocument((document) => void (isPlan(document) && look(true))),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void look(true)),
    vscode.workspace.onDidChangeConfiguration((event) => void (event.affectsConfiguration("planlang") && look(true))),
  );
  void look(true);
}
