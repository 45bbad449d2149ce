/** Messages of Postgres' protocol as they come out of a socket: cut at their ends, not read. */

export interface Message {
  /** One letter; empty for those at the start of a connection, which have none. */
  readonly type: string;
  readonly bytes: Buffer;
}

const cancelRequest = 80_877_102;
const tlsRequest = 80_877_103;

/** Cuts a stream of bytes into messages. */
export class MessageReader {
  #rest: Buffer = Buffer.alloc(0);
  /** How the next message begins: without a letter, as one byte, or with a letter. */
  #next: "untyped" | "byte" | "typed";

  /** @param side Whose bytes these are. */
  constructor(side: "client" | "server") {
    this.#next = side === "client" ? "untyped" : "typed";
  }

  /** The server answers a request for TLS with one byte. */
  expectByte(): void {
    this.#next = "byte";
  }

  /** Messages that are complete with these bytes. */
  read(bytes: Buffer): Message[] {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    const messages: Message[] = [];
    for (let message = this.#cut(); message; message = this.#cut()) messages.push(message);
    return messages;
  }

  #cut(): Message | undefined {
    const head = this.#next === "typed" ? 1 : 0;
    if (this.#rest.length < (this.#next === "byte" ? 1 : head + 4)) return undefined;
    const length = this.#next === "byte" ? 1 : head + this.#rest.readInt32BE(head);
    if (this.#rest.length < length) return undefined;
    const bytes = this.#rest.subarray(0, length);
    const type = head === 1 ? String.fromCharCode(bytes[0] ?? 0) : "";
    this.#rest = this.#rest.subarray(length);
    const again = this.#next === "untyped" && startKind(bytes) === "tls";
    if (this.#next !== "typed" && !again) this.#next = "typed";
    return { type, bytes };
  }
}

/** What a client wants with a new connection. */
export function startKind(bytes: Buffer): "session" | "tls" | "cancel" {
  const code = bytes.readInt32BE(4);
  if (code === tlsRequest) return "tls";
  return code === cancelRequest ? "cancel" : "session";
}

/** The text of a simple query. */
export const queryText = ({ bytes }: Message): string =>
  bytes.toString("utf8", 5, bytes.length - 1);

/** Asks to stop what a session does; `key` is what the server told it at the start (`K`). */
export function cancelMessage(key: Message): Buffer {
  const start = Buffer.alloc(8);
  start.writeInt32BE(8 + key.bytes.length - 5, 0);
  start.writeInt32BE(cancelRequest, 4);
  return Buffer.concat([start, key.bytes.subarray(5)]);
}

/** An error that ends the connection. */
export function fatalError(code: string, text: string): Buffer {
  const fields = Buffer.from(`SFATAL\0VFATAL\0C${code}\0M${text}\0\0`);
  const head = Buffer.alloc(5);
  head.write("E");
  head.writeInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields]);
}
