/** Nothing good is lost: killed, interrupted, locked out or out of space, the last tables stay. */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterEach, expect, test } from "vitest";
import { Project } from "./rig.ts";

let project: Project;
afterEach(() => project.remove());

/** A model whose rows take long to count, so that a signal meets it at work. */
const slow = `{{ config(materialized='table') }}
select count(*) as n, {{ var('version') }} as version from range(200000000) a, range(20) b`;

const quick = `{{ config(materialized='table') }}
select 1 as n, {{ var('version') }} as version`;

const tables = { "models/first.sql": quick, "models/second.sql": quick };

const state = async () => [
  ...(await project.rows("select version from first")),
  ...(await project.rows("select version from second")),
];

async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; tries < 400; tries += 1) {
    if (condition()) return;
    await new Promise((done) => setTimeout(done, 25));
  }
  throw new Error("waited in vain");
}

/** Starts a build whose second model does not come to an end by itself. */
async function hangingBuild() {
  project.write({ "models/second.sql": `-- depends_on: {{ ref('first') }}\n${slow}` });
  const running = project.start(["build", "--vars", "{version: 2}"]);
  const log = join(project.folder, "target/run/shop/models/first.sql");
  await until(() => {
    try {
      return readFileSync(log, "utf8").includes("2 as version");
    } catch {
      return false;
    }
  });
  await new Promise((done) => setTimeout(done, 300));
  return running;
}

test("after kill -9 the tables are whole, and the next build makes them all", async () => {
  project = new Project(tables);
  expect(project.run(["build", "--vars", "{version: 1}"]).code).toBe(0);
  const { child, ended } = await hangingBuild();
  child.kill("SIGKILL");
  await ended;
  expect((await project.rows("select version from second"))[0]).toEqual([1]);

  project.write({ "models/second.sql": quick });
  expect(project.run(["build", "--vars", "{version: 3}"]).code).toBe(0);
  expect(await state()).toEqual([[3], [3]]);
  const left = await project.rows("select table_name from information_schema.tables order by 1");
  expect(left).toEqual([["first"], ["second"]]);
});

test("Ctrl-C stops the running query, says what was done, and leaves the old table", async () => {
  project = new Project(tables);
  project.run(["build", "--vars", "{version: 1}"]);
  const { child, ended } = await hangingBuild();
  child.kill("SIGINT");
  const { code, stdout } = await ended;
  expect(code).toBe(1);
  expect(stdout).toMatch(/1 of 2 OK {3}created table main.first/);
  expect(stdout).toMatch(/SIGINT/);
  expect(await state()).toEqual([[2], [1]]);
  const results = JSON.parse(readFileSync(join(project.folder, "target/run_results.json"), "utf8"));
  expect(results.results.map(({ status }: { status: string }) => status)).toEqual([
    "success",
    "skipped",
  ]);
});

test("a locked database file names the process that holds it", async () => {
  project = new Project(tables);
  project.run(["build", "--vars", "{version: 1}"]);
  const instance = await DuckDBInstance.create(join(project.folder, "ptx.duckdb"));
  const { code, stderr } = project.run(["build", "--vars", "{version: 2}"]);
  instance.closeSync();
  expect(code).toBe(2);
  expect(stderr).toContain("PTX4002");
  expect(stderr).toContain(String(process.pid));
  expect(await state()).toEqual([[1], [1]]);
});

test("a file that is no database is named, and stays as it is", () => {
  project = new Project(tables);
  writeFileSync(join(project.folder, "ptx.duckdb"), "no database at all, but text of some length");
  const { code, stderr } = project.run(["build", "--vars", "{version: 1}"]);
  expect(code).toBe(2);
  expect(stderr).toMatch(/PTX40\d\d/);
  expect(stderr).toContain("ptx.duckdb");
  expect(readFileSync(join(project.folder, "ptx.duckdb"), "utf8")).toContain("no database at all");
});

test("a build that fails in the middle keeps the good tables and names the bad line", async () => {
  project = new Project(tables);
  project.run(["build", "--vars", "{version: 1}"]);
  project.write({
    "models/second.sql":
      "{{ config(materialized='table') }}\nselect\n    n,\n    versoin\nfrom {{ ref('first') }}",
  });
  const { code, stdout } = project.run(["build", "--vars", "{version: 2}"]);
  expect(code).toBe(1);
  expect(stdout).toContain("models/second.sql:4:5");
  expect(stdout).toContain("Did you mean `version`");
  expect(await state()).toEqual([[2], [1]]);
});

test("building twice changes nothing", async () => {
  project = new Project({
    "seeds/people.csv": "id,name\n1,Kim\n2,Ada\n",
    "models/names.sql":
      "{{ config(materialized='incremental', unique_key='id') }}\nselect id, name from {{ ref('people') }}",
    "models/counted.sql": "select count(*) as n from {{ ref('names') }}",
  });
  const read = () => project.rows("select * from names order by id");
  expect(project.run(["build"]).code).toBe(0);
  const first = await read();
  expect(project.run(["build"]).code).toBe(0);
  expect(await read()).toEqual(first);
});

/** A file system of its own that is soon full; only root may make one. */
const canMount =
  process.getuid?.() === 0 &&
  (() => {
    const folder = "/tmp/ptx-e2e-mount";
    mkdirSync(folder, { recursive: true });
    const mounted =
      spawnSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", folder]).status === 0;
    if (mounted) spawnSync("umount", [folder]);
    return mounted;
  })();

test.runIf(canMount)("a full disk is an error with a code, not a stack", () => {
  project = new Project({
    ...tables,
    "models/large.sql":
      "{{ config(materialized='table') }}\nselect md5(range::varchar) as hash from range(3000000)",
  });
  const small = join(project.folder, "small");
  mkdirSync(small);
  spawnSync("mount", ["-t", "tmpfs", "-o", "size=8m", "tmpfs", small]);
  project.write({
    "profiles.yml":
      "shop:\n  target: dev\n  outputs:\n    dev:\n      type: duckdb\n      path: small/shop.duckdb\n",
    "project.yml": "name: shop\nprofile: shop\n",
  });
  const { code, stdout, stderr } = project.run(["build", "--vars", "{version: 1}"]);
  spawnSync("umount", [small]);
  expect(code).toBe(1);
  expect(stdout + stderr).toMatch(/PTX4007/);
  expect(stdout + stderr).not.toMatch(/\n\s+at .*\.(js|ts):\d+/);
});

test("after kill -9 amid the steps of an iterative model its table is the old one; the next run makes the same", async () => {
  const chain = (length: number) => ({
    "models/nodes.sql": `{{ config(materialized='table') }} select i as node, i as label from range(${length}) t(i)`,
    "models/parts.sql": `{{ config(materialized='iterative', max_iterations=2000) }}
select nodes.node, least(min(nodes.label), min(coalesce(p.label, nodes.label))) as label
from {{ ref('nodes') }} as nodes left join {{ previous(ref('nodes')) }} as p on p.node in (nodes.node, nodes.node - 1)
group by nodes.node`,
  });
  const parts = () => project.rows("select count(*), max(label), sum(node) from parts");
  const tableNames = () =>
    project.rows(
      "select table_name from information_schema.tables where table_schema = 'main' order by 1",
    );
  project = new Project(chain(4));
  expect(project.run(["build"]).code).toBe(0);
  const [before, names] = [await parts(), await tableNames()];

  // A step moves labels by one place only: there are two hundred to go through.
  project.write(chain(200));
  const { child, ended } = project.start(["build"]);
  let told = "";
  child.stdout?.on("data", (text) => {
    told += text;
  });
  await until(() => /parts: step (?:[5-9]|\d\d+):/.test(told));
  child.kill("SIGKILL");
  expect((await ended).code).toBeNull();
  expect(await parts()).toEqual(before);

  expect(project.run(["build"]).code).toBe(0);
  const resumed = await parts();
  expect(await tableNames()).toEqual(names);
  project.remove();
  project = new Project(chain(200));
  expect(project.run(["build"]).code).toBe(0);
  expect(resumed).toEqual(await parts());
  expect(resumed).toEqual([["200", "0", "19900"]]);
}, 60_000);
