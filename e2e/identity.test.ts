/** The macros of identity resolution: numbers as libphonenumber reads them, and what becomes of bad input. */
import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterEach, expect, test } from "vitest";
import { TemporaryProject } from "./in-process.ts";

const repository = resolve(import.meta.dirname, "..");
const off = { personalization: { "+enabled": false } };
const columns = {
  given: "given_name",
  family: "family_name",
  born: "birth_date",
  mail: "email",
  tel: "phone",
  account: "login",
};

let project = new TemporaryProject();
afterEach(() => project.remove());

/** A project that resolves the rows of `source_people`, with the columns above where no others are given. */
async function resolved(source: string, settings: Readonly<Record<string, unknown>> = {}) {
  project = new TemporaryProject();
  const call = (macro: string, ...models: string[]) =>
    `{{ personalization.${macro}(var('people')${models.map((name) => `, ref('${name}')`).join("")}) }}`;
  const keyed = "{{ config(unique_key='record_no') }}";
  project.write({
    "project.yml": JSON.stringify({
      name: "people",
      profile: "people",
      models: { people: { "+materialized": "incremental" }, ...off },
      seeds: {
        personalization: {
          "+enabled": false,
          reference: Object.fromEntries(
            ["nicknames", "phone_rules", "email_domain_fixes"].map((name) => [
              name,
              { "+enabled": true },
            ]),
          ),
        },
      },
      snapshots: off,
      data_tests: off,
      exposures: off,
      vars: { people: { id: "id", columns, ...settings } },
    }),
    "profiles.yml": JSON.stringify({
      people: {
        target: "dev",
        outputs: { dev: { type: "duckdb", path: join(project.folder, "people.duckdb") } },
      },
    }),
    "packages.yml": JSON.stringify({ packages: [{ local: repository }] }),
    "models/source_people.sql": `{{ config(materialized='view') }}${source}`,
    "models/records.sql": keyed + call("identity_records", "source_people"),
    "models/blocks.sql": keyed + call("identity_blocks", "records"),
    "models/pairs.sql": call("identity_pairs", "records", "blocks"),
    "models/weights.sql": call("identity_weights", "records", "pairs"),
    "models/matches.sql": call("identity_matches", "pairs", "weights"),
    "models/clusters.sql": keyed + call("identity_clusters", "records", "matches"),
    "models/identities.sql": `${keyed}{{ personalization.identity_identities(ref('clusters')) }}`,
    "models/id_changes.sql": "{{ personalization.identity_id_changes(ref('identities')) }}",
    "models/findings.sql": `{{ config(materialized='view') }}${call("identity_findings", "source_people", "records", "blocks", "clusters")}`,
  });
  const installed = await project.ptx("deps");
  expect(installed.code, installed.out + installed.err).toBe(0);
  await build();
}

async function build(): Promise<void> {
  const built = await project.ptx("build");
  expect(built.code, built.out + built.err).toBe(0);
}

async function rows(sql: string): Promise<unknown[][]> {
  const instance = await DuckDBInstance.create(join(project.folder, "people.duckdb"));
  const connection = await instance.connect();
  const found = await connection.runAndReadAll(sql);
  const values = found.getRowsJson() as unknown[][];
  connection.closeSync();
  instance.closeSync();
  return values;
}

/** `count` people who have nothing in common; the weights are estimated from something. */
const crowd = (count: number, from = 0) => `
  select 'p' || i as id, chr(cast(97 + i % 26 as int)) || 'o' || md5('g' || (i % 400)) as given,
    'x' || md5('f' || (i % 700)) as family, cast(date '1950-01-01' + cast(i * 13 % 20000 as int) as varchar) as born,
    'm' || md5('m' || i) || '@example.com' as mail, '+4917' || (10000000 + i * 7) as tel, cast(null as varchar) as account
  from range(${from}, ${from + count}) as t(i)`;

/** Each of them again, with nothing changed. */
const twice = (count: number) =>
  `${crowd(count)} union all select replace(id, 'p', 'q'), given, family, born, mail, tel, account from (${crowd(count)})`;

test("the seed of telephone rules is what the metadata of libphonenumber say", () => {
  execFileSync(process.execPath, [join(repository, "scripts/phone-rules.mjs"), "--check"]);
});

test("numbers in five spellings come out as libphonenumber reads them, in all but a few countries", async () => {
  const require = createRequire(import.meta.url);
  const library = require("libphonenumber-js/max") as typeof import("libphonenumber-js/max");
  const examples =
    require("libphonenumber-js/examples.mobile.json") as import("libphonenumber-js/max").Examples;
  const numbers = library.getCountries().flatMap((country) => {
    const number = library.getExampleNumber(country, examples);
    if (number === undefined) return [];
    const e164 = number.number;
    const spellings = [
      e164,
      number.formatInternational(),
      number.formatNational(),
      number.formatNational().replace(/\D/g, ""),
      `${number.formatNational()} ext. 12`,
    ];
    return spellings.map((spelling) => ({ country, spelling, e164 }));
  });
  const quoted = numbers.map(
    ({ country, spelling, e164 }, index) =>
      `('${index}', '${spelling.replaceAll("'", "")}', '${country}', '${e164}')`,
  );
  await resolved(`select * from (values ${quoted.join(", ")}) as t(id, tel, land, e164)`, {
    columns: { tel: "phone", land: "country" },
  });
  const wrong = await rows(
    `select land, count(*) from records join source_people on record_id = id
     where tel_key is distinct from e164 group by land order by land`,
  );
  // Argentine mobiles are rewritten when dialled from abroad; Belarus has two trunk prefixes.
  expect(wrong.map(([land]) => land)).toEqual(["AR", "BY"]);
});

test("one id on two records is told", async () => {
  const twin = "union all select 'd', 'Ann', 'Twice', null, null, null, null";
  await resolved(`${twice(300)} ${twin} ${twin}`);
  expect(await rows("select finding, subject, records from findings")).toEqual([
    ["id of several records", "id", "2"],
  ]);
});

test("one telephone on 50,000 records is told, and neither multiplied out nor believed", async () => {
  await resolved(
    `select * replace ('030 1234567' as tel) from (${crowd(50_000)}) union all ${crowd(500, 60_000)}`,
    { country: "DE" },
  );
  expect(
    await rows("select finding, subject, records from findings where records >= 50000"),
  ).toEqual([["value of many records", "tel +49301234567", "50000"]]);
  expect(Number((await rows("select count(*) from pairs where rule_no = 2"))[0]?.[0])).toBeLessThan(
    100_001,
  );
  const merged = await rows("select count(*) - count(distinct customer_id) from identities");
  expect(Number(merged[0]?.[0])).toBeLessThan(5);
}, 60_000);

test("two logins are two people, however alike their records are", async () => {
  await resolved(`${twice(300)}
    union all select 'a1', 'Ada', 'Byron', '1975-12-10', 'ada@byron.org', '+491701111111', 'A'
    union all select 'a2', 'Ada', 'Byron', '1975-12-10', 'ada@byron.org', '+491701111111', 'B'`);
  expect(
    await rows(
      "select count(distinct customer_id) from identities where record_id in ('a1', 'a2')",
    ),
  ).toEqual([["2"]]);
  expect(await rows("select treatment, records from findings where subject = 'clusters'")).toEqual([
    ["taken apart", "2"],
  ]);
});

test("rules of the project go first: always one, never one", async () => {
  await resolved(twice(300), {
    always: ["l.record_id = 'p1' and r.record_id = 'q1'"],
    never: ["l.record_id = 'p2' and r.record_id = 'q2'"],
  });
  const customers = "select count(distinct customer_id) from identities where record_id in";
  expect(await rows(`${customers} ('p1', 'q1')`)).toEqual([["1"]]);
  expect(await rows(`${customers} ('p2', 'q2')`)).toEqual([["2"]]);
});

test("ids survive: a record that connects two customers merges them under the older id, and the log tells", async () => {
  const two = `
    union all select 'm1', 'Mara', 'Quist', null, 'mara@quist.se', null, null
    union all select 'm2', 'Mara', 'Quist', null, null, '+46701234567', null`;
  await resolved(twice(300) + two, { never: ["l.record_id = 'm1' and r.record_id = 'm2'"] });
  const before = await rows(
    "select record_id, customer_id from identities where record_id in ('m1', 'm2') order by 1",
  );
  expect(new Set(before.map(([, id]) => id)).size).toBe(2);
  project.write({
    "models/source_people.sql": `{{ config(materialized='view') }}${twice(300)}${two}
      union all select 'm3', 'Mara', 'Quist', null, 'mara@quist.se', '+46701234567', null`,
  });
  await build();
  const after = await rows(
    "select distinct customer_id from identities where record_id in ('m1', 'm2', 'm3')",
  );
  expect(after).toEqual([[before[0]?.[1]]]);
  expect(await rows("select change, previous_customer_id, customer_id from id_changes")).toEqual([
    ["merge", before[1]?.[1], before[0]?.[1]],
  ]);
});
