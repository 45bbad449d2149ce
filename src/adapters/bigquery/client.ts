/** Requests to BigQuery by Google's client, which adds the login; tried again where that can help. */
import type { BigQuery } from "@google-cloud/bigquery";
import { pause } from "../../core/backoff.ts";
import { PtxError } from "../../core/error.ts";
import { loadDriver } from "../driver.ts";
import { assertEncrypted } from "../encryption.ts";
import { authClientOf, packages } from "./auth.ts";
import { Failure, failureOf, isPassing } from "./failure.ts";
import type { BigQuerySettings } from "./settings.ts";

export interface Request {
  readonly method?: "GET" | "POST";
  /** Behind the project: `/jobs`; or a whole address. */
  readonly path: string;
  readonly project?: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly body?: unknown;
  readonly multipart?: readonly unknown[];
  /** Seconds. */
  readonly timeout?: number;
}

const backoff = { first: 250, longest: 16_000 };
/** Further tries of a request that may be sent twice, where no deadline says otherwise. */
const furtherTries = 8;

export class Client {
  readonly settings: BigQuerySettings;
  #opening: Promise<BigQuery> | undefined;

  constructor(settings: BigQuerySettings) {
    this.settings = settings;
  }

  /** The address that uploads go to, for a project. */
  uploadAddress(project: string): string {
    const host = this.settings.endpoint ?? "https://bigquery.googleapis.com";
    return `${host.replace(/\/+$/, "")}/upload/bigquery/v2/projects/${project}/jobs`;
  }

  /** Texts without the secrets of the target. */
  readonly hide = (text: string): string =>
    this.settings.secrets.reduce((shown, secret) => shown.replaceAll(secret, "***"), text);

  /**
   * One request that has the same effect however often it is sent: a question, or a job with an id.
   * @throws Failure when it is refused, or fails again and again.
   */
  async ask<T>(request: Request): Promise<T> {
    const { retries, retryDeadline } = this.settings;
    const latest = retryDeadline === undefined ? Infinity : Date.now() + retryDeadline * 1000;
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.send<T>(request);
      } catch (error) {
        const again = retries > 0 && attempt < furtherTries && Date.now() < latest;
        if (!(error instanceof Failure) || !again || !isPassing(error)) throw error;
      }
      await pause(attempt, backoff);
    }
  }

  /** One request, sent once. @throws Failure; PtxError PTX4002, PTX4013 before anything is sent. */
  async send<T>({ method = "GET", path, project, query, body, ...more }: Request): Promise<T> {
    const client = await this.#opened();
    const known = Object.entries(query ?? {}).filter(([, value]) => value !== undefined);
    const request = {
      method,
      uri: path,
      projectId: project ?? this.settings.executionProject,
      qs: Object.fromEntries(known),
      ...(body === undefined ? {} : { json: body }),
      ...(more.multipart === undefined ? {} : { multipart: more.multipart }),
      ...(more.timeout === undefined ? {} : { timeout: more.timeout * 1000 }),
    };
    return new Promise((resolve, reject) => {
      client.request(request as Parameters<BigQuery["request"]>[0], (error, answer) => {
        if (error) reject(failureOf(error, this.hide));
        else resolve((answer ?? {}) as T);
      });
    });
  }

  /** A login that failed is not kept, so that a later one can succeed. */
  #opened(): Promise<BigQuery> {
    this.#opening ??= this.#open().catch((error: unknown) => {
      this.#opening = undefined;
      throw error;
    });
    return this.#opening;
  }

  async #open(): Promise<BigQuery> {
    const { executionProject, endpoint, location } = this.settings;
    const driver = await loadDriver(() => import("@google-cloud/bigquery"), "BigQuery", packages);
    try {
      const authClient = await authClientOf(this.settings);
      const client = new driver.BigQuery({
        projectId: executionProject,
        authClient,
        autoRetry: false,
        userAgent: "ptx",
        ...(endpoint === undefined ? {} : { apiEndpoint: endpoint }),
        ...(location === undefined ? {} : { location }),
      });
      // The client takes another address from BIGQUERY_EMULATOR_HOST, without a word.
      assertEncrypted("api_endpoint", client.baseUrl);
      return client;
    } catch (error) {
      if (error instanceof PtxError) throw error;
      throw failureOf(error, this.hide);
    }
  }
}
