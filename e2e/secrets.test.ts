/**
 * No secret leaves ptx: planted ones are looked for in everything that is printed, in logs and
 * artifacts, and in the list of processes. `e2e/warehouses` does the same on real servers.
 */
import { execFileSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { refused, stubServer } from "../src/adapters/bigquery/testing/stub.ts";
import { SnowflakeServer } from "../src/adapters/snowflake/testing/server.ts";
import { repository, workFolder } from "../src/cli/testing/package-world.ts";
import { privateHost } from "../src/cli/testing/private-git-host.ts";
import { Planted } from "./planted.ts";
import { Project, type ProjectFiles } from "./rig.ts";

let planted: Planted;
let project: Project | undefined;
beforeEach(() => {
  project?.remove();
  planted = new Planted();
});
afterAll(() => project?.remove());

const profiles = (outputs: Record<string, object>): string =>
  stringify({ shop: { target: Object.keys(outputs)[0], outputs } });

function made(files: ProjectFiles, outputs: Record<string, object>): Project {
  project = new Project({
    "project.yml": "name: shop\nprofile: shop\n",
    "profiles.yml": profiles(outputs),
    ...files,
  });
  return project;
}

const verbose = ["--debug", "--log-format", "json"];

/** Errors that say what they were told; macros that tell what they know. */
const echoing = (secret: string): ProjectFiles => ({
  "models/fine.sql": "select 'fine' as typed",
  "models/broken.sql": `{{ config(materialized='table') }} select error('refused: ${secret.replaceAll("'", "''")}') as e`,
  "models/schema.yml":
    "models:\n  - name: fine\n    columns:\n      - name: typed\n        data_tests: [unique, not_null, {accepted_values: {values: [none]}}]\n",
  "models/late.sql": "select * from {{ ref('broken') }}",
  "macros/told.sql":
    "{% macro told() %}{{ log(target, info=true) }}{{ print(target.items() | list) }}{{ log(env_var('ECHOED', ''), info=true) }}{% endmacro %}\n{% macro asked() %}{{ log(env_var('DBT_ENV_SECRET_PLAIN'), info=true) }}{% endmacro %}\n",
});

test("DuckDB: its secrets, attached databases, variables", { timeout: 120_000 }, async () => {
  const plain = planted.plant("a secret variable");
  const env = { DBT_ENV_SECRET_PLAIN: plain, ECHOED: `as ${plain} is` };
  const header = planted.plant("a header of a secret");
  const address = planted.plant("the login of an attached database", "-._~");
  const attached = planted.plant("the password of an attached database", "");
  const http = {
    type: "http",
    name: "api",
    bearer_token: planted.plant("the token of a secret"),
    extra_http_headers: { Authorization: `Bearer ${header}` },
  };
  const s3 = { type: "s3", key_id: planted.plant("a key's name"), secret: planted.plant("a key") };
  const remote = { path: `https://kim:${address}@127.0.0.1:1/x.duckdb`, alias: "remote" };
  const server = { path: `host=127.0.0.1 port=1 password=${attached}`, type: "postgres" };
  const dev = { type: "duckdb", path: "shop.duckdb", secrets: [http] };
  const shop = made(echoing(header), {
    dev,
    lake: { ...dev, secrets: [s3] },
    remote: { ...dev, attach: [{ ...remote }] },
    server: { ...dev, attach: [{ ...server, alias: "server" }] },
    wrong: { ...dev, secrets: [{ ...http, nothing_known: planted.plant("an unknown key") }] },
  });
  const run = (...args: string[]) => planted.run(shop, args, env);
  planted.sources = ["profiles.yml", "models/broken.sql"];

  const codes: Record<string, number | null> = {};
  for (const args of [
    ["parse"],
    ["build"],
    ["build", ...verbose],
    ["retry", ...verbose],
    ["build", "--reporter", "junit,github"],
    ["compile", "--select", "broken"],
    ["show", "--inline", "select secret_string from duckdb_secrets()"],
    ["run-operation", "told"],
    ["run-operation", "asked"],
    ["docs", "generate"],
    ["ls", "--output", "json"],
    ["debug"],
    ["source", "freshness"],
    ["debug", "--target", "lake"],
    ["debug", "--target", "remote"],
    ["build", "--target", "server", ...verbose],
    ["build", "--target", "wrong", ...verbose],
  ]) {
    const { code } = await run(...args);
    codes[args.slice(0, 3).join(" ")] = code;
  }
  expect(codes).toMatchObject({
    build: 1,
    "run-operation told": 0,
    "run-operation asked": 1,
    "docs generate": 0,
    debug: 0,
    "debug --target lake": 1,
    "debug --target remote": 1,
    "build --target server": 2,
    "build --target wrong": 2,
  });
  planted.expectHidden();
  expect(planted.saw("refused: *****")).toBe(true);
  expect(planted.saw("as ***** is")).toBe(true);
  expect(planted.saw("PTX1011")).toBe(true);
});

test("no cache is kept that would hide from the next run what a model says", async () => {
  const key = planted.plant("a token", "");
  const shop = made(
    { "models/direct.sql": `{{ config(materialized='table') }} select '${key}' as typed` },
    {
      dev: { type: "duckdb", path: "shop.duckdb", secrets: [{ type: "http", bearer_token: key }] },
    },
  );
  // The model's own text is to be stored.
  planted.sources = ["profiles.yml", "direct.sql", "shop.duckdb"];
  for (const _ of ["read", "read again"]) {
    const { code } = await planted.run(shop, ["build"]);
    expect(code).toBe(0);
  }
  expect(await shop.rows("select typed from direct", "shop.duckdb")).toEqual([[key]]);
  planted.expectHidden();
});

test.each([
  ["a mistake of YAML", (key: string) => `shop:\n  outputs:\n    dev: {password: ${key}\n`],
  ["a key without a value", (key: string) => `shop:\n  password: "${key}" x\n  target: dev\n`],
  ["no such target", (key: string) => `shop:\n  target: dev\n  outputs: {prod: {token: ${key}}}\n`],
  ["no type", (key: string) => `shop:\n  target: dev\n  outputs:\n    dev: {token: ${key}}\n`],
  [
    "a line of a key",
    (key: string) =>
      `shop:\n  outputs:\n    dev:\n      private_key: |\n        ${key}${key}${key}\n    ${key}${key}${key}\n`,
  ],
])("profiles.yml that cannot be used: %s", async (_, text) => {
  const key = planted.plant("a password", "");
  const shop = made({}, {});
  shop.write({ "profiles.yml": text(key) });
  const { code } = await planted.run(shop, ["parse", ...verbose]);
  expect(code).toBe(2);
  expect((await planted.run(shop, ["debug"])).code).toBe(1);
  planted.expectHidden();
});

test("a query comment may hold no secret", async () => {
  const secret = planted.plant("a secret variable");
  const shop = made(
    {
      "project.yml":
        "name: shop\nprofile: shop\nquery-comment: \"by {{ env_var('DBT_ENV_SECRET_PLAIN') }}\"\n",
      "models/one.sql": "select 1 as n",
    },
    { dev: { type: "duckdb", path: "shop.duckdb" } },
  );
  const { code } = await planted.run(shop, ["build", ...verbose], { DBT_ENV_SECRET_PLAIN: secret });
  expect(code).not.toBe(0);
  planted.expectHidden();
  expect(planted.saw("is used outside of profiles.yml")).toBe(true);
});

describe("Snowflake", () => {
  const server = new SnowflakeServer();
  afterAll(() => server.stop());

  /** A private key with a passphrase, in the forms of a profile. */
  function keyPair() {
    const passphrase = planted.plant("a passphrase");
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const key = privateKey
      .export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase })
      .toString();
    const lines = key.split("\n");
    planted.know("a line of a private key", lines[4] ?? "");
    return { private_key: key, private_key_passphrase: passphrase };
  }

  test("passwords, tokens and keys that the server says back", { timeout: 120_000 }, async () => {
    const port = await server.start();
    const password = planted.plant("a password");
    const place = {
      type: "snowflake",
      account: "stub",
      host: "127.0.0.1",
      port,
      protocol: "http",
      user: "kim",
      database: "db",
      schema: "s",
      connect_retries: 0,
    };
    const keys = keyPair();
    const shop = made(echoing(password), {
      dev: { ...place, password },
      keyed: { ...place, ...keys },
      spoiled: { ...place, ...keys, private_key_passphrase: planted.plant("a wrong one") },
      tokens: {
        ...place,
        authenticator: "oauth",
        token: planted.plant("a token"),
        oauth_client_id: "id",
        oauth_client_secret: planted.plant("the secret of a client"),
      },
    });
    planted.sources = ["profiles.yml", "models/broken.sql"];
    server.fate = ({ sql }) =>
      /error\(|broken/i.test(sql)
        ? { kind: "error", code: "000904", message: `refused ${password}: ${sql}` }
        : { kind: "rows", rows: [] };
    for (const args of [["build"], ["build", ...verbose], ["docs", "generate"], ["debug"]]) {
      await planted.run(shop, args);
    }
    expect(server.logins.join()).toContain(password.replaceAll('"', '\\"'));
    server.refuseLogin = { code: "390100", message: `Incorrect password ${password}.` };
    for (const target of ["dev", "keyed", "spoiled", "tokens"]) {
      const { code } = await planted.run(shop, ["debug", "--target", target]);
      expect(code).toBe(1);
    }
    planted.expectHidden();
    expect(planted.saw("refused *****")).toBe(true);
    expect(planted.saw("Incorrect password *****")).toBe(true);
  });
});

test("BigQuery: the keys of service accounts, and tokens that the server says back", {
  timeout: 120_000,
}, async () => {
  const stub = await stubServer(({ headers, body }) =>
    refused(400, "invalid", `no ${String(headers.authorization)} ${body}`),
  );
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const key = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  planted.know("a line of a private key", key.split("\n")[3] ?? "");
  const account = { client_email: "a@demo.example", project_id: "demo", private_key: key };
  const place = {
    type: "bigquery",
    project: "demo",
    schema: "s",
    api_endpoint: stub.address,
    job_retries: 0,
  };
  const token = planted.plant("a token", "._-");
  const shop = made(
    { ...echoing(token), "account.json": JSON.stringify(account) },
    {
      dev: { ...place, method: "oauth-secrets", token },
      inline: { ...place, method: "service-account-json", keyfile_json: account },
      encoded: {
        ...place,
        method: "service-account-json",
        keyfile_json: planted.know(
          "a key as Base64",
          Buffer.from(JSON.stringify(account)).toString("base64"),
        ),
      },
      spoiled: {
        ...place,
        method: "service-account-json",
        keyfile_json: { ...account, private_key: key.replace("-----BEGIN", "---BEGIN") },
      },
      file: { ...place, method: "service-account", keyfile: "account.json" },
    },
  );
  planted.sources = ["profiles.yml", "models/broken.sql", "account.json"];
  for (const args of [["build"], ["build", ...verbose], ["debug"]]) await planted.run(shop, args);
  // Their log-in is asked from Google, which is not to be reached here.
  const alone = { HTTPS_PROXY: "http://127.0.0.1:1" };
  for (const target of ["inline", "encoded", "spoiled", "file"]) {
    const { code } = await planted.run(shop, ["debug", "--target", target], alone);
    expect(code).toBe(1);
  }
  await stub.close();
  expect(stub.asked[0]?.headers.authorization).toBe(`Bearer ${token}`);
  planted.expectHidden();
  expect(planted.saw("no Bearer ***")).toBe(true);
});

test("Postgres and Redshift: servers that are not there", async () => {
  const place = { host: "127.0.0.1", port: 1, user: "kim", dbname: "db", schema: "s", retries: 0 };
  const aws = { access_key_id: "AKIA", secret_access_key: planted.plant("the key of AWS") };
  const shop = made(
    { "models/one.sql": "select 1 as n" },
    {
      dev: { type: "postgres", ...place, password: planted.plant("a password") },
      passed: { type: "postgres", ...place, pass: planted.plant("a password by its other key") },
      redshift: { type: "redshift", ...place, password: planted.plant("a password of Redshift") },
      iam: { type: "redshift", ...place, method: "iam", cluster_id: "c", region: "eu", ...aws },
    },
  );
  for (const target of ["dev", "passed", "redshift", "iam"]) {
    const { code } = await planted.run(shop, ["build", "--target", target, ...verbose]);
    expect(code).not.toBe(0);
    await planted.run(shop, ["debug", "--target", target]);
  }
  planted.expectHidden();
  expect(planted.saw("PTX4002")).toBe(true);
});

describe("packages", () => {
  const work = workFolder();
  afterAll(() => work.remove());

  /** A git that writes down how it was called, as a list of processes and /proc show it. */
  function watchedGit(): { path: string; called: string } {
    const real = execFileSync("which", ["git"]).toString().trim();
    const called = join(work.folder, "called.txt");
    const folder = join(work.folder, "bin");
    mkdirSync(folder, { recursive: true });
    writeFileSync(called, "");
    writeFileSync(
      join(folder, "git"),
      `#!/bin/sh\necho "$@" >> ${called}\nenv >> ${called}\nexec ${real} "$@"\n`,
      { mode: 0o755 },
    );
    return { path: `${folder}:${process.env["PATH"]}`, called };
  }

  test("tokens in addresses: git gets them in a header, nothing else does", {
    timeout: 60_000,
  }, async () => {
    repository(join(work.folder, "gitpkg.git"));
    const token = planted.plant("the token of a package", "");
    const other = planted.plant("another secret variable");
    const host = await privateHost(work.folder, token);
    const { path, called } = watchedGit();
    const env = {
      PATH: path,
      DBT_ENV_SECRET_OTHER: other,
      XDG_CACHE_HOME: join(work.folder, "cache"),
    };
    const address = (login: string) =>
      `${host.url.replace("http://", `http://${login}@`)}gitpkg.git`;
    const shop = made(
      { "models/one.sql": "select 1 as n" },
      { dev: { type: "duckdb", path: "shop.duckdb" } },
    );
    const list = (login: string, revision = "v1.0") =>
      shop.write({ "packages.yml": stringify({ packages: [{ git: address(login), revision }] }) });

    list("{{ env_var('DBT_ENV_SECRET_GIT') }}");
    const secretEnv = { ...env, DBT_ENV_SECRET_GIT: token };
    expect((await planted.run(shop, ["deps", ...verbose], secretEnv)).code).toBe(0);
    shop.erase(["package-lock.yml"]);
    list(token);
    const typed = await planted.run(shop, ["deps", ...verbose], env);
    expect(typed).toMatchObject({ code: 0, stderr: expect.stringContaining("PTX1316") });
    expect((await planted.run(shop, ["build"], env)).code).toBe(0);
    list(`kim:${planted.plant("a wrong password", "")}`);
    expect((await planted.run(shop, ["deps"], env)).code).toBe(2);
    list(token, "no-such-tag");
    expect((await planted.run(shop, ["deps"], env)).code).toBe(2);
    shop.write({
      "packages.yml": stringify({
        packages: [
          {
            tarball: `http://kim:${planted.plant("of a tarball", "")}@127.0.0.1:1/a.tgz`,
            name: "a",
          },
        ],
      }),
    });
    expect((await planted.run(shop, ["deps"], env)).code).toBe(2);
    host.close();

    const told = readFileSync(called, "utf8");
    expect(told).toContain("GIT_CONFIG_VALUE_0=Authorization: Basic");
    planted.see("how git was called", told.replaceAll(/^GIT_CONFIG_VALUE_0=.*$/gm, ""));
    planted.expectHidden();
  });
});
