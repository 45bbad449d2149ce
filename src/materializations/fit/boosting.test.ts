/** The ways in which a warehouse may add up histograms: another way, the same trees. */
import { expect, test } from "vitest";
import { connectTo } from "../../adapters/registry.ts";
import type { Dialect } from "../../core/dialect.ts";
import { drive } from "../drive.ts";
import { fit } from "./fit.ts";

const target = { database: "memory", schema: "main", name: "m" };
const select = `select i as id, case when i % 9 = 0 then null else hash(i) % 1000 end as a,
  hash(i + 1000000) % 400 as b, hash(i + 2000000) % 3 as c,
  case when hash(i + 3000000) % 100 < 20 + (hash(i) % 1000) / 20 + 10 * (hash(i + 2000000) % 3) then 1 else 0 end as y
from range(25000) t(i)`;

/** The model's rows, without the time; and the statements that learned it. */
async function learned(change: (dialect: Dialect) => Dialect, settings = {}) {
  const more = { schema: "main", database: undefined, threads: 1, file: undefined, settings: {} };
  const adapter = await connectTo(
    { profileName: "p", name: "t", type: "duckdb", ...more },
    { root: "/" },
  );
  const session = await adapter.session();
  const plain = { preHooks: [], postHooks: [], description: "", columns: {}, constraints: [] };
  const method = { method: "gradient_boosting", target: "y", key: "id", max_iter: 5 };
  const plan = fit.plan({
    ...plain,
    ...{ target, existing: undefined, select, fullRefresh: false },
    config: { fit: { ...method, holdout: 0, metrics: false, reference: false, ...settings } },
    dialect: change(adapter.dialect),
  });
  const sent: string[] = [];
  await drive(plan, {
    session,
    hook: async () => {},
    seed: () => Promise.reject(new Error("no seed here")),
    onStatement: ({ sql }) => sent.push(sql),
  });
  const { rows } = await session.query(
    "select * exclude (trained_at) from main.m order by position",
  );
  await adapter.close();
  return { rows, sent: sent.join("\n") };
}

const without = (dialect: Dialect, ...flags: readonly string[]): Dialect => ({
  ...dialect,
  capabilities: {
    ...dialect.capabilities,
    ...Object.fromEntries(flags.map((flag) => [flag, undefined])),
  },
});

test.each([{}, { max_bins: 300 }, { max_leaf_nodes: 4, min_samples_leaf: 500 }])(
  "trees are the same, however their sums are made: %o",
  async (settings) => {
    const inArrays = await learned((dialect) => dialect, settings);
    const inTables = await learned((dialect) => without(dialect, "smallGroups"), settings);
    const anew = await learned(
      (dialect) => without(dialect, "smallGroups", "updatesInPlace"),
      settings,
    );
    expect(inArrays.rows.length).toBeGreaterThan(20);
    expect(inArrays.rows).toEqual(inTables.rows);
    expect(inArrays.rows).toEqual(anew.rows);
    expect(inArrays.sent).toContain("set node = ");
    expect(inTables.sent).not.toContain("set node = ");
    expect(anew.sent).not.toContain("update ");
  },
);
