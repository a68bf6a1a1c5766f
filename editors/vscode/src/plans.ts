/** Which file declares the plan, and which name stands at a place. */

const DECLARES = /^(?:plan|计划)[ \t]+[\p{L}_`]/mu;
const NAME = /[\p{L}_][\p{L}\p{M}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{M}\p{N}_]*)*/gu;
const WHEN = /^\d{4}-(?:[Ww]\d{2}|\d{2}-\d{2})$/;

/** Whether a text declares a plan. */
export function declaresPlan(text: string): boolean {
  return DECLARES.test(text);
}

const HEAD = /^\s*(?:(?:private|私有)\s+)?([\p{L}_]+)\s+([\p{L}_][\p{L}\p{M}\p{N}_]*)(?=\s*(?:["“|{｛=]|for each|每个|on\s|$))/u;

/**
 * The name that is meant at a column of a line: that around it; on the word that a declaration begins with, what it declares.
 * In `goal revenue "Revenue" {` both `goal` and `revenue` mean `revenue`.
 */
export function meantAt(line: string, column: number): string | null {
  const head = HEAD.exec(line);
  if (head && /["“{｛=]/.test(line) && column <= line.indexOf(head[2] ?? "", line.indexOf(head[1] ?? ""))) {
    return head[2] ?? null;
  }
  return nameAt(line, column);
}

/** The name around a column of a line, with what stands before its dots; null where there is none. */
export function nameAt(line: string, column: number): string | null {
  for (const found of line.matchAll(NAME)) {
    if (found.index <= column && column <= found.index + found[0].length) {
      const dot = found[0].indexOf(".", column - found.index);
      return dot < 0 ? found[0] : found[0].slice(0, dot);
    }
  }
  return null;
}

/** Whether a week or a day is written so. */
export function isWhen(text: string): boolean {
  return WHEN.test(text);
}
