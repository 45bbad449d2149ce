/**
 * Snowflake's side of the protocol, as far as tests need it: it answers as the test says, counts
 * what it ran, and runs no request twice.
 */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";

export interface Sent {
  readonly sql: string;
  readonly requestId: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly token: string;
}

/** What becomes of a request: an answer, or the connection breaks before or after it has run. */
export type Fate =
  | { readonly kind: "rows"; readonly rows?: readonly (readonly (string | null)[])[] }
  | { readonly kind: "error"; readonly code: string; readonly message: string }
  | { readonly kind: "status"; readonly status: number }
  | { readonly kind: "drop"; readonly after: boolean }
  | { readonly kind: "hang" };

export class SnowflakeServer {
  /** Everything that came, in its order, without the set-up of sessions. */
  readonly sent: Sent[] = [];
  /** What took effect. */
  readonly ran: string[] = [];
  readonly logins: string[] = [];
  readonly aborted: string[] = [];
  fate: (sent: Sent, times: number) => Fate = () => ({ kind: "rows" });
  refuseLogin: { code: string; message: string } | undefined;
  readonly #answers = new Set<string>();
  readonly #hanging = new Map<string, ServerResponse>();
  readonly #server = createServer((request, response) => void this.#serve(request, response));

  async start(): Promise<number> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    return (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const raw = Buffer.concat(parts);
    const text = request.headers["content-encoding"] === "gzip" ? gunzipSync(raw) : raw;
    const body = (String(text).startsWith("{") ? JSON.parse(String(text)) : {}) as Record<
      string,
      unknown
    >;
    const url = new URL(request.url ?? "/", "http://server");
    if (url.pathname.endsWith("/login-request")) this.#login(response, String(text));
    else if (url.pathname === "/queries/v1/query-request") {
      this.#query(request, url.searchParams.get("requestId") ?? "", body, response);
    } else if (url.pathname.endsWith("/abort-request")) this.#abort(body, response);
    else succeed(response, null);
  }

  #login(response: ServerResponse, body: string): void {
    this.logins.push(body);
    if (this.refuseLogin) {
      const { code, message } = this.refuseLogin;
      reply(response, 200, {
        success: false,
        code,
        message,
        data: { authnMethod: "USERNAME_PASSWORD" },
      });
      return;
    }
    succeed(response, {
      token: `session-${this.logins.length}`,
      masterToken: `master-${this.logins.length}`,
      validityInSeconds: 3600,
      masterValidityInSeconds: 14400,
      parameters: [],
      sessionInfo: { databaseName: "DB", schemaName: "S", warehouseName: "WH", roleName: "R" },
    });
  }

  #query(
    request: IncomingMessage,
    requestId: string,
    body: Record<string, unknown>,
    response: ServerResponse,
  ): void {
    const sql = String(body["sqlText"]);
    if (sql.startsWith("alter session set")) {
      succeed(response, answerOf([]));
      return;
    }
    const [, token = ""] = /Token="([^"]*)"/.exec(request.headers.authorization ?? "") ?? [];
    const parameters = (body["parameters"] ?? {}) as Record<string, unknown>;
    const sent: Sent = { sql, requestId, parameters, token };
    const times = this.sent.filter((other) => other.sql === sql).length;
    this.sent.push(sent);
    this.#meet(this.fate(sent, times), sent, response);
  }

  #meet(fate: Fate, sent: Sent, response: ServerResponse): void {
    switch (fate.kind) {
      case "error":
        reply(response, 200, refusal(fate.code, fate.message));
        break;
      case "status":
        reply(response, fate.status, {});
        break;
      case "hang":
        this.#hanging.set(sent.requestId, response);
        break;
      case "drop":
        if (fate.after) this.#run(sent);
        response.destroy();
        break;
      case "rows":
        this.#run(sent);
        succeed(response, answerOf(fate.rows ?? [["1"]]));
        break;
    }
  }

  /** A request that has run is not run again; its answer is given once more. */
  #run({ sql, requestId }: Sent): void {
    if (this.#answers.has(requestId)) return;
    this.#answers.add(requestId);
    this.ran.push(sql);
  }

  #abort(body: Record<string, unknown>, response: ServerResponse): void {
    const id = String(body["requestId"]);
    this.aborted.push(id);
    succeed(response, null);
    const hanging = this.#hanging.get(id);
    if (!hanging) return;
    this.#hanging.delete(id);
    reply(hanging, 200, refusal("000604", "SQL execution canceled"));
  }
}

const answerOf = (rowset: readonly (readonly (string | null)[])[]) => ({
  parameters: [],
  rowtype: [{ name: "N", type: "fixed", precision: 38, scale: 0, nullable: true }],
  rowset,
  total: rowset.length,
  returned: rowset.length,
  queryId: "01b2c3d4-0000-0000-0000-000000000001",
  statementTypeId: 4096,
  version: 1,
  queryResultFormat: "json",
});

const refusal = (code: string, message: string) => ({
  success: false,
  code,
  message,
  data: { errorCode: code, sqlState: "57014", queryId: "q" },
});

const succeed = (response: ServerResponse, data: unknown): void =>
  reply(response, 200, { success: true, code: null, message: null, data });

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}
