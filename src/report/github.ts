/**
 * Annotations of GitHub Actions: failures show up at their line in the pull request.
 *
 * The runner reads `::error file=…::message` lines from the log of a step; `%`, line breaks and, in
 * properties, `:` and `,` are written as percent codes.
 */
import type { Diagnostic } from "../core/error.ts";
import type { NodeResult } from "../core/event.ts";
import type { Location } from "../core/location.ts";
import { isFailure } from "./tally.ts";
import type { Reporter, Writer } from "./writer.ts";

const message = (text: string): string =>
  text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");

const property = (text: string): string =>
  message(text).replaceAll(":", "%3A").replaceAll(",", "%2C");

interface Note {
  readonly level: "error" | "warning";
  readonly file: string | undefined;
  readonly at: Location | undefined;
  readonly title: string;
  readonly text: string;
}

function annotation({ level, file, at, title, text }: Note): string {
  const end = at?.length !== undefined && at.length > 1 ? at.column + at.length - 1 : undefined;
  const properties = {
    file: at?.file ?? file,
    line: at?.line,
    col: at?.column,
    endColumn: end,
    title,
  };
  const shown = Object.entries(properties).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${property(String(value))}`],
  );
  return `::${level} ${shown.join(",")}::${message(text)}\n`;
}

function ofDiagnostic({ code, severity, message: text, at, hint }: Diagnostic): Note {
  const whole = hint === undefined ? text : `${text}\nhint: ${hint}`;
  return { level: severity, file: undefined, at, title: code, text: whole };
}

function ofResult(result: NodeResult): Note {
  const { label, error, status, at, message: text } = result;
  const title = `${label.type} ${label.name}`;
  const level = status === "warn" ? "warning" : "error";
  if (error) {
    const note = ofDiagnostic(error);
    return { ...note, file: label.file, level, title: `${title}: ${error.code}` };
  }
  return { level, file: label.file, at, title, text: text ?? `status ${status}` };
}

/** One annotation per failure or warning, as it happens. Files are relative to the repository. */
export function github(
  writer: Pick<Writer, "write">,
  {
    prefix = "",
  }: { /** Folder of the project in the repository. */ readonly prefix?: string } = {},
): Reporter {
  const placed = (file: string): string => (prefix === "" ? file : `${prefix}/${file}`);
  const told = ({ file, at, ...note }: Note): string =>
    annotation({
      ...note,
      file: file === undefined ? undefined : placed(file),
      at: at && { ...at, file: placed(at.file) },
    });
  return (event) => {
    if (event.type === "diagnostic") writer.write(told(ofDiagnostic(event.diagnostic)));
    if (event.type === "hook:done" && event.error) {
      writer.write(told({ ...ofDiagnostic(event.error), title: `hook ${event.name}` }));
    }
    if (event.type === "node:planned" && event.planned.error) {
      const { label, error } = event.planned;
      const title = `${label.type} ${label.name}: ${error.code}`;
      writer.write(told({ ...ofDiagnostic(error), file: label.file, title }));
    }
    if (event.type !== "node:done") return;
    if (isFailure(event.result) || event.result.status === "warn") {
      writer.write(told(ofResult(event.result)));
    }
  };
}
