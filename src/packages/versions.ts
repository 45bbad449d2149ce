/**
 * Versions and ranges by dbt's rules, which differ from npm's: `1.0.0rc1` needs no hyphen, a range
 * is a list of bounds without spaces, and a bound without prerelease keeps prereleases out.
 *
 * Precedence is that of Semantic Versioning 2.0.0 (build metadata does not count).
 */

export type Matcher = "=" | ">" | ">=" | "<" | "<=";

export interface Specifier {
  readonly matcher: Matcher;
  readonly numbers: readonly [bigint, bigint, bigint];
  readonly prerelease: string | undefined;
  /** The version as written, without the matcher. */
  readonly version: string;
}

/** What several specifiers allow together; a side that is absent is open. */
export interface VersionRange {
  readonly start: Specifier | undefined;
  readonly end: Specifier | undefined;
}

const number = "(0|[1-9]\\d*)";
const label = "(?:0|[1-9]\\d*|\\d*[A-Za-z-][0-9A-Za-z-]*)";
const pattern = new RegExp(
  `^(>=|<=|>|<|=)?(${number}\\.${number}\\.${number}(?:-?(${label}(?:\\.${label})*))?(?:\\+[0-9A-Za-z-]*(?:\\.[0-9A-Za-z-]*)*)?)$`,
);

/** One specifier (`>=1.2.0`, `1.0.0-rc1`); `undefined` when the text is none. */
export function parseSpecifier(text: string): Specifier | undefined {
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const [, matcher = "=", version = "", major = "0", minor = "0", patch = "0", prerelease] = match;
  return {
    matcher: matcher as Matcher,
    numbers: [BigInt(major), BigInt(minor), BigInt(patch)],
    prerelease,
    version,
  };
}

export const specifierText = ({ matcher, version }: Specifier): string =>
  matcher === "=" ? version : `${matcher}${version}`;

const order = <T extends bigint | number | string>(a: T, b: T): number =>
  a < b ? -1 : Number(a > b);

function compareLabels(a: string, b: string): number {
  if (a === b) return 0;
  const isNumber = (part: string): boolean => /^\d+$/.test(part);
  if (isNumber(a) && isNumber(b)) return order(BigInt(a), BigInt(b));
  if (isNumber(a)) return -1;
  return isNumber(b) ? 1 : order(a, b);
}

function comparePrereleases(a: string, b: string): number {
  const left = a.split(".");
  const right = b.split(".");
  for (const [index, part] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    const result = compareLabels(part, other);
    if (result !== 0) return result;
  }
  return order(left.length, right.length);
}

const isLower = ({ matcher }: Specifier): boolean => matcher === ">" || matcher === ">=";
const isUpper = ({ matcher }: Specifier): boolean => matcher === "<" || matcher === "<=";
const isExact = ({ matcher }: Specifier): boolean => matcher === "=";

/** Compares bounds at one version: `<1.0.0` comes before `1.0.0`, and that before `>1.0.0`. */
function compareMatchers(a: Matcher, b: Matcher): number {
  const pair = `${a} ${b}`;
  if (pair === ">= <=" || pair === "<= >=") return 0;
  const bounds = { lower: /^>/, upper: /^</ };
  if (pair === "< <=" || pair === ">= >" || (bounds.upper.test(a) && bounds.lower.test(b))) {
    return -1;
  }
  if (pair === "<= <" || pair === "> >=" || (bounds.lower.test(a) && bounds.upper.test(b))) {
    return 1;
  }
  return 0;
}

/** Negative, zero or positive, as `a` comes before, with or after `b`. */
export function compareSpecifiers(a: Specifier, b: Specifier): number {
  for (const [index, own] of a.numbers.entries()) {
    const result = order(own, b.numbers[index] ?? own);
    if (result !== 0) return result;
  }
  // `<1.0.0` also means: not 1.0.0-rc1.
  if (a.prerelease === undefined && b.prerelease !== undefined) return a.matcher === "<" ? -1 : 1;
  if (a.prerelease !== undefined && b.prerelease === undefined) return -1;
  const result = comparePrereleases(a.prerelease ?? "", b.prerelease ?? "");
  return result !== 0 ? result : compareMatchers(a.matcher, b.matcher);
}

function rangeOf(specifier: Specifier): VersionRange {
  return {
    start: isUpper(specifier) ? undefined : specifier,
    end: isLower(specifier) ? undefined : specifier,
  };
}

/** The tighter of two bounds of one side; `undefined` when an exact version lies beyond the other. */
function tighter(a: Specifier, b: Specifier, side: 1 | -1): Specifier | undefined {
  if (!(isExact(a) || isExact(b))) return compareSpecifiers(a, b) * side < 0 ? b : a;
  const [bound, exact] = isExact(a) ? [b, a] : [a, b];
  const distance = compareSpecifiers(bound, exact) * side;
  const including = bound.matcher === (side === 1 ? ">=" : "<=");
  return distance < 0 || (distance === 0 && including) ? exact : undefined;
}

type Bound = Specifier | undefined;

/** The tighter bound of one side, or `false` when the two exclude each other. */
function side(a: Bound, b: Bound, direction: 1 | -1): Bound | false {
  if (a === undefined || b === undefined) return a ?? b;
  return tighter(a, b, direction) ?? false;
}

function sameExact(a: VersionRange, b: VersionRange): boolean | undefined {
  if (!(a.start && b.start && isExact(a.start) && isExact(b.start))) return undefined;
  return compareSpecifiers(a.start, b.start) === 0;
}

function intersect(a: VersionRange, b: VersionRange): VersionRange | undefined {
  const same = sameExact(a, b);
  if (same !== undefined) return same ? a : undefined;
  const start = side(a.start, b.start, 1);
  const end = side(a.end, b.end, -1);
  if (start === false || end === false) return undefined;
  return start && end && compareSpecifiers(start, end) > 0 ? undefined : { start, end };
}

/** What all specifiers allow together; `undefined` when they exclude each other. */
export function intersection(specifiers: readonly Specifier[]): VersionRange | undefined {
  const [last, ...others] = [...specifiers.slice(-1), ...specifiers.slice(0, -1)];
  if (last === undefined) return { start: undefined, end: undefined };
  let range: VersionRange | undefined = rangeOf(last);
  for (const specifier of others) {
    range = range && intersect(range, rangeOf(specifier));
  }
  return range;
}

export function satisfies(version: Specifier, range: VersionRange): boolean {
  const bounds = [range.start, range.end].filter((bound) => bound !== undefined);
  return intersection([version, ...bounds]) !== undefined;
}

export function rangeText({ start, end }: VersionRange): string {
  const bounds = [...new Set([start, end])].filter((bound) => bound !== undefined);
  return bounds.length === 0 ? "any version" : bounds.map(specifierText).join(", ");
}

/**
 * Versions in rising order; what is no version is left out.
 * @param prereleases Whether to keep prereleases.
 */
export function sortedVersions(versions: readonly string[], prereleases: boolean): Specifier[] {
  return versions
    .map(parseSpecifier)
    .filter((version) => version !== undefined)
    .filter(({ prerelease }) => prereleases || prerelease === undefined)
    .sort(compareSpecifiers);
}

/** The highest of `versions` (in rising order) that lies in the range. */
export const highestIn = (
  versions: readonly Specifier[],
  range: VersionRange,
): Specifier | undefined => versions.findLast((version) => satisfies(version, range));

/** Whether a package's `require-dbt-version` allows this dbt; what is no version is passed over. */
export function allowsDbt(required: readonly string[], dbtVersion: string): boolean {
  const specifiers = required
    .flatMap((text) => text.split(","))
    .map((text) => parseSpecifier(text.trim()))
    .filter((specifier) => specifier !== undefined);
  const installed = parseSpecifier(dbtVersion);
  return installed === undefined || intersection([installed, ...specifiers]) !== undefined;
}
