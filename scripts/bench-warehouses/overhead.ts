/**
 * How much longer 500 trivial models take than their statements. What a build sends is written down
 * on its way, and sent again to another schema by a bare loop over as many connections: the same
 * relations, created or atomically replaced by the same statements, each of them a call of the
 * driver that waits for its answer. Beside it stands a loop that sends the very messages of ptx,
 * several statements in one.
 */
import { Client } from "pg";
import { postgres as dialect } from "../../src/sql/dialects/postgres.ts";
import { splitStatements } from "../../src/sql/split.ts";
import { startProxy } from "../emulators/pg-proxy.ts";
import type { Profile } from "../emulators/server.ts";
import { asClient, type Measured, ratioOf, secondsOf, shown } from "./measured.ts";
import { BenchProject } from "./project.ts";

const models = 500;
const threads = 8;
const rounds = 7;

const table = (i: number) => `{{ config(materialized='table') }}\nselect ${i} as id, 'x' as name\n`;

/** What each connection sends, message by message. */
type Streams = readonly (readonly string[])[];

const kinds = ["created", "replaced"] as const;
const ways = ["process", "run", "loop", "messages"] as const;
type Seconds = Record<(typeof ways)[number], number[]>;

export async function overhead(profile: Profile): Promise<Measured[]> {
  const files = Array.from({ length: models }, (_, i) => [`models/m_${i}.sql`, table(i)] as const);
  const project = new BenchProject(Object.fromEntries(files));
  try {
    const recorded = "over_recorded";
    const streams = {
      created: await record(project, profile, recorded),
      replaced: await record(project, profile, recorded),
    };
    const none = (): Seconds => ({ process: [], run: [], loop: [], messages: [] });
    const all = { created: none(), replaced: none() };
    for (let round = 0; round < rounds; round += 1) {
      for (const kind of kinds) {
        project.connectTo(profile, { schema: `over_ptx_${round}`, threads });
        const { seconds, text } = await project.succeed("run");
        all[kind].process.push(seconds);
        all[kind].run.push(Number(/in ([\d.]+) s\.$/m.exec(text)?.[1]));
        const renamed = (schema: string) => inSchema(streams[kind], recorded, schema);
        const loop = oneByOne(renamed(`over_loop_${round}`));
        all[kind].loop.push(await secondsOf(() => replay(profile, loop)));
        const messages = renamed(`over_messages_${round}`);
        all[kind].messages.push(await secondsOf(() => replay(profile, messages)));
      }
    }
    return kinds.flatMap((kind) => linesOf(kind, all[kind]));
  } finally {
    project.remove();
  }
}

function linesOf(kind: string, { process, run, loop, messages }: Seconds): Measured[] {
  const what = `${models} trivial tables ${kind}, ${threads} threads`;
  const floor = `${shown(loop)}, bare loop`;
  return [
    {
      what: `${what}: the run`,
      is: shown(run),
      beside: floor,
      ratio: ratioOf(run, loop),
      atMost: 1.3,
    },
    {
      what: "the run beside its own messages",
      is: shown(run),
      beside: `${shown(messages)}, bare loop, two messages a table`,
      ratio: ratioOf(run, messages),
    },
    {
      what: "with the start and the end of the process",
      is: shown(process),
      beside: floor,
      ratio: ratioOf(process, loop),
    },
  ];
}

/** The statements of a build, by connection. The build also leaves the parse cache warm. */
async function record(project: BenchProject, profile: Profile, schema: string): Promise<Streams> {
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

const inSchema = (streams: Streams, recorded: string, schema: string): Streams =>
  streams.map((messages) => messages.map((sql) => sql.replaceAll(recorded, schema)));

/** Each statement by itself, as a loop by hand would send it. */
const oneByOne = (streams: Streams): Streams =>
  streams.map((messages) =>
    messages.flatMap((message) => splitStatements(message, dialect).map(({ sql }) => sql)),
  );

/** Sends what each connection sent, all connections at once. */
async function replay(profile: Profile, streams: Streams): Promise<void> {
  const [first, ...others] = streams.map(() => new Client(asClient(profile)));
  const clients = first ? [first, ...others] : [];
  await Promise.all(clients.map((client) => client.connect()));
  // The first one asks what is there, and makes the schema for all of them.
  const queues = streams.map((messages) => [...messages]);
  const opening = queues[0] ?? [];
  for (let sql = opening[0]; sql !== undefined && !/^begin\b/.test(sql); sql = opening[0]) {
    opening.shift();
    await first?.query({ text: sql, rowMode: "array" });
  }
  await Promise.all(
    clients.map(async (client, i) => {
      for (const text of queues[i] ?? []) await client.query({ text, rowMode: "array" });
      await client.end();
    }),
  );
}
