/** What to say of a reference that leads nowhere: where it stands, and what was meant. */
import type { Diagnostic } from "../core/error.ts";
import { type Location, positionAt } from "../core/location.ts";
import type { AnyNode, ExposureNode, RefArgs } from "../core/node.ts";
import { suggest } from "../core/suggest.ts";
import { listOf, objectOf } from "./json.ts";
import type { Names } from "./names.ts";
import type { Locate } from "./places.ts";
import { parseReference } from "./reference-text.ts";

export type Referring = Extract<AnyNode, { refs: RefArgs[] }>;

/** A `ref`, a `source` or a `function` that was not found. */
export type Wanted =
  | { readonly kind: "function"; readonly wanted: readonly string[] }
  | { readonly kind: "ref"; readonly ref: RefArgs }
  | { readonly kind: "source"; readonly source: string; readonly table: string };

function nameOf(wanted: Wanted): string {
  if (wanted.kind === "ref") return wanted.ref.name;
  return wanted.kind === "source" ? wanted.table : (wanted.wanted.at(-1) ?? "");
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Where a node names something: the quoted name in a call of `ref` or `source`, else its start. */
export function placeOf(node: Referring, wanted: Wanted, locate: Locate): Location {
  if (node.resource_type === "exposure") return dependencyPlace(node, wanted, locate);
  const isDeclared = "test_metadata" in node && node.test_metadata !== undefined;
  if (isDeclared || !("raw_code" in node)) return locate(node);
  const name = nameOf(wanted);
  const quoted = `(['"])${escaped(name)}\\1`;
  const text = node.raw_code;
  const found =
    new RegExp(`${wanted.kind}\\s*\\([^)]*?${quoted}`).exec(text) ?? new RegExp(quoted).exec(text);
  if (found === null) return locate(node);
  const offset = found.index + found[0].length - name.length - 1;
  const { line, column } = positionAt(text, offset);
  const start = node.ptx_start ?? { line: 1, column: 1 };
  return {
    file: locate(node).file,
    line: start.line + line - 1,
    column: line === 1 ? start.column + column - 1 : column,
    length: name.length,
  };
}

/** The item of `depends_on:` that names something. */
function dependencyPlace(node: ExposureNode, wanted: Wanted, locate: Locate): Location {
  return locate(node, (entry) => {
    const index = listOf(objectOf(entry)["depends_on"]).findIndex((text) => {
      const found = parseReference(String(text));
      if (wanted.kind === "function") return false;
      return wanted.kind === "ref"
        ? found?.kind === "ref" && sameRef(found.ref, wanted.ref)
        : found?.kind === "source" && found.source.join(".") === `${wanted.source}.${wanted.table}`;
    });
    return index < 0 ? [] : ["depends_on", index];
  });
}

const sameRef = (a: RefArgs, b: RefArgs): boolean =>
  a.name === b.name && a.package === b.package && a.version === b.version;

const titles: Readonly<Record<string, string>> = { test: "Data test", operation: "Hook" };

/** "Model 'orders'": how messages name a node. */
export const titleOf = ({ resource_type: type, name }: AnyNode): string =>
  `${titles[type] ?? `${type[0]?.toUpperCase() ?? ""}${type.slice(1).replace("_", " ")}`} '${name}'`;

function described(wanted: Wanted): string {
  if (wanted.kind === "function") return `function '${wanted.wanted.join(".")}'`;
  if (wanted.kind === "source") return `source '${wanted.source}.${wanted.table}'`;
  const { name, package: owner, version } = wanted.ref;
  const ofVersion = version === null ? "" : ` in version ${version}`;
  return `node '${name}'${ofVersion}${owner === null ? "" : ` of package '${owner}'`}`;
}

function hintForRef({ name, package: owner, version }: RefArgs, names: Names): string {
  const versions = names.versions(name);
  if (version !== null && versions.length > 0)
    return `It has these versions: ${versions.join(", ")}.`;
  const owners = names.owners(name);
  if (version !== null && owners.length > 0) {
    return `'${name}' has no versions: write ref('${name}').`;
  }
  const [elsewhere] = owners;
  if (owner !== null && elsewhere !== undefined) {
    return `Package '${elsewhere}' has it: write ref('${elsewhere}', '${name}').`;
  }
  const close = suggest(name, names.modelNames);
  return close
    ? `Did you mean ref('${close}')?`
    : "Check the name: there is no model, seed or snapshot like it in the project or its packages.";
}

function hintForSource(source: string, table: string, names: Names): string {
  const close = suggest(`${source}.${table}`, names.sourceNames);
  if (close === undefined)
    return `Declare it under sources: in a property file: name ${source}, with a table ${table}.`;
  const [first, ...rest] = close.split(".");
  return `Did you mean source('${first}', '${rest.join(".")}')?`;
}

function hintFor(wanted: Wanted, names: Names): string {
  if (wanted.kind === "ref") return hintForRef(wanted.ref, names);
  if (wanted.kind === "source") return hintForSource(wanted.source, wanted.table, names);
  const close = suggest(wanted.wanted.at(-1) ?? "", names.functionNames);
  return close ? `Did you mean function('${close}')?` : "Put its file below functions/.";
}

function disabledOf(wanted: Wanted, names: Names): AnyNode | undefined {
  if (wanted.kind === "ref") return names.disabled(wanted.ref.name, wanted.ref.package);
  if (wanted.kind === "source") return names.disabled(`${wanted.source}.${wanted.table}`, null);
  return undefined;
}

/**
 * The diagnostic of a reference that was not found.
 * Of data tests it is a warning, as in dbt: the test is left out, and everything else can run.
 */
export function missingReference(
  node: Referring,
  wanted: Wanted,
  names: Names,
  locate: Locate,
): Diagnostic {
  const severity = node.resource_type === "test" ? "warning" : "error";
  const at = placeOf(node, wanted, locate);
  const leftOut = severity === "warning" ? "; the test is left out" : "";
  const disabled = disabledOf(wanted, names);
  if (disabled) {
    return {
      code: "PTX1202",
      severity,
      message: `${titleOf(node)} refers to ${described(wanted)}, which is disabled${leftOut}`,
      at,
      related: [{ message: "it is disabled here", at: locate(disabled) }],
      hint: "Enable it (enabled: true), or remove the reference.",
    };
  }
  return {
    code: "PTX1201",
    severity,
    message: `${titleOf(node)} refers to ${described(wanted)}, which does not exist${leftOut}`,
    at,
    hint: hintFor(wanted, names),
  };
}
