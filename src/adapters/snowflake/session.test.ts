import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Adapter, SqlErrorFacts } from "../../core/adapter.ts";
import { PtxError } from "../../core/error.ts";
import type { JsonObject } from "../../core/node.ts";
import { connect } from "./index.ts";
import { SnowflakeServer } from "./testing/server.ts";

let server: SnowflakeServer;
let adapter: Adapter;

async function connected(settings: JsonObject = {}): Promise<Adapter> {
  const port = await server.start();
  const address = { host: "127.0.0.1", port, protocol: "http" };
  const login = { account: "stub", user: "kim", password: "planted-secret", database: "DB" };
  return connect(
    {
      profileName: "shop",
      name: "dev",
      type: "snowflake",
      schema: "S",
      database: "DB",
      threads: 1,
      settings: { ...address, ...login, connect_retries: 0, ...settings },
      file: undefined,
    },
    { root: "/" },
  );
}

beforeEach(() => {
  vi.stubEnv("SNOWFLAKE_DISABLE_PLATFORM_DETECTION", "true");
  server = new SnowflakeServer();
});

afterEach(async () => {
  await adapter.close();
  await server.stop();
  vi.unstubAllEnvs();
});

async function refusal(work: Promise<unknown>): Promise<PtxError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof PtxError) return error;
    throw error;
  }
  throw new Error("it succeeded");
}

const insert = "insert into t select 1";

describe("a statement of which nobody knows whether it ran", () => {
  test.each([
    { kind: "drop", after: true },
    { kind: "drop", after: false },
    { kind: "status", status: 503 },
    { kind: "status", status: 429 },
  ] as const)(
    "%j: is sent again as the same request, and runs once",
    async (first) => {
      adapter = await connected();
      server.fate = (_, times) => (times === 0 ? first : { kind: "rows" });
      const session = await adapter.session();
      await session.execute(insert);
      expect(server.ran).toEqual([insert]);
      expect(server.sent.length).toBeGreaterThan(1);
      expect(new Set(server.sent.map(({ requestId }) => requestId)).size).toBe(1);
    },
    30_000,
  );
});

describe("a session that is gone", () => {
  const gone = { kind: "error", code: "390111", message: "Session no longer exists." } as const;

  test("is opened again where nothing hangs on it", async () => {
    adapter = await connected();
    server.fate = ({ token }) => (token === "session-1" ? gone : { kind: "rows" });
    const session = await adapter.session();
    await session.execute(insert);
    expect(server.ran).toEqual([insert]);
    expect(server.logins).toHaveLength(2);
  });

  test.each(["begin", "create temporary table x as (select 1 as a)"])(
    "takes what was done on it along: after %j the node begins anew",
    async (before) => {
      adapter = await connected();
      server.fate = ({ sql }) => (sql === insert ? gone : { kind: "rows" });
      const session = await adapter.session();
      const work =
        before === "begin"
          ? session.transaction(() => session.execute(insert))
          : session.execute(`${before};\n${insert}`);
      const error = await refusal(work);
      expect(error.diagnostic.code).toBe("PTX4014");
      expect((error.cause as SqlErrorFacts).transient).toBe(true);
      expect(server.ran).not.toContain(insert);
    },
  );
});

test("a table that somebody else has locked is waited for", async () => {
  adapter = await connected();
  const message =
    "Statement '01' has locked table 'T' in transaction 1 and this lock has not yet been released.";
  server.fate = (_, times) =>
    times < 2 ? { kind: "error", code: "000625", message } : { kind: "rows" };
  const session = await adapter.session();
  await session.execute(insert);
  expect(server.ran).toEqual([insert]);
});

test("in a transaction a conflict ends it, and the node begins anew", async () => {
  adapter = await connected();
  const message = "Your statement was aborted because a deadlock was detected.";
  server.fate = ({ sql }) =>
    sql === insert ? { kind: "error", code: "000626", message } : { kind: "rows" };
  const session = await adapter.session();
  const error = await refusal(session.transaction(() => session.execute(insert)));
  expect(error.diagnostic.code).toBe("PTX4008");
  expect((error.cause as SqlErrorFacts).transient).toBe(true);
  expect(server.ran).toEqual(["begin", "rollback"]);
});

test("a running statement is stopped on the server", async () => {
  adapter = await connected();
  server.fate = () => ({ kind: "hang" });
  const session = await adapter.session();
  const running = refusal(session.execute("call system$wait(60)"));
  await vi.waitFor(() => expect(server.sent).toHaveLength(1));
  session.cancel();
  expect((await running).diagnostic.code).toBe("PTX4003");
  expect(server.aborted).toContain(server.sent[0]?.requestId);
});

test("statements carry the query tag of their node until the session is given back", async () => {
  adapter = await connected();
  const session = await adapter.session();
  session.configure?.({ query_tag: "nightly" });
  await session.execute("select 1");
  session.release();
  await (await adapter.session()).execute("select 2");
  expect(server.sent.map(({ parameters }) => parameters["QUERY_TAG"])).toEqual([
    "nightly",
    undefined,
  ]);
  expect(server.logins).toHaveLength(1);
});

test("sessions are not shared where the target says so", async () => {
  adapter = await connected({ reuse_connections: false });
  for (const sql of ["select 1", "select 2"]) {
    const session = await adapter.session();
    await session.execute(sql);
    session.release();
  }
  expect(server.logins).toHaveLength(2);
});

test("rows are read in parts", async () => {
  adapter = await connected();
  const rows = Array.from({ length: 5 }, (_, i) => [String(i)]);
  server.fate = () => ({ kind: "rows", rows });
  const session = await adapter.session();
  const parts: unknown[] = [];
  for await (const part of session.stream?.("select n from t", 2) ?? []) parts.push(part);
  expect(parts).toEqual([[[0], [1]], [[2], [3]], [[4]]]);
  expect((await session.query("select n from t", { limit: 2 })).rows).toEqual([[0], [1]]);
});

describe("secrets", () => {
  test("of a refused log-in are in no part of its error", async () => {
    adapter = await connected();
    server.refuseLogin = {
      code: "390100",
      message: "Incorrect username or password was specified.",
    };
    const session = await adapter.session();
    const error = await refusal(session.query("select 1"));
    expect(error.diagnostic).toMatchObject({
      code: "PTX4002",
      hint: expect.stringMatching(/`password`/),
    });
    const everything = JSON.stringify([error.message, error.stack, error.diagnostic, error.cause]);
    expect(everything).not.toContain("planted-secret");
    expect(server.logins.join()).toContain("planted-secret");
  });

  test("of a session are in no part of the error of a statement", async () => {
    adapter = await connected();
    server.fate = () => ({ kind: "error", code: "001003", message: "SQL compilation error:\nno" });
    const session = await adapter.session();
    const error = await refusal(session.query("select"));
    const { cause, ...shown } = error;
    const everything = JSON.stringify([error.message, error.stack, shown, cause, String(cause)]);
    expect(everything).not.toMatch(/planted-secret|session-1|master-1/);
  });
});

test("a plan tells the bytes that a statement would read; the statement itself is not sent", async () => {
  adapter = await connected();
  server.fate = () => ({
    kind: "rows",
    rows: [[JSON.stringify({ GlobalStats: { partitionsAssigned: 2, bytesAssigned: 4096 } })]],
  });
  const session = await adapter.session();
  expect(await session.estimate?.("select id from t")).toEqual({ bytes: 4096 });
  expect(server.sent.map(({ sql }) => sql)).toEqual(["explain using json select id from t"]);
});

test("a node's own warehouse computes its statements, and no other's", async () => {
  adapter = await connected();
  server.fate = ({ sql }) => ({ kind: "rows", rows: sql.includes("current") ? [["Own wh"]] : [] });
  const session = await adapter.session();
  await session.execute(insert);
  session.configure?.({ snowflake_warehouse: "large_wh" });
  await session.execute(insert);
  await session.execute(insert);
  session.release();
  const next = await adapter.session();
  await next.execute(insert);
  next.configure?.({ snowflake_warehouse: "two words" });
  await next.execute(insert);
  expect(server.sent.map(({ sql }) => sql)).toEqual([
    insert,
    "select current_warehouse()",
    "use warehouse large_wh",
    insert,
    insert,
    'use warehouse "Own wh"',
    insert,
    'use warehouse "two words"',
    insert,
  ]);
});
