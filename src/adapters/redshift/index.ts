/** Redshift: the driver of Postgres, with Redshift's logins, catalog and SQL. */
import type { Adapter } from "../../core/adapter.ts";
import type { ConnectOptions } from "../../core/adapter-definition.ts";
import type { Target } from "../../core/target.ts";
import { redshift as dialect } from "../../sql/dialects/redshift.ts";
import { PgAdapter } from "../postgres/pg-adapter.ts";
import { catalogOf, columnsQueries, relationsOf } from "./catalog.ts";
import { connectorOf } from "./connect.ts";
import { loadSeed, seedColumns } from "./seed.ts";
import { type RedshiftSettings, readSettings } from "./settings.ts";

/**
 * The adapter of a target. No connection is made, and the driver is not loaded, before the first
 * session asks something.
 *
 * @throws PtxError PTX4005 for settings that cannot work.
 */
export function connect(target: Target, { root }: ConnectOptions): Adapter {
  const settings = readSettings(target, root);
  const { database } = settings.server;
  return new PgAdapter({
    dialect,
    database,
    connector: connectorOf(settings),
    remembersTransactions: false,
    columnsQueries,
    relations: (session, schemas) => relationsOf(session, database, schemas),
    catalog: (session, schemas) => catalogOf(session, database, schemas),
    seedColumns: (load) => seedColumns(load, root),
    loadSeed: (session, load) => loadSeed(session, load, root),
    facts: factsOf(settings),
  });
}

function factsOf({ method, server, iam, ra3Node }: RedshiftSettings) {
  const { host, port, user, database, schema, tls, role } = server;
  return {
    host,
    port: String(port),
    user,
    database,
    schema,
    method,
    sslmode: tls.mode,
    ...(iam.clusterId === undefined ? {} : { cluster_id: iam.clusterId }),
    ...(iam.region === undefined ? {} : { region: iam.region }),
    ...(iam.profile === undefined ? {} : { iam_profile: iam.profile }),
    ...(role === undefined ? {} : { role }),
    ra3_node: String(ra3Node),
  };
}
