/** A package whose version is decided, ready to be placed. */
import type { Location } from "../core/location.ts";
import type { Locked } from "./lock.ts";
import type { PackageSpec } from "./spec.ts";

export interface Pinned {
  /** Name of the project in it: its folder. */
  readonly name: string;
  /** How messages name it: `dbt-labs/dbt_utils 1.3.0`. */
  readonly title: string;
  /** `1.3.0`, `8f3a2b1`; empty for folders. */
  readonly version: string;
  /** Where it comes from, without secrets. */
  readonly origin: string;
  readonly at: Location | undefined;
  /** The newest version that would do, when that is another one. */
  readonly newer: string | undefined;
  readonly locked: Locked;
  /** What it asks for itself. Read when needed: a lock file already holds it. */
  packages(): readonly PackageSpec[];
  /** Puts the package at `folder`, which does not exist. Says how: `installed`, `linked`. */
  place(folder: string): Promise<"installed" | "linked" | "copied">;
}
