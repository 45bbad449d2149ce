/** The assortment. Small on purpose: every product must be bought often enough to have neighbours. */
import type { Tables } from "./csv.ts";
import { random, scatter } from "./random.ts";
import { start, storefront } from "./time.ts";

export interface Product {
  readonly id: string;
  readonly title: string;
  readonly category: string;
  readonly handle: string;
  /** In cents of the euro. */
  readonly price: number;
  readonly active: boolean;
}

const ranges: readonly (readonly [category: string, base: number, titles: string])[] = [
  [
    "Coffee",
    1200,
    "House Blend;Ethiopia Filter;Decaf Espresso;Cold Brew;Single Origin Box;Moka Pot;Hand Grinder",
  ],
  ["Tea", 900, "Darjeeling;Sencha;Rooibos;Chai Mix;Peppermint;Glass Teapot"],
  [
    "Kitchen",
    3500,
    "Chef Knife;Cutting Board;Cast Iron Pan;Mixing Bowls;Linen Towels;Pepper Mill;Stock Pot",
  ],
  ["Outdoor", 5500, "Trekking Poles;Rain Jacket;Head Lamp;Camping Stove;Dry Bag;Hammock"],
  ["Running", 7500, "Road Shoe;Trail Shoe;Running Belt;Wind Vest;Compression Socks;Soft Flask"],
  ["Home", 2800, "Wool Blanket;Desk Lamp;Scented Candle;Ceramic Vase;Wall Clock;Floor Cushion"],
  ["Beauty", 1700, "Hand Cream;Shampoo Bar;Face Oil;Lip Balm;Soap Set;Bath Salt"],
  ["Garden", 2200, "Seed Box;Pruning Shears;Watering Can;Raised Bed;Bird House;Herb Kit"],
];

export const categories = ranges.map(([category]) => category);

/** The products, the same for every size and every seed. */
export const products: readonly Product[] = ranges.flatMap(([category, base, titles], range) =>
  titles.split(";").map((title, index) => {
    const draw = random(0, "product", title);
    return {
      id: String(7_000_000_000_000 + scatter(range * 100 + index + 1)),
      title,
      category,
      handle: title.toLowerCase().replaceAll(" ", "-"),
      price: Math.round((base * (0.5 + draw.next() * 1.6)) / 50) * 50 - 10,
      active: !draw.chance(0.04),
    };
  }),
);

const byCategory = new Map(
  categories.map((category) => [category, products.filter((one) => one.category === category)]),
);

export function productsOf(category: string): readonly Product[] {
  return byCategory.get(category) ?? products;
}

export const currencies = ["EUR", "GBP", "USD", "PLN", "SEK"] as const;

const baseRates: Readonly<Record<string, number>> = {
  EUR: 1,
  GBP: 1.17,
  USD: 0.9,
  PLN: 0.234,
  SEK: 0.088,
};

/** Euros per unit of the currency in the month of `at`; walks a little from month to month. */
export function rate(currency: string, at: number): number {
  const base = baseRates[currency] ?? 1;
  if (currency === "EUR") return base;
  const month = new Date(at).toISOString().slice(0, 7);
  return Number((base * (0.97 + 0.06 * random(0, "rate", currency, month).next())).toFixed(5));
}

export function writeCatalog(tables: Tables): void {
  for (const product of products) {
    tables.write("shopify_products", {
      id: product.id,
      title: product.title,
      product_type: product.category,
      vendor: "Nordlicht",
      handle: product.handle,
      price: (product.price / 100).toFixed(2),
      status: product.active ? "active" : "archived",
      created_at: storefront(start, "eu"),
    });
  }
  for (let month = 0; month < 18; month += 1) {
    const at = Date.UTC(2024, 6 + month, 1);
    for (const currency of currencies) {
      const rateMonth = new Date(at).toISOString().slice(0, 10);
      tables.write("exchange_rates", {
        rate_month: rateMonth,
        currency,
        eur_per_unit: rate(currency, at),
      });
    }
  }
}
