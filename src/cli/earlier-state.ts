/** `--state`, `--defer-state`: folders with the artifacts of an earlier run. */
import { resolve } from "node:path";
import { PtxError } from "../core/error.ts";
import type { Files } from "../core/files.ts";
import type { Manifest } from "../core/manifest.ts";
import type { NodeId } from "../core/node.ts";
import type { Project } from "../core/project.ts";
import type { EarlierState } from "../state/comparisons.ts";
import { withDeferRelations } from "../state/defer.ts";
import { manifestFromJson } from "../state/manifest-json.ts";
import { readArtifact } from "../state/record.ts";
import { runResultsFromJson } from "../state/run-results-json.ts";
import { loadedAtFromJson } from "../state/sources-json.ts";
import { type CommandRun, flagOption, type Options, textOption } from "./command.ts";

interface Folder {
  /** As given: `--state ../prod`. */
  readonly shown: string;
  readonly path: string;
}

/** A folder named by an option, relative to the project. @throws PtxError PTX5004 when there is none. */
function folderOf(
  options: Options,
  name: "state" | "deferState",
  { root }: Project,
  files: Files,
): Folder | undefined {
  const given = textOption(options, name);
  if (given === undefined) return undefined;
  const shown = `${name === "state" ? "--state" : "--defer-state"} ${given}`;
  const path = resolve(root.root, given);
  if (files.stat(path)?.isDirectory) return { shown, path };
  throw new PtxError("PTX5004", `${shown}: there is no folder ${path}`, {
    hint: "Name the folder that another run wrote its artifacts to, from the project's folder.",
  });
}

function readFrom({ path, shown }: Folder, file: string, files: Files, written: string): unknown {
  const name = `${path}/${file}`;
  if (files.stat(name) !== undefined) return readArtifact(files, name);
  throw new PtxError("PTX5004", `${shown}: the folder holds no ${file}`, {
    hint: `${written} writes it: copy it from the target folder of that run.`,
  });
}

/** A state is of another run: the target folder's own manifest is that of the last look at the project. */
function manifestIn(folder: Folder, project: Project, files: Files): Manifest {
  if (folder.path === resolve(project.targetPath)) {
    throw new PtxError("PTX5003", `${folder.shown} is the folder that ptx writes to`, {
      hint: "Copy the artifacts of the run to compare with into a folder of their own, and name that.",
    });
  }
  const json = readFrom(folder, "manifest.json", files, "Every command that reads the project");
  return manifestFromJson(json, `${folder.path}/manifest.json`);
}

/** The run of `--state`; `undefined` without the option. */
export function earlierState(
  options: Options,
  project: Project,
  files: Files,
): EarlierState | undefined {
  const folder = folderOf(options, "state", project, files);
  if (folder === undefined) return undefined;
  return {
    manifest: () => manifestIn(folder, project, files),
    results: () => {
      const json = readFrom(folder, "run_results.json", files, "A run");
      return runResultsFromJson(json, `${folder.path}/run_results.json`).statuses;
    },
    loadedAt: () => {
      const target = { shown: "target folder", path: project.targetPath };
      const read = (from: Folder): ReadonlyMap<NodeId, string> => {
        const json = readFrom(from, "sources.json", files, "ptx source freshness");
        return loadedAtFromJson(json, `${from.path}/sources.json`);
      };
      return { before: read(folder), now: read(target) };
    },
  };
}

/** How references to nodes that were not built here are resolved. */
export interface Deferral {
  /** The state's relation also where the node exists here, unless it is selected. */
  readonly favorState: boolean;
}

interface Workspace {
  readonly manifest: Manifest;
  readonly project: Project;
}

/**
 * A workspace whose manifest has the state's relations, when `--defer` asks for them.
 * @throws PtxError PTX5008 without a state.
 */
export function withDeferral<T extends Workspace>(
  workspace: T,
  { options, environment: { files } }: CommandRun,
  { always = false }: { readonly always?: boolean } = {},
): T & { readonly deferral?: Deferral } {
  const { manifest, project } = workspace;
  const asked = flagOption(options, "defer");
  if (!asked && !always) return workspace;
  const folder =
    folderOf(options, "deferState", project, files) ?? folderOf(options, "state", project, files);
  if (folder === undefined) {
    throw new PtxError(
      "PTX5008",
      `${asked ? "--defer" : "ptx clone"} needs a state to take tables from`,
      {
        hint: "Add --state <folder>, where the folder holds the manifest.json of the run that built them.",
      },
    );
  }
  const favorState = flagOption(options, "favorState");
  const before = manifestIn(folder, project, files);
  const deferral = { favorState };
  return { ...workspace, manifest: withDeferRelations(manifest, before), deferral };
}
