/** The adapters. Each is loaded only when a target names it: a driver costs start-up time. */
import type { Adapter } from "../core/adapter.ts";
import type {
  AdapterDefinition,
  ConnectOptions,
  LoadedAdapter,
} from "../core/adapter-definition.ts";
import { PtxError } from "../core/error.ts";
import type { Target } from "../core/target.ts";
import { checkAdapter } from "./check.ts";

/** As a package has it; dialects of built-in warehouses are in `sql/dialects.ts`. */
type Connect = Pick<AdapterDefinition, "connect">;

export const adapters: Readonly<Record<string, () => Promise<Connect>>> = {
  bigquery: () => import("./bigquery/index.ts"),
  duckdb: () => import("./duckdb/index.ts"),
  postgres: () => import("./postgres/index.ts"),
  redshift: () => import("./redshift/index.ts"),
  snowflake: () => import("./snowflake/index.ts"),
};

/**
 * The adapter of a target; the warehouse is opened by its first `session()`.
 *
 * @param brought The definition that a package brought for the type of the target.
 * @throws PtxError PTX4004 for an unknown type, PTX4005 for settings that cannot work, PTX4016 for a
 *   package whose adapter lacks something.
 */
export async function connectTo(
  target: Target,
  options: ConnectOptions,
  brought?: LoadedAdapter,
): Promise<Adapter> {
  if (brought) return checkAdapter(await brought.connect(target, options), brought);
  const load = Object.hasOwn(adapters, target.type) ? adapters[target.type] : undefined;
  if (!load) throw unknownType(target);
  return await (await load()).connect(target, options);
}

function unknownType({ type, name, profileName }: Target): PtxError {
  const known = Object.keys(adapters).join(", ");
  return new PtxError(
    "PTX4004",
    `there is no adapter of type "${type}" (target "${name}" of profile "${profileName}")`,
    {
      hint: `Set \`type:\` of the target to one of: ${known}. Or install a package that has an adapter of that type, and name it under \`adapters:\` of the project file.`,
    },
  );
}
