/**
 * Reads tar archives: ustar, the long names of GNU tar, and the extended headers of POSIX.1-2001
 * (pax), which is what git, npm and Python write. Sparse files and devices are no part of packages.
 */
import { PtxError } from "../core/error.ts";

export interface TarEntry {
  readonly type: "file" | "folder" | "link" | "hardlink";
  /** As in the archive: check it before use. */
  readonly path: string;
  readonly data: Uint8Array;
  /** Where a link leads. */
  readonly target: string;
}

const block = 512;

const types: Readonly<Record<string, TarEntry["type"]>> = {
  "0": "file",
  "\0": "file",
  "7": "file",
  "1": "hardlink",
  "2": "link",
  "5": "folder",
};

const decoder = new TextDecoder();

function field(header: Uint8Array, start: number, length: number): string {
  const bytes = header.subarray(start, start + length);
  const end = bytes.indexOf(0);
  return decoder.decode(end === -1 ? bytes : bytes.subarray(0, end));
}

function broken(what: string): PtxError {
  return new PtxError("PTX1311", `the archive is damaged: ${what}`, {
    hint: "Run ptx deps again; if it stays so, tell the maintainers of the package.",
  });
}

function octal(header: Uint8Array, start: number, length: number): number {
  const text = field(header, start, length).trim();
  if (text === "") return 0;
  if (!/^[0-7]+$/.test(text)) throw broken("a header holds no number where one must be");
  return Number.parseInt(text, 8);
}

/** The sum of the header's bytes, its own field counted as blanks. */
function hasValidSum(header: Uint8Array): boolean {
  let sum = 0;
  for (const [index, byte] of header.entries()) sum += index >= 148 && index < 156 ? 32 : byte;
  return sum === octal(header, 148, 8);
}

/** Records of an extended header: `LENGTH KEY=VALUE\n`. */
function extended(data: Uint8Array): Map<string, string> {
  const found = new Map<string, string>();
  for (let at = 0; at < data.length; ) {
    const space = data.indexOf(32, at);
    const length = Number(decoder.decode(data.subarray(at, space)));
    if (!Number.isInteger(length) || length <= space - at)
      throw broken("a long name has no length");
    const record = decoder.decode(data.subarray(space + 1, at + length - 1));
    const split = record.indexOf("=");
    found.set(record.slice(0, split), record.slice(split + 1));
    at += length;
  }
  return found;
}

interface Block {
  readonly flag: string;
  readonly header: Uint8Array;
  readonly data: Uint8Array;
}

/** Headers with their data, extended ones too. `size` of an extended header wins over the field. */
function* blocks(bytes: Uint8Array, longSize: () => string | undefined): Generator<Block> {
  for (let at = 0; at + block <= bytes.length; ) {
    const header = bytes.subarray(at, at + block);
    if (header.every((byte) => byte === 0)) return;
    if (!hasValidSum(header)) throw broken("a header does not match its checksum");
    const size = Number(longSize() ?? octal(header, 124, 12));
    const start = at + block;
    if (!(size >= 0) || start + size > bytes.length) throw broken("it ends too early");
    at = start + Math.ceil(size / block) * block;
    const flag = String.fromCharCode(header[156] ?? 0);
    yield { flag, header, data: bytes.subarray(start, start + size) };
  }
}

function entryOf({ flag, header, data }: Block, long: ReadonlyMap<string, string>): TarEntry {
  const prefix = field(header, 257, 5) === "ustar" ? field(header, 345, 155) : "";
  const name = field(header, 0, 100);
  const path = long.get("path") ?? (prefix === "" ? name : `${prefix}/${name}`);
  const type = types[flag];
  if (type === undefined) throw broken(`${path} is neither file, folder nor link`);
  const target = long.get("linkpath") ?? field(header, 157, 100);
  return { type: type === "file" && path.endsWith("/") ? "folder" : type, path, data, target };
}

/** @throws {PtxError} PTX1311 when the bytes are no tar archive, or end too early. */
export function* readTar(bytes: Uint8Array): Generator<TarEntry> {
  let long = new Map<string, string>();
  for (const found of blocks(bytes, () => long.get("size"))) {
    const { flag, data } = found;
    if (flag === "x") long = extended(data);
    else if (flag === "L") long.set("path", field(data, 0, data.length));
    else if (flag === "K") long.set("linkpath", field(data, 0, data.length));
    else if (flag !== "g") {
      const entry = entryOf(found, long);
      long = new Map();
      yield entry;
    }
  }
}
