/** Names and texts as SQL writes them. Everything is always quoted: no list of reserved words to age. */
import type { Spelling } from "../core/dialect.ts";
import type { RelationName } from "../core/relation.ts";

/**
 * One identifier between the dialect's quotes. A quote inside it is doubled; between backticks
 * where backslashes escape (BigQuery), it is escaped.
 */
export function quoteIdentifier(name: string, dialect: Spelling): string {
  const quote = dialect.quoteCharacter;
  if (quote === "`" && dialect.lexical?.backslashEscapes) {
    return `\`${name.replace(/[\\`]/g, "\\$&")}\``;
  }
  return `${quote}${name.replaceAll(quote, quote + quote)}${quote}`;
}

/** The name as the warehouse stores it when it is written with or without quotes. */
export function stored(name: string, quoted: boolean, { folding }: Spelling): string {
  if (quoted || folding === "insensitive") return name;
  return folding === "upper" ? name.toUpperCase() : name.toLowerCase();
}

/**
 * `"database"."schema"."name"`; the parts that are not known are left out.
 *
 * @param include Parts to write, where a caller wants fewer than there are (`include(database=false)`).
 */
export function qualified(
  { database, schema, name }: RelationName,
  dialect: Spelling,
  include: { readonly database?: boolean; readonly schema?: boolean } = {},
): string {
  const parts: string[] = [];
  if (database && include.database !== false) parts.push(quoteIdentifier(database, dialect));
  if (schema && include.schema !== false) parts.push(quoteIdentifier(schema, dialect));
  parts.push(quoteIdentifier(name, dialect));
  return parts.join(".");
}

const escapes: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  "'": "\\'",
  "\n": "\\n",
  "\r": "\\r",
};

/** A text as a SQL literal, with the quotes. */
export function literal(text: string, dialect: Spelling): string {
  if (dialect.lexical?.backslashEscapes) {
    return `'${text.replace(/[\\'\n\r]/g, (character) => escapes[character] ?? character)}'`;
  }
  return `'${text.replaceAll("'", "''")}'`;
}
