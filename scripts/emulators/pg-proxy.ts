/**
 * Stands between a client and a Postgres server and makes the network worse than it is: every
 * statement comes later, connections break, statements are stopped, logins are refused.
 */
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import {
  cancelMessage,
  fatalError,
  type Message,
  MessageReader,
  queryText,
  startKind,
} from "./pg-messages.ts";

export const faultKinds = [
  /** The login is refused, as by a server with too many connections. */
  "refused",
  /** The connection breaks before the statement has reached the server. */
  "lost before",
  /** The connection breaks while the statement runs. */
  "lost during",
  /** The statement is done, and the connection breaks before the answer arrives. */
  "lost after",
  /** Somebody stops the statement. */
  "stopped",
] as const;
export type FaultKind = (typeof faultKinds)[number];

export interface ProxyOptions {
  readonly port: number;
  /** How much later statements, and logins, reach the server. */
  readonly delay?: number;
  /** Says what becomes of a login, which has no text, or a statement: a fault, or nothing of that sort. */
  readonly fault?: (sql: string | undefined, connection: number) => FaultKind | undefined;
  /** Is told each statement that came through, with the number of its connection. */
  readonly onStatement?: (connection: number, sql: string) => void;
}

export interface Proxy {
  readonly port: number;
  stop(): Promise<void>;
}

/** Resolves when it can be connected to. */
export async function startProxy(options: ProxyOptions): Promise<Proxy> {
  const open = new Set<Link>();
  let count = 0;
  const server = createServer((client) => {
    count += 1;
    const link = new Link(client, count, options);
    open.add(link);
    client.on("close", () => open.delete(link));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const stop = async () => {
    server.close();
    for (const link of open) link.end();
    await once(server, "close");
  };
  return { port: address.port, stop };
}

/** The server waits for the client: an answer is at its end, or the rows of `copy … from stdin` may come. */
const turns: ReadonlySet<string> = new Set(["Z", "G"]);
const delayed: ReadonlySet<string> = new Set(["Q", "S", ""]);

/** One connection and its twin on the other side. */
class Link {
  readonly #client: Socket;
  readonly #server: Socket;
  readonly #number: number;
  readonly #options: ProxyOptions;
  readonly #fromClient = new MessageReader("client");
  readonly #fromServer = new MessageReader("server");
  /** Messages go in their order, also when one waits. */
  #sending: Promise<void> = Promise.resolve();
  #key: Message | undefined;
  /** The answer to what runs will not arrive. */
  #muted = false;

  constructor(client: Socket, number: number, options: ProxyOptions) {
    this.#client = client;
    this.#number = number;
    this.#options = options;
    this.#server = connect(options.port, "127.0.0.1");
    for (const socket of [client, this.#server]) {
      socket.setNoDelay(true);
      // The other side hears of it by the end of its own connection.
      socket.on("error", () => this.end());
      socket.on("close", () => this.end());
    }
    client.on("data", (bytes) => {
      for (const message of this.#fromClient.read(bytes)) {
        this.#sending = this.#sending.then(() => this.#toServer(message));
      }
    });
    this.#server.on("data", (bytes) => this.#toClient(bytes));
  }

  end(): void {
    this.#client.destroy();
    this.#server.destroy();
  }

  async #toServer(message: Message): Promise<void> {
    const { delay, fault, onStatement } = this.#options;
    const start = message.type === "" ? startKind(message.bytes) : undefined;
    if (start === "tls") this.#fromServer.expectByte();
    if (delay !== undefined && delayed.has(message.type) && start !== "cancel") await sleep(delay);
    if (start === undefined && message.type === "Q") {
      const sql = queryText(message);
      onStatement?.(this.#number, sql);
      return this.#withFault(message, fault?.(sql, this.#number));
    }
    if (start === "session" && fault?.(undefined, this.#number) !== undefined) {
      this.#client.write(fatalError("53300", "sorry, too many clients already"));
      this.#client.end();
      return;
    }
    this.#server.write(message.bytes);
  }

  async #withFault(message: Message, fault: FaultKind | undefined): Promise<void> {
    if (fault === "lost before") {
      this.end();
      return;
    }
    if (fault === "lost after") this.#muted = true;
    this.#server.write(message.bytes);
    if (fault === "lost during") setTimeout(() => this.end(), 1);
    if (fault === "stopped") setTimeout(() => this.#cancel(), 1);
  }

  #cancel(): void {
    const key = this.#key;
    if (key === undefined) return;
    const request = connect(this.#options.port, "127.0.0.1", () => request.end(cancelMessage(key)));
    // Nothing is stopped then, which is no fault of whom is tested.
    request.on("error", () => request.destroy());
  }

  #toClient(bytes: Buffer): void {
    const messages = this.#fromServer.read(bytes);
    this.#key ??= messages.find(({ type }) => type === "K");
    if (!this.#muted) this.#client.write(bytes);
    else if (messages.some(({ type }) => turns.has(type))) this.end();
  }
}
