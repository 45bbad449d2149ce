/**
 * Starts servers for work by hand, prints how to reach them, and stops them on Ctrl-C.
 *
 * usage: npx tsx scripts/emulators/start.ts [postgres] [snowflake] [bigquery]
 */
import { once } from "node:events";
import { type ServerName, serverNames, startServers } from "./servers.ts";

const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !(serverNames as readonly string[]).includes(name));
if (unknown !== undefined)
  throw new Error(`no server ${unknown}; there is ${serverNames.join(", ")}`);
const names = wanted.length > 0 ? (wanted as ServerName[]) : serverNames;
const servers = await startServers(names);
console.log(JSON.stringify(servers.profiles, null, 2));
console.log(`logs in ${servers.folder}; Ctrl-C stops`);
await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
await servers.stop();
