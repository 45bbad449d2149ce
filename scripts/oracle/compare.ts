/**
 * Builds a real dbt project with ptx and compares with what dbt made of it: the status and the
 * compiled SQL of every node, and columns, row count and row hash of every relation.
 *
 * usage: tsx scripts/oracle/compare.ts [--keep] [jaffle_shop_duckdb] [dbt_utils]
 */
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type Fingerprint, fingerprint } from "./fingerprint.ts";

interface Oracle {
  readonly status: Readonly<Record<string, string>>;
  readonly relations: Readonly<Record<string, Fingerprint>>;
}

const root = resolve(import.meta.dirname, "../..");

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, "utf8"));

function projectFolder(folder: string, name: string): string {
  const own = join(folder, name);
  const tests = join(own, "integration_tests");
  return existsSync(join(tests, "dbt_project.yml")) ? tests : own;
}

const folded = (sql: string): string => sql.replaceAll(/\s+/g, " ").trim();

/** Nodes whose compiled SQL is another than dbt's, white space aside. */
function otherSql(
  expected: Readonly<Record<string, string>>,
  compiled: Readonly<Record<string, string | null>>,
): string[] {
  return Object.entries(expected).flatMap(([id, sql]) => {
    const own = folded(compiled[id] ?? "");
    return own === sql ? [] : [`${id} compiled: dbt ${sql}, ptx ${own}`];
  });
}

function differences(
  oracle: Oracle,
  statuses: Record<string, string>,
  relations: Record<string, Fingerprint>,
): string[] {
  const found: string[] = [];
  for (const [id, status] of Object.entries(oracle.status)) {
    if (statuses[id] !== status)
      found.push(`${id}: dbt ${status}, ptx ${statuses[id] ?? "missing"}`);
  }
  for (const [name, expected] of Object.entries(oracle.relations)) {
    const actual = relations[name];
    for (const key of ["columns", "rows", "hash", "error"] as const) {
      const [dbt, ptx] = [JSON.stringify(expected[key]), JSON.stringify(actual?.[key])];
      if (key === "error" ? (dbt === undefined) !== (ptx === undefined) : dbt !== ptx) {
        found.push(`${name} ${key}: dbt ${dbt}, ptx ${ptx ?? "missing"}`);
        break;
      }
    }
  }
  return found;
}

/** Relations that follow the clock: their rows, on any day, and the day on which dbt made its own. */
interface Clock {
  readonly made: string;
  readonly relations: Readonly<Record<string, readonly string[]>>;
}

function hashOn(day: string, rows: readonly string[]): string {
  const before = new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
  const text = rows.map((row) => row.replaceAll("{yesterday}", before)).join("\n");
  return createHash("md5").update(text).digest("hex");
}

/** What dbt would have made today; throws where the rows written down are not those that it made then. */
function asOfToday(oracle: Oracle, fixtures: string, name: string): Oracle {
  const file = join(fixtures, `${name}.clock.json`);
  if (!existsSync(file)) return oracle;
  const { made, relations } = readJson(file) as Clock;
  const today = new Date().toISOString().slice(0, 10);
  const moved = Object.entries(relations).map(([relation, rows]) => {
    const then = oracle.relations[relation];
    if (then?.hash !== hashOn(made, rows)) throw new Error(`${file}: ${relation} had other rows`);
    return [relation, { ...then, hash: hashOn(today, rows) }] as const;
  });
  return { ...oracle, relations: { ...oracle.relations, ...Object.fromEntries(moved) } };
}

/** Differences that are not ptx's to mend, by node or relation, with the reason. */
function knownDifferences(fixtures: string, name: string): Record<string, string> {
  const file = join(fixtures, `${name}.known.json`);
  return existsSync(file) ? (readJson(file) as Record<string, string>) : {};
}

async function compare(name: string, keep: boolean): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), "ptx-oracle-"));
  const fixtures = join(root, "fixtures/oracle");
  execFileSync("tar", ["xzf", join(fixtures, `${name}.tgz`), "-C", folder]);
  const project = projectFolder(folder, name);
  const run = spawnSync(process.execPath, [join(root, "bin/ptx.cjs"), "build"], {
    cwd: project,
    encoding: "utf8",
  });
  const made = readJson(join(fixtures, `${name}.oracle.json`)) as Oracle;
  if (run.status === 2) {
    console.log(`${name}: ptx could not run\n${run.stderr}`);
    return false;
  }
  const results = readJson(join(project, "target/run_results.json")) as {
    results: { unique_id: string; status: string; compiled_code: string | null }[];
  };
  const statuses = Object.fromEntries(
    results.results.map(({ unique_id, status }) => [unique_id, status]),
  );
  const relationsFound = await fingerprint(join(project, "heldout.duckdb"));
  const oracle = asOfToday(made, fixtures, name);
  const found = differences(oracle, statuses, relationsFound);
  const compiled = Object.fromEntries(
    results.results.map((result) => [result.unique_id, result.compiled_code]),
  );
  const expectedSql = readJson(join(fixtures, `${name}.compiled.json`)) as Record<string, string>;
  found.push(...otherSql(expectedSql, compiled));
  const known = knownDifferences(fixtures, name);
  const expected = found.filter((line) => known[line.split(/[: ]/)[0] ?? ""] !== undefined);
  const unexpected = found.filter((line) => !expected.includes(line));
  const total = Object.keys(oracle.status).length;
  const relations = Object.keys(oracle.relations).length;
  const counted = `${unexpected.length} differences, ${expected.length} known ones`;
  console.log(`${name}: ${total} nodes, ${relations} relations, ${counted}`);
  for (const line of unexpected) console.log(`  ${line}`);
  for (const line of expected) console.log(`  known: ${line}`);
  if (keep) console.log(`  kept in ${project}`);
  else rmSync(folder, { recursive: true, force: true });
  return unexpected.length === 0;
}

const args = process.argv.slice(2);
const names = args.filter((argument) => !argument.startsWith("--"));
let same = true;
for (const name of names.length > 0 ? names : ["jaffle_shop_duckdb"]) {
  same = (await compare(name, args.includes("--keep"))) && same;
}
process.exitCode = same ? 0 : 1;
