import { createServer, type Server, type Socket, connect as tcp } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import type { Session } from "../../../src/core/adapter.ts";
import { diagnosticsOf } from "../../../src/core/error.ts";
import { connectWith, profile, withSchema } from "./rig.ts";

const codeOf = (error: unknown) => diagnosticsOf(error)?.[0]?.code;
const failure = (work: Promise<unknown>) =>
  work.then(
    () => expect.fail("it succeeded"),
    (error: unknown) => error,
  );
const ownProcess = async (session: Session) =>
  Number((await session.query("select pg_backend_pid()")).rows[0]?.[0]);

test("cancelling stops the statement on the server, also one that has hardly begun", () =>
  withSchema(async (adapter) => {
    const watcher = await adapter.session();
    for (const wait of [0, 1, 300]) {
      const session = await adapter.session();
      const running = failure(session.query(`select pg_sleep(30), ${wait}`));
      await sleep(wait);
      const start = performance.now();
      session.cancel();
      expect(codeOf(await running)).toBe("PTX4003");
      expect(performance.now() - start).toBeLessThan(5_000);
      session.release();
    }
    const { rows } = await watcher.query(
      "select count(*) from pg_stat_activity where query like 'select pg_sleep(30)%' and state = 'active'",
    );
    expect(rows).toEqual([[0]]);
  }));

test("a statement that takes longer than statement_timeout fails and says so", () =>
  withSchema(
    async (adapter) => {
      const error = await failure((await adapter.session()).query("select pg_sleep(5)"));
      const [found] = diagnosticsOf(error) ?? [];
      expect(found?.message).toMatch(/statement timeout/);
      expect(found?.hint).toMatch(/statement_timeout/);
    },
    { statement_timeout: "100ms" },
  ));

test("a session whose process is ended goes on with a new one, where nothing is at stake", () =>
  withSchema(async (adapter) => {
    const [session, other] = [await adapter.session(), await adapter.session()];
    const first = await ownProcess(session);
    await other.query(`select pg_terminate_backend(${first})`);
    await sleep(50);
    expect(await ownProcess(session)).not.toBe(first);
  }));

test("what is cut off is sent again where it left nothing; where that is unknown, ptx says so", () =>
  withSchema(async (adapter, schema) => {
    const [session, other] = [await adapter.session(), await adapter.session()];
    await session.execute(`create table "${schema}".t (n int)`);
    const end = async () => {
      const pid = await ownProcess(session);
      setTimeout(() => other.query(`select pg_terminate_backend(${pid})`), 300);
    };
    await end();
    expect((await session.query("select 1 as n from pg_sleep(1)")).rows).toEqual([[1]]);
    await end();
    await session.execute(`insert into "${schema}".t select 1 from pg_sleep(1)`);
    expect((await other.query(`select * from "${schema}".t`)).rows).toEqual([[1]]);
    await end();
    const error = await failure(session.execute("do $$ begin perform pg_sleep(1); end $$"));
    expect(codeOf(error)).toBe("PTX4014");
    expect((error as Error).cause).not.toHaveProperty("transient");
  }));

test("a transaction that is cut off can be tried again as a whole", () =>
  withSchema(async (adapter, schema) => {
    const [session, other] = [await adapter.session(), await adapter.session()];
    await session.execute(`create table "${schema}".t (n int)`);
    const work = () =>
      session.transaction(async () => {
        await session.execute(`insert into "${schema}".t values (1)`);
        const pid = await ownProcess(session);
        await other.query(`select pg_terminate_backend(${pid})`);
        await session.execute(`insert into "${schema}".t values (2)`);
      });
    const error = await failure(work());
    expect((error as Error).cause).toMatchObject({ transient: true });
    expect((await other.query(`select * from "${schema}".t`)).rows).toEqual([]);
    await session.transaction(() => session.execute(`insert into "${schema}".t values (3)`));
    expect((await session.query(`select * from "${schema}".t`)).rows).toEqual([[3]]);
  }));

test("of two transactions in each other's way one fails, and may be tried again", () =>
  withSchema(async (adapter, schema) => {
    const [a, b] = [await adapter.session(), await adapter.session()];
    await a.execute(`create table "${schema}".t as select n, 0 as v from generate_series(1, 2) n`);
    const update = (session: Session, ...order: number[]) =>
      session.transaction(async () => {
        for (const n of order) {
          await session.execute(`update "${schema}".t set v = v + 1 where n = ${n}`);
          await sleep(100);
        }
      });
    const both = await Promise.allSettled([update(a, 1, 2), update(b, 2, 1)]);
    const failed = both.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
    expect(failed.map(codeOf)).toEqual(["PTX4008"]);
    expect(failed[0].cause).toMatchObject({ transient: true });
  }));

/** Between client and server: cuts a connection when asked to, with or without the last request. */
class Wire {
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;
  /** Called with what a client sends; true cuts its connection, after the server has got it. */
  cutAfter: (request: string) => boolean = () => false;

  constructor(target: { host: string; port: number }) {
    this.#server = createServer((client) => {
      const server = tcp(target.port, target.host);
      for (const socket of [client, server]) {
        this.#sockets.add(socket);
        socket.on("error", () => undefined);
      }
      client.on("data", (data) => {
        server.write(data);
        if (this.cutAfter(data.toString("latin1"))) {
          client.destroy();
          server.end();
        }
      });
      client.on("close", () => server.end());
      server.on("data", (data) => client.write(data));
      server.on("close", () => client.destroy());
    });
  }
  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    return address.port;
  }
  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }
}

test("a commit whose answer is lost is looked up, and not repeated", async () => {
  const { host, port } = profile();
  const proxy = new Wire({ host: String(host), port: Number(port) });
  const through = { host: "127.0.0.1", port: await proxy.listen() };
  await withSchema(async (adapter, schema) => {
    const session = await adapter.session();
    await session.execute(`create table "${schema}".t (n int)`);
    let cuts = 0;
    proxy.cutAfter = (request) => request.includes("commit") && cuts++ === 0;
    await session.transaction(() => session.execute(`insert into "${schema}".t values (1)`));
    expect(cuts).toBe(1);
    cuts = 0;
    await session.execute(`insert into "${schema}".t values (2)`);
    expect(cuts).toBe(1);
    expect((await session.query(`select * from "${schema}".t`)).rows).toEqual([[1], [2]]);
    proxy.cutAfter = () => false;
  }, through);
  proxy.close();
});

test.each([
  [{ password: "x", dbname: "nowhere" }, /database "nowhere" does not exist/, /dbname/],
  [{ port: 1 }, /ECONNREFUSED/, /host.*port/],
  [{ sslmode: "require" }, /SSL/, /sslmode/],
])("a server that does not let us in: %j", async (settings, message, hint) => {
  const adapter = await connectWith({ ...settings, retries: 0 });
  const error = await failure((await adapter.session()).query("select 1"));
  const [found] = diagnosticsOf(error) ?? [];
  expect(found?.code).toBe("PTX4002");
  expect(found?.message).toMatch(message);
  expect(found?.hint).toMatch(hint);
  await adapter.close();
});

test("settings of the target reach the connection", async () => {
  const adapter = await connectWith({
    search_path: 'one, "two words"',
    application_name: "nightly",
    role: "pg_monitor",
  });
  const session = await adapter.session();
  const { rows } = await session.query(
    "select current_setting('search_path'), current_setting('application_name'), current_role",
  );
  expect(rows).toEqual([['one, "two words"', "nightly", "pg_monitor"]]);
  await adapter.close();
});

test("a transaction whose first statement fails leaves nothing open", () =>
  withSchema(async (adapter, schema) => {
    const session = await adapter.session();
    await failure(session.transaction(() => session.execute("select 1 / 0")));
    await session.transaction(() => session.execute(`create table "${schema}".t (n int)`));
    expect((await session.query(`select * from "${schema}".t`)).rows).toEqual([]);
  }));
