import { expect, test } from "vitest";
import { duckdb } from "../../sql/dialects/duckdb.ts";
import { postgres } from "../../sql/dialects/postgres.ts";
import { onlyReads } from "./reading-session.ts";

test.each([
  "select 1",
  "  -- a comment about insert\n  SELECT 'delete from t' as sql",
  "with a as (select 1) select * from a",
  "(select 1) union (select 2)",
  "from t select id",
  "show tables",
  "describe t",
  'select "update" from t',
])("only reads: %s", (sql) => {
  expect(onlyReads(sql, duckdb)).toBe(true);
});

test.each([
  "insert into t select 1",
  "with a as (delete from t returning id) select * from a",
  "select 1 as id into made",
  "select id from t for update",
  "explain analyze insert into t select 1",
  "create table t (id int)",
  "copy t to 'file'",
  "call something()",
  "set x = 1",
  "begin",
  "",
])("may write: %s", (sql) => {
  expect(onlyReads(sql, postgres)).toBe(false);
});
