/** Reads a query to its end through an adapter and prints how many rows and how much memory it took. */
import { connectTo } from "../../src/adapters/registry.ts";
import type { JsonObject } from "../../src/core/node.ts";

const [settings = "{}", sql = ""] = process.argv.slice(2);
const profile = JSON.parse(settings) as JsonObject;
const target = {
  profileName: "bench",
  name: "dev",
  type: String(profile["type"]),
  schema: String(profile["schema"]),
  database: String(profile["dbname"]),
  threads: 1,
  settings: profile,
  file: undefined,
};
const start = performance.now();
const adapter = await connectTo(target, { root: process.cwd() });
const session = await adapter.session();
if (!session.stream) throw new Error(`${target.type} cannot stream`);
let count = 0;
for await (const rows of session.stream(sql, 10_000)) count += rows.length;
session.release();
await adapter.close();
const megabytes = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify({ count, megabytes, seconds: (performance.now() - start) / 1000 }));
