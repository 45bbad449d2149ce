import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import type { JsonObject } from "../../core/node.ts";
import { readSettings } from "./settings.ts";

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "ptx-tls-"));
  writeFileSync(join(root, "root.pem"), "the authority");
});
afterAll(() => rmSync(root, { recursive: true }));

const read = (more: JsonObject) => {
  const settings = { host: "db.example.com", user: "u", pass: "p", dbname: "shop", ...more };
  const place = { schema: "s", database: "shop", threads: 1, file: undefined };
  return readSettings({ profileName: "p", name: "t", type: "postgres", settings, ...place }, root);
};

test("dbt's keys, under both of their names, with dbt's defaults", () => {
  expect(read({})).toMatchObject({ port: 5432, password: "p", connectTimeout: 10, retries: 1 });
  expect(read({ port: "6543", password: "q", pass: null })).toMatchObject({
    port: 6543,
    password: "q",
  });
});

test.each([
  [{ host: null }, /`host`.*is not set/],
  [{ dbname: "" }, /`dbname`.*is not set/],
  [{ port: "many" }, /`port`.*no whole number/],
  [{ sslmode: "on" }, /`sslmode`/],
  [{ sslmode: "verify-ca", sslrootcert: "nowhere.pem" }, /`sslrootcert`.*cannot be read/],
])("%j cannot work", (settings, message) => {
  expect(() => read(settings)).toThrow(message);
});

/** What each way of connecting asks of TLS: `plain`, or how far the server's certificate counts. */
function ways(settings: JsonObject): string[] {
  return read(settings).tls.attempts.map((way) => {
    if (way === false) return "plain";
    if (way.rejectUnauthorized !== true) return "unchecked";
    return way.checkServerIdentity === undefined ? "full" : "authority";
  });
}

test.each([
  // Nothing said: the server of another machine must speak TLS, one of this machine may.
  [{}, ["unchecked"]],
  [{ host: "localhost" }, ["unchecked", "plain"]],
  [{ host: "/var/run/postgresql" }, ["plain"]],
  [{ sslmode: "disable" }, ["plain"]],
  [{ sslmode: "allow" }, ["plain", "unchecked"]],
  [{ sslmode: "prefer" }, ["unchecked", "plain"]],
  [{ sslmode: "require" }, ["unchecked"]],
  [{ sslmode: "require", sslrootcert: "root.pem" }, ["authority"]],
  [{ sslmode: "verify-ca", sslrootcert: "root.pem" }, ["authority"]],
  [{ sslmode: "verify-full", sslrootcert: "root.pem" }, ["full"]],
  [{ sslrootcert: "system" }, ["full"]],
])("%j connects %j", (settings, expected) => {
  expect(ways(settings)).toEqual(expected);
});

test("the target of the guide works as it stands there", () => {
  const guide = readFileSync(join(import.meta.dirname, "../../../docs/guide/postgres.md"), "utf8");
  const [, text = ""] = /```yaml profiles\.yml\n([^`]+)```/.exec(guide) ?? [];
  const { shop } = parse(text) as { shop: { outputs: { dev: JsonObject } } };
  expect(read({ ...shop.outputs.dev, pass: null })).toMatchObject({
    host: "db.example.com",
    database: "warehouse",
    tls: { mode: "require" },
  });
});
