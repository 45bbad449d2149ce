/** The selectors as the manifest lists them: texts and short forms written out. */
import type { SelectorDefinition } from "../core/manifest.ts";
import { type Criterion, parseCriterion } from "./criterion.ts";

type Definition = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Definition =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * `selectors` of the manifest, by name.
 *
 * @throws PtxError PTX21xx for a text that is no selector; `checkSelectors` reports it earlier.
 */
export function selectorsArtifact(
  selectors: ReadonlyMap<string, SelectorDefinition>,
): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const { name, description, default: isDefault, definition } of selectors.values()) {
    result[name] = {
      name,
      ...(description === "" ? {} : { description }),
      ...(isDefault ? { default: true } : {}),
      definition: writtenOut(definition, selectors, [name]),
    };
  }
  return result;
}

function writtenOut(
  definition: unknown,
  selectors: ReadonlyMap<string, SelectorDefinition>,
  path: readonly string[],
): unknown {
  const inner = (one: unknown): unknown => writtenOut(one, selectors, path);
  if (typeof definition === "string") return fullForm(definition, path[0] ?? "");
  if (!isRecord(definition)) return definition;
  for (const kind of ["union", "intersection"] as const) {
    const parts = definition[kind];
    if (Array.isArray(parts)) return { [kind]: parts.map(inner) };
  }
  const [first = ""] = Object.keys(definition);
  const value = definition[first];
  const written = Array.isArray(value) ? value.map(inner) : value;
  if (first === "exclude") return { exclude: written };
  if (Object.keys(definition).length === 1) return { method: first, value: written };
  if (first !== "method" || value !== "selector") return definition;
  const name = String(definition["value"]);
  const other = selectors.get(name);
  // A selector that leads back to itself is reported where it is used.
  if (!other || path.includes(name)) return definition;
  return writtenOut(other.definition, selectors, [...path, name]);
}

/** `2+tag:x` as the mapping that says the same; depths stay texts, as dbt has them. */
function fullForm(text: string, name: string): Record<string, unknown> {
  const criterion = parseCriterion(text, "eager", {
    where: `selector "${name}"`,
    offset: undefined,
  });
  const { childrensParents, method, arguments: rest, value } = criterion;
  return {
    ...(childrensParents ? { childrens_parents: true } : {}),
    ...depthKeys("parents", criterion),
    method: [method, ...rest].join("."),
    value,
    ...depthKeys("children", criterion),
  };
}

function depthKeys(side: "parents" | "children", criterion: Criterion): Record<string, unknown> {
  const depth = criterion[side];
  if (depth === undefined) return {};
  return { [side]: true, ...(Number.isFinite(depth) ? { [`${side}_depth`]: String(depth) } : {}) };
}
