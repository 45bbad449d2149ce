/**
 * Time to parse and to render a model of the usual size. Run: npx tsx bench/jinja.mjs [count]
 * CPU milliseconds per template, cold (each template once) and warm (the same ones again).
 */
import { parseTemplate } from "../src/jinja/parse.ts";
import { bindMacro, renderTemplate } from "../src/jinja/render.ts";
import { scanBlocks } from "../src/jinja/scan.ts";

const count = Number(process.argv[2] ?? 2000);

const model = (i) => `{{ config(materialized='table', tags=['daily', 'n${i}']) }}
with orders as (select * from {{ ref('stg_orders_${i}') }}),
payments as (select * from {{ ref('stg_payments_${i}') }}),
customers as (select * from {{ source('shop', 'customers_${i}') }})
select
  {%- for method in ['card', 'coupon', 'transfer', 'gift'] %}
  sum(case when method = '{{ method }}' then {{ cents_to_units('amount') }} end) as {{ method }}_amount
  {%- if not loop.last %},{% endif %}
  {%- endfor %}
from orders join payments using (order_id) join customers using (customer_id)
{% if is_incremental() %}where updated_at > (select max(updated_at) from {{ this }}){% endif %}
group by 1`;

const macros = Array.from(
  { length: 200 },
  (_, i) => `{% macro cents_to_units${i === 0 ? "" : `_${i}`}(column, scale=2) -%}
round({{ column }} / 100.0, {{ scale }})
{%- endmacro %}`,
).join("\n\n");

const cpu = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

function measure(label, work, per = count) {
  const start = cpu();
  const result = work();
  console.log(label.padEnd(40), ((cpu() - start) / per).toFixed(4), "ms");
  return result;
}

const names = new Map([
  ["config", () => ""],
  ["ref", ([name]) => `"db"."main"."${name}"`],
  ["source", ([schema, name]) => `"${schema}"."${name}"`],
  ["is_incremental", () => false],
  ["this", '"db"."main"."this"'],
]);
const scope = { lookup: (name) => names.get(name) };

const blocks = measure("scan a file of 200 macros", () => scanBlocks(macros, "macros.sql"), 1);
const parsed = measure("parse one macro", () => parseTemplate(blocks[0].text, "macros.sql"), 1);
names.set("cents_to_units", bindMacro(parsed.macros[0], scope));

const texts = Array.from({ length: count }, (_, i) => model(i));
const templates = measure("parse, cold", () =>
  texts.map((text) => parseTemplate(text, "model.sql")),
);
measure("parse, warm", () => texts.map((text) => parseTemplate(text, "model.sql")));
measure("render, cold", () =>
  templates.map((template) => renderTemplate(template, scope).text.length),
);
for (let i = 0; i < 3; i++) {
  measure("render, warm", () =>
    templates.map((template) => renderTemplate(template, scope).text.length),
  );
}
const rendered = templates.map((template) => renderTemplate(template, scope));
measure("locate one offset", () =>
  rendered.map(({ spans, text }) => spans.locate(text.length - 20)),
);
