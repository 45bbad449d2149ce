/** Days since 1970-01-01 to year, month and day and back, in the proleptic Gregorian calendar. */

export interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

const daysBeforeMonth = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

export const isLeap = (year: number): boolean =>
  year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

export function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeap(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Day of the year, from 1. */
export function dayOfYear({ year, month, day }: Day): number {
  return (daysBeforeMonth[month - 1] ?? 0) + (month > 2 && isLeap(year) ? 1 : 0) + day;
}

/** Howard Hinnant, "chrono-compatible low-level date algorithms": days_from_civil. */
export function toDays({ year, month, day }: Day): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const shifted = month + (month > 2 ? -3 : 9);
  const dayInYear = Math.floor((153 * shifted + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayInYear;
  return era * 146097 + dayOfEra - 719468;
}

/** The inverse of `toDays`: civil_from_days. */
export function fromDays(days: number): Day {
  const z = days + 719468;
  const era = Math.floor(z / 146097);
  const dayOfEra = z - era * 146097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36524) -
      Math.floor(dayOfEra / 146096)) /
      365,
  );
  const dayInYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayInYear + 2) / 153);
  const day = dayInYear - Math.floor((153 * shifted + 2) / 5) + 1;
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

/** 0 = Monday, as in Python. */
export const weekday = (days: number): number => (((days + 3) % 7) + 7) % 7;

/** ISO 8601 year, week and weekday (1 = Monday). */
export function isoCalendar(days: number): { year: number; week: number; weekday: number } {
  const thursday = days - weekday(days) + 3;
  const { year } = fromDays(thursday);
  const first = toDays({ year, month: 1, day: 1 });
  return { year, week: Math.floor((thursday - first) / 7) + 1, weekday: weekday(days) + 1 };
}

export const microsPerDay = 86_400_000_000;
