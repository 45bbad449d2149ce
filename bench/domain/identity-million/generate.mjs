/**
 * Invents person records with known duplicates: people in households who share surname, address and now
 * and then mailbox or telephone; of every five records one is a second one of somebody, with slips,
 * nicknames, moves, gaps and other spellings. Equal arguments give equal bytes.
 *
 * Usage: node generate.mjs OUT.csv [--records 1000000] [--duplicates 0.2] [--seed 1]
 */
import { createWriteStream } from "node:fs";
import { parseArgs } from "node:util";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    records: { type: "string", default: "1000000" },
    duplicates: { type: "string", default: "0.2" },
    seed: { type: "string", default: "1" },
  },
});
const [out] = positionals;
const records = Number(values.records);
const originals = Math.round(records * (1 - Number(values.duplicates)));

/** Uniform numbers in [0, 1): mulberry32. */
let state = Number(values.seed) >>> 0;
function next() {
  state = (state + 0x6d2b79f5) >>> 0;
  let t = state;
  t = Math.imul(t ^ (t >>> 15), t | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
const int = (low, high) => low + Math.floor(next() * (high - low + 1));
const chance = (probability) => next() < probability;
const pick = (items) => items[Math.floor(next() * items.length)];

const nicknames = {
  robert: ["bob", "rob"],
  william: ["bill", "will"],
  elizabeth: ["liz", "beth"],
  margaret: ["maggie", "peggy"],
  james: ["jim"],
  michael: ["mike"],
  katherine: ["kate", "kathy"],
  thomas: ["tom"],
  daniel: ["dan"],
  samuel: ["sam"],
  joseph: ["joe"],
  anthony: ["tony"],
  patricia: ["pat"],
  christopher: ["chris"],
  jennifer: ["jenny"],
  steven: ["steve"],
  matthew: ["matt"],
  edward: ["ed", "ted"],
  andrew: ["andy"],
};
const starts =
  "ba be bo bra bri ca cha cla co da de do e fa fi fla ga ge gra ha he hi ho i ja je jo ka ke la le li lo lu ma me mi mo na ne ni no o pa pe po ra re ri ro ru sa se si so ste ta te ti to tra u va ve vi wa we wi za".split(
    " ",
  );
const middles = "l r n m s t d ll rr nn ss tt nd rt st ck v b g k".split(" ");
const ends =
  "a o e er en in on an ell ett ley ton son man ford ham wood by ers ing ard ic ski ez ini eau".split(
    " ",
  );

/** `count` made-up names, the same for every seed. */
function names(count, syllables) {
  const found = new Set(syllables);
  for (let number = 0; found.size < count; number++) {
    const a = starts[number % starts.length];
    const b = middles[Math.floor(number / starts.length) % middles.length];
    const c = ends[Math.floor(number / (starts.length * middles.length)) % ends.length];
    const again = Math.floor(number / (starts.length * middles.length * ends.length));
    found.add(
      a +
        b +
        (again > 0 ? starts[(again * 7) % starts.length] + middles[again % middles.length] : "") +
        c,
    );
  }
  return [...found];
}
const givenNames = names(1500, Object.keys(nicknames));
const familyNames = names(30000, [
  "smith",
  "jones",
  "garcia",
  "miller",
  "mueller",
  "brown",
  "nowak",
  "rossi",
]);
const streets = names(4000, []).map(
  (name) => `${name} ${["street", "road", "avenue", "lane"][name.length % 4]}`,
);
const towns = names(2500, []).map((name, place) => ({
  city: `${name}${place % 3 ? "ville" : " on sea"}`,
  area: 10000 + place * 31,
}));

/** Few are common and most are rare, as with real names (Zipf). */
const zipf = (items, spread) =>
  items[Math.min(items.length - 1, Math.floor(items.length ** (next() ** spread)) - 1)];

function household() {
  const town = zipf(towns, 0.8);
  return {
    family: zipf(familyNames, 0.75),
    number: String(int(1, 180)),
    street: zipf(streets, 0.6),
    city: town.city,
    postal: String(town.area + int(0, 15)).padStart(5, "0"),
    phone: `0${int(20, 99)}${int(1000000, 9999999)}`,
  };
}

let people = 0;
function person(home) {
  const given = zipf(givenNames, 0.6);
  const family = chance(0.93) ? home.family : zipf(familyNames, 0.75);
  const year = int(1935, 2005);
  const handle = pick([
    `${given}.${family}`,
    `${given[0]}${family}`,
    `${given}${family}`,
    `${family}.${given}`,
  ]);
  return {
    id: people++,
    ...home,
    given,
    family,
    birth: `${year}-${String(int(1, 12)).padStart(2, "0")}-${String(int(1, 28)).padStart(2, "0")}`,
    email: `${handle}${chance(0.75) ? int(1, 9999) : ""}@${pick(["gmail.com", "gmail.com", "yahoo.com", "outlook.com", "web.de", `${family}.org`])}`,
    phone: chance(0.3) ? home.phone : `0${int(600, 799)}${int(100000, 999999)}`,
  };
}

const letters = "abcdefghijklmnopqrstuvwxyz";
/** One slip of the finger: a letter changed, left out, added, or two the wrong way round. */
function slip(text, alphabet = letters) {
  if (text.length < 2) return text;
  const at = int(0, text.length - 2);
  const kind = int(0, 3);
  if (kind === 0) return text.slice(0, at) + pick([...alphabet]) + text.slice(at + 1);
  if (kind === 1) return text.slice(0, at) + text.slice(at + 1);
  if (kind === 2) return text.slice(0, at) + pick([...alphabet]) + text.slice(at);
  return text.slice(0, at) + text[at + 1] + text[at] + text.slice(at + 2);
}

/** What a second look at the same person finds. */
function seenAgain(someone) {
  const seen = { ...someone };
  if (chance(0.08))
    Object.assign(seen, household(), { family: someone.family, phone: someone.phone });
  if (chance(0.1)) seen.given = pick(nicknames[seen.given] ?? [slip(seen.given)]);
  if (chance(0.12)) seen.family = slip(seen.family);
  if (chance(0.04)) [seen.given, seen.family] = [seen.family, seen.given];
  if (chance(0.03)) seen.family = zipf(familyNames, 0.75);
  if (chance(0.08)) seen.birth = slip(seen.birth, "0123456789");
  if (chance(0.15)) seen.email = `${someone.given}${int(1, 9999)}@gmail.com`;
  else if (chance(0.06)) seen.email = slip(seen.email);
  if (chance(0.15)) seen.phone = `0${int(600, 799)}${int(100000, 999999)}`;
  if (chance(0.1)) seen.street = slip(seen.street);
  if (chance(0.05)) seen.postal = slip(seen.postal, "0123456789");
  return seen;
}

/** As written into a form: capitals, formats and gaps. */
function written(record, number) {
  const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
  const phone = chance(0.5)
    ? record.phone
    : `+49 ${record.phone.slice(1, 4)} ${record.phone.slice(4)}`;
  const maybe = (text, share) => (chance(share) ? "" : text);
  return [
    `r${number}`,
    maybe(capital(record.given), 0.02),
    capital(record.family),
    maybe(record.birth, 0.1),
    maybe(chance(0.1) ? record.email.toUpperCase() : record.email, 0.1),
    maybe(phone, 0.2),
    maybe(`${record.number} ${capital(record.street)}`, 0.1),
    maybe(record.postal, 0.1),
    maybe(capital(record.city), 0.1),
    String(record.id),
  ].join(",");
}

const stream = createWriteStream(out);
stream.write(
  "record_id,given_name,family_name,birth_date,email,phone,street,postal_code,city,person_id\n",
);
let lines = [];
async function put(line) {
  lines.push(line);
  if (lines.length < 20000) return;
  const ready = stream.write(`${lines.join("\n")}\n`);
  lines = [];
  if (!ready) await new Promise((resolve) => stream.once("drain", resolve));
}

// Second records follow at random distances, so that they are spread over the file.
let count = 0;
const waiting = [];
let latest;
while (count < records) {
  const home = household();
  for (let members = pick([1, 1, 2, 2, 3, 4]); members > 0 && people < originals; members--) {
    const someone = person(home);
    latest = someone;
    await put(written(someone, count++));
    let copies = 0;
    while (chance(0.2) && copies < 6) {
      waiting.push(someone);
      copies++;
    }
  }
  if (people >= originals || (waiting.length > records / 200 && chance(0.5))) {
    const at = int(0, Math.max(0, waiting.length - 1));
    const someone = waiting[at] ?? latest;
    const last = waiting.pop();
    if (at < waiting.length) waiting[at] = last;
    await put(written(seenAgain(someone), count++));
  }
}
if (lines.length > 0) stream.write(`${lines.join("\n")}\n`);
stream.end();
