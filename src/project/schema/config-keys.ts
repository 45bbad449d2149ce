/** Which config keys a kind of resource knows. */
import { type ConfigKind, configKeys } from "../generated/validators.ts";
import type { Path } from "./subject.ts";

/** Config of the items of a list in a property file. */
export const ofList: Readonly<Record<string, ConfigKind>> = {
  models: "modelConfig",
  versions: "modelConfig",
  seeds: "seedConfig",
  snapshots: "snapshotConfig",
  sources: "sourceConfig",
  tables: "sourceConfig",
  macros: "macroConfig",
  analyses: "analysisConfig",
  exposures: "exposureConfig",
  unit_tests: "unitTestConfig",
  functions: "functionConfig",
  columns: "columnConfig",
  data_tests: "testConfig",
  tests: "testConfig",
};

const sets = new Map<ConfigKind, ReadonlySet<string>>();

export function knownConfigKeys(kind: ConfigKind): ReadonlySet<string> {
  const known = sets.get(kind) ?? new Set(configKeys[kind]);
  sets.set(kind, known);
  return known;
}

/** The kind of config that a resource of a property file has. */
export function configKindOf(path: Path): ConfigKind | undefined {
  const list = path.findLast((step) => typeof step === "string" && step in ofList);
  return list === undefined ? undefined : ofList[String(list)];
}
