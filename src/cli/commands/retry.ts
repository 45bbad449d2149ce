/** `ptx retry`: what failed or was skipped in the last run, once more, as it was asked for then. */
import { resolve } from "node:path";
import { PtxError } from "../../core/error.ts";
import type { Json, JsonObject } from "../../core/node.ts";
import { readArtifact } from "../../state/record.ts";
import { runResultsFromJson } from "../../state/run-results-json.ts";
import { type CommandRun, flagOption, type Options, textOption } from "../command.ts";
import { openProject } from "../workspace.ts";

/** Where this invocation works and writes stays its own; all else is as it was. */
const own: ReadonlySet<string> = new Set([
  "logPath",
  "projectDir",
  "profilesDir",
  "targetPath",
  "warnError",
  "state",
  "deferState",
  "quiet",
  "debug",
  "useColors",
  "logFormat",
  "logLevel",
  "logLevelFile",
  "reporter",
]);

/** May be given again, and then count. */
const overriding = ["vars", "threads", "failFast"];

/** Selections have done their work: the nodes are known. */
const selecting: ReadonlySet<string> = new Set([
  "select",
  "models",
  "exclude",
  "selector",
  "resourceType",
  "resourceTypes",
  "excludeResourceType",
  "excludeResourceTypes",
]);

const retryable: ReadonlySet<string> = new Set([
  "error",
  "fail",
  "skipped",
  "runtime error",
  "partial success",
]);

const commandsToRetry = ["build", "run", "test", "seed", "snapshot", "compile", "clone"];

const camel = (name: string): string =>
  name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** dbt keeps vars and samples as mappings, the command line has them as text. */
const optionValue = (name: string, value: Json): unknown =>
  (name === "vars" || name === "sample") && typeof value === "object"
    ? JSON.stringify(value)
    : value;

/** The options of the earlier run, with those of this one that count. */
function optionsOf(before: JsonObject, now: Options): Options {
  const options: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(before)) {
    const name = camel(key);
    if (value === null || own.has(name) || selecting.has(name)) continue;
    options[name] = optionValue(name, value);
  }
  for (const [name, value] of Object.entries(now)) {
    if (own.has(name) || overriding.includes(name)) options[name] = value;
  }
  return options;
}

async function earlierRun(run: CommandRun) {
  const { options, environment } = run;
  const project = await openProject(run);
  const state = textOption(options, "state");
  const folder = state === undefined ? project.targetPath : resolve(project.root.root, state);
  const path = `${folder}/run_results.json`;
  if (environment.files.stat(path) === undefined) {
    throw new PtxError("PTX5006", `There is no earlier run: ${path} does not exist`, {
      hint: "Run something first (ptx build), or name the folder with the results: --state <folder>.",
    });
  }
  return runResultsFromJson(readArtifact(environment.files, path), path);
}

export async function retry(run: CommandRun): Promise<number> {
  const { args, statuses, batches } = await earlierRun(run);
  const command = String(args["which"] ?? "nothing");
  const spec = run.commands.find(({ name }) => name === command);
  if (spec === undefined || !commandsToRetry.includes(command)) {
    throw new PtxError("PTX5007", `The last run was 'ptx ${command}', which cannot be retried`, {
      hint: `Run it again. These can be retried: ${commandsToRetry.join(", ")}.`,
    });
  }
  const warned = flagOption(run.options, "warnError");
  const only = [...statuses].flatMap(([id, status]) =>
    (retryable.has(status) || (warned && status === "warn")) && !id.startsWith("operation.")
      ? [id]
      : [],
  );
  if (only.length === 0) {
    run.environment.stdout.write(
      `Nothing to retry: all that the last 'ptx ${command}' did went well.\n`,
    );
    return 0;
  }
  const handler = await spec.load();
  const options = optionsOf(args, run.options);
  return handler({ ...run, name: command, options, only, batches });
}
