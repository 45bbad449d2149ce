import { deepEqual, equal, match } from "node:assert/strict";
import { type Area, type Behaviour, type Gaps, unsupported, untestable } from "../behaviour.ts";
import { incremental, table, view } from "../models.ts";
import type { World } from "../world.ts";

/** Statements that make a role, and one that says who may read a table. */
const roles: Readonly<
  Record<string, { create: (name: string) => string; readers: (at: string) => string }>
> = {
  postgres: {
    create: (name) => `create role ${name}`,
    readers: (at) => `select grantee from information_schema.table_privileges
where privilege_type = 'SELECT' and grantee not in ('ptx', 'PUBLIC')
  and (table_schema || '.' || table_name) = replace('${at}', '"', '') order by 1`,
  },
};

const gaps: Gaps = {
  duckdb: unsupported("there are no users"),
  snowflake: untestable("the emulator accepts grants and forgets them"),
  bigquery: untestable("the emulator has no grants"),
};

/** Makes two roles for this behaviour alone; roles are the server's, not the schema's. */
async function makeRoles(world: World): Promise<{ first: string; second: string }> {
  const { create } = roles[world.warehouse] ?? { create: () => "select 1" };
  const [first, second] = [`${world.schema}_r1`, `${world.schema}_r2`];
  await world.execute(create(first), create(second));
  return { first, second };
}

async function readers(world: World, name: string): Promise<unknown[]> {
  const sql = roles[world.warehouse]?.readers(world.at(name)) ?? "select 1";
  return (await world.rows(sql)).map(([grantee]) => grantee);
}

const granted = (
  kind: string,
  files: (config: unknown) => Readonly<Record<string, string>>,
  name = "names",
): Behaviour => ({
  name: `grants of a ${kind}: given, changed, taken back`,
  gaps,
  async check(world) {
    const { first, second } = await makeRoles(world);
    for (const to of [[first], [first, second], [second], []]) {
      world.write(files({ select: to }));
      await world.ptx("build");
      deepEqual(await readers(world, name), to);
    }
  },
});

const one = "select 1 as id";

const comments = {
  description: "People, 'quoted' — and more;\nin two lines \\ with $$ signs",
  columns: [
    { name: "id", description: "The person's number" },
    { name: "missing", description: "Not there" },
  ],
};

const persisted = (
  kind: string,
  files: Readonly<Record<string, string>>,
  section: string,
): Behaviour => ({
  name: `persist_docs of a ${kind}: comments of relation and columns`,
  gaps: {
    snowflake: untestable("the emulator answers other comments than it was given", true),
    bigquery: untestable("the emulator drops descriptions", true),
  },
  files: {
    ...files,
    "models/_docs.yml": JSON.stringify({
      [section]: [
        { name: "names", config: { persist_docs: { relation: true, columns: true } }, ...comments },
      ],
    }),
  },
  async check(world) {
    await world.ptx("build");
    await world.ptx("build");
    const found = await commentsOf(world);
    equal(found?.comment, comments.description);
    deepEqual(
      found.columns.map(({ name, comment }) => [name.toLowerCase(), comment]),
      [
        ["id", "The person's number"],
        ["name", undefined],
      ],
    );
  },
});

async function commentsOf(world: World) {
  return await world.inSession(async (_session, adapter) => {
    const place = { database: adapter.defaultDatabase, schema: world.words.fold(world.schema) };
    return (await adapter.catalog([place])).find(({ name }) => name.toLowerCase() === "names");
  });
}

const two = "select 1 as id, 'ana' as name";

export const grantsAndDocs: Area = {
  title: "Grants, comments, catalog",
  behaviours: [
    granted("table", (grants) => ({ "models/names.sql": table(one, { grants }) })),
    granted("view", (grants) => ({ "models/names.sql": view(one, { grants }) })),
    granted("incremental model", (grants) => ({
      "models/names.sql": incremental(one, { grants }),
    })),
    granted("seed", (grants) => ({
      "seeds/names.csv": "id\n1\n",
      "seeds/_seeds.yml": JSON.stringify({ seeds: [{ name: "names", config: { grants } }] }),
    })),
    granted("snapshot", (grants) => ({
      "models/one.sql": view(one),
      "snapshots/names.yml": JSON.stringify({
        snapshots: [
          {
            name: "names",
            relation: "ref('one')",
            config: { unique_key: "id", strategy: "check", check_cols: ["id"], grants },
          },
        ],
      }),
    })),
    {
      name: "grants to somebody who does not exist fail, and name him",
      gaps,
      files: { "models/names.sql": table(one, { grants: { select: ["nobody_of_that_name"] } }) },
      async check(world) {
        match(await world.fails("build"), /nobody_of_that_name/);
      },
    },
    persisted("table", { "models/names.sql": table(two) }, "models"),
    persisted("view", { "models/names.sql": view(two) }, "models"),
    persisted("incremental model", { "models/names.sql": incremental(two) }, "models"),
    persisted("seed", { "seeds/names.csv": "id,name\n1,ana\n" }, "seeds"),
    {
      name: "persist_docs: quoted columns",
      gaps: {
        snowflake: untestable("the emulator answers other comments than it was given", true),
        bigquery: untestable("the emulator drops descriptions", true),
      },
      files: (world) => ({
        "models/names.sql": table(`select 1 as ${world.quoted("Order")}`),
        "models/_docs.yml": JSON.stringify({
          models: [
            {
              name: "names",
              config: { persist_docs: { columns: true } },
              columns: [{ name: "Order", quote: true, description: "Its number" }],
            },
          ],
        }),
      }),
      async check(world) {
        await world.ptx("build");
        deepEqual(
          (await commentsOf(world))?.columns.map(({ comment }) => comment),
          ["Its number"],
        );
      },
    },
    {
      name: "docs generate: kinds, columns in order, types",
      gaps: { bigquery: untestable("the emulator has no COLUMN_FIELD_PATHS", true) },
      files: {
        "seeds/raw.csv": "id,name\n1,ana\n",
        "models/first.sql": table("select id, name from {{ ref('raw') }}"),
        "models/second.sql": view("select name, id from {{ ref('first') }}"),
      },
      async check(world) {
        await world.ptx("build");
        await world.ptx("docs", "generate");
        const { nodes } = JSON.parse(world.read("target/catalog.json")) as {
          nodes: Record<
            string,
            { metadata: { type: string }; columns: Record<string, { index: number; type: string }> }
          >;
        };
        deepEqual(Object.keys(nodes).sort(), [
          "model.shop.first",
          "model.shop.second",
          "seed.shop.raw",
        ]);
        match(nodes["model.shop.first"]?.metadata.type ?? "", /table/i);
        match(nodes["model.shop.second"]?.metadata.type ?? "", /view/i);
        const columns = Object.entries(nodes["model.shop.second"]?.columns ?? {})
          .sort(([, a], [, b]) => a.index - b.index)
          .map(([name]) => name.toLowerCase());
        deepEqual(columns, ["name", "id"]);
      },
    },
  ],
};
