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

/** How SQL text is written where it departs from the standard; all default to false. */
export interface Lexical {
  /** A backslash inside `'…'` escapes what follows. */
  readonly backslashEscapes?: boolean;
  /** Block comments nest. */
  readonly nestedComments?: boolean;
  /** `# …` is a comment. */
  readonly hashComments?: boolean;
  /** `// …` is a comment. */
  readonly slashComments?: boolean;
  /** `$$ … $$` and `$tag$ … $tag$` are texts. */
  readonly dollarQuotes?: boolean;
  /** Texts between three quotes, single or double. */
  readonly tripleQuotes?: boolean;
}

export interface Dialect {
  readonly name: string;
  readonly quoteCharacter: string;
  /** How unquoted identifiers compare and are stored. */
  readonly folding: "lower" | "upper" | "insensitive";
  readonly capabilities: Capabilities;
  readonly lexical?: Lexical;
}
