/** Binding of arguments to the parameters of built-in methods, filters and functions. */
import { PyError } from "./errors.ts";
import type { Callable, CallSite, Kwargs, Value } from "./value.ts";

export const noKwargs: Kwargs = new Map();
/** For calls that no template wrote, such as the key function of a sort. */
export const noSite: CallSite = { at: { file: "", line: 1, column: 1 } };

export interface Parameters {
  readonly name: string;
  readonly names: readonly string[];
  readonly required: number;
  readonly rest: boolean;
}

/**
 * Reads a signature such as `replace old new count?`: the name, then its parameters; `?` marks
 * the optional ones, a final `*` takes any number of further positional arguments.
 */
export function parameters(signature: string): Parameters {
  const [name = "", ...words] = signature.split(" ");
  const rest = words.at(-1) === "*";
  const listed = rest ? words.slice(0, -1) : words;
  return {
    name,
    names: listed.map((word) => word.replace("?", "")),
    required: listed.filter((word) => !word.endsWith("?")).length,
    rest,
  };
}

/**
 * The arguments in order of the parameters; `undefined` for optional ones that are absent.
 *
 * @throws PyError ArgumentError for too few, too many or unknown ones.
 */
export function bindArguments(
  params: Parameters,
  args: readonly Value[],
  kwargs: Kwargs,
): readonly Value[] {
  const { names, required, rest } = params;
  if (kwargs.size === 0 && args.length >= required && (rest || args.length <= names.length)) {
    return args;
  }
  if (args.length > names.length && !rest) {
    throw argumentError(params, `takes at most ${names.length}, got ${args.length}`);
  }
  const bound: Value[] = [...args];
  for (const [key, value] of kwargs) {
    const index = names.indexOf(key);
    if (index === -1) throw argumentError(params, `has no argument '${key}'`);
    if (index < args.length) throw argumentError(params, `got '${key}' twice`);
    bound[index] = value;
  }
  for (let i = 0; i < required; i++) {
    if (bound[i] === undefined) throw argumentError(params, `needs '${names[i]}'`);
  }
  return bound;
}

function argumentError(params: Parameters, problem: string): PyError {
  const shown = params.names.map((name, i) => (i < params.required ? name : `${name}?`));
  if (params.rest) shown.push("*");
  return new PyError(
    "ArgumentError",
    `${params.name}() ${problem}`,
    `Call it as ${params.name}(${shown.join(", ")}).`,
  );
}

/** A built-in function for templates, with its arguments checked against `signature`. */
export function builtin(signature: string, body: (...args: Value[]) => Value): Callable {
  const params = parameters(signature);
  const call: Callable = (args, kwargs) => body(...bindArguments(params, args, kwargs));
  Object.defineProperty(call, "name", { value: params.name });
  return call;
}

/** Methods of a built-in type by name. */
export type Methods<T> = ReadonlyMap<
  string,
  (self: T, args: readonly Value[], kwargs: Kwargs) => Value
>;

/** Builds a method table from signatures, as in `parameters`. */
export function methods<T>(
  table: Readonly<Record<string, (self: T, ...args: Value[]) => Value>>,
): Methods<T> {
  const result = new Map<string, (self: T, args: readonly Value[], kwargs: Kwargs) => Value>();
  for (const [signature, body] of Object.entries(table)) {
    const params = parameters(signature);
    result.set(params.name, (self, args, kwargs) =>
      body(self, ...bindArguments(params, args, kwargs)),
    );
  }
  return result;
}
