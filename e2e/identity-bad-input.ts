/** What becomes of records that are not fit to be matched, the same on each warehouse. */
import { resolve } from "node:path";
import { expect } from "vitest";
import { connectTo } from "../src/adapters/registry.ts";
import type { JsonObject } from "../src/core/node.ts";
import { TemporaryProject } from "./in-process.ts";

const repository = resolve(import.meta.dirname, "..");
const off = { personalization: { "+enabled": false } };
const names = ["id", "given", "family", "born", "mail", "tel", "seen"] as const;
type Row = Readonly<Partial<Record<(typeof names)[number], string>>>;

const letters = (number: number): string =>
  [...String(number * 7919)].map((digit) => "bcdfghjklm"[Number(digit)]).join("a");

/** Somebody who has nothing in common with others. */
const person = (number: number): Row => ({
  id: `p${number}`,
  given: `g${letters(number % 60)}`,
  family: `f${letters(number)}`,
  born: `${1950 + (number % 50)}-0${1 + (number % 9)}-1${number % 9}`,
  mail: `${letters(number + 1000)}@example.com`,
  tel: `+49170${1_000_000 + number * 13}`,
});
const people = Array.from({ length: 120 }, (_, number) => person(number));
const again = people.map((row) => ({ ...row, id: `again ${row.id}` }));

/** Each kind of bad input, by the first letter of its ids. */
const bad: readonly Row[] = [
  { given: "No", family: "Id" },
  { given: "No", family: "Id" },
  ...Array.from({ length: 40 }, (_, n) => ({ id: `empty ${n}`, given: "n/a", mail: "-" })),
  ...Array.from({ length: 40 }, (_, n) => ({
    id: `1900 ${n}`,
    given: `o${letters(n)}`,
    born: "1900-01-01",
  })),
  ...Array.from({ length: 40 }, (_, n) => ({
    id: `emoji ${n}`,
    given: "😀😀",
    family: "🎉",
    mail: "none@none.com",
  })),
  ...Array.from({ length: 600 }, (_, n) => ({
    ...person(1000 + n),
    id: `office ${n}`,
    tel: "030 1234567",
  })),
  // One moment in two zones; text order would have it the other way round.
  {
    id: "later",
    given: "Ada",
    family: "Zone",
    mail: "ada@zone.org",
    seen: "2025-03-01T10:00:00+05:00",
  },
  {
    id: "sooner",
    given: "Ada",
    family: "Zone",
    mail: "ada@zone.org",
    seen: "2025-03-01T05:30:00+00:00",
  },
];

const selectOf = (rows: readonly Row[]): string =>
  rows
    .map((row, index) => {
      const cells = names.map((name) => {
        const value = row[name];
        const text =
          value === undefined ? "cast(null as varchar(99))" : `cast('${value}' as varchar(99))`;
        return index === 0 ? `${text} as ${name}` : text;
      });
      return `select ${cells.join(", ")}`;
    })
    .join(" union all ");

/**
 * Builds the bad records among good ones, twice, and looks at what was made of them.
 *
 * @param outputIn The target, for a project in a folder; its schema must be empty.
 */
export async function badInputIsHarmless(outputIn: (folder: string) => JsonObject): Promise<void> {
  const project = new TemporaryProject();
  const output = outputIn(project.folder);
  try {
    project.write(filesOf(output));
    const ptx = async (...args: readonly string[]) => {
      const { code, out, err } = await project.ptx(...args);
      return { code, text: out + err };
    };
    expect(await ptx("deps")).toMatchObject({ code: 0 });
    const built = await ptx("build");
    expect(built.code, built.text).toBe(0);
    const question = async (sql: string) => rowsOf(project.folder, output, sql);
    await looksRight(question);

    const ids = await question("select record_id, customer_id from identities order by record_no");
    expect((await ptx("build", "--full-refresh")).code).toBe(0);
    expect(
      await question("select record_id, customer_id from identities order by record_no"),
    ).toEqual(ids);

    const missing = `{{ config(materialized='view') }} select id, given, family, born, mail, seen from (${selectOf(people)}) as t`;
    project.write({ "models/source_people.sql": missing });
    const stopped = await ptx("build");
    expect(stopped.code).not.toBe(0);
    expect(stopped.text).toContain(
      "has no column 'tel'; it has id, given, family, born, mail, seen",
    );
  } finally {
    project.remove();
  }
}

async function looksRight(question: (sql: string) => Promise<string[][]>): Promise<void> {
  expect(await question("select finding, subject, records from findings order by 1, 2")).toEqual([
    ["record without id", "id", "2"],
    ["value of many records", "tel +49301234567", "600"],
    ["value that identifies nobody", "born", "40"],
    ["value that identifies nobody", "family", "40"],
    ["value that identifies nobody", "given", "80"],
    ["value that identifies nobody", "mail", "80"],
  ]);
  const sizes = (like: string) =>
    question(
      `select max(cluster_size) from clusters where record_id like '${like}' and cluster_size > 0`,
    );
  for (const kind of ["empty%", "1900%", "emoji%", "office%"])
    expect(await sizes(kind)).toEqual([["1"]]);
  // 600 records of one telephone would be 179,700 pairs.
  const [[pairs] = []] = await question("select count(*) from pairs");
  expect(Number(pairs)).toBeLessThan(10_000);
  expect(
    await question(
      "select count(*), count(distinct customer_id) from identities where record_id like '%p%' and record_id not like 'empty%'",
    ),
  ).toEqual([["240", "120"]]);
  expect(
    await question(
      "select record_id from records where given_key = 'ada' order by record_created_at",
    ),
  ).toEqual([["later"], ["sooner"]]);
}

function filesOf(output: JsonObject): Readonly<Record<string, string>> {
  const call = (macro: string, ...models: string[]) =>
    `{{ personalization.${macro}(var('people')${models.map((name) => `, ref('${name}')`).join("")}) }}`;
  const keyed = "{{ config(unique_key='record_no') }}";
  const seeds = ["nicknames", "phone_rules", "email_domain_fixes"];
  const columns = {
    given: "given_name",
    family: "family_name",
    born: "birth_date",
    mail: "email",
    tel: "phone",
  };
  return {
    "project.yml": JSON.stringify({
      name: "people",
      profile: "people",
      models: { people: { "+materialized": "incremental" }, ...off },
      seeds: {
        personalization: {
          "+enabled": false,
          reference: Object.fromEntries(seeds.map((name) => [name, { "+enabled": true }])),
        },
      },
      snapshots: off,
      data_tests: off,
      exposures: off,
      vars: { people: { id: "id", country: "DE", created_at: "seen", columns } },
    }),
    "profiles.yml": JSON.stringify({ people: { target: "dev", outputs: { dev: output } } }),
    "packages.yml": JSON.stringify({ packages: [{ local: repository }] }),
    "models/source_people.sql": `{{ config(materialized='table') }} ${selectOf([...people, ...again, ...bad])}`,
    "models/records.sql": keyed + call("identity_records", "source_people"),
    "models/blocks.sql": keyed + call("identity_blocks", "records"),
    "models/pairs.sql": call("identity_pairs", "records", "blocks"),
    "models/weights.sql": call("identity_weights", "records", "pairs"),
    "models/matches.sql": call("identity_matches", "pairs", "weights"),
    "models/clusters.sql": keyed + call("identity_clusters", "records", "matches"),
    "models/identities.sql": `${keyed}{{ personalization.identity_identities(ref('clusters')) }}`,
    "models/findings.sql": `{{ config(materialized='view') }}${call("identity_findings", "source_people", "records", "blocks", "clusters")}`,
  };
}

async function rowsOf(root: string, output: JsonObject, sql: string): Promise<string[][]> {
  const place = {
    schema: String(output["schema"] ?? "main"),
    database: String(output["dbname"] ?? "people"),
    threads: 1,
    file: undefined,
  };
  const adapter = await connectTo(
    {
      profileName: "people",
      name: "dev",
      type: String(output["type"]),
      settings: output,
      ...place,
    },
    { root },
  );
  try {
    const session = await adapter.session();
    if (output["schema"] !== undefined)
      await session.execute(`set search_path to "${place.schema}", public`);
    const { rows } = await session.query(sql);
    return rows.map((row) => row.map(String));
  } finally {
    await adapter.close();
  }
}
