/** The reference project, built in DuckDB and in a warehouse from the same files. */
import { resolve } from "node:path";
import { expect } from "vitest";
import { stringify } from "yaml";
import { connectTo } from "../../src/adapters/registry.ts";
import type { JsonObject } from "../../src/core/node.ts";
import type { Target } from "../../src/core/target.ts";
import { TemporaryProject } from "../in-process.ts";
import { differences, type LeftOut } from "./same-rows.ts";

const root = resolve(import.meta.dirname, "../..");
const parts = ["project.yml", "models", "macros", "tests", "seeds", "snapshots"];

/**
 * Builds everything in both and compares all rows.
 *
 * @param profile Keys of the warehouse's target, with the schema to build in.
 * @param differing Tables whose values cannot be the same there; all others have to be.
 * @param leftOut Columns whose values cannot be the same there, by table.
 */
export async function buildsTheSame(
  profile: JsonObject,
  differing: readonly string[] = [],
  leftOut: LeftOut = {},
): Promise<void> {
  const project = new TemporaryProject();
  for (const part of parts) project.copy(resolve(root, part), part);
  const duckdb: JsonObject = { type: "duckdb", path: "reference.duckdb", threads: 4 };
  project.write({
    "profiles.yml": stringify({
      personalization: { target: "duckdb", outputs: { duckdb, other: { threads: 8, ...profile } } },
    }),
  });
  const adapters = await Promise.all(
    [duckdb, profile].map((settings) => connectTo(targetOf(settings), { root: project.folder })),
  );
  try {
    for (const target of ["duckdb", "other"]) {
      const { code, out, err } = await project.ptx("build", "--target", target);
      expect(`${err}${code === 0 ? "" : out}`).toBe("");
    }
    const [one, other] = adapters;
    if (!one || !other) throw new Error("two adapters were connected");
    const places = [
      { adapter: one, schema: "main" },
      { adapter: other, schema: String(profile["schema"]) },
    ] as const;
    const found = await differences(...places, leftOut);
    const isKnown = (text: string) => differing.includes(text.split(" ", 1)[0] ?? "");
    expect(found.filter((text) => !isKnown(text))).toEqual([]);
  } finally {
    for (const adapter of adapters) await adapter.close();
    project.remove();
  }
}

const targetOf = (settings: JsonObject): Target => ({
  profileName: "p",
  name: "t",
  type: String(settings["type"]),
  schema: String(settings["schema"] ?? "main"),
  database: undefined,
  threads: 4,
  settings,
  file: undefined,
});
