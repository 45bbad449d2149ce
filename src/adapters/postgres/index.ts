/** Postgres, by the driver `pg`. */
import type { Adapter } from "../../core/adapter.ts";
import type { ConnectOptions } from "../../core/adapter-definition.ts";
import type { Target } from "../../core/target.ts";
import { postgres as dialect } from "../../sql/dialects/postgres.ts";
import { catalogOf, columnsQuery, relationsOf } from "./catalog.ts";
import { Connector } from "./connect.ts";
import { PgAdapter } from "./pg-adapter.ts";
import { loadSeed, seedColumns } from "./seed.ts";
import { type PostgresSettings, readSettings } from "./settings.ts";

/**
 * The adapter of a target. No connection is made, and the driver is not loaded, before the first
 * session asks something.
 *
 * @throws PtxError PTX4005 for settings that cannot work.
 */
export function connect(target: Target, { root, reading }: ConnectOptions): Adapter {
  const told = readSettings(target, root);
  const settings = reading === true ? withoutWriting(told) : told;
  const { database } = settings;
  return new PgAdapter({
    dialect,
    database,
    connector: new Connector(settings),
    remembersTransactions: true,
    columnsQueries: (relation) => [columnsQuery(relation)],
    relations: (session, schemas) => relationsOf(session, database, schemas),
    catalog: (session, schemas) => catalogOf(session, database, schemas),
    seedColumns: (load) => seedColumns(load, root),
    loadSeed: (session, load) => loadSeed(session, load, root),
    facts: factsOf(settings),
  });
}

/** Every transaction of such a connection is read-only, also those of functions that templates call. */
const withoutWriting = (settings: PostgresSettings): PostgresSettings => ({
  ...settings,
  parameters: { ...settings.parameters, default_transaction_read_only: "on" },
});

function factsOf(settings: PostgresSettings): Readonly<Record<string, string>> {
  const { host, port, user, database, schema, tls, role, parameters } = settings;
  const { search_path: searchPath } = parameters;
  return {
    host,
    port: String(port),
    user,
    database,
    schema,
    sslmode: tls.mode,
    ...(role === undefined ? {} : { role }),
    ...(searchPath === undefined ? {} : { search_path: searchPath }),
  };
}
