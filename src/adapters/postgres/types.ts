/** Types of Postgres by their numbers: names as `format_type` writes them, values as `SqlValue`. */
import type { SqlValue } from "../../core/adapter.ts";
import { parseArray } from "./arrays.ts";

type Read = (text: string) => SqlValue;

const plain: Read = (text) => text;
const tagged =
  (tag: string): Read =>
  (text) => ({ [tag]: text });
const small: Read = (text) => Number(text);
const integer: Read = (text) => {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : BigInt(text);
};
/** `NaN` and `Infinity` are numbers of JavaScript too. */
const float: Read = (text) => Number(text);
const bytes: Read = (text) => new Uint8Array(Buffer.from(text.slice(2), "hex"));
const truth: Read = (text) => text === "t";

interface TypeFacts {
  readonly name: string;
  readonly read: Read;
  /** The number of the type of its lists. */
  readonly list: number;
  /** The name with a modifier: `numeric(10,2)`. */
  readonly sized?: (modifier: number) => string;
}

const lengthened = (name: string) => (modifier: number) => `${name}(${modifier - 4})`;
/** `timestamp(3) without time zone`: the precision stands inside of the name. */
const precise = (name: string) => (modifier: number) => {
  const [first = "", ...rest] = name.split(" ");
  return [`${first}(${modifier})`, ...rest].join(" ");
};
function numericSized(modifier: number): string {
  const packed = modifier - 4;
  const scale = ((packed & 0x7ff) ^ 1024) - 1024;
  return `numeric(${(packed >> 16) & 0xffff},${scale})`;
}

const facts = (
  name: string,
  read: Read,
  list: number,
  sized?: (modifier: number) => string,
): TypeFacts => ({ name, read, list, ...(sized ? { sized } : {}) });

const types: ReadonlyMap<number, TypeFacts> = new Map([
  [16, facts("boolean", truth, 1000)],
  [17, facts("bytea", bytes, 1001)],
  [18, facts('"char"', plain, 1002)],
  [19, facts("name", plain, 1003)],
  [20, facts("bigint", integer, 1016)],
  [21, facts("smallint", small, 1005)],
  [23, facts("integer", small, 1007)],
  [25, facts("text", plain, 1009)],
  [26, facts("oid", small, 1028)],
  [114, facts("json", plain, 199)],
  [600, facts("point", plain, 1017)],
  [650, facts("cidr", plain, 651)],
  [700, facts("real", float, 1021)],
  [701, facts("double precision", float, 1022)],
  [790, facts("money", plain, 791)],
  [829, facts("macaddr", plain, 1040)],
  [869, facts("inet", plain, 1041)],
  [1042, facts("character", plain, 1014, lengthened("character"))],
  [1043, facts("character varying", plain, 1015, lengthened("character varying"))],
  [1082, facts("date", tagged("date"), 1182)],
  [1083, facts("time without time zone", tagged("time"), 1183, precise("time without time zone"))],
  [
    1114,
    facts(
      "timestamp without time zone",
      tagged("timestamp"),
      1115,
      precise("timestamp without time zone"),
    ),
  ],
  [
    1184,
    facts(
      "timestamp with time zone",
      tagged("timestamptz"),
      1185,
      precise("timestamp with time zone"),
    ),
  ],
  [1186, facts("interval", tagged("interval"), 1187)],
  [1266, facts("time with time zone", tagged("time"), 1270, precise("time with time zone"))],
  [1560, facts("bit", plain, 1561, (modifier) => `bit(${modifier})`)],
  [1700, facts("numeric", tagged("decimal"), 1231, numericSized)],
  [2950, facts("uuid", plain, 2951)],
  [3802, facts("jsonb", plain, 3807)],
]);

const elements: ReadonlyMap<number, TypeFacts> = new Map(
  [...types.values()].map((type) => [type.list, type]),
);

/** How the text of a value of a type is read; of types that ptx does not know it stays text. */
export function readerOf(type: number): Read {
  const known = types.get(type);
  if (known) return known.read;
  const element = elements.get(type);
  return element ? (text) => parseArray(text, element.read) : plain;
}

/** The name of a type; `undefined` for one that the server must be asked about. */
export function typeName(type: number, modifier: number): string | undefined {
  const element = elements.get(type);
  const known = types.get(type) ?? element;
  if (!known) return undefined;
  // Intervals have fields in their modifiers, which the server writes best.
  if (modifier !== -1 && known.name === "interval") return undefined;
  const name = modifier === -1 || !known.sized ? known.name : known.sized(modifier);
  return element ? `${name}[]` : name;
}
