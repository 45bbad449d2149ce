/** A server that speaks as much of BigQuery's interface as a test lets it. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { JsonObject } from "../../../core/node.ts";
import { connect } from "../index.ts";

export interface Asked {
  readonly method: string;
  /** Behind the project: `/jobs`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: string;
  readonly headers: IncomingMessage["headers"];
}

/** An answer; `drop` breaks the connection without one. */
export type Answer = { readonly status?: number; readonly json: unknown } | { readonly drop: true };

export const refused = (status: number, reason: string, message: string): Answer => ({
  status,
  json: { error: { code: status, message, errors: [{ reason, message, domain: "global" }] } },
});

export interface Stub {
  readonly asked: Asked[];
  readonly address: string;
  close(): Promise<void>;
}

/** @param answer What is said to the n-th request, from 0. */
export async function stubServer(answer: (asked: Asked, n: number) => Answer): Promise<Stub> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    void respond(request, response, asked, answer);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const place = server.address();
  if (place === null || typeof place === "string") throw new Error("no port");
  return {
    asked,
    address: `http://127.0.0.1:${place.port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  asked: Asked[],
  answer: (asked: Asked, n: number) => Answer,
): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const { pathname, searchParams } = new URL(request.url ?? "", "http://stub");
  const one: Asked = {
    method: request.method ?? "",
    path: pathname.replace(/^.*\/projects\/[^/]+/, ""),
    query: searchParams,
    body: Buffer.concat(parts).toString("utf8"),
    headers: request.headers,
  };
  asked.push(one);
  const said = answer(one, asked.length - 1);
  if ("drop" in said) {
    request.socket.destroy();
    return;
  }
  response.writeHead(said.status ?? 200, { "content-type": "application/json; charset=utf-8" });
  response.end(JSON.stringify(said.json));
}

/** An adapter that talks to the stub. */
export const adapterOn = ({ address }: Pick<Stub, "address">, settings: JsonObject = {}) =>
  connect(
    {
      profileName: "shop",
      name: "dev",
      type: "bigquery",
      schema: "shop",
      database: "demo",
      threads: 1,
      file: undefined,
      settings: {
        type: "bigquery",
        method: "oauth-secrets",
        token: "planted-token",
        project: "demo",
        location: "EU",
        api_endpoint: address,
        ...settings,
      },
    },
    { root: "/" },
  );

/** The id that a job was sent under. */
export const jobIdOf = ({ body }: Asked): string =>
  (JSON.parse(body) as { jobReference: { jobId: string } }).jobReference.jobId;

/** A job that has ended. */
export const ended = (jobId: string, more: JsonObject = {}): Answer => ({
  json: {
    jobReference: { projectId: "demo", jobId, location: "EU" },
    status: { state: "DONE" },
    statistics: { query: { statementType: "MERGE", numDmlAffectedRows: "3" } },
    ...more,
  },
});

/** A job that failed. */
export const failedJob = (jobId: string, reason: string, message: string): Answer =>
  ended(jobId, {
    status: { state: "DONE", errorResult: { reason, message }, errors: [{ reason, message }] },
  });
