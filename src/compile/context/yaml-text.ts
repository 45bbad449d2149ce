/** YAML as Python's library writes it. */
import { dictEntries, isDict } from "../../jinja/collections.ts";
import { toJsonText } from "../../jinja/json.ts";
import { toText } from "../../jinja/printing.ts";
import { PyObject, type Value } from "../../jinja/value.ts";

function entriesOf(
  value: Map<Value, Value> | Record<string, Value>,
  sorted: boolean,
): [string, Value][] {
  const entries = dictEntries(value).map(([key, item]): [string, Value] => [toText(key), item]);
  return sorted ? entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)) : entries;
}

/** Texts that YAML would read as something else, or that hold its signs. */
const needsQuotes =
  /^$|^[\s]|[\s]$|^[-?:](\s|$)|^[,[\]{}#&*!|>'"%@`]|: |:$| #|^(?:~|null|true|false|yes|no|on|off|y|n)$|^[-+]?(?:\d[\d_]*\.?[\d_]*(?:e[-+]?\d+)?|\.\d+|0x[\da-f]+|\.inf|\.nan)$|^\d{4}-\d\d?-\d\d?|[\n\t]/i;

function yamlScalar(value: Value): string {
  if (value instanceof PyObject) return yamlScalar(toText(value));
  if (typeof value !== "string" || /[\n\t]/.test(value)) return toJsonText(value);
  return needsQuotes.test(value) ? `'${value.replaceAll("'", "''")}'` : value;
}

const isEmpty = (value: Value): boolean =>
  Array.isArray(value) ? value.length === 0 : isDict(value) && dictEntries(value).length === 0;

function yamlLines(value: Value, sortKeys: boolean): string[] {
  if (Array.isArray(value) && value.length > 0) {
    return value.flatMap((item) => {
      const [first = "", ...rest] = yamlLines(item, sortKeys);
      return [`- ${first}`, ...rest.map((line) => `  ${line}`)];
    });
  }
  if (isDict(value) && !isEmpty(value)) {
    return entriesOf(value, sortKeys).flatMap(([key, item]) => {
      const lines = yamlLines(item, sortKeys);
      if ((!Array.isArray(item) && !isDict(item)) || isEmpty(item))
        return [`${yamlScalar(key)}: ${lines[0]}`];
      // PyYAML does not indent a list below its key.
      const indent = Array.isArray(item) ? "" : "  ";
      return [`${yamlScalar(key)}:`, ...lines.map((line) => `${indent}${line}`)];
    });
  }
  if (Array.isArray(value)) return ["[]"];
  return [isDict(value) ? "{}" : yamlScalar(value)];
}

/** `yaml.safe_dump(value)` in block style. */
export function yamlText(value: Value, sortKeys = false): string {
  const text = `${yamlLines(value, sortKeys).join("\n")}\n`;
  return Array.isArray(value) || isDict(value) ? text : `${text}...\n`;
}
