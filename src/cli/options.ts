/**
 * The command line's options, as data. Names, short forms and environment twins are dbt's;
 * `DBT_ENGINE_X` wins over `DBT_X`.
 */

export interface OptionSpec {
  readonly flags: string;
  readonly description: string;
  /** Environment variable without its `DBT_ENGINE_` or `DBT_` prefix. */
  readonly env?: string;
  readonly kind?: "flag" | "text" | "number" | "list";
  readonly choices?: readonly string[];
  /** Accepted because dbt has it, without effect here; not shown in help. */
  readonly hidden?: boolean;
}

const flag = (flags: string, description: string, env?: string): OptionSpec =>
  env === undefined
    ? { flags, description, kind: "flag" }
    : { flags, description, kind: "flag", env };

const text = (flags: string, description: string, env?: string): OptionSpec =>
  env === undefined
    ? { flags, description, kind: "text" }
    : { flags, description, kind: "text", env };

const ignored = (flags: string): OptionSpec => ({
  flags,
  description: "",
  kind: "flag",
  hidden: true,
});

/** Options of every command, allowed before and after the command's name. */
export const globalOptions: readonly OptionSpec[] = [
  text("--project-dir <folder>", "folder of the project (default: here or above)", "PROJECT_DIR"),
  text("--profiles-dir <folder>", "folder that holds profiles.yml", "PROFILES_DIR"),
  text("--profile <name>", "profile to use instead of the project's", "PROFILE"),
  text("-t, --target <name>", "target of the profile", "TARGET"),
  text("--vars <yaml>", "vars as YAML, e.g. '{as_of: 2026-01-31}'", "VARS"),
  text("--target-path <folder>", "where artifacts go (default: target)", "TARGET_PATH"),
  text("--log-path <folder>", "where the log file goes (default: logs)", "LOG_PATH"),
  {
    flags: "--log-format <format>",
    description: "text, or json: one event a line",
    env: "LOG_FORMAT",
    kind: "text",
    choices: ["text", "json", "debug", "default"],
  },
  {
    flags: "--log-level <level>",
    description: "least important messages to print",
    env: "LOG_LEVEL",
    kind: "text",
    choices: ["debug", "info", "warn", "error", "none"],
  },
  text("--log-level-file <level>", "the same for the log file", "LOG_LEVEL_FILE"),
  flag("-d, --debug", "print every statement and decision", "DEBUG"),
  flag("-q, --quiet", "print errors only, and what was asked for", "QUIET"),
  flag("--no-use-colors", "print without colors", "USE_COLORS"),
  flag("--use-colors", "print with colors even into a pipe"),
  flag("-x, --fail-fast", "stop at the first failure", "FAIL_FAST"),
  flag("--warn-error", "treat warnings as errors", "WARN_ERROR"),
  text(
    "--warn-error-options <yaml>",
    "which warnings, e.g. '{error: all, warn: [PTX2109], silence: [PTX1216]}'",
    "WARN_ERROR_OPTIONS",
  ),
  flag("--no-partial-parse", "read every file again, whatever the cache holds", "PARTIAL_PARSE"),
  flag("--no-version-check", "use packages that need another version of dbt", "VERSION_CHECK"),
  text("--printer-width <columns>", "width of result lines", "PRINTER_WIDTH"),
  text("--reporter <kinds>", "further reports: junit[=file], github (comma separated)", "REPORTER"),
  ...[
    "--partial-parse",
    "--version-check",
    "--no-send-anonymous-usage-stats",
    "--send-anonymous-usage-stats",
    "--no-populate-cache",
    "--populate-cache",
    "--cache-selected-only",
    "--no-cache-selected-only",
    "--static-parser",
    "--no-static-parser",
    "--no-warn-error",
    "--no-debug",
    "--no-quiet",
    "--no-fail-fast",
    "--show-all-deprecations",
    "--no-print",
    "--print",
    "--write-json",
    "--no-write-json",
    "--introspect",
    "--no-introspect",
    "--use-colors-file",
    "--no-use-colors-file",
    "--macro-debugging",
    "--no-macro-debugging",
  ].map(ignored),
];

const list = (flags: string, description: string): OptionSpec => ({
  flags,
  description,
  kind: "list",
});

/** Options of commands that work on nodes. */
export const selectionOptions: readonly OptionSpec[] = [
  list("-s, --select <selector...>", "nodes to take, e.g. +orders, tag:daily, path:models/marts"),
  { ...list("-m, --models <selector...>", "older name of --select"), hidden: true },
  list("--exclude <selector...>", "nodes to leave out"),
  text("--selector <name>", "selector of selectors.yml"),
  {
    flags: "--indirect-selection <mode>",
    description: "which tests come with selected nodes",
    env: "INDIRECT_SELECTION",
    kind: "text",
    choices: ["eager", "cautious", "buildable", "empty"],
  },
  text("--state <folder>", "artifacts of another run, for state:, result: and --defer", "STATE"),
];

/** Options of commands that read tables which another run may have built. */
export const deferOptions: readonly OptionSpec[] = [
  flag("--defer", "read what is not built here where the run of --state has built it", "DEFER"),
  ignored("--no-defer"),
  text(
    "--defer-state <folder>",
    "state for --defer, when it is not that of --state",
    "DEFER_STATE",
  ),
  flag("--favor-state", "with --defer: read all that is not selected from there", "FAVOR_STATE"),
  ignored("--no-favor-state"),
];

export const resourceTypeOptions: readonly OptionSpec[] = [
  { ...list("--resource-type <type...>", "only nodes of these types"), env: "RESOURCE_TYPES" },
  list("--resource-types <type...>", "the same"),
  {
    ...list("--exclude-resource-type <type...>", "no nodes of these types"),
    env: "EXCLUDE_RESOURCE_TYPES",
  },
  list("--exclude-resource-types <type...>", "the same"),
];

export const threadsOption: OptionSpec = {
  flags: "--threads <count>",
  description: "nodes to run at the same time",
  kind: "number",
};

export const fullRefreshOption = flag(
  "-f, --full-refresh",
  "build incremental models and seeds from scratch",
  "FULL_REFRESH",
);

export const dryRunOption = flag(
  "--dry-run",
  "say what would run and whether the warehouse accepts it; write nothing",
);

export const storeFailuresOption = flag(
  "--store-failures",
  "keep failing rows of data tests in tables",
  "STORE_FAILURES",
);

export const emptyOption = flag(
  "--empty",
  "build with no rows: checks that everything binds",
  "EMPTY",
);

export const sampleOptions: readonly OptionSpec[] = [
  text(
    "--sample <time>",
    "read a part of the inputs that have an event_time, e.g. '3 days'",
    "SAMPLE",
  ),
];

/** The time that microbatch models are built for, in place of the one that they would choose. */
export const eventTimeOptions: readonly OptionSpec[] = [
  text(
    "--event-time-start <time>",
    "microbatch models: first moment to build, e.g. 2026-01-31",
    "EVENT_TIME_START",
  ),
  text("--event-time-end <time>", "microbatch models: the moment to build up to", "EVENT_TIME_END"),
];
