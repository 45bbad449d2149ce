/** What went wrong with a request or a job, without anything that must not be shown. */
import type { ErrorProto } from "./api.ts";

/** An answer of BigQuery that says no, or none at all. */
export class Failure extends Error {
  override readonly name = "Failure";
  /** BigQuery's word for it: `invalidQuery`, `notFound`, `rateLimitExceeded`. */
  readonly reason: string;
  /** The status of HTTP; `undefined` where there was no answer. */
  readonly status: number | undefined;
  /** A job was taken, ran and failed. */
  readonly ofJob: boolean;

  constructor(message: string, facts: { reason: string; status?: number; ofJob?: boolean }) {
    super(message);
    this.reason = facts.reason;
    this.status = facts.status;
    this.ofJob = facts.ofJob === true;
  }
}

export function jobFailure({ reason = "", message = "" }: ErrorProto): Failure {
  return new Failure(message, { reason, ofJob: true });
}

/** Nothing is wrong with the request: the service is busy, or has a bad moment. */
const passing: ReadonlySet<string> = new Set([
  "rateLimitExceeded",
  "jobRateLimitExceeded",
  "userRateLimitExceeded",
  "backendError",
  "internalError",
  "jobBackendError",
  "jobInternalError",
  "badGateway",
]);

/** Statuses that say so where no reason does; 5xx come from servers in between, too. */
const passingStatus: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

/** Reasons that stand behind these statuses and do not pass: a day's quota is used up. */
const lasting: ReadonlySet<string> = new Set([
  "quotaExceeded",
  "invalidQuery",
  "billingNotEnabled",
]);

export const noAnswer = "noAnswer";

/** Whether the same request may succeed a moment later. */
export function isPassing({ reason, status }: Failure): boolean {
  if (lasting.has(reason)) return false;
  if (passing.has(reason) || reason === noAnswer) return true;
  return status !== undefined && passingStatus.has(status);
}

/** Codes of sockets and names that come and go. */
const network =
  /^(?:ECONNRESET|ECONNREFUSED|ECONNABORTED|EPIPE|ETIMEDOUT|ESOCKETTIMEDOUT|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN|ENOTFOUND)$/;

interface DriverError {
  readonly code?: number | string;
  readonly message?: string;
  readonly type?: string;
  readonly errors?: readonly ErrorProto[];
  readonly cause?: unknown;
}

/**
 * An error of the driver. What it carries beside its message (the request with its headers, the
 * settings of the login) is left behind.
 *
 * @param hide Takes secrets out of a text.
 */
export function failureOf(error: unknown, hide: (text: string) => string): Failure {
  if (error instanceof Failure) return error;
  const { code, message = String(error), errors, type } = (error ?? {}) as DriverError;
  const first = errors?.[0];
  const told = hide(first?.message ?? message);
  if (typeof code === "number") {
    return new Failure(told, { reason: first?.reason ?? "", status: code });
  }
  const lost =
    (typeof code === "string" && network.test(code)) ||
    type === "request-timeout" ||
    /socket hang up|network timeout|premature close/i.test(message);
  return new Failure(told, { reason: lost ? noAnswer : "" });
}
