/** Runs planlang. No shell is involved, and what comes from a plan stands behind `--`, so it is never taken for an option. */
import { execFile } from "node:child_process";

export interface Said {
  /** The exit status; null where the program could not be started. */
  status: number | null;
  out: string;
  error: string;
}

const MOST = 256 * 1024 * 1024;

/** Runs a command with options of ours and arguments of whoever wrote the plan. */
export function run(
  program: string,
  command: string,
  options: readonly string[],
  words: readonly string[],
  cwd: string,
  signal?: AbortSignal,
): Promise<Said> {
  return new Promise((resolve) => {
    const env = { ...process.env, PYTHONUTF8: "1", NO_COLOR: "1" };
    const settings = { cwd, env, maxBuffer: MOST, windowsHide: true, ...(signal ? { signal } : {}) };
    execFile(program, [command, ...options, "--", ...words], settings, (error, out, said) => {
      const code = error === null ? 0 : (error as { code?: unknown }).code;
      resolve({ status: typeof code === "number" ? code : null, out, error: said });
    });
  });
}
