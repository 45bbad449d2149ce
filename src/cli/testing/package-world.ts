/**
 * The world in which packages are tested: a hub on 127.0.0.1, a repository, folders. The same as in
 * scripts/packages-oracle.py, so that dbt's results can be compared.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { tarOf } from "../../packages/testing/tar.ts";

export type FileTexts = Readonly<Record<string, string>>;

export interface HubFacts {
  readonly redirectname?: string;
  readonly versions: Readonly<Record<string, { readonly packages: readonly object[] }>>;
}

export const project = (name: string, extra = ""): FileTexts => ({
  "dbt_project.yml": `name: ${name}\nversion: '1.0'\n${extra}`,
  [`macros/${name}.sql`]: `{% macro ${name}() %}1{% endmacro %}\n`,
});

export function write(folder: string, files: FileTexts): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

const who = {
  GIT_AUTHOR_NAME: "a",
  GIT_AUTHOR_EMAIL: "a@example.com",
  GIT_COMMITTER_NAME: "a",
  GIT_COMMITTER_EMAIL: "a@example.com",
  GIT_AUTHOR_DATE: "2026-01-01T00:00:00Z",
  GIT_COMMITTER_DATE: "2026-01-01T00:00:00Z",
};

/** Tags 0.9 and v1.0, one more commit on main, and a branch dev. */
export function repository(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const env = { ...process.env, ...who };
  const git = (...args: string[]) => execFileSync("git", args, { cwd: folder, env, stdio: "pipe" });
  const commit = (message: string): void => {
    git("add", ".");
    git("commit", "--quiet", "--message", message);
  };
  git("init", "--quiet", "--initial-branch", "main");
  write(folder, project("gitpkg"));
  write(`${folder}/nested/inner`, {
    ...project("inner"),
    "packages.yml": "packages:\n  - package: demo/utils\n    version: 1.0.0\n",
  });
  commit("first");
  git("tag", "0.9");
  git("tag", "v1.0");
  write(folder, { "macros/second.sql": "second\n" });
  commit("second");
  git("checkout", "--quiet", "-b", "dev");
  write(folder, { "macros/third.sql": "third\n" });
  commit("third");
  git("checkout", "--quiet", "main");
}

/** A package as the hub offers it: one folder with the project in it. */
export function archive(name: string, version: string): Uint8Array {
  const files = Object.entries(project(name, `# ${version}\n`));
  return gzipSync(tarOf(files.map(([path, text]) => [`${name}-${version}/${path}`, text])));
}

export interface TestHub {
  readonly url: string;
  /** `GET /api/v1/index.json`, in order. */
  readonly requests: string[];
  /** Answers by path that are sent in place of the hub's. */
  readonly special: Map<string, { status: number; body?: Uint8Array; location?: string }>;
  close(): Promise<void>;
}

function hubAnswer(hub: Readonly<Record<string, HubFacts>>, path: string, base: string) {
  if (path === "/api/v1/index.json") return JSON.stringify(Object.keys(hub));
  const [, , name = "", version = ""] = path.split("/");
  if (path.startsWith("/archive/")) return archive(name, version);
  const id = path.replace("/api/v1/", "").replace(".json", "");
  const facts = hub[id];
  if (facts === undefined) return undefined;
  const short = id.split("/")[1] ?? "";
  const versions = Object.entries(facts.versions).map(([number, found]) => {
    const tarball = `${base}archive/${short}/${number}`;
    const common = { name: short, version: number, require_dbt_version: [] };
    return [number, { ...common, ...found, downloads: { tarball } }];
  });
  const named = { name: short, namespace: "demo", ...facts };
  return JSON.stringify({ ...named, versions: Object.fromEntries(versions) });
}

export async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

export async function startHub(hub: Readonly<Record<string, HubFacts>>): Promise<TestHub> {
  const requests: string[] = [];
  const special: TestHub["special"] = new Map();
  let url = "";
  const server = createServer((request, response) => {
    const path = request.url ?? "";
    requests.push(path);
    const chosen = special.get(path);
    const body = chosen ? chosen.body : hubAnswer(hub, path, url);
    const found = body === undefined ? 404 : 200;
    const location = chosen?.location;
    const headers = { etag: `"${path}"`, ...(location === undefined ? {} : { location }) };
    const unchanged = !chosen && request.headers["if-none-match"] === headers.etag;
    response.writeHead(chosen?.status ?? (unchanged ? 304 : found), headers);
    response.end(unchanged ? undefined : body);
  });
  url = await listen(server);
  const close = () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return { url, requests, special, close };
}

/** A folder of the test, removed at its end. */
export function workFolder(): { folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), "ptx-test-"));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

export const readFixture = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../fixtures/packages/${name}`, import.meta.url), "utf8"));
