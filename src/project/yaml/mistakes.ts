/** What is wrong with a YAML text, in words that help: found, and what to type instead. */
import type { YAMLParseError } from "yaml";
import type { Advice } from "../../core/error.ts";
import { positionAt } from "../../core/location.ts";
import { guesses, template } from "./guesses.ts";
import { type Finding, lineAt } from "./scene.ts";
import type { Problem } from "./tree.ts";

/** Message and place, as `PtxError` takes them. */
export type Explained = readonly [message: string, advice: Advice];

export function explain(error: YAMLParseError, text: string, file: string): Explained {
  const at = Math.min(error.pos[0], text.trimEnd().length);
  const scene = { text, error, at, line: lineAt(text, at).trim() };
  for (const guess of guesses) {
    const found = guess(scene);
    if (found !== undefined) return located(text, file, at, found);
  }
  const message = `This is not valid YAML: ${lowerFirst(error.message)}.`;
  const hint = "Check quotes, colons and indentation of this line and the one before.";
  return located(text, file, at, { message, hint });
}

/** Words for what `toJson` could not make a value of. */
export function explainProblem(problem: Problem, text: string, file: string): Explained {
  const { offset, length } = problem;
  return located(text, file, offset, { ...wordsOf(problem, text), offset, length });
}

/** A character that YAML forbids, if there is one. */
export function unprintable(text: string, file: string): Explained | undefined {
  const match = /[^\t\n\r\x20-\x7e\x85\u{a0}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u.exec(
    text,
  );
  if (match === null) return undefined;
  const code = (match[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  return located(text, file, match.index, {
    message: `The control character U+${code} is not allowed in YAML.`,
    hint: 'Delete it; where it is meant, write it as an escape in double quotes ("\\x07").',
  });
}

function wordsOf({ kind, name, offset }: Problem, text: string): Finding {
  switch (kind) {
    case "duplicate":
      return {
        message: `The key \`${name}\` is given twice here; this one counts, the earlier one is ignored.`,
        hint: "Delete one of them.",
      };
    case "alias":
      return {
        message: `\`*${name}\` stands for an anchor, but no \`&${name}\` comes before it.`,
        hint: `Put the text in quotes ("*${name}"), or define the anchor above.`,
      };
    case "tag":
      return {
        message: `\`${name.replace("tag:yaml.org,2002:", "!!")}\` is a tag that ptx does not know.`,
        hint: "Remove it, or put the whole value in quotes.",
      };
    case "merge":
      return {
        message: "`<<` merges mappings, but this is none.",
        hint: "Let it refer to a mapping or a list of mappings: `<<: *defaults`.",
      };
    case "key":
      return text.startsWith("{", offset)
        ? template
        : {
            message: "A list or mapping cannot be a key.",
            hint: "Put the key in quotes if its brackets are meant as text.",
          };
  }
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

function located(text: string, file: string, at: number, finding: Finding): Explained {
  const { message, hint, offset = at, length } = finding;
  const place = { file, ...positionAt(text, offset) };
  return [message, { at: length === undefined ? place : { ...place, length }, hint }];
}
