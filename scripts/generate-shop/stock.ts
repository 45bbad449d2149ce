/**
 * What is in the warehouse: some products sell out for a while, and a few are sold out when the history ends. Orders
 * come all the same, as back-orders; who looked meanwhile and did not order is waiting.
 */
import type { Product } from "./catalog.ts";
import { products } from "./catalog.ts";
import type { Tables } from "./csv.ts";
import type { Member, Order } from "./member.ts";
import { random } from "./random.ts";
import { day, end, hour, start, utc } from "./time.ts";

interface Outage {
  readonly from: number;
  /** `undefined`: it is not back yet. */
  readonly to: number | undefined;
}

/** The same for every size and every seed, as the products are. */
const outages: ReadonlyMap<string, readonly Outage[]> = new Map(
  products.map((product) => [product.id, outagesOf(product)]),
);

function outagesOf({ title }: Product): Outage[] {
  const draw = random(0, "stock", title);
  const found: Outage[] = [];
  for (let from = end - draw.int(60, 240) * day; from < end - 3 * day && draw.chance(0.5); ) {
    const to = from + draw.int(6, 35) * day + draw.int(0, 23) * hour;
    found.push({ from, to: to < end - day ? to : undefined });
    from = to + draw.int(20, 60) * day;
  }
  return found;
}

export function writeStock(tables: Tables): void {
  const write = ({ id }: Product, at: number, quantity: number): void =>
    tables.write("shopify_inventory", {
      product_id: id,
      available: quantity,
      updated_at: utc(at),
    });
  for (const product of products) {
    const draw = random(0, "quantity", product.title);
    write(product, start, draw.int(20, 200));
    for (const { from, to } of outages.get(product.id) ?? []) {
      write(product, from - day, draw.int(1, 5));
      write(product, from, 0);
      if (to !== undefined) write(product, to, draw.int(20, 200));
    }
  }
}

export interface Look {
  readonly at: number;
  readonly product: Product;
}

/** Who looked at a product while it was sold out, and had not ordered it when it came back. */
export function writeWaiting(tables: Tables, member: Member, looks: readonly Look[]): void {
  const last = new Map<string, number>();
  for (const { at, product } of looks) {
    for (const { from, to } of outages.get(product.id) ?? []) {
      if (to === undefined || at < from || at >= to) continue;
      const key = `${product.id} ${to}`;
      last.set(key, Math.max(at, last.get(key) ?? 0));
    }
  }
  for (const [key, at] of last) {
    const [product = "", to = ""] = key.split(" ");
    if (member.orders.some((order) => orders(order, product, at, Number(to)))) continue;
    tables.write("truth_back_in_stock", {
      person_id: member.person.id,
      product_id: product,
      back_at: utc(Number(to)),
    });
  }
}

const orders = ({ at, test, items }: Order, product: string, from: number, to: number): boolean =>
  !test && at > from && at <= to && items.some((item) => item.product.id === product);
