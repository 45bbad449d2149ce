/** Which packages a project names for its warehouse, before anything of them is loaded. */
import { PtxError } from "../core/error.ts";
import type { Location } from "../core/location.ts";
import { dialectOf, isBuiltIn } from "../sql/dialects.ts";
import { type LoadRequest, profileNameOf } from "./load.ts";
import { loadTarget } from "./profile.ts";
import { findProjectFile, readProjectFile } from "./project-file.ts";

export interface AdapterWish {
  /** Of the target: no built-in adapter has it. */
  readonly type: string;
  /** `adapters:` of the project file. */
  readonly packages: readonly { readonly name: string; readonly at: Location | undefined }[];
  /** The key itself. */
  readonly at: Location | undefined;
}

/**
 * The packages that may answer for the target's type; `undefined` where a built-in adapter does, or
 * the project names none.
 *
 * @throws PtxError PTX1104 for `adapters:` that is no list of names; what is wrong with the profile.
 */
export function adapterWish(request: LoadRequest): AdapterWish | undefined {
  const { files, root } = request;
  const file = findProjectFile(files, root);
  const text = file === undefined ? undefined : files.readText(`${root}/${file}`);
  // Most projects name none, and need not be read twice.
  if (text === undefined || !text.includes("adapters")) return undefined;
  const raw = readProjectFile(files, root);
  const listed = raw.value["adapters"];
  if (listed === undefined || listed === null) return undefined;
  const at = raw.yaml.locate(["adapters"], "key");
  if (!Array.isArray(listed) || !listed.every((name) => typeof name === "string")) {
    throw new PtxError("PTX1104", "`adapters` is not a list of names of packages", {
      at,
      hint: "Write one name a line: `adapters: [ptx-sqlite]`.",
    });
  }
  const profileName = profileNameOf(raw, request);
  // Its settings are checked when its dialect is known.
  const { type } = loadTarget({ ...request, profileName, chosen: request, dialectOf });
  if (isBuiltIn(type)) return undefined;
  const packages = listed.map((name, i) => ({
    name,
    at: raw.yaml.locate(["adapters", i], "value"),
  }));
  return { type, packages, at };
}
