/**
 * What a plain (unquoted) YAML scalar means: the rules of YAML 1.1 as PyYAML's safe loader has
 * them, because dbt reads all its files with it. `no` is false, `012` is 10, `1e3` is text.
 *
 * Two things have no JSON: a date becomes its text, as dbt shows it, and an integer beyond 2^53
 * becomes its decimal text rather than a rounded number.
 */
const words: ReadonlyMap<string, boolean | null> = new Map<string, boolean | null>([
  ...spellings("yes", "on", "true").map((word) => [word, true] as const),
  ...spellings("no", "off", "false").map((word) => [word, false] as const),
  ...spellings("null").map((word) => [word, null] as const),
  ["~", null],
  ["", null],
]);

const integer = /^[-+]?(?:0b[01_]+|0x[0-9a-fA-F_]+|0[0-7_]+|0|[1-9][0-9_]*(?::[0-5]?[0-9])*)$/;
const float =
  /^(?:[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])*\.[0-9_]*|(?:[-+]?[0-9][0-9_]*\.[0-9_]*|\.[0-9][0-9_]*)(?:[eE][-+][0-9]+)?)$/;
const infinite = /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const timestamp =
  /^(\d{4})-(\d\d?)-(\d\d?)(?:[Tt]|[ \t]+)(\d\d?):(\d\d):(\d\d)(?:\.(\d*))?(?:[ \t]*(?:(Z)|([-+])(\d\d?)(?::(\d\d))?))?$/;

/** The value of a plain scalar; its own text when no rule applies. */
export function resolvePlain(text: string): string | number | boolean | null {
  const first = text.charCodeAt(0);
  // + - . and digits
  if ((first >= 48 && first <= 57) || first === 43 || first === 45 || first === 46) {
    return resolveNumber(text);
  }
  if (text.length > 5) return text;
  const word = words.get(text);
  return word === undefined ? text : word;
}

function resolveNumber(text: string): string | number {
  if (integer.test(text)) return integerOf(text.replaceAll("_", ""));
  if (float.test(text)) return floatOf(text.replaceAll("_", ""));
  if (infinite.test(text)) return infiniteOf(text.toLowerCase());
  const parts = timestamp.exec(text);
  return parts === null ? text : timestampOf(parts);
}

function integerOf(text: string): string | number {
  const negative = text.startsWith("-");
  const digits = text.replace(/^[-+]/, "");
  const size = digits.includes(":") ? sexagesimal(digits) : radixed(digits);
  if (size <= BigInt(Number.MAX_SAFE_INTEGER)) return negative ? 0 - Number(size) : Number(size);
  return `${negative ? "-" : ""}${size}`;
}

function radixed(digits: string): bigint {
  if (/^0[0-7]+$/.test(digits)) return BigInt(`0o${digits.slice(1)}`);
  return BigInt(digits);
}

/** `1:30:00` counts in sixties. */
function sexagesimal(digits: string): bigint {
  return digits.split(":").reduce((sum, part) => sum * 60n + BigInt(part), 0n);
}

function floatOf(text: string): number {
  if (!text.includes(":")) return Number(text);
  const size = text
    .replace(/^[-+]/, "")
    .split(":")
    .reduce((sum, part) => sum * 60 + Number(part), 0);
  return text.startsWith("-") ? -size : size;
}

function infiniteOf(text: string): number {
  if (text === ".nan") return Number.NaN;
  return text.startsWith("-") ? -Infinity : Infinity;
}

/** Python's `str(datetime)`: `2026-01-31 09:05:00+00:00`. */
function timestampOf(parts: RegExpExecArray): string {
  const [, year, month = "", day = "", hour = "", minute, second, fraction, utc, sign, h, m] =
    parts;
  const two = (digits: string) => digits.padStart(2, "0");
  const micro = (fraction ?? "").slice(0, 6).padEnd(6, "0");
  const zone = utc === undefined ? (sign ?? "") && `${sign}${two(h ?? "")}:${m ?? "00"}` : "+00:00";
  const clock = `${two(hour)}:${minute}:${second}${micro === "000000" ? "" : `.${micro}`}`;
  return `${year}-${two(month)}-${two(day)} ${clock}${zone}`;
}

/** The spellings that YAML 1.1 knows of a word: `yes`, `Yes`, `YES`. */
function spellings(...of: readonly string[]): string[] {
  return of.flatMap((word) => [
    word,
    word.charAt(0).toUpperCase() + word.slice(1),
    word.toUpperCase(),
  ]);
}
