/** The example of docs/guide/behaviour.md is a project that does what the guide says. */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, expect, test } from "vitest";
import { TemporaryProject } from "./in-process.ts";

const repository = resolve(import.meta.dirname, "..");
const guide = readFileSync(join(repository, "docs/guide/behaviour.md"), "utf8");
const files = [...guide.matchAll(/^```\w+ (\S+)\n(.*?)^```$/gms)].map(
  ([, path = "", text = ""]) => [path, text] as const,
);

const project = new TemporaryProject();
beforeAll(async () => {
  for (const [path, text] of files) {
    // The reader's paths are relative to where ptx runs; the test runs it from elsewhere.
    const placed = text
      .replace("local: ../ptx", `local: ${repository}`)
      .replace("path: shop.duckdb", `path: ${join(project.folder, "shop.duckdb")}`);
    project.write({ [path]: placed });
  }
  const installed = await project.ptx("deps");
  expect(installed.code, installed.out + installed.err).toBe(0);
  await build();
}, 60_000);
afterAll(() => project.remove());

async function build(...args: readonly string[]): Promise<void> {
  const built = await project.ptx("build", ...args);
  expect(built.code, built.out + built.err).toBe(0);
}

async function rows(sql: string): Promise<unknown[][]> {
  const instance = await DuckDBInstance.create(join(project.folder, "shop.duckdb"));
  const connection = await instance.connect();
  const found = await connection.runAndReadAll(sql);
  const values = found.getRowsJson() as unknown[][];
  connection.closeSync();
  instance.closeSync();
  return values;
}

test("sessions end after the pause and at another campaign, and keep what was asked for", async () => {
  expect(
    await rows(
      "select visitor_id, session_number, events, carts, campaign, customer_id from sessions order by 1, 2",
    ),
  ).toEqual([
    ["v1", 1, "2", "1", null, "ann"],
    ["v1", 2, "1", "0", null, "ann"],
    ["v2", 1, "3", "1", "spring", "bob"],
    ["v2", 2, "1", "0", "summer", "bob"],
    ["v3", 1, "1", "1", null, "cem"],
    ["v3", 2, "1", "0", null, "cem"],
    ["v3", 3, "1", "0", null, "cem"],
    ["v4", 1, "1", "0", null, null],
    ["v5", 1, "1", "1", null, "dee"],
  ]);
});

test("a purchase at the last instant of the window stops the trigger, one second later it does not", async () => {
  expect(
    await rows("select trigger_key, customer_id, item, fired_at::varchar from trg_cart order by 2"),
  ).toEqual([
    ["cart_abandoned|2", "ann", "tea", "2026-03-01 10:35:00"],
    ["cart_abandoned|8", "cem", "pot", "2026-03-02 20:30:00"],
  ]);
  expect(await rows("select trigger_key from trg_viewed order by 1")).toEqual([
    ["viewed_not_bought|10"],
    ["viewed_not_bought|3"],
    ["viewed_not_bought|7"],
  ]);
  expect(await rows("select customer_id, item, fired_at::varchar from trg_stock")).toEqual([
    ["cem", "pot", "2026-03-09 09:00:00"],
  ]);
});

test("blocks follow rules, their priority, and their validity", async () => {
  const hero = "select customer_id, variant from blocks where slot = 'hero' order by 1";
  expect(await rows(hero)).toEqual([
    ["ann", "bestsellers"],
    ["bob", "bestsellers"],
    ["cem", "back_again"],
    ["dee", "bestsellers"],
    ["eve", "bestsellers"],
  ]);
  await build("-s", "blocks", "--vars", '{as_of: "2026-03-25 12:00:00"}');
  expect((await rows(hero)).map(([, variant]) => variant)).toContain("spring_sale");
  await build("-s", "blocks", "--vars", '{as_of: "2026-05-25 12:00:00"}');
  expect((await rows(hero)).map(([, variant]) => variant)).not.toContain("spring_sale");
  await build("-s", "blocks");
});

test("the log takes a firing once, keeps it when its reason is gone, and leaves customers alone for a day", async () => {
  const log = "select trigger_key, logged_as_of::varchar from trigger_log order by all";
  const before = await rows(log);
  expect(before).toHaveLength(6);
  await build("-s", "trigger_log");
  expect(await rows(log)).toEqual(before);

  const events = project.read("seeds/events.csv");
  // A purchase of Ann arrives late, and two carts that Cem left within an hour.
  project.write({
    "seeds/events.csv": `${events}14,v1,ann,buy,tea,,2026-03-01 10:20:00
15,v3,cem,cart,cup,,2026-03-10 01:00:00
16,v9,cem,cart,cup,,2026-03-10 02:00:00
`,
  });
  await build();
  expect(await rows("select trigger_key from trg_cart order by 1")).toEqual([
    ["cart_abandoned|15"],
    ["cart_abandoned|16"],
    ["cart_abandoned|8"],
  ]);
  const keys = (await rows("select trigger_key from trigger_log order by 1")).flat();
  expect(keys).toContain("cart_abandoned|2");
  expect(keys.filter((key) => key === "cart_abandoned|15" || key === "cart_abandoned|16")).toEqual([
    "cart_abandoned|15",
  ]);
  await build("--full-refresh");
  expect((await rows("select trigger_key from trigger_log order by 1")).flat()).toEqual(keys);
  project.write({ "seeds/events.csv": events });
  await build();
});

test("recommended is what is new and in stock; without consent the bestsellers", async () => {
  const shown = await rows(
    "select customer_id, recommendation_rank, item, reason from recommended order by 1, 2",
  );
  expect(shown).toEqual([
    ["ann", "1", "pot", "similar_to_bought"],
    ["cem", "1", "cup", "similar_to_bought"],
    ["cem", "2", "pot", "similar_to_bought"],
    ["dee", "1", "cup", "similar_to_bought"],
    ["eve", "1", "tea", "bestseller"],
    ["eve", "2", "cup", "bestseller"],
  ]);
  const [tags] = await rows(
    "select recommendation_block from merge_tags where customer_id = 'eve'",
  );
  expect(JSON.parse(String(tags?.[0]))).toEqual([
    { item: "tea", reason: "bestseller" },
    { item: "cup", reason: "bestseller" },
  ]);
});

test("RFM keeps its bounds, and a negative sum is the lowest value", async () => {
  const bounds = await rows("select * from rfm_bounds order by all");
  expect(bounds).toHaveLength(12);
  await build("-s", "rfm_bounds+", "--vars", '{as_of: "2026-03-20 12:00:00"}');
  expect(await rows("select * from rfm_bounds order by all")).toEqual(bounds);
  expect(
    await rows("select customer_id, frequency_score, monetary_score from rfm order by 1"),
  ).toEqual([
    ["ann", 3, 4],
    ["bob", 5, 5],
    ["cem", 1, 2],
    ["dee", 3, 1],
    ["eve", 1, 3],
  ]);
  await build();
});

test("engagement and affinity: what lies ahead and whoever is nobody do not count", async () => {
  expect(await rows("select customer_id from engagement order by 1")).toEqual([
    ["ann"],
    ["bob"],
    ["cem"],
  ]);
  const sums = await rows(
    "select customer_id, sum(affinity) from category_affinity group by 1 having abs(sum(affinity) - 1) > 1e-5",
  );
  expect(sums).toEqual([]);
});

test("emoji and quotes survive in JSON, and texts with two offsets are one instant", async () => {
  project.write({
    "models/odd.sql": `select
  cast({{ personalization.json_object({'name': 'name', 'at': 'cast(' ~ personalization.to_utc('text') ~ ' as varchar)'}) }} as varchar) as payload
from (values ('🫖 "big" \\ pot', '2026-03-01T10:00:00+02:00'), ('🫖 "big" \\ pot', '2026-03-01T03:00:00-05:00')) as t(name, text)`,
  });
  await build("-s", "odd");
  const payloads = await rows("select distinct payload from odd");
  expect(payloads.map(([payload]) => JSON.parse(String(payload)))).toEqual([
    { name: '🫖 "big" \\ pot', at: "2026-03-01 08:00:00" },
  ]);
});

test("the preferred hour is the own one, among neighbours, and the others' for whoever did little", async () => {
  const acts = [...Array(8).fill(["ann", 9]), ["bob", 22], ["cid", 23], ["cid", 0], ["cid", 1]];
  const model = (prior: number): string => `with opened as (
  select *, timestamp '2026-01-01' as opened_at
  from (values ${acts.map(([who, hour]) => `('${who}', ${hour})`).join(", ")}) as acts (who, hour)
)
select * from (
  {{ personalization.send_time({
    'customer': 'who', 'hour': 'hour', 'at': 'opened_at', 'as_of': "timestamp '2026-01-01'",
    'prior': ${prior}, 'group': "case when who = 'cid' then 'night' else 'day' end",
  }, 'opened') }}
) as found
`;
  project.write({ "models/own_hour.sql": model(0), "models/mixed_hour.sql": model(4) });
  await build("-s", "own_hour", "mixed_hour");
  const hours = (table: string) =>
    rows(`select who, acts, preferred_hour, share from ${table} order by who`);
  // Half of an act counts for its hour, a quarter for each neighbour; 23 and 0 are neighbours.
  expect(await hours("own_hour")).toEqual([
    ["ann", "8", 9, "0.500000"],
    ["bob", "1", 22, "0.500000"],
    ["cid", "3", 0, "0.333333"],
  ]);
  // Four acts as the group has them: 4/9 of those are at 9, which outweighs the one at 22.
  expect(await hours("mixed_hour")).toEqual([
    ["ann", "8", 9, "0.481481"],
    ["bob", "1", 9, "0.355556"],
    ["cid", "3", 0, "0.333333"],
  ]);
});

test("findings count what is odd", async () => {
  const found = await rows("select finding, occurrences from findings where occurrences > 0");
  expect(Object.fromEntries(found)).toEqual({
    "event without time": "1",
    "event in the future": "1",
  });
});

test("a setting that does not exist or is missing, and a column that does not exist, are told by name", async () => {
  const model = project.read("models/sessions.sql");
  const config = project.read("project.yml");
  const told = async (changed: string): Promise<string> => {
    project.write({ "project.yml": changed });
    const { out, err } = await project.ptx("build", "-s", "sessions", "--full-refresh");
    return out + err;
  };
  expect(await told(config.replace("    event_id: event_id\n", ""))).toContain(
    "the setting 'event_id' is missing",
  );
  expect(await told(config.replace("    campaign: campaign\n", "    channel: x\n"))).toContain(
    "unknown setting 'channel'",
  );
  const missing = await told(config.replace("at: occurred_at", "at: happened_at"));
  expect(missing).toContain("happened_at");
  expect(missing).toContain("occurred_at");
  project.write({ "project.yml": config, "models/sessions.sql": model });
});
