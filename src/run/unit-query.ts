/** Fixtures in front of a query, as common table expressions. */
import { type Cte, injectCtes } from "../compile/inject.ts";
import { ephemeralName } from "../compile/values/relation.ts";
import type { Rendered } from "../core/compiled.ts";
import type { Dialect } from "../core/dialect.ts";

const nowhere = { locate: () => undefined };

/** Rows under the name that the template reads them by. */
export const fixture = (alias: string, sql: string): Cte => ({
  name: ephemeralName(alias),
  query: { text: sql, spans: nowhere },
});

export function withFixtures(
  query: Rendered,
  fixtures: readonly Cte[],
  dialect: Dialect,
): Rendered {
  return injectCtes(query, fixtures, dialect);
}
