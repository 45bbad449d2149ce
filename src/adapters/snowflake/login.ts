/** How a target logs in: password, key pair, tokens, browser, Okta; as dbt-snowflake reads its keys. */
import { createPrivateKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { PtxError } from "../../core/error.ts";
import type { JsonObject } from "../../core/node.ts";
import { invalid, text } from "../target-keys.ts";

/** What the driver needs beside account and user. Holds secrets: it is never printed. */
export interface Login {
  /** As `ptx debug` names it. */
  readonly way: string;
  /** Options of the driver. */
  readonly options: Readonly<Record<string, string | boolean>>;
  /** A token that must be exchanged first for one to log in with. */
  readonly refresh?: { readonly token: string; readonly id: string; readonly secret: string };
}

/** @throws PtxError PTX4005 where keys are missing or contradict each other. */
export function readLogin(settings: JsonObject, root: string): Login {
  const named = text(settings["authenticator"]);
  const keyed = ["private_key", "private_key_path"].some((key) => text(settings[key]));
  const authenticator = named ?? (keyed ? "snowflake_jwt" : "snowflake");
  if (/^https:\/\//i.test(authenticator)) {
    return { way: authenticator, options: { authenticator, ...password(settings) } };
  }
  switch (authenticator.toLowerCase()) {
    case "snowflake":
      if (keyed) return keyPair(settings, root);
      return { way: "snowflake", options: { authenticator: "SNOWFLAKE", ...password(settings) } };
    case "snowflake_jwt":
      return keyPair(settings, root);
    case "externalbrowser":
      return {
        way: "externalbrowser",
        // One log-in serves all sessions of a run, and those of the next hours.
        options: { authenticator: "EXTERNALBROWSER", clientStoreTemporaryCredential: true },
      };
    case "username_password_mfa":
      return {
        way: "username_password_mfa",
        options: {
          authenticator: "USERNAME_PASSWORD_MFA",
          clientRequestMFAToken: true,
          ...password(settings),
          ...(text(settings["passcode"]) ? { passcode: text(settings["passcode"]) ?? "" } : {}),
        },
      };
    case "oauth":
    case "jwt":
      return oauth(settings);
    case "programmatic_access_token":
      return {
        way: "programmatic_access_token",
        options: { authenticator: "PROGRAMMATIC_ACCESS_TOKEN", token: tokenOf(settings) },
      };
    default:
      throw invalid(
        "authenticator",
        `is "${authenticator}"`,
        "Use snowflake, snowflake_jwt, externalbrowser, oauth, username_password_mfa, programmatic_access_token, or the https:// address of Okta.",
      );
  }
}

function password(settings: JsonObject): { password: string } {
  const given = text(settings["password"]);
  if (given !== undefined) return { password: given };
  throw invalid(
    "password",
    "is not set",
    "Set it, best from the environment: `{{ env_var('DBT_ENV_SECRET_PASSWORD') }}`; or set `private_key_path`, or `authenticator`.",
  );
}

function tokenOf(settings: JsonObject): string {
  const given = text(settings["token"]);
  if (given !== undefined) return given;
  throw invalid("token", "is not set", "Set it to the token that the identity provider gave.");
}

/** A token to log in with; with a client's id and secret it is one that gets such tokens. */
function oauth(settings: JsonObject): Login {
  const token = tokenOf(settings);
  const [id, secret] = ["oauth_client_id", "oauth_client_secret"].map((key) => text(settings[key]));
  const options = { authenticator: "OAUTH" };
  if (id === undefined || secret === undefined) {
    return { way: "oauth", options: { ...options, token } };
  }
  return { way: "oauth", options, refresh: { token, id, secret } };
}

/** The driver takes keys as PKCS #8 without passphrase; users have them in other forms too. */
function keyPair(settings: JsonObject, root: string): Login {
  const inline = text(settings["private_key"]);
  const path = text(settings["private_key_path"]);
  const passphrase = text(settings["private_key_passphrase"]);
  const [key, name] =
    inline === undefined ? [keyFile(path, root), "private_key_path"] : [inline, "private_key"];
  return {
    way: "key pair",
    options: { authenticator: "SNOWFLAKE_JWT", privateKey: pem(key, passphrase, name) },
  };
}

function keyFile(path: string | undefined, root: string): string {
  if (path === undefined) {
    throw invalid("private_key_path", "is not set", "Set it to the file of the private key.");
  }
  try {
    return readFileSync(resolve(root, path), "utf8");
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PtxError("PTX4005", `\`private_key_path\` cannot be read: ${reason}`, {
      hint: "Check the path; relative ones start at the project.",
    });
  }
}

/** @throws PtxError PTX4005 without a word of the key in it. */
function pem(key: string, passphrase: string | undefined, name: string): string {
  const isPem = key.includes("-----BEGIN");
  const der = { key: Buffer.from(key, "base64"), format: "der", type: "pkcs8" } as const;
  const unlocked = passphrase === undefined ? {} : { passphrase };
  try {
    const parsed = createPrivateKey(isPem ? { key, ...unlocked } : { ...der, ...unlocked });
    return String(parsed.export({ type: "pkcs8", format: "pem" }));
  } catch {
    // What went wrong may quote the key.
    throw invalid(
      name,
      "is no private key that can be read",
      "It must be PEM, or PKCS #8 as Base64; an encrypted one needs `private_key_passphrase`.",
    );
  }
}
