/** The warehouse that a run works on. */
import type { JsonObject } from "./node.ts";

/** The connection that a run uses: one output of a profile, rendered. */
export interface Target {
  readonly profileName: string;
  readonly name: string;
  /** Adapter type: `duckdb`, `postgres`, … */
  readonly type: string;
  readonly schema: string;
  readonly database: string | undefined;
  readonly threads: number;
  /** All keys of the output, rendered; holds secrets, so never print it. */
  readonly settings: JsonObject;
  /** Absolute path of the profiles file; `undefined` when ptx made up the default DuckDB target. */
  readonly file: string | undefined;
}
