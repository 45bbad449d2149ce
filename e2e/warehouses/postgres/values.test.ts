import { expect, test } from "vitest";
import type { Session } from "../../../src/core/adapter.ts";
import { diagnosticsOf } from "../../../src/core/error.ts";
import { withSchema } from "./rig.ts";

const onSession = (work: (session: Session) => Promise<void>) =>
  withSchema(async (adapter) => work(await adapter.session()));

test("values are exact, whatever their type", () =>
  onSession(async (session) => {
    const { columns, rows } = await session.query(`select
  1::int2, 2147483647::int4, 9007199254740991::int8, 9223372036854775807::int8,
  1.50::numeric(10,2), 0.1::float8, 'NaN'::float8, true, 'it''s'::varchar(10), null::text,
  date '2026-01-31', timestamp '2026-01-31 10:20:30.123456', time '10:20:30',
  interval '1 day 02:00:00', '\\x00ff'::bytea, '{"a": 12345678901234567890}'::jsonb,
  array[1, null, 3], array['a,b', 'c"d', 'NULL', null], array[[1, 2], [3, 4]],
  array[1.10::numeric], '6f0e4a2c-2f39-4a43-9f5e-6a1d2c3b4a59'::uuid, '[1,5)'::int4range`);
    expect(rows[0]).toEqual([
      1,
      2147483647,
      9007199254740991,
      9223372036854775807n,
      { decimal: "1.50" },
      0.1,
      Number.NaN,
      true,
      "it's",
      null,
      { date: "2026-01-31" },
      { timestamp: "2026-01-31 10:20:30.123456" },
      { time: "10:20:30" },
      { interval: "1 day 02:00:00" },
      new Uint8Array([0, 255]),
      '{"a": 12345678901234567890}',
      [1, null, 3],
      ["a,b", 'c"d', "NULL", null],
      [
        [1, 2],
        [3, 4],
      ],
      [{ decimal: "1.10" }],
      "6f0e4a2c-2f39-4a43-9f5e-6a1d2c3b4a59",
      "[1,5)",
    ]);
    expect(columns.map(({ type }) => type)).toEqual([
      "smallint",
      "integer",
      "bigint",
      "bigint",
      "numeric(10,2)",
      "double precision",
      "double precision",
      "boolean",
      "character varying(10)",
      "text",
      "date",
      "timestamp without time zone",
      "time without time zone",
      "interval",
      "bytea",
      "jsonb",
      "integer[]",
      "text[]",
      "integer[]",
      "numeric[]",
      "uuid",
      "int4range",
    ]);
  }));

test("the first rows of a query are those of the whole query", () =>
  onSession(async (session) => {
    const sql =
      "select n, n::numeric / 4 as quarter, array[n] as list from generate_series(1, 100000) as n";
    const { columns, rows } = await session.query(sql, { limit: 2 });
    const whole = await session.query(`${sql} limit 2`);
    expect({ columns, rows }).toEqual(whole);
    expect((await session.query("select 1 where false", { limit: 5 })).rows).toEqual([]);
  }));

test("describing a statement gives its columns and runs nothing", () =>
  onSession(async (session) => {
    const sql = "select 1 / 0 as boom, 'a'::varchar(3) as name, now() at time zone 'utc' as at";
    expect(await session.describe(sql)).toEqual([
      { name: "boom", type: "integer" },
      { name: "name", type: "character varying(3)" },
      { name: "at", type: "timestamp without time zone" },
    ]);
  }));

test("a stream gives all rows in parts", () =>
  onSession(async (session) => {
    const parts: number[] = [];
    const rows = session.stream?.("select n from generate_series(1, 2500) as n", 1000) ?? [];
    for await (const part of rows) parts.push(part.length);
    expect(parts).toEqual([1000, 1000, 500]);
    expect((await session.query("select 1")).rows).toEqual([[1]]);
  }));

test.each([
  ["select idd from (select 1 as id) as t", 7, /column "idd" does not exist/],
  ["select 'ü𝒳', idd from (select 1 as id) as t", 14, /column "idd" does not exist/],
  ["select 1;\nselect from from", 22, /syntax error/],
])("%j is refused where it is wrong", (sql, offset, message) =>
  onSession(async (session) => {
    const error = await session.execute(sql).catch((reason: unknown) => reason);
    const [found] = diagnosticsOf(error) ?? [];
    expect(found?.code).toBe("PTX4001");
    expect(found?.message).toMatch(message);
    expect((error as Error).cause).toMatchObject({ sql, offset });
  }),
);

test("in the first statement of a transaction too", () =>
  onSession(async (session) => {
    const sql = "select 1 as a, b";
    const error = await session
      .transaction(() => session.execute(sql))
      .catch((reason: unknown) => reason);
    expect((error as Error).cause).toMatchObject({ sql, offset: 15 });
  }));

test("relations, columns and the catalog name what is there", () =>
  withSchema(async (adapter, schema) => {
    const session = await adapter.session();
    await session.execute(`create table "${schema}"."Odd name" (id int, "Amount €" numeric(8,2));
create view "${schema}".v as select 1 as one;
create materialized view "${schema}".m as select 2 as two;
create temporary table gone (x int);
comment on table "${schema}"."Odd name" is 'it''s odd';
comment on column "${schema}"."Odd name".id is 'the key'`);
    const place = { database: adapter.defaultDatabase, schema };
    expect(await adapter.relations([place])).toEqual([
      { ...place, name: "Odd name", kind: "table" },
      { ...place, name: "m", kind: "materialized_view" },
      { ...place, name: "v", kind: "view" },
    ]);
    expect(await session.columns({ ...place, name: "Odd name" })).toEqual([
      { name: "id", type: "integer" },
      { name: "Amount €", type: "numeric(8,2)" },
    ]);
    expect(await session.columns({ ...place, name: "nothing" })).toBeUndefined();
    const [odd] = await adapter.catalog([place]);
    expect(odd).toMatchObject({
      comment: "it's odd",
      owner: "ptx",
      columns: [
        { name: "id", comment: "the key" },
        { name: "Amount €", type: "numeric(8,2)", comment: undefined },
      ],
    });
  }));
