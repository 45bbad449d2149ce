/** A run over DuckDB in memory with a compiler that takes templates as finished SQL. */
import type { Adapter, Session } from "../../core/adapter.ts";
import type { Compiled, SpanMap } from "../../core/compiled.ts";
import { PtxError } from "../../core/error.ts";
import type { Event } from "../../core/event.ts";
import type { Files } from "../../core/files.ts";
import { positionAt } from "../../core/location.ts";
import { type Manifest, nodeOf } from "../../core/manifest.ts";
import type { JsonObject, NodeId } from "../../core/node.ts";
import type { Invocation, Project } from "../../core/project.ts";
import type { Target } from "../../core/target.ts";
import { dialectOf } from "../../sql/dialects.ts";
import type { RunOptions } from "../announce.ts";
import { executePlan, type RunEnd } from "../execute.ts";
import { planRun } from "../plan.ts";
import type { Clock, CompileInBatch, HookFacts, NodeCompiler, RunContext } from "../ports.ts";
import { loadRelations, schemasOf } from "../warehouse.ts";

export const target: Target = {
  profileName: "shop",
  name: "dev",
  type: "duckdb",
  schema: "main",
  database: undefined,
  threads: 2,
  settings: { path: ":memory:" },
  file: undefined,
};

export const projectAt = (root: string, flags: JsonObject = {}): Project => ({
  root: {
    name: "shop",
    root,
    projectFile: "project.yml",
    version: undefined,
    paths: {
      models: ["models"],
      seeds: ["seeds"],
      tests: ["tests"],
      macros: ["macros"],
      snapshots: ["snapshots"],
      analyses: [],
      docs: [],
      functions: [],
      packagesInstall: "dbt_packages",
    },
    config: {},
    vars: {},
    dispatch: [],
    onRunStart: [],
    onRunEnd: [],
    quoting: {},
    flags,
    raw: {},
  },
  packages: [],
  dialect: dialectOf("duckdb"),
  target,
  cliVars: {},
  targetPath: `${root}/target`,
  logPath: `${root}/logs`,
  env: {},
});

/** Spans as if the text stood in a file as it is. */
const spansOf = (text: string, file: string): SpanMap => ({
  locate: (offset) =>
    offset < 0 || offset > text.length
      ? undefined
      : { at: { file, ...positionAt(text, offset) }, stack: [] },
});

/**
 * `raw_code` is the SQL; `{{ broken }}` is a template error, `{{ bug }}` a bug in ptx, `{{ start }}`
 * and `{{ end }}` are the times of the batch.
 */
export class PlainCompiler implements NodeCompiler {
  readonly compiled: NodeId[] = [];
  facts: HookFacts | undefined;
  readonly #manifest: Manifest;

  constructor(manifest: Manifest) {
    this.#manifest = manifest;
  }

  compile(id: NodeId, given?: Session | CompileInBatch): Promise<Compiled> {
    const node = nodeOf(this.#manifest, id);
    if (!node || !("raw_code" in node)) throw new Error(`no template of ${id}`);
    const { raw_code, original_file_path: file, config } = node;
    const batch = given && "batch" in given ? given.batch : { start: "", end: "" };
    const sql = raw_code.replaceAll("{{ start }}", batch.start).replaceAll("{{ end }}", batch.end);
    this.compiled.push(id);
    if (sql.includes("{{ bug }}")) return Promise.reject(new TypeError("undefined is no function"));
    if (sql.includes("{{ broken }}")) {
      const at = { file, line: 1, column: sql.indexOf("{{") + 1, length: 12 };
      return Promise.reject(new PtxError("PTX1001", "`broken` is undefined", { at }));
    }
    return Promise.resolve({ id, sql, spans: spansOf(sql, file), config });
  }

  callMacro(): Promise<never> {
    return Promise.reject(new Error("there are no macros here"));
  }

  renderHook(sql: string, _id?: NodeId, _session?: unknown, facts?: HookFacts) {
    this.facts = facts;
    return Promise.resolve({ text: sql, spans: spansOf(sql, "project.yml") });
  }
}

export class MemoryFiles implements Files {
  readonly written = new Map<string, string>();
  failure: Error | undefined;

  readText = (path: string): string | undefined => this.written.get(path);
  list = () => [];
  folders = () => [];
  stat = () => undefined;
  append = (): void => undefined;
  remove = (): void => undefined;
  write(path: string, content: string | Uint8Array): void {
    if (this.failure) throw this.failure;
    this.written.set(path, String(content));
  }
  writeParts(path: string, parts: Iterable<string>): void {
    this.write(path, [...parts].join(""));
  }
}

/** A clock that moves by a millisecond whenever it is read. */
export function steppingClock(): Clock {
  let ms = Date.parse("2026-11-22T02:00:00Z");
  const step = (): number => {
    ms += 1;
    return ms;
  };
  return { now: () => new Date(step()), elapsed: step };
}

export const invocation: Invocation = {
  id: "2f9c",
  startedAt: new Date("2026-11-22T02:00:00Z"),
  command: "build",
  ptxVersion: "0.1.0",
  fullRefresh: false,
  storeFailures: false,
  empty: false,
  threads: 2,
  args: {},
};

export interface Asked extends Partial<RunOptions> {
  readonly command?: string;
  readonly root?: string;
  readonly flags?: JsonObject;
  readonly files?: MemoryFiles;
  readonly invocation?: Partial<Invocation>;
  readonly onEvent?: (event: Event) => void;
}

export interface Ran extends RunEnd {
  readonly events: readonly Event[];
  readonly compiler: PlainCompiler;
  readonly files: MemoryFiles;
  /** Status by name of the node. */
  readonly statuses: Readonly<Record<string, string>>;
}

/** Plans and runs a manifest on an adapter, all of it. */
export async function runOn(adapter: Adapter, manifest: Manifest, asked: Asked = {}): Promise<Ran> {
  const { command = "build", root = "/shop", flags, files = new MemoryFiles() } = asked;
  const facts = { ...invocation, ...asked.invocation, command };
  const project = projectAt(root, flags);
  const nodes = [...manifest.nodes.values()];
  const schemas = schemasOf(nodes, adapter.defaultDatabase, true);
  const relations = await loadRelations(adapter, schemas);
  const selected = new Set([...manifest.nodes.keys(), ...manifest.exposures.keys()]);
  const plan = planRun({
    manifest,
    selected,
    command,
    threads: facts.threads,
    fullRefresh: facts.fullRefresh,
    existing: relations,
    storeFailures: facts.storeFailures,
  });
  const events: Event[] = [];
  const compiler = new PlainCompiler(manifest);
  const context: RunContext = {
    manifest,
    project,
    invocation: facts,
    adapter,
    compiler,
    files,
    emit: (event) => {
      events.push(event);
      asked.onEvent?.(event);
    },
    clock: steppingClock(),
    relations,
  };
  const { failFast = false, signal, planMs = 300, place = ":memory:" } = asked;
  const end = await executePlan(plan, context, { failFast, signal, planMs, place });
  const statuses = Object.fromEntries(end.results.map(({ label, status }) => [label.name, status]));
  return { ...end, events, compiler, files, statuses };
}
