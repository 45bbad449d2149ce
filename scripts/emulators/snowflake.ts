/** fakesnow, which plays Snowflake on DuckDB, with the JSON results that the client for Node reads. */
import { join } from "node:path";
import { pythonEnvironment } from "./python.ts";
import { answers, freePort, launch, type Start } from "./server.ts";

export const startSnowflake: Start = async (folder) => {
  const { python } = pythonEnvironment("fakesnow");
  const port = await freePort();
  const script = join(import.meta.dirname, "fakesnow_json.py");
  const stop = await launch({
    command: python,
    args: ["-W", "ignore", script, "--port", String(port)],
    options: { cwd: folder },
    signal: "SIGTERM",
    log: join(folder, "fakesnow.log"),
    ready: () => answers(`http://127.0.0.1:${port}/healthz`),
  });
  const address = { host: "127.0.0.1", port, protocol: "http" };
  const login = { account: "emulated", user: "ptx", password: "ptx", role: "SYSADMIN" };
  return {
    profile: { type: "snowflake", ...address, ...login, database: "PTX", warehouse: "WH" },
    stop,
  };
};
