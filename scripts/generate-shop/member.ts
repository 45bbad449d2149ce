/** One person's dealings with the shop, gathered step by step before anything is written. */

import type { Product } from "./catalog.ts";
import type { Tables } from "./csv.ts";
import type { Ids } from "./ids.ts";
import type { Person } from "./people.ts";

export interface Account {
  readonly id: string;
  readonly email: string | null;
  readonly created: number;
}

export interface Order {
  readonly id: string;
  readonly at: number;
  /** `undefined`: checked out as a guest. */
  readonly account: Account | undefined;
  readonly items: readonly { readonly product: Product; readonly quantity: number }[];
  readonly test: boolean;
}

export interface Choice {
  readonly at: number;
  readonly granted: boolean;
}

export interface Member {
  readonly person: Person;
  readonly accounts: readonly Account[];
  readonly orders: readonly Order[];
  /** What the person decided about marketing e-mail, oldest first; e-mail links may add to it. */
  readonly choices: Choice[];
  readonly erasedAt: number | undefined;
}

/** What every step needs: the seed, where rows go, and the next free ids. */
export interface Shop {
  readonly seed: number;
  readonly eventsPerPerson: number;
  readonly tables: Tables;
  readonly ids: Ids;
}

/** The person's answer at an instant; nobody is asked twice, so silence is `never`. */
export function consentAt(
  { choices, erasedAt }: Member,
  at: number,
): "granted" | "withdrawn" | "never" {
  if (erasedAt !== undefined && erasedAt <= at) return "withdrawn";
  const last = choices.filter((choice) => choice.at <= at).at(-1);
  if (last === undefined) return "never";
  return last.granted ? "granted" : "withdrawn";
}
