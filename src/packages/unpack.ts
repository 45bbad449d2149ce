/** Unpacks a `.tar.gz` into a folder, and nowhere else. */
import { gunzipSync } from "node:zlib";
import { PtxError } from "../core/error.ts";
import type { Files } from "../core/files.ts";
import type { Location } from "../core/location.ts";
import { findProjectFile } from "../project/project-file.ts";
import type { Folders } from "./ports.ts";
import { readTar, type TarEntry } from "./tar.ts";

/** A package holds text; an archive that grows beyond this is an attack or a mistake. */
const largest = 512 * 1024 * 1024;

function gunzip(bytes: Uint8Array): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: largest });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    const why = code === "ERR_BUFFER_TOO_LARGE" ? "unpacks to more than 512 MB" : "is no .tar.gz";
    throw new PtxError("PTX1311", `the archive ${why}`, {
      hint: "Check that the address leads to the package itself and not to a page about it.",
      cause: error,
    });
  }
}

function refuse(path: string, why: string): PtxError {
  return new PtxError("PTX1311", `the archive holds '${path}', which ${why}`, {
    hint: "Nothing was unpacked. Do not use this archive: it may be made to do harm.",
  });
}

/** A path without `.` and `..`; `undefined` when it leads out of its folder. */
function inside(path: string): string | undefined {
  if (path.startsWith("/") || /^[A-Za-z]:|[\\\0]/.test(path)) return undefined;
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join("/");
}

const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));

export interface Io {
  readonly files: Files;
  readonly folders: Folders;
}

interface Unpacked {
  readonly files: Map<string, Uint8Array>;
  readonly links: Map<string, string>;
}

/** Where an entry goes; `""` for the top folder. @throws PTX1311 for a path that leads out. */
function placeOf({ path }: TarEntry): string {
  const place = path.split("/").includes("..") ? undefined : inside(path);
  if (place === undefined) throw refuse(path, "leads out of its folder");
  return place;
}

function addEntry(entry: TarEntry, place: string, { files, links }: Unpacked): void {
  const { type, path, data, target } = entry;
  if (type === "link") {
    const leads = inside(`${folderOf(place)}/${target}`.replace(/^\//, ""));
    if (leads === undefined || target.startsWith("/")) {
      throw refuse(path, `is a link to '${target}', out of its folder`);
    }
    links.set(place, target);
  } else if (type === "hardlink") {
    const linked = files.get(inside(target) ?? "");
    if (linked === undefined) throw refuse(path, `is a link to '${target}', which is not in it`);
    files.set(place, linked);
  } else files.set(place, data);
}

/** A file behind a link would be written where the link leads. */
function refuseBehindLinks({ files, links }: Unpacked): void {
  for (const place of [...files.keys(), ...links.keys()]) {
    for (let above = folderOf(place); above !== ""; above = folderOf(above)) {
      if (links.has(above)) throw refuse(place, `lies behind the link '${above}'`);
    }
  }
}

/** Everything in the archive, checked before the first byte is written. */
function contents(bytes: Uint8Array): Unpacked {
  const found: Unpacked = { files: new Map(), links: new Map() };
  for (const entry of readTar(gunzip(bytes))) {
    const place = placeOf(entry);
    if (place !== "" && entry.type !== "folder") addEntry(entry, place, found);
  }
  refuseBehindLinks(found);
  return found;
}

/**
 * Unpacks an archive and returns the folders and files at its top.
 * @throws {PtxError} PTX1311 for a damaged archive, and for paths or links that lead out of it.
 */
export function unpack(bytes: Uint8Array, folder: string, { files, folders }: Io): string[] {
  const found = contents(bytes);
  for (const [path, data] of found.files) files.write(`${folder}/${path}`, data);
  for (const [path, target] of found.links) {
    folders.create(`${folder}/${folderOf(path)}`);
    folders.linkRelative(target, `${folder}/${path}`);
  }
  const paths = [...found.files.keys(), ...found.links.keys()];
  return [...new Set(paths.map((path) => path.split("/")[0] ?? ""))];
}

export interface Archive {
  readonly bytes: Uint8Array;
  /** How messages name it. */
  readonly shown: string;
  readonly at: Location | undefined;
}

/** Says of an error which archive it is about. */
function naming<T>({ shown, at }: Archive, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof PtxError) || error.diagnostic.code !== "PTX1311") throw error;
    const { code, message, hint } = error.diagnostic;
    throw new PtxError(code, `${shown}: ${message}`, { at, hint, cause: error });
  }
}

/**
 * Unpacks a package to `folder`, without the one folder that archives put around their content.
 * @throws {PtxError} PTX1311 as `unpack`.
 */
export function unpackPackage(archive: Archive, folder: string, io: Io): void {
  const around = `${folder}.tmp`;
  const [top, ...others] = naming(archive, () => unpack(archive.bytes, around, io));
  const isWhole = findProjectFile(io.files, around) !== undefined;
  if (top === undefined || (others.length > 0 && !isWhole)) {
    const { shown, at } = archive;
    throw new PtxError("PTX1311", `${shown}: the archive does not hold one folder with a project`, {
      at,
      hint: "Pack the folder of the project: tar czf my_package.tar.gz my_package",
    });
  }
  io.folders.move(isWhole ? around : `${around}/${top}`, folder);
  io.files.remove(around);
}
