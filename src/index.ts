/**
 * ptx as a library. Nothing here keeps state between calls: two projects can be parsed, two runs
 * can go on at the same time in one process.
 */
import { homedir } from "node:os";
import { adapterAmong } from "./adapters/load-package.ts";
import type { AdapterPackage } from "./adapters/package.ts";
import { nodeFiles } from "./cli/node-files.ts";
import { macrosWith } from "./compile/adapter-macros.ts";
import { builtinMacros } from "./compile/builtin-macros.ts";
import { createEngine } from "./compile/engine.ts";
import type { Manifest } from "./core/manifest.ts";
import type { JsonObject } from "./core/node.ts";
import type { Project } from "./core/project.ts";
import { adapterWish } from "./project/adapters.ts";
import { loadProject } from "./project/load.ts";
import { resolveManifest } from "./project/resolve.ts";
import { FolderLister } from "./project/source-files.ts";

export type { AdapterKit } from "./adapters/kit.ts";
export type { AdapterPackage } from "./adapters/package.ts";
export type { Environment } from "./cli/environment.ts";
export { main as runCommand } from "./cli/main.ts";
export type * from "./core/adapter.ts";
export type * from "./core/adapter-definition.ts";
export type * from "./core/dialect.ts";
export { type Diagnostic, diagnosticsOf } from "./core/error.ts";
export type { Manifest } from "./core/manifest.ts";
export type * from "./core/node.ts";
export type * from "./core/relation.ts";
export type { Target } from "./core/target.ts";
export { type Selection, type SelectionSpec, select } from "./graph/select.ts";

export interface ParseOptions {
  /** Absolute path of the project's folder. */
  readonly root: string;
  readonly target?: string;
  readonly vars?: JsonObject;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Packages that may answer for the type of the target, loaded by the caller. */
  readonly adapters?: readonly AdapterPackage[];
}

/**
 * The manifest of a project.
 * @throws Errors whose `diagnosticsOf` lists everything that is wrong with the project.
 */
export function parseProject(options: ParseOptions): { project: Project; manifest: Manifest } {
  const { root, target, vars = {}, env = {} } = options;
  const files = nodeFiles;
  const request = { files, root, cwd: root, home: homedir(), env, cliVars: vars, target };
  const wish = adapterWish(request);
  const adapter = wish && adapterAmong(options.adapters ?? [], wish.type);
  const { project } = loadProject({ ...request, adapter });
  const manifest = resolveManifest({
    project,
    files,
    lister: new FolderLister(files),
    createEngine,
    builtins: adapter ? macrosWith(adapter) : builtinMacros(),
    now: Date.now() / 1000,
  });
  return { project, manifest };
}
