/** What needs no editor: names, plans, states, places, and the page of the timeline. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { isPicture, page } from "../src/page";
import { placeAbove, placesOf } from "../src/places";
import { declaresPlan, isWhen, meantAt, nameAt } from "../src/plans";
import { run } from "../src/run";
import { stateOf } from "../src/state";

test("a file that declares a plan is told by the first word of a line", () => {
  assert.ok(declaresPlan("# x\nplan p {"));
  assert.ok(declaresPlan('计划 p "计划" {'));
  assert.ok(!declaresPlan('use "plan.plan"\nplanning: text\n  plan x'));
});

test("the name at a place is found in any script, and of a path the part up to the cursor", () => {
  assert.equal(nameAt("  measure 签约额 by owner", 12), "签约额");
  assert.equal(nameAt("notify rep.lead", 8), "rep");
  assert.equal(nameAt("notify rep.lead", 13), "rep.lead");
  assert.equal(nameAt("a  < 10", 5), null);
  assert.equal(nameAt("--as-of x", 0), null);
});

test("on the word that a declaration begins with its name is meant", () => {
  assert.equal(meantAt('goal revenue "Revenue" {', 2), "revenue");
  assert.equal(meantAt('  目标 签约额 "签约" {', 3), "签约额");
  assert.equal(meantAt("private metric signed = sum(deals.amount)", 3), "signed");
  assert.equal(meantAt("private metric signed = sum(deals.amount)", 10), "signed");
  assert.equal(meantAt("metric signed = sum(deals.amount)", 20), "deals");
  assert.equal(meantAt('goal revenue "Revenue" { measure signed }', 28), "measure");
  assert.equal(meantAt('goal revenue "Revenue" { measure signed }', 35), "signed");
  assert.equal(meantAt("  measure signed", 4), "measure");
});

test("weeks and days are written one way, and nothing else passes for one", () => {
  assert.ok(isWhen("2026-W20") && isWhen("2026-05-17"));
  assert.ok(!isWhen("--data") && !isWhen("2026") && !isWhen("2026-W20 --data x"));
});

const violation = (severity: string, verdict = "violated") => ({ severity, verdict });

test("the state counts what is violated, the worst first", () => {
  const told = {
    schema: "planlang.evaluation/1",
    as_of: { label: "2026-W20" },
    violations: [violation("high"), violation("critical"), violation("high"), violation("high", "unknown")],
    schedule: { conflicts: [{ kind: "deadline" }, { kind: "overload" }] },
  };
  assert.deepEqual(stateOf(JSON.stringify(told)), {
    week: "2026-W20",
    counts: [["critical", 1], ["high", 2]],
    late: 1,
  });
  assert.equal(stateOf("error: no"), null);
  assert.equal(stateOf('{"schema": "other/1"}'), null);
  assert.equal(stateOf("null"), null);
});

test("places come from the schedule; those of the library are left out", () => {
  const tasks = [
    { name: "a", where: "p.plan:3:6" },
    { name: "b", where: "p.plan:9:8" },
    { name: "c", where: "stdlib:sales/x.plan:1:1" },
    { name: "d", where: null },
  ];
  const places = placesOf(JSON.stringify({ tasks }));
  assert.deepEqual(places.map((place) => place.key), ["a", "b"]);
  assert.equal(placeAbove(places, "p.plan", 7)?.key, "a");
  assert.equal(placeAbove(places, "p.plan", 8)?.key, "b");
  assert.equal(placeAbove(places, "p.plan", 1), null);
  assert.equal(placeAbove(places, "other.plan", 9), null);
  assert.deepEqual(placesOf("[]"), []);
});

const SVG = '<svg class="t">\n<title>A &lt;b&gt;</title><style>\n.t{fill:url(#t-x)}\n</style>';
const ROW = '<g data-key="a"><title>x</title><rect class="hit" x="1" y="2"/></g></svg>\n';

test("a picture passes, and nothing that runs or loads", () => {
  assert.ok(isPicture(SVG + ROW));
  assert.ok(isPicture(readFileSync("../../tests/golden/report/timeline.zh.svg", "utf8")));
  for (const bad of [
    "<script>x</script>",
    '<rect onload="x"/>',
    "<rect\nonclick = 'x'/>",
    '<a href="command:x"><rect/></a>',
    '<rect xlink:href="x"/>',
    '<image href="x"/>',
    "<foreignObject></foreignObject>",
    "<style>@import 'x';</style>",
    "<style>.t{fill:url(http://x)}</style>",
    '<rect style="fill:url(x)"/>',
    "<SCRIPT>x</SCRIPT>",
    "<!-- <script> -->",
    "<script",
  ]) {
    assert.ok(!isPicture(SVG + bad + ROW), bad);
  }
  assert.ok(!isPicture("<p>no</p>"));
  assert.ok(!isPicture(SVG + ROW + "<script></script>"));
});

test("the page lets its own script run, and shows a title as text", () => {
  const made = page(SVG + ROW, "</title><script>alert(1)</script>", "abc");
  assert.ok(made.includes("default-src 'none'; style-src 'nonce-abc'; script-src 'nonce-abc'"));
  assert.ok(!made.includes("<script>"));
  assert.ok(!made.includes("<style>"));
  assert.equal(made.split('<script nonce="abc">').length, 2);
});

test("what comes from a plan stands behind `--`, and no shell reads it", async () => {
  const said = await run(process.execPath, "-e", ["console.log(JSON.stringify(process.argv.slice(1)))"], ["--x; $(y)"], ".");
  assert.equal(said.out.trim(), '["--x; $(y)"]');
  assert.equal((await run("no-such-program-here", "x", [], [], ".")).status, null);
  assert.equal((await run(process.execPath, "-e", ["process.exit(2)"], [], ".")).status, 2);
});
