/** `--dry-run`: what would run and whether it would be accepted, without a trace of it. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { sha256 } from "../src/core/hash.ts";
import { TemporaryProject } from "./in-process.ts";

const projects: TemporaryProject[] = [];
afterEach(() => {
  for (const project of projects.splice(0)) project.remove();
});

const profile = (more = ""): string => `
shop:
  target: dev
  outputs:
    dev: {type: duckdb, path: shop.duckdb, schema: main${more}}
`;

function shop(files: Readonly<Record<string, string>>): TemporaryProject {
  const project = new TemporaryProject();
  projects.push(project);
  project.write({
    "project.yml": "name: shop\nprofile: shop\n",
    "profiles.yml": profile(),
    ...files,
  });
  return project;
}

interface Node {
  readonly verdict: string;
  readonly action: string;
  readonly description: string;
  readonly reason: string | null;
  readonly depends_on: readonly string[];
  readonly error: { readonly code: string; readonly file: string; readonly line: number } | null;
}

async function planOf(project: TemporaryProject, ...args: readonly string[]) {
  const { code, out } = await project.ptx("--log-format", "json", ...args, "--dry-run");
  const events = out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { info: { name: string; msg: string }; data: never });
  const nodes = new Map<string, Node>();
  for (const { info, data } of events) {
    if (info.name !== "DryRunNode") continue;
    const { node_info: info_, ...node } = data as Node & { node_info: { node_name: string } };
    nodes.set(info_.node_name, node);
  }
  const messages = events.map(({ info }) => info.msg);
  return { code, nodes, messages, end: events.at(-1) };
}

const verdicts = (nodes: ReadonlyMap<string, Node>): Record<string, string> =>
  Object.fromEntries([...nodes].map(([name, { verdict }]) => [name, verdict]));

const chain = {
  "seeds/raw.csv": "id,amount\n1,10\n2,20\n",
  "models/stg.sql": "select id, amount from {{ ref('raw') }}\n",
  "models/total.sql":
    "{{ config(materialized='table') }}select sum(amount) as total from {{ ref('stg') }}\n",
};

test("nothing comes into being: no file of the warehouse, no artifact, no compiled SQL", async () => {
  const project = shop(chain);
  const { code, nodes } = await planOf(project, "build");
  expect(code).toBe(0);
  expect([...nodes.keys()]).toEqual(["raw", "stg", "total"]);
  expect(nodes.get("total")?.depends_on).toEqual(["model.shop.stg"]);
  expect(existsSync(join(project.folder, "shop.duckdb"))).toBe(false);
  expect(readdirSync(join(project.folder, "target"))).toEqual(["partial_parse.json"]);
});

test("the last run's artifacts and the warehouse's file stay as they were, to the byte", async () => {
  const project = shop(chain);
  await project.ptx("build");
  const files = ["shop.duckdb", "target/run_results.json", "target/manifest.json"];
  const read = () =>
    files.map((name) => sha256(readFileSync(join(project.folder, name), "latin1")));
  const before = read();
  const { nodes } = await planOf(project, "build", "--full-refresh");
  expect(nodes.get("raw")).toMatchObject({ action: "full_refresh", verdict: "valid" });
  expect(read()).toEqual(before);
});

test("text: a line for each node, the error with its place, a sum", async () => {
  const project = shop({ ...chain, "models/bad.sql": "select\n  amont\nfrom {{ ref('stg') }}\n" });
  const { code, out } = await project.ptx("build", "--dry-run");
  expect(code).toBe(1);
  expect(out).toContain("dry run: nothing is written");
  expect(out).toMatch(/^1 of 4 VALID {5}seed main\.raw: create and load \.+ \[ok\]$/m);
  expect(out).toMatch(/INVALID {3}view main\.bad: create \.+ \[PTX4001\]/);
  expect(out).toMatch(/models\/bad\.sql:2:3\n[\s\S]*\^{5}\n {4}hint: Did you mean `amount`\?/);
  expect(out).toMatch(/4 nodes in this order: 3 valid, 1 invalid; .* Nothing was written\.$/m);
  const quiet = await project.ptx("--quiet", "build", "--dry-run");
  expect(quiet.out).toContain("PTX4001");
  expect(quiet.out).not.toContain("main.raw");
});

test("GitHub shows an invalid model at its line", async () => {
  const project = shop({ "models/bad.sql": "select\n  nothing_here\n" });
  const { out } = await project.ptx("build", "--dry-run", "--reporter", "github");
  expect(out).toMatch(/::error file=models\/bad\.sql,line=2,col=3.*PTX4001::/);
});

test("what waits for something is not called wrong, and what is wrong is not called waiting", async () => {
  const project = shop({
    ...chain,
    "models/asks.sql":
      "{% set found = run_query('select max(id) from ' ~ ref('stg')) %}select 1 as id\n",
    "models/child.sql": "select id from {{ ref('asks') }}\n",
    "models/bad.sql": "select nothing from {{ ref('stg') }}\n",
    "models/after.sql": "select * from {{ ref('bad') }}\n",
  });
  const { code, nodes } = await planOf(project, "build");
  expect(code).toBe(1);
  expect(verdicts(nodes)).toEqual({
    raw: "valid",
    stg: "valid",
    total: "valid",
    asks: "unchecked",
    child: "unchecked",
    bad: "invalid",
    after: "unchecked",
  });
  expect(nodes.get("asks")?.reason).toContain("its template looks at what is not built yet");
  expect(nodes.get("child")?.reason).toBe("waits for asks, which does not exist yet");
  expect(nodes.get("after")?.reason).toBe("bad is not valid");
  expect(nodes.get("bad")?.error).toMatchObject({ file: "models/bad.sql", line: 1 });
});

test("ways to name a table that is not there yet", async () => {
  const project = shop({
    ...chain,
    "models/eph.sql":
      "{{ config(materialized='ephemeral') }}select id, amount from {{ ref('stg') }}\n",
    "models/by_name.sql":
      "select stg.id, raw.amount from {{ ref('stg') }} join {{ ref('raw') }} using (id)\n",
    "models/own_cte.sql":
      "with stg as (select * from {{ ref('stg') }}), eph as (select * from {{ ref('eph') }})\nselect stg.id, eph.amount from stg join eph using (id)\n",
    "models/columns.sql":
      "select {% for c in adapter.get_columns_in_relation(ref('stg')) %}{{ c.name }} as {{ c.name }}_x{{ ',' if not loop.last }}{% endfor %} from {{ ref('stg') }}\n",
    "models/reads.sql": "select id_x + amount_x as n from {{ ref('columns') }}\n",
  });
  const { nodes } = await planOf(project, "build");
  expect([...nodes].filter(([, { verdict }]) => verdict !== "valid")).toEqual([]);
});

test("a name that no table of the query has is an error, whatever it is qualified by", async () => {
  const project = shop({
    ...chain,
    "models/bad.sql": "select stg.nothing from {{ ref('stg') }}\n",
  });
  const { nodes } = await planOf(project, "build");
  expect(nodes.get("bad")).toMatchObject({ verdict: "invalid", error: { line: 1 } });
});

test("incremental models: what their strategy would do, and what they will look like", async () => {
  const project = shop({
    "models/src.sql": "select 1 as id, 2 as n\n",
    "models/grown.sql":
      "{{ config(materialized='incremental', unique_key='id', incremental_strategy='merge', on_schema_change='append_new_columns') }}select * from {{ ref('src') }}\n",
    "models/fixed.sql":
      "{{ config(materialized='incremental', on_schema_change='fail') }}select * from {{ ref('src') }}\n",
    "models/kept.sql":
      "{{ config(materialized='incremental', full_refresh=false) }}select id from {{ ref('src') }}\n",
    "models/merged.sql":
      "{{ config(materialized='incremental', unique_key='id', incremental_strategy='merge') }}select * from {{ ref('src') }}\n",
    "models/reads.sql": "select id, n from {{ ref('grown') }}\n",
  });
  expect((await planOf(project, "build")).nodes.get("grown")).toMatchObject({ action: "create" });
  await project.ptx("build");
  const settled = await planOf(project, "build", "--full-refresh");
  const again = await planOf(project, "build");
  expect(new Set(Object.values(verdicts(again.nodes)))).toEqual(new Set(["valid"]));
  expect(settled.nodes.get("grown")?.description).toBe("full refresh: replace");
  expect(settled.nodes.get("kept")?.description).toBe(
    "append to the table (full_refresh is false)",
  );
  project.write({
    "models/src.sql": "select 1 as id, 2 as n, 3 as more\n",
    "models/reads.sql": "select id, more from {{ ref('grown') }}\n",
  });
  const { nodes } = await planOf(project, "build");
  expect(nodes.get("grown")).toMatchObject({
    action: "merge",
    description: "merge into the table by id",
    verdict: "valid",
  });
  expect(nodes.get("reads")?.verdict).toBe("valid");
  expect(nodes.get("fixed")).toMatchObject({ verdict: "invalid", error: { code: "PTX4102" } });
});

test("microbatch models say which batches; snapshots and tests are checked, too", async () => {
  const project = shop({
    "models/src.sql":
      "{{ config(event_time='happened') }}select 1 as id, timestamp '2026-01-01 10:00:00' as happened\n",
    "models/days.sql":
      "{{ config(materialized='incremental', incremental_strategy='microbatch', event_time='happened', batch_size='day', begin='2026-01-01') }}select * from {{ ref('src') }}\n",
    "snapshots/snap.sql":
      "{% snapshot snap %}{{ config(unique_key='id', strategy='timestamp', updated_at='happened') }}select * from {{ ref('src') }}{% endsnapshot %}\n",
    "models/current.sql": "select id from {{ ref('snap') }} where dbt_valid_to is null\n",
    "models/src.yml": "models: [{name: src, columns: [{name: idd, data_tests: [unique]}]}]\n",
  });
  const span = ["--event-time-start", "2026-01-01", "--event-time-end", "2026-01-04"];
  const { nodes } = await planOf(project, "build", ...span);
  expect(nodes.get("days")?.description).toBe("create: 3 batches, 2026-01-01 to 2026-01-03");
  expect(nodes.get("snap")?.verdict).toBe("valid");
  expect(nodes.get("current")?.verdict).toBe("valid");
  expect(nodes.get("unique_src_idd")).toMatchObject({ verdict: "invalid" });
});

test("hooks of the project are named and not run; schemas are named and not made", async () => {
  const project = shop({
    "project.yml":
      "name: shop\nprofile: shop\non-run-start: create table made (id int)\non-run-end: create table ended (id int)\n",
    "models/a.sql":
      "{{ config(schema='other', pre_hook='create table hooked (id int)') }}select 1 as id\n",
  });
  const { messages } = await planOf(project, "run");
  expect(messages).toContain("creates the schema main_other");
  expect(messages).toContain("runs the hook shop-on-run-start-0");
  expect(messages.indexOf("runs the hook shop-on-run-end-0")).toBe(messages.length - 2);
  expect(existsSync(join(project.folder, "shop.duckdb"))).toBe(false);
});

test.each([
  ["run", ["stg", "total"]],
  ["seed", ["raw"]],
  ["test", ["not_null_stg_id"]],
] as const)("ptx %s --dry-run", async (command, expected) => {
  const project = shop({
    ...chain,
    "models/stg.yml": "models: [{name: stg, columns: [{name: id, data_tests: [not_null]}]}]\n",
  });
  await project.ptx("build");
  const { code, nodes } = await planOf(project, command);
  expect(code).toBe(0);
  expect(verdicts(nodes)).toEqual(Object.fromEntries(expected.map((name) => [name, "valid"])));
});

test("configs that no run would accept, and a seed file that is none", async () => {
  const project = shop({
    "models/wrong.sql":
      "{{ config(materialized='incremental', incremental_strategy='insert_overwrite') }}select 1 as id\n",
    "models/unknown.sql": "{{ config(materialized='tabel') }}select 1 as id\n",
    "models/there.sql": "{{ config(materialized='table') }}select 1 as id\n",
    "seeds/broken.csv": 'id,name\n1,"open\n',
  });
  await project.ptx("run", "--select", "there");
  project.write({
    "models/wrong.sql":
      "{{ config(materialized='incremental', incremental_strategy='nothing', alias='there') }}select 1 as id\n",
  });
  project.write({
    "models/there.sql": "{{ config(materialized='table', alias='other') }}select 1 as id\n",
  });
  const { nodes } = await planOf(project, "build");
  expect(nodes.get("wrong")?.error?.code).toBe("PTX4103");
  expect(nodes.get("unknown")?.error?.code).toBe("PTX4107");
  expect(nodes.get("broken")?.verdict).toBe("invalid");
  expect(nodes.get("there")?.verdict).toBe("valid");
});

test("a source that nobody loads is an error: this run would not make it", async () => {
  const project = shop({
    "models/src.yml": "sources: [{name: crm, tables: [{name: people}]}]\n",
    "models/a.sql": "select * from {{ source('crm', 'people') }}\n",
  });
  const { nodes } = await planOf(project, "build");
  expect(nodes.get("a")).toMatchObject({ verdict: "invalid", error: { code: "PTX4001" } });
});

test("attached databases are read, and those that are not there stay so", async () => {
  const project = shop(chain);
  await project.ptx("build");
  project.write({
    "profiles.yml": `
shop:
  target: dev
  outputs:
    dev:
      {type: duckdb, path: new.duckdb, schema: main, attach: [{path: shop.duckdb, alias: old}, {path: none.duckdb}]}
`,
    "models/reads.sql": "select amount from old.main.stg\n",
    "models/into.sql": "{{ config(database='none') }}select 1 as id\n",
  });
  const { nodes } = await planOf(project, "run");
  expect(nodes.get("into")?.verdict).toBe("valid");
  expect(existsSync(join(project.folder, "none.duckdb"))).toBe(false);
  expect(existsSync(join(project.folder, "new.duckdb"))).toBe(false);
});
