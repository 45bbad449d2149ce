/**
 * State selectors against dbt: each line of `fixtures/state/changes.json` is planted in the project,
 * and `expected.json` holds what `dbt ls` then printed (see `scripts/state-oracle.py`).
 */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { builtinMacros } from "../compile/builtin-macros.ts";
import { defaultInvocation } from "../compile/default-invocation.ts";
import { createEngine } from "../compile/engine.ts";
import type { Diagnostic } from "../core/error.ts";
import type { Manifest } from "../core/manifest.ts";
import type { JsonObject } from "../core/node.ts";
import type { Project } from "../core/project.ts";
import { scopes } from "../graph/resource-types.ts";
import { select } from "../graph/select.ts";
import { loadProject } from "../project/load.ts";
import { resolveManifest } from "../project/resolve.ts";
import { FolderLister } from "../project/source-files.ts";
import { comparisonsWith } from "./comparisons.ts";
import { manifestFromJson, toManifestJson } from "./manifest-json.ts";
import { MemoryFiles } from "./testing/memory-files.ts";

interface Edit {
  readonly file: string;
  readonly find?: string;
  readonly replace?: string;
  readonly write?: string;
  readonly remove?: boolean;
}
interface Change {
  readonly name: string;
  readonly edits: readonly Edit[];
  readonly target?: string;
  readonly vars?: JsonObject;
  readonly env?: Record<string, string>;
}
type Expected = Readonly<Record<string, string | string[]>>;

const folder = fileURLToPath(new URL("../../fixtures/state/", import.meta.url));
const changes: Change[] = JSON.parse(readFileSync(`${folder}changes.json`, "utf8"));
const expected: Expected[] = JSON.parse(readFileSync(`${folder}expected.json`, "utf8"));

function filesWith(edits: readonly Edit[]): MemoryFiles {
  const files = new MemoryFiles();
  for (const entry of readdirSync(`${folder}project`, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = `${entry.parentPath}/${entry.name}`;
    files.write(`/shop${path.slice(`${folder}project`.length)}`, readFileSync(path, "utf8"));
  }
  for (const { file, find = "", replace = "", write, remove } of edits) {
    const path = `/shop/${file}`;
    if (remove) files.remove(path);
    else files.write(path, write ?? (files.readText(path) ?? "").replace(find, () => replace));
  }
  return files;
}

function resolved({ edits, target, vars = {}, env = {} }: Omit<Change, "name">): {
  manifest: Manifest;
  project: Project;
} {
  const files = filesWith(edits);
  const at = { files, root: "/shop", cwd: "/shop", home: "/", env, target };
  const { project } = loadProject({ ...at, cliVars: vars });
  const lister = new FolderLister(files);
  const input = { project, files, lister, createEngine, builtins: builtinMacros(), now: 0 };
  return { manifest: resolveManifest(input), project };
}

/** A manifest as another run reads it. */
function written({ manifest, project }: ReturnType<typeof resolved>): Manifest {
  const generatedAt = new Date(0);
  const json = toManifestJson(manifest, {
    invocation: defaultInvocation(project),
    project,
    generatedAt,
  });
  return manifestFromJson(JSON.parse(JSON.stringify(json)));
}

const before = written(resolved({ edits: [] }));

function picked(now: Manifest, selector: string, warnings: Diagnostic[] = []): readonly string[] {
  const state = { manifest: () => before, results: () => new Map(), loadedAt };
  const comparisons = comparisonsWith(now, state, (diagnostic) => warnings.push(diagnostic));
  const spec = { select: [selector], indirectSelection: "empty" as const };
  return select(now, spec, { scope: scopes.ls, comparisons }).selected;
}
const loadedAt = () => ({ before: new Map(), now: new Map() });

/** Where ptx answers otherwise on purpose: what the environment decides does not count as a change. */
const environment: Readonly<Record<string, readonly string[]>> = {
  "another target: database, schema and path differ": [
    "model.shop.placed",
    "source.shop.erp.orders",
    "source.shop.erp.payments",
  ],
  "an environment variable read by config()": ["model.shop.placed"],
};

test.each(changes.map((change, i) => ({ ...change, dbt: expected[i] ?? {} })))(
  "$name",
  ({ dbt, ...change }) => {
    const { manifest } = resolved(change);
    const unchanged = environment[change.name] ?? [];
    const answers: Record<string, unknown> = { name: change.name };
    const wanted: Record<string, unknown> = { ...dbt };
    for (const [selector, ids] of Object.entries(dbt)) {
      if (selector === "name" || typeof ids === "string") continue;
      answers[selector] = picked(manifest, selector);
      const moved = selector.startsWith("state:modified")
        ? ids.filter((id) => !unchanged.includes(id))
        : [...ids, ...(selector === "state:unmodified" ? unchanged : [])];
      wanted[selector] = moved.sort();
    }
    expect(answers).toEqual(wanted);
  },
);
