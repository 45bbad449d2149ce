/** Which warnings stop a command, and which are not told: `--warn-error`, `--warn-error-options`. */
import type { Code } from "./codes.ts";
import type { Json, JsonObject } from "./node.ts";

/** dbt's names for the warnings that ptx knows by code. */
const namesOfDbt: Readonly<Record<string, readonly Code[]>> = {
  NoNodesForSelectionCriteria: ["PTX2109"],
  NoNodesSelected: ["PTX2110"],
  NothingToDo: ["PTX2110"],
  UnusedResourceConfigPath: ["PTX1216"],
  NodeNotFoundOrDisabled: ["PTX1201", "PTX1202"],
  WrongResourceSchemaFile: ["PTX1217"],
  NoNodeForYamlKey: ["PTX1217"],
  MacroNotFoundForPatch: ["PTX1217"],
  DuplicateYAMLKeysDeprecation: ["PTX1102"],
  CustomKeyInObjectDeprecation: ["PTX1103"],
  CustomKeyInConfigDeprecation: ["PTX1106"],
  DeprecatedModel: ["PTX1222"],
  DeprecatedReference: ["PTX1222"],
  UpcomingReferenceDeprecation: ["PTX1222"],
  UnversionedBreakingChange: ["PTX5005"],
  JinjaLogWarning: ["PTX3209"],
};

/** Warnings of dbt that ptx never gives: projects name them, so that dbt keeps quiet. */
const onlyInDbt: readonly string[] = `
  ArgumentsPropertyInGenericTestDeprecation ConfigDataPathDeprecation
  ConfigLogPathDeprecation ConfigSourcePathDeprecation ConfigTargetPathDeprecation
  CustomOutputPathInSourceFreshnessDeprecation CustomTopLevelKeyDeprecation
  DeprecationsSummary DepsScrubbedPackageName DepsUnpinned
  DuplicateNameDistinctNodeTypesDeprecation EnvironmentVariableNamespaceDeprecation
  EnvironmentVariableRenamed ExposureNameDeprecation FreshnessConfigProblem
  GenericJSONSchemaValidationDeprecation InternalDeprecation InvalidConcurrentBatchesConfig
  InvalidMacroAnnotation InvalidValueForField MFCumulativeTypeParamsDeprecation
  MFTimespineWithoutYamlConfigurationDeprecation MetricAttributesRenamed
  MicrobatchMacroOutsideOfBatchesDeprecation MicrobatchModelNoEventTimeInputs
  MissingArgumentsPropertyInGenericTestDeprecation MissingPlusPrefixDeprecation
  ModelParamUsageDeprecation ModulesItertoolsUsageDeprecation PackageInstallPathDeprecation
  PackageMaterializationOverrideDeprecation PackageNodeDependsOnRootProjectNode
  PackageRedirectDeprecation ProjectFlagsMovedDeprecation PropertyMovedToConfigDeprecation
  ResourceNamesWithSpacesDeprecation RunResultWarning RunResultWarningMessage
  SeedExceedsLimitAndPathChanged SeedExceedsLimitChecksumChanged SeedExceedsLimitSamePath
  SeedIncreased SemanticValidationFailure SnapshotTimestampWarning
  SourceFreshnessProjectHooksNotRun SourceOverrideDeprecation TestsConfigDeprecation
  UnexpectedJinjaBlockDeprecation UnsupportedConstraintMaterialization UnusedTables
  ValidationWarning WEOIncludeExcludeDeprecation WarnStateTargetEqual
  AdapterDeprecationWarning AdapterEventWarning CatalogGenerationError
  CollectFreshnessReturnSignature ConstraintNotEnforced ConstraintNotSupported
  BehaviorChangeEvent GetMetaKeyWarning
`
  .trim()
  .split(/\s+/);

/** The warning of a data test; it has no code, since it is a result. */
export const testWarning = "LogTestResult";

/** Words that warnings may be named by, besides codes. */
export const warningNames: readonly string[] = [
  ...Object.keys(namesOfDbt),
  testWarning,
  ...onlyInDbt,
];

/** Lists of codes and names; `all` or `*` for every warning. */
export interface WarningPolicy {
  readonly error: readonly string[];
  readonly warn: readonly string[];
  readonly silence: readonly string[];
}

export type WarningLevel = "error" | "warning" | "silent";

const listOf = (value: Json | undefined): string[] =>
  value === undefined || value === null ? [] : [value].flat().map(String);

/** The policy in the arguments of an invocation, where options lie as dbt has them. */
export function warningPolicyOf(args: JsonObject): WarningPolicy {
  const given = args["warn_error_options"];
  const options = typeof given === "object" && given !== null && !Array.isArray(given) ? given : {};
  return {
    error: [
      ...(args["warn_error"] === true ? ["all"] : []),
      ...listOf(options["error"]),
      ...listOf(options["include"]),
    ],
    warn: [...listOf(options["warn"]), ...listOf(options["exclude"])],
    silence: listOf(options["silence"]),
  };
}

const names = (listed: readonly string[], warning: string): boolean =>
  listed.some(
    (name) =>
      name === warning || (namesOfDbt[name] as readonly string[] | undefined)?.includes(warning),
  );

/** @param warning Its code, or `testWarning`. */
export function warningLevel(
  policy: WarningPolicy,
  warning: Code | typeof testWarning,
): WarningLevel {
  if (names(policy.silence, warning)) return "silent";
  if (names(policy.warn, warning)) return "warning";
  const all = policy.error.some((name) => name === "all" || name === "*");
  return all || names(policy.error, warning) ? "error" : "warning";
}
