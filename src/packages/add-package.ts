/** `--add-package`: writes an entry into packages.yml and leaves the rest as it is, comments too. */

import { isMap, isSeq, parseDocument, YAMLSeq } from "yaml";
import { PtxError } from "../core/error.ts";
import { parseYaml } from "../project/yaml.ts";

export type AddSource = "hub" | "git" | "local";

export interface Addition {
  readonly name: string;
  readonly version: string | undefined;
  readonly source: AddSource;
}

/** `dbt-labs/dbt_utils@1.3.0`; several bounds with commas. An @ in an address is none of a version. */
export function parseAddition(text: string, source: AddSource): Addition {
  const at = text.lastIndexOf("@");
  const hasVersion = at > 0 && !/[:/]/.test(text.slice(at + 1));
  const name = hasVersion ? text.slice(0, at) : text;
  const version = hasVersion ? text.slice(at + 1) : undefined;
  if (source === "hub" && !version) {
    throw new PtxError("PTX1301", `--add-package ${text} names no version`, {
      hint: `Write it with one: --add-package ${name}@1.0.0, or "${name}@>=1.0.0,<2.0.0".`,
    });
  }
  return { name, version: version || undefined, source };
}

function entryOf({ name, version, source }: Addition): Record<string, string | string[]> {
  const key = source === "hub" ? "package" : source;
  if (version === undefined || source === "local") return { [key]: name };
  const value = version.includes(",") ? version.split(",").map((part) => part.trim()) : version;
  return { [key]: name, [source === "git" ? "revision" : "version"]: value };
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/**
 * Whether an entry's source is the package that is added, in whatever way: `dbt_utils` of the hub
 * replaces `https://…/dbt-utils.git`.
 */
function isSame(source: string, name: string): boolean {
  const short = name.slice(name.lastIndexOf("/") + 1);
  const names = [name, short].flatMap((one) => [
    one,
    one.replaceAll("_", "-"),
    one.replaceAll("-", "_"),
  ]);
  return names.some((one) => new RegExp(`(^|[/.])${escaped(one)}($|[/.])`).test(source));
}

const sources = ["package", "git", "local", "tarball", "private"];

export interface Added {
  readonly text: string;
  /** Sources of the entries that gave way. */
  readonly replaced: readonly string[];
}

/**
 * The packages file with the addition at its end.
 * @param text The file as it is; `undefined` when there is none.
 * @throws {PtxError} PTX1101 when the file is not YAML.
 */
export function addPackage(text: string | undefined, file: string, addition: Addition): Added {
  parseYaml(text ?? "", file);
  const document = parseDocument(text?.trim() ? text : "packages: []\n", { version: "1.1" });
  const replaced: string[] = [];
  let list = document.get("packages");
  if (!isSeq(list)) {
    list = new YAMLSeq();
    document.set("packages", list);
  }
  if (isSeq(list)) {
    list.flow = false;
    list.items = list.items.filter((item) => {
      if (!isMap(item)) return true;
      const source = sources.map((key) => item.get(key)).find((found) => typeof found === "string");
      if (source === undefined || !isSame(source, addition.name)) return true;
      replaced.push(source);
      return false;
    });
    list.add(document.createNode(entryOf(addition)));
  }
  return { text: document.toString({ lineWidth: 0, indentSeq: true }), replaced };
}
