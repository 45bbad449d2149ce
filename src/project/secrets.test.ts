import { describe, expect, test } from "vitest";
import { secretsIn, withoutLogins, withoutSecrets } from "./secrets.ts";

describe("the secrets of a target", () => {
  test.each([
    ["by their keys", { user: "kim", password: "pw-1234", token: "tok-1" }, ["pw-1234", "tok-1"]],
    ["numbers, too", { password: 1234567890 }, ["1234567890"]],
    [
      "paths and addresses are none",
      { private_key_path: "/keys/rsa.p8", token_uri: "https://id.example.com/token" },
      [],
    ],
    [
      "the lines of a key",
      {
        private_key:
          "-----BEGIN PRIVATE KEY-----\nMIIabc123\nxyz789==\n-----END PRIVATE KEY-----\n",
      },
      [
        "-----BEGIN PRIVATE KEY-----\nMIIabc123\nxyz789==\n-----END PRIVATE KEY-----",
        "MIIabc123",
        "xyz789==",
      ],
    ],
    [
      "in the key of a service account, its private key",
      { keyfile_json: { project_id: "shop-1234", private_key: "key-1234" } },
      ["key-1234"],
    ],
    [
      "the login of an address, also as it is meant",
      { attach: [{ path: "postgres://kim:p%40ss-1@db.example.com/shop", alias: "shop" }] },
      ["p%40ss-1", "p@ss-1"],
    ],
    [
      "a password among other words",
      { attach: [{ path: "host=db.example.com password='p w-1' user=kim" }] },
      ["p w-1"],
    ],
    [
      "all of a secret of DuckDB but its names",
      {
        secrets: [
          { type: "s3", name: "lake", region: "eu-central-1", key_id: "AKIA1", secret: "s3-key" },
          { type: "http", extra_http_headers: { Authorization: "Bearer b-234" } },
        ],
        attach: [{ path: "s3://lake/x.duckdb", secret: "lake" }],
      },
      ["AKIA1", "s3-key", "Bearer b-234", "b-234"],
    ],
    ["not what another key has too", { user: "user-1", password: "user-1" }, []],
    [
      "not short words and small numbers",
      { password: "postgres", token: "123456", pass: "a1" },
      [],
    ],
  ])("%s", (_, settings, secrets) => {
    expect(secretsIn(settings)).toEqual(secrets);
  });

  test("a service account's key as text and as Base64", () => {
    const key = JSON.stringify({ client_email: "a@b.example", private_key: "key-1234" });
    expect(secretsIn({ keyfile_json: key })).toContain("key-1234");
    const encoded = Buffer.from(key).toString("base64");
    expect(secretsIn({ keyfile_json: encoded })).toEqual([encoded, "key-1234"]);
  });
});

test.each([
  ["https://kim:tok-1@git.example.com/a.git", "https://kim:*****@git.example.com/a.git"],
  ["https://ghp0123456789abcdef@git.example.com/a", "https://*****@git.example.com/a"],
  ["https://org@git.example.com/a", "https://org@git.example.com/a"],
  ["https://{{ env_var('DBT_ENV_SECRET_G') }}@git.example.com/a", undefined],
  ["git@git.example.com:owner/a.git", undefined],
])("the address %s is shown as %s", (address, shown = address) => {
  expect(withoutLogins(address)).toBe(shown);
});

test.each([
  ["    password: hunter2 # for now", "    password: *****"],
  ['  {type: s3, secret: "a, b", region: eu}', "  {type: s3, secret: *****, region: eu}"],
  ["  - git: https://kim:tok-1@host/a.git", "  - git: https://kim:*****@host/a.git"],
  ["      MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7", "*****"],
  ["    password: \"{{ env_var('PASSWORD') }}\"", undefined],
  ["    host: db.example.com", undefined],
])("the line %s is shown as %s", (line, shown = line) => {
  expect(withoutSecrets(line)).toBe(shown);
});
