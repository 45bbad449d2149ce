/**
 * How much longer 500 trivial models take than their statements: the statements of a build are
 * written down on their way, and sent again by a bare loop over as many connections.
 */
import { Client } from "pg";
import { startProxy } from "../emulators/pg-proxy.ts";
import type { Profile } from "../emulators/server.ts";
import { asClient, type Measured, median, secondsOf } from "./measured.ts";
import { BenchProject } from "./project.ts";

const models = 500;
const threads = 8;
const rounds = 3;

const table = (i: number) => `{{ config(materialized='table') }}\nselect ${i} as id, 'x' as name\n`;

export async function overhead(profile: Profile): Promise<Measured[]> {
  const files = Array.from({ length: models }, (_, i) => [`models/m_${i}.sql`, table(i)] as const);
  const project = new BenchProject(Object.fromEntries(files));
  const builds: number[] = [];
  const inside: number[] = [];
  const loops: number[] = [];
  try {
    for (let round = 0; round < rounds; round += 1) {
      const streams = await record(project, profile, `over_recorded_${round}`);
      project.connectTo(profile, { schema: `over_ptx_${round}`, threads });
      const { seconds, text } = await project.succeed("run");
      builds.push(seconds);
      inside.push(Number(/in ([\d.]+) s\.$/m.exec(text)?.[1]));
      loops.push(
        await secondsOf(() =>
          replay(profile, streams, `over_loop_${round}`, `over_recorded_${round}`),
        ),
      );
    }
  } finally {
    project.remove();
  }
  const loop = median(loops);
  const floor = `${loop.toFixed(2)} s (bare loop, ${threads} connections)`;
  return [
    {
      what: `${models} trivial models, ${threads} threads: the run`,
      is: `${median(inside).toFixed(2)} s`,
      beside: floor,
      ratio: median(inside) / loop,
      atMost: 1.3,
    },
    {
      what: "the same with the start of the process",
      is: `${median(builds).toFixed(2)} s`,
      beside: floor,
      ratio: median(builds) / loop,
    },
  ];
}

/** The statements of a build, by connection. The build also leaves the parse cache warm. */
async function record(
  project: BenchProject,
  profile: Profile,
  schema: string,
): Promise<string[][]> {
  const streams = new Map<number, string[]>();
  const proxy = await startProxy({
    port: Number(profile["port"]),
    onStatement: (connection, sql) => {
      const known = streams.get(connection);
      if (known) known.push(sql);
      else streams.set(connection, [sql]);
    },
  });
  project.connectTo(profile, { port: proxy.port, schema, threads });
  await project.succeed("run");
  await proxy.stop();
  return [...streams.values()];
}

/** Sends the same statements to another schema, each connection its own ones. */
async function replay(
  profile: Profile,
  streams: readonly (readonly string[])[],
  schema: string,
  instead: string,
): Promise<void> {
  const first = new Client(asClient(profile));
  await first.connect();
  await first.query(`create schema if not exists ${schema}`);
  await first.end();
  await Promise.all(
    streams.map(async (statements) => {
      const client = new Client(asClient(profile));
      await client.connect();
      for (const sql of statements) {
        await client.query({ text: sql.replaceAll(instead, schema), rowMode: "array" });
      }
      await client.end();
    }),
  );
}
