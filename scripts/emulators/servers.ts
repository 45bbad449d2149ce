/** All servers that tests can have, and several of them at once. */
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startBigQuery } from "./bigquery.ts";
import { startPostgres } from "./postgres.ts";
import type { Profile, Server, Start } from "./server.ts";
import { startSnowflake } from "./snowflake.ts";

const starts = { postgres: startPostgres, snowflake: startSnowflake, bigquery: startBigQuery };

export type ServerName = keyof typeof starts;

export const serverNames = Object.keys(starts) as readonly ServerName[];

export interface Servers {
  readonly profiles: Readonly<Record<string, Profile>>;
  /** Where their data and logs are, until they are stopped. */
  readonly folder: string;
  stop(): Promise<void>;
}

/** @throws What the first one failed with that did not start; then none of them runs. */
export async function startServers(names: readonly ServerName[]): Promise<Servers> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "ptx-servers-")));
  const running: Server[] = [];
  const stop = async () => {
    await Promise.all(running.map((server) => server.stop()));
    rmSync(folder, { recursive: true, force: true });
  };
  const profiles: Record<string, Profile> = {};
  const started = await Promise.allSettled(
    names.map(async (name) => {
      const start: Start = starts[name];
      const server = await start(folder);
      running.push(server);
      profiles[name] = server.profile;
    }),
  );
  const failed = started.find((outcome) => outcome.status === "rejected");
  if (failed) {
    await stop();
    throw failed.reason;
  }
  return { profiles, folder, stop };
}
