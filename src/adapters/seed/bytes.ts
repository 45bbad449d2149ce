/** Kinds of values told by their bytes, without making texts of them: most values of most files. */
import { kindOf, kinds } from "./kinds.ts";

const [zero, nine, dash, colon, blank, point] = [48, 57, 45, 58, 32, 46];
const isDigit = (byte: number | undefined): boolean =>
  byte !== undefined && byte >= zero && byte <= nine;

/** The kind of a value by its bytes, where they are plain; else by its text. */
export function kindIn(bytes: Buffer, start: number, end: number): number {
  const length = end - start;
  const first = bytes[start] ?? 0;
  if (isDigit(first)) {
    const kind = kindOfDigits(bytes, start, end);
    if (kind !== 0) return kind;
  }
  // Letters in front, and longer than any word that means something.
  if (first > nine && length > 9 && bytes[end - 1] !== blank) return kinds.text;
  if (length < 6 && isTruth(bytes, start, end)) return kinds.boolean;
  return kindOf(bytes.toString("utf8", start, end));
}

/** The kind of what begins with a digit; 0 where the bytes alone do not tell. */
function kindOfDigits(bytes: Buffer, start: number, end: number): number {
  const length = end - start;
  if (length < 10 && allDigits(bytes, start, end)) return kinds.int32;
  if (length === 10 && isPlainDate(bytes, start)) return kinds.date;
  if (length === 19 && isPlainTime(bytes, start)) return kinds.timestamp;
  return length < 16 ? plainDecimal(bytes, start, end) : 0;
}

const [truth, falsehood] = [Buffer.from("true"), Buffer.from("false")];

const isTruth = (bytes: Buffer, start: number, end: number): boolean => {
  const word = end - start === 4 ? truth : falsehood;
  if (end - start !== word.length) return false;
  for (let i = 0; i < word.length; i++) {
    // Letters differ from capitals in one bit.
    if (((bytes[start + i] ?? 0) | 32) !== word[i]) return false;
  }
  return true;
};

/** `12.50`: a number, or a whole one where its fraction is nothing; 0 for what is written otherwise. */
function plainDecimal(bytes: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end && isDigit(bytes[at])) at += 1;
  if (bytes[at] !== point || at === end) return 0;
  const whole = at - start;
  let fraction = false;
  for (at += 1; at < end; at++) {
    if (!isDigit(bytes[at])) return 0;
    if (bytes[at] !== zero) fraction = true;
  }
  if (fraction) return kinds.number;
  return whole < 10 ? kinds.int32 | kinds.oddWhole : 0;
}

function allDigits(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (!isDigit(bytes[at])) return false;
  return true;
}

const twoDigits = (bytes: Buffer, at: number): number =>
  ((bytes[at] ?? 0) - zero) * 10 + ((bytes[at + 1] ?? 0) - zero);

/** `2026-01-28`: days after the 28th are left to the slower way, which knows the months. */
function isPlainDate(bytes: Buffer, at: number): boolean {
  if (bytes[at + 4] !== dash || bytes[at + 7] !== dash) return false;
  for (const digit of [0, 1, 2, 3, 5, 6, 8, 9]) if (!isDigit(bytes[at + digit])) return false;
  const [month, day] = [twoDigits(bytes, at + 5), twoDigits(bytes, at + 8)];
  return month >= 1 && month <= 12 && day >= 1 && day <= 28;
}

function isPlainTime(bytes: Buffer, at: number): boolean {
  if (bytes[at + 10] !== blank || !isPlainDate(bytes, at)) return false;
  if (bytes[at + 13] !== colon || bytes[at + 16] !== colon) return false;
  for (const digit of [11, 12, 14, 15, 17, 18]) if (!isDigit(bytes[at + digit])) return false;
  return (
    twoDigits(bytes, at + 11) < 24 &&
    twoDigits(bytes, at + 14) < 60 &&
    twoDigits(bytes, at + 17) < 60
  );
}
