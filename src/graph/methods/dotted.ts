/** Methods whose value is a name with its owners in front: sources, exposures, metrics, … */
import { PtxError } from "../../core/error.ts";
import { textOf } from "../candidate.ts";
import type { Criterion } from "../criterion.ts";
import { wildcard } from "../wildcard.ts";
import type { SelectorMethod } from "./method.ts";

function tooManyParts({ method, value, place }: Criterion, shape: string): PtxError {
  return new PtxError(
    "PTX2105",
    `${method}: found "${textOf(value)}", which has too many parts, ${place}`,
    {
      hint: `write ${shape}`,
    },
  );
}

export const source: SelectorMethod = {
  summary: "source.table of a source, or package.source.table",
  matcher(criterion) {
    const parts = textOf(criterion.value).split(".");
    if (parts.length > 3)
      throw tooManyParts(criterion, "source, source.table or package.source.table");
    const inPackage = wildcard(parts.length === 3 ? (parts.shift() ?? "*") : "*");
    const [inSource, inTable] = [wildcard(parts[0] ?? "*"), wildcard(parts[1] ?? "*")];
    return ({ resource_type, package_name, source_name, name }) =>
      resource_type === "source" &&
      inPackage(package_name) &&
      inSource(source_name ?? "") &&
      inTable(name);
  },
};

/** `name` or `package.name` of one resource type. */
export function named(resourceType: string, what: string): SelectorMethod {
  return {
    summary: `name of ${what}, or package.name`,
    matcher(criterion) {
      const parts = textOf(criterion.value).split(".");
      if (parts.length > 2) throw tooManyParts(criterion, "name or package.name");
      const inPackage = wildcard(parts.length === 2 ? (parts.shift() ?? "*") : "*");
      const inName = wildcard(parts[0] ?? "*");
      return ({ resource_type, package_name, name }) =>
        resource_type === resourceType && inPackage(package_name) && inName(name);
    },
  };
}
