/** The people behind the records: who lives with whom, what they share, how they shop. */
import { categories } from "./catalog.ts";
import { type Locale, locales } from "./locales.ts";
import { type Random, random } from "./random.ts";
import { day, end, start } from "./time.ts";

export type Behaviour = "loyal" | "occasional" | "once" | "churned" | "prospect";

export interface Address {
  readonly street: string;
  readonly zip: string;
  readonly city: string;
}

export interface Person {
  readonly number: number;
  readonly id: string;
  readonly household: string;
  readonly locale: Locale;
  readonly given: string;
  readonly family: string;
  readonly born: string;
  /** The first is the main one; a second exists for some. */
  readonly emails: readonly string[];
  /** National digits without the trunk digit. */
  readonly phone: string;
  readonly address: Address;
  readonly formerAddress: Address | undefined;
  readonly behaviour: Behaviour;
  readonly joined: number;
  readonly tastes: readonly [string, string];
}

const behaviours: readonly (readonly [Behaviour, number])[] = [
  ["loyal", 15],
  ["occasional", 30],
  ["once", 25],
  ["churned", 10],
  ["prospect", 20],
];

const householdSizes: readonly (readonly [number, number])[] = [
  [1, 68],
  [2, 20],
  [3, 8],
  [4, 4],
];

/** How many people live in the household; `left` keeps the total exact. */
export function householdSize(seed: number, household: number, left: number): number {
  return Math.min(left, random(seed, "size", household).weighted(householdSizes));
}

/**
 * Returns the members of one household. They share the address always, the family name mostly, and
 * sometimes the phone or the e-mail address: exactly what must not merge them.
 */
export function people(seed: number, household: number, first: number, size: number): Person[] {
  const draw = random(seed, "household", household);
  const locale = draw.weighted(locales.map((one) => [one, one.weight] as const));
  const family = familyName(draw, locale);
  const address = newAddress(draw, locale);
  const members: Person[] = [];
  for (let index = 0; index < size; index += 1) {
    const person = member(seed, first + index, `h${String(household).padStart(6, "0")}`, locale, {
      family: index === 0 || draw.chance(0.85) ? family : familyName(draw, locale),
      address,
      taken: new Set(members.map(({ given }) => given)),
    });
    members.push(share(draw, person, members[0]));
  }
  return members;
}

interface Common {
  readonly family: string;
  readonly address: Address;
  readonly taken: ReadonlySet<string>;
}

function member(
  seed: number,
  number: number,
  household: string,
  locale: Locale,
  { family, address, taken }: Common,
): Person {
  const draw = random(seed, "person", number);
  let given = draw.pick(locale.given);
  while (taken.has(given)) given = draw.pick(locale.given);
  const born = new Date(Date.UTC(draw.int(1945, 2006), draw.int(0, 11), draw.int(1, 28)));
  const behaviour = draw.weighted(behaviours);
  const history = (end - start) / day;
  const joinedDay = behaviour === "churned" ? draw.int(0, 100) : draw.int(0, history - 40);
  const taste = draw.pick(categories);
  const main = email(draw, locale, given, family, number, born.getUTCFullYear());
  return {
    number,
    id: `p${String(number).padStart(6, "0")}`,
    household,
    locale,
    given,
    family,
    born: born.toISOString().slice(0, 10),
    emails: draw.chance(0.15) ? [main, secondEmail(draw, locale, given, family, number)] : [main],
    phone: phone(draw, locale, number),
    address,
    formerAddress: draw.chance(0.08) ? newAddress(draw, locale) : undefined,
    behaviour,
    joined: start + joinedDay * day + draw.int(0, day - 1),
    tastes: [taste, draw.pick(categories)],
  };
}

function share(draw: Random, person: Person, head: Person | undefined): Person {
  if (head === undefined) return person;
  const [main = ""] = head.emails;
  return {
    ...person,
    phone: draw.chance(0.25) ? head.phone : person.phone,
    emails: draw.chance(0.08) ? [main] : person.emails,
  };
}

function familyName(draw: Random, locale: Locale): string {
  return draw.chance(0.45)
    ? draw.pick(locale.family)
    : `${draw.pick(locale.heads)}${draw.pick(locale.tails)}`;
}

function newAddress(draw: Random, locale: Locale): Address {
  const [city, zip] = draw.pick(locale.cities);
  const number = draw.int(1, 140);
  const street = draw.pick(locale.streets);
  const digits = zip.length <= 3 ? 5 - (zip.length - 1) : zip.endsWith("-#") ? 3 : 2;
  const code = String(draw.int(1, 10 ** digits - 1)).padStart(digits, "0");
  return {
    street: locale.numberFirst ? `${number} ${street}` : `${street} ${number}`,
    zip: zip.replace(
      "#",
      /[A-Z]{2}$/.test(zip) && locale.country === "GB" ? String(draw.int(1, 20)) : code,
    ),
    city,
  };
}

/** Mailboxes belong to one person: the digits at the end are the person's number, scattered. */
function email(
  draw: Random,
  locale: Locale,
  given: string,
  family: string,
  number: number,
  birthYear: number,
): string {
  const [g, f] = [ascii(given), ascii(family)];
  const local = draw.pick([
    `${g}.${f}`,
    `${g.slice(0, 1)}.${f}`,
    `${g}${f}`,
    `${f}.${g}`,
    `${g}_${f}`,
  ]);
  const digits = draw.chance(0.5) ? `${String(birthYear).slice(2)}${number}` : `${number}`;
  const domain = draw.chance(0.4)
    ? "gmail.com"
    : draw.pick([...locale.domains, "hotmail.com", "outlook.com"]);
  return `${local}${digits}@${domain}`;
}

function secondEmail(draw: Random, locale: Locale, given: string, family: string, number: number) {
  const employer = draw.pick(["acme", "borealis", "hansa", "lumen", "vertex", "nordwerk"]);
  const tld = draw.pick([locale.country.toLowerCase(), "com", "eu"]);
  return `${ascii(given)}.${ascii(family)}.${number}@${employer}.${tld === "gb" ? "co.uk" : tld}`;
}

function phone(draw: Random, locale: Locale, number: number): string {
  const digits = 7;
  const unique = (number * 7_368_787 + 1_234_567) % 10 ** digits;
  return `${draw.pick(locale.mobile)}${String(unique).padStart(digits, "0")}`;
}

const letters: Readonly<Record<string, string>> = {
  ä: "ae",
  ö: "oe",
  ü: "ue",
  ß: "ss",
  ł: "l",
  å: "a",
  ø: "o",
  æ: "ae",
};

/** How people spell themselves where only ASCII is allowed: umlauts as two letters, accents lost. */
export function ascii(name: string): string {
  return name
    .toLowerCase()
    .replace(/[äöüßłåøæ]/g, (letter) => letters[letter] ?? letter)
    .normalize("NFD")
    .replace(/[^a-z]/g, "");
}
