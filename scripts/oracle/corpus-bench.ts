/**
 * Parses a folder of SQL files three ways, each cold and each in a process of its own, and prints how
 * they compare: `dbt parse` and `ptx parse` of the project that `corpus-project.ts` makes of the files,
 * and `scripts/parse-corpus.ts`, which reads the templates alone. The best of some runs counts, on the
 * clock and by the time that processors spent, which other programs on the machine disturb less.
 *
 * usage: tsx scripts/oracle/corpus-bench.ts FOLDER --dbt PATH [--runs 3]   (after `npm run build`)
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { buildSync } from "esbuild";
import { corpusProject } from "./corpus-project.ts";

interface Times {
  readonly wall: number;
  readonly cpu: number;
}

const root = resolve(import.meta.dirname, "../..");
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { dbt: { type: "string", default: "dbt" }, runs: { type: "string", default: "3" } },
});
const [corpus] = positionals;
if (corpus === undefined) throw new Error("usage: corpus-bench.ts FOLDER --dbt PATH [--runs 3]");

/** Runs a command; bash says what it took. @throws Error when it fails. */
function timed(command: readonly string[], cwd: string): Times & { output: string } {
  rmSync(join(cwd, "target"), { recursive: true, force: true });
  const { status, stdout, stderr } = spawnSync(
    "bash",
    ["-c", 'TIMEFORMAT="took %R %U %S"; time "$@"', "bash", ...command],
    { cwd, encoding: "utf8", env: { ...process.env, DO_NOT_TRACK: "1" } },
  );
  if (status !== 0) throw new Error(`${command.join(" ")}:\n${stdout}${stderr}`);
  const [, wall, user, system] = /took (\S+) (\S+) (\S+)\s*$/.exec(stderr) ?? [];
  return { wall: Number(wall), cpu: Number(user) + Number(system), output: stdout };
}

const best = (runs: readonly Times[]): Times => ({
  wall: Math.min(...runs.map(({ wall }) => wall)),
  cpu: Math.min(...runs.map(({ cpu }) => cpu)),
});

function measured(folder: string): void {
  const { files, bytes, macros, nodes, blanked } = corpusProject(resolve(corpus ?? ""), folder);
  const parser = join(folder, "parse-corpus.mjs");
  buildSync({
    entryPoints: [join(root, "scripts/parse-corpus.ts")],
    outfile: parser,
    bundle: true,
    platform: "node",
    format: "esm",
    banner: {
      js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
    },
    logLevel: "error",
  });
  const commands = {
    dbt: [resolve(values.dbt), "--quiet", "parse", "--no-partial-parse"],
    ptx: ["node", join(root, "bin/ptx.cjs"), "parse", "--quiet", "--no-partial-parse"],
    corpus: ["node", parser, resolve(corpus ?? "")],
  } as const;
  const runs: Record<keyof typeof commands, Times[]> = { dbt: [], ptx: [], corpus: [] };
  let parsed = "";
  for (let run = 0; run < Number(values.runs); run++) {
    runs.dbt.push(timed(commands.dbt, folder));
    runs.ptx.push(timed(commands.ptx, folder));
    const { output, ...times } = timed(commands.corpus, folder);
    runs.corpus.push(times);
    parsed = output.split("\n")[0] ?? "";
  }
  const size = `${files} files, ${Math.round(bytes / 1024)} KB: ${nodes} nodes, ${macros} with macros`;
  console.log(`${size}; ${blanked.length} of them blanked\n${parsed}\n`);
  const dbt = best(runs.dbt);
  const line = (name: string, { wall, cpu }: Times) =>
    [
      name.padEnd(24),
      `${wall.toFixed(2)} s`,
      `${cpu.toFixed(2)} s CPU`,
      ...ratios({ wall, cpu }, dbt),
    ].join("  ");
  console.log(line("dbt parse", dbt));
  console.log(line("ptx parse", best(runs.ptx)));
  console.log(line("templates of all files", best(runs.corpus)));
}

const ratios = ({ wall, cpu }: Times, dbt: Times): string[] =>
  wall === dbt.wall
    ? []
    : [`${(dbt.wall / wall).toFixed(1)}× faster`, `${(dbt.cpu / cpu).toFixed(1)}× less CPU`];

const folder = mkdtempSync(join(tmpdir(), "corpus-"));
try {
  measured(folder);
} finally {
  rmSync(folder, { recursive: true });
}
