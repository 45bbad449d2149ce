/** `persist_docs`: descriptions of the YAML files as comments in the warehouse. */
import type { RelationKind } from "../core/relation.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import type { MaterializationInput, Plan } from "./materialization.ts";
import { askColumns, nameOf, sql } from "./steps.ts";

interface PersistDocs {
  readonly relation: boolean;
  readonly columns: boolean;
}

function docsConfig({ config }: MaterializationInput): PersistDocs {
  const wanted = config["persist_docs"];
  const asked = (key: string) =>
    wanted !== null && typeof wanted === "object" && !Array.isArray(wanted) && wanted[key] === true;
  return { relation: asked("relation"), columns: asked("columns") };
}

export function wantsDocs(input: MaterializationInput): boolean {
  const { relation, columns } = docsConfig(input);
  return relation || columns;
}

/** Comments for the relation, and for those documented columns that it has. */
export function* persistDocs(input: MaterializationInput, kind: RelationKind): Plan {
  const { target, dialect, description } = input;
  const wanted = docsConfig(input);
  const name = nameOf(target, input);
  if (wanted.relation && description !== "") {
    yield sql(dialect.ddl.comment(kind, name, description));
  }
  const documented = Object.values(input.columns);
  if (!wanted.columns || documented.length === 0) return;
  const present = yield* askColumns(target);
  const names = new Map(present.map((column) => [column.name.toLowerCase(), column.name]));
  const comments = documented.flatMap(({ name: column, description: text }) => {
    const actual = names.get(column.toLowerCase());
    return actual === undefined ? [] : [{ column: quoteIdentifier(actual, dialect), text }];
  });
  if (comments.length > 0) yield sql(dialect.ddl.columnComments(kind, name, comments));
}
