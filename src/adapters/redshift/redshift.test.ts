import { expect, test } from "vitest";
import type { JsonObject } from "../../core/node.ts";
import { connectorOf } from "./connect.ts";
import { connect } from "./index.ts";
import { iamLogin } from "./login.ts";
import { batch, inserts } from "./seed.ts";
import { readSettings } from "./settings.ts";

const target = (settings: JsonObject) => ({
  profileName: "shop",
  name: "dev",
  type: "redshift",
  schema: "shop",
  database: "dev",
  threads: 1,
  file: undefined,
  settings: { type: "redshift", dbname: "dev", ...settings },
});
const settingsOf = (settings: JsonObject) => readSettings(target(settings), "/");
const host = "sales.abc.eu-west-1.redshift.amazonaws.com";
const serverless = "wg.1234.us-east-1.redshift-serverless.amazonaws.com";

test("a target of dbt, with dbt's defaults", () => {
  const { method, server, ra3Node } = settingsOf({ host, user: "u", password: "p" });
  expect(method).toBe("database");
  expect(ra3Node).toBe(false);
  expect(server).toMatchObject({ port: 5439, database: "dev", keepalivesIdle: 240 });
  expect(server.tls.mode).toBe("require");
});

test.each<[JsonObject, string]>([
  [{ user: "u", password: "p" }, "host"],
  [{ host, password: "p" }, "user"],
  [{ host, user: "u" }, "password"],
  [{ host, method: "browser" }, "method"],
  [{ host, method: "iam", user: "u" }, "cluster_id"],
  [{ host, method: "iam", cluster_id: "sales" }, "user"],
  [
    { host, method: "iam", cluster_id: "sales", user: "u", access_key_id: "a" },
    "secret_access_key",
  ],
])("%j is refused by the name of its key", (settings, key) =>
  expect(() => settingsOf(settings)).toThrow(`\`${key}\``),
);

/** A library of AWS that notes what it is asked. */
function aws(answer: () => Promise<Readonly<Record<string, unknown>>>) {
  const asked: unknown[] = [];
  class Client {
    readonly config: object;
    constructor(config: object) {
      this.config = config;
    }
    send(command: { input: object }) {
      asked.push(this.config, command.constructor.name, command.input);
      return answer();
    }
  }
  const command = (name: string) =>
    ({
      [name]: class {
        readonly input: object;
        constructor(input: object) {
          this.input = input;
        }
      },
    })[name];
  const names = [
    "GetClusterCredentialsCommand",
    "GetClusterCredentialsWithIAMCommand",
    "GetCredentialsCommand",
  ];
  const commands = Object.fromEntries(names.map((name) => [name, command(name)]));
  const library = { RedshiftClient: Client, RedshiftServerlessClient: Client, ...commands };
  return { asked, load: async () => library as never };
}

test.each<[JsonObject, unknown[]]>([
  [
    { host, method: "iam", cluster_id: "sales", user: "ann", db_groups: ["readers"] },
    [
      { region: "eu-west-1" },
      "GetClusterCredentialsCommand",
      {
        ClusterIdentifier: "sales",
        DbName: "dev",
        DbUser: "ann",
        DbGroups: ["readers"],
        AutoCreate: false,
      },
    ],
  ],
  [
    { host, method: "iam_role", cluster_id: "sales", iam_profile: "work" },
    [
      { region: "eu-west-1", profile: "work" },
      "GetClusterCredentialsWithIAMCommand",
      { ClusterIdentifier: "sales", DbName: "dev" },
    ],
  ],
  [
    { host: serverless, method: "iam" },
    [{ region: "us-east-1" }, "GetCredentialsCommand", { workgroupName: "wg", dbName: "dev" }],
  ],
])("%j asks AWS for a password", async (settings, expected) => {
  const until = new Date(Date.now() + 900_000);
  const { asked, load } = aws(async () => ({
    DbUser: "IAM:ann",
    DbPassword: "s",
    Expiration: until,
  }));
  expect(await iamLogin(settingsOf(settings), load)).toEqual({
    user: "IAM:ann",
    password: "s",
    until: until.getTime(),
  });
  expect(asked).toEqual(expected);
});

test("without AWS' library the message says what to install", async () => {
  const settings = settingsOf({ host, method: "iam", cluster_id: "sales", user: "ann" });
  await expect(iamLogin(settings)).rejects.toMatchObject({
    diagnostic: { code: "PTX4013", hint: "Run: npm install @aws-sdk/client-redshift" },
  });
});

test("what AWS refuses is told without keys", async () => {
  const key = { access_key_id: "AKIA", secret_access_key: "planted-secret" };
  const settings = settingsOf({ host, method: "iam", cluster_id: "c", user: "ann", ...key });
  const { load } = aws(() =>
    Promise.reject(
      Object.assign(new Error("not authorized"), { request: { key: "planted-secret" } }),
    ),
  );
  const error = await iamLogin(settings, load).catch((caught: unknown) => caught);
  const { inspect } = await import("node:util");
  expect(inspect(error, { depth: 10 })).not.toContain("planted-secret");
  expect(error).toMatchObject({ diagnostic: { code: "PTX4002" } });
  expect(
    JSON.stringify(
      connect(target({ host, ...key, user: "u", password: "planted-secret" }), {
        root: "/",
      }).describeConnection(),
    ),
  ).not.toContain("planted-secret");
});

test("logins are asked for once while they are good", async () => {
  let asked = 0;
  const settings = settingsOf({
    host: "127.0.0.1",
    port: 1,
    retries: 0,
    sslmode: "disable",
    method: "iam",
    cluster_id: "c",
    user: "ann",
  });
  const connector = connectorOf(settings, async () => {
    asked += 1;
    return { user: "u", password: "p", until: Date.now() + 3_600_000 };
  });
  await Promise.allSettled([connector.connect(), connector.connect()]);
  await connector.connect().catch(() => undefined);
  expect(asked).toBe(1);
});

test("seeds go in by statements of limited size, with texts as Redshift reads them", () => {
  const [one] = inserts(
    '"t"',
    ['"a"', '"b"'],
    [
      ["1", "it's \\ so"],
      [null, "x"],
    ],
  );
  expect(one).toBe(`insert into "t" ("a", "b") values\n('1', 'it\\'s \\\\ so'),\n(null, 'x')`);
  const many = Array.from({ length: batch.rows * 2 + 1 }, () => ["1"]);
  expect([...inserts("t", ["a"], many)]).toHaveLength(3);
  const wide = Array.from({ length: 5 }, () => ["x".repeat(batch.characters / 2)]);
  expect([...inserts("t", ["a"], wide)].every(({ length }) => length < 16_000_000)).toBe(true);
  expect([...inserts("t", ["a"], wide)].length).toBeGreaterThan(1);
});
