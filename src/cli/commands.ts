/** The commands, in the order of the help text. A new command is a file and an entry here. */
import type { CommandSpec } from "./command.ts";
import {
  deferOptions,
  dryRunOption,
  emptyOption,
  eventTimeOptions,
  fullRefreshOption,
  type OptionSpec,
  resourceTypeOptions,
  sampleOptions,
  selectionOptions,
  storeFailuresOption,
  threadsOption,
} from "./options.ts";

const running: readonly OptionSpec[] = [...selectionOptions, ...deferOptions, threadsOption];

/** Commands that write to the warehouse. */
const executing: readonly OptionSpec[] = [...running, dryRunOption];

const outputOptions: readonly OptionSpec[] = [
  {
    flags: "--output <format>",
    description: "selector, name, path or json",
    kind: "text",
    choices: ["json", "name", "path", "selector"],
  },
  { flags: "--output-keys <key...>", description: "keys of the json output", kind: "list" },
];

export const commands: readonly CommandSpec[] = [
  {
    name: "build",
    summary: "run models, seeds and snapshots with their data tests, in order",
    options: [
      ...executing,
      ...resourceTypeOptions,
      fullRefreshOption,
      storeFailuresOption,
      emptyOption,
      ...sampleOptions,
      ...eventTimeOptions,
    ],
    load: async () => (await import("./commands/run-nodes.ts")).runNodes,
  },
  {
    name: "run",
    summary: "run models",
    options: [...executing, fullRefreshOption, emptyOption, ...sampleOptions, ...eventTimeOptions],
    load: async () => (await import("./commands/run-nodes.ts")).runNodes,
  },
  {
    name: "test",
    summary: "run data tests",
    options: [...executing, ...resourceTypeOptions, storeFailuresOption],
    load: async () => (await import("./commands/run-nodes.ts")).runNodes,
  },
  {
    name: "seed",
    summary: "load CSV files",
    options: [
      ...executing,
      fullRefreshOption,
      { flags: "--show", description: "print the first rows of each seed", kind: "flag" },
    ],
    load: async () => (await import("./commands/run-nodes.ts")).runNodes,
  },
  {
    name: "snapshot",
    summary: "keep the history of tables",
    options: executing,
    load: async () => (await import("./commands/run-nodes.ts")).runNodes,
  },
  {
    name: "retry",
    summary: "run again what failed or was skipped in the last run",
    options: [
      threadsOption,
      { flags: "--state <folder>", description: "folder with the run_results.json", kind: "text" },
    ],
    load: async () => (await import("./commands/retry.ts")).retry,
  },
  {
    name: "clone",
    summary: "make views over the tables that another run has built",
    options: [
      ...running.filter(({ flags }) => flags !== "--defer"),
      ...resourceTypeOptions,
      fullRefreshOption,
    ],
    load: async () => (await import("./commands/clone.ts")).clone,
  },
  {
    name: "compile",
    summary: "render the SQL of nodes into target/compiled",
    options: [
      ...running,
      ...resourceTypeOptions,
      fullRefreshOption,
      { flags: "--inline <sql>", description: "a query to render instead of nodes", kind: "text" },
      { flags: "--format", description: "lay the printed SQL out for reading", kind: "flag" },
      {
        flags: "--output <format>",
        description: "text or json",
        kind: "text",
        choices: ["text", "json"],
      },
    ],
    load: async () => (await import("./commands/compile.ts")).compile,
  },
  {
    name: "parse",
    summary: "check the project and write target/manifest.json",
    options: [threadsOption],
    load: async () => (await import("./commands/parse.ts")).parse,
  },
  {
    name: "ls",
    aliases: ["list"],
    summary: "list the nodes that a selection picks",
    options: [...selectionOptions, ...resourceTypeOptions, ...outputOptions],
    load: async () => (await import("./commands/ls.ts")).ls,
  },
  {
    name: "show",
    summary: "print rows of a model, a test or an inline query",
    options: [
      ...selectionOptions,
      ...deferOptions,
      { flags: "--inline <sql>", description: "a query to run", kind: "text" },
      { flags: "--test <name>", description: "a data test: its failing rows", kind: "text" },
      {
        flags: "--limit <count>",
        description: "rows to print (default 5; -1 for all)",
        kind: "number",
      },
      {
        flags: "--output <format>",
        description: "text, json or csv",
        kind: "text",
        choices: ["text", "json", "csv"],
      },
      threadsOption,
    ],
    load: async () => (await import("./commands/show.ts")).show,
  },
  {
    name: "source",
    summary: "source freshness: how old the sources' newest rows are",
    args: "[freshness]",
    options: [
      ...selectionOptions,
      threadsOption,
      { flags: "-o, --output <file>", description: "where sources.json goes", kind: "text" },
    ],
    load: async () => (await import("./commands/freshness.ts")).freshness,
  },
  {
    name: "run-operation",
    summary: "run a macro",
    args: "[macro]",
    options: [
      {
        flags: "--args <yaml>",
        description: "arguments as YAML, e.g. '{role: reader}'",
        kind: "text",
      },
      threadsOption,
    ],
    load: async () => (await import("./commands/run-operation.ts")).runOperation,
  },
  {
    name: "docs",
    summary: "docs generate: write the catalog of tables and columns",
    args: "[generate]",
    options: [
      ...selectionOptions,
      ...deferOptions,
      threadsOption,
      { flags: "--no-compile", description: "leave compiled SQL out", kind: "flag" },
      { flags: "--empty-catalog", description: "write an empty catalog", kind: "flag" },
    ],
    load: async () => (await import("./commands/docs.ts")).docs,
  },
  {
    name: "deps",
    summary: "install the packages of packages.yml",
    options: [
      { flags: "--upgrade", description: "take the newest versions allowed", kind: "flag" },
      { flags: "--lock", description: "write package-lock.yml, install nothing", kind: "flag" },
      {
        flags: "--add-package <package>",
        description: "add to packages.yml first, e.g. dbt-labs/dbt_utils@1.3.0",
        kind: "text",
      },
      {
        flags: "--source <kind>",
        description: "where the added package comes from (default: hub)",
        kind: "text",
        choices: ["hub", "git", "local"],
      },
    ],
    load: async () => (await import("./commands/deps.ts")).deps,
  },
  {
    name: "debug",
    summary: "check the project, the profile and the connection",
    options: [
      { flags: "--config-dir", description: "print the folder of profiles.yml", kind: "flag" },
    ],
    load: async () => (await import("./commands/debug.ts")).debug,
  },
  {
    name: "clean",
    summary: "remove target/ and other generated folders",
    options: [
      {
        flags: "--no-clean-project-files-only",
        description: "also remove folders outside of the project",
        kind: "flag",
      },
    ],
    load: async () => (await import("./commands/clean.ts")).clean,
  },
  {
    name: "init",
    summary: "start a project",
    args: "[name]",
    options: [
      {
        flags: "--template <name>",
        description: "minimal, or personalization: the reference project",
        kind: "text",
        choices: ["minimal", "personalization"],
      },
      { flags: "--skip-profile-setup", description: "", kind: "flag", hidden: true },
    ],
    load: async () => (await import("./commands/init.ts")).init,
  },
  {
    name: "completion",
    summary: "print the completion script of a shell: bash, zsh or fish",
    args: "[shell]",
    options: [],
    load: async () => (await import("./commands/completion.ts")).completion,
  },
];
