/** The connection: `profiles.yml` in dbt's search order, or an embedded DuckDB file without one. */
import type { Dialect } from "../core/dialect.ts";
import { PtxError, PtxErrors } from "../core/error.ts";
import type { Files } from "../core/files.ts";
import type { Location } from "../core/location.ts";
import type { JsonObject } from "../core/node.ts";
import { suggest } from "../core/suggest.ts";
import type { Target } from "../core/target.ts";
import { isObject } from "./json.ts";
import { settingProblems } from "./profile-keys.ts";
import { parseYaml, type Yaml } from "./yaml.ts";
import { renderTree, yamlScope } from "./yaml-render.ts";

export interface ProfileRequest {
  readonly files: Files;
  readonly root: string;
  /** `profile:` of the project file. */
  readonly profileName: string | undefined;
  /** Command-line choices; each wins over the files. */
  readonly chosen: {
    readonly profile?: string | undefined;
    readonly target?: string | undefined;
    readonly threads?: number | undefined;
    readonly profilesDir?: string | undefined;
  };
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cliVars: JsonObject;
  /** Where the command was started, and the home folder. */
  readonly cwd: string;
  readonly home: string;
  readonly dialectOf: (type: string) => Dialect;
}

/** `--profiles-dir`, DBT_PROFILES_DIR, current folder, project folder, `~/.dbt`: first that has the file. */
function findProfiles({ files, root, chosen, env, cwd, home }: ProfileRequest): string | undefined {
  const forced = chosen.profilesDir ?? env["DBT_ENGINE_PROFILES_DIR"] ?? env["DBT_PROFILES_DIR"];
  if (forced !== undefined) {
    const file = `${forced.startsWith("/") ? forced : `${cwd}/${forced}`}/profiles.yml`;
    if (files.stat(file)) return file;
    throw new PtxError("PTX1003", `No profiles.yml in ${forced}`, {
      hint: "Check --profiles-dir (or DBT_PROFILES_DIR): it names the folder that holds profiles.yml.",
    });
  }
  return [cwd, root, `${home}/.dbt`]
    .map((folder) => `${folder}/profiles.yml`)
    .find((file) => files.stat(file) !== undefined);
}

/** Without any profile: a DuckDB file beside the project file. */
function embedded({ chosen, profileName }: ProfileRequest): Target {
  return {
    profileName: profileName ?? "embedded",
    name: chosen.target ?? "dev",
    type: "duckdb",
    schema: "main",
    database: "ptx",
    threads: chosen.threads ?? 4,
    settings: { type: "duckdb", path: "ptx.duckdb" },
    file: undefined,
  };
}

/** Where the name that was looked for comes from. */
const origins: Readonly<Record<string, string>> = {
  profile: "The name comes from profile: in the project file, or from --profile.",
  target: "The name comes from target: of the profile, or from --target.",
};

function pick(
  choices: JsonObject,
  name: string,
  what: string,
  yaml: Yaml,
  path: string[],
): JsonObject {
  const found = choices[name];
  if (isObject(found)) return found;
  const names = Object.keys(choices);
  const close = suggest(name, names);
  throw new PtxError("PTX1004", `profiles.yml has no ${what} named '${name}'`, {
    at: yaml.locate(path, path.length === 0 ? "value" : "key"),
    hint: `${close ? `Did you mean '${close}'? ` : ""}It has: ${names.join(", ") || "none"}. ${origins[what] ?? ""}`.trim(),
  });
}

function databaseOf(output: JsonObject, { profile }: Dialect): string | undefined {
  const given = output["database"] ?? output["dbname"] ?? output["project"];
  return given === undefined || given === null ? profile.database?.(output) : String(given);
}

/** Places of keys; of none where the target stands on one line, which may hold its password. */
function keyPlaces(output: JsonObject, path: readonly string[], yaml: Yaml) {
  const target = yaml.locate(path, "key");
  const flow = Object.keys(output).some(
    (key) => yaml.locate([...path, key], "key").line === target.line,
  );
  return (key?: string): Location | undefined =>
    flow ? undefined : yaml.locate(key === undefined ? path : [...path, key], "key");
}

function threadsOf(output: JsonObject, chosen: number | undefined): number {
  const threads = chosen ?? Number(output["threads"] ?? 1);
  return Number.isInteger(threads) && threads > 0 ? threads : 1;
}

/**
 * The target of this run. A profile is only looked at as far as it is used: other outputs may
 * need variables that are not set here.
 * @throws PtxError PTX1003 to PTX1006 for profiles that are missing or incomplete.
 */
export function loadTarget(request: ProfileRequest): Target {
  const { files, profileName, chosen, env, cliVars } = request;
  const file = findProfiles(request);
  const wanted = chosen.profile ?? profileName;
  if (file === undefined) return embedded(request);
  const yaml = parseYaml(files.readText(file) ?? "", file);
  const profiles = isObject(yaml.value) ? yaml.value : {};
  if (
    wanted === undefined ||
    (chosen.profile === undefined &&
      profiles[wanted] === undefined &&
      file.endsWith("/.dbt/profiles.yml"))
  ) {
    return embedded(request);
  }
  const profile = pick(profiles, wanted, "profile", yaml, []);
  const scope = yamlScope({ env, vars: cliVars, secretsAllowed: true });
  const targetName = String(
    chosen.target ??
      renderTree(profile["target"] ?? "default", yaml, scope, undefined, [wanted, "target"]),
  );
  if (!isObject(profile["outputs"])) {
    throw new PtxError("PTX1005", `Profile '${wanted}' has no outputs`, {
      at: yaml.locate([wanted], "key"),
      hint: "List its targets under `outputs:`, each with a `type:`.",
    });
  }
  const raw = pick(profile["outputs"], targetName, "target", yaml, [wanted, "outputs"]);
  const path = [wanted, "outputs", targetName];
  const output = renderTree(raw, yaml, scope, undefined, path) as JsonObject;
  const type = output["type"];
  if (typeof type !== "string") {
    throw new PtxError("PTX1006", `Target '${targetName}' of profile '${wanted}' has no type`, {
      at: yaml.locate(path, "key"),
      hint: "Add `type: duckdb` (or postgres, redshift, snowflake, bigquery).",
    });
  }
  const dialect = request.dialectOf(type);
  const wrong = settingProblems(output, dialect.profile, keyPlaces(output, path, yaml));
  if (wrong.length > 0) throw new PtxErrors(wrong);
  return {
    profileName: wanted,
    name: targetName,
    type,
    schema: String(output["schema"] ?? output["dataset"] ?? dialect.profile.defaultSchema),
    database: databaseOf(output, dialect),
    threads: threadsOf(output, chosen.threads),
    settings: output,
    file,
  };
}
