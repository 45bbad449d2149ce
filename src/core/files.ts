/** The file system as the stages see it. Synchronous: thousands of small reads are fastest so. */

export interface FileEntry {
  /** Relative to the listed folder, with `/`. */
  readonly path: string;
  readonly mtimeMs: number;
  readonly size: number;
}

export interface Files {
  /** UTF-8 text without BOM; `undefined` when there is no such file. */
  readText(path: string): string | undefined;
  /** All files below a folder, sorted by path; `[]` when there is no such folder. */
  list(folder: string): readonly FileEntry[];
  /** Names of the folders in a folder, links to folders included; `[]` when there is none. */
  folders(folder: string): readonly string[];
  stat(path: string): { mtimeMs: number; size: number; isDirectory: boolean } | undefined;
  /**
   * Creates the folders on the way; the file appears whole or not at all, unless `whole` is false:
   * then it is written in its place, which is cheaper and good enough where nobody waits for it.
   */
  write(path: string, content: string | Uint8Array, how?: { readonly whole: boolean }): void;
  /** The same for a text that comes in parts, so that a large one need not be held as a whole. */
  writeParts(path: string, parts: Iterable<string>): void;
  append(path: string, text: string): void;
  /** Removes a file or a folder with all below it; silent when it is not there. */
  remove(path: string): void;
}
