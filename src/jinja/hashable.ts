/** What can be a key of a dict or an item of a set. */
import { PyError } from "./errors.ts";
import { typeName } from "./printing.ts";
import { Tuple, type Value } from "./value.ts";

/** @throws PyError TypeError for lists, dicts and sets, which can change. */
export function assertHashable(key: Value): void {
  if (typeof key !== "object" || key === null) return;
  const type = typeName(key);
  if (type === "list" || type === "dict" || type === "set") {
    throw new PyError("TypeError", `unhashable type: '${type}'`);
  }
  if (key instanceof Tuple) key.forEach(assertHashable);
}
