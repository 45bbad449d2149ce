/** The comment that tells in a warehouse's query history which node a statement belongs to. */
import { PtxError } from "../core/error.ts";
import type { AnyNode, Json, JsonObject } from "../core/node.ts";
import type { Project } from "../core/project.ts";
import type { Value } from "../jinja/value.ts";
import { isObject } from "../project/json.ts";
import { dbtVersion } from "./dbt-version.ts";
import type { Job } from "./job.ts";

export interface QueryComment {
  readonly text: string;
  /** Behind the statement rather than before it. */
  readonly append: boolean;
  /** What the comment says as labels of jobs, where `job-label` asks for them. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** dbt's comment, key by key: what reads query histories looks for it. */
function usual({ target }: Project, id: string | undefined): string {
  const facts = {
    app: "dbt",
    dbt_version: dbtVersion,
    profile_name: target.profileName,
    target_name: target.name,
    ...(id === undefined ? { connection_name: "master" } : { node_id: id }),
  };
  const parts = Object.entries(facts).map(
    ([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`,
  );
  return `{${parts.join(", ")}}`;
}

/**
 * The comment of a node's statements by `query-comment:` of the project file: a text or template,
 * a mapping with `comment` and `append`, or nothing for none. dbt's where the file does not say.
 *
 * @param render Renders a template with `node` and `connection_name`.
 * @throws PtxError PTX3201 when it would end its own comment.
 */
export async function queryComment(
  project: Project,
  node: AnyNode | null,
  render: (template: string, file: string, names: Job["names"]) => Promise<string>,
): Promise<QueryComment | undefined> {
  const { raw, projectFile: file } = project.root;
  const setting = raw["query-comment"];
  const append = isObject(setting) && setting["append"] === true;
  const written = isObject(setting) ? setting["comment"] : setting;
  const labelled = isObject(setting) && setting["job-label"] === true;
  const comment = (text: string): QueryComment =>
    labelled ? { text, append, labels: labelsIn(text) } : { text, append };
  if (written === undefined) return comment(usual(project, node?.unique_id));
  if (typeof written !== "string" || written === "") return undefined;
  const names: Job["names"] = new Map<string, () => Value>([
    ["node", () => node],
    ["connection_name", () => node?.unique_id ?? "master"],
  ]);
  const isTemplate = /\{[{%#]/.test(written);
  const text = (isTemplate ? await render(written, file, names) : written).trim();
  if (text.includes("*/")) {
    throw new PtxError("PTX3201", `query-comment holds "*/", which would end it: ${text}`, {
      at: { file, line: 1, column: 1 },
      hint: "Leave these characters out of query-comment.",
    });
  }
  return text === "" ? undefined : comment(text);
}

/** The keys of a comment that is a JSON object, or one label for another text. */
function labelsIn(text: string): Record<string, string> {
  try {
    const read: unknown = JSON.parse(text);
    if (isObject(read as Json)) {
      const known = Object.entries(read as JsonObject).filter(([, value]) => value !== null);
      return Object.fromEntries(known.map(([key, value]) => [key, String(value)]));
    }
  } catch {
    // A text of other words is a comment, too.
  }
  return { query_comment: text };
}

/** A statement with its comment. */
export function commented(sql: string, { text, append }: QueryComment): string {
  if (!append) return `/* ${text} */\n${sql}`;
  const body = sql.trimEnd();
  return body.endsWith(";") ? `${body.slice(0, -1)}\n/* ${text} */;` : `${body}\n/* ${text} */`;
}
