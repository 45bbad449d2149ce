/**
 * Sessions that arrive in batches, in a random order, are those of a full refresh, and those of a plain
 * loop over the events.
 */
import { join, resolve } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterEach, expect, test } from "vitest";
import { TemporaryProject } from "./in-process.ts";

const minute = 60_000;
const start = Date.UTC(2026, 0, 5);
const batches = 5;
/** Later events wait; with every batch some of them come due. */
const until = (batch: number): number => start + (batch + 1) * 25 * 60 * minute;

interface Event {
  readonly id: number;
  readonly visitor: string;
  readonly at: number;
  readonly campaign: string;
  readonly batch: number;
}

/** A linear congruential generator: the same events for the same seed, everywhere. */
function events(seed: number): Event[] {
  let state = seed;
  const draw = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  return Array.from({ length: 400 }, (_, id) => ({
    id,
    visitor: `v${draw(12)}`,
    // Many pauses of exactly thirty minutes, and many events of one instant.
    at: start + draw(600) * 15 * minute,
    campaign: ["", "", "", "spring", "summer"][draw(5)] ?? "",
    batch: draw(batches),
  }));
}

const timestamp = (at: number): string => new Date(at).toISOString().slice(0, 19).replace("T", " ");

const inOrder = (all: readonly Event[]): Event[] =>
  all.toSorted(
    (one, other) =>
      one.visitor.localeCompare(other.visitor) || one.at - other.at || one.id - other.id,
  );

/** Whether an event begins another session, given the event before it and the campaign so far. */
function begins(event: Event, before: Event, campaign: string, breaks: boolean): boolean {
  if (event.at - before.at > 30 * minute) return true;
  if (!breaks) return false;
  const day = ({ at }: Event): string => timestamp(at).slice(0, 10);
  return day(event) !== day(before) || (event.campaign !== "" && event.campaign !== campaign);
}

/** Sessions by a loop: visitor, first event, number of events. */
function byHand(all: readonly Event[], breaks: boolean): string[] {
  const sessions: { visitor: string; first: number; events: number }[] = [];
  const campaigns = new Map<string, string>();
  let before: Event | undefined;
  for (const event of inOrder(all)) {
    const campaign = campaigns.get(event.visitor) ?? "";
    const known = before?.visitor === event.visitor ? before : undefined;
    if (known === undefined || begins(event, known, campaign, breaks)) {
      sessions.push({ visitor: event.visitor, first: event.id, events: 0 });
    }
    if (event.campaign !== "") campaigns.set(event.visitor, event.campaign);
    const current = sessions.at(-1);
    if (current !== undefined) current.events += 1;
    before = event;
  }
  return sessions.map(({ visitor, first, events: count }) => `${visitor} ${first} ${count}`).sort();
}

let project = new TemporaryProject();
afterEach(() => project.remove());

function write(all: readonly Event[]): void {
  const off = { personalization: { "+enabled": false } };
  const lines = all.map((one) =>
    [one.id, one.visitor, timestamp(one.at), one.campaign, one.batch].join(","),
  );
  const settings = "'visitor': 'visitor', 'at': 'occurred_at', 'event_id': 'id', 'first': ['id']";
  const kinds = {
    plain: settings,
    breaks: `${settings}, 'day': 'cast(occurred_at as date)', 'campaign': 'campaign'`,
    loaded: `${settings}, 'loaded_at': 'loaded_at', 'until': "timestamp '" ~ var('until') ~ "'"`,
  };
  const models = Object.entries(kinds).flatMap(([kind, config]) => {
    const body = `{{ personalization.sessions({${config}}, ref('events')) }}`;
    const incremental =
      "{{ config(materialized='incremental', unique_key='visitor', incremental_strategy='delete+insert') }}";
    return [
      [`models/${kind}.sql`, incremental + body],
      [`models/${kind}_whole.sql`, body],
    ];
  });
  project.write({
    "project.yml": JSON.stringify({
      name: "shop",
      profile: "shop",
      models: { shop: { "+materialized": "table" }, ...off },
      seeds: off,
      snapshots: off,
      data_tests: off,
      exposures: off,
      vars: { arrived: 0, until: timestamp(until(0)) },
    }),
    "profiles.yml": JSON.stringify({
      shop: {
        target: "dev",
        outputs: { dev: { type: "duckdb", path: join(project.folder, "shop.duckdb") } },
      },
    }),
    "packages.yml": JSON.stringify({
      packages: [{ local: resolve(import.meta.dirname, "..") }],
    }),
    "events.csv": ["id,visitor,occurred_at,campaign,batch", ...lines].join("\n"),
    "models/events.sql": `{{ config(materialized='view') }}
select id, visitor, occurred_at, nullif(campaign, '') as campaign,
  timestamp '2026-03-01' + to_hours(cast(batch as bigint)) as loaded_at
from read_csv('${join(project.folder, "events.csv")}', header = true)
where batch <= {{ var('arrived') }}`,
    ...Object.fromEntries(models),
  });
}

async function rows(sql: string): Promise<unknown[][]> {
  const instance = await DuckDBInstance.create(join(project.folder, "shop.duckdb"));
  const connection = await instance.connect();
  const found = (await connection.runAndReadAll(sql)).getRowsJson() as unknown[][];
  connection.closeSync();
  instance.closeSync();
  return found;
}

async function ptx(...args: readonly string[]): Promise<void> {
  const { code, out, err } = await project.ptx(...args);
  expect(code, out + err).toBe(0);
}

test.each([1, 2])(
  "whatever the order of arrival, the sessions are those of a full refresh (seed %i)",
  async (seed) => {
    project = new TemporaryProject();
    const all = events(seed);
    write(all);
    await ptx("deps");
    for (let batch = 0; batch < batches; batch += 1) {
      const last = batch === batches - 1;
      const models = ["plain", "breaks", "loaded"].flatMap((kind) =>
        last ? [kind, `${kind}_whole`] : [kind],
      );
      const vars = JSON.stringify({ arrived: batch, until: timestamp(until(batch)) });
      await ptx("run", "-s", "events", ...models, "--vars", vars);
    }
    for (const kind of ["plain", "breaks", "loaded"]) {
      const apart = await rows(
        `(from ${kind} except from ${kind}_whole) union all (from ${kind}_whole except from ${kind})`,
      );
      expect(apart, kind).toEqual([]);
    }
    const found = async (kind: string) =>
      (await rows(`select visitor || ' ' || id || ' ' || events from ${kind}`)).flat().sort();
    expect(await found("plain")).toEqual(byHand(all, false));
    expect(await found("breaks")).toEqual(byHand(all, true));
    const now = until(batches - 1);
    expect(await found("loaded")).toEqual(
      byHand(
        all.filter(({ at }) => at <= now),
        false,
      ),
    );
    expect(all.some(({ at }) => at > now)).toBe(true);
  },
  120_000,
);
