import { expect, test, vi } from "vitest";
import type { JsonObject } from "../core/node.ts";
import { readSettings as readBigQuery } from "./bigquery/settings.ts";
import { adapterOn } from "./bigquery/testing/stub.ts";
import { assertEncrypted } from "./encryption.ts";
import { readSettings as readSnowflake } from "./snowflake/settings.ts";

test.each([
  undefined,
  "https://db.example.com",
  "http://localhost:9050",
  "http://127.0.0.1:9050/bigquery/v2",
  "http://[::1]:80",
])("%s is as it should be", (address) => {
  expect(() => assertEncrypted("host", address)).not.toThrow();
});

test.each([
  "http://db.example.com",
  "HTTP://db.example.com:443/",
  "http://localhost.example.com",
  "http://localhost@db.example.com",
])("%s would show the log-in", (address) => {
  expect(() => assertEncrypted("host", address)).toThrow(/`host`.*by http/);
});

const place = {
  profileName: "p",
  name: "t",
  schema: "s",
  database: "d",
  threads: 1,
  file: undefined,
};

test.each([
  [{ api_endpoint: "http://bq.example.com" }, "api_endpoint"],
  [{ token_uri: "http://id.example.com/token" }, "token_uri"],
])("BigQuery takes no %j", (more: JsonObject, key) => {
  const settings = { method: "oauth-secrets", token: "t", project: "d", ...more };
  const read = () => readBigQuery({ ...place, type: "bigquery", settings }, "/");
  expect(read).toThrow(`\`${key}\``);
});

test("Snowflake speaks http with this machine only", () => {
  const read = (host: string) => () =>
    readSnowflake(
      {
        ...place,
        type: "snowflake",
        settings: { account: "a", user: "u", password: "p", database: "d", protocol: "http", host },
      },
      "/",
    );
  expect(read("sf.example.com")).toThrow(/`protocol`/);
  expect(read("127.0.0.1")).not.toThrow();
});

test("nor does BigQuery's client where the environment sends it elsewhere", async () => {
  vi.stubEnv("BIGQUERY_EMULATOR_HOST", "http://bq.example.com");
  const adapter = adapterOn({ address: "" });
  const session = await adapter.session();
  await expect(session.execute("select 1")).rejects.toThrow(/bq\.example\.com by http/);
  await adapter.close();
  vi.unstubAllEnvs();
});
