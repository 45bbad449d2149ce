/** Project file, profile, packages with their own resources, and YAML selectors. */
import { files, reads, yaml } from "./drawing.ts";

yaml("dbt_project.yml", {
  name: "market",
  version: "1.0",
  profile: "market",
  "model-paths": ["models", "lab/models"],
  models: {
    market: {
      "+materialized": "view",
      staging: {
        "+tags": ["staging"],
        "+schema": "staging",
        crm: { "+tags": "pii", "+meta": { contains_pii: true } },
      },
      intermediate: { "+schema": "work", "+meta": { tier: 9 } },
      marts: {
        "+materialized": "table",
        "+meta": { layer: "marts" },
        finance: {
          "+schema": "finance",
          "+tags": ["finance"],
          reporting: {
            "+tags": ["reporting"],
            monthly: { "+tags": ["monthly"], "+enabled": true },
          },
        },
        marketing: {
          "+tags": ["growth"],
          audiences: { "+contract": { enforced: false }, "+persist_docs": { relation: true } },
        },
      },
      trials: { "+schema": "lab" },
    },
    ads_source: { "+tags": ["vendor"] },
  },
  seeds: { market: { "+tags": ["reference"], finance: { "+tags": ["finance"] } } },
  snapshots: { market: { "+tags": ["snapshotted"] } },
  sources: {
    market: {
      staging: { ads: { "+meta": { vendor: true } } },
      trials: { "+meta": { trial: true } },
    },
  },
  data_tests: {
    market: {
      "+severity": "error",
      marts: { "+tags": ["gate"], finance: { "+store_failures": true } },
    },
  },
  unit_tests: { market: { marts: { "+meta": { kind: "unit" } } } },
  exposures: { market: { "+meta": { seen: true } } },
  metrics: { market: { semantics: { metrics: { "+meta": { layer: "metrics" } } } } },
  "on-run-start": ["select 1"],
});
files["profiles.yml"] =
  "market:\n  target: dev\n  outputs:\n    dev: { type: duckdb, path: market.duckdb, schema: main, threads: 1 }\n";
yaml("packages.yml", { packages: [{ local: "local/commons" }, { local: "local/ads_source" }] });

yaml("local/commons/dbt_project.yml", {
  name: "commons",
  version: "1.0",
  models: { commons: { "+tags": ["shared"], marts: { "+materialized": "table" } } },
});
files["local/commons/macros/in_range.sql"] =
  "{% test in_range(model, column_name, low, high) %}\nselect * from {{ model }} where {{ column_name }} not between {{ low }} and {{ high }}\n{% endtest %}\n";
for (const name of ["calendar", "marts/weeks", "marts/months", "hidden/helper_days"]) {
  files[`local/commons/models/${name}.sql`] =
    name === "calendar" ? "select 1 as id\n" : reads(["calendar"]);
}
files["local/commons/seeds/zones.csv"] = "id,name\n1,utc\n";
yaml("local/commons/models/_models.yml", {
  models: [
    {
      name: "calendar",
      config: { meta: { owner: "platform" }, access: "public" },
      columns: [
        { name: "id", data_tests: ["unique", { in_range: { arguments: { low: 1, high: 9 } } }] },
      ],
    },
    { name: "weeks", columns: [{ name: "id", data_tests: ["not_null"] }] },
  ],
});
yaml("local/ads_source/dbt_project.yml", { name: "ads_source", version: "1.0" });
yaml("local/ads_source/models/staging/_sources.yml", {
  sources: [
    {
      name: "ads",
      schema: "vendor",
      tables: [{ name: "keywords" }, { name: "spend" }, { name: "geo" }],
    },
  ],
});
for (const table of ["keywords", "geo"]) {
  files[`local/ads_source/models/staging/stg_ads__${table}.sql`] =
    `select 1 as id from {{ source('ads', '${table}') }}\n`;
}
files["local/ads_source/models/ads_report.sql"] = reads([
  "stg_ads__keywords",
  "stg_ads__geo",
  "calendar",
]);
yaml("local/ads_source/models/_models.yml", {
  models: [
    {
      name: "ads_report",
      config: { tags: ["daily"] },
      columns: [{ name: "id", data_tests: ["unique", "not_null"] }],
    },
  ],
  exposures: [
    {
      name: "vendor_board",
      type: "dashboard",
      owner: { name: "V" },
      depends_on: ["ref('ads_report')"],
    },
  ],
});

yaml("selectors.yml", {
  selectors: [
    {
      name: "nightly",
      description: "What runs at night.",
      definition: {
        union: [
          { method: "tag", value: "daily", children: true },
          { method: "config.materialized", value: "incremental" },
          { exclude: [{ method: "path", value: "lab" }] },
        ],
      },
    },
    {
      name: "finance_close",
      definition: {
        intersection: [
          { method: "path", value: "models/marts/finance", parents: true },
          { union: ["tag:finance", { method: "source", value: "payments.*" }] },
        ],
      },
    },
    {
      name: "pii_downstream",
      definition: {
        method: "tag",
        value: "pii",
        children: true,
        children_depth: 2,
        indirect_selection: "cautious",
      },
    },
    {
      name: "around_orders",
      definition: { method: "fqn", value: "fct_orders", childrens_parents: true },
    },
    {
      name: "not_lab",
      definition: {
        union: [
          {
            method: "fqn",
            value: "*",
            exclude: [{ method: "package", value: "ads_source" }, "tag:lab"],
          },
        ],
      },
    },
    { name: "by_text", definition: "+exposure:revenue_board tag:exec" },
    {
      name: "of_selectors",
      definition: {
        union: [
          { method: "selector", value: "by_text" },
          { method: "selector", value: "finance_close" },
        ],
      },
    },
    {
      name: "metrics_of_finance",
      definition: {
        intersection: [
          { method: "group", value: "finance" },
          { method: "resource_type", value: "metric" },
        ],
      },
    },
    {
      name: "tests_only",
      definition: {
        method: "test_type",
        value: "generic",
        exclude: [{ method: "test_name", value: "unique" }],
      },
    },
    {
      name: "buildable_marts",
      definition: { method: "path", value: "models/marts/core", indirect_selection: "buildable" },
    },
    {
      name: "empty_marts",
      definition: {
        union: [
          { method: "path", value: "models/marts/core", indirect_selection: "empty" },
          { method: "path", value: "models/marts/product", indirect_selection: "eager" },
        ],
      },
    },
    {
      name: "old_versions",
      definition: { method: "version", value: "old", parents: true, parents_depth: 1 },
    },
  ],
});
