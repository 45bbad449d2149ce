/** Sources, seeds and models: staging by system, intermediate steps, marts by team. */
import { draw, files, pick, reads, some, yaml } from "./drawing.ts";

/** Tables that each team's systems load. */
const systems: Readonly<Record<string, readonly string[]>> = {
  shop: ["orders", "order_items", "customers", "products", "coupons", "returns"],
  web: ["sessions", "page_views", "searches", "clicks"],
  payments: ["charges", "refunds", "disputes", "payouts"],
  crm: ["contacts", "companies", "deals", "notes"],
  ads: ["campaigns", "ad_groups", "spend", "impressions"],
  support: ["tickets", "messages", "ratings"],
  stock: ["items", "movements", "warehouses", "suppliers"],
};

/** Folders of marts, with the group that owns each, and its models by kind. */
const marts = [
  {
    folder: "core",
    group: "platform",
    models: ["dim_customers", "dim_products", "fct_orders", "fct_order_items", "dim_dates"],
  },
  {
    folder: "finance",
    group: "finance",
    models: ["fct_payments", "fct_refunds", "fct_payouts", "dim_ledgers"],
  },
  {
    folder: "finance/reporting",
    group: "finance",
    models: ["rpt_revenue", "rpt_margin", "rpt_disputes"],
  },
  { folder: "finance/reporting/monthly", group: "finance", models: ["rpt_close", "rpt_accruals"] },
  {
    folder: "marketing",
    group: "growth",
    models: ["fct_sessions", "fct_attribution", "dim_campaigns", "fct_spend"],
  },
  {
    folder: "marketing/audiences",
    group: "growth",
    models: ["aud_lapsed", "aud_loyal", "aud_new", "aud_big_spenders"],
  },
  {
    folder: "operations",
    group: "operations",
    models: ["fct_stock", "fct_movements", "dim_suppliers", "fct_tickets", "rpt_backlog"],
  },
  {
    folder: "product",
    group: "platform",
    models: ["fct_searches", "fct_funnels", "rpt_search", "rpt_retention"],
  },
] as const;

/** Which models of marts have versions; the last one is not yet the latest. */
const versions: Readonly<Record<string, number>> = {
  dim_customers: 2,
  fct_orders: 3,
  rpt_revenue: 2,
};

/** Some of the data tests that a key column can have. */
function keyTests(name: string): unknown[] {
  const tests: unknown[] = ["unique", "not_null"];
  if (draw.chance(0.25)) tests.push({ positive: { config: { severity: "warn", tags: ["soft"] } } });
  if (draw.chance(0.2)) {
    const named = versions[name] === undefined ? { name: `${name}_id_in_range` } : {};
    tests.push({ "commons.in_range": { ...named, arguments: { low: 1, high: 99 } } });
  }
  return tests;
}

const staging: string[] = [];
for (const [system, tables] of Object.entries(systems)) {
  const folder = `models/staging/${system}`;
  yaml(`${folder}/_${system}__sources.yml`, {
    sources: [
      {
        name: system,
        schema: `raw_${system}`,
        config: { tags: [system === "crm" ? "pii" : "raw"], meta: { owner: `${system}_team` } },
        tables: tables.map((name, index) => ({
          name,
          ...(index === 0 ? { columns: [{ name: "id", data_tests: ["unique", "not_null"] }] } : {}),
          ...(index === 1
            ? {
                config: {
                  tags: ["hourly"],
                  freshness: { warn_after: { count: 1, period: "day" } },
                },
                loaded_at_field: "at",
              }
            : {}),
          ...(index === 3
            ? {
                config: { enabled: system !== "support", meta: { rows: { daily: index * 100 } } },
              }
            : {}),
        })),
      },
    ],
  });
  for (const table of tables) {
    const name = `stg_${system}__${table}`;
    staging.push(name);
    files[`${folder}/${name}.sql`] = `select 1 as id from {{ source('${system}', '${table}') }}\n`;
  }
  yaml(`${folder}/_${system}__models.yml`, {
    models: tables.map((table) => {
      const name = `stg_${system}__${table}`;
      const config = draw.chance(0.3)
        ? { config: { tags: some(["daily", "hourly", "pii"], 1) } }
        : {};
      return { name, ...config, columns: [{ name: "id", data_tests: keyTests(name) }] };
    }),
  });
}

const seeds = ["countries", "currencies", "channels", "stages", "holidays", "vat_rates"];
for (const [index, name] of seeds.entries()) {
  const folder = index < 3 ? "seeds" : "seeds/finance/rates";
  files[`${folder}/${name}.csv`] = "id,name\n1,a\n";
}
yaml("seeds/_seeds.yml", {
  seeds: [
    {
      name: "countries",
      config: { tags: ["geo"] },
      columns: [{ name: "id", data_tests: ["unique"] }],
    },
    {
      name: "channels",
      config: { enabled: true, quote_columns: true, meta: { owner: "growth" } },
    },
  ],
});

const intermediate: string[] = [];
for (const area of ["sales", "traffic", "service", "supply"]) {
  for (const step of ["joined", "cleaned", "sessionized", "pivoted", "ranked"]) {
    const name = `int_${area}_${step}`;
    const parents = some(
      draw.chance(0.5) ? staging : [...intermediate, ...staging],
      draw.int(1, 3),
    );
    if (draw.chance(0.2)) parents.push(pick(seeds));
    const config = draw.chance(0.3) ? `{{ config(materialized="ephemeral") }}\n` : "";
    intermediate.push(name);
    files[`models/intermediate/${area}/${name}.sql`] = `${config}${reads(parents)}\n`;
  }
}
yaml("models/intermediate/_intermediate.yml", {
  models: intermediate
    .filter(() => draw.chance(0.4))
    .map((name) => ({
      name,
      config: { meta: { reviewed: draw.chance(0.5), tier: draw.int(1, 3) } },
    })),
});

/** Models for their own group only. */
const internal = new Set(["dim_ledgers", "rpt_accruals", "dim_suppliers", "rpt_backlog"]);
const built: string[] = [];
for (const { folder, group, models } of marts) {
  const described: object[] = [];
  for (const name of models) {
    const parents = some([...intermediate, ...staging], draw.int(1, 3));
    if (built.length > 0 && draw.chance(0.7)) parents.push(pick(built));
    const sql = `${reads(parents)}\n`;
    const last = versions[name];
    for (let version = 1; version <= (last ?? 1); version++) {
      files[`models/marts/${folder}/${name}${last === undefined ? "" : `_v${version}`}.sql`] = sql;
    }
    const isPrivate = internal.has(name);
    if (!isPrivate) built.push(name);
    described.push({
      name,
      ...(last === undefined
        ? {}
        : {
            latest_version: Math.max(1, last - 1),
            versions: Array.from({ length: last }, (_, index) => ({
              v: index + 1,
              ...(index === 0 ? { config: { tags: ["legacy"] } } : {}),
            })),
          }),
      config: {
        group,
        access: isPrivate ? "private" : draw.chance(0.3) ? "public" : "protected",
        ...(draw.chance(0.3) ? { tags: some(["daily", "weekly", "core", "exec"], 2) } : {}),
        ...(draw.chance(0.3)
          ? { meta: { owner: pick(["ana", "ben", "eva"]), sla: { hours: pick([4, 24]) } } }
          : {}),
        ...(draw.chance(0.15) ? { materialized: "incremental", unique_key: "id" } : {}),
      },
      columns: [{ name: "id", data_tests: keyTests(name) }],
      ...(draw.chance(0.3) ? { data_tests: [{ at_least: { arguments: { rows: 1 } } }] } : {}),
    });
  }
  const file = folder.split("/").at(-1) ?? folder;
  yaml(`models/marts/${folder}/_${file}__models.yml`, { models: described });
}
