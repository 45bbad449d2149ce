import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { connectTo } from "../adapters/registry.ts";
import type { Adapter, Session, SqlValue } from "../core/adapter.ts";
import type { JsonObject } from "../core/node.ts";
import { drive } from "./drive.ts";
import { snapshot } from "./snapshot.ts";

/**
 * Inputs, and the tables that dbt-core 1.11.7 with dbt-duckdb 1.11.1 makes of them. Times of the
 * runs are numbered (`run 2`), and hashes over them are `hash`.
 */
interface Golden {
  readonly name: string;
  readonly config: JsonObject;
  readonly runs: readonly string[];
  readonly expected: readonly {
    readonly columns: readonly [string, string][];
    readonly rows: readonly unknown[][];
  }[];
}

const goldens = JSON.parse(
  readFileSync(new URL("./goldens/snapshot.json", import.meta.url), "utf8"),
) as Golden[];

const target = { database: "memory", schema: "main", name: "history" };
let adapter: Adapter;
let session: Session;

beforeEach(async () => {
  const more = { schema: "main", database: undefined, threads: 1, file: undefined, settings: {} };
  const options = { root: "/" };
  adapter = await connectTo({ profileName: "p", name: "t", type: "duckdb", ...more }, options);
  session = await adapter.session();
});
afterEach(() => adapter.close());

async function run(select: string, config: JsonObject): Promise<void> {
  const [existing] = await adapter.relations([target]);
  const plain = { preHooks: [], postHooks: [], description: "", columns: {}, constraints: [] };
  const plan = snapshot.plan({
    ...plain,
    ...{ target, existing, select, config, dialect: adapter.dialect, fullRefresh: false },
  });
  await drive(plan, {
    session,
    hook: async () => {},
    seed: () => Promise.reject(new Error("no seed here")),
  });
}

/** `timestamp` values as texts; those with a fraction of a second are times of a run. */
const text = (value: SqlValue): unknown =>
  value !== null && typeof value === "object" && "timestamp" in value ? value["timestamp"] : value;

function normalized(rows: readonly (readonly SqlValue[])[], { strategy, updated_at }: JsonObject) {
  const texts = rows.map((row) => row.map(text));
  const isRunTime = (value: unknown) => typeof value === "string" && /\.\d+$/.test(value);
  const times = [...new Set(texts.flat().filter(isRunTime))].sort();
  return texts
    .map((row) => {
      const hidden = (strategy === "check" && updated_at === undefined) || row.includes("True");
      return row.map((value) => {
        if (isRunTime(value)) return `run ${times.indexOf(value) + 1}`;
        return hidden && typeof value === "string" && /^[0-9a-f]{32}$/.test(value) ? "hash" : value;
      });
    })
    .map((row) => JSON.stringify(row))
    .sort();
}

describe("dbt makes the same history", () => {
  test.each(goldens)("$name", async ({ config, runs, expected }) => {
    for (const [i, select] of runs.entries()) {
      await run(select, config);
      const { columns, rows } = await session.query("select * from history");
      expect(columns.map(({ name, type }) => [name, type])).toEqual(expected[i]?.columns);
      const wanted = (expected[i]?.rows ?? []).map((row) => JSON.stringify(row)).sort();
      expect(normalized(rows, config)).toEqual(wanted);
    }
  });
});

const plain: JsonObject = { strategy: "check", unique_key: "id", check_cols: "all" };

test("a run without changes leaves no trace", async () => {
  await run("select 1 as id, 'a' as name", plain);
  const before = (await session.query("select * from history")).rows;
  await run("select 1 as id, 'a' as name", plain);
  expect((await session.query("select * from history")).rows).toEqual(before);
  expect(
    await session.columns({ database: undefined, schema: "temp", name: "history__dbt_tmp" }),
  ).toBeUndefined();
});

test("a run that fails in the middle changes nothing", async () => {
  await run("select 1 as id, 'a' as name", plain);
  const broken = { ...plain, dbt_valid_to_current: "'not a time'" };
  await expect(run("select 1 as id, 'b' as name, 2 as extra", broken)).rejects.toThrow();
  expect((await session.query("select id, name from history")).rows).toEqual([[1, "a"]]);
  expect(await session.columns(target)).toHaveLength(6);
});

test.each([
  [{ strategy: "checks" }, "PTX4104", "strategy"],
  [{ unique_key: null }, "PTX4104", "unique_key"],
  [{ strategy: "timestamp" }, "PTX4104", "updated_at"],
  [{ check_cols: [] }, "PTX4104", "check_cols"],
  [{ hard_deletes: "forget" }, "PTX4104", "hard_deletes"],
  [{ hard_deletes: "ignore", invalidate_hard_deletes: true }, "PTX4104", "cannot set both"],
])("%j is refused", async (config, code, message) => {
  await expect(run("select 1 as id", { ...plain, ...config })).rejects.toMatchObject({
    diagnostic: { code },
    message: expect.stringContaining(message),
  });
});

test("a table that is no snapshot, or a view, is not touched", async () => {
  await session.execute("create table history as select 1 as id");
  await expect(run("select 1 as id", plain)).rejects.toMatchObject({
    diagnostic: { code: "PTX4105" },
    message: expect.stringContaining("dbt_scd_id, dbt_valid_from, dbt_valid_to"),
  });
  await session.execute("drop table history; create view history as select 1 as id");
  await expect(run("select 1 as id", plain)).rejects.toMatchObject({
    diagnostic: { code: "PTX4101" },
  });
});
