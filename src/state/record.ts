/** Artifacts on disk. */
import { PtxError } from "../core/error.ts";
import type { Files } from "../core/files.ts";

/** An artifact, as the `to…Json` functions return them. */
export interface Artifact {
  readonly metadata: object;
  readonly [section: string]: unknown;
}

/** The text of an artifact: metadata first, then everything that does not change with each run. */
function textOf({ metadata, ...rest }: Artifact): { text: string; body: string } {
  const body = JSON.stringify(rest).slice(1);
  return { text: `{"metadata":${JSON.stringify(metadata)},${body}`, body };
}

/**
 * Writes an artifact; readers see the old one or the new one, never half of it.
 *
 * @param options `unlessSame` keeps a file that differs in nothing but its metadata (when it was
 *   written, by which run): for commands that only look at the project.
 * @returns Whether the file was written.
 */
export function recordArtifact(
  files: Files,
  path: string,
  artifact: Artifact,
  { unlessSame = false }: { readonly unlessSame?: boolean } = {},
): boolean {
  const { text, body } = textOf(artifact);
  if (unlessSame && files.readText(path)?.endsWith(`,${body}`)) return false;
  files.write(path, text);
  return true;
}

/** A JSON file of an earlier run. @throws PtxError PTX5001 when it is missing or is no JSON. */
export function readArtifact(files: Files, path: string): unknown {
  const text = files.readText(path);
  if (text === undefined) {
    throw new PtxError("PTX5001", `${path} does not exist`, {
      hint: "point to the folder that an earlier run wrote its artifacts to (target/)",
    });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new PtxError(
      "PTX5001",
      `${path} is not JSON: ${cause instanceof Error ? cause.message : cause}`,
      {
        hint: "write it again: the file is damaged or was written by hand",
        cause,
      },
    );
  }
}
