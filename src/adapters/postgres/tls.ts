/**
 * `sslmode` and the certificates, with the meanings that libpq gives them. Where a target says
 * nothing, a server on another machine must speak TLS; libpq itself would take plain text too.
 */
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import type { ConnectionOptions } from "node:tls";
import type { JsonObject } from "../../core/node.ts";
import { isLocal } from "../encryption.ts";
import { invalid, text } from "../target-keys.ts";

const modes = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"] as const;
export type SslMode = (typeof modes)[number];

export interface TlsSettings {
  readonly mode: SslMode;
  /** What to try, in order: TLS with these options, or plain text (`false`). */
  readonly attempts: readonly (ConnectionOptions | false)[];
}

/** @throws PtxError PTX4005 for an unknown mode and for files that cannot be read. */
export function readTls(settings: JsonObject, host: string, root: string): TlsSettings {
  const mode = modeOf(text(settings["sslmode"]), host);
  // Sockets of the file system have no TLS, whatever the mode says.
  if (host.startsWith("/")) return { mode, attempts: [false] };
  const secure = (): ConnectionOptions => optionsFor(mode, settings, root);
  switch (mode) {
    case "disable":
      return { mode, attempts: [false] };
    case "allow":
      return { mode, attempts: [false, secure()] };
    case "prefer":
      return { mode, attempts: [secure(), false] };
    default:
      return { mode, attempts: [secure()] };
  }
}

function modeOf(given: string | undefined, host: string): SslMode {
  if (given === undefined) return isLocal(host) ? "prefer" : "require";
  const mode = modes.find((name) => name === given);
  if (mode) return mode;
  throw invalid("sslmode", `is "${given}"`, `Set it to one of: ${modes.join(", ")}.`);
}

function optionsFor(mode: SslMode, settings: JsonObject, root: string): ConnectionOptions {
  const file = (key: string, usual: string): string | undefined => {
    const given = text(settings[key]);
    const path = given ?? join(homedir(), ".postgresql", usual);
    if (given === undefined && !existsSync(path)) return undefined;
    return readText(key, isAbsolute(path) ? path : resolve(root, path));
  };
  const system = settings["sslrootcert"] === "system";
  const ca = system ? undefined : file("sslrootcert", "root.crt");
  const [cert, key] = [file("sslcert", "postgresql.crt"), file("sslkey", "postgresql.key")];
  // A root certificate that is there is used, also by `require`: so says libpq's documentation.
  const checked = mode.startsWith("verify") || (mode === "require" && ca !== undefined) || system;
  const named = mode === "verify-full" || system;
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    rejectUnauthorized: checked,
    ...(named ? {} : { checkServerIdentity: () => undefined }),
  };
}

function readText(key: string, path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw invalid(key, `cannot be read: ${reason}`, "Correct the path, or the rights of the file.");
  }
}
