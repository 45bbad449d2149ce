/** Entries of packages.yml, checked and rendered. */
import type { Location } from "../core/location.ts";

interface Entry {
  /** Where the entry stands; hub metadata has no place. */
  readonly at: Location | undefined;
  /** Keys and values as dbt hashes them for the lock file. Holds rendered secrets: only hash it. */
  readonly canonical: string;
  /** Name of the project in a lock file. */
  readonly name: string | undefined;
}

export interface HubSpec extends Entry {
  readonly kind: "hub";
  /** `dbt-labs/dbt_utils`. */
  readonly id: string;
  readonly versions: readonly string[];
  readonly prereleases: boolean;
}

export interface GitSpec extends Entry {
  readonly kind: "git";
  /** Rendered: may hold a secret, never print it. */
  readonly url: string;
  /** As written in the file, with its Jinja: fit for lock files and messages. */
  readonly written: string;
  readonly revision: string | undefined;
  readonly subdirectory: string | undefined;
  readonly warnUnpinned: boolean;
}

export interface LocalSpec extends Entry {
  readonly kind: "local";
  readonly path: string;
}

export interface TarballSpec extends Entry {
  readonly kind: "tarball";
  readonly url: string;
  readonly written: string;
  readonly name: string;
}

export type PackageSpec = HubSpec | GitSpec | LocalSpec | TarballSpec;

/** An entry with who asked for it: a file, or a package with its version. */
export interface Wanted<S extends PackageSpec = PackageSpec> {
  readonly spec: S;
  readonly by: string;
}
