/** How close a run comes to its critical path when every statement takes 200 ms more. */
import { startProxy } from "../emulators/pg-proxy.ts";
import type { Profile } from "../emulators/server.ts";
import type { Measured } from "./measured.ts";
import { BenchProject } from "./project.ts";

const levels = 20;
const width = 5;
const delay = 200;

/** Each model reads two of the level before; one in three hangs on a long chain by itself. */
function files(): Record<string, string> {
  const all: Record<string, string> = {};
  for (let level = 0; level < levels; level += 1) {
    for (let i = 0; i < width; i += 1) {
      const parents = level === 0 ? [] : [i, (i + 1) % width].map((n) => `m_${level - 1}_${n}`);
      const unions = parents.map((name) => `select id from {{ ref('${name}') }}`);
      const sql =
        level === 0
          ? "select 1 as id"
          : `select max(id) as id from (${unions.join(" union all ")}) s`;
      all[`models/m_${level}_${i}.sql`] = `{{ config(materialized='table') }}\n${sql}\n`;
    }
  }
  return all;
}

interface Result {
  readonly unique_id: string;
  readonly execution_time: number;
}

/** Seconds of the slowest way through the graph. */
function criticalPath(project: BenchProject): number {
  const { results } = JSON.parse(project.read("target/run_results.json")) as {
    results: readonly Result[];
  };
  const { parent_map: parents } = JSON.parse(project.read("target/manifest.json")) as {
    parent_map: Record<string, string[]>;
  };
  const own = new Map(results.map((result) => [result.unique_id, result.execution_time]));
  const ends = new Map<string, number>();
  const endOf = (id: string): number => {
    const known = ends.get(id);
    if (known !== undefined) return known;
    const before = Math.max(0, ...(parents[id] ?? []).map(endOf));
    const end = before + (own.get(id) ?? 0);
    ends.set(id, end);
    return end;
  };
  return Math.max(...results.map(({ unique_id: id }) => endOf(id)));
}

export async function latency(profile: Profile): Promise<Measured[]> {
  const project = new BenchProject(files());
  let statements = 0;
  const onStatement = () => {
    statements += 1;
  };
  const proxy = await startProxy({ port: Number(profile["port"]), delay, onStatement });
  try {
    project.connectTo(profile, { port: proxy.port, schema: "latency", threads: 8 });
    // The usual case: the tables are there, and are replaced.
    await project.succeed("run");
    statements = 0;
    const { seconds } = await project.succeed("run");
    const path = criticalPath(project);
    return [
      {
        what: `${levels * width} models in ${levels} levels, ${delay} ms a statement (${statements} of them)`,
        is: `${seconds.toFixed(2)} s`,
        beside: `${path.toFixed(2)} s (critical path)`,
        ratio: seconds / path,
        atMost: 1.1,
      },
    ];
  } finally {
    await proxy.stop();
    project.remove();
  }
}
