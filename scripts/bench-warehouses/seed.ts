/** A seed of a million rows beside `psql \copy` of the same file. */
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Profile } from "../emulators/server.ts";
import { type Measured, ratioOf, shown } from "./measured.ts";
import { BenchProject } from "./project.ts";

const rows = 1_000_000;
const rounds = 5;

const columns = [
  ["id", "integer"],
  ["customer", "integer"],
  ["name", "text"],
  ["email", "text"],
  ["city", "text"],
  ["amount", "numeric"],
  ["share", "double precision"],
  ["active", "boolean"],
  ["joined", "date"],
  ["seen", "timestamp"],
] as const;

const two = (n: number) => String(n).padStart(2, "0");

function line(i: number): string {
  const day = `2026-${two((i % 12) + 1)}-${two((i % 28) + 1)}`;
  const time = `${day} ${two(i % 24)}:${two(i % 60)}:00`;
  const amount = `${i % 1000}.${two(i % 100)}`;
  return `${i},${i % 7919},name ${i},user${i}@example.com,"City, ${i % 500}",${amount},${i / 8},${i % 2 === 0},${day},${time}\n`;
}

async function writeCsv(file: string): Promise<void> {
  const stream = createWriteStream(file);
  stream.write(`${columns.map(([name]) => name).join(",")}\n`);
  for (let i = 0; i < rows; i += 10_000) {
    const lines = Array.from({ length: 10_000 }, (_, n) => line(i + n));
    if (!stream.write(lines.join(""))) await once(stream, "drain");
  }
  stream.end();
  await once(stream, "finish");
}

/** Seconds of psql's way: an empty table, then the file. */
function copy({ host, port, user, dbname }: Profile, file: string): number {
  const definitions = columns.map(([name, type]) => `${name} ${type}`).join(", ");
  const script = `drop table if exists seeded_by_psql;
create table seeded_by_psql (${definitions});
\\copy seeded_by_psql from '${file}' with (format csv, header true)
`;
  const login = ["-h", String(host), "-p", String(port), "-U", String(user), "-d", String(dbname)];
  const start = performance.now();
  const { status, stderr, error } = spawnSync("psql", ["-qX", "-v", "ON_ERROR_STOP=1", ...login], {
    input: script,
    encoding: "utf8",
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`psql failed:\n${stderr}`);
  return (performance.now() - start) / 1000;
}

export async function seed(profile: Profile): Promise<Measured[]> {
  const project = new BenchProject({ "seeds/big.csv": "" });
  const file = join(project.folder, "seeds/big.csv");
  writeFileSync(file, "");
  try {
    await writeCsv(file);
    project.connectTo(profile, { schema: "seeded", threads: 1 });
    await project.succeed("parse");
    const [ours, theirs]: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds; round += 1) {
      theirs.push(copy(profile, file));
      ours.push((await project.succeed("seed", "--full-refresh")).seconds);
    }
    return [
      {
        what: `seed of ${rows.toLocaleString("en")} rows × ${columns.length} columns`,
        is: shown(ours),
        beside: `${shown(theirs)}, psql \\copy`,
        ratio: ratioOf(ours, theirs),
        atMost: 1.5,
      },
    ];
  } finally {
    project.remove();
  }
}
