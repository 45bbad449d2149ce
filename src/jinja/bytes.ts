/** Python's bytes, as far as templates meet them: what `encode` returns. */
import { builtin } from "./params.ts";
import { PyObject, type Value } from "./value.ts";

export class Bytes extends PyObject {
  readonly typeName = "bytes";
  readonly data: Uint8Array;

  constructor(data: Uint8Array) {
    super();
    this.data = data;
  }
  getattr(name: string): Value | undefined {
    if (name === "decode")
      return builtin("decode encoding? errors?", () => new TextDecoder().decode(this.data));
    if (name !== "hex") return undefined;
    return builtin("hex", () =>
      Array.from(this.data, (byte) => byte.toString(16).padStart(2, "0")).join(""),
    );
  }
  override getitem(key: Value): Value | undefined {
    return typeof key === "number" ? this.data.at(key) : undefined;
  }
  override iterate(): Iterable<Value> {
    return this.data;
  }
  override length(): number {
    return this.data.length;
  }
  override equals(other: Value): boolean {
    return (
      other instanceof Bytes &&
      other.data.length === this.data.length &&
      other.data.every((byte, i) => byte === this.data[i])
    );
  }
  override str(): string {
    const body = Array.from(this.data, (byte) => {
      if (byte === 0x5c) return "\\\\";
      if (byte === 0x0a) return "\\n";
      if (byte === 0x0d) return "\\r";
      if (byte === 0x09) return "\\t";
      if (byte >= 0x20 && byte < 0x7f) return String.fromCharCode(byte);
      return `\\x${byte.toString(16).padStart(2, "0")}`;
    }).join("");
    return body.includes("'") && !body.includes('"')
      ? `b"${body}"`
      : `b'${body.replaceAll("'", "\\'")}'`;
  }
}
