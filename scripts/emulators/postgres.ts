/** A Postgres of one's own: a new cluster on a free port, gone afterwards. */
import { spawnSync } from "node:child_process";
import { chownSync, cpSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { isRoot, run } from "./install.ts";
import { postgresBinaries } from "./postgres-binaries.ts";
import { freePort, launch, type Start } from "./server.ts";

/** Nothing of it outlives the tests, so nothing needs to survive a power cut. */
const hasty = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"];
const user = "ptx";

/** Once per cluster: what every new database has. */
const template = "create extension fuzzystrmatch;\ncreate extension pg_trgm;\n";

export const startPostgres: Start = async (folder) => {
  const owner = isRoot ? unprivileged() : undefined;
  const home = join(folder, "postgres");
  const data = join(home, "data");
  mkdirSync(data, { recursive: true });
  const binaries = reachable(postgresBinaries(), home, owner !== undefined);
  if (owner) for (const path of [folder, home, data]) chownSync(path, owner.uid, owner.gid);

  const options = { cwd: home, ...owner };
  const encoding = ["--encoding=UTF8", "--locale=C.UTF-8"];
  complete(join(binaries, "initdb"), ["-D", data, "-U", user, "-A", "trust", "-N", ...encoding]);
  const single = (database: string, sql: string) =>
    complete(join(binaries, "postgres"), ["--single", "-D", data, database], sql);
  single("template1", template);
  single("postgres", "create database ptx\n");

  const port = await freePort();
  const log = join(home, "postgres.log");
  const places = ["listen_addresses=127.0.0.1", `unix_socket_directories=${home}`];
  const settings = [...hasty, ...places, "max_connections=200", "wal_level=logical"];
  const stop = await launch({
    command: join(binaries, "postgres"),
    args: ["-D", data, "-p", String(port), ...settings.flatMap((setting) => ["-c", setting])],
    options,
    signal: "SIGINT",
    log,
    ready: () => readFileSync(log, "utf8").includes("ready to accept connections"),
  });
  const login = { user, password: "ptx", dbname: "ptx" };
  return { profile: { type: "postgres", host: "127.0.0.1", port, ...login }, stop };

  function complete(command: string, args: readonly string[], input = ""): void {
    const ran = spawnSync(command, args, { ...options, input, encoding: "utf8" });
    if (ran.status !== 0) throw new Error(`${command} failed:\n${ran.error ?? ran.stderr}`);
  }
};

/** Postgres refuses to run as root. */
function unprivileged(): { uid: number; gid: number } {
  for (const name of ["postgres", "nobody"]) {
    const { status, stdout } = spawnSync("id", ["-u", name], { encoding: "utf8" });
    if (status !== 0) continue;
    return { uid: Number(stdout), gid: Number(run("id", ["-g", name])) };
  }
  throw new Error("there is no user `postgres` or `nobody` to run Postgres as");
}

/** Programs in the cache of root are out of reach for others: those get a copy. */
function reachable(binaries: string, home: string, foreign: boolean): string {
  if (!foreign || binaries.startsWith("/usr/")) return binaries;
  const copy = join(home, "programs");
  cpSync(dirname(binaries), copy, { recursive: true, verbatimSymlinks: true });
  return join(copy, "bin");
}
