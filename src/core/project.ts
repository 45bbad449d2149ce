/** A project as configured: project file, profile, vars and packages, before any node is known. */
import type { LoadedAdapter } from "./adapter-definition.ts";
import type { ConfigSection } from "./config-section.ts";
import type { Dialect } from "./dialect.ts";
import type { JsonObject } from "./node.ts";
import type { Target } from "./target.ts";

export interface ProjectPaths {
  readonly models: readonly string[];
  readonly seeds: readonly string[];
  readonly tests: readonly string[];
  readonly macros: readonly string[];
  readonly snapshots: readonly string[];
  readonly analyses: readonly string[];
  readonly docs: readonly string[];
  readonly functions: readonly string[];
  readonly packagesInstall: string;
}

/** Folder config as written under `models:`, `seeds:`, … of the project file. */
export type ConfigTree = JsonObject;

/** One package: the root project itself, or an installed dependency. */
export interface Package {
  readonly name: string;
  /** Absolute. */
  readonly root: string;
  /** `project.yml` or `dbt_project.yml`, relative to `root`. */
  readonly projectFile: string;
  readonly version: string | undefined;
  readonly paths: ProjectPaths;
  readonly config: Readonly<Partial<Record<ConfigSection, ConfigTree>>>;
  /** The same before templates in it were rendered. */
  readonly written?: Readonly<Partial<Record<ConfigSection, ConfigTree>>>;
  readonly vars: JsonObject;
  readonly dispatch: readonly { macro_namespace: string; search_order: string[] }[];
  readonly onRunStart: readonly string[];
  readonly onRunEnd: readonly string[];
  readonly quoting: { database?: boolean; schema?: boolean; identifier?: boolean };
  readonly flags: JsonObject;
  /** The project file as parsed and rendered, for keys that only one command reads. */
  readonly raw: JsonObject;
}

export interface Project {
  readonly root: Package;
  /** Installed dependencies, in name order. */
  readonly packages: readonly Package[];
  readonly target: Target;
  readonly dialect: Dialect;
  /** Set when a package answers for the target's type. */
  readonly adapter?: LoadedAdapter | undefined;
  /** `--vars`. */
  readonly cliVars: JsonObject;
  /** Absolute path of `target/`. */
  readonly targetPath: string;
  readonly logPath: string;
  /** The environment; only `cli` reads `process.env`. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** From `start` up to, not including, `end`; as SQL compares them (`2026-01-31 00:00:00+00:00`). */
export interface TimeRange {
  readonly start: string;
  readonly end: string;
}

/** Facts of one invocation that templates and artifacts show. */
export interface Invocation {
  readonly id: string;
  readonly startedAt: Date;
  /** `build`, `run`, …: `flags.WHICH`. */
  readonly command: string;
  readonly ptxVersion: string;
  readonly fullRefresh: boolean;
  readonly storeFailures: boolean;
  readonly empty: boolean;
  /** `--sample`: the part of time that models and snapshots read of inputs with an `event_time`. */
  readonly sample?: TimeRange | undefined;
  readonly threads: number;
  /** All flags as given, for `invocation_args_dict` and run_results' `args`. */
  readonly args: JsonObject;
}
