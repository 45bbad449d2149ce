/**
 * Replaces the installed packages as a whole: everything is made ready in a folder beside them
 * first, so that what fails before the exchange leaves the old packages as they were.
 */
import type { Files } from "../core/files.ts";
import type { Pinned } from "./pinned.ts";
import type { Folders } from "./ports.ts";

/** dbt passes over folders with two underscores, so a left-over is no package to it either. */
const coming = "__ptx_coming";
const going = "__ptx_going";

export interface Placed {
  readonly package: Pinned;
  readonly how: "installed" | "linked" | "copied";
}

interface Io {
  readonly files: Files;
  readonly folders: Folders;
}

/** Moves the entries of one folder into another; on failure those already moved go back. */
function moveAll(names: readonly string[], from: string, to: string, folders: Folders): () => void {
  const moved: string[] = [];
  const back = (): void => {
    for (const name of moved.reverse()) folders.move(`${to}/${name}`, `${from}/${name}`);
  };
  try {
    for (const name of names) {
      folders.move(`${from}/${name}`, `${to}/${name}`);
      moved.push(name);
    }
  } catch (error) {
    back();
    throw error;
  }
  return back;
}

/** The exchange itself: two rounds of renames, undone when one fails. */
function exchange(folder: string, { folders }: Io): void {
  const own = (name: string): boolean => name === coming || name === going;
  folders.create(`${folder}/${going}`);
  const old = folders.names(folder).filter((name) => !own(name));
  const putBack = moveAll(old, folder, `${folder}/${going}`, folders);
  try {
    moveAll(folders.names(`${folder}/${coming}`), `${folder}/${coming}`, folder, folders);
  } catch (error) {
    putBack();
    throw error;
  }
}

/**
 * Installs packages in place of those that are there.
 * @param folder Absolute: `dbt_packages`.
 * @param record Called with the folder in which all packages are ready, before the exchange:
 *   checks them once more and writes the lock file.
 * @throws What placing a package throws; the old packages are then still there.
 */
export async function install(
  packages: readonly Pinned[],
  folder: string,
  io: Io,
  record: (ready: string) => void,
): Promise<Placed[]> {
  const { files, folders } = io;
  const placed: Placed[] = [];
  const isNew = files.stat(folder) === undefined;
  files.remove(`${folder}/${coming}`);
  files.remove(`${folder}/${going}`);
  try {
    folders.create(`${folder}/${coming}`);
    for (const pinned of packages) {
      placed.push({
        package: pinned,
        how: await pinned.place(`${folder}/${coming}/${pinned.name}`),
      });
    }
    record(`${folder}/${coming}`);
    exchange(folder, io);
  } catch (error) {
    files.remove(isNew ? folder : `${folder}/${coming}`);
    throw error;
  }
  files.remove(`${folder}/${coming}`);
  files.remove(`${folder}/${going}`);
  return placed;
}
