/** Logs in: each `method` of a target as a client of Google's library, which renews its tokens. */
import type { AuthClient } from "google-auth-library";
import { PtxError } from "../../core/error.ts";
import { loadDriver } from "../driver.ts";
import type { BigQuerySettings, Login, Tokens } from "./settings.ts";

/** The versions that the tests ran with. */
export const packages = ["@google-cloud/bigquery@8.3.1", "google-auth-library@10.9.1"];

/** @throws PtxError PTX4013 without the library, PTX4002 where the machine is logged in as nobody. */
export async function authClientOf(settings: BigQuerySettings): Promise<AuthClient> {
  const google = await loadDriver(() => import("google-auth-library"), "BigQuery", packages);
  const source = await ownClient(settings.login, settings, google);
  if (settings.quotaProject !== undefined) source.quotaProjectId = settings.quotaProject;
  if (settings.impersonate === undefined) return source;
  return new google.Impersonated({
    sourceClient: source,
    targetPrincipal: settings.impersonate,
    targetScopes: [...settings.scopes],
    lifetime: 3600,
    delegates: [],
  });
}

type Google = typeof import("google-auth-library");

async function ownClient(
  login: Login,
  { scopes }: BigQuerySettings,
  google: Google,
): Promise<AuthClient> {
  switch (login.kind) {
    case "default":
      return machineClient(scopes, google);
    case "service-account": {
      const { client_email: email, private_key: key, private_key_id: keyId } = login.key;
      return new google.JWT({
        email: String(email),
        key: String(key),
        ...(typeof keyId === "string" ? { keyId } : {}),
        scopes: [...scopes],
      });
    }
    case "tokens":
      return tokenClient(login.tokens, google);
  }
}

async function machineClient(scopes: readonly string[], google: Google): Promise<AuthClient> {
  try {
    return await new google.GoogleAuth({ scopes: [...scopes] }).getClient();
  } catch (error) {
    const { message } = error instanceof Error ? error : new Error(String(error));
    throw new PtxError("PTX4002", `no login for BigQuery: ${message}`, {
      hint: "Run `gcloud auth application-default login`, or name a key file by GOOGLE_APPLICATION_CREDENTIALS.",
    });
  }
}

function tokenClient(tokens: Tokens, google: Google): AuthClient {
  const { token, refreshToken, clientId, clientSecret, tokenUri } = tokens;
  const client = new google.OAuth2Client({
    ...(clientId === undefined ? {} : { clientId }),
    ...(clientSecret === undefined ? {} : { clientSecret }),
    ...(tokenUri === undefined ? {} : { endpoints: { oauth2TokenUrl: tokenUri } }),
  });
  client.setCredentials({
    ...(token === undefined ? {} : { access_token: token }),
    ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
  });
  return client;
}
