/** A project out of texts, resolved: what the tests of this room compile. */
import type { Session } from "../../core/adapter.ts";
import type { Event } from "../../core/event.ts";
import type { Files } from "../../core/files.ts";
import type { Manifest } from "../../core/manifest.ts";
import type { Invocation, Project } from "../../core/project.ts";
import { loadProject } from "../../project/load.ts";
import { resolveManifest } from "../../project/resolve.ts";
import { FolderLister } from "../../project/source-files.ts";
import { builtinMacros } from "../builtin-macros.ts";
import { Compiler } from "../compiler.ts";
import { defaultInvocation } from "../default-invocation.ts";
import { createEngine } from "../engine.ts";

function memoryFiles(texts: Readonly<Record<string, string>>): Files {
  const refuse = (): never => {
    throw new Error("these files cannot be changed");
  };
  return {
    readText: (path) => texts[path],
    list: (folder) =>
      Object.keys(texts)
        .filter((path) => path.startsWith(`${folder}/`))
        .sort()
        .map((path) => ({ path: path.slice(folder.length + 1), mtimeMs: 0, size: 0 })),
    folders: (folder) => [
      ...new Set(
        Object.keys(texts)
          .filter((path) => path.startsWith(`${folder}/`))
          .map((path) => path.slice(folder.length + 1).split("/"))
          .flatMap(([name, ...rest]) => (name !== undefined && rest.length > 0 ? [name] : [])),
      ),
    ],
    stat: (path) => (path in texts ? { mtimeMs: 0, size: 0, isDirectory: false } : undefined),
    write: refuse,
    writeParts: refuse,
    append: refuse,
    remove: refuse,
  };
}

const projectFile = "name: shop\nversion: '1.0'\nprofile: shop\n";
const profile = (type: string): string =>
  `shop: {target: dev, outputs: {dev: {type: ${type}, path: ":memory:", database: db, schema: main, threads: 1}}}`;

export interface SmallProject {
  readonly project: Project;
  readonly manifest: Manifest;
  readonly compiler: Compiler;
  /** What the compiler told while it rendered. */
  readonly events: Event[];
}

export interface SmallProjectOptions {
  readonly type?: string;
  readonly vars?: Project["cliVars"];
  readonly env?: Readonly<Record<string, string>>;
  readonly invocation?: Partial<Invocation>;
}

/** @param texts File texts by path relative to the project; `dbt_project.yml` may be left out. */
export function smallProject(
  texts: Readonly<Record<string, string>>,
  { type = "duckdb", vars = {}, env = {}, invocation = {} }: SmallProjectOptions = {},
): SmallProject {
  const all = { "dbt_project.yml": projectFile, "profiles.yml": profile(type), ...texts };
  const files = memoryFiles(
    Object.fromEntries(Object.entries(all).map(([path, text]) => [`/shop/${path}`, text])),
  );
  const { project } = loadProject({
    files,
    root: "/shop",
    cwd: "/shop",
    home: "/home",
    env,
    cliVars: vars,
    profilesDir: "/shop",
  });
  const manifest = resolveManifest({
    project,
    files,
    lister: new FolderLister(files),
    createEngine,
    builtins: builtinMacros(),
    now: 0,
  });
  const events: Event[] = [];
  const compiler = new Compiler({
    project,
    manifest,
    invocation: { ...defaultInvocation(project), command: "build", ...invocation },
    files,
    emit: (event) => events.push(event),
  });
  return { project, manifest, compiler, events };
}

/** Text without its white space, as two renderings are compared. */
export const folded = (sql: string): string => sql.replace(/\s+/g, " ").trim();

/** A session that answers from a script and keeps what it was asked. */
export function scriptedSession(answer: (sql: string) => Awaited<ReturnType<Session["query"]>>) {
  const asked: string[] = [];
  const session: Session = {
    query: async (sql) => {
      asked.push(folded(sql));
      return answer(sql);
    },
    execute: async (sql) => {
      asked.push(folded(sql));
      return { rowsAffected: 0, message: "OK" };
    },
    transaction: (work) => work(),
    describe: async (sql) => answer(sql).columns,
    columns: async ({ name }) => answer(name).columns,
    cancel: () => undefined,
    release: () => undefined,
  };
  return { session, asked };
}
