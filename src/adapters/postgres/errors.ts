/** Errors of Postgres: what they say, where they point, and whether a second try can help. */
import type { SqlErrorFacts } from "../../core/adapter.ts";
import { PtxError } from "../../core/error.ts";

/** What the driver makes of an error message of the server. */
export interface ServerError extends Error {
  readonly code?: string;
  readonly severity?: string;
  /** Characters from the start of the statement, from 1. */
  readonly position?: string;
  readonly detail?: string;
  readonly hint?: string;
  readonly where?: string;
}

/**
 * What a failure leaves behind.
 *
 * - `rolled-back`: the transaction is gone, or the statement where there was none; trying again can
 *   succeed.
 * - `lost`: the connection broke; nothing is known of a statement that ran outside a transaction.
 * - `final`: it would fail again.
 */
export type Outcome = "rolled-back" | "lost" | "final";

/**
 * SQLSTATEs after which trying again can succeed. Class 40 are rollbacks that the server chose to
 * make; the others say that it is starting, stopping, full or busy.
 */
const rolledBack: ReadonlySet<string> = new Set([
  "40001", // serialization failure
  "40P01", // deadlock
  "55P03", // lock not available
  "55006", // object in use
  "53300", // too many connections
  "53400", // configuration limit exceeded
  "57P03", // the server is starting or stopping
]);

/** The server ends the connection with these. */
const lost: ReadonlySet<string> = new Set([
  "08000",
  "08001",
  "08003",
  "08004",
  "08006",
  "57P01", // shut down, or ended by an administrator
  "57P02", // another process of the server crashed
  "57P05", // idle for too long
  "25P03", // idle in a transaction for too long
]);

/** Codes of sockets and names. */
const network: ReadonlySet<string> = new Set([
  "ECONNRESET",
  "ECONNREFUSED",
  "ECONNABORTED",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EAI_AGAIN",
]);

/** Two sessions created the same thing at the same time; the catalog's own indexes say so. */
const racing = /pg_(namespace|type|class|proc)_\w*_index|tuple concurrently (updated|deleted)/;

const isServerError = (error: unknown): error is ServerError =>
  error instanceof Error && "severity" in error;

export function outcomeOf(error: unknown): Outcome {
  if (!(error instanceof Error)) return "final";
  const { code = "" } = error as ServerError;
  if (lost.has(code) || network.has(code)) return "lost";
  if (isServerError(error)) {
    return rolledBack.has(code) || racing.test(error.message) ? "rolled-back" : "final";
  }
  return /Connection terminated|not queryable|Client was closed|timeout expired/i.test(
    error.message,
  )
    ? "lost"
    : "final";
}

/** The statement was stopped: by us, by somebody else, or by its time limit. */
export const isCancelled = (error: unknown): boolean =>
  isServerError(error) && error.code === "57014";
export const isTimeout = (error: unknown): boolean =>
  isCancelled(error) && /statement timeout/.test((error as Error).message);

/** Positions count characters, offsets UTF-16 units. */
function offsetOf(sql: string, position: string | undefined): number | undefined {
  if (position === undefined) return undefined;
  const characters = Number(position) - 1;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: plain text has one unit a character.
  if (/^[\x00-\uD7FF]*$/.test(sql)) return characters;
  return [...sql].slice(0, characters).join("").length;
}

/** `Perhaps you meant to reference the column "orders.id"`. */
function candidatesIn(hint: string | undefined): string[] {
  if (hint === undefined) return [];
  return [...hint.matchAll(/the column "([^"]+)"/g)].map(
    ([, name = ""]) => name.split(".").at(-1) ?? name,
  );
}

function placeOf(sql: string, offset: number): string {
  const lines = sql.slice(0, offset).split("\n");
  const column = (lines.at(-1)?.length ?? 0) + 1;
  return `(line ${lines.length}, column ${column} of the statement)`;
}

/** What the facts of an error are called with. */
export interface Circumstances {
  /** The run asked for the statement to be stopped. */
  readonly stopped: boolean;
  /** It ran in a transaction, which is gone now. */
  readonly inTransaction: boolean;
}

/** The error of a statement, as a `PtxError` with the warehouse's facts as its cause. */
export function statementError(
  sql: string,
  error: unknown,
  circumstances: Circumstances,
): PtxError {
  if (error instanceof PtxError) return error;
  const told = asServerError(error);
  const facts = factsOf(sql, told, circumstances);
  const cause = Object.assign(new Error(facts.message), facts);
  const outcome = outcomeOf(error);
  if (circumstances.stopped && (isCancelled(error) || outcome === "lost")) {
    return new PtxError("PTX4003", "the statement was stopped before it ended", { cause });
  }
  if (outcome === "lost") return connectionLost(told.message, circumstances.inTransaction, cause);
  return rejected(told, facts, cause);
}

function factsOf(
  sql: string,
  error: ServerError,
  { stopped, inTransaction }: Circumstances,
): SqlErrorFacts {
  const { message, detail, hint, position, where } = error;
  const context = where?.startsWith("COPY ") ? [where] : [];
  const outcome = outcomeOf(error);
  const killed = isCancelled(error) && !isTimeout(error) && !stopped;
  const transient = outcome === "rolled-back" || killed || (outcome === "lost" && inTransaction);
  return {
    sql,
    offset: offsetOf(sql, position),
    message: [message, ...(detail ? [detail] : []), ...context].join("\n"),
    candidates: candidatesIn(hint),
    ...(transient ? { transient: true } : {}),
  };
}

/** Codes of statements that met another transaction. */
const conflicts = new Set(["40001", "40P01", "55P03"]);

function rejected(error: ServerError, { sql, offset, message }: SqlErrorFacts, cause: Error) {
  const { code = "", hint } = error;
  if (code === "53100") {
    return new PtxError("PTX4007", `the disk of the server is full: ${error.message}`, {
      cause,
      hint: "Free space on the server, then run again: what did not commit leaves no trace.",
    });
  }
  if (conflicts.has(code)) {
    return new PtxError("PTX4008", `another transaction was in the way: ${message}`, {
      cause,
      hint: "Run again, and let only one node or process write to this table at a time.",
    });
  }
  const place = offset === undefined ? "" : `\n${placeOf(sql, offset)}`;
  const advice = adviceFor(code, hint, error);
  return new PtxError("PTX4001", `Database Error: ${message}${place}`, {
    cause,
    ...(advice === undefined ? {} : { hint: advice }),
  });
}

const asServerError = (error: unknown): ServerError =>
  error instanceof Error ? error : new Error(String(error));

function connectionLost(message: string, inTransaction: boolean, cause: Error): PtxError {
  const known = inTransaction
    ? "Run again: the transaction did not commit, so nothing has changed."
    : "Look whether the statement took effect before you run it again: the server never answered.";
  return new PtxError("PTX4014", `the connection to the server was lost: ${message}`, {
    cause,
    hint: known,
  });
}

function adviceFor(code: string, hint: string | undefined, error: unknown): string | undefined {
  if (isTimeout(error)) {
    return "Make the statement faster, or raise `statement_timeout` of the target.";
  }
  if (code === "42P01") {
    return "Build or load it first; what a model, seed or snapshot makes is read with ref('…').";
  }
  if (code === "42501") return "Ask the owner for the right, or set `role` of the target.";
  return candidatesIn(hint).length > 0 ? undefined : hint;
}

/** The error of a connection that was never made: PTX4002. */
export function connectError(error: unknown, where: string): PtxError {
  const { code = "", message } = asServerError(error);
  return new PtxError("PTX4002", `no connection to ${where}: ${message || code}`, {
    cause: error,
    hint: connectAdvice(code, message),
  });
}

function connectAdvice(code: string, message: string): string {
  if (code === "28P01") return "Check `user` and `password` of the target.";
  if (code === "28000") return "The server's pg_hba.conf does not let this user in from here.";
  if (code === "3D000") return "Check `dbname` of the target, or create the database.";
  if (/does not support SSL/.test(message)) {
    return "Set `sslmode: disable` if the network between here and the server can be trusted.";
  }
  if (/altnames/.test(message)) {
    return "Set `host` to a name of the server's certificate, or `sslmode: verify-ca`.";
  }
  if (/certificate|self.signed/i.test(message)) {
    return "Set `sslrootcert` to the certificate of the authority that signed the server's.";
  }
  if (code === "ECONNREFUSED") return "Check `host` and `port`, and that the server is running.";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "Check `host` of the target.";
  return "Check the target in profiles.yml; `ptx debug` shows what it says.";
}
