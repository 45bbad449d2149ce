/**
 * Jobs: each statement is one, under an id of ours. The id says after any trouble what became of it:
 * a job is never sent under a second id unless the first one is known to have failed.
 */
import { randomUUID } from "node:crypto";
import { pause } from "../../core/backoff.ts";
import type { ErrorProto, JobReference, JobResource, ResultPage } from "./api.ts";
import type { Client, Request } from "./client.ts";
import { Failure, isPassing, jobFailure } from "./failure.ts";

/** The longest that one request waits for the end of a job, in milliseconds. */
const longestWait = 20_000;
const backoff = { first: 500, longest: 10_000 };
/** How often the state of a job is asked that has no results to wait for. */
const polling = { first: 200, longest: 3_000 };
/** Seconds that a stopped job is waited for. */
const patience = 15;

/** What runs, so that somebody else can stop it. */
export interface Running {
  reference: JobReference | undefined;
  stopped: boolean;
  stoppedAt?: number;
}

/** `configuration` of the interface. */
export type Configuration = Readonly<Record<string, unknown>>;

export interface Send {
  readonly configuration: Configuration;
  readonly running: Running;
  /** How many rows the first page of the result may have; 0 where nobody reads them. */
  readonly pageSize: number;
  /** How the job reaches BigQuery, where it comes with data. */
  readonly insert?: (reference: JobReference) => Request;
  /** Waits by the state of the job: it has no results. */
  readonly silent?: boolean;
}

export interface Done {
  readonly reference: JobReference;
  /** Known already, where nothing had to be waited for. */
  readonly job: JobResource | undefined;
  readonly page: ResultPage;
}

/**
 * Runs a job to its end; sends it again when the service failed and the job left no trace.
 * @throws Failure of the job or of the requests.
 */
export async function runJob(client: Client, send: Send): Promise<Done> {
  const { retries } = client.settings;
  for (let attempt = 0; ; attempt++) {
    try {
      return await runOnce(client, send);
    } catch (error) {
      const again = attempt < retries && !send.running.stopped;
      if (!again || !(await mayRepeat(client, error, send.running))) throw error;
    }
    await pause(attempt, backoff);
  }
}

/** Two writers met; the one that lost left no trace. */
const conflict = /could not serialize access|transaction is aborted due to concurrent update/i;

export const isConflict = ({ message }: Failure): boolean => conflict.test(message);

async function mayRepeat(client: Client, error: unknown, { reference }: Running): Promise<boolean> {
  if (!(error instanceof Failure) || !error.ofJob || reference === undefined) return false;
  if (!isPassing(error) && !isConflict(error)) return false;
  const { statistics } = await readJob(client, reference);
  // The statements of a script before the one that failed have taken effect.
  return statistics?.query?.statementType !== "SCRIPT";
}

async function runOnce(client: Client, send: Send): Promise<Done> {
  const { executionProject: projectId, location, executionTimeout } = client.settings;
  const wanted = { projectId, jobId: `ptx_${randomUUID()}`, ...(location ? { location } : {}) };
  send.running.reference = wanted;
  const latest = executionTimeout === undefined ? Infinity : Date.now() + executionTimeout * 1000;
  const job = await inserted(client, wanted, send);
  // Without a location in the target, BigQuery says where the job went.
  const reference = { ...wanted, ...job.jobReference };
  send.running.reference = reference;
  assertSucceeded(job);
  if (job.status?.state === "DONE" && send.pageSize === 0) return { reference, job, page: {} };
  if (send.silent)
    return { reference, job: await polled(client, reference, latest, send), page: {} };
  return { reference, job: undefined, page: await completed(client, reference, latest, send) };
}

function assertSucceeded({ status }: JobResource): void {
  if (status?.errorResult === undefined) return;
  throw jobFailure(firstCause(status.errorResult, status.errors ?? []));
}

/** Of a load, the result says only that errors are listed; the list says which. */
function firstCause(result: ErrorProto, errors: readonly ErrorProto[]): ErrorProto {
  if (!/errors? encountered|see the errors/i.test(result.message ?? "")) return result;
  const other = errors.find(({ message }) => message !== undefined && message !== result.message);
  return { ...result, message: other?.message ?? result.message ?? "" };
}

/** Hands the job over. Where the answer was lost, BigQuery refuses the second one of the same id. */
async function inserted(client: Client, reference: JobReference, send: Send): Promise<JobResource> {
  const { configuration, insert } = send;
  const { creationTimeout } = client.settings;
  const request = insert?.(reference) ?? {
    method: "POST" as const,
    path: "/jobs",
    body: { configuration, jobReference: reference },
    timeout: creationTimeout,
  };
  try {
    // A stream of data is spent when it was sent once: such a job is looked up instead.
    return insert ? await client.send(request) : await client.ask(request);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    if (error.status === 409) return readJob(client, reference);
    if (insert && isPassing(error)) return await lookedUp(client, reference, error);
    throw error;
  }
}

async function lookedUp(client: Client, reference: JobReference, lost: Failure) {
  try {
    return await readJob(client, reference);
  } catch (error) {
    if (error instanceof Failure && error.status === 404)
      throw new Failure(lost.message, { reason: lost.reason, ofJob: true });
    throw error;
  }
}

const placeOf = ({ location }: JobReference) => ({ location });

export const readJob = (client: Client, reference: JobReference): Promise<JobResource> =>
  client.ask({
    path: `/jobs/${reference.jobId}`,
    project: reference.projectId,
    query: placeOf(reference),
  });

/** A page of the rows of a job. */
export const readPage = (
  client: Client,
  reference: JobReference,
  query: Readonly<Record<string, string | number>>,
): Promise<ResultPage> =>
  client.ask({
    path: `/queries/${reference.jobId}`,
    project: reference.projectId,
    query: { ...placeOf(reference), "formatOptions.useInt64Timestamp": true, ...query },
    timeout: longestWait / 1000 + 60,
  });

/** Waits for the results of a query; each request comes back as soon as they are there. */
async function completed(
  client: Client,
  reference: JobReference,
  latest: number,
  { running, pageSize }: Send,
): Promise<ResultPage> {
  for (;;) {
    const wait = Math.max(0, Math.min(longestWait, latest - Date.now()));
    const timeoutMs = running.stopped ? 1000 : wait;
    try {
      const page = await readPage(client, reference, { maxResults: pageSize, timeoutMs });
      if (page.jobComplete !== false) return page;
    } catch (error) {
      // The job knows better than this request why it has no results.
      assertSucceeded(await readJob(client, reference));
      throw error;
    }
    await assertTime(client, reference, latest, running);
  }
}

async function polled(client: Client, reference: JobReference, latest: number, { running }: Send) {
  for (let attempt = 0; ; attempt++) {
    const job = await readJob(client, reference);
    assertSucceeded(job);
    if (job.status?.state === "DONE") return job;
    await assertTime(client, reference, latest, running);
    await pause(attempt, polling);
  }
}

export const timedOut = "timeout";

async function assertTime(
  client: Client,
  reference: JobReference,
  latest: number,
  { stoppedAt }: Running,
): Promise<void> {
  if (stoppedAt !== undefined && Date.now() > stoppedAt + patience * 1000) {
    throw new Failure("the job was asked to stop, and has not ended yet", { reason: "stopped" });
  }
  if (Date.now() < latest) return;
  await cancelJob(client, reference);
  const { executionTimeout } = client.settings;
  throw new Failure(`the job took longer than ${executionTimeout} seconds`, { reason: timedOut });
}

/** Asks BigQuery to stop a job. @throws Failure where it cannot be asked, or has no such job yet. */
export async function cancelJob(client: Client, reference: JobReference): Promise<void> {
  await client.ask({
    method: "POST",
    path: `/jobs/${reference.jobId}/cancel`,
    project: reference.projectId,
    query: placeOf(reference),
  });
}
