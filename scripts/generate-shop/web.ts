/** Visits to the shop as GA4 exports them, and the carts and looks that led to nothing. */

import type { Product } from "./catalog.ts";
import { productsOf } from "./catalog.ts";
import type { Member, Order, Shop } from "./member.ts";
import { type Random, random } from "./random.ts";
import { type Look, writeWaiting } from "./stock.ts";
import { day, end, hour, minute, start, utc } from "./time.ts";

export const cartWindow = 30 * minute;
export const viewWindow = 48 * hour;

interface Hit {
  readonly at: number;
  readonly name: string;
  readonly product?: Product;
  readonly transaction?: string;
}

interface Visit {
  readonly device: string;
  /** The shop account, from this hit on; `undefined` when the visitor never logged in. */
  readonly login: { readonly id: string; readonly from: number } | undefined;
  readonly hits: readonly Hit[];
}

/** Writes the household's visits and, for those an analyst could attribute, the truth. */
export function visitShop(shop: Shop, members: readonly Member[]): void {
  const household = members.map((member) => ({
    member,
    visits: visitsOf(shop, member, members[0]),
  }));
  const owners = new Map<string, Set<string>>();
  for (const { visits } of household) {
    for (const { device, login } of visits) {
      if (login === undefined) continue;
      owners.set(device, (owners.get(device) ?? new Set()).add(login.id));
    }
  }
  for (const { member, visits } of household) {
    for (const visit of visits) writeVisit(shop, visit);
    const own = new Set(member.accounts.map(({ id }) => id));
    const known = visits.filter(({ device, login }) => {
      const accounts = [...(owners.get(device) ?? [])];
      // An anonymous visit belongs to someone only when nobody else ever logged in on the device.
      return login !== undefined || (accounts.length > 0 && accounts.every((id) => own.has(id)));
    });
    writeTruth(shop, member, known);
  }
}

function visitsOf(shop: Shop, member: Member, head: Member | undefined): Visit[] {
  const { person, orders, accounts } = member;
  const draw = random(shop.seed, "web", person.number);
  const devices = devicesOf(shop, member, head);
  const account = accounts[0];
  const visits: Visit[] = [];
  let budget = Math.min(8, draw.exponential(1)) * shop.eventsPerPerson;
  const add = (visit: Visit): void => {
    visits.push(visit);
    budget -= visit.hits.length;
  };
  if (account !== undefined && draw.chance(0.14)) {
    const at = recent(draw, account.created);
    add(cartVisit(draw, member, draw.pick(devices), at, draw.chance(0.6) ? account.id : undefined));
  }
  for (const order of orders) {
    if (!order.test && draw.chance(Math.min(0.95, shop.eventsPerPerson / 15))) {
      add(orderVisit(draw, order, devices));
    }
  }
  while (budget > 0) {
    const login = account !== undefined && draw.chance(0.4) ? account.id : undefined;
    add(browseVisit(draw, member, draw.pick(devices), idle(draw, member), login));
  }
  return visits;
}

/** People look around before they buy, and now and then for no reason. */
function idle(draw: Random, { person, accounts, orders }: Member): number {
  if (orders.length > 0 && draw.chance(0.5)) {
    const before = draw.pick(orders).at - draw.int(2 * day, 30 * day);
    if (before > person.joined) return before;
  }
  return recent(draw, accounts[0]?.created ?? person.joined);
}

/** Laptop and phone; some use the laptop of the first in the household. */
function devicesOf(
  shop: Shop,
  { person }: Member,
  head: Member | undefined,
): readonly [string, string] {
  const shares = random(shop.seed, "laptop", person.number).chance(0.3);
  const owner = shares ? (head?.person.number ?? person.number) : person.number;
  return [device(shop, owner, "laptop"), device(shop, person.number, "phone")];
}

function device({ seed }: Shop, person: number, kind: string): string {
  const draw = random(seed, "device", person, kind);
  return `${draw.int(100_000_000, 2_147_483_647)}.${kind === "phone" ? "2" : "1"}${person}`;
}

/** Most visits are recent: half within the last 90 days of the history. */
function recent(draw: Random, from: number): number {
  const age = draw.exponential(130 * day);
  return Math.max(from + hour, Math.min(end - 5 * minute, end - age));
}

function step(draw: Random, at: number): number {
  return at + draw.int(8_000, 150_000);
}

function cartVisit(
  draw: Random,
  { person }: Member,
  on: string,
  at: number,
  login: string | undefined,
): Visit {
  const product = draw.pick(productsOf(person.tastes[0]));
  const seen = step(draw, at);
  const added = step(draw, seen);
  const hits: Hit[] = [
    { at, name: "page_view" },
    { at: seen, name: "view_item", product },
    { at: added, name: "add_to_cart", product },
  ];
  if (draw.chance(0.3)) hits.push({ at: step(draw, added), name: "begin_checkout" });
  return {
    device: on,
    login: login === undefined ? undefined : { id: login, from: at },
    hits: hits.filter((hit) => hit.at < end),
  };
}

/** Login happens at the checkout, in the middle of the visit. Some switch to the laptop to pay. */
function orderVisit(draw: Random, order: Order, [laptop, phone]: readonly [string, string]): Visit {
  const hits: Hit[] = [];
  let at = order.at - 12 * minute;
  for (const { product } of order.items) {
    at = step(draw, at);
    hits.push({ at, name: "view_item", product });
    at = step(draw, at);
    hits.push({ at, name: "add_to_cart", product });
  }
  const switches = draw.chance(0.05) && order.account !== undefined;
  at = Math.min(at, order.at - 20_000);
  hits.push({ at: at + 5_000, name: "begin_checkout" });
  if (!switches) hits.push({ at: order.at, name: "purchase", transaction: order.id });
  const login = order.account && { id: order.account.id, from: at + 5_000 };
  return { device: switches ? phone : draw.pick([laptop, phone]), login, hits };
}

function browseVisit(
  draw: Random,
  { person }: Member,
  on: string,
  from: number,
  login: string | undefined,
): Visit {
  const hits: Hit[] = [{ at: from, name: "page_view" }];
  let at = from;
  for (let looks = draw.int(1, 3); looks > 0; looks -= 1) {
    at = step(draw, at);
    if (at < end)
      hits.push({
        at,
        name: "view_item",
        product: draw.pick(productsOf(draw.pick(person.tastes))),
      });
  }
  return { device: on, login: login === undefined ? undefined : { id: login, from }, hits };
}

function writeVisit(shop: Shop, visit: Visit): void {
  const [first] = visit.hits;
  if (first === undefined) return;
  const draw = random(shop.seed, "visit", visit.device, first.at);
  const [source, medium] = draw.weighted([
    [["(direct)", "(none)"], 35],
    [["google", "organic"], 25],
    [["google", "cpc"], 15],
    [["newsletter", "email"], 15],
    [["instagram", "social"], 10],
  ] as const);
  for (const hit of visit.hits) {
    const user = visit.login !== undefined && hit.at >= visit.login.from ? visit.login.id : null;
    const kind = visit.device.includes(".2") ? "mobile" : "desktop";
    writeHit(shop, draw, {
      hit,
      device: visit.device,
      user,
      source,
      medium,
      kind,
      browser: "Chrome",
    });
  }
}

interface Request {
  readonly hit: Hit;
  readonly device: string;
  readonly user: string | null;
  readonly source: string;
  readonly medium: string;
  readonly kind: string;
  readonly browser: string;
}

/** One event; some arrive days late, some twice. */
function writeHit({ tables }: Shop, draw: Random, { hit, ...request }: Request): void {
  const delay = draw.chance(0.02) ? draw.int(1, 3) * day : 0;
  const path =
    hit.product === undefined
      ? { page_view: "/", begin_checkout: "/checkout", purchase: "/thanks" }[hit.name]
      : `/products/${hit.product.handle}`;
  const loaded = Math.ceil((hit.at + delay) / hour) * hour;
  for (const late of draw.chance(0.01) ? [0, hour] : [0]) {
    tables.write("ga4_events", {
      event_timestamp: Math.floor(hit.at) * 1000,
      event_name: hit.name,
      user_pseudo_id: request.device,
      user_id: request.user,
      page_path: path ?? null,
      item_id: hit.product?.id ?? null,
      transaction_id: hit.transaction ?? null,
      source: request.source,
      medium: request.medium,
      device: request.kind,
      browser: request.browser,
      loaded_at: utc(loaded + late),
    });
  }
}

/** Crawlers and price scrapers: some say so, some only behave so. */
export function visitByBot(shop: Shop, household: number): void {
  const draw = random(shop.seed, "bot", household);
  if (!draw.chance(0.004)) return;
  const browser = draw.pick(["Googlebot/2.1", "HeadlessChrome", "Chrome"]);
  const bot = `${draw.int(100_000_000, 2_147_483_647)}.9${household}`;
  let at = start + draw.int(0, Math.floor((end - start) / day) - 2) * day;
  for (let hits = draw.int(40, 60); hits > 0; hits -= 1) {
    at += draw.int(200, 1200);
    const product = draw.pick(productsOf(""));
    const name = draw.chance(0.1) ? "add_to_cart" : "view_item";
    const hit = { at, name, product };
    writeHit(shop, draw, {
      hit,
      device: bot,
      user: null,
      source: "(direct)",
      medium: "(none)",
      kind: "desktop",
      browser,
    });
  }
}

function looksOf(visits: readonly Visit[]): Look[] {
  return visits.flatMap(({ hits }) =>
    hits.flatMap(({ at, name, product }) =>
      name === "view_item" && product !== undefined ? [{ at, product }] : [],
    ),
  );
}

function writeTruth({ tables }: Shop, member: Member, visits: readonly Visit[]): void {
  const { person, orders } = member;
  const bought = (after: number, within: number): boolean =>
    orders.some(({ at, test }) => !test && at > after && at <= after + within);
  const looks = looksOf(visits);
  const look = looks.reduce<Look | undefined>(
    (last, one) => (one.at > (last?.at ?? 0) ? one : last),
    undefined,
  );
  writeWaiting(tables, member, looks);
  for (const { hits } of visits) {
    const cart = hits.filter(({ name }) => name === "add_to_cart").at(-1)?.at;
    if (cart === undefined || cart + cartWindow > end || bought(cart, cartWindow)) continue;
    tables.write("truth_abandoned_carts", { person_id: person.id, cart_at: utc(cart) });
  }
  if (look === undefined || look.at + viewWindow > end || bought(look.at, viewWindow)) return;
  tables.write("truth_viewed_not_bought", {
    person_id: person.id,
    product_id: look.product.id,
    viewed_at: utc(look.at),
  });
}
