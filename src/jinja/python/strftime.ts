/** `strftime` as glibc does it in the C locale. */
import { type Civil, dayOfYear, daysOf, isoCalendar, weekdayOf } from "./calendar.ts";

export interface Moment extends Civil {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly microsecond: number;
  readonly offsetText: string;
  readonly zoneName: string;
  readonly epochSeconds: number;
}

export const monthNames = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];
export const dayNames = [
  "Monday",
  "Tuesday",
  "Wednesday",
  "Thursday",
  "Friday",
  "Saturday",
  "Sunday",
];

/** Numeric directives: value, width, and the fill that is theirs by default. */
function numericPart(letter: string, moment: Moment): [number, number, string] | undefined {
  const days = daysOf(moment);
  const weekday = weekdayOf(days);
  switch (letter) {
    case "Y":
      return [moment.year, 1, "0"];
    case "y":
      return [moment.year % 100, 2, "0"];
    case "C":
      return [Math.floor(moment.year / 100), 2, "0"];
    case "m":
      return [moment.month, 2, "0"];
    case "d":
      return [moment.day, 2, "0"];
    case "e":
      return [moment.day, 2, " "];
    case "H":
      return [moment.hour, 2, "0"];
    case "k":
      return [moment.hour, 2, " "];
    case "I":
      return [moment.hour % 12 || 12, 2, "0"];
    case "l":
      return [moment.hour % 12 || 12, 2, " "];
    case "M":
      return [moment.minute, 2, "0"];
    case "S":
      return [moment.second, 2, "0"];
    case "f":
      return [moment.microsecond, 6, "0"];
    case "j":
      return [dayOfYear(moment), 3, "0"];
    case "w":
      return [(weekday + 1) % 7, 1, "0"];
    case "u":
      return [weekday + 1, 1, "0"];
    default:
      return weekPart(letter, moment, days, weekday);
  }
}

function weekPart(
  letter: string,
  moment: Moment,
  days: number,
  weekday: number,
): [number, number, string] | undefined {
  switch (letter) {
    case "U":
      return [Math.floor((dayOfYear(moment) + 6 - ((weekday + 1) % 7)) / 7), 2, "0"];
    case "W":
      return [Math.floor((dayOfYear(moment) + 6 - weekday) / 7), 2, "0"];
    case "V":
      return [isoCalendar(days).week, 2, "0"];
    case "G":
      return [isoCalendar(days).year, 4, "0"];
    case "g":
      return [isoCalendar(days).year % 100, 2, "0"];
    case "s":
      return [moment.epochSeconds, 1, "0"];
    default:
      return undefined;
  }
}

function textPart(letter: string, moment: Moment): string | undefined {
  const month = monthNames[moment.month - 1] ?? "";
  const day = dayNames[weekdayOf(daysOf(moment))] ?? "";
  switch (letter) {
    case "a":
      return day.slice(0, 3);
    case "A":
      return day;
    case "b":
    case "h":
      return month.slice(0, 3);
    case "B":
      return month;
    case "p":
      return moment.hour < 12 ? "AM" : "PM";
    case "P":
      return moment.hour < 12 ? "am" : "pm";
    case "z":
      return moment.offsetText;
    case "Z":
      return moment.zoneName;
    case "n":
      return "\n";
    case "t":
      return "\t";
    case "%":
      return "%";
    default:
      return undefined;
  }
}

const composed: Readonly<Record<string, string>> = {
  D: "%m/%d/%y",
  F: "%Y-%m-%d",
  T: "%H:%M:%S",
  R: "%H:%M",
  r: "%I:%M:%S %p",
  c: "%a %b %e %H:%M:%S %Y",
  x: "%m/%d/%y",
  X: "%H:%M:%S",
  h: "%b",
};

/** Formats a moment; unknown directives stay as written. */
export function strftime(moment: Moment, format: string): string {
  return format.replace(
    /%([-_0^#]?)(\d*)([a-zA-Z%])/g,
    (whole, flag: string, width: string, letter: string) => {
      const pattern = composed[letter];
      if (pattern !== undefined) return strftime(moment, pattern);
      const number = numericPart(letter, moment);
      if (number !== undefined) return numberText(number, flag, width, letter);
      const text = textPart(letter, moment);
      return text === undefined ? whole : cased(text, flag).padStart(Number(width));
    },
  );
}

function cased(text: string, flag: string): string {
  if (flag === "^") return text.toUpperCase();
  return flag === "#" ? text.toLowerCase() : text;
}

/** A number with its own fill, or the one that a flag asks for: `-` none, `_` blanks, `0` zeros. */
function numberText(
  [value, size, fill]: [number, number, string],
  flag: string,
  width: string,
  letter: string,
): string {
  if (flag === "-" && letter !== "f") return String(value);
  const wanted = width === "" ? size : Number(width);
  const zeros = flag === "0" || (flag !== "_" && fill === "0");
  return String(value).padStart(wanted, zeros ? "0" : " ");
}
