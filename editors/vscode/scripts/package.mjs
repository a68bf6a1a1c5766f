// Packs the extension into planlang.vsix, with the licence of the project.
import { execFileSync } from "node:child_process";
import { copyFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = join(dirname(fileURLToPath(import.meta.url)), "..");
const vsce = createRequire(import.meta.url).resolve("@vscode/vsce/vsce");
copyFileSync(join(folder, "../../LICENSE"), join(folder, "LICENSE"));
const options = ["package", "--no-dependencies", "--allow-missing-repository", "--out", "planlang.vsix"];
execFileSync(process.execPath, [vsce, ...options], { cwd: folder, stdio: "inherit" });
