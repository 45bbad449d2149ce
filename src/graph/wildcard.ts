/** Shell wildcards, as Python's `fnmatch` reads them: `*`, `?`, `[a-z]`, `[!a-z]`; case counts. */

const special = /[*?[]/;

export const hasWildcard = (pattern: string): boolean => special.test(pattern);

/** A hyphen needs no escape outside of brackets, and may have none in expressions of Unicode. */
const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");

/** The members of `[…]` as a regular expression; a `[` that nothing closes stands for itself. */
function bracket(pattern: string, open: number): { source: string; end: number } {
  const first = pattern[open + 1] === "!" ? open + 2 : open + 1;
  // A `]` in first place is a member, not the end.
  const close = pattern.indexOf("]", first + 1);
  if (close === -1) return { source: "\\[", end: open + 1 };
  const inside = pattern.slice(first, close).replace(/[\\^[\]&~|]/g, "\\$&");
  const ranges = inside.replace(/(.)-(.)/gsu, (range, from: string, to: string) =>
    from <= to ? range : "",
  );
  const negated = first === open + 2;
  if (ranges === "") return { source: negated ? "[^]" : "(?!)", end: close + 1 };
  return { source: `[${negated ? "^" : ""}${ranges}]`, end: close + 1 };
}

/** Regular expression source of a pattern; `star` and `any` say what `*` and `?` stand for. */
export function wildcardSource(pattern: string, star = "[^]*", any = "[^]"): string {
  let source = "";
  for (let i = 0; i < pattern.length; ) {
    const character = pattern[i] ?? "";
    if (character === "[") {
      const { source: members, end } = bracket(pattern, i);
      source += members;
      i = end;
      continue;
    }
    if (character === "*") {
      if (pattern[i - 1] !== "*") source += star;
    } else source += character === "?" ? any : escaped(character);
    i += 1;
  }
  return source;
}

/** Whether whole texts match a pattern; plain texts are compared as such. */
export function wildcard(pattern: string): (text: string) => boolean {
  if (pattern === "*") return () => true;
  if (!hasWildcard(pattern)) return (text) => text === pattern;
  const expression = new RegExp(`^${wildcardSource(pattern)}$`, "u");
  return (text) => expression.test(text);
}
