/** `.dbtignore`: patterns of files that the project does not consist of, in git's notation. */

interface Rule {
  readonly keeps: boolean;
  readonly pattern: RegExp;
}

const special = /[.+^${}()|[\]\\]/g;

/** One path part or several: `*` stays within a part, `**` crosses parts. */
function expression(glob: string): string {
  return glob
    .split(/(\*\*\/|\/\*\*$|\*\*|\*|\?|\[[^\]]+\])/)
    .map((piece) => {
      if (piece === "**/") return "(?:.*/)?";
      if (piece === "/**") return "/.*";
      if (piece === "**") return ".*";
      if (piece === "*") return "[^/]*";
      if (piece === "?") return "[^/]";
      if (/^\[.+\]$/.test(piece)) return piece.replace(/^\[!/, "[^");
      return piece.replace(special, "\\$&");
    })
    .join("");
}

function ruleOf(line: string): Rule | undefined {
  const written = line.replace(/(?<!\\)\s+$/, "");
  if (written === "" || written.startsWith("#")) return undefined;
  const keeps = written.startsWith("!");
  const glob = written.replace(/^!/, "").replace(/^\\(?=[#!])/, "");
  // A slash anywhere but at the end ties the pattern to the folder of the file.
  const tied = /\/./.test(glob);
  const body = expression(glob.replace(/^\//, "").replace(/\/$/, ""));
  const end = glob.endsWith("/") ? "/" : "(?:/|$)";
  return { keeps, pattern: new RegExp(`^${tied ? "" : "(?:.*/)?"}${body}${end}`) };
}

/** Tells of a path (relative to the package, with `/`) whether the patterns exclude it; the last match counts. */
export function ignoredBy(patterns: string): (path: string) => boolean {
  const rules = patterns.split(/\r?\n/).flatMap((line) => ruleOf(line) ?? []);
  if (rules.length === 0) return () => false;
  return (path) => {
    const last = rules.findLast(({ pattern }) => pattern.test(path));
    return last !== undefined && !last.keeps;
  };
}
