// A person at Code: the extension is installed in code-server, a browser shows it, keys are typed and the screen is looked at.
// node session.mjs CODE_SERVER CHROMIUM VSIX PLAN_FOLDER PLANLANG SHOT: where CODE_SERVER is the file that node runs, and SHOT the picture
// of the screen that is taken where something fails. The folder has week.plan and its data.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const [server, chromium, vsix, plans, planlang, shot] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), "code-"));
const workspace = join(folder, "plans");
const running = [];
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const start = (program, words) => running.push(spawn(program, words, { stdio: "ignore", env: { ...process.env, HOME: folder } }));

async function until(holds, what, seconds = 120) {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(200)) {
    const found = await Promise.resolve().then(holds).catch(() => null);
    if (found) {
      console.log(`ok ${what}`);
      return found;
    }
  }
  throw new assert.AssertionError({ message: `nothing came of it: ${what}` });
}

class Page {
  #id = 0;
  #waiting = new Map();

  async open(port, url) {
    const asked = () => fetch(`http://127.0.0.1:${port}/json/new?${encodeURIComponent("about:blank")}`, { method: "PUT" });
    const target = await (await until(asked, "a browser")).json();
    this.socket = new WebSocket(target.webSocketDebuggerUrl);
    await new Promise((done) => (this.socket.onopen = done));
    this.socket.onmessage = ({ data }) => {
      const told = JSON.parse(data);
      this.#waiting.get(told.id)?.(told.result);
    };
    await this.send("Page.navigate", { url });
  }

  send(method, params = {}) {
    return new Promise((done) => {
      this.#waiting.set(++this.#id, done);
      this.socket.send(JSON.stringify({ id: this.#id, method, params }));
    });
  }

  async js(expression) {
    return (await this.send("Runtime.evaluate", { expression, returnByValue: true }))?.result?.value;
  }

  async shot(name) {
    const { data } = await this.send("Page.captureScreenshot", { format: "png" });
    writeFileSync(name, Buffer.from(data, "base64"));
  }

  async key(key, windowsVirtualKeyCode, modifiers = 0) {
    const code = /^\d$/.test(key) ? `Digit${key}` : key.length === 1 ? `Key${key.toUpperCase()}` : key;
    for (const type of ["rawKeyDown", "keyUp"]) {
      await this.send("Input.dispatchKeyEvent", { type, key, code, windowsVirtualKeyCode, modifiers });
    }
    await sleep(500);
  }

  async type(text) {
    await this.send("Input.insertText", { text });
    await sleep(1500);
  }

  async click(element, count = 1) {
    const at = await until(
      () => this.js(`(() => { const b = ${element}?.getBoundingClientRect(); return b && [b.x + b.width / 2, b.y + b.height / 2]; })()`),
      `there is ${element.slice(0, 60)}`,
    );
    for (const type of ["mousePressed", "mouseReleased"]) {
      await this.send("Input.dispatchMouseEvent", { type, x: at[0], y: at[1], button: "left", clickCount: count });
    }
    await sleep(500);
  }

  async command(name) {
    await this.key("F1", 112);
    await this.type(name);
    await this.key("Enter", 13);
  }

  async goTo(line, column) {
    await this.key("1", 49, 2); // the first group of editors
    await this.key("g", 71, 2);
    await this.type(`${line}:${column}`);
    await this.key("Enter", 13);
  }
}

const texts = (selector) => `[...document.querySelectorAll(${JSON.stringify(selector)})].map((each) => each.textContent).join(" | ")`;
const within = (selector) => `(() => {
  const look = (page) => page.querySelector(${JSON.stringify(selector)})
    ?? [...page.querySelectorAll("iframe")].map((each) => each.contentDocument && look(each.contentDocument)).find(Boolean);
  return look(document);
})()`;

const page = new Page();

try {
  cpSync(plans, workspace, { recursive: true });
  const data = join(folder, "data");
  mkdirSync(join(data, "User"), { recursive: true });
  const settings = { "planlang.command": planlang, "files.autoSave": "off", "chat.disableAIFeatures": true, "editor.minimap.enabled": false };
  writeFileSync(join(data, "User/settings.json"), JSON.stringify(settings));
  const common = [server, "--user-data-dir", data, "--extensions-dir", join(folder, "extensions")];
  execFileSync(process.execPath, [...common, "--install-extension", vsix], { stdio: "ignore", env: { ...process.env, HOME: folder } });
  const port = 18000 + (process.pid % 1000) * 2;
  start(process.execPath, [...common, "--auth", "none", "--bind-addr", `127.0.0.1:${port}`, "--disable-telemetry",
    "--disable-update-check", "--disable-workspace-trust", workspace]);
  start(chromium, ["--headless=new", "--no-sandbox", "--disable-gpu", `--remote-debugging-port=${port + 1}`,
    `--user-data-dir=${join(folder, "browser")}`, "--window-size=1600,900"]);
  await until(() => fetch(`http://127.0.0.1:${port}/healthz`), "a server");
  await page.open(port + 1, `http://127.0.0.1:${port}/?folder=${encodeURIComponent(workspace)}`);

  const file = `[...document.querySelectorAll(".explorer-folders-view .monaco-list-row")].find((row) => row.textContent.includes("week.plan"))`;
  await page.click(file);
  await page.click(file, 2);
  const shows = (selector, text) => async () => (await page.js(texts(selector))).replaceAll("\u00a0", " ").includes(text);
  await until(shows(".statusbar-item", "2026-W03"), "the state of the last week");
  await until(shows(".view-line", "attained 117.1%"), "what is attained stands at the end of the line");

  const lens = `[...document.querySelectorAll(".codelens-decoration a")].find((each) => each.textContent.includes("rows behind"))`;
  await page.click(lens);
  await until(shows(".tab", "revenue.md"), "the rows behind a figure open beside the plan");
  const written = readFileSync(join(workspace, "week.plan"), "utf8").split("\n");
  const at = (text) => 1 + written.findIndex((each) => each.includes(text));
  const goes = async (text) => {
    await page.goTo(at(text), 3);
    return page.js(texts(".statusbar-item")).then((shown) => shown.includes(`Ln ${at(text)},`));
  };
  await until(() => goes("role boss"), "the cursor is where it was told to go");
  await page.key("End", 35);
  await page.type(" QQQ");
  await until(() => page.js(`document.querySelectorAll(".squiggly-error").length`), "a mistake is shown");
  await until(async () => {
    await page.key("z", 90, 2);
    return !(await page.js(`document.querySelectorAll(".squiggly-error").length`));
  }, "and goes with it");

  await page.command("planlang: Timeline Beside");
  await until(() => page.js(`${within("g[data-key] rect.hit")} ? 1 : 0`), "the timeline is drawn");
  await until(() => goes("task tour"), "the cursor is in the task");
  await until(() => page.js(`${within("g.here title")}?.textContent.includes("Tour") ? 1 : 0`), "the timeline follows the cursor");
  await page.js(`${within(`g[data-key="training"] rect.hit`)}.dispatchEvent(new MouseEvent("click", { bubbles: true }))`);
  await until(shows(".statusbar-item", `Ln ${at("task training")},`), "a click goes to the line");

  await until(() => goes("goal revenue"), "the cursor is in the goal");
  await page.command("planlang: Explain");
  await until(shows(".tab", "Preview revenue"), "a figure is explained from the word that its declaration begins with");
  await until(() => goes("goal revenue"), "the cursor is in the goal");
  await page.command("planlang: Evaluate Week");
  await page.key("Enter", 13);
  await until(shows(".tab", "Preview week"), "the week is reported");
} catch (error) {
  await page.shot(shot).catch(() => undefined);
  throw error;
} finally {
  running.forEach((each) => each.kill());
  await sleep(1000);
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
process.exit(0);
