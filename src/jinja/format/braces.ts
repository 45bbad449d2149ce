/** `text.format(...)`: replacement fields in braces. */
import { dictGet, isDict } from "../collections.ts";
import { PyError } from "../errors.ts";
import { elementIndex } from "../indexes.ts";
import { reprOf, toText, typeName } from "../printing.ts";
import { type Kwargs, PyObject, type Value } from "../value.ts";
import { formatSpec } from "./spec.ts";

/** @throws PyError for fields without a value and malformed braces. */
export function formatBraces(format: string, args: readonly Value[], kwargs: Kwargs): string {
  let next = 0;
  const auto = (): Value => {
    const index = next++;
    if (index >= args.length) {
      throw new PyError(
        "IndexError",
        `replacement index ${index} out of range for ${args.length} arguments`,
      );
    }
    return args[index];
  };
  return expand(format, (field) => fieldValue(field, args, kwargs, auto));
}

function expand(format: string, resolve: (field: string) => Value): string {
  let result = "";
  let at = 0;
  while (at < format.length) {
    const char = format[at];
    if (char !== "{" && char !== "}") {
      result += char;
      at += 1;
    } else if (format[at + 1] === char) {
      result += char;
      at += 2;
    } else if (char === "}") {
      throw new PyError(
        "ValueError",
        "single '}' encountered in format string",
        "Write '}}' for a brace.",
      );
    } else {
      const end = closing(format, at);
      result += replacement(format.slice(at + 1, end), resolve);
      at = end + 1;
    }
  }
  return result;
}

function closing(format: string, open: number): number {
  let depth = 0;
  for (let i = open; i < format.length; i++) {
    if (format[i] === "{") depth += 1;
    else if (format[i] === "}") depth -= 1;
    if (depth === 0) return i;
  }
  throw new PyError(
    "ValueError",
    "single '{' encountered in format string",
    "Write '{{' for a brace.",
  );
}

/** `name!r:spec`. */
function replacement(text: string, resolve: (field: string) => Value): string {
  const match = /^([^!:[]*(?:\[[^\]]*\][^!:[]*)*)(?:!([rsa]))?(?::([\s\S]*))?$/.exec(text);
  if (match === null) throw new PyError("ValueError", `malformed replacement field '{${text}}'`);
  const [, field = "", conversion, spec = ""] = match;
  const value = resolve(field);
  const nested = spec.includes("{") ? expand(spec, resolve) : spec;
  const converted =
    conversion === undefined ? value : conversion === "s" ? toText(value) : reprOf(value);
  return formatSpec(converted, nested);
}

/** `0`, `name`, `a.b[c]`; empty means the next positional argument. */
function fieldValue(
  field: string,
  args: readonly Value[],
  kwargs: Kwargs,
  auto: () => Value,
): Value {
  const [head = ""] = /^[^.[]*/.exec(field) ?? [];
  let value: Value;
  if (head === "") value = auto();
  else if (/^\d+$/.test(head)) value = positional(args, Number(head));
  else {
    value = kwargs.get(head);
    if (value === undefined) throw new PyError("KeyError", `format() got no argument '${head}'`);
  }
  for (const [, attribute, key] of field.slice(head.length).matchAll(/\.([^.[]+)|\[([^\]]*)\]/g)) {
    value = attribute === undefined ? itemOf(value, key ?? "") : attributeOf(value, attribute);
  }
  return value;
}

function positional(args: readonly Value[], index: number): Value {
  if (index < args.length) return args[index];
  throw new PyError(
    "IndexError",
    `replacement index ${index} out of range for ${args.length} arguments`,
  );
}

function attributeOf(value: Value, name: string): Value {
  const found = value instanceof PyObject ? value.getattr(name) : undefined;
  if (found !== undefined) return found;
  throw new PyError("AttributeError", `'${typeName(value)}' object has no attribute '${name}'`);
}

/** `[0]` is an index, any other key a text. */
function itemOf(value: Value, key: string): Value {
  const wanted = /^\d+$/.test(key) ? Number(key) : key;
  let found: Value | undefined;
  if (Array.isArray(value)) found = value[elementIndex(value.length, wanted)];
  else if (isDict(value)) found = dictGet(value, wanted);
  else if (value instanceof PyObject) found = value.getitem?.(wanted);
  if (found !== undefined) return found;
  throw new PyError("KeyError", `'${typeName(value)}' object has no item ${reprOf(wanted)}`);
}
