/**
 * A synthetic warehouse project of N models that dbt and ptx both read: six layers, staging over
 * five seeds, then joins of one to three models of the layer before. Layers 2 and 5 are tables, the
 * rest views; one macro; every model has a description, two described columns and two data tests.
 * The same N always gives the same project.
 *
 * Usage: node bench/generate.mjs MODELS FOLDER
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const layers = 6;
const modelsPerFolder = 50;
const seeds = 5;

const fixed = {
  "dbt_project.yml": `name: bench
version: '1.0.0'
profile: bench
model-paths: [models]
macro-paths: [macros]
seed-paths: [seeds]
test-paths: [tests]
models:
  bench:
    +materialized: view
flags:
  send_anonymous_usage_stats: false
`,
  "profiles.yml": `bench:
  target: dev
  outputs:
    dev:
      type: duckdb
      path: bench.duckdb
      threads: 4
`,
  "macros/money.sql": `{% macro cents_to_units(column, places=2) %}
    round(cast({{ column }} as double) / 100, {{ places }})
{% endmacro %}
`,
};

const staging = (i) => `with source as (
    select * from {{ ref('seed_${i % seeds}') }}
),
renamed as (
    select
        id,
        name,
        {{ cents_to_units('amount') }} as amount,
        case when amount > 500 then 'high' else 'low' end as tier
    from source
)
select * from renamed`;

function joined(parents) {
  const ctes = parents.map(
    (parent, k) => `p${k} as (\n    select * from {{ ref('${parent}') }}\n)`,
  );
  const joins = parents.slice(1).map((_, k) => `    left join p${k + 1} on p0.id = p${k + 1}.id`);
  const sum = parents.map((_, k) => `coalesce(p${k}.amount, 0)`).join(" + ");
  return `with ${ctes.join(",\n")},
joined as (
    select
        p0.id,
        p0.name,
        ${sum} as amount,
        p0.tier,
        row_number() over (partition by p0.tier order by p0.id) as rank_in_tier
    from p0
${joins.join("\n")}
)
select id, name, amount, tier from joined where rank_in_tier > 0`;
}

const properties = (name, i) => `  - name: ${name}
    description: Model number ${i} of the bench.
    columns:
      - name: id
        description: The key.
        data_tests: [not_null]
      - name: tier
        description: high or low.
        data_tests:
          - accepted_values:
              arguments:
                values: [high, low]
`;

/** Writes a project of `count` models below `folder`. */
export function generate(count, folder) {
  const write = (file, text) => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  };
  const layerOf = (i) => Math.min(layers - 1, Math.floor((i * layers) / count));
  const firstOf = (layer) => Math.ceil((layer * count) / layers);
  const nameOf = (i) => `${layerOf(i) === 0 ? "stg" : "m"}_${String(i).padStart(5, "0")}`;
  const random = generator(42);
  const parentsOf = (i) => {
    const [low, high] = [firstOf(layerOf(i) - 1), firstOf(layerOf(i))];
    const picks = Array.from(
      { length: 1 + Math.floor(random() * 3) },
      () => low + Math.floor(random() * (high - low)),
    );
    return [...new Set(picks)].map(nameOf);
  };

  for (const [file, text] of Object.entries(fixed)) write(file, text);
  const rows = Array.from({ length: 100 }, (_, k) => `${k + 1},name ${k + 1},${(k * 37) % 1000}\n`);
  for (let s = 0; s < seeds; s += 1)
    write(`seeds/seed_${s}.csv`, `id,name,amount\n${rows.join("")}`);
  const described = new Map();
  for (let i = 0; i < count; i += 1) {
    const place = `g${String(Math.floor(i / modelsPerFolder)).padStart(4, "0")}`;
    const materialized = layerOf(i) % 3 === 2 ? "table" : "view";
    const body = layerOf(i) === 0 ? staging(i) : joined(parentsOf(i));
    write(
      `models/${place}/${nameOf(i)}.sql`,
      `{{ config(materialized='${materialized}') }}\n${body}\n`,
    );
    described.set(place, (described.get(place) ?? "") + properties(nameOf(i), i));
  }
  for (const [place, text] of described) {
    write(`models/${place}/schema.yml`, `version: 2\nmodels:\n${text}`);
  }
}

/** A linear congruential generator: the project must not change between machines or versions. */
function generator(seed) {
  let state = seed;
  return () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 2147483648;
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [count, folder] = process.argv.slice(2);
  generate(Number(count), folder);
}
