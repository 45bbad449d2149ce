/**
 * Runs dbt and ptx on copies of the same projects and prints where they differ: the nodes that `ls`
 * names, the status of every node of `build`, compiled SQL (white space folded), and the relations
 * that each leaves in a DuckDB file, or in a Postgres.
 *
 * usage: tsx scripts/oracle/side-by-side.ts PROJECT_FOLDER... [--dbt PATH] [--ptx PATH] [--again] [--keep]
 *                                     [--postgres OUTPUT_FILE]
 *   --ptx    another starter than bin/ptx.cjs of this repository
 *   --again  builds twice, so that incremental models and snapshots meet their own relation
 *   --postgres  builds in the database that this YAML file names by the keys of a profile's output
 *            (type, host, port, user, password, dbname, schema, threads); it is dropped and made anew
 *   --keep   leaves the two copies, with logs and artifacts, and says where
 */
import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { parse } from "yaml";
import { type Fingerprint, fingerprint } from "./fingerprint.ts";
import { emptyDatabase, fingerprintPostgres, type PostgresOutput, readOutput } from "./postgres.ts";

const root = resolve(import.meta.dirname, "../..");

interface Tool {
  readonly name: "dbt" | "ptx";
  readonly command: readonly string[];
}

interface NodeResult {
  readonly status: string;
  readonly failures: number | null;
  readonly compiled: string;
  readonly message: string;
}

/** What one tool made of a project. */
interface Outcome {
  readonly exits: readonly string[];
  readonly nodes: ReadonlySet<string>;
  readonly built: ReadonlyMap<string, NodeResult>;
  readonly compiled: ReadonlyMap<string, string>;
  readonly relations: Readonly<Record<string, Fingerprint>>;
}

const asRecord = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null ? { ...value } : {};

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, "utf8"));

/** Gives a project a profile with this output; or one for DuckDB, where it brings none. */
function ensureProfile(folder: string, postgres: PostgresOutput | undefined): void {
  if (!postgres && existsSync(join(folder, "profiles.yml"))) return;
  const { profile } = asRecord(parse(readFileSync(join(folder, "dbt_project.yml"), "utf8")));
  const name = typeof profile === "string" ? profile : "default";
  const duckdb = { type: "duckdb", path: "side.duckdb", schema: "main", threads: 1 };
  const target = JSON.stringify(postgres ?? duckdb);
  writeFileSync(
    join(folder, "profiles.yml"),
    `${name}:\n  target: dev\n  outputs:\n    dev: ${target}\n`,
  );
}

const fold = (sql: string, folder: string): string =>
  sql.replaceAll(folder, "<folder>").replace(/\s+/g, " ").trim();

function results(folder: string): Map<string, NodeResult> {
  const file = join(folder, "target/run_results.json");
  const found = new Map<string, NodeResult>();
  if (!existsSync(file)) return found;
  const { results: list } = asRecord(readJson(file));
  for (const item of Array.isArray(list) ? list : []) {
    const { unique_id, status, failures, compiled_code, message } = asRecord(item);
    found.set(String(unique_id), {
      status: String(status),
      failures: typeof failures === "number" ? failures : null,
      compiled: fold(typeof compiled_code === "string" ? compiled_code : "", folder),
      message: String(message ?? ""),
    });
  }
  return found;
}

/** Compiled SQL by node, as the manifest of `compile` holds it. */
function compiledCode(folder: string): Map<string, string> {
  const file = join(folder, "target/manifest.json");
  const nodes = existsSync(file) ? asRecord(asRecord(readJson(file))["nodes"]) : {};
  const found = new Map<string, string>();
  for (const [id, node] of Object.entries(nodes)) {
    const code = asRecord(node)["compiled_code"];
    if (typeof code === "string") found.set(id, fold(code, folder));
  }
  return found;
}

async function relationsOf(folder: string): Promise<Record<string, Fingerprint>> {
  const found: Record<string, Fingerprint> = {};
  for (const file of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (!/\.(duckdb|db)$/.test(file) || file.includes("node_modules")) continue;
    Object.assign(found, await fingerprint(join(folder, file)));
  }
  return found;
}

async function outcome(tool: Tool, folder: string, { again, postgres }: Options): Promise<Outcome> {
  if (postgres) await emptyDatabase(postgres);
  const exits: string[] = [];
  const run = (...args: string[]): string => {
    rmSync(join(folder, "target/run_results.json"), { force: true });
    const [program = "", ...before] = tool.command;
    const done = spawnSync(program, [...before, ...args], {
      cwd: folder,
      encoding: "utf8",
      maxBuffer: 1 << 28,
      env: { ...process.env, DBT_SEND_ANONYMOUS_USAGE_STATS: "false", DBT_PROFILES_DIR: folder },
    });
    exits.push(`${args[0]} ${done.status}`);
    writeFileSync(join(folder, `${exits.length}-${args[0]}.log`), done.stdout + done.stderr);
    return done.stdout;
  };
  const listed = run("ls", "--output", "json", "--output-keys", "unique_id");
  const ids = [...listed.matchAll(/"unique_id"\s*:\s*"([^"]+)"/g)].map(([, id = ""]) => id);
  run("build");
  if (again) run("build");
  const built = results(folder);
  run("compile");
  const compiled = compiledCode(folder);
  const relations = await (postgres ? fingerprintPostgres(postgres) : relationsOf(folder));
  return { exits, nodes: new Set(ids), built, compiled, relations };
}

function* listDifferences(dbt: Outcome, ptx: Outcome): Generator<string> {
  for (const [i, exit] of dbt.exits.entries()) {
    if (exit !== ptx.exits[i]) yield `exit code: dbt ${exit}, ptx ${ptx.exits[i]}`;
  }
  for (const id of dbt.nodes) if (!ptx.nodes.has(id)) yield `ls ${id}: only dbt`;
  for (const id of ptx.nodes) if (!dbt.nodes.has(id)) yield `ls ${id}: only ptx`;
}

function* buildDifferences(dbt: Outcome, ptx: Outcome): Generator<string> {
  const shown = ({ status, failures, message }: NodeResult): string =>
    `${status} ${failures ?? ""} ${message}`;
  for (const [id, of] of dbt.built) {
    const own = ptx.built.get(id);
    if (own === undefined) yield `build ${id}: only dbt (${shown(of)})`;
    else if (own.status !== of.status || own.failures !== of.failures) {
      yield `build ${id}:\n      dbt: ${shown(of)}\n      ptx: ${shown(own)}`;
    }
  }
  for (const id of ptx.built.keys()) if (!dbt.built.has(id)) yield `build ${id}: only ptx`;
}

/** The first place at which two texts part, with a little before it. */
function parting(a: string, b: string): string {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  const from = Math.max(0, at - 60);
  const cut = (text: string) => JSON.stringify(text.slice(from, at + 120));
  return `\n      dbt: ${cut(a)}\n      ptx: ${cut(b)}`;
}

function* sqlDifferences(dbt: Outcome, ptx: Outcome): Generator<string> {
  for (const [id, { compiled }] of dbt.built) {
    const own = ptx.built.get(id)?.compiled ?? compiled;
    if (own !== compiled) yield `built SQL ${id}:${parting(compiled, own)}`;
  }
  for (const [id, compiled] of dbt.compiled) {
    const own = ptx.compiled.get(id);
    // What `build` has shown already is not said twice.
    if (own === compiled || ptx.built.get(id)?.compiled !== dbt.built.get(id)?.compiled) continue;
    yield `compiled SQL ${id}:${parting(compiled, own ?? "")}`;
  }
}

function* relationDifferences(dbt: Outcome, ptx: Outcome): Generator<string> {
  const names = new Set([...Object.keys(dbt.relations), ...Object.keys(ptx.relations)]);
  for (const name of names) {
    const [a, b] = [dbt.relations[name], ptx.relations[name]];
    for (const key of ["kind", "columns", "rows", "hash"] as const) {
      const [left, right] = [JSON.stringify(a?.[key]), JSON.stringify(b?.[key])];
      if (left === right) continue;
      yield `relation ${name} ${key}: dbt ${left}, ptx ${right}`;
      break;
    }
  }
}

interface Options {
  readonly dbt: string;
  readonly ptx: string;
  readonly again: boolean;
  readonly keep: boolean;
  readonly postgres: PostgresOutput | undefined;
}

async function sideBySide(project: string, options: Options): Promise<boolean> {
  const { dbt, ptx, keep, postgres } = options;
  const work = mkdtempSync(join(tmpdir(), "ptx-side-"));
  const tools: Tool[] = [
    { name: "dbt", command: [dbt] },
    { name: "ptx", command: [process.execPath, ptx] },
  ];
  const outcomes: Outcome[] = [];
  for (const tool of tools) {
    const folder = join(work, tool.name, basename(project));
    mkdirSync(join(work, tool.name));
    cpSync(project, folder, { recursive: true, dereference: true });
    ensureProfile(folder, postgres);
    outcomes.push(await outcome(tool, folder, options));
  }
  const [left, right] = outcomes;
  if (left === undefined || right === undefined) throw new Error("both tools must have run");
  const found = [
    ...listDifferences(left, right),
    ...buildDifferences(left, right),
    ...sqlDifferences(left, right),
    ...relationDifferences(left, right),
  ];
  const size = `${left.nodes.size} nodes, ${Object.keys(left.relations).length} relations`;
  console.log(
    `${basename(project)}: ${size}, ${found.length} differences; ${left.exits.join(", ")}`,
  );
  for (const line of found) console.log(`  ${line}`);
  if (keep) console.log(`  kept in ${work}`);
  else rmSync(work, { recursive: true, force: true });
  return found.length === 0;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    dbt: { type: "string", default: "dbt" },
    ptx: { type: "string", default: join(root, "bin/ptx.cjs") },
    again: { type: "boolean", default: false },
    keep: { type: "boolean", default: false },
    postgres: { type: "string" },
  },
});
const postgres = values.postgres === undefined ? undefined : readOutput(values.postgres);
let same = positionals.length > 0;
for (const project of positionals) {
  same = (await sideBySide(resolve(project), { ...values, postgres })) && same;
}
process.exitCode = same ? 0 : 1;
