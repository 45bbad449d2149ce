/** Encrypted connections, on a Postgres of its own with a certificate that was made for the test. */
import { execFileSync } from "node:child_process";
import { chownSync, mkdtempSync, realpathSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startPostgres } from "../../../scripts/emulators/postgres.ts";
import type { Server } from "../../../scripts/emulators/server.ts";
import { diagnosticsOf } from "../../../src/core/error.ts";
import type { JsonObject } from "../../../src/core/node.ts";
import { connectWith } from "./rig.ts";

const folder = realpathSync(mkdtempSync(join(tmpdir(), "ptx-tls-")));
let server: Server;

/** An address of this machine that ptx takes for another one. */
const foreign = { host: "0.0.0.0" };

function openssl(...args: string[]): void {
  execFileSync("openssl", args, { cwd: folder, stdio: "pipe" });
}

/** An authority, and a certificate of it for `localhost`; and an authority that has signed nothing. */
function makeCertificates(): void {
  for (const name of ["root", "other"]) {
    const subject = ["-subj", `/CN=${name} of the tests`, "-days", "2"];
    openssl(
      "req",
      "-x509",
      "-newkey",
      "rsa:2048",
      "-nodes",
      "-keyout",
      `${name}.key`,
      "-out",
      `${name}.pem`,
      ...subject,
    );
  }
  const names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
  openssl(
    "req",
    "-new",
    "-newkey",
    "rsa:2048",
    "-nodes",
    "-keyout",
    "server.key",
    "-out",
    "server.csr",
    ...names,
  );
  const signed = ["-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial", "-days", "2"];
  openssl(
    "x509",
    "-req",
    "-in",
    "server.csr",
    "-out",
    "server.pem",
    "-copy_extensions",
    "copy",
    ...signed,
  );
}

const settingsOf = (more: JsonObject): JsonObject => ({
  ...server.profile,
  sslrootcert: null,
  retries: 0,
  ...more,
});

/** Whether a connection with these keys is encrypted, as the server sees it. */
async function isEncrypted(more: JsonObject): Promise<unknown> {
  const adapter = await connectWith(settingsOf(more));
  try {
    const session = await adapter.session();
    const { rows } = await session.query(
      "select ssl from pg_stat_ssl where pid = pg_backend_pid()",
    );
    return rows[0]?.[0];
  } finally {
    await adapter.close();
  }
}

async function refusal(connecting: Promise<unknown>) {
  const error = await connecting.then(
    () => expect.fail("it was connected"),
    (caught: unknown) => caught,
  );
  return diagnosticsOf(error)?.[0];
}

beforeAll(async () => {
  makeCertificates();
  server = await startPostgres(folder);
  const { uid, gid } = statSync(join(folder, "postgres/data"));
  for (const name of ["server.key", "server.pem"]) chownSync(join(folder, name), uid, gid);
  const adapter = await connectWith(settingsOf({ sslmode: "disable" }));
  const session = await adapter.session();
  await session.execute(`alter system set ssl_cert_file = '${join(folder, "server.pem")}'`);
  await session.execute(`alter system set ssl_key_file = '${join(folder, "server.key")}'`);
  await session.execute("alter system set ssl = on");
  await session.query("select pg_reload_conf()");
  for (let tries = 0; tries < 100 && (await isEncrypted({})) !== true; tries++) {
    await new Promise((done) => setTimeout(done, 50));
  }
  await adapter.close();
});

afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

const root = { sslrootcert: join(folder, "root.pem") };

test.each<[string, JsonObject, boolean]>([
  ["another machine, and nothing said", foreign, true],
  ["this machine, and nothing said", {}, true],
  ["require", { sslmode: "require" }, true],
  ["disable", { sslmode: "disable" }, false],
  ["the right authority, whatever the name", { sslmode: "verify-ca", ...root }, true],
  ["the right authority and name", { host: "localhost", sslmode: "verify-full", ...root }, true],
])("%s: encrypted or not", async (_, settings, expected) => {
  expect(await isEncrypted(settings)).toBe(expected);
});

test.each<[string, JsonObject, RegExp]>([
  [
    "another authority",
    { sslmode: "verify-ca", sslrootcert: join(folder, "other.pem") },
    /sslrootcert/,
  ],
  [
    "`require` with a certificate to check",
    { sslmode: "require", sslrootcert: join(folder, "other.pem") },
    /sslrootcert/,
  ],
  [
    "an authority that nobody knows",
    { sslmode: "verify-full", sslrootcert: "system" },
    /sslrootcert/,
  ],
  ["a certificate of another name", { sslmode: "verify-full", ...root }, /verify-ca|name/],
])("%s is refused", async (_, settings, hint) => {
  const found = await refusal(isEncrypted(settings));
  expect(found).toMatchObject({ code: "PTX4002", hint: expect.stringMatching(hint) });
  expect(found?.message).toMatch(/certificate/i);
});

describe("a server without TLS", () => {
  test.each<[string, JsonObject]>([
    ["on another machine", foreign],
    ["that must have it", { sslmode: "require" }],
    ["that is to be checked", { sslmode: "verify-full", ...root }],
  ])("%s is not connected to", async (_, settings) => {
    const adapter = await connectWith({ ...settings, retries: 0 });
    const found = await refusal((await adapter.session()).query("select 1"));
    await adapter.close();
    expect(found).toMatchObject({
      code: "PTX4002",
      message: expect.stringMatching(/does not support SSL/),
      hint: expect.stringMatching(/`sslmode: disable`/),
    });
  });

  test("on this machine is", async () => {
    const adapter = await connectWith();
    const session = await adapter.session();
    const { rows } = await session.query(
      "select ssl from pg_stat_ssl where pid = pg_backend_pid()",
    );
    expect(rows).toEqual([[false]]);
    await adapter.close();
  });
});
