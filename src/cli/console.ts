/** How a command talks: the reporters that its options choose, and warnings before it begins. */
import type { Diagnostic } from "../core/error.ts";
import { withoutSecrets } from "../project/secrets.ts";
import { formatDiagnostic } from "../report/diagnostic.ts";
import { styleOf } from "../report/style.ts";
import type { ReadLine, Writer } from "../report/writer.ts";
import { flagOption, type Options, textOption } from "./command.ts";
import type { Environment } from "./environment.ts";
import { toldWarnings } from "./warnings.ts";

/** Files with settings: their lines are shown without the secrets in them. */
const settingsFiles = /\/(profiles|packages|dependencies|package-lock)\.yml$/;

/** Reads lines of files named relative to the project root. */
export function lineReader({ files }: Environment, root: string): ReadLine {
  const known = new Map<string, readonly string[] | undefined>();
  return (file, line) => {
    if (file === "") return undefined;
    const path = file.startsWith("/") ? file : `${root}/${file}`;
    if (!known.has(path)) known.set(path, files.readText(path)?.split(/\r?\n/));
    const text = known.get(path)?.[line - 1];
    return text !== undefined && settingsFiles.test(path) ? withoutSecrets(text) : text;
  };
}

/** A writer with the user's choice of colors. */
export function withColors(writer: Writer, options: Options): Writer {
  const color =
    options["useColors"] === false
      ? false
      : options["useColors"] === true && writer.isTTY
        ? true
        : writer.color;
  return {
    write: (text) => writer.write(text),
    get columns() {
      return writer.columns;
    },
    isTTY: writer.isTTY,
    color,
  };
}

/**
 * Prints warnings to stderr, so that what a command prints can be piped.
 * @throws PtxErrors with those that `--warn-error` and its kin make errors.
 */
export function warn(
  warnings: readonly Diagnostic[],
  environment: Environment,
  options: Options,
  root: string,
): void {
  const told = toldWarnings(warnings, options);
  if (flagOption(options, "quiet") || told.length === 0) return;
  if (["error", "none"].includes(textOption(options, "logLevel") ?? "")) return;
  const writer = withColors(environment.stderr, options);
  const readLine = lineReader(environment, root);
  const shown = told.map((diagnostic) => formatDiagnostic(diagnostic, readLine, styleOf(writer)));
  writer.write(`${shown.join("\n\n")}\n\n`);
}
