/** The warehouses that ptx brings along, as the suite sees them. */
import { judged, type WarehouseName } from "./behaviour.ts";
import { words } from "./sql.ts";
import type { Subject } from "./subject.ts";

type Facts = Pick<Subject, "title" | "server" | "unreachable">;

const facts: Readonly<Record<WarehouseName, Facts>> = {
  duckdb: {
    title: "DuckDB",
    server: "the library itself, in this process",
    unreachable: { path: "models" },
  },
  postgres: {
    title: "Postgres",
    server: "a Postgres server of its own",
    unreachable: { port: 1 },
  },
  snowflake: {
    title: "Snowflake",
    server: "the emulator fakesnow, not Snowflake",
    unreachable: { port: 1 },
  },
  bigquery: {
    title: "BigQuery",
    server: "the emulator bqemulator, not BigQuery",
    unreachable: { api_endpoint: "http://127.0.0.1:1" },
  },
};

/** Its gaps stand beside the behaviours. */
export const builtIn = (name: WarehouseName): Subject => ({
  name,
  words: words[name],
  ...facts[name],
  gapOf: (_, { gaps }) => gaps?.[name],
});

export const judgedSubjects: readonly Subject[] = judged.map(builtIn);
