import { expect, test } from "vitest";
import { fitsTransaction, isRepeatable } from "./repeatable.ts";

test.each([
  "select 1",
  "/* by ptx */ with a as (select 1) select * from a",
  "drop table if exists a cascade",
  "drop materialized view if exists a",
  "create schema if not exists a",
  "create or replace view a as select 1",
  "comment on table a is 'drop; insert'",
  "select 1; select 2",
])("%s may be sent twice", (sql) => expect(isRepeatable(sql)).toBe(true));

test.each([
  "insert into a select 1",
  "with gone as (delete from a returning *) select * from gone",
  "select nextval('ids')",
  "create table a as select 1",
  "alter table a rename to b",
  "select 1; update a set b = 1",
  "call work()",
])("%s may not", (sql) => expect(isRepeatable(sql)).toBe(false));

test.each([
  ["vacuum a", false],
  ["create unique index concurrently i on a (b)", false],
  ["drop index concurrently i", false],
  ["insert into a select 1; commit", false],
  ["create database a", false],
  ["create unique index i on a (b)", true],
  ["insert into a select 'vacuum'", true],
])("%s fits into a transaction: %s", (sql, fits) => expect(fitsTransaction(sql)).toBe(fits));
