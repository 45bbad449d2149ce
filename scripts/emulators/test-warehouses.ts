/**
 * Runs the tests of the warehouses: starts their servers, and stops them, whatever comes of it.
 *
 * usage: npm run test:warehouses [-- --only duckdb,postgres] [--write] [arguments of vitest]
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { judged, warehouseNames } from "../../e2e/conformance/behaviour.ts";
import { table, tablePath } from "../../e2e/conformance/table.ts";
import { tell } from "./install.ts";
import type { Profile } from "./server.ts";
import { serverNames, startServers } from "./servers.ts";

const root = resolve(import.meta.dirname, "../..");

/** Those that need no server, since their library is all of it. */
const examples = ["sqlite"];

/** The options that are meant for this script, and all others. */
function readArguments() {
  const { tokens } = parseArgs({
    options: { only: { type: "string" }, write: { type: "boolean" } },
    strict: false,
    tokens: true,
  });
  const ours = tokens.flatMap((token) => (token.kind === "option" ? [token] : []));
  const only = ours.find(({ name }) => name === "only")?.value?.split(",");
  const unknown = only?.filter((name) => ![...warehouseNames, ...examples].includes(name)) ?? [];
  if (unknown.length > 0)
    throw new Error(`--only knows ${[...warehouseNames, ...examples].join(", ")}; not ${unknown}`);
  const given = process.argv.slice(2);
  const used = new Set<number>();
  for (const { name, index, value, inlineValue } of ours) {
    if (name !== "only" && name !== "write") continue;
    used.add(index);
    if (value !== undefined && inlineValue === false) used.add(index + 1);
  }
  return {
    only: only === undefined ? judged : warehouseNames.filter((name) => only.includes(name)),
    embedded: examples.filter((name) => only === undefined || only.includes(name)),
    write: ours.some(({ name }) => name === "write"),
    rest: given.filter((_, index) => !used.has(index)),
  };
}

/** Runs vitest to its end, also when it is interrupted. */
async function runTests(
  profiles: Readonly<Record<string, Profile>>,
  args: readonly string[],
): Promise<number> {
  const vitest = resolve(root, "node_modules/vitest/vitest.mjs");
  const child = spawn(process.execPath, [vitest, "run", ...args], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, PTX_TEST_PROFILES: JSON.stringify(profiles) },
  });
  const pass = (signal: NodeJS.Signals) => child.kill(signal);
  process.on("SIGINT", pass).on("SIGTERM", pass);
  const [code] = await once(child, "exit");
  return typeof code === "number" ? code : 130;
}

const { only, embedded, write, rest } = readArguments();
if (write) writeFileSync(tablePath, table());
const names = serverNames.filter((name) => (only as readonly string[]).includes(name));
if (names.length > 0) tell(`starting ${names.join(", ")}`);
const servers = await startServers(names);
const duckdb = { type: "duckdb", path: "dev.duckdb" };
try {
  const config = ["--config", "vitest.warehouses.config.ts"];
  // What belongs to one warehouse alone is in a folder, or files, of its name.
  const files = [...only, ...embedded].flatMap((name) => [
    `conformance/run/${name}.test.ts`,
    `e2e/warehouses/${name}`,
  ]);
  process.exitCode = await runTests({ ...servers.profiles, duckdb }, [
    ...config,
    ...files,
    ...rest,
  ]);
} finally {
  await servers.stop();
}
