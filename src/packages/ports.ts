/** What installing packages needs of the world. The command line implements these. */

export interface GitOutcome {
  /** Exit code; `undefined` when there is no git on this machine. */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Git {
  /** Runs git without a terminal: it never asks for a password. `env` comes on top of ours. */
  run(
    args: readonly string[],
    options: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
  ): Promise<GitOutcome>;
}

export interface HttpResponse {
  readonly status: number;
  readonly etag: string | undefined;
  readonly body: Uint8Array;
}

/** Nothing answered: no network, no such host, refused, or too slow. */
export class Unreachable extends Error {
  override readonly name = "Unreachable";
}

export interface Http {
  /**
   * Follows redirects, tries again after passing failures.
   * @throws {Unreachable}
   */
  get(url: string, headers: Readonly<Record<string, string>>): Promise<HttpResponse>;
}

/** The operations on folders that installing needs beyond `Files`. */
export interface Folders {
  /** A new empty folder outside of the project. */
  temporary(): string;
  /** Within one file system. */
  move(from: string, to: string): void;
  /** Links to a folder; `false` where the system does not allow links. */
  link(target: string, path: string): boolean;
  /** A relative link inside of an unpacked package. */
  linkRelative(target: string, path: string): void;
  copy(from: string, to: string): void;
  create(folder: string): void;
  /** Names in a folder, links included; `[]` when there is no such folder. */
  names(folder: string): readonly string[];
  readBytes(path: string): Uint8Array | undefined;
}
