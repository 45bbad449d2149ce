/**
 * Writes `docs/reference/command-line.md` from the tables that the command line is built from.
 *
 * usage: tsx scripts/docs/command-line.ts [--check]
 */
import { readFileSync, writeFileSync } from "node:fs";
import { commands } from "../../src/cli/commands.ts";
import { globalOptions, type OptionSpec } from "../../src/cli/options.ts";

const file = new URL("../../docs/reference/command-line.md", import.meta.url);

const cell = (text: string): string => text.replaceAll("|", "\\|");

function rowOf({ flags, description, choices, env }: OptionSpec): string {
  const values = choices ? ` (${choices.join(", ")})` : "";
  const variable = env === undefined ? "" : `\`DBT_ENGINE_${env}\``;
  return `| \`${cell(flags)}\` | ${cell(description)}${values} | ${variable} |`;
}

function tableOf(options: readonly OptionSpec[]): string {
  const rows = options.filter(({ hidden }) => !hidden).map(rowOf);
  return ["| option | meaning | environment |", "|---|---|---|", ...new Set(rows)].join("\n");
}

const sections = commands
  .filter(({ hidden }) => !hidden)
  .map(({ name, args, summary, options, aliases = [] }) => {
    const title = `## ptx ${name}${args ? ` ${args}` : ""}`;
    const also = aliases.length > 0 ? ` Also: \`${aliases.join("`, `")}\`.` : "";
    const sentence = `${summary[0]?.toUpperCase()}${summary.slice(1)}.${also}`;
    const shown = options.some(({ hidden }) => !hidden);
    return shown ? `${title}\n\n${sentence}\n\n${tableOf(options)}` : `${title}\n\n${sentence}`;
  });

const text = `# Command line

Written by \`npx tsx scripts/docs/command-line.ts\` from \`src/cli/commands.ts\` and \`src/cli/options.ts\`.

Exit codes, as dbt's: 0 when all went well, also with warnings and when nothing was selected; 1 when a
node or a data test failed, or a signal ended the run; 2 when ptx could not run: a mistake in the
project, the profile or the command line.

Every variable \`DBT_ENGINE_X\` is also read under its older name \`DBT_X\`. Flags of dbt that have no
effect here (\`--version-check\`, \`--send-anonymous-usage-stats\`, …) are accepted.

## Options of every command

${tableOf(globalOptions)}

${sections.join("\n\n")}
`;

if (process.argv.includes("--check")) {
  if (readFileSync(file, "utf8") !== text) {
    process.stderr.write(
      "docs/reference/command-line.md is out of date: run npx tsx scripts/docs/command-line.ts\n",
    );
    process.exitCode = 1;
  }
} else writeFileSync(file, text);
