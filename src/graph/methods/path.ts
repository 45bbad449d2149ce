/** `path:` and `file:`: where a node is defined. */
import { type Candidate, textOf } from "../candidate.ts";
import { wildcard, wildcardSource } from "../wildcard.ts";
import type { MethodContext, SelectorMethod } from "./method.ts";

/** `models/_schema.yml` of `shop://models/_schema.yml`. */
const patchFile = ({ patch_path }: Candidate): string | undefined => patch_path?.split("://")[1];

const folderOf = (file: string): string => {
  const end = file.lastIndexOf("/");
  return end > 0 ? file.slice(0, end) : ".";
};

/** The folders above a file, innermost first, down to `.`. */
function foldersOf(file: string): string[] {
  const folders: string[] = [];
  for (let end = file.lastIndexOf("/"); end > 0; end = file.lastIndexOf("/", end - 1)) {
    folders.push(file.slice(0, end));
  }
  folders.push(".");
  return folders;
}

interface Known {
  readonly files: ReadonlySet<string>;
  readonly folders: ReadonlySet<string>;
}

/**
 * All files of the root project that define a node, and the folders around them. A pattern is
 * matched against what exists there, also when it picks nodes of packages: dbt globs the root.
 */
function knownPaths({ candidates, manifest }: MethodContext): Known {
  const files = new Set<string>();
  const folders = new Set<string>();
  const add = (file: string): void => {
    if (files.has(file)) return;
    files.add(file);
    if (folders.has(folderOf(file))) return;
    for (const folder of foldersOf(file)) {
      if (folders.has(folder)) break;
      folders.add(folder);
    }
  };
  for (const candidate of candidates) {
    if (candidate.package_name !== manifest.projectName) continue;
    add(candidate.original_file_path);
    const patch = patchFile(candidate);
    if (patch) add(patch);
  }
  return { files, folders };
}

/** The known paths that a pattern matches; `**` stands for any number of folders. */
function globbed(pattern: string, { files, folders }: Known): Set<string> {
  const segments = pattern.split("/").filter((segment) => segment !== "" && segment !== ".");
  const onlyFolders = segments.at(-1) === "**";
  const sources = segments.map((segment) =>
    segment === "**" ? "(?:/[^/]+)*" : `/${wildcardSource(segment, "[^/]*", "[^/]")}`,
  );
  const expression = new RegExp(`^${sources.join("")}$`, "u");
  const matches = (path: string): boolean => expression.test(path === "." ? "" : `/${path}`);
  const found = new Set([...folders].filter(matches));
  if (!onlyFolders) for (const file of files) if (matches(file)) found.add(file);
  return found;
}

export const path: SelectorMethod = {
  summary: "file or folder of the node, or YAML file that describes it, from the project's root",
  matcher({ value }, context) {
    const found = globbed(textOf(value), knownPaths(context));
    if (found.size === 0) return () => false;
    // Nodes share folders: one verdict for each.
    const verdicts = new Map<string, boolean>();
    const isBelow = (file: string): boolean => {
      const folder = folderOf(file);
      let verdict = verdicts.get(folder);
      if (verdict === undefined) {
        verdict = foldersOf(file).some((one) => found.has(one));
        verdicts.set(folder, verdict);
      }
      return verdict;
    };
    return (candidate) => {
      const { original_file_path: file } = candidate;
      if (found.has(file) || isBelow(file)) return true;
      const patch = patchFile(candidate);
      return patch !== undefined && found.has(patch);
    };
  },
};

export const file: SelectorMethod = {
  summary: "name of the node's file, with or without its ending",
  matcher({ value }) {
    const matches = wildcard(textOf(value));
    return ({ original_file_path }) => {
      const name = original_file_path.slice(original_file_path.lastIndexOf("/") + 1);
      const dot = name.lastIndexOf(".");
      return matches(name) || (dot > 0 && matches(name.slice(0, dot)));
    };
  },
};
