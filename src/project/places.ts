/** Where nodes are written, as messages name the place. */
import type { Location } from "../core/location.ts";
import type { AnyNode, Json } from "../core/node.ts";
import type { Package, Project } from "../core/project.ts";
import type { Properties } from "./properties.ts";
import { shownPath } from "./source-files.ts";
import type { KeyPath } from "./yaml-render.ts";

/** Place of a node, or of something inside of its YAML entry. */
export type Locate = (node: AnyNode, inside?: (entry: Json) => KeyPath) => Location;

/** Kinds that only YAML declares. */
const declared: ReadonlySet<string> = new Set([
  "source",
  "exposure",
  "unit_test",
  "metric",
  "semantic_model",
  "saved_query",
]);

const isDeclared = (node: AnyNode): boolean =>
  node.resource_type === "test"
    ? node.test_metadata !== undefined
    : declared.has(node.resource_type);

function valueAt(value: Json | undefined, path: KeyPath): Json {
  let found: Json | undefined = value;
  for (const step of path) {
    if (typeof found !== "object" || found === null) return null;
    found = Array.isArray(found) ? found[Number(step)] : found[step];
  }
  return found ?? null;
}

/** The YAML entry for what YAML declares or where a key is asked for, else the start of the file. */
export function locator(
  { root }: Project,
  packages: ReadonlyMap<string, Package>,
  properties: Properties,
): Locate {
  return (node, inside) => {
    const patch = node.ptx_patch;
    if (patch && (isDeclared(node) || inside)) {
      const yaml = properties.file(node.package_name, patch.file);
      const path = inside ? inside(valueAt(yaml?.value, patch.path)) : [];
      if (yaml) return yaml.locate([...patch.path, ...path], "value");
    }
    const owner = packages.get(node.package_name) ?? root;
    return { file: shownPath(owner, node.original_file_path, root.root), line: 1, column: 1 };
  };
}
