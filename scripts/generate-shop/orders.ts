/** Shop accounts and what was bought with them. */
import { products, productsOf, rate } from "./catalog.ts";
import { email, names } from "./corrupt.ts";
import type { Account, Order, Shop } from "./member.ts";
import type { Behaviour, Person } from "./people.ts";
import { type Random, random } from "./random.ts";
import { day, end, hour, minute, storefront } from "./time.ts";

/** Most customers have an account, some have two because they forgot the first. */
export function openAccounts({ seed, ids }: Shop, person: Person): Account[] {
  const draw = random(seed, "accounts", person.number);
  if (!draw.chance(person.behaviour === "prospect" ? 0.5 : 0.92)) return [];
  const open = (created: number): Account => ({
    id: ids.next("shopify"),
    email: email(draw, person, 0.6),
    created,
  });
  const accounts = [open(person.joined)];
  if (draw.chance(0.07)) {
    accounts.push(
      open(person.joined + draw.int(1, Math.floor((end - person.joined) / day)) * day - hour),
    );
  }
  return accounts;
}

const rhythm: Readonly<Record<Behaviour, { count: readonly [number, number]; gap: number }>> = {
  loyal: { count: [4, 12], gap: 55 },
  occasional: { count: [1, 4], gap: 130 },
  once: { count: [1, 1], gap: 30 },
  churned: { count: [4, 6], gap: 22 },
  prospect: { count: [0, 0], gap: 1 },
};

/** The churned cohort's last order is at least 250 days old when the history ends. */
export const churnedBefore = end - 250 * day;

/** Returns the person's orders, oldest first. */
export function placeOrders(shop: Shop, person: Person, accounts: readonly Account[]): Order[] {
  const draw = random(shop.seed, "orders", person.number);
  const { count, gap } = rhythm[person.behaviour];
  const wanted = draw.int(...count);
  const last = person.behaviour === "churned" ? churnedBefore : end - hour;
  const orders: Order[] = [];
  let at = person.joined + draw.int(5, 120) * minute;
  while (orders.length < wanted && at < last) {
    const usable = accounts.filter(({ created }) => created <= at);
    const account = usable.length > 0 && !draw.chance(0.04) ? draw.pick(usable) : undefined;
    const id = shop.ids.next("order");
    orders.push({ id, at, account, items: basket(draw, person), test: draw.chance(0.008) });
    at += Math.floor((2 + draw.exponential(gap)) * day) + draw.int(-6, 6) * hour;
  }
  return orders;
}

function basket(draw: Random, person: Person): Order["items"] {
  const lines = draw.weighted([
    [1, 60],
    [2, 28],
    [3, 12],
  ] as const);
  const taste = draw.pick(person.tastes);
  const chosen = new Map<string, Order["items"][number]>();
  for (let line = 0; line < lines; line += 1) {
    const pool = draw.chance(0.85) ? productsOf(taste) : products;
    // Squaring the draw makes some products popular, as everywhere.
    const product = pool[Math.floor(draw.next() ** 2 * pool.length)] ?? draw.pick(pool);
    chosen.set(product.id, { product, quantity: draw.chance(0.85) ? 1 : draw.int(2, 4) });
  }
  return [...chosen.values()];
}

/** Writes an order with its lines and, for some, what was sent back. */
export function writeOrder({ seed, tables, ids }: Shop, person: Person, order: Order): void {
  const draw = random(seed, "order", order.id);
  const { currency, store, country } = person.locale;
  const exchange = rate(currency, order.at);
  let subtotal = 0;
  for (const { product, quantity } of order.items) {
    const price = Math.round(product.price / exchange);
    subtotal += price * quantity;
    tables.write("shopify_order_items", {
      id: ids.next("item"),
      order_id: order.id,
      product_id: product.id,
      quantity,
      price: (price / 100).toFixed(2),
    });
  }
  const discount = draw.chance(0.15) ? Math.round(subtotal * 0.1) : 0;
  const cancelled = draw.chance(0.02);
  const refunded = !cancelled && draw.chance(0.06) ? draw.pick([1, 0.5]) : 0;
  const written = names(draw, person, 0.6);
  const guest = order.account === undefined;
  tables.write("shopify_orders", {
    id: order.id,
    customer_id: order.account?.id ?? null,
    email: guest ? email(draw, person, 0.6) : order.account.email,
    billing_name: guest
      ? [written.first, written.last].filter((one) => one !== null).join(" ")
      : null,
    billing_zip: guest ? person.address.zip : null,
    billing_country_code: country,
    currency,
    total_price: ((subtotal - discount) / 100).toFixed(2),
    total_discounts: (discount / 100).toFixed(2),
    financial_status: cancelled ? "voided" : status(refunded),
    source_name: draw.chance(0.95) ? "web" : "pos",
    test: order.test,
    created_at: storefront(order.at, store),
    cancelled_at: cancelled ? storefront(order.at + draw.int(1, 20) * hour, store) : null,
  });
  if (refunded > 0) {
    tables.write("shopify_refunds", {
      id: ids.next("refund"),
      order_id: order.id,
      amount: (Math.round((subtotal - discount) * refunded) / 100).toFixed(2),
      note: draw.pick(["damaged", "wrong size", "changed mind", null]),
      created_at: storefront(Math.min(order.at + draw.int(3, 20) * day, end - minute), store),
    });
  }
}

function status(refunded: number): string {
  if (refunded === 0) return "paid";
  return refunded === 1 ? "refunded" : "partially_refunded";
}
