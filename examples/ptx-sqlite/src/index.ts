/** SQLite for ptx. */
import { readdirSync, readFileSync } from "node:fs";
import type { AdapterPackage } from "ptx";
import { SqliteAdapter } from "./adapter.ts";
import { sqliteDialect } from "./dialect.ts";

const folder = new URL("../macros/", import.meta.url);

export const adapter: AdapterPackage = {
  portVersion: 1,
  types: ["sqlite"],
  define(kit) {
    const dialect = sqliteDialect(kit);
    return {
      dialect,
      macros: Object.fromEntries(
        readdirSync(folder).map((file) => [file, readFileSync(new URL(file, folder), "utf8")]),
      ),
      connect: (target, { root }) => new SqliteAdapter(kit, dialect, target, root),
    };
  },
};
