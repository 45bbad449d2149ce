/** Seeds: a CSV file into a table, as a whole or not at all. */
import type { AdapterKit, Column, Dialect, SeedLoad, Session, StatementResult } from "ptx";
import type { Database } from "./database.ts";
import { affinityOf } from "./dialect.ts";

const types: Readonly<Record<string, string>> = {
  int32: "INTEGER",
  int64: "INTEGER",
  number: "REAL",
  date: "DATE",
  timestamp: "TIMESTAMP",
  boolean: "BOOLEAN",
  text: "TEXT",
};

const truths: ReadonlySet<string> = new Set(["true", "t", "yes", "y", "1"]);

export function seedColumns(kit: AdapterKit, load: SeedLoad, root: string): Column[] {
  return kit.openSeed(load, root).columns.map(({ name, type, given }) => ({
    name,
    type: given ?? types[type] ?? "TEXT",
  }));
}

export async function loadSeed(
  kit: AdapterKit,
  dialect: Dialect,
  database: Database,
  session: Session,
  load: SeedLoad,
  root: string,
): Promise<StatementResult> {
  const source = kit.openSeed(load, root);
  const columns = seedColumns(kit, load, root);
  const table = kit.qualified(load.target, dialect);
  const quoted = columns.map(({ name }) => kit.quoteIdentifier(name, dialect));
  if (load.truncate) await kit.assertSameColumns(session, load, columns);
  const marks = columns.map(() => "?").join(", ");
  await session.transaction(async () => {
    if (load.truncate) await session.execute(`delete from ${table}`);
    else {
      const definitions = columns.map(({ type }, i) => `${quoted[i]} ${type}`).join(", ");
      await session.execute(
        `drop table if exists ${table};\ncreate table ${table} (${definitions})`,
      );
    }
    const insert = `insert into ${table} (${quoted.join(", ")}) values (${marks})`;
    const statement = database.connection.prepare(insert);
    try {
      source.each((record, line) => {
        statement.run(record.map((text, i) => stored(kit, text, columns[i], load, line)));
      });
    } finally {
      statement.finalize();
    }
  });
  const { records } = source;
  return { rowsAffected: records, message: `INSERT ${records}`, code: "INSERT" };
}

/** SQLite takes any text into any column; what is declared a number has to be one. */
function stored(
  kit: AdapterKit,
  text: string | null,
  column: Column | undefined,
  { file }: SeedLoad,
  line: number,
): string | number | null {
  if (text === null || column === undefined) return text;
  if (column.type === "BOOLEAN") return truths.has(text.toLowerCase()) ? 1 : 0;
  const affinity = affinityOf(column.type);
  if ((affinity === "integer" || affinity === "real") && Number.isNaN(Number(text))) {
    throw new kit.PtxError("PTX4010", `"${text}" is no ${column.type} (column ${column.name})`, {
      at: { file, line, column: 1 },
      hint: "Correct the value, or change the column's type under `column_types`.",
    });
  }
  return text;
}
