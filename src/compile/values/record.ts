/** What dbt hands to templates as an object with fields: a node of a result, its config, a timing. */
import { isDict } from "../../jinja/collections.ts";
import { methods } from "../../jinja/params.ts";
import { PyDatetime } from "../../jinja/python/datetime.ts";
import { PyObject, type Value } from "../../jinja/value.ts";
import { bound } from "./method-table.ts";

export type Fields = Readonly<Record<string, Value>>;

export class RecordValue extends PyObject {
  readonly typeName: string;
  readonly fields: Fields;
  constructor(typeName: string, fields: Fields) {
    super();
    this.typeName = typeName;
    this.fields = fields;
  }
  getattr(name: string): Value | undefined {
    return Object.hasOwn(this.fields, name) ? this.fields[name] : bound(recordMethods, this, name);
  }
  override getitem(key: Value): Value | undefined {
    return typeof key === "string" && Object.hasOwn(this.fields, key)
      ? this.fields[key]
      : undefined;
  }
  override str(): string {
    const { name, status, unique_id } = this.fields;
    const named = status === undefined ? { name } : { status, unique_id };
    const shown = Object.entries(named).map(([key, value]) => `${key}='${String(value)}'`);
    return `${this.typeName}(${shown.join(", ")})`;
  }
}

/** Records as dicts and moments as texts, at any depth; copies, which a template may change. */
function plain(value: Value): Value {
  if (value instanceof RecordValue) return dictOf(value.fields);
  if (value instanceof PyDatetime) return `${value.isoformat().replace(/\+00:00$/, "")}Z`;
  if (Array.isArray(value)) return Array.from(value, plain);
  if (!isDict(value)) return value;
  return value instanceof Map
    ? new Map([...value].map(([key, item]) => [key, plain(item)]))
    : dictOf(value);
}

const dictOf = (fields: Fields): Map<Value, Value> =>
  new Map(Object.entries(fields).map(([key, item]) => [key, plain(item)]));

const recordMethods = methods<RecordValue>({
  "to_dict omit_none?": ({ fields }, omit) => {
    const dict = dictOf(fields);
    if (omit === true) for (const [key, value] of dict) if (value === null) dict.delete(key);
    return dict;
  },
  "get key default?": (self, key, fallback) => self.getitem(key) ?? fallback ?? null,
});
