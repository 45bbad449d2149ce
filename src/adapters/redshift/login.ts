/** Passwords that AWS makes for a while, by its client libraries, which only this login needs. */
import { PtxError } from "../../core/error.ts";
import { loadDriver } from "../driver.ts";
import type { RedshiftSettings } from "./settings.ts";

export interface Login {
  readonly user: string;
  readonly password: string;
  /** Milliseconds since 1970. */
  readonly until: number;
}

/** The part of the libraries that is used; they are no dependency, not even of their types. */
interface AwsModule {
  readonly [name: string]: (new (input: object) => AwsClient) | undefined;
}
interface AwsClient {
  send(command: unknown): Promise<Readonly<Record<string, unknown>>>;
}

const load = async (name: string): Promise<AwsModule> => (await import(name)) as AwsModule;

interface Question {
  readonly library: string;
  readonly client: string;
  readonly command: string;
  readonly input: object;
}

function questionOf({ method, server, iam }: RedshiftSettings): Question {
  const { database } = server;
  if (iam.workgroup !== undefined) {
    return {
      library: "@aws-sdk/client-redshift-serverless",
      client: "RedshiftServerlessClient",
      command: "GetCredentialsCommand",
      input: { workgroupName: iam.workgroup, dbName: database },
    };
  }
  const shared = { ClusterIdentifier: iam.clusterId, DbName: database };
  const library = "@aws-sdk/client-redshift";
  const client = "RedshiftClient";
  if (method === "iam_role") {
    return { library, client, command: "GetClusterCredentialsWithIAMCommand", input: shared };
  }
  const groups = iam.groups.length > 0 ? { DbGroups: iam.groups } : {};
  const input = { ...shared, ...groups, DbUser: server.user, AutoCreate: iam.autocreate };
  return { library, client, command: "GetClusterCredentialsCommand", input };
}

/**
 * A user and a password that are good for some minutes.
 *
 * @param loaded Loads a library by its name.
 * @throws PtxError PTX4013 without AWS' library, PTX4002 when AWS refuses.
 */
export async function iamLogin(settings: RedshiftSettings, loaded = load): Promise<Login> {
  const { library, client, command, input } = questionOf(settings);
  const aws = await loadDriver(() => loaded(library), "logins of Redshift by IAM", [library]);
  const [Client, Command] = [aws[client], aws[command]];
  if (!Client || !Command) throw new Error(`${library} has no ${client} and ${command}`);
  const { region, profile, accessKeyId, secretAccessKey } = settings.iam;
  try {
    const answer = await new Client({
      ...(region === undefined ? {} : { region }),
      ...(profile === undefined ? {} : { profile }),
      ...(accessKeyId === undefined ? {} : { credentials: { accessKeyId, secretAccessKey } }),
    }).send(new Command(input));
    const user = answer["DbUser"] ?? answer["dbUser"];
    const password = answer["DbPassword"] ?? answer["dbPassword"];
    const end = answer["Expiration"] ?? answer["expiration"];
    const until = end instanceof Date ? end.getTime() : Date.now() + 300_000;
    return { user: String(user), password: String(password), until };
  } catch (error) {
    // The error's other parts hold the request, with the key in its headers.
    const message = error instanceof Error ? error.message : String(error);
    throw new PtxError("PTX4002", `AWS gives no login for Redshift: ${message}`, {
      hint: "Check `cluster_id`, `region` and `iam_profile` of the target, and the rights of its user.",
    });
  }
}
