/** Where tasks and milestones are declared, as `planlang schedule --format json` tells. */

export interface Place {
  key: string;
  /** The file, relative to the folder of the plan. */
  file: string;
  /** Counted from 0. */
  line: number;
  column: number;
}

const WHERE = /^(.*):(\d+):(\d+)$/s;

/** The places in a schedule; none where the text is something else. */
export function placesOf(text: string): Place[] {
  let told: { tasks?: { name?: unknown; where?: unknown }[] };
  try {
    told = JSON.parse(text) as typeof told;
  } catch {
    return [];
  }
  const found: Place[] = [];
  for (const task of Array.isArray(told?.tasks) ? told.tasks : []) {
    const where = typeof task.where === "string" ? WHERE.exec(task.where) : null;
    if (typeof task.name === "string" && where && !where[1]?.startsWith("stdlib:")) {
      found.push({ key: task.name, file: where[1] ?? "", line: Number(where[2]) - 1, column: Number(where[3]) - 1 });
    }
  }
  return found;
}

/** The last that begins at a line of a file or above it. */
export function placeAbove(places: readonly Place[], file: string, line: number): Place | null {
  let best: Place | null = null;
  for (const place of places) {
    if (place.file === file && place.line <= line && (best === null || place.line >= best.line)) {
      best = place;
    }
  }
  return best;
}
