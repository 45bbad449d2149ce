/** What templates see of a warehouse type: how it names things, and whose macros it inherits. */
import type { Dialect, QuotePolicy, Spelling, TemplateFacts } from "../core/dialect.ts";

export type Policy = QuotePolicy;

export interface Warehouse extends TemplateFacts {
  readonly type: string;
  readonly dialect: Spelling;
  readonly quoteCharacter: string;
}

/** A moment as a filter of `event_time` compares it. */
export const timeIn = ({ eventTime }: TemplateFacts, moment: string): string =>
  eventTime?.(`'${moment}'`) ?? `'${moment}'`;

const known = new WeakMap<Dialect, Warehouse>();

export function warehouseOf(dialect: Dialect): Warehouse {
  let found = known.get(dialect);
  if (found === undefined) {
    const { name, quoteCharacter, templates } = dialect;
    found = { type: name, dialect, quoteCharacter, ...templates };
    known.set(dialect, found);
  }
  return found;
}
