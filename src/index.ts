/**
 * ptx as a library. Nothing here keeps state between calls: two projects can be parsed, two runs
 * can go on at the same time in one process.
 */
import { homedir } from "node:os";
import { nodeFiles } from "./cli/node-files.ts";
import { builtinMacros } from "./compile/builtin-macros.ts";
import { createEngine } from "./compile/engine.ts";
import type { Manifest } from "./core/manifest.ts";
import type { JsonObject } from "./core/node.ts";
import type { Project } from "./core/project.ts";
import { loadProject } from "./project/load.ts";
import { resolveManifest } from "./project/resolve.ts";
import { FolderLister } from "./project/source-files.ts";

export type { Environment } from "./cli/environment.ts";
export { main as runCommand } from "./cli/main.ts";
export { type Diagnostic, diagnosticsOf } from "./core/error.ts";
export type { Manifest } from "./core/manifest.ts";
export type * from "./core/node.ts";
export { type Selection, type SelectionSpec, select } from "./graph/select.ts";

export interface ParseOptions {
  /** Absolute path of the project's folder. */
  readonly root: string;
  readonly target?: string;
  readonly vars?: JsonObject;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/**
 * The manifest of a project.
 * @throws Errors whose `diagnosticsOf` lists everything that is wrong with the project.
 */
export function parseProject(options: ParseOptions): { project: Project; manifest: Manifest } {
  const { root, target, vars = {}, env = {} } = options;
  const files = nodeFiles;
  const request = { files, root, cwd: root, home: homedir(), env, cliVars: vars, target };
  const { project } = loadProject(request);
  const manifest = resolveManifest({
    project,
    files,
    lister: new FolderLister(files),
    createEngine,
    builtins: builtinMacros(),
    now: Date.now() / 1000,
  });
  return { project, manifest };
}
