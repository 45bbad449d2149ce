/** Errors of Snowflake: what they say, where they point, and whether a second try can help. */
import type { SqlErrorFacts } from "../../core/adapter.ts";
import { PtxError } from "../../core/error.ts";

/** What the driver makes of an answer that says no, or of none. */
export interface DriverError extends Error {
  /** Six digits as a text from the server, a number from the driver. */
  readonly code?: string | number;
  readonly sqlState?: string;
  readonly data?: {
    readonly line?: number | null;
    readonly pos?: number | null;
    readonly queryId?: string;
  };
  readonly response?: { readonly statusCode?: number; readonly status?: number };
}

/**
 * What a failure leaves behind.
 *
 * - `refused`: the statement had no effect, and the session goes on; trying again can succeed.
 * - `expired`: the session is gone, with its transaction and temporary tables; the statement was
 *   not run.
 * - `lost`: no answer came; the server knows by the id of the request whether the statement ran.
 * - `final`: it would fail again.
 */
export type Outcome = "refused" | "expired" | "lost" | "final";

const outcomes: ReadonlyMap<string, Outcome> = new Map<string, Outcome>([
  ["000625", "refused"], // another transaction has locked the table, or too many wait for it
  ["000623", "refused"], // waited too long in the queue of the warehouse
  ["390104", "expired"], // session token is not valid
  ["390110", "expired"], // session was ended
  ["390111", "expired"], // session no longer exists
  ["390112", "expired"], // session token is too old
  ["390113", "expired"], // master token is not known
  ["390114", "expired"], // master token is too old
  ["390115", "expired"], // master token is not valid
  ["405503", "expired"], // driver: the connection was closed
  ["407002", "expired"], // driver: the connection was terminated
  ["401001", "lost"], // driver: network
  ["401003", "lost"], // driver: an answer that is not JSON, as proxies give
  ["402001", "lost"], // driver: network, at a later part of a result
  ["402002", "lost"], // driver: a later part of a result was refused
]);

/** Answers of HTTP that say "later". */
const busy: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

export const codeOf = (error: unknown): string => {
  const code = error instanceof Error ? (error as DriverError).code : undefined;
  return code === undefined ? "" : String(code).padStart(6, "0");
};

export function outcomeOf(error: unknown): Outcome {
  const known = outcomes.get(codeOf(error));
  if (known) return known;
  if (!(error instanceof Error)) return "final";
  if (/deadlock|has locked table/i.test(error.message)) return "refused";
  const { response } = error as DriverError;
  const status = response?.statusCode ?? response?.status ?? 0;
  return busy.has(status) ? "lost" : "final";
}

/** The statement was stopped: by us, or by somebody else. */
export const isCancelled = (error: unknown): boolean => codeOf(error) === "000604";
/** What a statement names is not there; the error is that of `statementError`. */
export const isMissing = (error: unknown): boolean =>
  error instanceof PtxError && codeOf(error.cause) === "002003";

const place = / line (\d+) at position (\d+)/;

/** Lines count from 1 and positions from 0; `undefined` where the server does not point. */
export function offsetOf(sql: string, error: DriverError): number | undefined {
  const [, toldLine, toldPosition] = place.exec(error.message) ?? [];
  // -1 stands for nowhere.
  const line = Number(toldLine ?? error.data?.line ?? -1);
  const position = Number(toldPosition ?? error.data?.pos ?? -1);
  if (line < 1 || position < 0) return undefined;
  const lines = sql.split("\n");
  const before = lines.slice(0, line - 1);
  if (before.length < line - 1) return undefined;
  const start = before.reduce((sum, text) => sum + text.length + 1, 0);
  const inLine = [...(lines[line - 1] ?? "")].slice(0, position).join("").length;
  return Math.min(start + inLine, sql.length);
}

/** The place is told apart from the message: numbers of lines are those of the model's file. */
function told(error: DriverError, offset: number | undefined): string {
  const placeless = error.message.replace(/: error(?= line \d+ at)/, ":").replace(place, "");
  const text = offset === undefined ? error.message : placeless;
  const lines = text
    .split("\n")
    .map((line) => line.replace(/ {2,}/g, " ").trim())
    .filter((line) => line !== "");
  const message = lines.join("\n").replace(/:\s*\n/, ": ");
  const code = typeof error.code === "string" ? error.code : "";
  const state = error.sqlState === undefined ? "" : ` (${error.sqlState})`;
  return code === "" || message.startsWith(code) ? message : `${code}${state}: ${message}`;
}

function placeOf(sql: string, offset: number): string {
  const lines = sql.slice(0, offset).split("\n");
  const column = (lines.at(-1)?.length ?? 0) + 1;
  return `(line ${lines.length}, column ${column} of the statement)`;
}

/** What was sent: a statement of a text of several, by where it begins in it. */
export interface Sent {
  readonly sql: string;
  readonly offset: number;
}

export interface Circumstances {
  /** The run asked for the statement to be stopped. */
  readonly stopped: boolean;
  /** Nothing of what this node did so far is left, or it is part of a transaction that ends now. */
  readonly undone: boolean;
}

/** The error of a statement, as a `PtxError` with the warehouse's facts as its cause. */
export function statementError(
  { sql, offset: begins }: Sent,
  error: unknown,
  { stopped, undone }: Circumstances,
): PtxError {
  if (error instanceof PtxError) return error;
  const thrown: DriverError = error instanceof Error ? error : new Error(String(error));
  const within = offsetOf(sql.slice(begins), thrown);
  const offset = within === undefined ? undefined : begins + within;
  const outcome = outcomeOf(thrown);
  const killed = isCancelled(thrown) && !stopped;
  const transient =
    outcome === "refused" || outcome === "expired" || killed || (outcome === "lost" && undone);
  const facts: SqlErrorFacts = {
    sql,
    offset,
    message: told(thrown, offset),
    candidates: [],
    ...(transient ? { transient: true } : {}),
  };
  const cause = Object.assign(new Error(facts.message), facts, { code: thrown.code });
  if (stopped && (isCancelled(thrown) || outcome === "lost")) {
    return new PtxError("PTX4003", "the statement was stopped before it ended", { cause });
  }
  if (outcome === "lost" || outcome === "expired") {
    return connectionLost(facts.message, outcome === "expired" || undone, cause);
  }
  return rejected(thrown, facts, cause);
}

function connectionLost(message: string, undone: boolean, cause: Error): PtxError {
  return new PtxError("PTX4014", `the connection to the server was lost: ${message}`, {
    cause,
    hint: undone
      ? "Run again: what was not committed has not changed anything."
      : "Look in the query history whether the statement took effect before you run it again: the server never answered.",
  });
}

function rejected(error: DriverError, { sql, offset, message }: SqlErrorFacts, cause: Error) {
  if (outcomeOf(error) === "refused") {
    return new PtxError("PTX4008", `another transaction was in the way: ${message}`, {
      cause,
      hint: "Run again, and let only one node or process write to this table at a time.",
    });
  }
  const where = offset === undefined ? "" : `\n${placeOf(sql, offset)}`;
  const hint = adviceFor(error);
  return new PtxError("PTX4001", `Database Error: ${message}${where}`, {
    cause,
    ...(hint === undefined ? {} : { hint }),
  });
}

const advice: Readonly<Record<string, string>> = {
  "000606": "Set `warehouse` of the target, and let its role use the warehouse.",
  "000630": "Make the statement faster, or raise `statement_timeout` of the target.",
  "002003":
    "Build or load it first, or let `role` of the target read it; what a model, seed or snapshot makes is read with ref('…').",
  "002043": "Create the database, or let `role` of the target use it.",
  "003001": "Ask the owner for the right, or set `role` of the target.",
  "090105": "Set `database` and `schema` of the target.",
};

const adviceFor = (error: DriverError): string | undefined => advice[codeOf(error)];

/** The error of a session that was never opened: PTX4002. */
export function connectError(error: unknown, where: string): PtxError {
  if (error instanceof PtxError) return error;
  const thrown: DriverError = error instanceof Error ? error : new Error(String(error));
  return new PtxError("PTX4002", `no connection to ${where}: ${told(thrown, undefined)}`, {
    // The driver's error may hold the request, with what was to be kept secret.
    hint: connectAdvice(codeOf(thrown), thrown.message),
  });
}

const connectAdvices: Readonly<Record<string, string>> = {
  "390100": "Check `user` and `password` of the target.",
  "390101": "The user is locked: ask an administrator.",
  "390144": "Register the public key with the user: `alter user … set rsa_public_key = '…'`.",
  "390189": "Check `role` of the target, and that the user has it.",
  "390201": "Check `database`, `schema`, `warehouse` and `role` of the target.",
  "390303": "Get a new `token`.",
  "390318": "Get a new `token`.",
  "390422": "The account's network policy does not let this address in.",
};

function connectAdvice(code: string, message: string): string {
  const known = connectAdvices[code];
  if (known) return known;
  if (/ENOTFOUND|EAI_AGAIN|404|403/.test(message)) return "Check `account` of the target.";
  if (/ECONNREFUSED/.test(message)) return "Check `host` and `port` of the target.";
  if (/certificate|OCSP|self.signed/i.test(message)) {
    return "Set NODE_EXTRA_CA_CERTS to the certificates of the proxy between here and Snowflake.";
  }
  return "Check the target in profiles.yml; `ptx debug` shows what it says.";
}
