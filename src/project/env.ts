/** Environment variables in templates and YAML: required ones, defaults, secrets. */
import { PtxError } from "../core/error.ts";
import type { Location } from "../core/location.ts";
import { suggest } from "../core/suggest.ts";

type Env = Readonly<Record<string, string | undefined>>;

const secretPrefixes = ["DBT_ENV_SECRET_", "DBT_ENGINE_ENV_SECRET_"];

export const isSecretName = (name: string): boolean =>
  secretPrefixes.some((prefix) => name.startsWith(prefix));

/** Values that must never be printed: those of `DBT_ENV_SECRET_…`, longest first. */
export function secretValues(env: Env): string[] {
  return Object.entries(env)
    .filter(([name, value]) => isSecretName(name) && value !== undefined && value.trim() !== "")
    .map(([, value]) => value ?? "")
    .sort((a, b) => b.length - a.length);
}

export interface EnvLookup {
  readonly env: Env;
  readonly name: string;
  readonly fallback: unknown;
  /** Profiles and package lists may read secrets; everything else may not. */
  readonly secretsAllowed: boolean;
  readonly at: Location | undefined;
}

/**
 * Value of `env_var(name, fallback)`.
 * @throws PtxError PTX1010 when it is not set and has no default, PTX1011 for a secret out of place.
 */
export function lookupEnv({ env, name, fallback, secretsAllowed, at }: EnvLookup): unknown {
  if (isSecretName(name) && !secretsAllowed) {
    throw new PtxError(
      "PTX1011",
      `Secret environment variable '${name}' is used outside of profiles.yml and packages.yml`,
      {
        at,
        hint: "Secrets may only appear in profiles.yml and packages.yml, so that they never reach SQL or logs. Use a variable without the secret prefix here.",
      },
    );
  }
  const value = env[name];
  if (value !== undefined) return value;
  if (fallback !== undefined) return fallback;
  const close = suggest(name, Object.keys(env));
  throw new PtxError("PTX1010", `Environment variable '${name}' is not set and has no default`, {
    at,
    hint: close
      ? `Did you mean '${close}'? Otherwise set ${name}, or give a default: env_var('${name}', '…').`
      : `Set ${name}, or give a default: env_var('${name}', '…').`,
  });
}
