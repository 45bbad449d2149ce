/** Methods of dicts. */
import {
  type Dict,
  DictView,
  dictDelete,
  dictEntries,
  dictGet,
  dictKeys,
  dictSet,
  isDict,
} from "../collections.ts";
import { PyError } from "../errors.ts";
import { toList } from "../iteration.ts";
import { type Methods, methods } from "../params.ts";
import { reprOf } from "../printing.ts";
import { Tuple, type Value } from "../value.ts";

const table = methods<Dict>({
  "get key default?": (dict, key, fallback = null) => {
    const value = dictGet(dict, key);
    return value === undefined ? fallback : value;
  },
  items: (dict) => new DictView("items", dict),
  keys: (dict) => new DictView("keys", dict),
  values: (dict) => new DictView("values", dict),
  "pop key default?": (dict, key, fallback) => {
    const value = dictDelete(dict, key);
    if (value !== undefined) return value;
    if (fallback !== undefined) return fallback;
    throw new PyError("KeyError", `the dict has no key ${reprOf(key)}`, "Give pop() a default.");
  },
  popitem: (dict) => {
    const key = dictKeys(dict).at(-1);
    if (key === undefined) throw new PyError("KeyError", "popitem(): dictionary is empty");
    return Tuple.of(key, dictDelete(dict, key));
  },
  "setdefault key default?": (dict, key, fallback = null) => {
    const value = dictGet(dict, key);
    if (value !== undefined) return value;
    dictSet(dict, key, fallback);
    return fallback;
  },
  clear: (dict) => {
    for (const key of dictKeys(dict)) dictDelete(dict, key);
    return null;
  },
  copy: (dict) => new Map(dictEntries(dict)),
  "fromkeys keys value?": (_, keys, value = null) =>
    new Map(toList(keys).map((key) => [key, value])),
});

/** `update` takes a dict or pairs, and any names. */
function update(dict: Dict, args: readonly Value[], kwargs: ReadonlyMap<string, Value>): null {
  const [source] = args;
  if (args.length > 1)
    throw new PyError("ArgumentError", `update() takes at most 1 argument, got ${args.length}`);
  if (isDict(source)) {
    for (const [key, value] of dictEntries(source)) dictSet(dict, key, value);
  } else if (source !== undefined) {
    for (const pair of toList(source)) {
      const [key, value, ...rest] = toList(pair);
      if (value === undefined || rest.length > 0) {
        throw new PyError("ValueError", `update() takes pairs, not ${reprOf(pair)}`);
      }
      dictSet(dict, key, value);
    }
  }
  for (const [key, value] of kwargs) dictSet(dict, key, value);
  return null;
}

export const dictMethods: Methods<Dict> = new Map([...table, ["update", update] as const]);
