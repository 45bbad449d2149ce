/** What deciding for packages needs: the ports, and the settings of this invocation. */
import type { Diagnostic } from "../core/error.ts";
import type { Files } from "../core/files.ts";
import type { JsonObject } from "../core/node.ts";
import type { Cache } from "./cache.ts";
import type { Hub } from "./hub.ts";
import type { Folders, Git, Http } from "./ports.ts";

export interface World {
  readonly files: Files;
  readonly folders: Folders;
  readonly git: Git;
  readonly http: Http;
  readonly hub: Hub;
  readonly cache: Cache;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly vars: JsonObject;
  /** Absolute folder of the project. */
  readonly root: string;
  readonly home: string;
  /** An empty folder for what is fetched; removed at the end. */
  readonly work: string;
  /** The version of dbt that packages meet. */
  readonly dbtVersion: string;
  /** False with `--no-version-check`. */
  readonly checkVersions: boolean;
  readonly warn: (warning: Diagnostic) => void;
  /** Replaces secret values. */
  readonly hide: (text: string) => string;
}
