/** Who may use which model: groups, access, and models that go away. */
import type { Diagnostic } from "../core/error.ts";
import type { AnyNode, GroupNode, ManifestNode, ModelNode } from "../core/node.ts";
import type { Package } from "../core/project.ts";
import { suggest } from "../core/suggest.ts";
import { type Locate, placeOf, type Referring, titleOf } from "./missing.ts";
import type { Referable } from "./names.ts";

const groupOf = (node: AnyNode): string | null => ("group" in node ? node.group : null);

/** The finding about a reference that access forbids; `undefined` for those that it allows. */
export function forbidden(
  node: Referring,
  target: Referable,
  packages: ReadonlyMap<string, Package>,
  locate: Locate,
): Diagnostic | undefined {
  if (target.resource_type !== "model") return undefined;
  const foreign = node.package_name !== target.package_name;
  const restricted = foreign && packages.get(target.package_name)?.raw["restrict-access"] === true;
  const group = groupOf(node);
  const inGroup = group !== null && group === target.group;
  const isForbidden =
    (target.access === "private" && (!inGroup || restricted)) ||
    (target.access === "protected" && restricted);
  if (!isForbidden) return undefined;
  const ref = { name: target.name, package: null, version: null };
  const owner =
    target.access === "private"
      ? `private to the group '${target.group ?? "(none)"}'`
      : `protected in the package '${target.package_name}'`;
  return {
    code: "PTX1219",
    severity: "error",
    message: `${titleOf(node)} refers to model '${target.name}', which is ${owner}`,
    at: placeOf(node, { kind: "ref", ref }, locate),
    related: [{ message: `'${target.name}' is here`, at: locate(target) }],
    hint:
      target.access === "private" && target.group !== null && !restricted
        ? `Put '${node.name}' into the group '${target.group}', or change access: of '${target.name}' to protected.`
        : `Change access: of '${target.name}' to public, or use a public model instead.`,
  };
}

/** Groups that no property file declares, and ephemeral models that claim to be public. */
export function groupProblems(
  nodes: Iterable<ManifestNode>,
  groups: ReadonlyMap<string, GroupNode>,
  locate: Locate,
): Diagnostic[] {
  const known = new Set([...groups.values()].map(({ name }) => name));
  const found: Diagnostic[] = [];
  for (const node of nodes) {
    if (node.group !== null && !known.has(node.group) && node.resource_type !== "test") {
      const close = suggest(node.group, known);
      found.push({
        code: "PTX1220",
        severity: "error",
        message: `${titleOf(node)} is in the group '${node.group}', which does not exist`,
        at: locate(node),
        hint: close
          ? `Did you mean '${close}'?`
          : `Declare it in a property file: groups: with name: ${node.group} and an owner:.`,
      });
    }
    if (node.resource_type === "model" && isPublicEphemeral(node)) {
      found.push({
        code: "PTX1219",
        severity: "error",
        message: `Model '${node.name}' is ephemeral and public: others cannot read what is never built`,
        at: locate(node),
        hint: "Make it a view or table, or remove access: public.",
      });
    }
  }
  return found;
}

const isPublicEphemeral = ({ access, config }: ModelNode): boolean =>
  access === "public" && config["materialized"] === "ephemeral";

const nameOf = ({ name, version }: ModelNode): string =>
  version === null ? `'${name}'` : `'${name}' in version ${version}`;

/** Models past their date, and models that use one with a date. Warnings, as in dbt. */
export function deprecations(
  nodes: ReadonlyMap<string, ManifestNode>,
  now: number,
  locate: Locate,
): Diagnostic[] {
  const deprecated = new Map<string, ModelNode>();
  for (const node of nodes.values()) {
    if (node.resource_type === "model" && node.deprecation_date !== null) {
      deprecated.set(node.unique_id, node);
    }
  }
  if (deprecated.size === 0) return [];
  const isPast = ({ deprecation_date: date }: ModelNode) => Date.parse(date ?? "") < now * 1000;
  const day = ({ deprecation_date: date }: ModelNode) => (date ?? "").slice(0, 10);
  const found: Diagnostic[] = [];
  for (const node of deprecated.values()) {
    if (!isPast(node)) continue;
    found.push({
      code: "PTX1222",
      severity: "warning",
      message: `Model ${nameOf(node)} was to be removed by ${day(node)}`,
      at: locate(node),
      hint: "Remove it, or move its deprecation_date.",
    });
  }
  for (const node of nodes.values()) {
    if (node.resource_type !== "model") continue;
    for (const id of node.depends_on.nodes) {
      const parent = deprecated.get(id);
      if (parent === undefined) continue;
      const ref = { name: parent.name, package: null, version: null };
      const verb = isPast(parent) ? "was to be" : "will be";
      found.push({
        code: "PTX1222",
        severity: "warning",
        message: `Model '${node.name}' refers to model ${nameOf(parent)}, which ${verb} removed by ${day(parent)}`,
        at: placeOf(node, { kind: "ref", ref }, locate),
        hint:
          parent.latest_version !== null && parent.latest_version !== parent.version
            ? `Use version ${parent.latest_version}: ref('${parent.name}', v=${parent.latest_version}).`
            : "Use another model, before it goes away.",
      });
    }
  }
  return found;
}
