import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Environment } from "../environment.ts";
import { main } from "../main.ts";
import { nodeFiles } from "../node-files.ts";
import {
  type HubFacts,
  listen,
  project,
  readFixture,
  repository,
  startHub,
  type TestHub,
  workFolder,
  write,
} from "../testing/package-world.ts";
import { privateHost } from "../testing/private-git-host.ts";

const { hub: hubFacts, cases } = readFixture("cases.json") as {
  hub: Record<string, HubFacts>;
  cases: Record<string, string>;
};
const expected = readFixture("expected.json") as Record<
  string,
  { exit: number; lock: string | null; files: Record<string, string> }
>;

const work = workFolder();
let hub: TestHub;
let root = "";
let count = 0;

beforeAll(async () => {
  hub = await startHub(hubFacts);
  repository(join(work.folder, "gitpkg.git"));
  const config = `[url "file://${work.folder}/"]\n\tinsteadOf = https://git.example.com/\n`;
  write(work.folder, { gitconfig: config });
});

afterAll(async () => {
  await hub.close();
  work.remove();
});

beforeEach(() => {
  count += 1;
  root = join(work.folder, `project${count}`);
  write(root, {
    ...project("shop", "profile: shop\n"),
    "profiles.yml": "shop: {target: dev, outputs: {dev: {type: duckdb, path: ':memory:'}}}\n",
    "models/one.sql": "select 1 as one\n",
  });
  write(`${root}/shared`, project("shared"));
  write(`${root}/shared_too`, project("shared"));
  write(`${root}/same_name`, project("shop"));
  write(`${root}/layered`, project("layered"));
  write(`${root}/layered`, { "packages.yml": "packages:\n  - local: shared\n" });
});

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function ptx(
  args: readonly string[],
  env: Environment["env"] = {},
  signal = new AbortController().signal,
): Promise<Ran> {
  const said = { out: "", err: "" };
  const writer = (key: "out" | "err") => ({
    write: (text: string) => {
      said[key] += text;
    },
    columns: 100,
    isTTY: false,
    color: false,
  });
  const code = await main(args, {
    cwd: root,
    home: join(work.folder, "home"),
    env: {
      PATH: process.env["PATH"],
      DBT_PACKAGE_HUB_URL: hub.url,
      GIT_CONFIG_GLOBAL: join(work.folder, "gitconfig"),
      XDG_CACHE_HOME: join(work.folder, `cache${count}`),
      ...env,
    },
    files: nodeFiles,
    stdout: writer("out"),
    stderr: writer("err"),
    signal,
    pid: process.pid,
    uptime: () => 0,
  });
  return { code, ...said };
}

const list = (text: string): void => write(root, { "packages.yml": text });
const lock = (): string => readFileSync(`${root}/package-lock.yml`, "utf8");
const utils = (version: string): string =>
  `packages:\n  - package: demo/utils\n    version: ${version}\n`;

function installedFiles(): Record<string, string> {
  const folder = `${root}/dbt_packages`;
  const hashed = nodeFiles.list(folder).map(({ path }) => {
    const bytes = readFileSync(join(folder, path));
    return [path, createHash("sha256").update(bytes).digest("hex").slice(0, 12)] as const;
  });
  return Object.fromEntries(hashed);
}

test.each(Object.keys(cases))("as dbt: %s", async (name) => {
  list(cases[name] ?? "");
  const { code, err } = await ptx(["deps"]);
  const { exit, lock: locked, files } = expected[name] ?? { exit: -1, lock: "", files: {} };
  expect({ code, err: code === exit ? "" : err }).toEqual({ code: exit, err: "" });
  if (exit !== 0) {
    expect(err).toMatch(/^PTX13\d\d /);
    expect(existsSync(`${root}/package-lock.yml`)).toBe(false);
    expect(existsSync(`${root}/dbt_packages`)).toBe(false);
    return;
  }
  if (locked !== null) expect(lock()).toBe(locked);
  expect(installedFiles()).toEqual(files);
});

test("what it prints, and that a build sees the packages", async () => {
  list(`${cases["all kinds"]}`);
  write(root, { "models/two.sql": "select {{ utils.utils() }} + {{ shared.shared() }} as two\n" });
  const first = await ptx(["deps"]);
  expect(first).toMatchObject({ code: 0, err: "" });
  expect(first.out.replace(/[0-9a-f]{7}/, "COMMIT!")).toBe(
    [
      "  linked     shared           shared",
      "  installed  utils   1.1.0    demo/utils",
      "  installed  gitpkg  COMMIT!  https://git.example.com/gitpkg.git",
      "Wrote package-lock.yml.",
      "Installed 3 packages in dbt_packages.",
      "",
    ].join("\n"),
  );
  expect(lstatSync(`${root}/dbt_packages/shared`).isSymbolicLink()).toBe(true);
  const built = await ptx(["build"]);
  expect(built).toMatchObject({ code: 0 });
});

test("a build without the packages says what to do", async () => {
  list(utils("1.1.0"));
  const none = await ptx(["build"]);
  expect(none.code).toBe(2);
  expect(none.err).toContain("1 package is listed in packages.yml, but none is installed");
  expect(none.err).toContain("ptx deps");
  await ptx(["deps"]);
  expect((await ptx(["parse"])).code).toBe(0);

  list(utils('"<1.1.0"'));
  const other = await ptx(["parse"]);
  expect(other.code).toBe(2);
  expect(other.err).toContain("demo/utils is asked for as <1.1.0, but 1.1.0 is installed");

  list(utils('">=1.1.0"'));
  const changed = await ptx(["parse"]);
  expect(changed).toMatchObject({ code: 0 });
  expect(changed.err).toContain("packages.yml has changed since package-lock.yml was written");
});

test("a failure leaves the installed packages and the lock file as they were", async () => {
  list(utils("1.0.0"));
  await ptx(["deps"]);
  const before = { lock: lock(), files: installedFiles() };
  hub.special.set("/archive/utils/1.1.0", { status: 404 });
  list(utils("1.1.0"));
  const failed = await ptx(["deps"]);
  hub.special.clear();
  expect(failed.code).toBe(2);
  expect(failed.err).toContain("archive/utils/1.1.0 cannot be downloaded: status 404");
  expect({ lock: lock(), files: installedFiles() }).toEqual(before);
  expect(readdirSync(`${root}/dbt_packages`)).toEqual(["utils"]);
});

test("the lock file decides until --upgrade; --lock installs nothing", async () => {
  list(utils('">=1.0.0"'));
  await ptx(["deps", "--lock"]);
  expect(existsSync(`${root}/dbt_packages`)).toBe(false);
  const older = lock().replace("version: 1.1.0", "version: 1.0.0");
  write(root, { "package-lock.yml": older });
  const kept = await ptx(["deps"]);
  expect(kept.out).toContain("utils  1.0.0  demo/utils (newest: 1.1.0)");
  expect(lock()).toBe(older);
  await ptx(["deps", "--upgrade"]);
  expect(lock()).toContain("version: 1.1.0");
});

test("offline, what was fetched before is installed again; anything else says what to do", async () => {
  list(utils("1.1.0"));
  await ptx(["deps"]);
  rmSync(`${root}/dbt_packages`, { recursive: true });
  const own = await startHub(hubFacts);
  const env = { DBT_PACKAGE_HUB_URL: own.url };
  await ptx(["deps"], env);
  await own.close();
  const again = await ptx(["deps"], env);
  expect(again).toMatchObject({ code: 0 });
  expect(again.err).toContain("cannot be reached (connection refused): working with what it said");
  list("packages:\n  - package: demo/codegen\n    version: 0.6.0\n");
  const failed = await ptx(["deps"], env);
  expect(failed.code).toBe(2);
  expect(failed.err).toContain("cannot be reached: connection refused");
  expect(failed.err).toContain("hint: Is the network there");
});

test("a hub that asks to come back later, and one that redirects", async () => {
  hub.special.set("/archive/utils/1.0.0", { status: 302, location: "/archive/utils/1.1.0" });
  list(utils("1.0.0"));
  expect((await ptx(["deps"])).code).toBe(0);
  expect(readFileSync(`${root}/dbt_packages/utils/dbt_project.yml`, "utf8")).toContain("# 1.1.0");
  hub.special.set("/archive/utils/1.1.0", { status: 503 });
  setTimeout(() => hub.special.clear(), 100);
  list(utils("1.1.0"));
  expect((await ptx(["deps"])).code).toBe(0);
});

test("--add-package keeps comments, replaces the older entry, and checks before it writes", async () => {
  list(
    "# ours\npackages:\n  - package: demo/utils # pinned\n    version: 1.0.0\n  - local: shared\n",
  );
  const missing = await ptx(["deps", "--add-package", "demo/nothing@1.0.0"]);
  expect(missing.code).toBe(2);
  expect(readFileSync(`${root}/packages.yml`, "utf8")).not.toContain("nothing");
  const added = await ptx(["deps", "--add-package", "demo/utils@>=1.0.0,<1.1.0"]);
  expect(added.code).toBe(0);
  expect(added.out).toContain(
    "Removed demo/utils from packages.yml\nAdded demo/utils@>=1.0.0,<1.1.0",
  );
  expect(readFileSync(`${root}/packages.yml`, "utf8")).toBe(
    '# ours\npackages:\n  - local: shared\n  - package: demo/utils\n    version:\n      - ">=1.0.0"\n      - <1.1.0\n',
  );
  expect((await ptx(["deps", "--add-package", "shared_too", "--source", "local"])).code).toBe(2);
  rmSync(`${root}/packages.yml`);
  const created = await ptx(["deps", "--add-package", "shared", "--source", "local"]);
  expect(created).toMatchObject({ code: 0, err: "" });
  expect(readFileSync(`${root}/packages.yml`, "utf8")).toBe("packages:\n  - local: shared\n");
});

test("dependencies.yml, another folder for packages, and no profile", async () => {
  write(root, {
    "dependencies.yml": cases["local"] ?? "",
    "dbt_project.yml": "name: shop\nprofile: not_there\npackages-install-path: vendor/dbt\n",
  });
  expect(await ptx(["deps"])).toMatchObject({ code: 0, err: "" });
  expect(readdirSync(`${root}/vendor/dbt`)).toEqual(["shared"]);
});

test("a tarball", async () => {
  list(`packages:\n  - tarball: ${hub.url}archive/utils/1.0.0\n    name: utils\n`);
  expect(await ptx(["deps"])).toMatchObject({ code: 0, err: "" });
  expect(lock()).toContain(`  - name: utils\n    tarball: ${hub.url}archive/utils/1.0.0\n`);
  expect(readdirSync(`${root}/dbt_packages/utils`).sort()).toEqual(["dbt_project.yml", "macros"]);
});

test("packages that ask for each other", async () => {
  write(`${root}/layered`, { "packages.yml": "packages:\n  - local: second\n" });
  write(`${root}/second`, project("second"));
  write(`${root}/second`, { "packages.yml": "packages:\n  - local: layered\n" });
  list("packages:\n  - local: layered\n");
  expect(await ptx(["deps"])).toMatchObject({ code: 0, err: "" });
  expect(readdirSync(`${root}/dbt_packages`)).toEqual(["layered", "second"]);
});

test("a package that links to the folder around it", async () => {
  write(work.folder, project("around"));
  list("packages:\n  - local: ..\n");
  expect(await ptx(["deps"])).toMatchObject({ code: 0, err: "" });
  expect(await ptx(["parse"])).toMatchObject({ code: 0, err: "" });
  expect((await ptx(["clean"])).code).toBe(0);
  expect(existsSync(join(work.folder, "dbt_project.yml"))).toBe(true);
  expect(existsSync(`${root}/dbt_packages`)).toBe(false);
  rmSync(join(work.folder, "dbt_project.yml"));
});

test("a number is the revision that was typed", async () => {
  const git = (...args: string[]) =>
    execFileSync("git", args, { cwd: join(work.folder, "gitpkg.git") });
  git("tag", "1.10");
  list("packages:\n  - git: https://git.example.com/gitpkg.git\n    revision: 1.10\n");
  const done = await ptx(["deps"]);
  git("tag", "--delete", "1.10");
  expect(done).toMatchObject({ code: 0, err: "" });
});

test("warnings can stop it before anything changes", async () => {
  list("packages:\n  - git: https://git.example.com/gitpkg.git\n");
  const refused = await ptx(["deps", "--warn-error"]);
  expect(refused.code).toBe(2);
  expect(refused.err).toContain(
    "PTX1314 The git package https://git.example.com/gitpkg.git has no",
  );
  expect(existsSync(`${root}/package-lock.yml`)).toBe(false);
  const told = await ptx(["deps"]);
  expect(told.code).toBe(0);
  expect(told.err).toContain("PTX1314");
  expect((await ptx(["deps", "--quiet"])).out).toBe("");
});

test("two packages whose projects have one name, though the hub names them differently", async () => {
  list(
    "packages:\n  - package: demo/utils\n    version: 1.0.0\n  - package: demo/old\n    version: 1.0.0\n",
  );
  const archive = await fetch(`${hub.url}archive/utils/1.0.0`);
  const body = new Uint8Array(await archive.arrayBuffer());
  hub.special.set("/archive/old/1.0.0", { status: 200, body });
  const refused = await ptx(["deps"]);
  hub.special.clear();
  expect(refused.code).toBe(2);
  expect(refused.err).toContain(
    "Two packages are named 'utils': demo/utils 1.0.0 and demo/old 1.0.0",
  );
  expect(existsSync(`${root}/dbt_packages`)).toBe(false);
});

test("a signal stops it and leaves everything as it was", async () => {
  const silent = createServer(() => undefined);
  const url = await listen(silent);
  const controller = new AbortController();
  setTimeout(() => controller.abort("SIGINT"), 200);
  list(utils("1.0.0"));
  const stopped = await ptx(["deps"], { DBT_PACKAGE_HUB_URL: url }, controller.signal);
  silent.closeAllConnections();
  silent.close();
  expect(stopped).toEqual({
    code: 1,
    out: "",
    err: "Stopped by SIGINT: the installed packages are as they were.\n",
  });
});

test("a package that needs another dbt", async () => {
  write(`${root}/shared`, project("shared", 'require-dbt-version: ">=2.0.0"\n'));
  list(cases["local"] ?? "");
  await ptx(["deps"]);
  const refused = await ptx(["parse"]);
  expect(refused.code).toBe(2);
  expect(refused.err).toContain("The package 'shared' needs dbt >=2.0.0");
  expect((await ptx(["parse", "--no-version-check"])).code).toBe(0);
  expect((await ptx(["parse"], { DBT_VERSION_CHECK: "false" })).code).toBe(0);
});

test("a private repository: the token is nowhere to be seen", async () => {
  const token = "s3cr3t-t0ken";
  const host = await privateHost(work.folder, token);
  const shim = join(work.folder, "bin");
  mkdirSync(shim, { recursive: true });
  // A git that writes down how it was called, as a list of processes would show it.
  const real = execFileSync("which", ["git"]).toString().trim();
  const called = join(work.folder, "called.txt");
  const script = `#!/bin/sh\necho "$@" >> ${called}\nexec ${real} "$@"\n`;
  writeFileSync(join(shim, "git"), script, { mode: 0o755 });
  const address = host.url.replace("http://", "http://{{ env_var('DBT_ENV_SECRET_GIT') }}@");
  list(`packages:\n  - git: "${address}gitpkg.git"\n    revision: v1.0\n`);
  const env = { DBT_ENV_SECRET_GIT: token, PATH: `${shim}:${process.env["PATH"]}` };
  const done = await ptx(["deps", "--debug"], env);
  expect(done).toMatchObject({ code: 0, err: "" });
  expect(lock()).toContain("{{ env_var('DBT_ENV_SECRET_GIT') }}@");
  const installed = nodeFiles.list(root).map(({ path }) => readFileSync(join(root, path), "utf8"));
  const seen = [done.out, done.err, readFileSync(called, "utf8"), ...installed].join("\n");
  expect(seen).toContain("ls-remote");
  expect(seen).not.toContain(token);
  expect(existsSync(`${root}/dbt_packages/gitpkg/.git`)).toBe(false);
  expect(statSync(`${root}/dbt_packages/gitpkg/macros`).isDirectory()).toBe(true);

  const again = await ptx(["deps"], env);
  expect(again).toMatchObject({ code: 0, err: "" });
  const wrong = await ptx(["deps"], { DBT_ENV_SECRET_GIT: "wr0ng-t0ken" });
  expect(wrong.code).toBe(2);
  expect(wrong.err).toContain("PTX1308");
  expect(wrong.err).not.toContain("wr0ng-t0ken");
  const unset = await ptx(["deps"]);
  expect(unset.err).toContain("'DBT_ENV_SECRET_GIT' is not set");
  // The lock file names the packages: a build needs no token.
  expect((await ptx(["parse"])).code).toBe(0);
  host.close();
});
