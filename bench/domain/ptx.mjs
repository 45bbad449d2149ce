/** ptx as a user runs it, in the project of one proof; and what its database holds afterwards. */
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { DuckDBInstance } from "@duckdb/node-api";
import { measure } from "../measure.mjs";

const repository = fileURLToPath(new URL("../..", import.meta.url));

/**
 * A copy of a proof's project in its work folder, beside the public data (`../data`), with the reference project linked
 * as its package: what `ptx deps` would do. Returns the folder.
 *
 * @param prove `import.meta.url` of the proof.
 */
export function projectIn(work, prove) {
  const folder = `${work}/project`;
  const ofProject = /\.ya?ml$|\/(models|macros|seeds|tests)(\/|$)/;
  const from = fileURLToPath(new URL(".", prove));
  cpSync(from, folder, {
    recursive: true,
    filter: (path) => path === from || ofProject.test(path),
  });
  symlinkSync(`${repository}bench/domain/data`, `${work}/data`);
  mkdirSync(`${folder}/dbt_packages`, { recursive: true });
  symlinkSync(repository, `${folder}/dbt_packages/personalization`);
  writeFileSync(`${folder}/packages.yml`, `packages:\n  - local: ${repository}\n`);
  return folder;
}

/** @returns {Promise<{ seconds: number, peak: number | undefined, output: string }>} */
export function ptx(folder, ...args) {
  return measure(process.execPath, [`${repository}bin/ptx.cjs`, ...args], { cwd: folder });
}

/** Rows of a select, as objects. */
export async function rowsOf(database, sql) {
  const instance = await DuckDBInstance.create(database, { access_mode: "READ_ONLY" });
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(sql)).getRowObjectsJS();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** The medians of some runs of each side, in turns, so that other load meets both; and the last of each. */
export async function inTurns(rounds, ours, theirs) {
  const sides = [ours, theirs].map((run) => ({ run, seconds: [], last: undefined }));
  for (let round = 0; round < rounds; round++) {
    for (const side of sides) {
      side.last = await side.run();
      side.seconds.push(side.last.seconds);
    }
  }
  return sides.map(({ seconds, last }) => ({
    ...last,
    seconds: seconds.toSorted((a, b) => a - b)[Math.floor(rounds / 2)],
  }));
}
