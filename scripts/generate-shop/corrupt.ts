/** What happens to a person's data on its way into a form: spelling, formats, gaps, habits. */
import { nicknames } from "./locales.ts";
import type { Address, Person } from "./people.ts";
import { ascii } from "./people.ts";
import type { Random } from "./random.ts";

/** How carefully a source is filled in; 1 is the noise of a call centre, 0 none. */
export type Noise = number;

export interface Names {
  readonly first: string | null;
  readonly last: string | null;
}

export function names(draw: Random, person: Person, noise: Noise): Names {
  if (draw.chance(0.012 * noise)) return { first: "n/a", last: null };
  let first = draw.chance(0.08)
    ? draw.pick(nicknames[person.given] ?? [person.given])
    : person.given;
  let last = person.family;
  if (draw.chance(0.05 * noise)) first = typo(draw, first);
  if (draw.chance(0.05 * noise)) last = typo(draw, last);
  if (draw.chance(0.1)) [first, last] = [bare(first), bare(last)];
  if (draw.chance(0.02 * noise)) first = `${first.slice(0, 1)}.`;
  const spell = draw.weighted<(text: string) => string>([
    [(text) => text, 82],
    [(text) => text.toLowerCase(), 8],
    [(text) => text.toUpperCase(), 6],
    [(text) => ` ${text} `, 4],
  ]);
  [first, last] = [spell(first), spell(last)];
  return draw.chance(0.012 * noise) ? { first: last, last: first } : { first, last };
}

const domainTypos: Readonly<Record<string, readonly string[]>> = {
  "gmail.com": ["gmial.com", "gmail.co", "gamil.com", "gmail.con"],
  "hotmail.com": ["hotmial.com", "hotmail.con"],
  "outlook.com": ["outlok.com"],
  "web.de": ["wed.de"],
  "gmx.de": ["gmx.dr"],
};

export function email(draw: Random, person: Person, noise: Noise): string | null {
  if (draw.chance(0.05 * noise)) return draw.pick([null, null, "n/a", "none@none.com"]);
  const [main = "", second = main] = person.emails;
  return mangle(draw, draw.chance(0.3) ? second : main, noise);
}

/** The same mailbox, written differently; a few are broken for good. */
export function mangle(draw: Random, address: string, noise: Noise): string {
  let [local = "", domain = ""] = address.split("@");
  if (draw.chance(0.04)) local = `${local}+${draw.pick(["shop", "news", "sale"])}`;
  if (domain === "gmail.com" && draw.chance(0.08)) local = local.replaceAll(".", "");
  if (domain === "gmail.com" && draw.chance(0.03)) domain = "googlemail.com";
  if (draw.chance(0.03 * noise)) domain = draw.pick(domainTypos[domain] ?? [domain]);
  if (draw.chance(0.02 * noise)) local = typo(draw, local);
  const written = `${local}@${domain}`;
  if (draw.chance(0.08)) return written.toUpperCase();
  return draw.chance(0.03) ? ` ${written}` : written;
}

/** One switchboard answers for many: a value that many share identifies nobody. */
const switchboard = "+49 30 555 0100";

export function phone(draw: Random, person: Person, noise: Noise): string | null {
  if (draw.chance(0.35)) return null;
  if (draw.chance(0.04 * noise)) return switchboard;
  if (draw.chance(0.02 * noise)) return draw.pick(["n/a", "000000000", "-"]);
  const { dial, trunk } = person.locale;
  const digits = draw.chance(0.01 * noise) ? typoDigits(draw, person.phone) : person.phone;
  const pairs = digits.replace(/(\d{3})(\d{3})(\d+)/, "$1 $2 $3");
  return draw.pick([
    `+${dial}${digits}`,
    `+${dial} ${pairs}`,
    `00${dial}${digits}`,
    `${trunk}${pairs.replaceAll(" ", "-")}`,
    `(${trunk}${digits.slice(0, 3)}) ${digits.slice(3)}`,
    trunk === "0" ? `+${dial} (0)${pairs}` : `${pairs.replaceAll(" ", ".")}`,
  ]);
}

/** The day of birth; CRM forms invent 1900-01-01 where none was given. */
export function birthday(draw: Random, person: Person, noise: Noise): string | null {
  if (draw.chance(0.3)) return null;
  if (draw.chance(0.07 * noise)) return "1900-01-01";
  const [year = "", month = "", day = ""] = person.born.split("-");
  if (draw.chance(0.02 * noise) && Number(day) <= 12) return `${year}-${day}-${month}`;
  return person.born;
}

export function address(draw: Random, person: Person, noise: Noise): Address {
  const home =
    person.formerAddress !== undefined && draw.chance(0.5) ? person.formerAddress : person.address;
  let { street, zip } = home;
  if (draw.chance(0.3)) street = street.replace("straße", "str.").replace("Street", "St");
  if (draw.chance(0.1)) street = street.toUpperCase();
  if (draw.chance(0.03 * noise)) street = typo(draw, street);
  if (draw.chance(0.02 * noise)) zip = typoDigits(draw, zip);
  return { street, zip: draw.chance(0.1) ? zip.replace(/[ -]/, "") : zip, city: home.city };
}

/** One slip of the finger: a letter doubled, dropped, swapped or replaced. */
export function typo(draw: Random, text: string): string {
  if (text.length < 4) return text;
  const at = draw.int(1, text.length - 2);
  const [before, here, after] = [text.slice(0, at), text.slice(at, at + 1), text.slice(at + 1)];
  return draw.pick([
    `${before}${here}${here}${after}`,
    `${before}${after}`,
    `${before}${after.slice(0, 1)}${here}${after.slice(1)}`,
    `${before}${draw.pick(["a", "e", "i", "n", "r", "s"])}${after}`,
  ]);
}

function typoDigits(draw: Random, digits: string): string {
  const at = draw.int(0, digits.length - 1);
  return `${digits.slice(0, at)}${draw.int(0, 9)}${digits.slice(at + 1)}`;
}

function bare(name: string): string {
  const plain = name.split(" ").map((part) => {
    const letters = ascii(part);
    return `${letters.slice(0, 1).toUpperCase()}${letters.slice(1)}`;
  });
  return plain.join(" ");
}
