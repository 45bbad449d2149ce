import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Event } from "../core/event.ts";
import { fileLog } from "./file-log.ts";
import { github } from "./github.ts";
import { type JsonOptions, json } from "./json.ts";
import { junitXml } from "./junit.ts";
import { quiet } from "./quiet.ts";
import {
  at,
  done,
  filesOf,
  id,
  label,
  Memory,
  noFiles,
  ran,
  result,
  start,
} from "./testing/events.ts";
import { together } from "./writer.ts";

const now = () => at;
const broken = {
  code: "PTX4001",
  severity: "error",
  message: 'Binder Error: column "idd" not found',
  at: { file: "models/bad.sql", line: 2, column: 8, length: 3 },
  hint: "Did you mean `id`?",
} as const;

const { events, results } = ran([
  result("seed.raw", "success", {
    message: "INSERT 3",
    adapterResponse: { _message: "OK", rows_affected: 3 },
    label: {
      info: {
        path: "raw.csv",
        checksum: "c0ffee",
        meta: { owner: "kim" },
        database: "shop",
        schema: "main",
        alias: "raw",
        relationName: '"shop"."main"."raw"',
      },
    },
    timing: [
      {
        name: "compile",
        started_at: "2026-11-22T02:00:14.000Z",
        completed_at: "2026-11-22T02:00:14.010Z",
      },
      {
        name: "execute",
        started_at: "2026-11-22T02:00:14.010Z",
        completed_at: "2026-11-22T02:00:14.100Z",
      },
    ],
  }),
  result("model.bad", "error", {
    error: broken,
    message: "Error in model bad (models/bad.sql:2:8)",
    compiledPath: "target/compiled/shop/models/bad.sql",
  }),
  result("test.unique_raw_id", "fail", {
    failures: 2,
    message: "Got 2 results, configured to fail if != 0",
    at: { file: "models/_models.yml", line: 12, column: 11 },
  }),
  result("test.not_null_raw_id", "warn", { failures: 1, message: "Got 1 result" }),
  result("model.child", "skipped", { skippedBy: id("model.bad") }),
]);
const whole: Event[] = [start({ seed: 1, model: 2, test: 2 }), ...events, done(results)];

function jsonLines(told: readonly Event[], options: Partial<JsonOptions> = {}) {
  const writer = new Memory();
  const report = json(writer, { invocationId: "2f9c", pid: 7, readLine: noFiles, now, ...options });
  for (const event of told) report(event);
  return writer.text
    .trimEnd()
    .split("\n")
    .map(
      (line) =>
        JSON.parse(line) as { info: Record<string, unknown>; data: Record<string, unknown> },
    );
}

describe("json", () => {
  test("dbt's names and codes, in dbt's order", () => {
    const names = jsonLines(whole).map(
      ({ info }) => `${info["code"]} ${info["level"]} ${info["name"]}`,
    );
    expect(names).toEqual([
      "A001 info MainReportVersion",
      "W006 info FoundStats",
      "Q027 info ConcurrencyLine",
      "Q011 info LogStartLine",
      "Q016 info LogSeedResult",
      "Q011 info LogStartLine",
      "Q012 error LogModelResult",
      "Q011 info LogStartLine",
      "Q007 error LogTestResult",
      "Q011 info LogStartLine",
      "Q007 warn LogTestResult",
      "Q034 info SkippingDetails",
      "E047 info FinishedRunningStats",
      "Z030 info EndOfRunSummary",
      "Z022 error RunResultFailure",
      "Z024 error RunResultError",
      "Z026 info SQLCompiledPath",
      "Z022 error RunResultFailure",
      "Z024 error RunResultError",
      "Z021 warn RunResultWarning",
      "Z046 warn RunResultWarningMessage",
      "Z023 info StatsLine",
    ]);
  });

  test("a result in full", () => {
    const line = jsonLines(whole).find(({ info }) => info["code"] === "Q016");
    expect(line).toEqual({
      info: {
        name: "LogSeedResult",
        code: "Q016",
        level: "info",
        msg: "1 of 5 OK loaded seed main.raw",
        ts: "2026-11-22T02:00:14.120000Z",
        thread: "Thread-1",
        pid: 7,
        invocation_id: "2f9c",
        category: "",
        extra: {},
      },
      data: {
        index: 1,
        total: 5,
        execution_time: 0.09,
        status: "success",
        result_message: "INSERT 3",
        schema: "main",
        relation: "raw",
        node_info: {
          unique_id: "seed.shop.raw",
          node_name: "raw",
          resource_type: "seed",
          materialized: "seed",
          meta: { owner: "kim" },
          node_path: "raw.csv",
          node_checksum: "c0ffee",
          node_status: "success",
          node_started_at: "2026-11-22T02:00:14.000Z",
          node_finished_at: "2026-11-22T02:00:14.100Z",
          node_relation: {
            alias: "raw",
            database: "shop",
            schema: "main",
            relation_name: '"shop"."main"."raw"',
          },
        },
      },
    });
  });

  test("the end of the run in numbers", () => {
    const data = Object.fromEntries(jsonLines(whole).map((line) => [line.info["name"], line.data]));
    expect(data["FinishedRunningStats"]).toEqual({
      stat_line: "1 seed, 1 model, 2 data tests",
      execution: " in 0 hours 0 minutes and 3.12 seconds",
      execution_time: 3.12,
    });
    expect(data["EndOfRunSummary"]).toEqual({
      num_errors: 2,
      num_warnings: 1,
      num_partial_success: 0,
      keyboard_interrupt: false,
    });
    expect(data["StatsLine"]).toEqual({
      stats: { pass: 1, warn: 1, error: 2, skip: 1, noop: 0, total: 5 },
    });
  });

  test("debug adds statements and the life of nodes; every kind of event is valid JSON", () => {
    const more: Event[] = [
      { type: "statement", node: id("seed.raw"), sql: "select 1", ms: 5, at },
      { type: "log", level: "warn", message: "careful", at },
      { type: "hook:start", name: "shop.on-run-end.0", index: 1, total: 1, at },
      {
        type: "hook:done",
        name: "shop.on-run-end.0",
        index: 1,
        total: 1,
        ms: 5,
        at,
        error: broken,
      },
      { type: "diagnostic", diagnostic: broken, at },
      { type: "output", text: "a row" },
      { type: "batch:done", relation: "main.raw", tests: 2, scans: 1, ms: 5, at },
      { type: "node:done", result: result("snapshot.s", "success"), at },
      { type: "node:done", result: result("exposure.e", "no-op"), at },
      {
        type: "node:done",
        result: result("source.raw.o", "pass", { label: { name: "raw.o" } }),
        at,
      },
    ];
    const names = jsonLines(more, { level: "debug" }).map(({ info }) => info["name"]);
    expect(names).toEqual([
      "SQLQuery",
      "SQLQueryStatus",
      "JinjaLogWarning",
      "LogHookStartLine",
      "LogHookEndLine",
      "MainEncounteredError",
      "PrintEvent",
      "LogSnapshotResult",
      "NodeFinished",
      "LogNodeNoOpResult",
      "NodeFinished",
      "LogFreshnessResult",
      "NodeFinished",
    ]);
  });
});

describe("junit", () => {
  const [end] = whole.slice(-1);
  if (end?.type !== "run:done") throw new Error("the run has no end");
  const options = { project: "shop", readLine: noFiles };

  test("a case per node and per test", () => {
    expect(junitXml(end, options)).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="shop" tests="5" failures="1" errors="1" skipped="1" time="3.120">
  <testsuite name="shop nodes" tests="3" failures="0" errors="1" skipped="1" time="0.270" timestamp="2026-11-22T02:00:14">
    <testcase classname="seeds.raw" name="seed raw" time="0.090" file="seeds/raw.csv"/>
    <testcase classname="models.bad" name="model bad" time="0.090" file="models/bad.sql"><error message="Binder Error: column &quot;idd&quot; not found" type="PTX4001">PTX4001 Binder Error: column &quot;idd&quot; not found
  models/bad.sql:2:8
  hint: Did you mean \`id\`?
compiled code at target/compiled/shop/models/bad.sql</error></testcase>
    <testcase classname="models.child" name="model child" time="0.090" file="models/child.sql"><skipped message="model.shop.bad failed"/></testcase>
  </testsuite>
  <testsuite name="shop data tests" tests="2" failures="1" errors="0" skipped="0" time="0.180" timestamp="2026-11-22T02:00:14">
    <testcase classname="models._models" name="unique_raw_id" time="0.090" file="models/_models.yml" line="12"><failure message="Got 2 results, configured to fail if != 0" type="fail">Got 2 results, configured to fail if != 0</failure></testcase>
    <testcase classname="models._models" name="not_null_raw_id" time="0.090" file="models/_models.yml"><system-out>warning: Got 1 result</system-out></testcase>
  </testsuite>
</testsuites>
`);
  });

  test("whatever a message holds, the document stays well-formed", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 40 }), (message) => {
        const failed = { ...result("test.t", "fail"), message };
        const xml = junitXml({ ...end, results: [failed] }, options);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: XML forbids these.
        expect(xml).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/);
        expect(xml).not.toMatch(/\p{Surrogate}/u);
        // Nothing but the tags that are meant, each closed in turn; no stray `&`.
        const rest = xml
          .replace(/^<\?xml[^?]*\?>\n/, "")
          .replaceAll(/&(?:amp|lt|gt|quot|#9|#10|#13);/g, "")
          .replaceAll(/"[^"<]*"/g, '""');
        expect(rest).not.toContain("&");
        const tags = [...rest.matchAll(/<(\/?)(\w[\w-]*)[^>]*?(\/?)>/g)];
        const open: string[] = [];
        for (const [, close, name = "", empty] of tags) {
          if (close === "/") expect(open.pop()).toBe(name);
          else if (empty !== "/") open.push(name);
        }
        expect(open).toEqual([]);
        expect(rest.replaceAll(/<\/?\w[\w-]*[^<>]*>/g, "")).not.toContain("<");
      }),
    );
  });

  test("a run without nodes", () => {
    expect(junitXml({ ...end, results: [] }, options)).toContain('tests="0"');
  });
});

describe("github", () => {
  test("failures and warnings at their place, with the folder of the project in front", () => {
    const writer = new Memory();
    const report = github(writer, { prefix: "warehouse" });
    for (const event of whole) report(event);
    expect(writer.text).toBe(
      [
        '::error file=warehouse/models/bad.sql,line=2,col=8,endColumn=10,title=model bad%3A PTX4001::Binder Error: column "idd" not found%0Ahint: Did you mean `id`?',
        "::error file=warehouse/models/_models.yml,line=12,col=11,title=test unique_raw_id::Got 2 results, configured to fail if != 0",
        "::warning file=warehouse/models/_models.yml,title=test not_null_raw_id::Got 1 result",
        "",
      ].join("\n"),
    );
  });

  test("text cannot break out of its annotation", () => {
    const writer = new Memory();
    const report = github(writer);
    const diagnostic = {
      code: "PTX1001",
      severity: "warning",
      message: "100%\r\n::error::no",
      at: { file: "a,b:c.sql", line: 1, column: 1 },
    } as const;
    report({ type: "diagnostic", diagnostic, at });
    expect(writer.text).toBe(
      "::warning file=a%2Cb%3Ac.sql,line=1,col=1,title=PTX1001::100%25%0D%0A::error::no\n",
    );
  });
});

test("the log file: a ruler, then everything with its time and level", () => {
  let text = "";
  const report = fileLog(
    (added) => {
      text += added;
    },
    { invocationId: "2f9c", readLine: noFiles, now },
  );
  report({ type: "node:start", label: label("model.a"), at });
  report({ type: "statement", node: id("model.a"), sql: "select 1", ms: 1234, at });
  const [, , ruler, ...lines] = text.split("\n");
  expect(ruler).toBe(`${"=".repeat(30)} 2026-11-22T02:00:14.120Z | 2f9c ${"=".repeat(30)}`);
  expect(lines.map((line) => line.replace(/^\d\d:\d\d:\d\d\.120 /, ""))).toEqual([
    "[debug] [MainThread]: Began running node model.shop.a",
    "[info ] [MainThread]: 1 of 1 START sql table model main.a",
    "[debug] [MainThread]: select 1",
    "[debug] [MainThread]: SQL status: OK in 1.234 seconds",
    "",
  ]);
});

test("quiet says nothing about a good run, and all about a failure", () => {
  const writer = new Memory();
  const good = ran([result("model.a", "success")]);
  const report = together([quiet(writer, { readLine: filesOf({}) })]);
  for (const event of [start({ model: 1 }), ...good.events, done(good.results)]) report(event);
  expect(writer.text).toBe("");
  const bad = quiet(writer, { readLine: noFiles });
  for (const event of whole) bad(event);
  expect(writer.text).toContain("2 of 5 ERROR creating table main.bad");
  expect(writer.text).toContain("Failure in test unique_raw_id (models/_models.yml:12:11)");
  expect(writer.text).not.toContain("OK ");
});
