/** Puts a template's questions to a session. */
import type { Session } from "../core/adapter.ts";
import { PtxError } from "../core/error.ts";
import type { Relation, RelationKind } from "../core/relation.ts";
import { splitStatements } from "../sql/split.ts";
import type { Answer, Answers, Ask, Question } from "./drive.ts";
import type { Warehouse } from "./warehouse.ts";

const kinds: Readonly<Record<string, RelationKind>> = {
  "BASE TABLE": "table",
  TABLE: "table",
  "LOCAL TEMPORARY": "table",
  VIEW: "view",
  "MATERIALIZED VIEW": "materialized_view",
  EXTERNAL: "external",
  "DYNAMIC TABLE": "dynamic_table",
};

async function relations(
  session: Session,
  warehouse: Warehouse,
  { database, schema }: Question & { readonly kind: "relations" },
): Promise<Relation[]> {
  const { rows } = await session.query(warehouse.relations(database, schema));
  return rows.map(([catalog, found, name, kind]) => ({
    database: String(catalog),
    schema: String(found),
    name: String(name),
    kind: kinds[String(kind).toUpperCase()] ?? "table",
  }));
}

/** A query may come with statements before it, which return nothing. */
async function query(
  session: Session,
  warehouse: Warehouse,
  sql: string,
): Promise<Answers["query"]> {
  const statements = splitStatements(sql, warehouse.dialect);
  const last = statements.pop();
  if (last === undefined) return { columns: [], rows: [] };
  for (const statement of statements) await session.execute(statement.sql);
  return session.query(statements.length === 0 ? sql : last.sql);
}

/** Answers from a session, which is opened when the first question comes. */
export function answersFrom(session: () => Promise<Session>, warehouse: Warehouse): Answer {
  const put = async (question: Question): Promise<unknown> => {
    const open = await session();
    if (question.kind === "query") return query(open, warehouse, question.sql);
    if (question.kind === "execute") return open.execute(question.sql);
    if (question.kind === "describe") return open.describe(question.sql);
    if (question.kind === "columns") return open.columns(question.relation);
    if (question.kind === "folder") {
      return (await open.replaceFolder?.(question.target, question.built)) ?? false;
    }
    return relations(open, warehouse, question as Question & { readonly kind: "relations" });
  };
  return put as Answer;
}

const emptyAnswers: Answers = {
  query: { columns: [], rows: [] },
  execute: { rowsAffected: undefined, message: "" },
  describe: [],
  columns: undefined,
  relations: [],
  folder: false,
};

/** Answers as an empty warehouse would. */
export const askNothing: Ask = ({ kind }) => emptyAnswers[kind];

/** @throws PtxError PTX3207 always: there is no warehouse to ask. */
export const refuseToAsk: Ask = () => {
  throw new PtxError(
    "PTX3207",
    "The template asks the warehouse, and this command does not open it",
    {
      hint: "Wrap what depends on the answer in {% if execute %}, or use a command that connects.",
    },
  );
};
