/** The adapters. Each is loaded only when a target names it: a driver costs start-up time. */
import type { Adapter } from "../core/adapter.ts";
import { PtxError } from "../core/error.ts";
import type { Target } from "../core/project.ts";
import type { ConnectOptions } from "./connect-options.ts";

/** What the module of an adapter exports. */
interface AdapterModule {
  /** @throws PtxError PTX4005 for settings that cannot work; opens nothing yet. */
  connect(target: Target, options: ConnectOptions): Adapter;
}

export const adapters: Readonly<Record<string, () => Promise<AdapterModule>>> = {
  bigquery: () => import("./bigquery/index.ts"),
  duckdb: () => import("./duckdb/index.ts"),
  postgres: () => import("./postgres/index.ts"),
  redshift: () => import("./redshift/index.ts"),
  snowflake: () => import("./snowflake/index.ts"),
};

/**
 * The adapter of a target; the warehouse is opened by its first `session()`.
 *
 * @throws PtxError PTX4004 for an unknown type, PTX4005 for settings that cannot work.
 */
export async function connectTo(target: Target, options: ConnectOptions): Promise<Adapter> {
  const load = Object.hasOwn(adapters, target.type) ? adapters[target.type] : undefined;
  if (!load) {
    const known = Object.keys(adapters).join(", ");
    throw new PtxError(
      "PTX4004",
      `there is no adapter of type "${target.type}" (target "${target.name}" of profile "${target.profileName}")`,
      { hint: `Set \`type:\` of the target to one of: ${known}.` },
    );
  }
  return (await load()).connect(target, options);
}
