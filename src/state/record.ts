/** Artifacts on disk. */
import { PtxError } from "../core/error.ts";
import type { Files } from "../core/files.ts";

/** An artifact, as the `to…Json` functions return them. */
export interface Artifact {
  readonly metadata: object;
  readonly [section: string]: unknown;
}

/** Writes an artifact; readers see the old one or the new one, never half of it. */
export function recordArtifact(files: Files, path: string, artifact: Artifact): void {
  files.writeParts(path, jsonParts(artifact));
}

/** JSON of an artifact, the entries of its sections one by one: some have thousands. */
function* jsonParts(artifact: Artifact): Generator<string, void> {
  let before = "{";
  for (const [name, section] of Object.entries(artifact)) {
    if (section === undefined) continue;
    yield `${before}${JSON.stringify(name)}:`;
    before = ",";
    if (isMap(section)) yield* mapParts(section);
    else yield JSON.stringify(section);
  }
  yield before === "{" ? "{}" : "}";
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;

function* mapParts(map: Readonly<Record<string, unknown>>): Generator<string, void> {
  let text = "{";
  for (const key in map) {
    const value = map[key];
    if (value === undefined) continue;
    yield `${text}${JSON.stringify(key)}:${JSON.stringify(value)}`;
    text = ",";
  }
  yield text === "{" ? "{}" : "}";
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
