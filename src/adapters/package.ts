/** What a package exports as `adapter` to teach ptx another warehouse. */
import type { AdapterDefinition } from "../core/adapter-definition.ts";
import type { AdapterKit } from "./kit.ts";

/** Versions of the port that this ptx speaks; the last one is what a new package writes. */
export const portVersions: readonly number[] = [1];

export interface AdapterPackage {
  /** The version of the port that the package was written for: 1. */
  readonly portVersion: number;
  /** What `type:` of a target may be; none of the built-in ones. */
  readonly types: readonly string[];
  /**
   * The definition of one of the types. Called once, when a target names it; a driver is better
   * loaded by the first session.
   *
   * @param kit ptx's own pieces, of the ptx that runs: errors have to be made with these.
   */
  define(kit: AdapterKit, type: string): AdapterDefinition;
}
