/** Failures of BigQuery as errors for users: what it says, where it points, what to do next. */
import type { SqlErrorFacts } from "../../core/adapter.ts";
import { PtxError } from "../../core/error.ts";
import { type Failure, noAnswer } from "./failure.ts";
import { isConflict, timedOut } from "./jobs.ts";

/** Where BigQuery counts columns, a tab leads to the next multiple of eight. */
const tab = 8;

/** `… at [2:15]`: the last one, for a script may name the line of a block first. */
const place = /\bat \[(\d+):(\d+)\]/g;

/** Offset of a line and a column, both from 1; columns count characters. */
function offsetOf(sql: string, line: number, column: number): number | undefined {
  let at = 0;
  for (let i = 1; i < line; i++) {
    const end = sql.indexOf("\n", at);
    if (end === -1) return undefined;
    at = end + 1;
  }
  let reached = 1;
  for (const character of sql.slice(at)) {
    if (reached >= column || character === "\n") break;
    reached += character === "\t" ? tab - ((reached - 1) % tab) : 1;
    at += character.length;
  }
  return at;
}

interface Pointed {
  readonly message: string;
  readonly offset: number | undefined;
  readonly where: string;
}

function pointed(sql: string, text: string): Pointed {
  const found = [...text.matchAll(place)].at(-1);
  if (!found) return { message: text, offset: undefined, where: "" };
  const [, line, column] = found.map(Number) as [number, number, number];
  const message = `${text.slice(0, found.index)}${text.slice(found.index + found[0].length)}`;
  return {
    message: message.trim(),
    offset: offsetOf(sql, line, column),
    where: `\n(line ${line}, column ${column} of the statement)`,
  };
}

/** `Unrecognized name: idd; Did you mean id?` */
const candidatesIn = (message: string): string[] =>
  [...message.matchAll(/Did you mean [`"]?([\w.$-]+)[`"]?\?/g)].map(([, name = ""]) => name);

/** The error of a statement, with the facts as its cause. */
export function statementError(sql: string, failure: Failure, stopped: boolean): PtxError {
  const { message, offset, where } = pointed(sql, failure.message);
  const facts: SqlErrorFacts = { sql, offset, message, candidates: candidatesIn(message) };
  const cause = Object.assign(new Error(message), facts);
  if (stopped) return new PtxError("PTX4003", "the statement was stopped", { cause });
  if (failure.reason === noAnswer) return lost(failure, cause);
  if (isLogin(failure)) return connectError(failure);
  if (isConflict(failure)) {
    return new PtxError("PTX4008", `another job was in the way: ${message}`, {
      cause,
      hint: "Run again, and let only one node or process write to this table at a time.",
    });
  }
  const hint = adviceFor(failure);
  return new PtxError("PTX4001", `Database Error: ${message}${where}`, {
    cause,
    ...(hint === undefined ? {} : { hint }),
  });
}

function lost({ message }: Failure, cause: Error): PtxError {
  return new PtxError("PTX4014", `BigQuery does not answer: ${message}`, {
    cause,
    hint: "Look in the job history whether the statement took effect before you run it again.",
  });
}

const faster = "Make the statement faster, or raise `job_execution_timeout_seconds` of the target.";

function adviceFor({ reason, message, status }: Failure): string | undefined {
  switch (reason) {
    case "accessDenied":
      return "Ask for the roles BigQuery Job User on the project and BigQuery Data Editor on the dataset.";
    case "bytesBilledLimitExceeded":
      return "Read fewer partitions or columns, or raise `maximum_bytes_billed` of the target.";
    case "quotaExceeded":
      return "Wait until the quota is filled up again, or ask for a larger one.";
    case "responseTooLarge":
      return "Store the rows in a table, and read that.";
    case timedOut:
      return faster;
  }
  if (/timed out after/i.test(message)) return faster;
  const missing = reason === "notFound" || status === 404;
  if (!missing) return undefined;
  return /in location/.test(message)
    ? "Build or load it first, or set `location` of the target to where it is."
    : "Build or load it first; what a model, seed or snapshot makes is read with ref('…').";
}

const isLogin = ({ status, message }: Failure): boolean =>
  status === 401 ||
  /invalid_grant|invalid_client|default credentials|unauthorized_client/.test(message);

/** The login was refused: PTX4002. */
export function connectError({ message }: Failure): PtxError {
  return new PtxError("PTX4002", `BigQuery does not let us in: ${message}`, {
    hint: /invalid_grant|expired/i.test(message)
      ? "Log in anew: the token or key is not valid any more."
      : "Check `method` of the target and what it needs; `ptx debug` shows what the target says.",
  });
}
