/** How much memory it takes to read five million rows: a process of its own says so at its end. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import type { Profile } from "../emulators/server.ts";
import type { Measured } from "./measured.ts";

const rows = 5_000_000;
const limit = 300;

export async function stream(profile: Profile): Promise<Measured[]> {
  const reader = join(import.meta.dirname, "stream-reader.ts");
  const sql = `select i, 'customer ' || i as name, i * 1.25 as amount, now() as at from generate_series(1, ${rows}) as s(i)`;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--import", "tsx", reader, JSON.stringify({ ...profile, schema: "public" }), sql],
    { encoding: "utf8", cwd: join(import.meta.dirname, "../..") },
  );
  if (status !== 0) throw new Error(`reading failed:\n${stderr}`);
  const { count, megabytes, seconds } = JSON.parse(stdout) as Record<string, number>;
  return [
    {
      what: `streaming read of ${rows.toLocaleString("en")} rows, ${Number(seconds).toFixed(1)} s`,
      is: `${Math.round(Number(megabytes))} MB at most`,
      beside: `${limit} MB`,
      good: count === rows && Number(megabytes) < limit,
    },
  ];
}
