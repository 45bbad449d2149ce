/** The proleptic Gregorian calendar. Days count from 1970-01-01. */
import { PyError } from "../errors.ts";

export interface Civil {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** Howard Hinnant, "chrono-compatible low-level date algorithms", 2014. */
export function daysOf({ year, month, day }: Civil): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** @throws PyError OverflowError outside of the years 1 to 9999. */
export function civilOf(days: number): Civil {
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  if (year < 1 || year > 9999) throw new PyError("OverflowError", "date value out of range");
  return { year, month, day: dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1 };
}

export function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

export function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeap(year) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** Monday is 0. */
export function weekdayOf(days: number): number {
  return (((days + 3) % 7) + 7) % 7;
}

export function dayOfYear(date: Civil): number {
  return daysOf(date) - daysOf({ year: date.year, month: 1, day: 1 }) + 1;
}

/** ISO 8601 week: the one of the year that holds its Thursday. */
export function isoCalendar(days: number): { year: number; week: number; weekday: number } {
  const weekday = weekdayOf(days) + 1;
  const thursday = days - weekday + 4;
  const { year } = civilOf(thursday);
  const week = Math.floor((thursday - daysOf({ year, month: 1, day: 1 })) / 7) + 1;
  return { year, week, weekday };
}

/** @throws PyError ValueError for what is no date. */
export function checkDate({ year, month, day }: Civil): void {
  if (year < 1 || year > 9999) throw new PyError("ValueError", `year ${year} is out of range`);
  if (month < 1 || month > 12) throw new PyError("ValueError", "month must be in 1..12");
  if (day < 1 || day > daysInMonth(year, month)) {
    throw new PyError("ValueError", "day is out of range for month");
  }
}

export function pad(value: number, width = 2): string {
  return String(value).padStart(width, "0");
}
