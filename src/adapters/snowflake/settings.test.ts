import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { PtxError } from "../../core/error.ts";
import type { JsonObject } from "../../core/node.ts";
import type { Target } from "../../core/target.ts";
import { connect } from "./index.ts";
import { readSettings } from "./settings.ts";

const usual = { account: "my_org-acc", user: "kim", password: "pw", database: "analytics" };

const target = (settings: JsonObject): Target => ({
  profileName: "shop",
  name: "dev",
  type: "snowflake",
  schema: "dbt_kim",
  database: "analytics",
  threads: 4,
  settings,
  file: undefined,
});

const read = (settings: JsonObject, root = "/") => readSettings(target(settings), root);

function refusal(settings: JsonObject): string {
  try {
    read(settings);
  } catch (error) {
    if (error instanceof PtxError) return error.message;
    throw error;
  }
  throw new Error("the settings were taken");
}

const locked = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "open" },
});
const plain = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "der" },
});

describe("settings", () => {
  test("an account has no underscores in its address; what is not set has dbt's values", () => {
    expect(read(usual)).toMatchObject({
      account: "my-org-acc",
      schema: "dbt_kim",
      accessUrl: undefined,
      keepAlive: false,
      connectRetries: 1,
      retry: "network",
      reuseConnections: true,
    });
  });

  test.each([
    [{ host: "127.0.0.1", port: 8080, protocol: "http" }, "http://127.0.0.1:8080"],
    [
      { host: "acc.privatelink.snowflakecomputing.com" },
      "https://acc.privatelink.snowflakecomputing.com",
    ],
  ])("%j is %s: TLS unless it is told otherwise", (keys, url) => {
    expect(read({ ...usual, ...keys }).accessUrl).toBe(url);
  });

  test.each([
    [{ retry_all: true }, "all"],
    [{ retry_on_database_errors: "true" }, "database"],
  ])("%j tries again after errors of kind %s", (keys, retry) => {
    expect(read({ ...usual, ...keys }).retry).toBe(retry);
  });

  test.each([
    [{ ...usual, account: null }, "`account` of the target is not set"],
    [{ ...usual, password: null }, "`password` of the target is not set"],
    [{ ...usual, host: "h", protocol: "ftp" }, '`protocol` of the target is "ftp"'],
    [{ ...usual, proxy_host: "proxy" }, "`proxy_port` of the target is not set"],
    [{ ...usual, retry_all: "perhaps" }, '`retry_all` of the target is "perhaps"'],
    [{ ...usual, authenticator: "magic" }, '`authenticator` of the target is "magic"'],
    [{ ...usual, authenticator: "oauth" }, "`token` of the target is not set"],
    [
      { ...usual, private_key: "not a key" },
      "`private_key` of the target is no private key that can be read",
    ],
  ])("%j is refused: %s", (settings, message) => {
    expect(refusal(settings as JsonObject)).toBe(message);
  });
});

describe("logins", () => {
  test.each([
    [{}, { authenticator: "SNOWFLAKE", password: "pw" }],
    [
      { authenticator: "https://org.okta.com" },
      { authenticator: "https://org.okta.com", password: "pw" },
    ],
    [
      { authenticator: "externalbrowser" },
      { authenticator: "EXTERNALBROWSER", clientStoreTemporaryCredential: true },
    ],
    [
      { authenticator: "oauth", token: "t" },
      { authenticator: "OAUTH", token: "t" },
    ],
    [
      { authenticator: "jwt", token: "t" },
      { authenticator: "OAUTH", token: "t" },
    ],
    [
      { authenticator: "username_password_mfa" },
      { authenticator: "USERNAME_PASSWORD_MFA", clientRequestMFAToken: true, password: "pw" },
    ],
    [
      { authenticator: "programmatic_access_token", token: "t" },
      { authenticator: "PROGRAMMATIC_ACCESS_TOKEN", token: "t" },
    ],
  ])("%j", (keys, options) => {
    expect(read({ ...usual, ...keys }).login.options).toEqual(options);
  });

  test("a refresh token is exchanged for one to log in with", () => {
    const keys = { oauth_client_id: "id", oauth_client_secret: "secret" };
    const { login } = read({ ...usual, authenticator: "oauth", token: "refresh", ...keys });
    expect(login.refresh).toEqual({ token: "refresh", id: "id", secret: "secret" });
    expect(login.options).toEqual({ authenticator: "OAUTH" });
  });

  test("a key pair: a locked file, or Base64 in the profile, becomes what the driver takes", () => {
    const folder = mkdtempSync(join(tmpdir(), "ptx-key-"));
    writeFileSync(join(folder, "key.p8"), locked.privateKey);
    const file = { private_key_path: "key.p8", private_key_passphrase: "open" };
    const inline = { private_key: plain.privateKey.toString("base64") };
    for (const keys of [file, inline]) {
      const { options, way } = read({ ...usual, ...keys }, folder).login;
      expect(way).toBe("key pair");
      expect(options["authenticator"]).toBe("SNOWFLAKE_JWT");
      expect(options["privateKey"]).toMatch(/^-----BEGIN PRIVATE KEY-----/);
    }
  });
});

test("debug shows where to, as whom and how; no secret", () => {
  const secrets = { password: "pw-secret", token: "token-secret", private_key_passphrase: "open" };
  const keys = { warehouse: "WH", role: "R", query_tag: "nightly" };
  const adapter = connect(target({ ...usual, ...secrets, ...keys }), { root: "/" });
  const shown = adapter.describeConnection();
  expect(shown).toEqual({
    account: "my-org-acc",
    user: "kim",
    authenticator: "snowflake",
    role: "R",
    warehouse: "WH",
    database: "analytics",
    schema: "dbt_kim",
    query_tag: "nightly",
    client_session_keep_alive: "false",
  });
  expect(JSON.stringify(shown)).not.toMatch(/secret|open/);
});

test("the target of the guide works as it stands there", () => {
  const guide = readFileSync(join(import.meta.dirname, "../../../docs/guide/snowflake.md"), "utf8");
  const [, text = ""] = /```yaml profiles\.yml\n([^`]+)```/.exec(guide) ?? [];
  const { shop } = parse(text) as { shop: { outputs: { dev: JsonObject } } };
  const folder = mkdtempSync(join(tmpdir(), "ptx-guide-"));
  mkdirSync(join(folder, "keys"));
  writeFileSync(join(folder, "keys/anna.p8"), locked.privateKey);
  const settings = read({ ...shop.outputs.dev, private_key_passphrase: "open" }, folder);
  expect(settings).toMatchObject({
    account: "myorg-account123",
    warehouse: "TRANSFORMING",
    login: { way: "key pair" },
  });
});
