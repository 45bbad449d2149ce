/** Opens a DuckDB file, and says why when it cannot. */
import { mkdirSync, readFileSync } from "node:fs";
import { arch, platform } from "node:os";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { DuckDBInstance } from "@duckdb/node-api";
import { PtxError } from "../../core/error.ts";
import { duckdb as dialect } from "../../sql/dialects/duckdb.ts";
import { literal } from "../../sql/quote.ts";
import { extensionHint, firstLine, missingExtension, readMessage } from "./errors.ts";
import type { DuckdbSettings } from "./settings.ts";
import { useTypeIds } from "./values.ts";

/**
 * The instance of a target, with its extensions, secrets and attached databases.
 *
 * Two adapters of one process on one file share the instance: DuckDB would not refuse a second one,
 * and the two would overwrite each other.
 *
 * @throws PtxError PTX4002 cannot be opened (locked, missing, not allowed), PTX4006 not readable as
 *   a DuckDB file, PTX4005 an option it does not know, PTX4009 an extension that is not there.
 */
export async function openInstance(settings: DuckdbSettings): Promise<DuckDBInstance> {
  const driver = await loadDriver();
  const { path, readOnly } = settings;
  const options: Record<string, string> = {
    errors_as_json: "true",
    ...settings.options,
    ...(readOnly ? { access_mode: "READ_ONLY" } : {}),
  };
  const create = () =>
    path === ":memory:"
      ? driver.DuckDBInstance.create(path, options)
      : driver.DuckDBInstance.fromCache(path, options);
  const instance = await opened(create, settings);
  try {
    await prepareInstance(instance, settings);
  } catch (error) {
    instance.closeSync();
    throw error;
  }
  return instance;
}

async function loadDriver() {
  try {
    const driver = await import("@duckdb/node-api");
    useTypeIds(driver.DuckDBTypeId as unknown as Record<string, string | number>);
    return driver;
  } catch (cause) {
    throw new PtxError("PTX4002", `DuckDB's driver cannot be loaded on ${platform()}-${arch()}`, {
      cause,
      hint: "Install again without `--omit=optional`: the driver's binary is an optional package.",
    });
  }
}

async function opened(
  create: () => Promise<DuckDBInstance>,
  { path, readOnly, connectAttempts }: DuckdbSettings,
): Promise<DuckDBInstance> {
  if (path !== ":memory:" && !readOnly) makeFolder(path);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await create();
    } catch (error) {
      const locked = /Could not set lock/.test(String(error));
      if (!locked || attempt >= connectAttempts) throw openError(path, error);
      await sleep(1000 * 2 ** (attempt - 1));
    }
  }
}

function makeFolder(path: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PtxError("PTX4002", `the folder of ${path} cannot be created: ${reason}`, {
      cause,
      hint: "Set `path:` of the target to a file in a folder that you may write to.",
    });
  }
}

/** Extensions, secrets and attached databases: what all connections of an instance share. */
async function prepareInstance(instance: DuckDBInstance, settings: DuckdbSettings): Promise<void> {
  const { extensions, secrets, attach } = settings;
  if (extensions.length + secrets.length + attach.length === 0) return;
  const connection = await instance.connect();
  try {
    for (const { name, repo } of extensions) await loadExtension(connection, name, repo);
    for (const sql of secrets) await connection.run(sql).catch(rethrow("a secret", "secrets"));
    for (const { name, sql, file } of attach) {
      await connection.run(sql).catch((cause: unknown) => {
        if (file !== undefined && isOfFile(cause)) throw openError(file, cause);
        rethrow(`the database "${name}"`, "attach")(cause);
      });
    }
  } finally {
    connection.disconnectSync();
  }
}

async function loadExtension(
  connection: { run(sql: string): Promise<unknown> },
  name: string,
  repo: string | undefined,
): Promise<void> {
  try {
    await connection.run(`load ${name}`);
    return;
  } catch {
    // Not installed yet: the answer to `install` says what is wrong.
  }
  try {
    await connection.run(`install ${name}${repo ? ` from ${repoName(repo)}` : ""}; load ${name}`);
  } catch (cause) {
    throw new PtxError(
      "PTX4009",
      `the extension "${name}" is neither installed nor downloadable: ${firstLine(readMessage(cause).text)}`,
      {
        cause,
        hint: `Run \`install ${name}\` once in DuckDB ${"on a machine with a network connection"}, copy its folder of extensions here, or remove "${name}" from \`extensions\`.`,
      },
    );
  }
}

/** `core_nightly` is a name, an address is a text. */
const repoName = (repo: string): string => (/^\w+$/.test(repo) ? repo : literal(repo, dialect));

function rethrow(what: string, key: string) {
  return (cause: unknown): never => {
    const extension = missingExtension(readMessage(cause));
    if (extension !== undefined) {
      throw new PtxError(
        "PTX4009",
        `${what} needs the extension "${extension}", which is neither installed nor downloadable: ${firstLine(readMessage(cause).text)}`,
        { cause, hint: extensionHint(extension) },
      );
    }
    throw new PtxError("PTX4002", `${what} cannot be used: ${firstLine(readMessage(cause).text)}`, {
      cause,
      hint: `Check \`${key}:\` of the target.`,
    });
  };
}

/** What is wrong with a file, whatever key of the target names it. */
const isOfFile = (cause: unknown): boolean =>
  /Could not set lock|version number|newer version|not a valid DuckDB/i.test(
    readMessage(cause).text,
  );

/** The reason why a file cannot be opened, in the user's terms. */
export function openError(path: string, cause: unknown): PtxError {
  const { text } = readMessage(cause);
  const [, pid] = /Conflicting lock is held in .*?\(PID (\d+)\)/.exec(text) ?? [];
  if (/Could not set lock/.test(text)) return lockError(path, pid, cause);
  if (/version number|newer version/i.test(text)) {
    return new PtxError("PTX4006", `${path} was written by another version of DuckDB: ${text}`, {
      cause,
      hint: "Export it with the version that wrote it (`export database`), and import it here.",
    });
  }
  if (/not a valid DuckDB database|Corrupt database|checksum/i.test(text)) {
    return new PtxError("PTX4006", `${path} is not a readable DuckDB file: ${firstLine(text)}`, {
      cause,
      hint: "Restore it from a backup, or delete it and build the project again.",
    });
  }
  if (/not recognized|Failed to set config/.test(text)) {
    return new PtxError("PTX4005", `DuckDB refuses an option of the target: ${firstLine(text)}`, {
      cause,
      hint: "Check the names and values under `config_options:`.",
    });
  }
  if (/No space left/i.test(text)) {
    return new PtxError("PTX4007", `the disk is full: ${path} cannot be opened`, {
      cause,
      hint: "Free space, then run again.",
    });
  }
  const hint = /Permission denied|Read-only file system/i.test(text)
    ? "Give yourself the right to write to the file and its folder, or set `read_only: true`."
    : "Check `path:` of the target.";
  return new PtxError("PTX4002", `${path} cannot be opened: ${firstLine(text)}`, { cause, hint });
}

function lockError(path: string, pid: string | undefined, cause: unknown): PtxError {
  const command = pid ? commandOf(pid) : undefined;
  const holder = pid ? `process ${pid}${command ? ` (${command})` : ""}` : "another process";
  return new PtxError("PTX4002", `${path} is open in ${holder}: one process at a time may use it`, {
    cause,
    hint: pid
      ? `Close that program, wait for it, or end it with \`kill ${pid}\`. To wait by itself, set \`retries: {connect_attempts: 5}\`.`
      : "Close the other program, or wait for it.",
  });
}

/** The command line of a process where the system tells it (Linux); else `undefined`. */
function commandOf(pid: string): string | undefined {
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
    return command.length > 120 ? `${command.slice(0, 117)}...` : command || undefined;
  } catch {
    return undefined; // No /proc, or the process is gone or another user's.
  }
}
