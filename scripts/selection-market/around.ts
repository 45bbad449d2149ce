/** What stands around the models: tests, snapshots, trials, exposures, the semantic layer. */
import { files, reads, yaml } from "./drawing.ts";

const related = [
  "fct_payments",
  "fct_sessions",
  "fct_stock",
  "fct_tickets",
  "fct_spend",
  "aud_loyal",
];
for (const [index, name] of related.entries()) {
  files[`tests/${index % 2 === 0 ? "integrity" : "integrity/nightly"}/${name}_have_customers.sql`] =
    `${index === 2 ? "{{ config(tags=['nightly'], severity='warn') }}\n" : ""}select f.id from {{ ref('${name}') }} f left join {{ ref('dim_customers') }} c on f.id = c.id where c.id is null\n`;
}
files["tests/nothing_is_read.sql"] = "select 1 as id where false\n";
files["tests/off.sql"] = "{{ config(enabled=false) }}\nselect id from {{ ref('dim_products') }}\n";
files["tests/generic/at_least.sql"] =
  "{% test at_least(model, rows) %}\nselect count(*) as n from {{ model }} having count(*) < {{ rows }}\n{% endtest %}\n";
files["macros/tests/positive.sql"] =
  "{% test positive(model, column_name) %}\nselect * from {{ model }} where {{ column_name }} <= 0\n{% endtest %}\n";

const oldSnapshots = ["charges", "payouts"];
for (const table of oldSnapshots) {
  files[`snapshots/payments/${table}_history.sql`] =
    `{% snapshot ${table}_history %}\n{{ config(strategy="check", check_cols="all", unique_key="id", schema="history", tags=["history"]) }}\nselect 1 as id from {{ source('payments', '${table}') }}\n{% endsnapshot %}\n`;
}
yaml("snapshots/_snapshots.yml", {
  snapshots: [
    ...["contacts", "deals"].map((table) => ({
      name: `${table}_history`,
      relation: `source('crm', '${table}')`,
      config: {
        strategy: "timestamp",
        updated_at: "at",
        unique_key: "id",
        schema: "history",
        tags: ["history", "pii"],
      },
      columns: [{ name: "id", data_tests: ["not_null"] }],
    })),
    {
      name: "products_history",
      relation: "ref('dim_products')",
      config: { strategy: "check", check_cols: "all", unique_key: "id" },
    },
  ],
});

// Names that look like something else, and a second folder of models.
files["models/marts/legacy/orders.2024.sql"] = reads(["fct_orders"]);
files["models/marts/legacy/finance.sql"] =
  `{{ config(enabled=var('with_legacy', false)) }}\n${reads(["fct_orders"])}`;
files["models/marts/legacy/marketing.sql"] = reads(["orders.2024"]);
files["lab/models/trials/Trial_A.sql"] = `{{ config(tags="lab") }}\n${reads(["aud_new"])}`;
files["lab/models/trials/a-b-test.sql"] = reads(["Trial_A"]);
files["lab/models/trials/empty.sql"] = "  \n";
files["lab/models/trials/deep/er/trial_b.sql"] =
  `{{ config(tags=["lab", "Daily"], meta={"owner": "ana"}) }}\n${reads(["Trial_A", "calendar"])}`;
yaml("lab/models/trials/_trials.yml", {
  models: [
    {
      name: "Trial_A",
      columns: [
        {
          name: "id",
          data_tests: [
            "unique",
            { relationships: { arguments: { to: "ref('dim_customers', v=1)", field: "id" } } },
          ],
        },
      ],
    },
  ],
  sources: [{ name: "trial_data", tables: [{ name: "a" }, { name: "b-side" }] }],
  unit_tests: [
    { name: "trial_is_fair", model: "Trial_A", given: [], expect: { rows: [{ id: 1 }] } },
  ],
  exposures: [
    {
      name: "trial_readout",
      type: "notebook",
      owner: { email: "lab@example.com" },
      depends_on: ["ref('trial_b')"],
    },
  ],
});
files["analyses/look.sql"] = reads(["fct_orders"]);
files["analyses/teams/growth.sql"] = reads(["aud_new"]);
yaml("analyses/_analyses.yml", { analyses: [{ name: "look", config: { tags: ["adhoc"] } }] });

yaml("models/marts/_groups.yml", {
  groups: ["platform", "finance", "growth", "operations"].map((name) => ({
    name,
    owner: { name: `${name} team` },
  })),
});
yaml("models/exposures/_exposures.yml", {
  exposures: [
    {
      name: "revenue_board",
      type: "dashboard",
      owner: { name: "Ana" },
      config: { tags: ["exec"], meta: { tier: 1 } },
      depends_on: ["ref('rpt_revenue')", "metric('revenue')", "source('payments', 'payouts')"],
    },
    {
      name: "audience_sync",
      type: "application",
      owner: { name: "Ben" },
      config: { tags: ["daily"] },
      depends_on: ["ref('aud_lapsed')", "ref('aud_loyal')", "ref('aud_new')"],
    },
    {
      name: "stock_alerts",
      type: "application",
      owner: { name: "Eva" },
      depends_on: ["ref('fct_stock')", "ref('fct_orders', v=1)"],
    },
    {
      name: "old_board",
      type: "dashboard",
      owner: { name: "Ana" },
      config: { enabled: false },
      depends_on: ["ref('rpt_margin')"],
    },
    {
      name: "search_quality",
      type: "ml",
      owner: { name: "Ben" },
      maturity: "low",
      depends_on: ["ref('rpt_search')"],
    },
  ],
});

const unitTest = (model: string, name: string, more: object = {}) => ({
  name,
  model,
  given: [],
  expect: { rows: [{ id: 1 }] },
  ...more,
});
yaml("models/marts/_unit_tests.yml", {
  unit_tests: [
    unitTest("dim_customers", "customers_are_counted_once", { config: { tags: ["fast"] } }),
    unitTest("fct_orders", "orders_of_old", { versions: { include: [1] } }),
    unitTest("fct_payments", "payments_add_up", {
      config: { tags: "fast", meta: { owner: "eva" } },
    }),
    unitTest("aud_loyal", "loyal_are_loyal"),
    unitTest("fct_stock", "stock_is_never_negative", { config: { enabled: false } }),
    unitTest("rpt_retention", "retention_is_a_share"),
  ],
});

files["models/calendar_spine.sql"] = "select cast('2026-01-01' as date) as date_day\n";
yaml("models/_spine.yml", {
  models: [
    {
      name: "calendar_spine",
      time_spine: { standard_granularity_column: "date_day" },
      columns: [{ name: "date_day", granularity: "day" }],
    },
  ],
});
const semanticModel = (name: string, model: string, measures: readonly string[]) => ({
  name,
  model,
  defaults: { agg_time_dimension: "at" },
  entities: [{ name: `${name}_id`, type: "primary", expr: "id" }],
  dimensions: [{ name: "at", type: "time", type_params: { time_granularity: "day" } }],
  measures: measures.map((measure, index) => ({
    name: measure,
    agg: "sum",
    expr: "id",
    create_metric: index === 0,
  })),
});
yaml("models/semantics/_models.yml", {
  semantic_models: [
    {
      ...semanticModel("orders", "ref('fct_orders')", [
        "order_count",
        "revenue_amount",
        "discount",
      ]),
      config: { group: "platform", meta: { tier: 1 } },
    },
    semanticModel("sessions", "ref('fct_sessions')", ["session_count", "bounces"]),
    {
      ...semanticModel("refunds", "ref('fct_refunds')", ["refund_amount"]),
      config: { enabled: true },
    },
  ],
});
const simple = (name: string, measure: string, config: object = {}) => ({
  name,
  label: name,
  type: "simple",
  type_params: { measure },
  config,
});
yaml("models/semantics/metrics/_metrics.yml", {
  metrics: [
    simple("revenue", "revenue_amount", { group: "finance", meta: { owner: "ana" } }),
    { ...simple("discounts", "discount", { tags: ["numbers"] }), tags: ["daily", "exec"] },
    simple("bounced", "bounces", { group: "growth" }),
    simple("paused", "bounces", { enabled: false }),
    {
      name: "net_revenue",
      label: "Net",
      type: "derived",
      type_params: { expr: "revenue - refund_amount", metrics: ["revenue", "refund_amount"] },
    },
    {
      name: "order_value",
      label: "Value",
      type: "ratio",
      type_params: { numerator: "revenue", denominator: "order_count" },
    },
    {
      name: "revenue_so_far",
      label: "So far",
      type: "cumulative",
      type_params: { measure: "revenue_amount" },
    },
  ],
  saved_queries: [
    {
      name: "weekly_revenue",
      config: { tags: ["weekly"], group: "finance" },
      query_params: {
        metrics: ["revenue", "net_revenue"],
        group_by: ["TimeDimension('orders_id__at', 'week')"],
      },
    },
    { name: "funnel", query_params: { metrics: ["bounced", "session_count"] } },
  ],
});
