/** The names of the context that need no node and no warehouse. */
import { md5 } from "../../core/hash.ts";
import { dictEntries, isDict } from "../../jinja/collections.ts";
import { PyError } from "../../jinja/errors.ts";
import { toList } from "../../jinja/iteration.ts";
import { parseJson, toJsonText } from "../../jinja/json.ts";
import { builtin } from "../../jinja/params.ts";
import { toText } from "../../jinja/printing.ts";
import { datetimeOf } from "../../jinja/python/datetime.ts";
import { pytzUtc } from "../../jinja/python/zones.ts";
import { returnFromMacro } from "../../jinja/render.ts";
import { PySet } from "../../jinja/sets.ts";
import { type Callable, Tuple, type Value } from "../../jinja/value.ts";
import { secretValues } from "../../project/env.ts";
import { withFloats } from "../../project/yaml/floats.ts";
import { parseYaml } from "../../project/yaml.ts";
import type { RenderState } from "../render-state.ts";
import { modulesAt } from "./frozen-clock.ts";
import { constant, type Members } from "./member.ts";
import { yamlText } from "./yaml-text.ts";

/** What `work` returns, or the default where it fails as Python's library would. */
function orDefault(work: () => Value, fallback: Value): Value {
  try {
    return work();
  } catch (error) {
    if (error instanceof Error) return fallback ?? null;
    throw error;
  }
}

const fromjson = builtin("fromjson string default?", (text, fallback) =>
  orDefault(() => parseJson(toText(text)), fallback),
);
const tojson = builtin("tojson value default? sort_keys?", (value, _, sortKeys) =>
  toJsonText(value, undefined, sortKeys === true),
);
const fromyaml = builtin("fromyaml value default?", (text, fallback) =>
  orDefault(() => withFloats(parseYaml(toText(text), "fromyaml"), []), fallback),
);
const toyaml = builtin("toyaml value default? sort_keys?", (value, fallback, sortKeys) =>
  orDefault(() => yamlText(value, sortKeys === true), fallback),
);

const set = builtin("set value default?", (value, fallback) =>
  orDefault(() => new PySet(toList(value)), fallback),
);
const setStrict = builtin("set_strict value", (value) => new PySet(toList(value)));

function zipped(lists: readonly Value[]): Value[] {
  const columns = lists.map((list) => toList(list));
  const length = columns.length === 0 ? 0 : Math.min(...columns.map((column) => column.length));
  return Array.from({ length }, (_, index) => Tuple.from(columns.map((column) => column[index])));
}
const zip: Callable = (args, kwargs) =>
  orDefault(() => zipped(args), kwargs.get("default") ?? null);
const zipStrict: Callable = (args) => zipped(args);

const localMd5 = builtin("local_md5 value", (value) => md5(toText(value)));

/** Entries of dict_a that dict_b does not have, both with lists of texts; letter case is ignored. */
const diffOfTwoDicts = builtin("diff_of_two_dicts dict_a dict_b", (a, b) => {
  if (!isDict(a) || !isDict(b))
    throw new PyError("TypeError", "diff_of_two_dicts() takes two dicts");
  const lower = (value: Value) => toText(value).toLowerCase();
  const known = new Map(
    dictEntries(b).map(([key, list]) => [lower(key), new Set(toList(list).map(lower))]),
  );
  const result = new Map<Value, Value>();
  for (const [key, list] of dictEntries(a)) {
    const others = known.get(lower(key));
    const left =
      others === undefined ? list : toList(list).filter((item) => !others.has(lower(item)));
    if (others === undefined || toList(left).length > 0) result.set(key, left);
  }
  return result;
});

/** The text with the values of secret variables blotted out. */
function masked(render: RenderState, text: string): string {
  let safe = text;
  for (const secret of secretValues(render.project.project.env))
    safe = safe.replaceAll(secret, "*****");
  return safe;
}

const log = (render: RenderState): Callable =>
  builtin("log msg info?", (message, info) => {
    const level = info === true ? "info" : "debug";
    render.note({ kind: "log", level, message: masked(render, toText(message)) });
    return "";
  });

const print = (render: RenderState): Callable =>
  builtin("print msg", (message) => {
    render.note({ kind: "print", message: masked(render, toText(message)) });
    return "";
  });

/** Variables that users attach to a run: `DBT_ENV_CUSTOM_ENV_X` as `X`. */
function metadataEnvs({ project }: RenderState): Value {
  const found: Record<string, Value> = {};
  for (const [name, value] of Object.entries(project.project.env)) {
    const key = /^DBT(?:_ENGINE)?_ENV_CUSTOM_ENV_(.+)$/.exec(name)?.[1];
    if (key !== undefined && value !== undefined) found[key] = value;
  }
  return found;
}

export const baseMembers: Members = {
  return: constant(returnFromMacro),
  fromjson: constant(fromjson),
  tojson: constant(tojson),
  fromyaml: constant(fromyaml),
  toyaml: constant(toyaml),
  set: constant(set),
  set_strict: constant(setStrict),
  zip: constant(zip),
  zip_strict: constant(zipStrict),
  local_md5: constant(localMd5),
  diff_of_two_dicts: constant(diffOfTwoDicts),
  log,
  print,
  modules: ({ now }) => modulesAt(now),
  dbt_version: ({ project }) => project.dbtVersion,
  run_started_at: ({ invocation }) => datetimeOf(invocation.startedAt, pytzUtc),
  invocation_id: ({ invocation }) => invocation.id,
  invocation_args_dict: ({ invocation, project }) => {
    for (const name of Object.keys(invocation.args)) project.flagsRead.add(name);
    return invocation.args;
  },
  thread_id: constant("MainThread"),
  project_name: ({ project }) => project.project.root.name,
  target: ({ project }) => project.target,
  env: ({ project }) => project.target,
  dbt_metadata_envs: metadataEnvs,
};
