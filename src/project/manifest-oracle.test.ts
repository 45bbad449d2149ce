/**
 * What a project resolves to, against what dbt makes of it. Each folder of `fixtures/projects` is a
 * project about one topic; `scripts/manifest-oracle.py` writes its `expected.json` with dbt.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { defaultInvocation } from "../compile/default-invocation.ts";
import type { Json, JsonObject } from "../core/node.ts";
import { parseProject } from "../index.ts";
import { toManifestJson } from "../state/manifest-json.ts";

/** What no two runs have in common. */
const varying = new Set(["created_at", "root_path"]);

/** Lists whose order dbt leaves to chance, or that each tool puts in its own. */
const unordered = [/\/tags$/, /\/sources$/, /\/depends_on\/(nodes|macros)$/, /^group_map\//];

/** Macros that each tool brings along, under names of its own. */
const isForeign = (id: Json): boolean => /^macro\.dbt(_\w+)?\./.test(String(id));

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const shown = (value: Json | undefined): string => JSON.stringify(value) ?? "nothing";

const order = (a: Json, b: Json): number => (shown(a) < shown(b) ? -1 : 1);

function compare(path: string, left: Json | undefined, right: Json | undefined): string[] {
  if (isObject(left) && isObject(right)) {
    return [...new Set([...Object.keys(left), ...Object.keys(right)])]
      .filter((key) => !varying.has(key))
      .flatMap((key) => compare(`${path}/${key}`, left[key], right[key]));
  }
  const [wanted, found] = [comparable(path, left), comparable(path, right)];
  if (Array.isArray(wanted) && Array.isArray(found) && wanted.length === found.length) {
    return wanted.flatMap((item, index) => compare(`${path}/${index}`, item, found[index]));
  }
  const same = shown(wanted) === shown(found);
  return same ? [] : [`${path}: dbt has ${shown(wanted)}, ptx has ${shown(found)}`];
}

function comparable(path: string, value: Json | undefined): Json | undefined {
  // dbt hashes what Python prints of its objects: only that there is a hash can be the same.
  if (/^(disabled|unit_tests)\/unit_test\..*\/checksum$/.test(path)) return typeof value;
  if (!Array.isArray(value) || !unordered.some((pattern) => pattern.test(path))) return value;
  return value.filter((item) => !isForeign(item)).sort(order);
}

function withoutForeign(section: Json | undefined): JsonObject {
  const entries = Object.entries(isObject(section) ? section : {});
  return Object.fromEntries(
    entries.filter(([id]) => !isForeign(id) && id !== "doc.dbt.__overview__"),
  );
}

const readJson = (path: string): JsonObject =>
  existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : {};

/**
 * The sections of `<folder>/expected.json` that ptx resolves differently, as lines of
 * `section/id/key: dbt has …, ptx has …`; empty when all is the same.
 */
function manifestDifferences(folder: string): string[] {
  const expected = readJson(`${folder}/expected.json`);
  const given = readJson(`${folder}/case.json`);
  const { project, manifest } = parseProject({
    root: folder,
    vars: (given["vars"] ?? {}) as JsonObject,
    env: (given["env"] ?? {}) as Record<string, string>,
  });
  const invocation = defaultInvocation(project);
  const written = toManifestJson(manifest, { invocation, project, generatedAt: new Date() });
  const found = JSON.parse(JSON.stringify(written)) as JsonObject;
  return Object.entries(expected).flatMap(([section, wanted]) =>
    compare(section, withoutForeign(wanted), withoutForeign(found[section])),
  );
}

const projects = resolve(import.meta.dirname, "../../fixtures/projects");

test.each(readdirSync(projects))("%s: the manifest is dbt's, field by field", (name) => {
  expect(manifestDifferences(join(projects, name))).toEqual([]);
});
