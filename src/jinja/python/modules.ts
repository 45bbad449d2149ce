/** Python's standard library as dbt gives it to templates: the `modules` variable. */
import { builtin } from "../params.ts";
import { toText } from "../printing.ts";
import type { Value } from "../value.ts";
import { PyClass } from "./class.ts";
import { date } from "./date.ts";
import { datetime } from "./datetime.ts";
import { itertools } from "./itertools.ts";
import { pytz } from "./pytz.ts";
import { re } from "./re.ts";
import { time } from "./time.ts";
import { Timedelta, timedelta } from "./timedelta.ts";
import { fixedZone, offsetName, Zone } from "./zones.ts";

const timezone = new PyClass(
  "datetime.timezone",
  builtin("timezone offset name?", (offset, name) => {
    const seconds = offset instanceof Timedelta ? Number(offset.micros / 1_000_000n) : 0;
    return fixedZone(seconds, name === undefined ? offsetName(seconds) : toText(name));
  }),
  { utc: fixedZone(0) },
);

const tzinfo = new PyClass(
  "datetime.tzinfo",
  () => new Zone({ seconds: 0, name: "", dstSeconds: 0 }),
);

const datetimeModule: ReadonlyMap<string, Value> = new Map<string, Value>([
  ["date", date],
  ["datetime", datetime],
  ["time", time],
  ["timedelta", timedelta],
  ["timezone", timezone],
  ["tzinfo", tzinfo],
]);

/** `modules`: a dict of dicts, as in dbt. */
export const modules: ReadonlyMap<string, Value> = new Map<string, Value>([
  ["datetime", datetimeModule],
  ["itertools", itertools],
  ["pytz", pytz],
  ["re", re],
]);
