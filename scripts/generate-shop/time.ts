/** Instants are milliseconds since 1970 UTC; these functions print them the way each vendor does. */

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

/** The shop's history: eighteen months that end where the project's `as_of` variable stands. */
export const start = Date.UTC(2024, 6, 1);
export const end = Date.UTC(2026, 0, 1);

/** `2025-03-01T09:30:00Z` (Zendesk, e-mail platform, consent tool). */
export function utc(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

/** `2025-03-01T09:30:00.000+0000` (Salesforce). */
export function salesforce(at: number): string {
  return `${new Date(at).toISOString().slice(0, 23)}+0000`;
}

export function date(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** Local time of the storefront with its offset, e.g. `2025-03-01T10:30:00+01:00` (Shopify). */
export function storefront(at: number, store: "eu" | "us"): string {
  const offset =
    store === "eu" ? (isSummer(at, 2, -1, 9, -1) ? 2 : 1) : isSummer(at, 2, 2, 10, 1) ? -4 : -5;
  const local = new Date(at + offset * hour).toISOString().slice(0, 19);
  return `${local}${offset < 0 ? "-" : "+"}0${Math.abs(offset)}:00`;
}

/** Whether `at` lies between the n-th Sundays of two months (-1: the last), at 01:00 UTC. */
function isSummer(at: number, from: number, fromNth: number, to: number, toNth: number): boolean {
  const year = new Date(at).getUTCFullYear();
  return at >= sunday(year, from, fromNth) && at < sunday(year, to, toNth);
}

function sunday(year: number, month: number, nth: number): number {
  const anchor = new Date(Date.UTC(year, nth < 0 ? month + 1 : month, nth < 0 ? 0 : 1, 1));
  const weekday = anchor.getUTCDay();
  const shift = nth < 0 ? -weekday : ((7 - weekday) % 7) + (nth - 1) * 7;
  return anchor.getTime() + shift * day;
}
