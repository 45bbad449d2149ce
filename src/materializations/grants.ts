/** `grants:`: who else may do what with a relation. */
import type { RelationKind } from "../core/relation.ts";
import type { MaterializationInput, Plan } from "./materialization.ts";
import { askRows, nameOf, sql, textsOf } from "./steps.ts";

/** Wanted grantees by privilege; `undefined` where the config says nothing. */
function grantConfig({ config }: MaterializationInput): ReadonlyMap<string, string[]> | undefined {
  const { grants } = config;
  if (grants === null || typeof grants !== "object" || Array.isArray(grants)) return undefined;
  const entries = Object.entries(grants);
  if (entries.length === 0) return undefined;
  return new Map(entries.map(([privilege, grantees]) => [privilege, textsOf(grantees)]));
}

export const wantsGrants = (input: MaterializationInput): boolean =>
  input.dialect.grants !== undefined && grantConfig(input) !== undefined;

const keyOf = (privilege: string, grantee: string): string =>
  `${privilege.toLowerCase()}\n${grantee.toLowerCase()}`;

/**
 * Grants what is wanted and not there; revokes what is there and not wanted.
 *
 * @param kept The relation was there before, and still has the rights that it had.
 */
export function* applyGrants(input: MaterializationInput, kind: RelationKind, kept: boolean): Plan {
  const { grants } = input.dialect;
  const wanted = grantConfig(input);
  if (grants === undefined || wanted === undefined) return;
  const name = nameOf(input.target, input);
  const present = kept ? yield* askRows(grants.show(input.target)) : [];
  const there = new Set(present.map(([grantee = "", privilege = ""]) => keyOf(privilege, grantee)));
  const asked = new Set<string>();
  const missing: [string, string[]][] = [];
  for (const [privilege, grantees] of wanted) {
    for (const grantee of grantees) asked.add(keyOf(privilege, grantee));
    const absent = grantees.filter((grantee) => !there.has(keyOf(privilege, grantee)));
    if (absent.length > 0) missing.push([privilege, absent]);
  }
  for (const [grantee = "", privilege = ""] of present) {
    if (asked.has(keyOf(privilege, grantee))) continue;
    yield sql(grants.revoke(privilege, name, [grantee], kind));
  }
  for (const [privilege, grantees] of missing) {
    yield sql(grants.grant(privilege, name, grantees, kind));
  }
}
