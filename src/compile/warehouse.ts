/** What templates see of a warehouse type: how it names things, and whose macros it inherits. */
import type { QuotePolicy, Spelling, TemplateFacts } from "../core/dialect.ts";
import { dialectOf } from "../sql/dialects.ts";

export type Policy = QuotePolicy;

export interface Warehouse extends TemplateFacts {
  readonly type: string;
  readonly dialect: Spelling;
  readonly quoteCharacter: string;
}

const known = new Map<string, Warehouse>();

/** What is known of an adapter type; for an unknown one what its stand-in has. */
export function warehouseOf(type: string): Warehouse {
  let found = known.get(type);
  if (found === undefined) {
    const dialect = dialectOf(type);
    found = { type, dialect, quoteCharacter: dialect.quoteCharacter, ...dialect.templates };
    known.set(type, found);
  }
  return found;
}
