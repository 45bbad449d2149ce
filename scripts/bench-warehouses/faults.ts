/**
 * Builds the same changing data twice, once over a network that breaks, and compares the tables.
 * What fails is tried again as a user would: `ptx retry`, until it goes well.
 */
import { Client } from "pg";
import { type FaultKind, faultKinds, startProxy } from "../emulators/pg-proxy.ts";
import type { Profile } from "../emulators/server.ts";
import { asClient, type Measured } from "./measured.ts";
import { BenchProject } from "./project.ts";

const incremental = (config: string, sql: string) =>
  `{{ config(materialized='incremental', ${config}) }}\n${sql}\n`;

/** The rows of a round; every round changes half of the keys of the one before. */
const events = `select 'round {{ var("round") }}' as name, {{ var("round") }} as round,
  i as id, cast('2026-01-01' as timestamp) + {{ var("round") }} * interval '1 day' as changed
from generate_series({{ var("round") }} * 50, {{ var("round") }} * 50 + 99) as s(i)`;

const all = "select id, name, round, changed from {{ ref('events') }}";

const files = {
  "seeds/names.csv": "id,name\n1,ana\n2,ben\n",
  "models/events.sql": `{{ config(materialized='table') }}\n${events}\n`,
  "models/viewed.sql": all,
  "models/counted.sql": `{{ config(materialized='table') }}\nselect count(*) as n, max(round) as round from {{ ref('viewed') }}\n`,
  // Without a key, a statement that is sent twice leaves its rows twice.
  "models/appended.sql": incremental("incremental_strategy='append'", all),
  "models/appended_too.sql": incremental(
    "incremental_strategy='append'",
    "select * from {{ ref('viewed') }}",
  ),
  "models/merged.sql": incremental("incremental_strategy='merge', unique_key='id'", all),
  "models/replaced.sql": incremental("incremental_strategy='delete+insert', unique_key='id'", all),
  "models/hooked.sql": incremental(
    "incremental_strategy='append', post_hook='insert into {{ this }} select -1, count(*)::text, 0, null from {{ this }}'",
    all,
  ),
  "models/_models.yml": JSON.stringify({
    models: [
      { name: "merged", columns: [{ name: "id", data_tests: ["unique", "not_null"] }] },
      { name: "counted", columns: [{ name: "n", data_tests: ["not_null"] }] },
    ],
  }),
  "snapshots/history.yml": JSON.stringify({
    snapshots: [
      {
        name: "history",
        relation: "ref('events')",
        config: { unique_key: "id", strategy: "timestamp", updated_at: "changed" },
      },
    ],
  }),
};

/** Mulberry32: the same faults for the same seed, as far as statements come in the same order. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface Disturbance {
  readonly rounds: number;
  /** Share of the statements that something happens to. */
  readonly share: number;
  readonly seed: number;
}

export interface Outcome {
  /** Tables that differ from those of the undisturbed run. */
  readonly different: readonly string[];
  readonly faults: Readonly<Record<FaultKind, number>>;
  readonly statements: number;
  /** Runs that failed and were tried again. */
  readonly retries: number;
  /** What happened to which statement. */
  readonly log: readonly string[];
}

/** Further `ptx retry` of one round before it counts as lost. */
const patience = 20;

export async function disturb(profile: Profile, disturbance: Disturbance): Promise<Outcome> {
  const { rounds, share, seed } = disturbance;
  const faults = Object.fromEntries(faultKinds.map((kind) => [kind, 0])) as Record<
    FaultKind,
    number
  >;
  const random = randomOf(seed);
  const log: string[] = [];
  let statements = 0;
  let reached = 0;
  const fault = (sql: string | undefined, connection: number): FaultKind | undefined => {
    statements += 1;
    if (random() >= share) return undefined;
    const kinds = faultKinds.filter((kind) => (kind === "refused") === (sql === undefined));
    const kind = kinds[Math.floor(random() * kinds.length)];
    if (kind === undefined) return undefined;
    faults[kind] += 1;
    log.push(`round ${reached}, connection ${connection}: ${kind}: ${sql ?? "login"}`);
    return kind;
  };
  const proxy = await startProxy({ port: Number(profile["port"]), fault });
  const calm = new BenchProject(files);
  const rough = new BenchProject(files);
  const schemas = [`calm_${seed}`, `rough_${seed}`] as const;
  calm.connectTo(profile, { schema: schemas[0], threads: 4 });
  rough.connectTo(profile, {
    port: proxy.port,
    schema: schemas[1],
    threads: 4,
    connect_timeout: 5,
  });
  let retries = 0;
  try {
    for (let round = 1; round <= rounds; round += 1) {
      reached = round;
      const vars = ["--vars", `{round: ${round}}`];
      await calm.succeed("build", ...vars);
      retries += await persist(rough, ["build", ...vars]);
    }
    return { different: await differences(profile, schemas), faults, statements, retries, log };
  } finally {
    await proxy.stop();
    calm.remove();
    rough.remove();
  }
}

/** Runs, and retries until all went well. @returns How often. */
async function persist(project: BenchProject, args: readonly string[]): Promise<number> {
  let ran = await project.run(...args);
  for (let tries = 0; tries < patience; tries += 1) {
    if (ran.code === 0) return tries;
    // What could not even begin left no results to retry.
    ran =
      ran.code === 1 && !ran.text.includes("PTX4002")
        ? await project.run("retry")
        : await project.run(...args);
  }
  throw new Error(`it never went well:\n${ran.text}`);
}

/** Tables whose rows are not the same in both schemas, duplicates counted. */
async function differences(
  profile: Profile,
  [one, other]: readonly [string, string],
): Promise<string[]> {
  const client = new Client(asClient(profile));
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      "select distinct table_name as name from information_schema.tables where table_schema in ($1, $2) order by 1",
      [one, other],
    );
    const different: string[] = [];
    for (const { name } of rows) {
      const contents = await Promise.all(
        [one, other].map((schema) => content(client, schema, name)),
      );
      if (contents[0] !== contents[1]) different.push(`${name}: ${contents.join(" / ")}`);
    }
    return different;
  } finally {
    await client.end();
  }
}

/** Number and hash of a table's rows. */
async function content(client: Client, schema: string, name: string): Promise<string> {
  const sql = `select count(*) || ' rows, ' || coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as content
from ${schema}.${name} as t`;
  try {
    const { rows } = await client.query<{ content: string }>(sql);
    return rows[0]?.content ?? "";
  } catch (error) {
    if ((error as { code?: string }).code === "42P01") return "not there";
    throw error;
  }
}

export async function faults(profile: Profile): Promise<Measured[]> {
  const rounds = 40;
  const {
    different,
    faults: counts,
    statements,
    retries,
  } = await disturb(profile, {
    rounds,
    share: 0.03,
    seed: 20261122,
  });
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const kinds = Object.entries(counts).map(([kind, count]) => `${kind} ${count}`);
  return [
    {
      what: `${rounds} builds with ${total} faults in ${statements} statements and logins (${kinds.join(", ")}), ${retries} retries`,
      is: different.length === 0 ? "the same tables" : different.join("; "),
      beside: "an undisturbed run",
      good: different.length === 0,
    },
  ];
}
