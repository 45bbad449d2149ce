/** Hooks of nodes: what they refer to, and where they are written when they are wrong. */
import { type Diagnostic, diagnosticsOf } from "../core/error.ts";
import { type Location, positionAt } from "../core/location.ts";
import type { NodeConfig } from "../core/node.ts";
import type { BuildContext } from "./build-context.ts";
import type { Captured, NodeDraft } from "./engine.ts";
import { listOf, objectOf, textOf } from "./json.ts";
import { type SourceFile, shownPath } from "./source-files.ts";

/**
 * Where the text of a hook stands: in the file of its node, or in a project file.
 * @returns `undefined` for hooks that a macro made or that YAML writes in another form.
 */
export function placeOfHook(
  context: BuildContext,
  file: SourceFile,
  sql: string,
): Location | undefined {
  const { files, project } = context;
  const { root } = project;
  const candidates = [
    { path: `${file.package.root}/${file.path}`, shown: file.shown },
    ...[root, file.package].map((pkg) => ({
      path: `${pkg.root}/${pkg.projectFile}`,
      shown: shownPath(pkg, pkg.projectFile, root.root),
    })),
  ];
  for (const { path, shown } of candidates) {
    const text = files.readText(path) ?? "";
    const found = text.indexOf(sql);
    if (found >= 0) return { file: shown, ...positionAt(text, found) };
  }
  return undefined;
}

/** A finding about a hook's text, told of the place where the hook is written. */
function relocated(found: Diagnostic, what: string, start: Location | undefined): Diagnostic {
  const { at } = found;
  const line = at?.line ?? 1;
  const column = at?.column ?? 1;
  const inside = start && {
    ...start,
    line: start.line + line - 1,
    column: line === 1 ? start.column + column - 1 : column,
    ...(at?.length === undefined ? {} : { length: at.length }),
  };
  return { ...found, message: `${what}: ${found.message}`, at: inside };
}

/** Captures the text of one hook; a mistake in it is reported where the hook is written. */
export function captureHook(
  context: BuildContext,
  file: SourceFile,
  draft: NodeDraft,
  sql: string,
  what: string,
): Captured | undefined {
  const { start: _, ...inHook } = draft;
  try {
    return context.engine.capture(inHook, sql);
  } catch (error) {
    const found = diagnosticsOf(error);
    if (found === undefined) throw error;
    for (const one of found) {
      const inMacro = one.at !== undefined && one.at.file !== file.shown;
      const place = inMacro ? undefined : placeOfHook(context, file, sql);
      context.findings.add(
        inMacro ? { ...one, message: `${what}: ${one.message}` } : relocated(one, what, place),
      );
    }
    return undefined;
  }
}

/** Adds what a node's hooks refer to: a hook may hold the only reference to a model. */
export function captureHooks(
  context: BuildContext,
  file: SourceFile,
  draft: NodeDraft,
  config: NodeConfig,
  captured: Captured,
): Captured {
  let all = captured;
  for (const kind of ["pre-hook", "post-hook"] as const) {
    for (const hook of listOf(config[kind])) {
      const sql = textOf(objectOf(hook)["sql"]) ?? "";
      if (!(sql.includes("{{") || sql.includes("{%"))) continue;
      const what = `In a ${kind} of ${draft.resource_type} '${draft.name}'`;
      const found = captureHook(context, file, draft, sql, what);
      if (found === undefined) continue;
      all = {
        ...all,
        refs: [...all.refs, ...found.refs],
        sources: [...all.sources, ...found.sources],
        macros: [...new Set([...all.macros, ...found.macros])],
      };
    }
  }
  return all;
}
