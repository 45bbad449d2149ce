/** Builds the commander program from the option tables. */
import { Command, InvalidArgumentError, Option } from "commander";
import type { CommandSpec, Options } from "./command.ts";
import { globalOptions, type OptionSpec } from "./options.ts";

type Env = Readonly<Record<string, string | undefined>>;

function parseCount(value: string): number {
  const count = Number(value);
  if (!Number.isInteger(count)) throw new InvalidArgumentError("It takes a whole number.");
  return count;
}

function optionOf({ flags, description, kind, choices, hidden }: OptionSpec): Option {
  const option = new Option(flags, description);
  if (choices) option.choices([...choices]);
  if (kind === "number") option.argParser(parseCount);
  if (hidden) option.hideHelp();
  return option;
}

/** A program whose commands call `run` with their merged options. */
export function programOf(
  version: string,
  commands: readonly CommandSpec[],
  run: (spec: CommandSpec, options: Options, args: readonly string[]) => Promise<void>,
): Command {
  const program = new Command("ptx")
    .description("SQL transformation toolkit that speaks dbt")
    .version(`ptx ${version}`, "-V, --version", "print the version")
    .showHelpAfterError("(ptx --help lists the commands, ptx COMMAND --help the options)")
    .exitOverride();
  addOptions(program, globalOptions);
  for (const spec of commands) {
    const command = program
      .command(spec.name, { hidden: spec.hidden ?? false })
      .description(spec.summary);
    for (const alias of spec.aliases ?? []) command.alias(alias);
    if (spec.args) command.argument(spec.args);
    addOptions(command, spec.options);
    command.action(async () => {
      await run(spec, givenOptions(command), command.args);
    });
  }
  return program;
}

/** The options that stand on the command line; commander presets negatable ones to true. */
function givenOptions(command: Command): Options {
  const all = Object.entries(command.optsWithGlobals());
  const given = all.filter(([name]) => command.getOptionValueSourceWithGlobals(name) !== "default");
  return Object.fromEntries(given);
}

function addOptions(command: Command, options: readonly OptionSpec[]): void {
  const seen = new Set<string>();
  for (const spec of options) {
    if (seen.has(spec.flags)) continue;
    seen.add(spec.flags);
    command.addOption(optionOf(spec));
  }
}

const truthy = new Set(["1", "true", "yes", "on", "t", "y"]);

/** The text of an environment variable as the value of an option. */
function valueFrom(text: string, kind: OptionSpec["kind"]): unknown {
  if (kind === "flag") return truthy.has(text.toLowerCase());
  return kind === "list" ? text.trim().split(/\s+/) : text;
}

/** Camel-cased name under which commander keeps an option. */
const keyOf = (spec: OptionSpec): string => optionOf(spec).attributeName();

/** Fills options that were not given from their environment variables. */
export function withEnvironment(options: Options, specs: readonly OptionSpec[], env: Env): Options {
  const filled: Record<string, unknown> = { ...options };
  for (const spec of specs) {
    if (spec.env === undefined) continue;
    const value = env[`DBT_ENGINE_${spec.env}`] ?? env[`DBT_${spec.env}`];
    const key = keyOf(spec);
    if (value === undefined || value === "" || filled[key] !== undefined) continue;
    filled[key] = valueFrom(value, spec.kind);
  }
  return filled;
}
