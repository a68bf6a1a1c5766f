// Prints what the TextMate grammar makes of plans: per file a list of [line, start, end, innermost scope].
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);
const here = dirname(fileURLToPath(import.meta.url));
const oniguruma = require("vscode-oniguruma");
const textmate = require("vscode-textmate");

await oniguruma.loadWASM(readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm")).buffer);
const file = join(here, "../syntaxes/planlang.tmLanguage.json");
const registry = new textmate.Registry({
  onigLib: Promise.resolve({
    createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
    createOnigString: (text) => new oniguruma.OnigString(text),
  }),
  loadGrammar: async (scope) =>
    scope === "source.planlang" ? textmate.parseRawGrammar(readFileSync(file, "utf8"), file) : null,
});
const grammar = await registry.loadGrammar("source.planlang");
const found = {};
for (const path of process.argv.slice(2)) {
  let stack = textmate.INITIAL;
  found[path] = [];
  readFileSync(path, "utf8").split(/\r?\n/).forEach((line, number) => {
    const result = grammar.tokenizeLine(line, stack);
    stack = result.ruleStack;
    for (const token of result.tokens) {
      found[path].push([number, token.startIndex, token.endIndex, token.scopes.at(-1)]);
    }
  });
}
process.stdout.write(JSON.stringify(found));
