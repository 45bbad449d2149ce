import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { JsonObject } from "../../core/node.ts";
import { connect } from "./index.ts";
import { readSettings } from "./settings.ts";

const root = mkdtempSync(join(tmpdir(), "ptx-bigquery-"));
afterAll(() => rmSync(root, { recursive: true }));

const target = (settings: JsonObject) => ({
  profileName: "shop",
  name: "dev",
  type: "bigquery",
  schema: "shop",
  database: undefined,
  threads: 1,
  file: undefined,
  settings,
});
const settingsOf = (settings: JsonObject) => readSettings(target(settings), root);

const key = {
  type: "service_account",
  project_id: "from-key",
  client_email: "robot@from-key.iam.gserviceaccount.com",
  private_key: "-----BEGIN PRIVATE KEY-----\\nplanted-secret-line\\n-----END PRIVATE KEY-----\\n",
};

test("a key file names the project, its own path starts at the project's folder", () => {
  writeFileSync(join(root, "key.json"), JSON.stringify(key));
  expect(settingsOf({ method: "service-account", keyfile: "key.json" })).toMatchObject({
    database: "from-key",
    executionProject: "from-key",
    priority: "INTERACTIVE",
    retries: 1,
  });
});

test.each([key, JSON.stringify(key), Buffer.from(JSON.stringify(key)).toString("base64")])(
  "keyfile_json as a mapping, as JSON, in base64",
  (json) => {
    const { login } = settingsOf({ method: "service-account-json", keyfile_json: json });
    expect(login.kind === "service-account" && login.key["private_key"]).toContain("\nplanted");
  },
);

test("older spellings of keys", () => {
  const read = settingsOf({ method: "oauth", database: "d", retries: 3, timeout_seconds: 30 });
  expect(read).toMatchObject({ database: "d", retries: 3, executionTimeout: 30 });
});

test.each([
  [{}, "method"],
  [{ method: "password", project: "p" }, "method"],
  [{ method: "oauth" }, "project"],
  [{ method: "oauth", project: "p", priority: "soon" }, "priority"],
  [{ method: "oauth", project: "p", maximum_bytes_billed: "1 GB" }, "maximum_bytes_billed"],
  [{ method: "service-account", project: "p" }, "keyfile"],
  [{ method: "service-account", project: "p", keyfile: "none.json" }, "keyfile"],
  [
    { method: "service-account-json", project: "p", keyfile_json: "planted-secret" },
    "keyfile_json",
  ],
  [{ method: "oauth-secrets", project: "p" }, "token"],
  [{ method: "oauth-secrets", project: "p", refresh_token: "planted-secret" }, "client_id"],
])("%j is refused by the name of its key", (settings, name) => {
  const attempt = () => settingsOf(settings as JsonObject);
  expect(attempt).toThrow(`\`${name}\``);
  expect(attempt).not.toThrow("planted-secret");
});

test("what `debug` shows has no secrets", () => {
  const shown = connect(
    target({ method: "service-account-json", keyfile_json: key, location: "EU" }),
    { root },
  ).describeConnection();
  expect(shown).toMatchObject({ method: "service-account-json", database: "from-key" });
  expect(JSON.stringify(shown)).not.toMatch(/planted|PRIVATE KEY/);
});

test("a price that is no number is refused", () => {
  expect(() => settingsOf({ method: "oauth", project: "p", price_per_tib: "much" })).toThrow(
    '`price_per_tib` of the target is "much"',
  );
});
