/** bqemulator, which plays BigQuery on DuckDB. */
import { join } from "node:path";
import { run } from "./install.ts";
import { pythonEnvironment, pythonOf } from "./python.ts";
import { answers, freePort, launch, type Start } from "./server.ts";

const project = "ptx-test";

/**
 * DuckDB looks for extensions below the home folder, and would download those that it does not
 * find. Their wheels carry the files: they are put where it looks.
 */
const placeExtensions = `
import duckdb, glob, os, pathlib, shutil, sys, sysconfig
version, platform = duckdb.sql("select version(), platform from pragma_platform()").fetchone()
home = pathlib.Path(sys.argv[1], ".duckdb", "extensions", version, platform)
home.mkdir(parents=True)
for file in glob.glob(sysconfig.get_path("purelib") + "/duckdb_extension_*/extensions/*/*.duckdb_extension"):
    os.symlink(os.path.relpath(file, home), home / os.path.basename(file))
`;

export const startBigQuery: Start = async (folder) => {
  const { folder: environment, python } = pythonEnvironment("bqemulator", (unfinished) => {
    run(pythonOf(unfinished), ["-c", placeExtensions, join(unfinished, "home")]);
  });
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const ports = ["--rest-port", String(port), "--grpc-port", "0"];
  const logging = ["--log-level", "error", "--log-format", "json"];
  const stop = await launch({
    command: python,
    args: [
      join(environment, "bin/bqemulator"),
      "start",
      "--project",
      project,
      ...ports,
      ...logging,
    ],
    options: { cwd: folder, env: { ...process.env, HOME: join(environment, "home") } },
    signal: "SIGTERM",
    log: join(folder, "bqemulator.log"),
    ready: () => answers(`${address}/bigquery/v2/projects/${project}/datasets`),
  });
  const login = { method: "oauth-secrets", token: "emulated" };
  return {
    profile: { type: "bigquery", ...login, project, location: "US", api_endpoint: address },
    stop,
  };
};
