/** One behaviour on one warehouse: a project in a folder, a schema of its own, and eyes to see with. */
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { homedir, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Profile } from "../../scripts/emulators/server.ts";
import { loadAdapter } from "../../src/adapters/load-package.ts";
import { connectTo } from "../../src/adapters/registry.ts";
import { importModule } from "../../src/cli/import-module.ts";
import { main } from "../../src/cli/main.ts";
import { nodeFiles } from "../../src/cli/node-files.ts";
import type { Adapter, Session } from "../../src/core/adapter.ts";
import { adapterWish } from "../../src/project/adapters.ts";
import { loadProject } from "../../src/project/load.ts";
import type { Files } from "./behaviour.ts";
import { type Plain, plain } from "./plain.ts";
import type { Words } from "./sql.ts";
import type { Subject } from "./subject.ts";

export interface Told {
  readonly code: number;
  /** Standard output and error output, in this order. */
  readonly text: string;
}

export class World {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), "ptx-conformance-")));
  readonly subject: Subject;
  readonly warehouse: string;
  readonly words: Words;
  readonly schema: string;
  /** Other schemas that the behaviour names, each of its own. */
  readonly second: string;
  readonly #profile: Profile;

  /** @param title Says which schema is taken: one title, one schema. */
  constructor(subject: Subject, profile: Profile, title: string) {
    this.subject = subject;
    this.warehouse = subject.name;
    this.words = subject.words;
    this.#profile = profile;
    const hash = createHash("sha256").update(title).digest("hex").slice(0, 8);
    this.schema = `c_${hash}`;
    this.second = `${this.schema}_second`;
    this.write({
      "dbt_project.yml": JSON.stringify({ name: "shop", profile: "conformance" }),
      "profiles.yml": this.profiles(),
    });
    subject.prepare?.(this.folder);
  }

  /** The text of `profiles.yml`, with settings in place of the usual ones. */
  profiles(settings: Readonly<Record<string, unknown>> = {}): string {
    const usual = { schema: this.schema, threads: 4, ...this.#profile };
    const outputs = { dev: { ...usual, ...settings }, second: { ...usual, schema: this.second } };
    return JSON.stringify({ conformance: { target: "dev", outputs } });
  }

  write(files: Files): void {
    for (const [path, content] of Object.entries(files)) {
      const full = join(this.folder, path);
      mkdirSync(dirname(full), { recursive: true });
      writeFileSync(full, this.#adapted(path, content));
    }
  }

  #adapted(path: string, content: string): string {
    if (path === "dbt_project.yml") return this.#project(content);
    return path.endsWith(".sql") ? this.#spelled(content) : content;
  }

  #spelled(sql: string): string {
    return this.subject.spell?.(sql) ?? sql;
  }

  /** A project file, in JSON, with what this warehouse needs in each. */
  #project(content: string): string {
    const { project } = this.subject;
    if (project === undefined) return content;
    return JSON.stringify({ ...(JSON.parse(content) as object), ...project });
  }

  remove(...paths: readonly string[]): void {
    for (const path of paths) rmSync(join(this.folder, path), { recursive: true });
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), "utf8");
  }

  has(path: string): boolean {
    return existsSync(join(this.folder, path));
  }

  copy(from: string, to: string): void {
    cpSync(join(this.folder, from), join(this.folder, to), { recursive: true });
  }

  async run(
    args: readonly string[],
    signal: AbortSignal = new AbortController().signal,
  ): Promise<Told> {
    const told = { out: "", err: "" };
    const writer = (key: "out" | "err") => ({
      write: (text: string) => {
        told[key] += text;
      },
      columns: 100,
      isTTY: false,
      color: false,
    });
    const code = await main(args, {
      cwd: this.folder,
      home: this.folder,
      env: {},
      files: nodeFiles,
      stdout: writer("out"),
      stderr: writer("err"),
      signal,
      pid: process.pid,
      uptime: () => 0,
    });
    return { code, text: told.out + told.err };
  }

  /** What ptx prints. @throws Error when its exit code is not 0. */
  async ptx(...args: readonly string[]): Promise<string> {
    return await this.#expecting(0, args);
  }

  /** What ptx prints when nodes fail. @throws Error when its exit code is not 1. */
  async fails(...args: readonly string[]): Promise<string> {
    return await this.#expecting(1, args);
  }

  async #expecting(wanted: number, args: readonly string[]): Promise<string> {
    const { code, text } = await this.run(args);
    if (code !== wanted) throw new Error(`ptx ${args.join(" ")} ended with ${code}:\n${text}`);
    return text;
  }

  /** Rows of a query by `ptx show`, with column names in lower case. */
  async show(sql: string): Promise<Record<string, unknown>[]> {
    const args = [
      "--quiet",
      "show",
      "--output",
      "json",
      "--limit",
      "-1",
      "--inline",
      this.#spelled(sql),
    ];
    const { show } = JSON.parse(await this.ptx(...args)) as { show: Record<string, unknown>[] };
    return show.map((row) =>
      Object.fromEntries(Object.entries(row).map(([name, value]) => [name.toLowerCase(), value])),
    );
  }

  /** The first value of a query by `ptx show`. */
  async value(sql: string): Promise<unknown> {
    return Object.values((await this.show(sql))[0] ?? {})[0];
  }

  /** Status by name of node, of the run before. */
  statuses(): Record<string, string> {
    const { results } = JSON.parse(this.read("target/run_results.json")) as {
      results: { unique_id: string; status: string }[];
    };
    return Object.fromEntries(
      results.map(({ unique_id: id, status }) => [id.split(".")[2] ?? id, status]),
    );
  }

  /** Lets `work` use a session of the adapter, as ptx does. */
  async inSession<T>(work: (session: Session, adapter: Adapter) => Promise<T>): Promise<T> {
    const request = { root: this.folder, cwd: this.folder, home: homedir(), env: {}, cliVars: {} };
    const found = { files: nodeFiles, target: undefined, ...request };
    const wish = adapterWish(found);
    const brought = wish && (await loadAdapter(wish, this.folder, importModule));
    const { project } = loadProject({ ...found, adapter: brought });
    const adapter = await connectTo(project.target, { root: this.folder }, brought);
    try {
      const session = await adapter.session();
      try {
        return await work(session, adapter);
      } finally {
        session.release();
      }
    } finally {
      await adapter.close();
    }
  }

  /** Rows of a query by the adapter. */
  async rows(sql: string): Promise<Plain[][]> {
    return await this.inSession(async (session) => {
      const { rows } = await session.query(this.#spelled(sql));
      return rows.map((row) => row.map(plain));
    });
  }

  async execute(...statements: readonly string[]): Promise<void> {
    await this.inSession(async (session) => {
      for (const sql of statements) await session.execute(this.#spelled(sql));
    });
  }

  /** A table's name in SQL, as it is stored when the project names it without quotes. */
  at(name: string, schema = this.schema): string {
    return `${this.quoted(this.words.fold(schema))}.${this.quoted(this.words.fold(name))}`;
  }

  quoted(name: string): string {
    return `${this.words.quote}${name}${this.words.quote}`;
  }

  /** All rows of a table in the order of its columns' values. */
  async table(name: string, columns = "*", schema = this.schema): Promise<Plain[][]> {
    return await this.rows(`select ${columns} from ${this.at(name, schema)} order by 1, 2`);
  }

  async count(name: string): Promise<Plain> {
    return (await this.rows(`select count(*) from ${this.at(name)}`))[0]?.[0] ?? null;
  }

  /** Kind by name, in lower case, of what exists in a schema. */
  async kinds(schema = this.schema): Promise<Record<string, string>> {
    return await this.inSession(async (_session, adapter) => {
      const place = { database: adapter.defaultDatabase, schema: this.words.fold(schema) };
      const found = await adapter.relations([place]);
      return Object.fromEntries(
        found.map(({ name, kind }) => [name.toLowerCase(), kind] as const).sort(),
      );
    });
  }

  /** Names of columns, as they are stored. */
  async columns(name: string, schema = this.schema): Promise<string[]> {
    return await this.inSession(async (session, adapter) => {
      const { fold } = this.words;
      const at = { database: adapter.defaultDatabase, schema: fold(schema), name: fold(name) };
      return ((await session.columns(at)) ?? []).map((column) => column.name.toLowerCase());
    });
  }

  end(): void {
    rmSync(this.folder, { recursive: true });
  }
}
