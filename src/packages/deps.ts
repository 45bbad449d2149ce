/** `ptx deps`: what the packages file asks for → lock file and installed packages. */
import type { Files } from "../core/files.ts";
import { install, type Placed } from "./install.ts";
import { listHash, lockFile, lockText } from "./lock.ts";
import { projectName as nameIn } from "./package-folder.ts";
import { type PackageList, readLockList } from "./package-list.ts";
import { pinWith } from "./pin.ts";
import type { Pinned } from "./pinned.ts";
import { checkNames, pinLocked, resolvePackages } from "./resolve.ts";
import type { World } from "./world.ts";

export interface DepsRequest {
  readonly world: World;
  /** `undefined` when the project lists no packages. */
  readonly list: PackageList | undefined;
  readonly projectName: string;
  /** Absolute. */
  readonly installPath: string;
  /** Resolve anew although the lock file fits. */
  readonly upgrade: boolean;
  /** Write the lock file and stop. */
  readonly lockOnly: boolean;
  /** Called when nothing can fail any more but the exchange: `--add-package` writes its file. */
  readonly beforeExchange?: (() => void) | undefined;
  /** Throws when warnings are errors; called before anything is changed. */
  readonly stopOnWarnings: () => void;
}

export interface DepsResult {
  readonly packages: readonly Pinned[];
  /** Empty with `lockOnly`. */
  readonly placed: readonly Placed[];
  /** Whether the lock file was written. */
  readonly isLocked: boolean;
}

/** The packages of a lock file that fits the list; `undefined` when it does not. */
function lockedSpecs(request: DepsRequest, hash: string) {
  const { world, upgrade } = request;
  if (upgrade) return undefined;
  const text = world.files.readText(`${world.root}/${lockFile}`);
  // Stars stand where a secret was: such an address leads nowhere.
  if (text === undefined || text.includes("*****")) return undefined;
  const locked = readLockList(text, lockFile, world);
  return locked.hash === hash ? locked.specs : undefined;
}

/** The packages with the names that their project files have: the hub may say another one. */
function inFolders(packages: readonly Pinned[], ready: string, files: Files): Pinned[] {
  return packages.map((pinned) => {
    const { name, title, at } = pinned;
    const folder = `${ready}/${name}`;
    return { ...pinned, name: nameIn({ files }, { folder, title, at }) };
  });
}

/** An empty list leaves no packages behind. */
function clear(files: Files, { installPath, lockOnly, beforeExchange }: DepsRequest): DepsResult {
  beforeExchange?.();
  if (!lockOnly) files.remove(installPath);
  return { packages: [], placed: [], isLocked: false };
}

/**
 * Resolves and installs. A failure leaves lock file and installed packages as they were.
 * @throws {PtxError} PTX1301 to PTX1316.
 */
export async function installPackages(request: DepsRequest): Promise<DepsResult> {
  const { world, list, projectName, installPath, lockOnly } = request;
  const { files, folders, root } = world;
  if (list === undefined || list.specs.length === 0) return clear(files, request);
  const hash = listHash(list.specs);
  const locked = lockedSpecs(request, hash);
  const pin = pinWith(world);
  const packages = locked
    ? await pinLocked(locked, lockFile, pin)
    : await resolvePackages(list.specs, list.file, pin);
  checkNames(packages, projectName);
  request.stopOnWarnings();
  const record = (ready?: string): void => {
    if (ready !== undefined) checkNames(inFolders(packages, ready, files), projectName);
    request.beforeExchange?.();
    if (locked) return;
    const text = lockText(
      packages.map((pinned) => pinned.locked),
      hash,
    );
    files.write(`${root}/${lockFile}`, text);
  };
  const isLocked = locked === undefined;
  if (lockOnly) {
    record();
    return { packages, placed: [], isLocked };
  }
  const placed = await install(packages, installPath, { files, folders }, record);
  return { packages, placed, isLocked };
}
