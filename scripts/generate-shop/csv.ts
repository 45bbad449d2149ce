/**
 * The output files. Rows go through a small buffer to a stream whose back-pressure is honoured, so
 * memory does not grow with the number of rows.
 */
import { once } from "node:events";
import { createWriteStream, mkdirSync, type WriteStream } from "node:fs";
import { dirname, join } from "node:path";
import { type TableName, tables } from "./tables.ts";

export type Value = string | number | boolean | null;

/** A row must name every column of its table. */
export type Row<K extends TableName> = Readonly<
  Record<(typeof tables)[K]["columns"][number], Value>
>;

const flushAt = 1 << 16;

export interface Tables {
  write<K extends TableName>(table: K, row: Row<K>): void;
  /** Hands full buffers to the disk; await it between households. */
  flush(): Promise<void>;
  close(): Promise<ReadonlyMap<TableName, number>>;
}

interface Output {
  readonly stream: WriteStream;
  readonly columns: readonly string[];
  buffer: string;
  rows: number;
}

/** Opens one CSV per table under `root` and writes the headers. */
export function openTables(root: string): Tables {
  const outputs = new Map<TableName, Output>();
  for (const [name, { folder, columns }] of entries()) {
    const path = join(root, folder, `${name}.csv`);
    mkdirSync(dirname(path), { recursive: true });
    const buffer = `${columns.join(",")}\n`;
    outputs.set(name, { stream: createWriteStream(path), columns, buffer, rows: 0 });
  }
  return {
    write(table, row) {
      const output = outputs.get(table);
      if (output === undefined) throw new Error(`no table ${table}`);
      const values: Readonly<Record<string, Value>> = row;
      output.buffer += `${output.columns.map((column) => cell(values[column])).join(",")}\n`;
      output.rows += 1;
    },
    async flush() {
      for (const output of outputs.values()) {
        if (output.buffer.length >= flushAt) await drain(output);
      }
    },
    async close() {
      for (const output of outputs.values()) {
        await drain(output);
        output.stream.end();
        await once(output.stream, "finish");
      }
      return new Map([...outputs].map(([name, { rows }]) => [name, rows]));
    },
  };
}

function entries(): (readonly [TableName, (typeof tables)[TableName]])[] {
  return (Object.keys(tables) as TableName[]).map((name) => [name, tables[name]] as const);
}

async function drain(output: Output): Promise<void> {
  const chunk = output.buffer;
  output.buffer = "";
  if (chunk !== "" && !output.stream.write(chunk)) await once(output.stream, "drain");
}

function cell(value: Value | undefined): string {
  if (value === null || value === undefined) return "";
  const text = String(value);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
