/**
 * ptx's own pieces for adapters that come in packages. They are handed over rather than imported:
 * a package then works with the ptx that runs, wherever either is installed, and its errors are
 * those that ptx knows.
 */
import { PtxError } from "../core/error.ts";
import { literal, qualified, quoteIdentifier } from "../sql/quote.ts";
import { splitStatements } from "../sql/split.ts";
import {
  informationSchema,
  renamingDdl,
  standardDdl,
  standardSnapshots,
  standardTemplates,
  suffixed,
} from "../sql/standard.ts";
import { loadDriver } from "./driver.ts";
import { rejected } from "./rejected.ts";
import { assertSameColumns } from "./seed/same-columns.ts";
import { openSeed } from "./seed/source.ts";
import { invalid, required, text, wholeNumber } from "./target-keys.ts";

export const kit = {
  /** A mistake of the user: a code, a message, what to do. */
  PtxError,
  /** The PTX4001 of a statement, with the place that the warehouse points to. */
  rejected,
  quoteIdentifier,
  qualified,
  literal,
  /** `create or replace` and `comment on`, for warehouses that have both. */
  standardDdl,
  /** `create`, renames and `drop … cascade`, for the others. */
  renamingDdl,
  standardSnapshots,
  standardTemplates,
  informationSchema,
  /** A name with a suffix, cut where it gets too long. */
  suffixed,
  splitStatements,
  /** A CSV file: its columns with their types, its records one by one or as bytes. */
  openSeed,
  /** For seeds that keep their table: it must have the columns of the file. */
  assertSameColumns,
  /** Loads a driver, or says what to install. */
  loadDriver,
  /** Settings of a target. */
  settings: { text, required, wholeNumber, invalid },
} as const;

export type AdapterKit = typeof kit;
