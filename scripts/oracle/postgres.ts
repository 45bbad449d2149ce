/** A Postgres for the comparison: one database of one name for each tool in turn, and what is in it. */
import { readFileSync } from "node:fs";
import { Client } from "pg";
import { parse } from "yaml";
import type { Fingerprint } from "./fingerprint.ts";

/** An output of a profile, as both tools read it. */
export interface PostgresOutput {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password?: string;
  readonly dbname: string;
  readonly [key: string]: unknown;
}

export const readOutput = (file: string): PostgresOutput =>
  parse(readFileSync(file, "utf8")) as PostgresOutput;

async function connected<T>(
  output: PostgresOutput,
  database: string,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const { host, port, user, password } = output;
  const client = new Client({ host, port, user, password, database });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Makes the database of the output anew: what was in it is gone. */
export async function emptyDatabase(output: PostgresOutput): Promise<void> {
  await connected(output, "postgres", async (client) => {
    await client.query(`drop database if exists "${output.dbname}" with (force)`);
    await client.query(`create database "${output.dbname}"`);
  });
}

/** All relations by `schema.name`, with a hash of their rows that does not depend on an order. */
export async function fingerprintPostgres(
  output: PostgresOutput,
): Promise<Record<string, Fingerprint>> {
  return connected(output, output.dbname, async (client) => {
    const { rows: relations } = await client.query<{
      s: string;
      n: string;
      k: string;
      c: string[];
    }>(
      `select ns.nspname as s, c.relname as n, c.relkind as k, array_agg(
         a.attname || ' ' || format_type(a.atttypid, a.atttypmod) order by a.attnum) as c
       from pg_class c join pg_namespace ns on ns.oid = c.relnamespace
       join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
       where c.relkind in ('r', 'v', 'm') and ns.nspname !~ '^(pg_|information_schema)'
       group by 1, 2, 3 order by 1, 2`,
    );
    const found: Record<string, Fingerprint> = {};
    for (const { s, n, k, c } of relations) {
      const columns = c.map((column): [string, string] => {
        const [, name = "", type = ""] = /^(\S+) (.*)$/.exec(column) ?? [];
        return [name, type];
      });
      const { rows } = await client.query<{ count: string; hash: string }>(
        `select count(*), md5(coalesce(string_agg(t, chr(10) order by t), '')) as hash
         from (select r::text as t from "${s}"."${n}" as r) as texts`,
      );
      found[`${s}.${n}`] = {
        kind: k,
        columns,
        rows: Number(rows[0]?.count),
        hash: rows[0]?.hash ?? "",
      };
    }
    return found;
  });
}
