/** A warehouse as ptx takes it in, be it built in or brought by a package. */
import type { Adapter } from "./adapter.ts";
import type { ConfigSection } from "./config-section.ts";
import type { Dialect } from "./dialect.ts";
import type { JsonObject } from "./node.ts";
import type { Target } from "./target.ts";

/** What an adapter gets to know beside its target. */
export interface ConnectOptions {
  /** Absolute path of the project: relative paths of the target start here. */
  readonly root: string;
  /** Nothing may be written: the warehouse is asked to hold us to it, where it can. */
  readonly reading?: boolean;
}

export interface AdapterDefinition {
  /** Its `name` is the `type:` of the target. */
  readonly dialect: Dialect;
  /**
   * The adapter of a target. Opens nothing yet: the driver is loaded by the first `session()`.
   *
   * @throws PtxError PTX4005 for settings that cannot work.
   */
  connect(target: Target, options: ConnectOptions): Adapter | Promise<Adapter>;
  /** Macros of the namespace `dbt`, as text by file name: `{% macro sqlite__dateadd(…) %}`. */
  readonly macros?: Readonly<Record<string, string>>;
  /** Config that nodes have unless a project says otherwise. */
  readonly defaults?: Readonly<Partial<Record<ConfigSection, JsonObject>>>;
}

/** A definition that came from a package. */
export interface LoadedAdapter extends AdapterDefinition {
  /** As `adapters:` of the project file names it. */
  readonly packageName: string;
  /** Changes when the package does; what was read of a project with another one does not count. */
  readonly stamp: string;
}
