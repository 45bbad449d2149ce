/** Finds the files of a package, by what they are. One listing per folder, no reading. */
import type { FileEntry, Files } from "../core/files.ts";
import type { Package } from "../core/project.ts";
import { type FolderStamp, folderStamp } from "./fingerprint.ts";
import { ignoredBy } from "./ignore.ts";

export interface SourceFile {
  readonly package: Package;
  /** Relative to the package's root: `models/staging/stg_orders.sql`. */
  readonly path: string;
  /** Relative to its resource folder: `staging/stg_orders.sql`. */
  readonly relative: string;
  /** Relative to the root project: how messages name the file. */
  readonly shown: string;
  readonly mtimeMs: number;
  readonly size: number;
}

export type FileKind =
  | "models"
  | "seeds"
  | "tests"
  | "macros"
  | "snapshots"
  | "analyses"
  | "functions"
  | "docs"
  | "fixtures"
  | "properties";

export type SourceFiles = Readonly<Record<FileKind, readonly SourceFile[]>>;

const extension = (path: string): string => path.slice(path.lastIndexOf(".") + 1).toLowerCase();

/** Editors' left-overs (`.#x.sql`, `x.sql~`) are no source files. */
const isHidden = (path: string): boolean => /^[.#~]/.test(path.slice(path.lastIndexOf("/") + 1));

const isSql = (path: string): boolean => /\.sql(\.jinja)?$/i.test(path);

interface Listing {
  readonly folder: string;
  readonly entries: readonly FileEntry[];
}

/** A file of a package as messages name it: relative to the root project's folder. */
export function shownPath(pkg: Pick<Package, "root">, path: string, root: string): string {
  const file = path.replace(/^\.\//, "");
  if (pkg.root === root) return file;
  const inside = pkg.root.startsWith(`${root}/`);
  return `${inside ? pkg.root.slice(root.length + 1) : pkg.root}/${file}`;
}

function fileIn(pkg: Package, folder: string, entry: FileEntry, root: string): SourceFile {
  const { path: relative, mtimeMs, size } = entry;
  const path = `${folder}/${relative}`;
  return { package: pkg, path, relative, shown: shownPath(pkg, path, root), mtimeMs, size };
}

/** Lists each folder of each package once. */
export class FolderLister {
  readonly #files: Files;
  readonly #listings = new Map<string, Listing>();
  readonly #ignored = new Map<string, (path: string) => boolean>();

  constructor(files: Files) {
    this.#files = files;
  }

  /** Stamps of all folders that were listed. */
  stamps(now: number): FolderStamp[] {
    return [...this.#listings].map(([folder, { entries }]) =>
      folderStamp(this.#files, folder, entries, now),
    );
  }

  /** What `.dbtignore` of a package leaves out. */
  #isIgnored(pkg: Package, path: string): boolean {
    let ignored = this.#ignored.get(pkg.root);
    if (ignored === undefined) {
      ignored = ignoredBy(this.#files.readText(`${pkg.root}/.dbtignore`) ?? "");
      this.#ignored.set(pkg.root, ignored);
    }
    return ignored(path);
  }

  list(pkg: Package, folder: string): Listing {
    const key = `${pkg.root}/${folder}`;
    const known = this.#listings.get(key);
    if (known) return known;
    const listing = { folder, entries: this.#files.list(key) };
    this.#listings.set(key, listing);
    return listing;
  }

  /** Files of several folders that `wanted` keeps; a file in overlapping folders counts once. */
  pick(
    pkg: Package,
    folders: readonly string[],
    wanted: (relative: string) => boolean,
    root: string,
  ): SourceFile[] {
    const found = new Map<string, SourceFile>();
    for (const folder of folders) {
      for (const entry of this.list(pkg, folder).entries) {
        if (isHidden(entry.path) || !wanted(entry.path)) continue;
        const file = fileIn(pkg, folder, entry, root);
        if (this.#isIgnored(pkg, file.path)) continue;
        if (!found.has(file.path)) found.set(file.path, file);
      }
    }
    return [...found.values()];
  }
}

const isGenericTest = (path: string): boolean => path.startsWith("generic/");
const isFixture = (path: string): boolean => path.startsWith("fixtures/");

/**
 * All source files of a package.
 * @param root Folder of the root project.
 */
export function sourceFiles(lister: FolderLister, pkg: Package, root: string): SourceFiles {
  const { models, seeds, tests, macros, snapshots, analyses, docs, functions } = pkg.paths;
  const pick = (folders: readonly string[], wanted: (relative: string) => boolean) =>
    lister.pick(pkg, folders, wanted, root);
  const all = [models, seeds, tests, macros, snapshots, analyses, functions].flat();
  return {
    models: pick(models, (path) => isSql(path) || extension(path) === "py"),
    seeds: pick(seeds, (path) => extension(path) === "csv"),
    tests: pick(tests, (path) => isSql(path) && !isGenericTest(path) && !isFixture(path)),
    macros: [...pick(macros, isSql), ...pick(tests, (path) => isSql(path) && isGenericTest(path))],
    snapshots: pick(snapshots, isSql),
    analyses: pick(analyses, isSql),
    functions: pick(functions, (path) => isSql(path) || extension(path) === "py"),
    fixtures: pick(tests, (path) => isFixture(path) && /\.(csv|sql)$/i.test(path)),
    docs: pick(docs, (path) => /\.md(\.jinja)?$/i.test(path)),
    properties: pick(all, (path) => /^ya?ml$/.test(extension(path))),
  };
}
