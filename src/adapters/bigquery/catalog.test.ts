/** Questions about what is there, answered as BigQuery does. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { adapterOn, ended, failedJob, refused, type Stub, stubServer } from "./testing/stub.ts";

let stub: Stub | undefined;
const folder = mkdtempSync(join(tmpdir(), "ptx-bigquery-"));
afterEach(async () => {
  await stub?.close();
  rmSync(folder, { recursive: true, force: true });
});

const tables = [
  { type: "TABLE", timePartitioning: { type: "DAY", field: "At" }, clustering: { fields: ["a"] } },
  {
    type: "TABLE",
    rangePartitioning: { field: "n", range: { start: "0", end: "10", interval: "2" } },
  },
  { type: "MATERIALIZED_VIEW" },
  { type: "EXTERNAL" },
  { type: "VIEW" },
].map((table, i) => ({ ...table, tableReference: { tableId: `t${i}` } }));

test("relations come page by page, with the layout of tables; a missing dataset has none", async () => {
  stub = await stubServer(({ path, query }) => {
    if (path.includes("/gone/")) return refused(404, "notFound", "Not found: Dataset demo:gone");
    return query.get("pageToken") === null
      ? { json: { tables: tables.slice(0, 2), nextPageToken: "p2" } }
      : { json: { tables: tables.slice(2) } };
  });
  const adapter = adapterOn(stub);
  const place = (schema: string) => ({ database: "demo", schema });
  const found = await adapter.relations([place("shop"), place("gone")]);
  expect(found.map(({ name, kind, layout }) => [name, kind, layout])).toEqual([
    ["t0", "table", "day(at) | a"],
    ["t1", "table", "range(n, 0, 10, 2)"],
    ["t2", "materialized_view", undefined],
    ["t3", "external", undefined],
    ["t4", "view", undefined],
  ]);
});

test("the catalog has nested columns by their paths, and descriptions as they were written", async () => {
  const fields = ["t", "y", "o", "p", "d", "n"].map((name) => ({ name, type: "STRING" }));
  const row = (...values: (string | null)[]) => ({ f: values.map((v) => ({ v })) });
  stub = await stubServer(({ method, path, body }) =>
    method === "POST"
      ? ended(JSON.parse(body).jobReference.jobId)
      : {
          json: {
            jobComplete: true,
            schema: { fields },
            rows: [
              row("orders", "BASE TABLE", '"All \\"orders\\"\\nso far"', "id", "INT64", "the key"),
              row("orders", "BASE TABLE", '"All \\"orders\\"\\nso far"', "a.b", "STRING", null),
              row("empty", "VIEW", null, null, null, null),
            ],
            path,
          },
        },
  );
  const [orders, empty] = await adapterOn(stub).catalog([{ database: "demo", schema: "shop" }]);
  expect(orders).toMatchObject({ kind: "table", comment: 'All "orders"\nso far' });
  expect(orders?.columns).toEqual([
    { name: "id", type: "INT64", comment: "the key" },
    { name: "a.b", type: "STRING", comment: undefined },
  ]);
  expect(empty).toMatchObject({ kind: "view", columns: [], comment: undefined });
});

test("freshness by metadata: the time of a table's last change, none for a view", async () => {
  stub = await stubServer(({ path }) => ({
    json: path.endsWith("/orders")
      ? { type: "TABLE", lastModifiedTime: "1767225600000" }
      : { type: "VIEW", lastModifiedTime: "1767225600000" },
  }));
  const name = (table: string) => ({ database: "demo", schema: "shop", name: table });
  const [orders, view] = (await adapterOn(stub).lastModified?.([name("orders"), name("v")])) ?? [];
  expect(orders?.at).toBe("2026-01-01T00:00:00.000Z");
  expect(view).toBeUndefined();
});

test("a seed is one load job, and a bad value is shown at its line of the file", async () => {
  const file = join(mkdtempSync(join(tmpdir(), "ptx-bigquery-")), "raw.csv");
  writeFileSync(file, 'id,t\n1,"a, b"\nx,c\n');
  const load = {
    target: { database: undefined, schema: "shop", name: "raw" },
    file,
    delimiter: ",",
    columnTypes: { id: "integer", t: "varchar(5)" },
    quoteColumns: true,
    truncate: false,
    config: { partition_by: { field: "d", data_type: "date" }, cluster_by: "t" },
  };
  stub = await stubServer(({ body }) => {
    const id = /"jobId":"([^"]+)"/.exec(body)?.[1] ?? "";
    const sent = body.split("octet-stream\r\n\r\n")[1] ?? "";
    const message = `Error while reading data, error message: Could not parse 'x' as INT64 for field id (position 0) starting at location ${sent.indexOf("x,c")} with message 'Unable to parse'`;
    return failedJob(id, "invalid", message);
  });
  const adapter = adapterOn(stub);
  const error = adapter.loadSeed(await adapter.session(), load);
  await expect(error).rejects.toMatchObject({
    diagnostic: { code: "PTX4010", at: { line: 3 }, message: expect.stringContaining("'x'") },
  });
  const { body, path, query } = stub.asked[0] ?? { body: "", path: "", query: undefined };
  expect(path).toBe("/jobs");
  expect(query?.get("uploadType")).toBe("multipart");
  expect(body).toContain('"id","t"\n1,"a, b"\nx,c\n');
  const { configuration } = JSON.parse(/\{"configuration".*/.exec(body)?.[0] ?? "{}");
  expect(configuration.load).toMatchObject({
    writeDisposition: "WRITE_TRUNCATE",
    schema: {
      fields: [
        { name: "id", type: "INT64", mode: "NULLABLE" },
        { name: "t", type: "STRING", mode: "NULLABLE", maxLength: "5" },
      ],
    },
    timePartitioning: { type: "DAY", field: "d" },
    clustering: { fields: ["t"] },
  });
});
