/** What an evaluation says of a week, in a few figures. */

export interface State {
  week: string;
  /** Violations by severity, the worst first; severities without any are left out. */
  counts: [string, number][];
  /** Tasks and milestones that miss their deadline. */
  late: number;
}

interface Evaluation {
  schema: string;
  as_of: { label: string } | null;
  violations: { severity: string; verdict: string }[];
  schedule: { conflicts: { kind: string }[] };
}

const SEVERITIES = ["critical", "high", "warning"];

/** The figures of the JSON that `planlang evaluate` prints; null where that is something else. */
export function stateOf(text: string): State | null {
  let told: Evaluation;
  try {
    told = JSON.parse(text) as Evaluation;
  } catch {
    return null;
  }
  if (!told || typeof told.schema !== "string" || !told.schema.startsWith("planlang.evaluation/")) {
    return null;
  }
  const violated = told.violations.filter((each) => each.verdict === "violated");
  const counts = SEVERITIES.map((severity): [string, number] => [
    severity,
    violated.filter((each) => each.severity === severity).length,
  ]);
  return {
    week: told.as_of?.label ?? "",
    counts: counts.filter(([, count]) => count > 0),
    late: told.schedule.conflicts.filter((each) => each.kind === "deadline").length,
  };
}
