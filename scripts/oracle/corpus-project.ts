/**
 * Makes a dbt project of a folder of SQL files: each of its folders `owner+name` becomes an installed
 * package with the files as they are, and what they refer to and do not bring is made up.
 *
 * A file that dbt cannot take without its own project (its variables, its YAML) keeps its size: the
 * templates in it are blanked, and a `ref` of the same length stays where one was.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { stringify } from "yaml";
import { diagnosticsOf } from "../../src/core/error.ts";
import { parseProject } from "../../src/index.ts";

interface CorpusFile {
  readonly path: string;
  readonly text: string;
  readonly package: string;
  /** Where it lies in its package. */
  readonly place: string;
}

export interface CorpusProject {
  readonly folder: string;
  readonly files: number;
  readonly bytes: number;
  /** Files that are macros, files that are nodes, and nodes among them that were blanked. */
  readonly macros: number;
  readonly nodes: number;
  readonly blanked: readonly string[];
}

const isMacroFile = (text: string): boolean => /\{%-?\s*(macro|test|materialization)\b/.test(text);

/** `ga4` of `Velir+dbt-ga4` where the files call `ga4.…`, `dbt_utils` of `dbt-labs+dbt-utils`. */
function packageName(folder: string, called: ReadonlySet<string>): string {
  const name = (folder.split("+")[1] ?? folder).replaceAll("-", "_");
  const bare = name.replace(/^dbt_/, "");
  return called.has(bare) && !called.has(name) ? bare : name;
}

function calledNamespaces(texts: readonly string[]): Set<string> {
  const found = texts.flatMap((text) => [...text.matchAll(/\b([a-z]\w*)\.\w+\(/g)]);
  return new Set(found.map(([, name]) => name ?? ""));
}

function readCorpus(corpus: string): CorpusFile[] {
  const paths = readdirSync(corpus, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".sql"))
    .sort();
  const texts = new Map(paths.map((path) => [path, readFileSync(join(corpus, path), "utf8")]));
  const called = calledNamespaces([...texts.values()]);
  const taken = new Set<string>();
  return paths.map((path) => {
    const [folder = "", ...rest] = path.split("/");
    const text = texts.get(path) ?? "";
    const tests = rest[0] === "integration_tests";
    const owner = packageName(folder, called) + (tests ? "_integration_tests" : "");
    const kind = isMacroFile(text) ? "macros" : "models";
    // Names are unique in a package of dbt's; a second file of one name is called after its folder.
    let place = `${kind}/${rest.join("/")}`;
    const key = () => `${owner}.${kind}.${basename(place)}`;
    if (taken.has(key())) place = place.replace(/\/([^/]+)\/([^/]+)$/, "/$1/$1_$2");
    taken.add(key());
    return { path, text, package: owner, place };
  });
}

/** The text with its templates blanked, of the same length; refs to what is there are kept. */
function blanked(text: string): string {
  return text.replace(/\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}/gs, (template) =>
    template.startsWith("{#") || /^\{\{-?\s*ref\(\s*'\w+'\s*\)\s*-?\}\}$/.test(template)
      ? template
      : template.replace(/[^\n]/g, "x"),
  );
}

const literal = `\\s*['"](\\w+)['"]\\s*`;

function named(files: readonly CorpusFile[], call: string): string[][] {
  const pattern = new RegExp(call, "g");
  const found = files.flatMap(({ text }) =>
    [...text.matchAll(pattern)].map((match) => match.slice(1)),
  );
  return [...new Map(found.map((names) => [names.join("."), names])).values()];
}

/** Models and variables that the files name and nobody declares. */
function madeUp(files: readonly CorpusFile[]): Record<string, string> {
  const made: Record<string, string> = {};
  const known = new Set(files.map(({ place }) => basename(place, ".sql")));
  for (const [name = ""] of named(files, `ref\\(${literal}\\)`)) {
    if (!known.has(name)) made[`models/made_up/${name}.sql`] = "select 1 as id\n";
  }
  const counts = new Set(named(files, `range\\(\\s*var\\(${literal}`).flat());
  const vars = named(files, `var\\(${literal}\\)`).flat();
  made["dbt_project.yml"] = stringify({
    name: "corpus",
    version: "1.0",
    profile: "corpus",
    vars: Object.fromEntries(vars.map((name) => [name, counts.has(name) ? 3 : name])),
    // What variables of a package would leave out is parsed all the same, and all are linked.
    models: Object.fromEntries(
      files.map(({ package: owner }) => [owner, { "+enabled": true, "+schema": owner }]),
    ),
  });
  made["profiles.yml"] =
    "corpus:\n  target: dev\n  outputs:\n    dev: { type: duckdb, path: corpus.duckdb, schema: main, threads: 1 }\n";
  return made;
}

/** Sources that the files name, some by their macros only. */
class Sources {
  readonly #tables = new Map<string, Set<string>>();

  add(source: string, table: string): void {
    this.#tables.set(source, (this.#tables.get(source) ?? new Set()).add(table));
  }

  get yaml(): string {
    const listed = [...this.#tables].map(([name, tables]) => ({
      name,
      tables: [...tables].map((table) => ({ name: table })),
    }));
    return stringify({ sources: listed });
  }
}

/** Packages that the files call and that are none of them: each macro is there, and writes its arguments. */
function missingPackages(files: readonly CorpusFile[]): Record<string, string> {
  const own = new Set([...files.map((file) => file.package), "dbt"]);
  const made: Record<string, string> = {};
  for (const owner of new Set(named(files, "\\b(\\w+_utils)\\.\\w+\\(").flat())) {
    if (own.has(owner)) continue;
    const macros = named(files, `\\b${owner}\\.(\\w+)\\(`).map(
      ([name]) => `{% macro ${name}() %}{{ varargs }}{{ kwargs }}{% endmacro %}\n`,
    );
    made[`dbt_packages/${owner}/dbt_project.yml`] = `name: ${owner}\nversion: "1.0"\n`;
    made[`dbt_packages/${owner}/macros/made_up.sql`] = macros.join("");
  }
  return made;
}

function writeAll(folder: string, texts: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(texts)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** Files that mistakes are found in; sources that are missing are declared instead. */
function mistaken(folder: string, sources: Sources): string[] {
  try {
    parseProject({ root: folder });
    return [];
  } catch (error) {
    const wrong = new Set<string>();
    for (const { severity, message, at } of diagnosticsOf(error) ?? []) {
      const [, source, table] =
        /refers to source '(\w+)\.(\w+)', which does not/.exec(message) ?? [];
      if (source !== undefined && table !== undefined) sources.add(source, table);
      else if (severity === "error") wrong.add(at?.file ?? message);
    }
    if (diagnosticsOf(error) === undefined) throw error;
    return [...wrong];
  }
}

/** Makes the project in a folder. @throws Error when no project comes of the files. */
export function corpusProject(corpus: string, folder: string): CorpusProject {
  const files = readCorpus(corpus);
  const target = ({ package: owner, place }: CorpusFile) => `dbt_packages/${owner}/${place}`;
  const byTarget = new Map(files.map((file) => [target(file), file]));
  writeAll(folder, { ...madeUp(files), ...missingPackages(files) });
  for (const owner of new Set(files.map((file) => file.package))) {
    writeAll(folder, {
      [`dbt_packages/${owner}/dbt_project.yml`]: `name: ${owner}\nversion: "1.0"\n`,
    });
  }
  writeAll(folder, Object.fromEntries([...byTarget].map(([path, { text }]) => [path, text])));
  const sources = new Sources();
  const changed = new Set<string>();
  for (;;) {
    const before = sources.yaml;
    const wrong = mistaken(folder, sources);
    writeAll(folder, { "models/_sources.yml": sources.yaml });
    if (wrong.length === 0 && before === sources.yaml) break;
    const next = wrong.filter((path) => byTarget.has(path) && !changed.has(path));
    if (next.length === 0 && before === sources.yaml) {
      throw new Error(`no project comes of it: ${wrong.join(", ")}`);
    }
    for (const path of next) {
      changed.add(path);
      writeAll(folder, { [path]: blanked(byTarget.get(path)?.text ?? "") });
    }
  }
  const macros = files.filter(({ place }) => place.startsWith("macros/")).length;
  return {
    folder,
    files: files.length,
    bytes: files.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0),
    macros,
    nodes: files.length - macros,
    blanked: [...changed].map((path) => byTarget.get(path)?.path ?? path),
  };
}
