/**
 * `graph` with what templates put into it. Packages keep things there from one hook or node to the
 * next: `graph.setdefault('audit', {'rows': []})`.
 *
 * A template that asks the warehouse is rendered again with the answers, so each attempt works on a
 * copy, and only the one that comes to its end is kept. An attempt is never interrupted by another,
 * which is why nothing of a node that runs at the same time gets lost.
 */
import { isDict } from "../jinja/collections.ts";
import { PySet } from "../jinja/sets.ts";
import { Tuple, type Value } from "../jinja/value.ts";

/** Lists, dicts and sets anew, at any depth; what holds one twice still does. */
function copied(value: Value, done: Map<Value, Value>): Value {
  const known = done.get(value);
  if (known !== undefined) return known;
  const again = (item: Value): Value => copied(item, done);
  if (value instanceof Tuple) return Tuple.from(Array.from(value, again));
  if (Array.isArray(value)) {
    const list: Value[] = [];
    done.set(value, list);
    for (const item of value) list.push(again(item));
    return list;
  }
  if (value instanceof PySet) return new PySet(value.items);
  if (!isDict(value)) return value;
  const dict = new Map<Value, Value>();
  done.set(value, dict);
  const entries = value instanceof Map ? value : Object.entries(value);
  for (const [key, item] of entries) dict.set(key, again(item));
  return dict;
}

export class SharedGraph {
  readonly #manifest: () => Readonly<Record<string, Value>>;
  #base: Readonly<Record<string, Value>> | undefined;
  /** What templates added, or put in the place of a part of the manifest. */
  #added: ReadonlyMap<Value, Value> = new Map();

  /** @param manifest Makes the parts that are there from the start; asked once, when needed. */
  constructor(manifest: () => Readonly<Record<string, Value>>) {
    this.#manifest = manifest;
  }

  /** `graph` for one attempt to render. */
  open(): Map<Value, Value> {
    this.#base ??= this.#manifest();
    const graph = new Map<Value, Value>(Object.entries(this.#base));
    const done = new Map<Value, Value>();
    for (const [key, value] of this.#added) graph.set(key, copied(value, done));
    return graph;
  }

  /** Keeps what an attempt that came to its end made of its graph. */
  keep(graph: ReadonlyMap<Value, Value>): void {
    const base = this.#base ?? {};
    const added = [...graph].filter(([key, value]) => base[String(key)] !== value);
    if (added.length > 0 || this.#added.size > 0) this.#added = new Map(added);
  }
}
