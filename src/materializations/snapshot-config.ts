/** The config of a snapshot, read and checked. */
import type { SnapshotStyle } from "../core/dialect.ts";
import { PtxError } from "../core/error.ts";
import type { JsonObject } from "../core/node.ts";
import type { MaterializationInput } from "./materialization.ts";
import { textsOf } from "./steps.ts";

/** Names of the columns that a snapshot adds. */
interface MetaNames {
  readonly validFrom: string;
  readonly validTo: string;
  readonly scdId: string;
  readonly updatedAt: string;
  readonly isDeleted: string;
}

export interface SnapshotConfig {
  readonly strategy: "timestamp" | "check";
  /** Expressions that together tell one thing from another. */
  readonly keys: readonly string[];
  /** The keys were given as a list: their working columns are numbered. */
  readonly listed: boolean;
  /** Expression for the time of a version. */
  readonly updatedAt: string;
  readonly checkCols: "all" | readonly string[];
  readonly hardDeletes: "ignore" | "invalidate" | "new_record";
  /** Expression that `dbt_valid_to` has while a version is current, instead of null. */
  readonly current: string | undefined;
  readonly names: MetaNames;
  /** How the warehouse writes times and keys. */
  readonly style: SnapshotStyle;
}

/** @throws PtxError PTX4104 naming the key that is missing or wrong. */
export function readSnapshotConfig({
  config,
  dialect,
}: Pick<MaterializationInput, "config" | "dialect">): SnapshotConfig {
  const style = dialect.snapshots;
  const { strategy, unique_key } = config;
  if (strategy !== "timestamp" && strategy !== "check") {
    throw wrong(
      `\`strategy\` is ${strategy === undefined ? "not set" : `'${String(strategy)}'`}`,
      "Set `strategy` to timestamp or check.",
    );
  }
  const keys = textsOf(unique_key);
  if (keys.length === 0) {
    throw wrong("`unique_key` is not set", "Set `unique_key` to a column or a list of columns.");
  }
  const updatedAt = config["updated_at"];
  if (strategy === "timestamp" && typeof updatedAt !== "string") {
    throw wrong(
      "the timestamp strategy needs `updated_at`",
      "Set `updated_at` to the column with the time of the last change.",
    );
  }
  const current = config["dbt_valid_to_current"];
  return {
    strategy,
    keys,
    listed: Array.isArray(unique_key),
    updatedAt: typeof updatedAt === "string" ? updatedAt : style.now,
    style,
    checkCols: strategy === "check" ? readCheckCols(config) : "all",
    hardDeletes: readHardDeletes(config),
    current: typeof current === "string" ? current.trim() : undefined,
    names: readNames(config),
  };
}

function readCheckCols({ check_cols }: JsonObject): "all" | readonly string[] {
  if (check_cols === "all") return "all";
  const columns = Array.isArray(check_cols) ? textsOf(check_cols) : [];
  if (columns.length > 0) return columns;
  throw wrong(
    `Invalid value for 'check_cols': ${JSON.stringify(check_cols ?? null)}`,
    "Set `check_cols` to all or to a list of columns.",
  );
}

function readHardDeletes(config: JsonObject): SnapshotConfig["hardDeletes"] {
  const { invalidate_hard_deletes: legacy, hard_deletes: wanted } = config;
  const unset = wanted === undefined || wanted === null;
  if (!unset && legacy !== undefined && legacy !== null) {
    throw wrong(
      "You cannot set both the invalidate_hard_deletes and hard_deletes config properties on the same snapshot.",
      "Remove `invalidate_hard_deletes`.",
    );
  }
  if (unset) return legacy === true ? "invalidate" : "ignore";
  if (wanted === "ignore" || wanted === "invalidate" || wanted === "new_record") return wanted;
  throw wrong(
    `Invalid setting for property hard_deletes: '${String(wanted)}'`,
    "Set `hard_deletes` to ignore, invalidate or new_record.",
  );
}

function readNames(config: JsonObject): MetaNames {
  const renamed = config["snapshot_meta_column_names"];
  const names =
    renamed !== null && typeof renamed === "object" && !Array.isArray(renamed) ? renamed : {};
  const nameOf = (key: string): string => {
    const name = names[key];
    return typeof name === "string" && name !== "" ? name : key;
  };
  return {
    validFrom: nameOf("dbt_valid_from"),
    validTo: nameOf("dbt_valid_to"),
    scdId: nameOf("dbt_scd_id"),
    updatedAt: nameOf("dbt_updated_at"),
    isDeleted: nameOf("dbt_is_deleted"),
  };
}

const wrong = (message: string, hint: string): PtxError =>
  new PtxError("PTX4104", message, { hint });
