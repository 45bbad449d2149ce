/**
 * Measures what ptx must reach on Postgres, and prints it as a table: times are the fastest of several
 * rounds, taken in turn.
 *
 * usage: npm run bench:warehouses [-- overhead latency seed stream faults]
 */
import { availableParallelism, loadavg } from "node:os";
import { run } from "../emulators/install.ts";
import { startServers } from "../emulators/servers.ts";
import { faults } from "./faults.ts";
import { latency } from "./latency.ts";
import type { Measured } from "./measured.ts";
import { overhead } from "./overhead.ts";
import { seed } from "./seed.ts";
import { stream } from "./stream.ts";

const measurements = { overhead, latency, seed, stream, faults };

function verdict({ ratio, atMost, good }: Measured): string {
  if (good !== undefined) return good ? "ok" : "**short**";
  if (ratio === undefined || atMost === undefined) return "";
  return ratio <= atMost ? "ok" : "**short**";
}

function line(measured: Measured): string {
  const { what, is, beside, ratio, atMost } = measured;
  const factor = ratio === undefined ? "" : `${ratio.toFixed(2)}×`;
  const target = atMost === undefined ? "" : `at most ${atMost}×`;
  return `| ${[what, is, beside, factor, target, verdict(measured)].join(" | ")} |`;
}

const wanted = process.argv.slice(2);
const names = Object.keys(measurements).filter(
  (name) => wanted.length === 0 || wanted.includes(name),
);
run("node", ["scripts/build.mjs"]);
const servers = await startServers(["postgres"]);
const profile = servers.profiles["postgres"];
try {
  if (!profile) throw new Error("no Postgres was started");
  console.log("| what | ptx | compared with | ratio | target | |\n|---|---|---|---|---|---|");
  for (const name of names) {
    const all = await measurements[name as keyof typeof measurements](profile);
    for (const measured of all) {
      console.log(line(measured));
      if (verdict(measured).includes("short")) process.exitCode = 1;
    }
  }
  const [load = 0] = loadavg();
  console.log(`\n${availableParallelism()} cores, load ${load.toFixed(1)} at the end`);
} finally {
  await servers.stop();
}
