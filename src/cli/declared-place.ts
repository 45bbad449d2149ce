/** Finds where YAML declares a node, when somebody needs to know: a file is read once, then. */
import type { Files } from "../core/files.ts";
import type { Location } from "../core/location.ts";
import { type Manifest, nodeOf } from "../core/manifest.ts";
import type { NodeId } from "../core/node.ts";
import type { Project } from "../core/project.ts";
import { parseYaml, type Yaml } from "../project/yaml.ts";

/**
 * A function from node to the place of its YAML entry, or of something inside of it; `undefined`
 * for nodes without one.
 */
export function declaredPlace(
  files: Files,
  project: Project,
  manifest: Manifest,
): (
  id: NodeId,
  path?: readonly (string | number)[],
  what?: "key" | "value",
) => Location | undefined {
  const parsed = new Map<string, Yaml>();
  const roots = new Map([project.root, ...project.packages].map((pkg) => [pkg.name, pkg.root]));
  return (id, inside = [], what = "value") => {
    const node = nodeOf(manifest, id);
    if (node?.ptx_patch === undefined) return undefined;
    const { file, path } = node.ptx_patch;
    const root = roots.get(node.package_name) ?? project.root.root;
    const key = `${root}/${file}`;
    const yaml = parsed.get(key) ?? parseYaml(files.readText(key) ?? "", file);
    parsed.set(key, yaml);
    return yaml.locate([...path, ...inside], what);
  };
}
