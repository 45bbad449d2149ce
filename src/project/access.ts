/** Who may use which model: groups, access, and models that go away. */
import type { Diagnostic } from "../core/error.ts";
import type {
  AnyNode,
  GroupNode,
  Json,
  ManifestNode,
  ModelNode,
  SemanticNode,
} from "../core/node.ts";
import type { Package } from "../core/project.ts";
import { suggest } from "../core/suggest.ts";
import { objectOf } from "./json.ts";
import { placeOf, type Referring, titleOf } from "./missing.ts";
import type { Referable } from "./names.ts";
import type { Locate } from "./places.ts";
import type { KeyPath } from "./yaml-render.ts";

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
  nodes: Iterable<ManifestNode | SemanticNode>,
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
        at: locate(node, groupPath),
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

/** Where YAML gives a group; the entry when it is said elsewhere. */
function groupPath(entry: Json): KeyPath {
  if (objectOf(entry)["group"] !== undefined) return ["group"];
  return objectOf(objectOf(entry)["config"])["group"] === undefined ? [] : ["config", "group"];
}

const isPublicEphemeral = ({ access, config }: ModelNode): boolean =>
  access === "public" && config["materialized"] === "ephemeral";

const nameOf = ({ name, version }: ModelNode): string =>
  version === null ? `'${name}'` : `'${name}' in version ${version}`;

const dayOf = ({ deprecation_date: date }: ModelNode): string => (date ?? "").slice(0, 10);

const outdated = (model: ModelNode, locate: Locate): Diagnostic => ({
  code: "PTX1222",
  severity: "warning",
  message: `Model ${nameOf(model)} was to be removed by ${dayOf(model)}`,
  at: locate(model),
  hint: "Remove it, or move its deprecation_date.",
});

function useOfDeprecated(
  node: ModelNode,
  parent: ModelNode,
  isPast: boolean,
  locate: Locate,
): Diagnostic {
  const { name, version, latest_version: latest } = parent;
  const newer = latest !== null && String(latest) !== String(version);
  const verb = isPast ? "was to be" : "will be";
  return {
    code: "PTX1222",
    severity: "warning",
    message: `Model '${node.name}' refers to model ${nameOf(parent)}, which ${verb} removed by ${dayOf(parent)}`,
    at: placeOf(node, { kind: "ref", ref: { name, package: null, version: null } }, locate),
    hint: newer
      ? `Use version ${latest}: ref('${name}', v=${typeof latest === "string" ? `'${latest}'` : latest}).`
      : "Use another model, before it goes away.",
  };
}

/** Models past their date, and models that use one with a date. Warnings, as in dbt. */
export function deprecations(
  nodes: ReadonlyMap<string, ManifestNode>,
  now: number,
  locate: Locate,
): Diagnostic[] {
  const models = [...nodes.values()].filter((node) => node.resource_type === "model");
  const deprecated = new Map<string, ModelNode>();
  for (const model of models) {
    if (model.deprecation_date !== null) deprecated.set(model.unique_id, model);
  }
  if (deprecated.size === 0) return [];
  const isPast = (model: ModelNode) => Date.parse(model.deprecation_date ?? "") < now * 1000;
  const past = [...deprecated.values()].filter(isPast);
  const uses = models.flatMap((node) =>
    node.depends_on.nodes.flatMap((id) => {
      const parent = deprecated.get(id);
      return parent ? [useOfDeprecated(node, parent, isPast(parent), locate)] : [];
    }),
  );
  return [...past.map((model) => outdated(model, locate)), ...uses];
}
