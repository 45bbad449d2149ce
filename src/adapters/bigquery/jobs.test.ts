/** Jobs against a server that fails in the ways that the emulator cannot: lost answers, limits, cancels. */
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { ObservedSession } from "../../run/observed-session.ts";
import {
  type Answer,
  type Asked,
  adapterOn,
  ended,
  failedJob,
  jobIdOf,
  refused,
  type Stub,
  stubServer,
} from "./testing/stub.ts";

let stub: Stub | undefined;
afterEach(async () => {
  await stub?.close();
  stub = undefined;
});

async function serving(answer: (asked: Asked, n: number) => Answer, settings = {}) {
  stub = await stubServer(answer);
  const adapter = adapterOn(stub, settings);
  return { asked: stub.asked, adapter, session: await adapter.session() };
}

const posts = (asked: readonly Asked[]) =>
  asked.filter(({ method, path }) => method === "POST" && path === "/jobs");

test("a job whose answer was lost is not sent under another id: the server knows it already", async () => {
  const { asked, session } = await serving((request, n) => {
    if (n === 0) return { drop: true };
    if (request.method === "POST") return refused(409, "duplicate", "Already Exists: Job demo:x");
    return ended(request.path.replace("/jobs/", ""));
  });
  expect(await session.execute("merge …")).toMatchObject({
    rowsAffected: 3,
    message: "MERGE (3.0 rows, 0 processed)",
  });
  const [first, second] = posts(asked);
  expect(first && jobIdOf(first)).toBe(second && jobIdOf(second));
  expect(posts(asked)).toHaveLength(2);
});

test.each([
  [429, "rateLimitExceeded"],
  [503, "backendError"],
  [502, ""],
] as const)("%i %s: the same job is sent again", async (status, reason) => {
  const { asked, session } = await serving((request, n) =>
    n === 0 ? refused(status, reason, "not now") : ended(jobIdOf(request)),
  );
  await session.execute("merge …");
  expect(new Set(posts(asked).map(jobIdOf)).size).toBe(1);
});

test.each([
  [403, "quotaExceeded", "PTX4001"],
  [400, "invalidQuery", "PTX4001"],
  [403, "accessDenied", "PTX4001"],
  [401, "authError", "PTX4002"],
] as const)("%i %s is final", async (status, reason, code) => {
  const { asked, session } = await serving(() => refused(status, reason, "no"));
  await expect(session.execute("select 1")).rejects.toMatchObject({ diagnostic: { code } });
  expect(asked).toHaveLength(1);
});

test("a job that the service let fail runs again under a new id, once (`job_retries`)", async () => {
  const { asked, session } = await serving((request) =>
    request.method === "POST"
      ? failedJob(jobIdOf(request), "backendError", "try again")
      : failedJob(request.path.replace("/jobs/", ""), "backendError", "try again"),
  );
  await expect(session.execute("merge …")).rejects.toThrow("try again");
  expect(new Set(posts(asked).map(jobIdOf)).size).toBe(2);
});

test("a script is not sent again: its first statements may have taken effect", async () => {
  const script = { query: { statementType: "SCRIPT" } };
  const failed = (id: string): Answer =>
    ended(id, {
      status: { state: "DONE", errorResult: { reason: "backendError", message: "broken" } },
      statistics: script,
    });
  const { asked, session } = await serving((request) =>
    failed(request.method === "POST" ? jobIdOf(request) : request.path.replace("/jobs/", "")),
  );
  await expect(session.execute("insert …; insert …")).rejects.toThrow("broken");
  expect(posts(asked)).toHaveLength(1);
});

test("writers that met: the one that lost tries again, then says so", async () => {
  const message = "Could not serialize access to table demo:shop.t due to concurrent update";
  const { asked, session } = await serving((request) =>
    failedJob(
      request.method === "POST" ? jobIdOf(request) : request.path.replace("/jobs/", ""),
      "invalidQuery",
      message,
    ),
  );
  await expect(session.execute("merge …")).rejects.toMatchObject({
    diagnostic: { code: "PTX4008" },
  });
  expect(posts(asked)).toHaveLength(2);
});

test("nobody tries again with `job_retries: 0`", async () => {
  const { asked, session } = await serving(() => refused(503, "backendError", "down"), {
    job_retries: 0,
  });
  await expect(session.execute("select 1")).rejects.toThrow("down");
  expect(asked).toHaveLength(1);
});

test("what a target sets goes with each job: priority, limits, labels of the comment", async () => {
  const { asked, session } = await serving((request) => ended(jobIdOf(request)), {
    priority: "batch",
    maximum_bytes_billed: 1000,
    job_execution_timeout_seconds: 60,
    execution_project: "payer",
  });
  session.label?.({ node_id: "model.shop.Orders", App: "dbt", "1st": "no" });
  await session.execute("merge …");
  const { configuration, jobReference } = JSON.parse(posts(asked)[0]?.body ?? "") as Record<
    string,
    unknown
  >;
  expect(jobReference).toMatchObject({ projectId: "payer", location: "EU" });
  expect(configuration).toEqual({
    query: { query: "merge …", useLegacySql: false, priority: "BATCH", maximumBytesBilled: "1000" },
    jobTimeoutMs: "60000",
    labels: { node_id: "model_shop_orders", app: "dbt" },
  });
});

test("a stopped run cancels its job, and what runs says that it was stopped", async () => {
  let cancelled = false;
  const { asked, session } = await serving((request) => {
    if (request.path.endsWith("/cancel")) {
      cancelled = true;
      return { json: {} };
    }
    if (request.method === "POST") {
      return ended(jobIdOf(request), { status: { state: "RUNNING" } });
    }
    if (request.path.startsWith("/queries/") && !cancelled) return { json: { jobComplete: false } };
    const id = request.path.replace(/^\/(?:jobs|queries)\//, "");
    return request.path.startsWith("/queries/")
      ? refused(499, "stopped", "Job execution was cancelled")
      : failedJob(id, "stopped", "Job execution was cancelled");
  });
  const running = session.execute("select pg_sleep(30)");
  setTimeout(() => session.cancel(), 50);
  await expect(running).rejects.toMatchObject({ diagnostic: { code: "PTX4003" } });
  expect(asked.some(({ path }) => path.endsWith("/cancel"))).toBe(true);
  await expect(session.execute("select 1")).rejects.toMatchObject({
    diagnostic: { code: "PTX4003" },
  });
});

test("a statement that takes too long is cancelled, and the hint names the setting", async () => {
  const { asked, session } = await serving(
    (request) => {
      if (request.method === "POST" && request.path === "/jobs") {
        return ended(jobIdOf(request), { status: { state: "RUNNING" } });
      }
      return { json: { jobComplete: false } };
    },
    { job_execution_timeout_seconds: 1 },
  );
  await expect(session.execute("select 1")).rejects.toMatchObject({
    diagnostic: { hint: expect.stringContaining("job_execution_timeout_seconds") },
  });
  expect(asked.at(-1)?.path).toMatch(/\/cancel$/);
});

const measured: Answer = {
  json: {
    jobReference: { projectId: "demo", jobId: "" },
    status: { state: "DONE" },
    statistics: {
      totalBytesProcessed: `${2 ** 30}`,
      query: { schema: { fields: [{ name: "id", type: "INTEGER" }] } },
    },
  },
};

test("a dry run tells columns, bytes and what they cost, and runs nothing", async () => {
  const { asked, session } = await serving(() => measured);
  expect(await session.estimate?.("select 1 as id")).toEqual({
    bytes: 2 ** 30,
    cost: { amount: 6.25 / 1024, currency: "USD" },
  });
  expect(await session.describe("select 1 as id")).toEqual([{ name: "id", type: "INT64" }]);
  expect(asked.every(({ body }) => body.includes('"dryRun":true'))).toBe(true);
});

test.each([
  [
    { price_per_tib: "7.5", price_currency: "EUR" },
    { amount: 7.5 / 1024, currency: "EUR" },
  ],
  [{ price_per_tib: 0 }, undefined],
  [{ reservation: "projects/p/locations/eu/reservations/r" }, undefined],
])("the price of the target: %j", async (settings, cost) => {
  const { session } = await serving(() => measured, settings);
  expect((await session.estimate?.("select 1 as id"))?.cost).toEqual(cost);
});

test("secrets of the target are in no error, whatever the server says back", async () => {
  const { session } = await serving(({ headers }) =>
    refused(400, "invalid", `bad header ${headers.authorization ?? ""}`),
  );
  const error = await session.execute("select 1").catch((caught: unknown) => caught);
  const { inspect } = await import("node:util");
  const shown = inspect(error, { depth: 10, showHidden: true });
  expect(shown).toContain("bad header");
  expect(shown).not.toContain("planted-token");
});

test("a stopped run cancels the load of a seed, too", async () => {
  const file = join(mkdtempSync(join(tmpdir(), "ptx-bigquery-")), "raw.csv");
  writeFileSync(file, "id\n1\n");
  let cancelled = false;
  const { asked, adapter, session } = await serving(({ body, path }) => {
    cancelled ||= path.endsWith("/cancel");
    if (path.endsWith("/cancel")) return { json: {} };
    const id = /"jobId":"([^"]+)"/.exec(body)?.[1] ?? path.replace("/jobs/", "");
    return cancelled
      ? failedJob(id, "stopped", "Job execution was cancelled")
      : ended(id, { status: { state: "RUNNING" } });
  });
  const run = new AbortController();
  const clock = { now: () => new Date(), elapsed: () => 0 };
  const observed = new ObservedSession(session, {
    node: undefined,
    emit: () => undefined,
    clock,
    stopped: run.signal,
  });
  const loading = adapter.loadSeed(observed, {
    target: { database: undefined, schema: "shop", name: "raw" },
    file,
    delimiter: ",",
    columnTypes: {},
    quoteColumns: true,
    truncate: false,
  });
  setTimeout(() => run.abort("SIGINT"), 50);
  await expect(loading).rejects.toMatchObject({ diagnostic: { code: "PTX4003" } });
  const [load] = posts(asked);
  const id = /"jobId":"([^"]+)"/.exec(load?.body ?? "")?.[1];
  expect(asked.map(({ path }) => path)).toContain(`/jobs/${id}/cancel`);
});
