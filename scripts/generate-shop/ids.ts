/** Native ids in the shape of each vendor; one counter per kind, scattered so that order says nothing. */
import { scatter } from "./random.ts";

const bases = {
  hubspot: 40_000_000_000,
  shopify: 6_800_000_000_000,
  order: 5_200_000_000_000,
  item: 1,
  refund: 900_000_000,
  zendesk: 360_000_000_000,
  ticket: 1,
  message: 1,
  engagement: 1,
  consent: 1,
  enrichment: 1,
  salesforce: 1,
  session: 1,
  device: 1,
} as const;

export type IdKind = keyof typeof bases;

/** Kinds whose vendor simply counts up. */
const counted: ReadonlySet<IdKind> = new Set([
  "item",
  "ticket",
  "message",
  "engagement",
  "consent",
]);

export class Ids {
  readonly #counters = new Map<IdKind, number>();

  next(kind: IdKind): string {
    const counter = (this.#counters.get(kind) ?? 0) + 1;
    this.#counters.set(kind, counter);
    if (counted.has(kind)) return String(counter);
    const scattered = scatter(counter);
    if (kind === "salesforce")
      return `003${scattered.toString(36).toUpperCase().padStart(12, "0")}AAA`;
    if (kind === "enrichment") return `enr_${scattered.toString(36).padStart(7, "0")}`;
    return String(bases[kind] + scattered);
  }
}
