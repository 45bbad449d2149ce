/** Dynamic tables of Snowflake: created with a lag and a warehouse, altered or made anew. */
import type { MaterializedViews } from "../../core/dialect.ts";
import type { JsonObject } from "../../core/node.ts";
import { literal, qualified } from "../quote.ts";
import { clusterKeys, spelling } from "./snowflake-ddl.ts";

const text = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

/** What the config asks for, by the names that `show dynamic tables` has for it. */
function wanted(config: JsonObject): Readonly<Record<string, string | undefined>> {
  return {
    target_lag: text(config["target_lag"]),
    warehouse: text(config["snowflake_warehouse"]),
    refresh_mode: text(config["refresh_mode"]),
  };
}

/** `1  Minute` is `1 minute`; quoted names keep what they are. */
const normal = (value: string): string => value.trim().replace(/\s+/g, " ").toLowerCase();

/** How a setting is written in `create` and `alter … set`. */
const assignment = (name: string, value: string): string =>
  `${name} = ${name === "target_lag" ? literal(value, spelling) : value}`;

export const dynamicTables: MaterializedViews = {
  kind: "dynamic_table",
  create(name, config) {
    const { target_lag: lag, warehouse, refresh_mode: mode } = wanted(config);
    const keys = clusterKeys(config);
    const initial = text(config["snowflake_initialization_warehouse"]);
    const initialize = text(config["initialize"]);
    const settings = [
      ...(lag === undefined ? [] : [assignment("target_lag", lag)]),
      ...(warehouse === undefined ? [] : [assignment("warehouse", warehouse)]),
      ...(initial === undefined ? [] : [assignment("initialization_warehouse", initial)]),
      ...(mode === undefined ? [] : [assignment("refresh_mode", mode)]),
      ...(initialize === undefined ? [] : [assignment("initialize", initialize)]),
      ...(keys === undefined ? [] : [`cluster by (${keys})`]),
    ];
    const transient = config["transient"] === true ? "transient " : "";
    const lines = settings.map((setting) => `\n  ${setting}`).join("");
    return {
      head: `create or replace ${transient}dynamic table ${name}${lines}\n  as (\n`,
      tail: "\n)",
    };
  },
  refresh: (name) => `alter dynamic table ${name} refresh`,
  describe({ database, schema, name }) {
    const place = qualified(
      { database: undefined, schema: database ?? "", name: schema },
      spelling,
    );
    // The pattern of `like` compares without case, and `_` in it stands for any character.
    const show = `show dynamic tables like ${literal(name, spelling)} in schema ${place}`;
    const rows = ["target_lag", "warehouse", "refresh_mode"].map(
      (setting) =>
        `select '${setting}', "${setting}" from shown where "name" = ${literal(name, spelling)}`,
    );
    return `${show};\nwith shown as (select * from table(result_scan(last_query_id())))\n${rows.join("\nunion all\n")}`;
  },
  changes(relation, inForce, config) {
    const now = new Map(inForce);
    const differing = Object.entries(wanted(config)).filter(
      (entry): entry is [string, string] =>
        entry[1] !== undefined && normal(entry[1]) !== normal(now.get(entry[0]) ?? ""),
    );
    // AUTO is what the warehouse makes of it, and stays.
    const mode = differing.find(([name]) => name === "refresh_mode");
    if (mode && normal(mode[1]) !== "auto") return "replace";
    const settings = differing.filter(([name]) => name !== "refresh_mode");
    if (settings.length === 0) return [];
    const assignments = settings.map(([name, value]) => assignment(name, value));
    return [`alter dynamic table ${qualified(relation, spelling)} set ${assignments.join(" ")}`];
  },
};
