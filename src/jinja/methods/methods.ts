/** The methods of Python's built-in types. */
import { isDict } from "../collections.ts";
import type { Methods } from "../params.ts";
import { PySet } from "../sets.ts";
import { Float, PyObject, Tuple, type Value } from "../value.ts";
import { dictMethods } from "./dict.ts";
import { listMethods, tupleMethods } from "./list.ts";
import { floatMethods, intMethods } from "./number.ts";
import { setMethods } from "./set.ts";
import { textMethods } from "./text.ts";

/** The methods of a value's type; `undefined` when it has none. Call them with that value. */
export function methodsOf(value: Value): Methods<Value> | undefined {
  switch (typeof value) {
    case "string":
      return textMethods as Methods<Value>;
    case "object":
      return value === null ? undefined : objectMethods(value);
    case "number":
      return (Number.isInteger(value) ? intMethods : floatMethods) as Methods<Value>;
    case "bigint":
    case "boolean":
      return intMethods as Methods<Value>;
    default:
      return undefined;
  }
}

function objectMethods(value: object): Methods<Value> | undefined {
  if (value instanceof PyObject) {
    return value instanceof PySet ? (setMethods as Methods<Value>) : undefined;
  }
  if (Array.isArray(value)) {
    return (value instanceof Tuple ? tupleMethods : listMethods) as Methods<Value>;
  }
  if (value instanceof Float) return floatMethods as Methods<Value>;
  return isDict(value) ? (dictMethods as Methods<Value>) : undefined;
}
