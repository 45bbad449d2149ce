/** What was fetched before, on disk: fewer requests, and a second project installs offline. */
import { createHash } from "node:crypto";
import { type Diagnostic, diagnosticsOf } from "../core/error.ts";
import type { Files } from "../core/files.ts";
import type { Folders } from "./ports.ts";

export interface Remembered {
  readonly etag: string | undefined;
  readonly body: string;
}

export class Cache {
  readonly #files: Files;
  readonly #folders: Folders;
  readonly #folder: string;
  readonly #warn: (warning: Diagnostic) => void;
  #broken = false;

  constructor(
    folder: string,
    io: { readonly files: Files; readonly folders: Folders },
    warn: (warning: Diagnostic) => void,
  ) {
    this.#folder = folder;
    this.#files = io.files;
    this.#folders = io.folders;
    this.#warn = warn;
  }

  #path(url: string, ending: string): string {
    return `${this.#folder}/${createHash("sha256").update(url).digest("hex")}.${ending}`;
  }

  /** A cache that cannot be written costs time, not the installation. */
  #write(path: string, content: string | Uint8Array): void {
    if (this.#broken) return;
    try {
      this.#files.write(path, content);
    } catch (error) {
      const diagnostics = diagnosticsOf(error);
      if (diagnostics === undefined) throw error;
      this.#broken = true;
      for (const found of diagnostics) this.#warn({ ...found, severity: "warning" });
    }
  }

  answer(url: string): Remembered | undefined {
    const text = this.#files.readText(this.#path(url, "json"));
    if (text === undefined) return undefined;
    try {
      return JSON.parse(text) as Remembered;
    } catch {
      // Cut off by a full disk or by hand: as good as not there.
      return undefined;
    }
  }

  keepAnswer(url: string, answer: Remembered): void {
    this.#write(this.#path(url, "json"), JSON.stringify(answer));
  }

  archive(url: string): Uint8Array | undefined {
    return this.#folders.readBytes(this.#path(url, "tar.gz"));
  }

  keepArchive(url: string, bytes: Uint8Array): void {
    this.#write(this.#path(url, "tar.gz"), bytes);
  }
}
