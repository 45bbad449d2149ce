/** The keys of a Redshift target, read and checked. Names, meanings and defaults are dbt-redshift's. */
import type { JsonObject } from "../../core/node.ts";
import type { Target } from "../../core/target.ts";
import type { PostgresSettings } from "../postgres/settings.ts";
import { readTls } from "../postgres/tls.ts";
import { invalid, required, text, wholeNumber } from "../target-keys.ts";

export interface RedshiftSettings {
  readonly method: Method;
  /** As for Postgres; user and password are asked from AWS with the methods of IAM. */
  readonly server: PostgresSettings;
  readonly iam: IamSettings;
  /** Databases of the cluster can be named in statements. */
  readonly ra3Node: boolean;
}

export interface IamSettings {
  readonly clusterId: string | undefined;
  readonly workgroup: string | undefined;
  readonly region: string | undefined;
  readonly profile: string | undefined;
  readonly groups: readonly string[];
  readonly autocreate: boolean;
  readonly accessKeyId: string | undefined;
  readonly secretAccessKey: string | undefined;
}

const methods = ["database", "iam", "iam_role"] as const;
type Method = (typeof methods)[number];

/**
 * @param root Where relative paths of certificates start.
 * @throws PtxError PTX4005 naming the key and what it must be.
 */
export function readSettings({ settings, schema }: Target, root: string): RedshiftSettings {
  const method = methodOf(text(settings["method"]) ?? "database");
  const host = required(settings, ["host"], "the endpoint of the cluster or workgroup");
  const iam = iamOf(settings, host);
  assertComplete(method, settings, iam);
  return {
    method,
    iam,
    ra3Node: settings["ra3_node"] === true,
    server: {
      host,
      port: wholeNumber(settings, "port", 5439),
      user: text(settings["user"]) ?? "",
      password: text(settings["password"] ?? settings["pass"]) ?? "",
      database: required(settings, ["dbname", "database"], "the database of the cluster"),
      schema,
      connectTimeout: wholeNumber(settings, "connect_timeout", 30),
      retries: wholeNumber(settings, "retries", 1),
      keepalivesIdle: wholeNumber(settings, "keepalives_idle", 240),
      applicationName: "ptx",
      tls: readTls(settings, host, root),
      // Redshift has none of the settings that make Postgres write values in one way: it has one.
      parameters: {},
      role: text(settings["role"]),
    },
  };
}

function methodOf(given: string): Method {
  const method = methods.find((name) => name === given);
  if (method) return method;
  throw invalid("method", `is "${given}"`, `Set it to one of: ${methods.join(", ")}.`);
}

/** `name.random.region.redshift.amazonaws.com`, `workgroup.account.region.redshift-serverless.…`. */
function iamOf(settings: JsonObject, host: string): IamSettings {
  const parts = host.split(".");
  const serverless = host.includes(".redshift-serverless.");
  const groups = settings["db_groups"];
  return {
    clusterId: text(settings["cluster_id"]),
    workgroup: text(settings["serverless_work_group"]) ?? (serverless ? parts[0] : undefined),
    region: text(settings["region"]) ?? (/\.amazonaws\./.test(host) ? parts[2] : undefined),
    profile: text(settings["iam_profile"]),
    groups: Array.isArray(groups) ? groups.map(String) : [],
    autocreate: settings["autocreate"] === true,
    accessKeyId: text(settings["access_key_id"]),
    secretAccessKey: text(settings["secret_access_key"]),
  };
}

function assertComplete(method: Method, settings: JsonObject, iam: IamSettings): void {
  if (method === "database") {
    required(settings, ["user"], "the user to log in as");
    required(settings, ["password", "pass"], "the password of the user, or use `method: iam`");
    return;
  }
  if (iam.workgroup === undefined && iam.clusterId === undefined) {
    throw invalid("cluster_id", "is not set", "Set it to the cluster that IAM is asked about.");
  }
  if (method === "iam" && iam.workgroup === undefined) {
    required(settings, ["user"], "the user of the database that IAM gives a password for");
  }
  if ((iam.accessKeyId === undefined) !== (iam.secretAccessKey === undefined)) {
    const missing = iam.accessKeyId === undefined ? "access_key_id" : "secret_access_key";
    throw invalid(missing, "is not set", "Set both halves of the key, or none of them.");
  }
}
