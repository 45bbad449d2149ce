import { describe, expect, test } from "vitest";
import type { Event, NodeResult } from "../core/event.ts";
import { formatDiagnostic } from "./diagnostic.ts";
import { type PrettyOptions, pretty } from "./pretty.ts";
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

const suggestions = {
  retry: "ptx retry",
  failingRows: (name: string) => `ptx show --test ${name}`,
};

function printed(events: readonly Event[], options: Partial<PrettyOptions> = {}): string {
  const writer = new Memory();
  const report = pretty(writer, { readLine: noFiles, suggestions, ...options });
  for (const event of events) report(event);
  return `\n${writer.text}`;
}

/** `batch:done` with the `node:done` events of its tests. */
function batch(relation: string, results: readonly NodeResult[]): Event[] {
  return [
    { type: "batch:done", relation, tests: results.length, scans: 1, ms: 12, at },
    ...results.map((one): Event => ({ type: "node:done", result: one, at })),
  ];
}

const numbered = (results: readonly NodeResult[]) =>
  results.map((one, i) => ({
    ...one,
    label: { ...one.label, index: i + 1, total: results.length },
  }));

test("a good build", () => {
  const results = numbered([
    result("seed.crm_contacts", "success", {
      adapterResponse: { rows_affected: 1200 },
      executionTime: 0.04,
    }),
    result("model.stg_contacts", "success", {
      label: { materialized: "view" },
      executionTime: 0.01,
    }),
    result("model.dim_customers", "success", { adapterResponse: { rows_affected: 1043 } }),
    result("test.unique_dim_customers_id", "pass"),
    result("test.not_null_dim_customers_id", "pass"),
    result("test.accepted_values_dim_customers_tier", "pass"),
    result("model.fct_events", "success", {
      label: { materialized: "incremental" },
      adapterResponse: { rows_affected: 1 },
      executionTime: 75.2,
    }),
    result("snapshot.customers_history", "success", { executionTime: 11.04 }),
    result("exposure.dashboard", "no-op", { executionTime: 0 }),
  ]);
  const tests = results.slice(3, 6);
  const events: Event[] = [
    start({ seed: 1, model: 3, snapshot: 1, test: 3, exposure: 1 }),
    ...results.slice(0, 3).map((one): Event => ({ type: "node:done", result: one, at })),
    ...batch("main.dim_customers", tests),
    ...results.slice(6).map((one): Event => ({ type: "node:done", result: one, at })),
    done(results),
  ];
  expect(printed(events)).toBe(`
ptx 0.1.0 · project shop · target dev (duckdb, ptx.duckdb) · 1 seed, 3 models, 1 snapshot, 3 data tests, 1 exposure · 0.3 s to plan
1 of 9 OK   loaded seed main.crm_contacts ...................................... [1,200 rows in 0.04s]
2 of 9 OK   created view main.stg_contacts ..................................... [0.01s]
3 of 9 OK   created table main.dim_customers ................................... [1,043 rows in 0.09s]
6 of 9 PASS 3 tests on main.dim_customers ...................................... [1 scan, 0.01s]
7 of 9 OK   created incremental table main.fct_events .......................... [1 row in 1m 15s]
8 of 9 OK   snapshotted main.customers_history ................................. [11.0s]
9 of 9 NO-OP exposure dashboard ................................................ [nothing to run]

Finished 1 seed, 3 models, 1 snapshot, 3 data tests, 1 exposure in 3.1 s.
Completed successfully
Done. PASS=8 WARN=0 ERROR=0 SKIP=0 NO-OP=1 TOTAL=9
`);
});

test("failing tests: each its own line, then rows, place and consequences", () => {
  const results = numbered([
    result("model.dim_customers", "success", { adapterResponse: { rows_affected: 1043 } }),
    result("test.unique_dim_customers_email", "fail", {
      executionTime: 0.01,
      failures: 3,
      message: "Got 3 results, configured to fail if != 0",
      at: { file: "models/marts/_customers.yml", line: 31, column: 11 },
      compiledPath:
        "target/compiled/shop/models/marts/_customers.yml/unique_dim_customers_email.sql",
      sample: [
        { unique_field: "kim@example.com", n_records: 4 },
        {
          unique_field: "a.very.long.address.that.nobody.types@subdomain.example.com",
          n_records: 2,
        },
      ],
    }),
    result("test.not_null_dim_customers_id", "pass", { executionTime: 0.01 }),
    result("test.not_null_dim_customers_tier", "warn", {
      executionTime: 0.01,
      failures: 12,
      message: "Got 12 results, configured to warn if != 0",
      compiledPath: "target/compiled/shop/models/_models.yml/not_null_dim_customers_tier.sql",
    }),
    ...["customer_rfm", "customer_ltv"].map((name) =>
      result(`model.${name}`, "skipped", { skippedBy: id("test.unique_dim_customers_email") }),
    ),
    ...["unique_rfm", "not_null_rfm"].map((name) =>
      result(`test.${name}`, "skipped", { skippedBy: id("test.unique_dim_customers_email") }),
    ),
  ]);
  const node = (one: NodeResult): Event => ({ type: "node:done", result: one, at });
  const events: Event[] = [
    start({ model: 3, test: 5 }),
    ...results.slice(0, 1).map(node),
    ...batch("main.dim_customers", results.slice(1, 4)),
    ...results.slice(4).map(node),
    done(results),
  ];
  expect(printed(events)).toBe(`
ptx 0.1.0 · project shop · target dev (duckdb, ptx.duckdb) · 3 models, 5 data tests · 0.3 s to plan
1 of 8 OK   created table main.dim_customers ................................... [1,043 rows in 0.09s]
2 of 8 FAIL 3 unique_dim_customers_email ....................................... [0.01s]
3 of 8 WARN 12 not_null_dim_customers_tier ..................................... [0.01s]
4 of 8 PASS not_null_dim_customers_id .......................................... [0.01s]
5 of 8 SKIP model customer_rfm ................................................. [because of unique_dim_customers_email]
6 of 8 SKIP model customer_ltv ................................................. [because of unique_dim_customers_email]
8 of 8 SKIP 2 tests ............................................................ [because of unique_dim_customers_email]

Finished 1 model, 3 data tests in 3.1 s.
Completed with 1 error and 1 warning:

Failure in test unique_dim_customers_email (models/marts/_customers.yml:31:11)
  Got 3 results, configured to fail if != 0
    unique_field                              n_records
    kim@example.com                           4
    a.very.long.address.that.nobody.types@s…  2
    … and 1 more
  compiled code at target/compiled/shop/models/marts/_customers.yml/unique_dim_customers_email.sql
  all of them: ptx show --test unique_dim_customers_email
  skipped because of it: 2 nodes (customer_rfm, customer_ltv) and 2 tests

Warning in test not_null_dim_customers_tier (models/_models.yml)
  Got 12 results, configured to warn if != 0
  compiled code at target/compiled/shop/models/_models.yml/not_null_dim_customers_tier.sql

Next: \`ptx retry\` runs again what failed and what was left out.

Done. PASS=2 WARN=1 ERROR=1 SKIP=4 NO-OP=0 TOTAL=8
`);
});

const template = {
  code: "PTX1001",
  severity: "error",
  message: "unknown column `total_amuont`",
  at: { file: "models/marts/customer_rfm.sql", line: 23, column: 18, length: 12 },
  hint: "fct_orders has `total_amount` (decimal)",
  related: [
    {
      message: "in macro money",
      at: { file: "macros/money.sql", line: 4, column: 3 },
    },
  ],
} as const;

const rfm = filesOf({
  "models/marts/customer_rfm.sql": [
    ...Array.from({ length: 21 }, () => ""),
    "    sum(order_total) as revenue,",
    "    max({{ money('total_amuont') }}) as largest_order",
  ].join("\n"),
});

test("a broken template: nothing ran, so the diagnostic is all there is", () => {
  const text = printed([{ type: "diagnostic", diagnostic: template, at }], { readLine: rfm });
  expect(text).toBe(`
PTX1001 unknown column \`total_amuont\`
  models/marts/customer_rfm.sql:23:18
  22 |     sum(order_total) as revenue,
  23 |     max({{ money('total_amuont') }}) as largest_order
     |                  ^^^^^^^^^^^^
  in macro money (macros/money.sql:4:3)
  hint: fct_orders has \`total_amount\` (decimal)
`);
});

test("an SQL error: cause at the template line, and what was skipped", () => {
  const { events, results } = ran([
    result("model.customer_rfm", "error", {
      executionTime: 0.02,
      error: template,
      message: "unknown column",
      compiledPath: "target/compiled/shop/models/marts/customer_rfm.sql",
    }),
    result("model.child", "skipped", { skippedBy: id("model.customer_rfm") }),
    result("test.unique_child", "skipped", { skippedBy: id("model.customer_rfm") }),
  ]);
  expect(
    printed([start({ model: 2, test: 1 }), ...events, done(results, { ms: 190 })], {
      readLine: rfm,
      suggestions: {},
    }),
  ).toBe(`
ptx 0.1.0 · project shop · target dev (duckdb, ptx.duckdb) · 2 models, 1 data test · 0.3 s to plan
1 of 3 ERROR creating table main.customer_rfm .................................. [0.02s]
2 of 3 SKIP model child ........................................................ [because of customer_rfm]
3 of 3 SKIP test unique_child .................................................. [because of customer_rfm]

Finished 1 model in 0.2 s.
Completed with 1 error:

Failure in model customer_rfm (models/customer_rfm.sql)
  PTX1001 unknown column \`total_amuont\`
    models/marts/customer_rfm.sql:23:18
    22 |     sum(order_total) as revenue,
    23 |     max({{ money('total_amuont') }}) as largest_order
       |                  ^^^^^^^^^^^^
    in macro money (macros/money.sql:4:3)
    hint: fct_orders has \`total_amount\` (decimal)
  compiled code at target/compiled/shop/models/marts/customer_rfm.sql
  skipped because of it: 1 node (child) and 1 test

Done. PASS=0 WARN=0 ERROR=1 SKIP=2 NO-OP=0 TOTAL=3
`);
});

describe("runs that end early", () => {
  const { events, results } = ran([
    result("seed.raw", "success", { adapterResponse: { rows_affected: 3 } }),
    result("model.bad", "error", { message: "out of memory" }),
  ]);
  const left = ["model.a", "model.b"].map((short) =>
    result(short, "skipped", { message: "not run: interrupted" }),
  );

  test("interrupted", () => {
    const stopped = { reason: "signal", signal: "SIGINT", remaining: 2 } as const;
    const first = events.slice(0, 2);
    expect(
      printed([
        start({ seed: 1, model: 2 }),
        ...first,
        done([...results.slice(0, 1), ...left], { stopped }),
      ]),
    ).toBe(`
ptx 0.1.0 · project shop · target dev (duckdb, ptx.duckdb) · 1 seed, 2 models · 0.3 s to plan
1 of 2 OK   loaded seed main.raw ............................................... [3 rows in 0.09s]

Finished 1 seed in 3.1 s.
Stopped by SIGINT after 1 of 3 nodes: 2 not started.

Next: \`ptx retry\` runs again what failed and what was left out.

Done. PASS=1 WARN=0 ERROR=0 SKIP=2 NO-OP=0 TOTAL=3
`);
  });

  test("fail-fast", () => {
    const stopped = { reason: "fail-fast", remaining: 1 } as const;
    expect(
      printed([start({ seed: 1, model: 3 }), ...events, done([...results, ...left], { stopped })]),
    ).toBe(`
ptx 0.1.0 · project shop · target dev (duckdb, ptx.duckdb) · 1 seed, 3 models · 0.3 s to plan
1 of 2 OK   loaded seed main.raw ............................................... [3 rows in 0.09s]
2 of 2 ERROR creating table main.bad ........................................... [0.09s]

Finished 1 seed, 1 model in 3.1 s.
Stopped at the first failure (--fail-fast) after 2 of 4 nodes: 1 cancelled, 1 not started.
Completed with 1 error:

Failure in model bad (models/bad.sql)
  out of memory

Next: \`ptx retry\` runs again what failed and what was left out.

Done. PASS=1 WARN=0 ERROR=1 SKIP=2 NO-OP=0 TOTAL=4
`);
  });
});

test("source freshness", () => {
  const named = (name: string) => ({ name, relation: `raw.${name}`, file: "models/_sources.yml" });
  const { events, results } = ran([
    result("source.raw.orders", "pass", { label: named("raw.orders") }),
    result("source.raw.visits", "warn", {
      label: named("raw.visits"),
      message: "last loaded 2 days ago, warn after 1 day",
    }),
    result("source.raw.events", "error", {
      label: named("raw.events"),
      message: "last loaded 9 days ago, error after 2 days",
    }),
  ]);
  expect(printed([...events, done(results)], { suggestions: {} })).toBe(`
1 of 3 PASS freshness of raw.orders ............................................ [0.09s]
2 of 3 WARN freshness of raw.visits ............................................ [0.09s]
3 of 3 ERROR STALE freshness of raw.events ..................................... [0.09s]

Finished 3 sources in 3.1 s.
Completed with 1 error and 1 warning:

Failure in freshness of raw.events (models/_sources.yml)
  last loaded 9 days ago, error after 2 days

Warning in freshness of raw.visits (models/_sources.yml)
  last loaded 2 days ago, warn after 1 day

Done. PASS=1 WARN=1 ERROR=1 SKIP=0 NO-OP=0 TOTAL=3
`);
});

test("debug shows starts and statements; error shows failures and the summary of a failed run", () => {
  const { events, results } = ran([
    result("model.a", "success"),
    result("model.b", "error", { message: "no" }),
  ]);
  const told: Event[] = [
    ...events,
    { type: "statement", node: id("model.a"), sql: "select 1\n", ms: 20, at },
    { type: "log", level: "info", message: "hello from a macro: \n  yaml:  ", at },
    {
      type: "hook:done",
      name: "shop.on-run-end.0",
      index: 1,
      total: 1,
      ms: 4,
      at,
    },
  ];
  expect(printed(told, { level: "debug" })).toBe(`
1 of 2 START model main.a ...................................................... [RUN]
1 of 2 OK   created table main.a ............................................... [0.09s]
2 of 2 START model main.b ...................................................... [RUN]
2 of 2 ERROR creating table main.b ............................................. [0.09s]
select 1
-- 0.02s
hello from a macro: ${""}
  yaml:  ${""}
1 of 1 OK   hook shop.on-run-end.0 ............................................. [0.00s]
`);
  expect(printed([...told, done(results)], { level: "error", suggestions: {} })).toBe(`
2 of 2 ERROR creating table main.b ............................................. [0.09s]

Finished 2 models in 3.1 s.
Completed with 1 error:

Failure in model b (models/b.sql)
  no

Done. PASS=1 WARN=0 ERROR=1 SKIP=0 NO-OP=0 TOTAL=2
`);
});

test("timestamps, narrow terminals and colors", () => {
  const writer = new Memory({ columns: 70, isTTY: true, color: true });
  const report = pretty(writer, { readLine: noFiles, timestamps: true });
  report({ type: "node:start", label: label("model.größe"), at });
  report({ type: "node:done", result: result("model.größe", "success"), at });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colors are escape sequences.
  const plain = writer.text.replaceAll(/\u001b\[\d+m/g, "");
  expect(plain).toMatch(
    /^\d\d:\d\d:\d\d {2}1 of 1 OK {3}created table main.größe \.+ \[0.09s\]\n$/,
  );
  expect(plain.length).toBeLessThan(70);
  expect(writer.text).toContain("\u001b[32mOK  \u001b[39m");
});

test("carets stand under what they mean, also behind tabs and wide characters", () => {
  const readLine = filesOf({ "m.sql": "\tselect '注文' as 名前, x" });
  const at = { file: "m.sql", line: 1, column: 25 - 8, length: 2 };
  expect(
    formatDiagnostic({ code: "PTX1001", severity: "warning", message: "odd", at }, readLine),
  ).toBe(`PTX1001 odd
  m.sql:1:17
  1 |     select '注文' as 名前, x
    |                      ^^^^`);
});

test("a terminal breaks no line: long names are cut there, and whole elsewhere", () => {
  const name = "relationships_fct_orders_customer_id__customer_id__ref_dim_customers_";
  const long = result(`test.${name}`, "pass");
  const told = (isTTY: boolean): string => {
    const writer = new Memory({ columns: 60, isTTY });
    pretty(writer, { readLine: noFiles })({ type: "node:done", result: long, at });
    return writer.text.trimEnd();
  };
  expect(told(true)).toMatch(/ PASS relationships_\w+… \[[\d.]+s\]$/);
  expect(told(true).length).toBeLessThan(60);
  expect(told(false)).toContain(`${name} [`);
});
