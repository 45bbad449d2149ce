/** What is taken over from the parse cache is what reading everything again would give. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { builtinMacros } from "../compile/builtin-macros.ts";
import { defaultInvocation } from "../compile/default-invocation.ts";
import { diagnosticsOf } from "../core/error.ts";
import type { Manifest } from "../core/manifest.ts";
import type { JsonObject } from "../core/node.ts";
import { loadProject } from "../project/load.ts";
import { settledLater } from "../project/memo.ts";
import { FolderLister } from "../project/source-files.ts";
import { nodesOf } from "../state/parse-memory.ts";
import { MemoryFiles } from "../state/testing/memory-files.ts";
import { cachedManifest } from "./cached-manifest.ts";
import { createEngine, NodeMemo, resolveManifest } from "./reading.ts";

const root = "/shop";

const project = {
  "dbt_project.yml":
    "name: shop\nprofile: shop\nvars: {limit: 10}\nmodels: {shop: {+materialized: view, marts: {+schema: marts}}}\n",
  "profiles.yml":
    "shop: {target: dev, outputs: {dev: {type: duckdb, path: dev.duckdb, schema: dev}}}\n",
  "macros/money.sql":
    "{% macro cents(c) %}{{ rounded(c) }} / 100{% endmacro %}\n{% macro rounded(c) %}round({{ c }}){% endmacro %}\n",
  "macros/naming.sql":
    "{% macro generate_schema_name(custom, node) %}{{ prefix() }}{{ custom or target.schema }}{% endmacro %}\n{% macro prefix() %}{% endmacro %}\n",
  "tests/generic/positive.sql":
    "{% test positive(model, column_name) %}select * from {{ model }} where {{ column_name }} < 0{% endtest %}\n",
  "seeds/raw.csv": "id,cents\n1,100\n",
  "models/stg.sql": "select id, {{ cents('cents') }} as amount from {{ ref('raw') }}\n",
  "models/marts/orders.sql":
    "{{ config(tags=['daily']) }}\nselect * from {{ ref('stg') }} limit {{ var('limit') }}\n",
  "models/marts/versioned.sql": "select * from {{ source('erp', 'orders') }}\n",
  "models/marts/versioned_v1.sql": "select 1 as id\n",
  "models/_models.yml": `version: 2
models:
  - name: stg
    description: "{{ doc('stg') }}"
    columns:
      - {name: id, data_tests: [unique, not_null]}
      - {name: amount, data_tests: [positive]}
  - name: orders
    config: {meta: {owner: ana}}
  - name: versioned
    latest_version: 2
    columns: [{name: id, data_tests: [not_null]}]
    versions: [{v: 1}, {v: 2, description: Second.}]
sources:
  - name: erp
    tables: [{name: orders, columns: [{name: id, data_tests: [unique]}]}]
exposures:
  - {name: board, type: dashboard, owner: {name: Ana}, depends_on: [ref('orders')]}
unit_tests:
  - name: keeps_ids
    model: orders
    given: [{input: ref('stg'), rows: [{id: 1}]}]
    expect: {rows: [{id: 1}]}
`,
  "models/docs.md": "{% docs stg %}Cleaned.{% enddocs %}\n",
  "snapshots/history.sql":
    "{% snapshot history %}{{ config(unique_key='id', strategy='check', check_cols='all') }}select * from {{ ref('stg') }}{% endsnapshot %}\n",
  "tests/no_loss.sql": "select * from {{ ref('orders') }} where amount < 0\n",
};

class Shop {
  readonly files = new MemoryFiles();
  env: Record<string, string> = {};
  vars: JsonObject = {};

  constructor() {
    for (const [path, text] of Object.entries(project)) this.files.write(`${root}/${path}`, text);
  }

  /** Back to how it was, so that a sequence does not stay broken. */
  restore(): void {
    for (const path of this.files.paths) {
      if (path.startsWith(`${root}/`) && !(path.slice(root.length + 1) in project))
        this.files.remove(path);
    }
    for (const [path, text] of Object.entries(project)) {
      if (this.files.readText(`${root}/${path}`) !== text)
        this.files.write(`${root}/${path}`, text);
    }
  }

  /** The manifest, or what is wrong; without the times at which nodes were read. */
  async read(fresh: boolean): Promise<{ result: object; fromCache: boolean }> {
    const { files, env, vars } = this;
    const target = fresh ? "cold" : "warm";
    try {
      const { project: loaded } = loadProject({
        files,
        root,
        cwd: root,
        home: "/",
        env,
        cliVars: vars,
        targetPath: "target",
      });
      const targetPath = `/${target}`;
      const options = { fresh, now: files.now };
      const cached = cachedManifest({ ...loaded, targetPath }, files, options);
      const { manifest, fromCache } = await cached;
      return { result: plain(manifest), fromCache };
    } catch (error) {
      return { result: { errors: diagnosticsOf(error) ?? String(error) }, fromCache: false };
    }
  }
}

const ofMap = (map: ReadonlyMap<string, unknown>): object[] =>
  JSON.parse(JSON.stringify([...map], (key, value) => (key === "created_at" ? undefined : value)));

function plain(manifest: Manifest): object {
  const { nodes, sources, exposures, macros, docs, groups, disabled, selectors, ...rest } =
    manifest;
  const { graph, passive, diagnostics } = rest;
  const maps = { nodes, sources, exposures, docs, groups, disabled, selectors };
  const own = new Map([...macros].filter(([id]) => !id.startsWith("macro.dbt.")));
  return {
    ...Object.fromEntries(Object.entries(maps).map(([name, map]) => [name, ofMap(map)])),
    macros: ofMap(own),
    graph: { ids: graph.ids, parents: graph.parents, children: graph.children },
    passive: JSON.parse(
      JSON.stringify(passive, (key, value) => (key === "created_at" ? undefined : value)),
    ),
    diagnostics: JSON.parse(JSON.stringify(diagnostics)),
  };
}

type Edit = (shop: Shop) => void;

const write =
  (path: string, text: string): Edit =>
  ({ files }) =>
    files.write(`${root}/${path}`, text);

const change =
  (path: string, from: string | RegExp, to: string): Edit =>
  ({ files }) => {
    const text = files.readText(`${root}/${path}`);
    if (text !== undefined) files.write(`${root}/${path}`, text.replace(from, to));
  };

const models = ["stg", "marts/orders", "marts/versioned", "marts/versioned_v1", "extra", "marts/x"];
const bodies = [
  "select 1 as id",
  "select * from {{ ref('stg') }}",
  "select * from {{ ref('raw') }} -- {{ var('limit') }}",
  "select {{ cents('cents') }} as amount from {{ source('erp', 'orders') }}",
  "{{ config(materialized='table', alias='other', meta={'a': var('limit')}) }}select 1 as id",
  "{{ config(enabled=env_var('ON', 'yes') == 'yes') }}select 1 as id",
  "{{ config(post_hook=\"insert into {{ ref('stg') }} values (1)\") }}select 2 as id",
  "select * from {{ ref('versioned') }} join {{ ref('versioned', v=1) }} using (id)",
  "{% if rounded is defined %}select {{ rounded('1') }}{% else %}select 0{% endif %} as id",
  "",
  "select {{ oops",
];
const yamlChanges: readonly (readonly [string | RegExp, string])[] = [
  ["unique, not_null", "unique"],
  ["data_tests: [unique]", "data_tests: [unique, not_null]"],
  ["owner: ana", "owner: ben"],
  ["owner: ben", "owner: \"{{ env_var('OWNER', 'nobody') }}\""],
  ["Second.", "The second."],
  ["latest_version: 2", "latest_version: 1"],
  ["- name: orders\n", "- name: orders\n    description: \"{{ doc('stg') }}\"\n"],
  ["name: stg\n", "name: stag\n"],
  ["name: stag\n", "name: stg\n"],
  ["{v: 1}, ", "{v: 1, defined_in: extra}, "],
  ["{v: 1, defined_in: extra}, ", "{v: 1}, "],
  ["version: 2\n", "version: 2\n\n"],
  [/name: erp\n/, "name: erp\n    schema: raw_erp\n"],
  ["ref('orders')", "ref('stg')"],
  ["data_tests: [positive]", "data_tests: [{positive: {config: {severity: warn}}}]"],
  ["rows: [{id: 1}]}]", "rows: [{id: 2}]}]"],
];

const either = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);

const edits: fc.Arbitrary<Edit> = fc.oneof(
  fc
    .tuple(either(...models), either(...bodies), either("", "\n", "  "))
    .map(([model, body, space]) => write(`models/${model}.sql`, `${space}${body}\n`)),
  either(...models).map(
    (model): Edit =>
      ({ files }) =>
        files.remove(`${root}/models/${model}.sql`),
  ),
  fc.tuple(either(...models), either(...models)).map(
    ([from, to]): Edit =>
      ({ files }) => {
        const text = files.readText(`${root}/models/${from}.sql`);
        if (text === undefined) return;
        files.remove(`${root}/models/${from}.sql`);
        files.write(`${root}/models/${to}.sql`, text);
      },
  ),
  either(...yamlChanges).map(([from, to]) => change("models/_models.yml", from, to)),
  either("1", "2", "{{ 1 + 1 }}", "{{ ref('raw') }}").map((text) =>
    change("macros/money.sql", /round\(.*?\)/, `round(${text})`),
  ),
  either("", "x_", "{{ var('prefix', '') }}").map((text) =>
    change("macros/naming.sql", /prefix\(\) %\}.*?\{%/, `prefix() %}${text}{%`),
  ),
  either("< 0", "<= 0", "< {{ var('limit') }}").map((text) =>
    change("tests/generic/positive.sql", /<.*?\{% end/, `${text}{% end`),
  ),
  either(
    "{% macro more() %}1{% endmacro %}",
    "{% macro rounded(c) %}{{ c }}{% endmacro %}",
    "{% macro duckdb__get_where_subquery(relation) %}{{ relation }}{% endmacro %}",
    "",
  ).map((text) => write("macros/more.sql", text)),
  either("Cleaned.", "Clean.", "{{ 1 }}").map((text) =>
    write("models/docs.md", `{% docs stg %}${text}{% enddocs %}\n`),
  ),
  either("id,cents\n1,100\n", "id,cents\n1,200\n", "id\n1\n").map((text) =>
    write("seeds/raw.csv", text),
  ),
  either("'all'", "['id']", "var('limit')").map((cols) =>
    change("snapshots/history.sql", /check_cols=.*?\)( \}|\})/, `check_cols=${cols})$1`),
  ),
  either("view", "table").map((kind) =>
    change("dbt_project.yml", /\+materialized: \w+/, `+materialized: ${kind}`),
  ),
  either("10", "20").map((limit) => change("dbt_project.yml", /limit: \d+/, `limit: ${limit}`)),
  either<JsonObject>({}, { limit: 5 }, { prefix: "y_" }).map(
    (vars): Edit =>
      (shop) => {
        shop.vars = vars;
      },
  ),
  either<Record<string, string>>({}, { ON: "no" }, { OWNER: "eva" }).map(
    (env): Edit =>
      (shop) => {
        shop.env = env;
      },
  ),
  either(...Object.keys(project)).map(
    (path): Edit =>
      ({ files }) =>
        files.write(`${root}/${path}`, files.readText(`${root}/${path}`) ?? ""),
  ),
);

describe("the parse cache", () => {
  test("after any edits, warm is what cold is", { timeout: 240_000 }, async () => {
    // Those that leave the project sound.
    let edited = 0;
    const pauses = either(0, 1, 1500, 2500, 60_000);
    const sequences = fc.array(fc.tuple(edits, pauses), { minLength: 15, maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(sequences, async (steps) => {
        const shop = new Shop();
        for (const [edit, pause] of steps) {
          shop.files.now += pause;
          edit(shop);
          const warm = (await shop.read(false)).result;
          const cold = (await shop.read(true)).result;
          if (JSON.stringify(warm) !== JSON.stringify(cold)) expect(warm).toEqual(cold);
          if ("errors" in cold) shop.restore();
          else edited += 1;
        }
      }),
      { numRuns: 80 },
    );
    expect(edited).toBeGreaterThan(1000);
  });

  test("takes everything over when nothing has changed", async () => {
    const shop = new Shop();
    expect((await shop.read(false)).fromCache).toBe(false);
    shop.files.now += 60_000;
    expect((await shop.read(false)).fromCache).toBe(true);
  });

  test("reads only what was edited, and what depends on it", async () => {
    const shop = new Shop();
    const later = () => {
      shop.files.now += 60_000;
    };
    later();
    await shop.read(false);
    write("models/marts/versioned.sql", "select 2 as id")(shop);
    later();
    expect(await templatesRead(shop)).toEqual(["models/marts/versioned.sql"]);
    change("models/_models.yml", "owner: ana", "owner: ben")(shop);
    later();
    expect(await templatesRead(shop)).toEqual(["models/marts/orders.sql"]);
    change("macros/money.sql", "round(", "floor(")(shop);
    later();
    expect(await templatesRead(shop)).toEqual(["models/stg.sql"]);
  });

  test("may trust that only a few keys of a node change after it was built", () => {
    const { files } = new Shop();
    const more = `groups: [{name: finance, owner: {name: Ana}}]
models:
  - {name: stg, config: {group: finance, contract: {enforced: true}}, columns: [{name: id, data_type: int, constraints: [{type: primary_key}]}]}
  - {name: gone, config: {enabled: false}, columns: [{name: id, data_tests: [unique]}]}
metrics: []
`;
    files.write(
      `${root}/models/_models.yml`,
      project["models/_models.yml"].replace("name: stg\n", "name: stg_\n"),
    );
    files.write(`${root}/models/_more.yml`, more);
    files.write(`${root}/models/gone.sql`, "select 1 as id");
    const request = { files, root, cwd: root, home: "/", env: {}, cliVars: {} };
    const { project: loaded } = loadProject({ ...request, targetPath: "target" });
    const invocation = defaultInvocation(loaded);
    const memo = new NodeMemo();
    const manifest = resolveManifest({
      project: loaded,
      files,
      lister: new FolderLister(files),
      createEngine: (read, macros) => createEngine(read, macros, { invocation }),
      builtins: builtinMacros(),
      now: 0,
      memo,
    });
    const later: ReadonlySet<string> = new Set(settledLater);
    const finished = new Map([...nodesOf(manifest)].map((node) => [node.unique_id, node]));
    const changed = new Set<string>();
    const built = [...memo.units.values()].flatMap(({ nodes }) => nodes);
    for (const node of built) {
      const now = { ...finished.get(node.unique_id) } as unknown as JsonObject;
      const before = node as unknown as JsonObject;
      for (const key of Object.keys({ ...before, ...now })) {
        if (JSON.stringify(before[key]) !== JSON.stringify(now[key])) changed.add(key);
      }
    }
    expect(built.length).toBeGreaterThan(15);
    expect(changed).toContain("depends_on");
    expect(changed).toContain("primary_key");
    expect([...changed].filter((key) => !later.has(key))).toEqual([]);
  });

  test("keeps no value of an environment variable", async () => {
    const shop = new Shop();
    shop.env = { OWNER: "a very private owner" };
    write("models/x.sql", "select 1 {% if env_var('OWNER') == 'x' %} as y {% endif %}")(shop);
    expect((await shop.read(false)).result).not.toHaveProperty("errors");
    expect(shop.files.readText("/warm/partial_parse.json")).not.toContain("very private");
    shop.files.now += 60_000;
    expect((await shop.read(false)).fromCache).toBe(true);
    shop.env = { OWNER: "x" };
    expect((await shop.read(false)).fromCache).toBe(false);
  });

  test("a cache that was cut short is no cache", async () => {
    const shop = new Shop();
    await shop.read(false);
    const text = shop.files.readText("/warm/partial_parse.json") ?? "";
    shop.files.now += 60_000;
    for (const length of [0, 10, text.indexOf("\n") + 5, text.length - 5]) {
      shop.files.write("/warm/partial_parse.json", text.slice(0, length));
      write("models/stg.sql", `select ${length} as id, 3 as amount`)(shop);
      expect((await shop.read(false)).result).toEqual((await shop.read(true)).result);
    }
  });
});

/** The templates and seeds that a warm read looks into. */
async function templatesRead(shop: Shop): Promise<string[]> {
  const { files } = shop;
  const read: string[] = [];
  const original = files.readText.bind(files);
  files.readText = (path) => {
    read.push(path.slice(root.length + 1));
    return original(path);
  };
  await shop.read(false);
  files.readText = original;
  return [...new Set(read)]
    .filter((path) => /^(models|seeds|snapshots).*[.](sql|csv)$/.test(path))
    .sort();
}
