/** What SQL text needs to know of a warehouse. Differences are flags, never `if (name === …)`. */

export interface Capabilities {
  /** DDL rolls back with its transaction. */
  readonly transactionalDdl: boolean;
  readonly merge: boolean;
  /** `create or replace table` swaps in one statement. */
  readonly createOrReplaceTable: boolean;
  /** Replacing a table leaves views over it intact. */
  readonly viewsSurviveTableSwap: boolean;
  readonly maxIdentifierLength: number;
}

export interface Dialect {
  readonly name: string;
  readonly quoteCharacter: string;
  /** How unquoted identifiers compare and are stored. */
  readonly folding: "lower" | "upper" | "insensitive";
  readonly capabilities: Capabilities;
}
