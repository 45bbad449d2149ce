/** The example of docs/guide/experiments.md is a project that decides as the guide says, and tells of bad input. */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, expect, test } from "vitest";
import { TemporaryProject } from "./in-process.ts";

const repository = resolve(import.meta.dirname, "..");
const guide = readFileSync(join(repository, "docs/guide/experiments.md"), "utf8");
const files = [...guide.matchAll(/^```\w+ (\S+)\n(.*?)^```$/gms)].map(
  ([, path = "", text = ""]) => [path, text] as const,
);

const project = new TemporaryProject();
beforeAll(async () => {
  for (const [path, text] of files) {
    // The reader's paths are relative to where ptx runs; the test runs it from elsewhere.
    const placed = text
      .replace("local: ../ptx", `local: ${repository}`)
      .replace("path: tests.duckdb", `path: ${join(project.folder, "tests.duckdb")}`);
    project.write({ [path]: placed });
  }
  const installed = await project.ptx("deps");
  expect(installed.code, installed.out + installed.err).toBe(0);
  await build();
}, 60_000);
afterAll(() => project.remove());

async function build(...args: readonly string[]): Promise<void> {
  const built = await project.ptx("build", ...args);
  expect(built.code, built.out + built.err).toBe(0);
}

async function rows(sql: string): Promise<unknown[][]> {
  const instance = await DuckDBInstance.create(join(project.folder, "tests.duckdb"));
  const connection = await instance.connect();
  const found = await connection.runAndReadAll(sql);
  const values = found.getRowsJson() as unknown[][];
  connection.closeSync();
  instance.closeSync();
  return values;
}

/** The decision about other data or another plan, and the findings. */
async function decided(
  select: string,
  plan: (config: string) => string = (config) => config,
): Promise<{ readonly decision: unknown[]; readonly findings: unknown[] }> {
  const [customers, config] = [
    project.read("models/test_customers.sql"),
    project.read("project.yml"),
  ];
  project.write({ "models/test_customers.sql": select, "project.yml": plan(config) });
  try {
    await build(
      "--select",
      "test_customers",
      "test_units+",
      "--exclude",
      "test_looks",
      "looked_units",
    );
    const [decision = []] = await rows("select decision, winner, reason from test_decisions");
    const findings = await rows("select finding from test_findings order by priority");
    return { decision, findings: findings.map(([finding]) => finding) };
  } finally {
    project.write({ "models/test_customers.sql": customers, "project.yml": config });
  }
}

/** Customers 0 to 999, half of them in each arm, with what is said of them otherwise. */
const customers = (more: Readonly<Record<string, string>>): string => {
  const columns = {
    customer: "n",
    variant: "case when n % 2 = 0 then 'blue' else 'green' end",
    device: "'phone'",
    spend_before: "hash(n) % 100",
    bought: "case when hash(n + 5) % 5 = 0 then 1 else 0 end",
    spend: "hash(n + 7) % 50",
    complained: "case when hash(n + 9) % 50 = 0 then 1 else 0 end",
    ...more,
  };
  const list = Object.entries(columns).map(([name, sql]) => `${sql} as ${name}`);
  return `select ${list.join(", ")} from range(1000) as t(n)`;
};

test("the guide's test ships green, with the reason that the guide shows", async () => {
  const [[decision, winner, reason] = []] = await rows(
    "select decision, winner, reason from test_decisions",
  );
  expect([decision, winner]).toEqual(["ship", "green"]);
  expect(guide).toContain(`\n${reason}\n`);
  expect(await rows("select * from test_findings")).toEqual([]);
});

test("what is told of a segment is corrected, and the covariate takes variance away", async () => {
  const segments = await rows(
    "select count(*) from test_results where segment = 'device' and adjusted_p_value < effect_p_value",
  );
  expect(segments).toEqual([["0"]]);
  const [[reduction] = []] = await rows(
    "select cuped_variance_reduction from test_results where metric = 'spend' and segment = 'all'",
  );
  expect(Number(reduction)).toBeGreaterThan(0);
});

test("sizes fall with the effect, and the last look has seen everyone", async () => {
  expect(
    await rows("select effect from test_size where metric = 'bought' order by required_units"),
  ).toEqual([[0.05], [0.03], [0.02]]);
  expect(
    await rows("select max(n_control + n_treatment) from test_looks where metric = 'bought'"),
  ).toEqual([["4000"]]);
});

test("units move only into an arm that grows", async () => {
  const arms = async (weights: string) => {
    const model = project.read("models/next_arms.sql");
    project.write({
      "models/next_arms.sql": model.replace(/'arms': \{.*?\}/, `'arms': {${weights}}`),
    });
    await build("--select", "next_arms");
    project.write({ "models/next_arms.sql": model });
    return new Map((await rows("select customer, arm from next_arms")) as [string, string][]);
  };
  const before = await arms("'blue': 2, 'green': 1");
  const added = await arms("'blue': 2, 'green': 1, 'red': 1");
  const heavier = await arms("'blue': 3, 'green': 1");
  expect(added.size).toBe(before.size);
  const moved = [...before].filter(([customer, arm]) => added.get(customer) !== arm);
  expect(moved.every(([customer]) => added.get(customer) === "red")).toBe(true);
  expect(moved.length / before.size).toBeCloseTo(0.25, 1);
  const shifted = [...before].filter(([customer, arm]) => heavier.get(customer) !== arm);
  expect(shifted.every(([customer]) => heavier.get(customer) === "blue")).toBe(true);
  expect(shifted.length / before.size).toBeCloseTo(3 / 4 - 2 / 3, 1);
});

test.each([
  {
    what: "a broken split",
    select: customers({ variant: "case when n % 5 < 3 then 'blue' else 'green' end" }),
    decision: "no_winner",
    reason:
      "no winner: sample ratio mismatch, p < 0.0001; blue 60.00 % : green 40.00 %, planned 50.00 % : 50.00 %",
    findings: ["sample ratio mismatch"],
  },
  {
    what: "one arm only",
    select: customers({ variant: "'blue'" }),
    decision: "no_winner",
    reason: "no winner: arm green has no units",
    findings: ["arm without units"],
  },
  {
    what: "no planned arm at all",
    select: customers({ variant: "'purple'" }),
    decision: "no_winner",
    reason: "no winner: no unit has one of the planned arms",
    findings: ["nothing to count", "unit in an unknown arm"],
  },
  {
    what: "units in two arms",
    select: `${customers({})} union all select n, 'green', 'phone', 0, 0, 0, 0 from range(100) as t(n)`,
    decision: "no_winner",
    reason: "no winner: 50 of 1000 units were in several arms",
    findings: ["too many units in several arms", "unit in several arms"],
  },
  {
    what: "arms that differed before",
    select: customers({ spend_before: "hash(n) % 100 + case when n % 2 = 0 then 0 else 20 end" }),
    decision: "no_winner",
    reason:
      "no winner: arm green differed from the control before the experiment in spend, p < 0.0001",
    findings: ["arms differed before"],
  },
])("$what gives no winner, and says so", async ({ select, decision, reason, findings }) => {
  const told = await decided(select);
  expect(told).toEqual({ decision: [decision, null, reason], findings });
});

test("metrics that cannot be tested are left out and told; others still count", async () => {
  const told = await decided(
    customers({
      bought: "0",
      spend: "case when n % 10 = 0 then null when n % 10 = 1 then -5 else hash(n + 7) % 50 end",
      spend_before: "case when n % 3 = 0 then null else hash(n) % 100 end",
      variant: "case when n = 999 then null when n % 2 = 0 then 'blue' else 'green' end",
    }),
  );
  expect(told.findings).toEqual([
    "missing more often in one arm",
    "unit without arm",
    "missing value",
    "no variance",
    "negative value",
    "few events",
    "not known before",
  ]);
  expect(told.decision.slice(0, 2)).toEqual(["keep_control", null]);
  expect(
    await rows("select p_value, adjusted_p_value from test_results where metric = 'bought'"),
  ).toEqual([
    [null, null],
    [null, null],
  ]);
});

test("a guardrail that is harmed keeps the control", async () => {
  const green = (yes: number, no: number) =>
    `case when hash(n + 5) % 100 < case when n % 2 = 1 then ${yes} else ${no} end then 1 else 0 end`;
  const told = await decided(customers({ bought: green(40, 20), complained: green(20, 5) }));
  expect(told.decision.slice(0, 2)).toEqual(["keep_control", null]);
  expect(told.decision[2]).toMatch(/^keep blue: worse with green: complained \+1\d\.\d\d points/);
});

test("a plan that is not fulfilled is told, by either stopping rule", async () => {
  const planned = (rule: string) => (config: string) =>
    config.replace(
      "    unit: customer",
      `    stopping: ${rule}\n    planned: 2000\n    unit: customer`,
    );
  const fixed = await decided(customers({}), planned("fixed"));
  expect(fixed.decision).toEqual(["continue", null, "too early: 1000 of 2000 planned units"]);
  const sequential = await decided(customers({}), planned("sequential"));
  expect(sequential.decision[0]).toBe("continue");
  expect(sequential.decision[2]).toMatch(/^undecided: 1000 of 2000 planned units; green: bought /);
});

test.each([
  [["name: green_button", "nmae: green_button"], "unknown setting 'nmae'"],
  [["kind: mean", "kind: median"], "metric 'spend': kind is 'median'; it can be proportion, mean"],
  [["arms: {blue: 1, green: 1}", "arms: {blue: 1}"], "needs two arms at least"],
  [
    ["arms: {blue: 1, green: 1}", "arms: [blue, green]\n    control: red"],
    "the control 'red' is not among the arms",
  ],
  [["name: green_button", "stopping: sequential"], "needs the setting 'planned'"],
] as const)("%j is refused", async ([from, to], message) => {
  const config = project.read("project.yml");
  project.write({ "project.yml": config.replace(from, to) });
  const { out, err } = await project.ptx("compile", "-s", "test_units");
  project.write({ "project.yml": config });
  expect(out + err).toContain(message);
});
