/** The reporters that a command's options choose, behind one `emit`. */
import { relative, resolve } from "node:path";
import { PtxError } from "../core/error.ts";
import type { Emit, Event, LogLevel } from "../core/event.ts";
import type { Invocation, Project } from "../core/project.ts";
import { fileLog } from "../report/file-log.ts";
import { github } from "../report/github.ts";
import { json } from "../report/json.ts";
import { junit } from "../report/junit.ts";
import { live } from "../report/live.ts";
import { type PrettyOptions, pretty } from "../report/pretty.ts";
import { quiet } from "../report/quiet.ts";
import { type Reporter, together, type Writer } from "../report/writer.ts";
import { type CommandRun, flagOption, type Options, textOption } from "./command.ts";
import { lineReader, withColors } from "./console.ts";

export interface Reporters {
  readonly emit: Emit;
  /** Ends what is drawn on the terminal; safe to call twice. */
  close(): void;
}

const levels: readonly LogLevel[] = ["debug", "info", "warn", "error"];

function levelOf(options: Options): LogLevel | undefined {
  if (flagOption(options, "debug")) return "debug";
  return levels.find((level) => level === textOption(options, "logLevel"));
}

/** Log files grow to this size, then the last one is kept beside the new one. */
const largestLog = 10 * 1024 * 1024;

/** Text that waits to be appended: one write a line would cost more than the line. */
const largestPending = 64 * 1024;

interface LogFile extends Pick<Writer, "write"> {
  flush(): void;
}

function logFile({ environment }: CommandRun, { logPath }: Project): LogFile {
  const { files } = environment;
  const path = `${logPath}/dbt.log`;
  let pending = "";
  if ((files.stat(path)?.size ?? 0) > largestLog) {
    files.write(`${path}.1`, files.readText(path) ?? "");
    files.remove(path);
  }
  const flush = (): void => {
    if (pending !== "") files.append(path, pending);
    pending = "";
  };
  return {
    flush,
    write(text) {
      pending += text;
      if (pending.length > largestPending) flush();
    },
  };
}

interface Console {
  readonly report: Reporter;
  close(): void;
}

const nothingToClose = (): void => undefined;

function consoleReporter(run: CommandRun, project: Project, invocation: Invocation): Console {
  const { environment, options } = run;
  const writer = widened(withColors(environment.stdout, options), options);
  const readLine = lineReader(environment, project.root.root);
  const level = levelOf(options);
  if (textOption(options, "logFormat") === "json") {
    const { pid } = environment;
    const report = json(writer, {
      invocationId: invocation.id,
      pid,
      readLine,
      level,
      now: () => new Date(),
    });
    return { report, close: nothingToClose };
  }
  const shown: PrettyOptions = {
    readLine,
    level,
    timestamps: textOption(options, "logFormat") === "debug",
    suggestions: { failingRows: (test) => `ptx show --test ${test}` },
  };
  if (flagOption(options, "quiet") || textOption(options, "logLevel") === "none") {
    return { report: quiet(writer, shown), close: nothingToClose };
  }
  const drawn =
    writer.isTTY && environment.env["CI"] === undefined && environment.env["TERM"] !== "dumb";
  if (!drawn) return { report: pretty(writer, shown), close: nothingToClose };
  return live(writer, {
    ...shown,
    now: () => performance.now(),
    every: (ms, tick) => {
      const timer = setInterval(tick, ms);
      timer.unref();
      return () => clearInterval(timer);
    },
  });
}

/** `--printer-width` in place of the terminal's. */
function widened(writer: Writer, options: Options): Writer {
  const width = Number(textOption(options, "printerWidth"));
  if (!Number.isInteger(width) || width <= 0) return writer;
  return {
    write: (text) => writer.write(text),
    columns: width,
    isTTY: writer.isTTY,
    color: writer.color,
  };
}

function extraReporters(run: CommandRun, project: Project): Reporter[] {
  const { environment, options } = run;
  const { env, files, stdout } = environment;
  const readLine = lineReader(environment, project.root.root);
  const chosen = (textOption(options, "reporter") ?? "").split(",").filter((kind) => kind !== "");
  const implied = env["GITHUB_ACTIONS"] === "true" && !chosen.includes("github") ? ["github"] : [];
  return [...chosen, ...implied].map((choice) => {
    const [kind, file] = choice.split("=");
    if (kind === "github") {
      // Annotations name files from the root of the repository.
      const prefix = relative(env["GITHUB_WORKSPACE"] ?? environment.cwd, project.root.root);
      return github(stdout, prefix.startsWith("..") ? {} : { prefix });
    }
    if (kind === "junit") {
      const path = resolve(environment.cwd, file ?? `${project.targetPath}/junit.xml`);
      const save = (xml: string) => files.write(path, xml);
      return junit({ project: project.root.name, readLine, save });
    }
    throw new PtxError("PTX9007", `There is no reporter named '${kind}'`, {
      hint: "Use --reporter junit, junit=FILE, or github; several with commas.",
    });
  });
}

/** Tells what templates had to say while the project was read: before any run, to console and log. */
export function tellReading(
  run: CommandRun,
  project: Project,
  invocation: Invocation,
  events: readonly Event[],
): void {
  if (events.length === 0) return;
  const console = consoleReporter(run, project, invocation);
  const log = logFile(run, project);
  const readLine = lineReader(run.environment, project.root.root);
  const now = () => new Date();
  const emit = together([
    fileLog(log.write, { invocationId: invocation.id, readLine, now }),
    // A list of nodes is made to be piped.
    ...(run.name === "ls" ? [] : [console.report]),
  ]);
  for (const event of events) emit(event);
  console.close();
  log.flush();
}

/** Opens the reporters of a run. @throws PtxError PTX9007 for an unknown `--reporter`. */
export function openReporters(
  run: CommandRun,
  project: Project,
  invocation: Invocation,
): Reporters {
  const extras = extraReporters(run, project);
  const console = consoleReporter(run, project, invocation);
  const log = logFile(run, project);
  const readLine = lineReader(run.environment, project.root.root);
  const now = () => new Date();
  const toFile = fileLog(log.write, { invocationId: invocation.id, readLine, now });
  const emit = together([toFile, console.report, ...extras]);
  return {
    emit,
    close() {
      console.close();
      log.flush();
    },
  };
}
